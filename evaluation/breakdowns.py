"""Figures by the options of a question, computed on demand; by sex and age, as they are kept.

What may be opened: questions about the respondent (of no goal, such as a health condition) for every area; what people
do or think for large areas only. docs/adr/0015 says why.
"""

from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd

from evaluation.areas import BREAKDOWNS, EVERY_KIND, GROUPS, Group, by_options
from evaluation.baselines import baseline_waves
from evaluation.catalogue import Catalogue
from evaluation.engine import FIELDS, rows_of
from evaluation.frames import STORED, estimates_frame, ordered, surveyed_frame
from evaluation.made_once import made_once
from evaluation.models import Estimate
from evaluation.wave_figures import figures_of
from evaluation.wave_sums import sums_of_wave
from surveys.drafting.comparability import Asked, compare_questions
from surveys.models import Question
from surveys.models.questionnaires import Audience, Kind

SEX_AND_AGE = {"age": "Age", "sex": "Sex"}
ABOUT_THE_RESPONDENT = 0
# A question of what people do or think is opened where no fewer neighbourhoods than this are taken together.
FEWEST_PLACES = 3
KINDS = Estimate.AreaKind

NOT_LOCKED = "{wave} is not locked yet, so it has no figures."
NOT_ASKED = "{wave} did not ask {code}."
MADE_OF_IT = "{codes} is computed from {code}, so the answers to it say nothing more about it."
OF_AGENCIES = "What agencies said is not broken down."
DESTROYED = "The single answers of {wave} were destroyed, so only the figures by sex and age are left."
LARGE_ONLY = (
    "{code} asks what people do or think. So that nobody’s answers can be put together from many tables, "
    "figures by it are for {where} only."
)
WHERE = {
    frozenset({KINDS.PROGRAMME, KINDS.COHORT}): "cohorts and the whole programme",
    frozenset({KINDS.PROGRAMME}): "the whole programme",
    frozenset(): f"{FEWEST_PLACES} neighbourhoods and more taken together",
}
BASELINE_DESTROYED = "No change is shown: the single answers of {wave}, the baseline, were destroyed."
BASELINE_NOT_ASKED = "No change is shown: {wave}, the baseline, did not ask {code}."
BASELINE_OTHERWISE = "No change is shown: {wave}, the baseline, asked {code} otherwise. {reasons}"


@dataclass(frozen=True)
class Breakdown:
    """Figures of a wave by the groups of one breakdown.

    `frame` has the columns of `estimates_frame`, its groups are `groups`. `why` says in a sentence why there are no
    figures, for any area or for the one asked for; `no_change` why some have no change since the baseline.
    """

    frame: pd.DataFrame
    groups: tuple[Group, ...]
    why: str = ""
    no_change: tuple[str, ...] = ()

    @property
    def labels(self):
        return {group.code: group.label for group in self.groups}

    @property
    def rows(self):
        return list(self.frame.itertuples(index=False, name="EstimateRow"))


def questions_asked(wave):
    """The single-choice questions that a wave put to people, in order: what its figures can be broken down by."""
    return [item for item in wave.questionnaire.asked if item.kind == Kind.SINGLE and len(item.options) > 1]


def breakdown_of(programme, wave, by, codes, *, area_code=None, catalogue=None):
    """The Breakdown of some indicators in one wave.

    Parameters
    ----------
    wave : Wave
    by : str
        "sex", "age" or the code of a single-choice question of the wave's questionnaire.
    codes : iterable of str
        Of the indicators.
    area_code : str, optional
        Of the area; every area that may have such figures if not given.
    """
    catalogue = catalogue or Catalogue(programme)
    if by in SEX_AND_AGE:
        found = _kept(programme, wave, by, tuple(codes), catalogue)
    else:
        found = _by_question(programme, wave, by, tuple(codes), catalogue)
    if area_code is None or found.why:
        return found
    own = found.frame[found.frame["area_code"] == area_code].reset_index(drop=True)
    is_closed = own.empty and by not in SEX_AND_AGE
    return replace(found, frame=own, why=_closed_words(programme, wave, by) if is_closed else "")


def ways_of(indicator, wave):
    """What an indicator can be broken down by in a wave: "age", "sex" and codes of questions -> the words for each.

    Not by the questions that it is computed from: of those who say that they help, all help.
    """
    asked = {item.code: item.wording for item in questions_asked(wave) if item.code not in indicator.questions}
    return (SEX_AND_AGE if wave.questionnaire.audience == Audience.RESIDENTS else {}) | asked


def _kept(programme, wave, by, codes, catalogue):
    frame = estimates_frame(programme, catalogue=catalogue, wave=wave, breakdown=by, indicator__in=codes)
    return Breakdown(frame, tuple(GROUPS[at] for at in BREAKDOWNS[by]))


def _by_question(programme, wave, by, codes, catalogue):
    item = next((item for item in questions_asked(wave) if item.code == by), None)
    others = tuple(code for code in codes if by not in catalogue.readings[code].questions)
    if why := _why_not(wave, by, item) or ("" if others else MADE_OF_IT.format(codes=", ".join(codes), code=by)):
        return Breakdown(surveyed_frame([], programme, catalogue), (), why)
    grouping = by_options(item, opened_to(programme, wave, by))
    frame, no_change = made_once(
        lambda: _computed(programme, wave, grouping, others, catalogue),
        *(programme, "breakdown", wave.pk, by, others, sorted(grouping.opened)),
    )
    return Breakdown(frame, tuple(grouping.groups[at] for at in grouping.breakdowns[by]), no_change=no_change)


def _why_not(wave, by, item):
    if not wave.is_locked:
        return NOT_LOCKED.format(wave=wave.name)
    if item is None:
        return NOT_ASKED.format(wave=wave.name, code=by)
    if wave.questionnaire.audience == Audience.AGENCIES:
        return OF_AGENCIES
    return DESTROYED.format(wave=wave.name) if wave.destroyed_on else ""


def opened_to(programme, wave, code):
    """The kinds of areas that may have figures by a question."""
    if wave.questionnaire.audience == Audience.ORGANISATIONS:
        return {KINDS.PROGRAMME}
    if is_about_the_respondent(programme, code):
        return EVERY_KIND
    places = Counter(wave.samples.order_by().values_list("neighbourhood__cohort", flat=True))
    if places.total() < FEWEST_PLACES:
        return set()
    return {KINDS.PROGRAMME, KINDS.COHORT} if min(places.values()) >= FEWEST_PLACES else {KINDS.PROGRAMME}


def is_about_the_respondent(programme, code):
    """Whether a question says who somebody is: those of the menu that serve no goal. Any other may be an opinion."""
    goals = Question.objects.open_to(programme).filter(code=code).values_list("goal", flat=True)
    return set(goals) == {ABOUT_THE_RESPONDENT}


def _closed_words(programme, wave, code):
    """Why a question breaks down no figures of an area that it is closed to."""
    opened = opened_to(programme, wave, code)
    return "" if KINDS.NEIGHBOURHOOD in opened else LARGE_ONLY.format(code=code, where=WHERE[frozenset(opened)])


def _computed(programme, wave, grouping, codes, catalogue):
    """The frame by a question, and why some figures in it have no change."""
    made_of = sums_of_wave(wave, catalogue, grouping, codes)
    if made_of is None:
        return surveyed_frame([], programme, catalogue), ()
    baselines, reasons = _baselines(wave, grouping, codes, catalogue)
    frame = surveyed_frame(list(_values(figures_of(made_of, baselines), programme)), programme, catalogue)
    return ordered(frame[frame["breakdown"] == grouping.question], catalogue, grouping.groups), reasons


def _values(figures, programme):
    """The rows that would be stored of `figures`, as tuples of OF_WAVE and STORED."""
    wave, numbers = figures.made_of.wave, dict(programme.cohorts.values_list("pk", "number"))
    names = {place.pk: place.name for place in figures.made_of.neighbourhoods}
    of_wave = (wave.name, wave.starts_on, wave.ends_on, wave.purpose, wave.design, wave.questionnaire.audience)
    designs = {each.pk: each.design for each in figures.baseline.waves if each}
    for values in rows_of(figures):
        row = dict(zip(FIELDS, values, strict=True))
        row |= {"wave_id": row["wave"], "baseline_wave_id": row["baseline_wave"]}
        row |= {"neighbourhood__name": names.get(row["neighbourhood"]), "cohort__number": numbers.get(row["cohort"])}
        yield (*of_wave, designs.get(row["baseline_wave"]), *(row[name] for name in STORED))


def _baselines(wave, grouping, codes, catalogue):
    """Neighbourhood id -> WaveFigures of its baseline by the same question; and why some have none."""
    found, reasons, places = {}, [], {}
    for place, earlier in baseline_waves(wave).items():
        places.setdefault(earlier, []).append(place)
    for earlier, own in places.items():
        if reason := _why_no_change(earlier, wave, grouping.question):
            reasons.append(reason)
        elif made_of := sums_of_wave(earlier, catalogue, grouping, codes):
            found |= dict.fromkeys(own, figures_of(made_of, {}))
    return found, tuple(reasons)


def _why_no_change(earlier, wave, code):
    """Why figures by a question cannot be compared with those of an `earlier` wave; empty where they can."""
    if earlier.destroyed_on:
        return BASELINE_DESTROYED.format(wave=earlier.name)
    changes = {each.code: each for each in compare_questions(earlier.questionnaire.asked, wave.questionnaire.asked)}
    standing = changes[code].standing
    if standing == Asked.NEW:
        return BASELINE_NOT_ASKED.format(wave=earlier.name, code=code)
    reasons = " ".join(changes[code].reasons)
    return "" if standing == Asked.SAME else BASELINE_OTHERWISE.format(wave=earlier.name, code=code, reasons=reasons)
