"""Where a questionnaire stands: what it computes and loses, what stays comparable, how long it takes, what lacks."""

from dataclasses import dataclass

from surveys.drafting.comparability import Comparison, compare_versions
from surveys.drafting.indicator_needs import IndicatorsOf, indicators_of, wanted_indicators
from surveys.drafting.minutes import minutes_words, seconds_for
from surveys.drafting.translations import progress_of


@dataclass(frozen=True)
class Standing:
    """A questionnaire against its indicators and the published version before it."""

    indicators: IndicatorsOf
    comparison: Comparison | None
    minutes: str
    languages: list
    wanted: list

    @property
    def untranslated(self):
        """The languages in which something is missing."""
        return [progress for progress in self.languages if progress.missing]


def standing_of(questionnaire):
    """The Standing of a draft or of a published questionnaire. Three queries beside its questions."""
    before = version_before(questionnaire)
    wanted = wanted_indicators(questionnaire.programme, questionnaire.audience)
    return Standing(
        indicators=indicators_of(questionnaire.asked, wanted, before),
        comparison=compare_versions(before, questionnaire, wanted) if before else None,
        minutes=minutes_words(seconds_for(questionnaire)),
        languages=progress_of(questionnaire),
        wanted=wanted,
    )


def version_before(questionnaire):
    """The latest published version of the same title and audience before this one, or None."""
    earlier = questionnaire.programme.questionnaires.published().filter(
        title=questionnaire.title, audience=questionnaire.audience, version__lt=questionnaire.version
    )
    return earlier.order_by("-version").first()
