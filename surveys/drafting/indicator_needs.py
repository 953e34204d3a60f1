"""Which indicators answers can feed: asked of the rooms to the right, which know them."""

from dataclasses import dataclass
from typing import NamedTuple

from surveys.models import Questionnaire
from surveys.models.questionnaires import Kind
from surveys.signals import indicators_wanted


class Wanted(NamedTuple):
    """An indicator that answers can feed, with the codes of the questions that it cannot do without."""

    code: str
    name: str
    questions: frozenset


class Lacking(NamedTuple):
    """An indicator that cannot be computed, with the codes of the questions that are missing."""

    indicator: Wanted
    questions: tuple


@dataclass(frozen=True)
class IndicatorsOf:
    """What a choice of questions can compute.

    `lost` are those that the version `before` could compute and this choice cannot; `others` are the rest of the menu
    that it cannot compute.
    """

    computed: list
    lost: list
    others: list
    before: Questionnaire | None

    @property
    def total(self):
        return len(self.computed) + len(self.lost) + len(self.others)


def wanted_indicators(programme, audience):
    """Every Wanted that answers of `audience` can feed, in the order of those who know them."""
    answers = indicators_wanted.send(sender=Questionnaire, programme=programme, audience=audience)
    return [Wanted(code, name, frozenset(needed)) for _, found in answers for code, name, needed in found]


def codes_counted(questions):
    """The codes whose answers can be counted: all but those answered in words."""
    return {question.code for question in questions if question.kind != Kind.TEXT}


def fed_by(wanted):
    """Code of a question -> the Wanted that need it."""
    fed = {}
    for indicator in wanted:
        for code in indicator.questions:
            fed.setdefault(code, []).append(indicator)
    return fed


def indicators_of(questions, wanted, before=None):
    """The IndicatorsOf `questions`, against the version `before` where there is one."""
    now = codes_counted(questions)
    then = codes_counted(before.asked) if before else set()
    lacking = [Lacking(each, tuple(sorted(each.questions - now))) for each in wanted if not each.questions <= now]
    return IndicatorsOf(
        computed=[each for each in wanted if each.questions <= now],
        lost=[each for each in lacking if before and each.indicator.questions <= then],
        others=[each for each in lacking if not (before and each.indicator.questions <= then)],
        before=before,
    )
