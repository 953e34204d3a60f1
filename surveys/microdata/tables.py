"""The anonymised answers of one wave, from its stored responses."""

from dataclasses import dataclass

import numpy as np

from surveys.answers import PACKED
from surveys.microdata.protecting import FEWEST, NOWHERE, even_weights, protect
from surveys.microdata.variables import Variable, answer_variables, who_variables
from surveys.models import Response, Weighting
from surveys.models.questionnaires import Audience, Kind

MADE_OF_CELLS = {Weighting.POSTSTRATIFY, Weighting.RAKE}
FIELDS = ("sample_id", "sex", "age_band", "weight", "answers")


@dataclass(frozen=True)
class Microdata:
    """A wave's answers as they may leave the product: Variables of equal length, in the order of the file.

    Rows are sorted by what they say, so that their order tells nothing of when they came. `notes` say in sentences what
    was done to protect respondents and what was left out.
    """

    wave: object
    variables: tuple
    notes: tuple
    respondents: int


def microdata_of(wave):
    """The Microdata of the answers of `wave` that count; with no rows where nobody answered."""
    rows = list(Response.objects.of_wave(wave).counted().order_by().values_list(*FIELDS))
    if not rows:
        return Microdata(wave, (), (), 0)
    sample, sex, band, weights, packed = zip(*rows, strict=True)
    places = dict(wave.samples.values_list("pk", "neighbourhood__code"))
    numbers = {pk: number for number, pk in enumerate(places)}
    protected = protect([numbers[pk] for pk in sample], sex, band)
    answers = np.frombuffer(b"".join(map(bytes, packed)), PACKED).reshape(len(rows), -1)
    variables, averaged = _variables(wave, list(places.values()), protected, weights, answers)
    return Microdata(wave, _sorted(variables), tuple(_notes(wave, protected, averaged)), len(rows))


def _variables(wave, codes, protected, weights, answers):
    """Every Variable but the row's number, and how many weights were averaged."""
    areas = ["" if number == NOWHERE else codes[number] for number in protected.area.tolist()]
    found, averaged = [Variable("area", "Neighbourhood (code); empty where fewer than five answered", areas)], 0
    if wave.questionnaire.audience == Audience.RESIDENTS:
        found += who_variables(protected)
    if wave.weighted_at is not None:
        values = np.array(weights, float)
        if wave.weighting in MADE_OF_CELLS:
            values, averaged = even_weights(values, protected.cells)
        found.append(Variable("weight", "Weight of the answer in figures", values))
    return found + answer_variables(wave.questionnaire, answers), averaged


def _sorted(variables):
    """The Variables with their rows in the order of what they say, each row numbered."""
    keys = [np.array(each.values) if each.is_text else np.nan_to_num(each.values, nan=-1_000) for each in variables]
    order = np.lexsort(keys[::-1])
    moved = [
        Variable(
            each.name,
            each.label,
            [each.values[at] for at in order] if each.is_text else each.values[order],
            each.asked,
            each.labels,
            each.is_answer,
        )
        for each in variables
    ]
    return (Variable("row", "Number of the row; it means nothing else", np.arange(1.0, len(order) + 1)), *moved)


def _notes(wave, protected, averaged):
    yield (
        f"Within a neighbourhood every sex and age group shown is shared by at least {FEWEST} respondents: age groups "
        "are joined, and then the sexes, until that holds."
    )
    if nowhere := int((protected.area == NOWHERE).sum()):
        yield f"{nowhere:,} answers are from neighbourhoods with fewer than {FEWEST}, which are not named."
    if averaged:
        yield f"{averaged:,} weights are averaged over their group, because a rare weight would tell a sex and age."
    if wave.weighted_at is not None and wave.weighting == Weighting.SUPPLIED:
        yield "The weights came with the answers and stay as they are: a rare one could point to somebody."
    if any(item.kind == Kind.TEXT for item in wave.questionnaire.asked):
        yield "Written answers are left out: people name themselves and others in words."
    yield "Days, languages and ways of answering are left out, and the order of the rows tells nothing."
    if not wave.is_locked:
        yield "The wave is not locked: its answers and weights can still change."
