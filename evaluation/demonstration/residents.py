"""Answers of Harbourside's residents: four waves of 300 in each of 30 wards, drawn at once.

All arrays begin with the axes (waves, wards, people).
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from evaluation.demonstration import resident_model as model
from evaluation.demonstration.borough import FIGURE_TWO_WARD, SEED, SUPPORT_STARTS_IN_MONTH, WARDS, place_of
from evaluation.demonstration.population import ANSWERS_PER_UNIT, FIGURE_TWO_UNITS, survey_age
from evaluation.demonstration.timetable import RESIDENTS_MONTHS, months_of_support
from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED
from surveys.bank import shipped_questions

PEOPLE = 300
# One draw of many, in which chance alone makes nothing clear where support has not started.
DRAW = 163
SHAPE = (len(RESIDENTS_MONTHS), len(WARDS), PEOPLE)
MONTHS = np.array(RESIDENTS_MONTHS)
LATEST = len(RESIDENTS_MONTHS) - 1
CODES = tuple(
    code
    for code, question in shipped_questions().items()
    if question.audience == "residents" and not code.startswith(("R28", "Y"))
)
# Asked last, and drawn by themselves: what people say of their health leaves every other answer as it is.
ASKED = (*CODES, "Y1")
# How readily people of each sex and age answer a survey, beside their numbers: young men least.
READINESS = np.array([[0.55, 0.80, 1.05, 1.25], [0.75, 0.95, 1.15, 1.25]])
# Activity and trust by age band, in standard deviations.
ACTIVITY_BY_AGE = np.array([-0.15, -0.05, 0.05, 0.10])
TRUST_BY_AGE = np.array([-0.25, -0.05, 0.05, 0.20])


class Respondents(NamedTuple):
    """Who answered: sex and age band as in bands.py, and two traits that nobody asks for."""

    sex: np.ndarray
    age_band: np.ndarray
    active: np.ndarray
    trusting: np.ndarray


def draw_respondents(people, rng):
    """Respondents of every ward and wave; `people` is the population of survey age, shape (30, 2, 4)."""
    cells = np.empty(SHAPE, dtype=int)
    for ward in range(len(WARDS)):
        chances = (people[ward] * READINESS).ravel()
        cells[:, ward] = rng.choice(chances.size, (SHAPE[0], PEOPLE), p=chances / chances.sum())
    cells[:, place_of(FIGURE_TWO_WARD)] = _in_proportion(rng)
    sex, band = np.divmod(cells, len(AGE_BANDS))
    active = rng.normal(size=SHAPE) + ACTIVITY_BY_AGE[band] + 0.06 * (sex - 0.5)
    trusting = rng.normal(size=SHAPE) + TRUST_BY_AGE[band] + 0.3 * active
    return Respondents(sex + SEXES[0].number, band + AGE_BANDS[0].number, active, trusting)


def _in_proportion(rng):
    """Figure 2's ward: as many of each sex and age as live there, so that every answer weighs the same."""
    cells = np.repeat(np.arange(FIGURE_TWO_UNITS.size), FIGURE_TWO_UNITS.ravel() * ANSWERS_PER_UNIT)
    return rng.permuted(np.tile(cells, (SHAPE[0], 1)), axis=1)


def draw_answers(respondents, rng):
    """Answers by question code, as packed: int16 arrays of shape (waves, wards, people), routing kept."""
    answers = {code: _categories(code, respondents, rng) for code in model.SCALES}
    answers["H1"] = _hours(answers["R5"], rng)
    answers["R11"] = _crisis_friends(respondents, rng)
    answers["R27"] = _groups_known(respondents, rng)
    answers = {code: answers[code].astype(np.int16) for code in CODES}
    for code, scale in (model.SCALES | model.NUMBERS).items():
        _leave_out(answers[code], scale.unsure, rng)
    _skip_unread_lists(answers["R27"], rng)
    route(answers)
    return answers


def draw_residents(people):
    """Respondents and their answers, from the demonstration's seed."""
    rng = np.random.default_rng([SEED, 2, DRAW])
    respondents = draw_respondents(survey_age(people), rng)
    answers = draw_answers(respondents, rng)
    return respondents, answers | {"Y1": draw_health_conditions(respondents, np.random.default_rng([SEED, 28]))}


def draw_health_conditions(respondents, rng):
    """Whether people live with a long-term condition: more of the older, the less active and the deprived do."""
    need = np.array([ward.need for ward in WARDS])[:, None]
    of_band = np.array(model.HEALTH_CONDITION_BY_AGE)[respondents.age_band - AGE_BANDS[0].number]
    scale = model.HEALTH_CONDITION
    level = norm.ppf(of_band) * _spread(scale) + scale.active * respondents.active + scale.need * need
    codes = np.where(level + rng.normal(size=SHAPE) > 0, *scale.codes).astype(np.int16)
    _leave_out(codes, scale.unsure, rng)
    return codes


def route(answers):
    """Mark as not asked, in place, what routing keeps from each person; codes must come in the order of
    asking.
    """
    for code in CODES:
        asked_if = shipped_questions()[code].asked_if
        if asked_if:
            answers[code][~np.isin(answers[asked_if.question], asked_if.codes)] = NOT_ASKED


def support():
    """How supported each ward is in each wave: 0 before support, 1 when it has grown; shape (waves, wards,
    1).
    """
    starts = [SUPPORT_STARTS_IN_MONTH[ward.cohort] for ward in WARDS]
    months = np.array([[months_of_support(start, month) for start in starts] for month in RESIDENTS_MONTHS])
    grown = (months / model.MONTHS_TO_FULL_SUPPORT).clip(0, 1)
    for name, factors in model.SETBACKS.items():
        grown[:, place_of(name)] *= factors
    return grown[..., None]


def _categories(code, respondents, rng):
    """Codes of a question with options: the scale cut so that an average ward has the shares of the model."""
    scale = model.SCALES[code]
    cuts = norm.ppf(np.cumsum(scale.shares)[:-1]) * _spread(scale)
    place = (-_level(scale, respondents, rng)[..., None] > cuts).sum(axis=-1)
    return np.array(scale.codes)[place]


def _level(scale, respondents, rng):
    """Where people stand on a scale, in standard deviations of what chance adds; higher is more active or
    trusting.
    """
    need = np.array([ward.need for ward in WARDS])[:, None]
    years = ((MONTHS - MONTHS[0]) / 12)[:, None, None]
    of_ward = rng.normal(0, 0.06, (len(WARDS), 1))
    of_person = scale.active * respondents.active + scale.trusting * respondents.trusting
    of_place = scale.need * need + scale.support * support() + scale.yearly * years + of_ward
    return of_person + of_place * _spread(scale) + rng.normal(size=SHAPE)


def _spread(scale):
    """The standard deviation of a scale within a ward."""
    return np.sqrt(1 + scale.active**2 + scale.trusting**2)


def _hours(how_often, rng):
    """Hours of unpaid help in four weeks, by how often people help; who helps rarely may have given none."""
    mean = np.zeros(SHAPE)
    for code, hours in model.HOURS_BY_HOW_OFTEN.items():
        mean[how_often == code] = hours
    return rng.gamma(1.3, mean / 1.3).round().clip(0, 95)


def _crisis_friends(respondents, rng):
    """People one could turn to: a count whose mean moves with trust."""
    level = _standard_level("R11", respondents, rng)
    return rng.poisson(model.CRISIS_FRIENDS_MEAN * np.exp(0.55 * level - 0.15)).clip(0, 95)


def _groups_known(respondents, rng):
    """How many of the groups read out people know."""
    level = _standard_level("R27", respondents, rng)
    return (level[..., None] > np.array(model.GROUPS_KNOWN_ABOVE)).sum(axis=-1)


def _standard_level(code, respondents, rng):
    """Where people stand on the scale of a number, in standard deviations within a ward."""
    scale = model.NUMBERS[code]
    return _level(scale, respondents, rng) / _spread(scale)


def _leave_out(codes, unsure, rng):
    """Put in place of some answers that people do not know, refuse, or skipped the question."""
    chance = rng.random(codes.shape)
    skipped, refused = model.SKIPPED_SHARE, model.SKIPPED_SHARE + model.REFUSED_SHARE
    codes[chance < refused + unsure] = DONT_KNOW
    codes[chance < refused] = REFUSED
    codes[chance < skipped] = BLANK


def _skip_unread_lists(groups_known, rng):
    """Blank in the wards where the list was seldom read out in the latest wave."""
    for name in model.LIST_NOT_READ:
        unread = rng.random(PEOPLE) < model.LIST_NOT_READ_SHARE
        groups_known[LATEST, place_of(name), unread] = BLANK
