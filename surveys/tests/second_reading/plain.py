"""What survey pages say, added up a second time: one stored row after the other, in plain Python.

Nothing of the product's own counting is used here, only what a row of answers is made of.
"""

import struct
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import groupby
from statistics import median
from typing import NamedTuple

from neighbourhoods.models import PopulationGroup
from surveys.models import QuestionnaireItem, Response

BLANK, NOT_ASKED, DONT_KNOW, REFUSED = -1, -96, -98, -99
CELLS = [(sex, band) for sex in (1, 2) for band in (1, 2, 3, 4)]


class Row(NamedTuple):
    """One person's stored answers; `said` by code."""

    pk: int
    sample: int
    said: dict
    sex: int
    band: int
    weight: float | None
    seconds: int | None
    day: date | None
    mode: str
    language: str
    excluded: bool


def items_of(wave):
    return list(QuestionnaireItem.objects.filter(questionnaire=wave.questionnaire_id).order_by("position"))


def rows_of(wave):
    """Every stored Row of a wave, the excluded ones too."""
    codes = [item.code for item in items_of(wave) if item.kind != "text"]
    fields = ("pk", "sample_id", "answers", "sex", "age_band", "weight", "seconds", "answered_on", "mode", "language")
    found = []
    for pk, sample, packed, *others, excluded in (
        Response.objects.filter(sample__wave=wave).order_by("pk").values_list(*fields, "is_excluded")
    ):
        values = struct.unpack(f"<{len(codes)}h", bytes(packed))
        found.append(Row(pk, sample, dict(zip(codes, values, strict=True)), *others, excluded))
    return found


def counting(rows):
    return [row for row in rows if not row.excluded]


def residents(sample):
    """Residents by (sex, band) that a sample stands for, or None: its own table before the census."""
    if sample.margins is not None:
        return {(sex, band): sample.margins[sex - 1][band - 1] for sex, band in CELLS}
    groups = PopulationGroup.objects.filter(neighbourhood=sample.neighbourhood_id, age_band__gt=0)
    found = {(group.sex, group.age_band): group.residents for group in groups}
    return {cell: found.get(cell, 0) for cell in CELLS} if found else None


def quotas(target, table):
    """`target` shared out by largest remainder, earlier cells first; None without residents."""
    total = sum(table.values()) if table else 0
    if not total:
        return None
    exact = {cell: Fraction(target * table[cell], total) for cell in CELLS}
    given = {cell: int(share) for cell, share in exact.items()}
    for cell in sorted(CELLS, key=lambda cell: given[cell] - exact[cell])[: target - sum(given.values())]:
        given[cell] += 1
    return given


def by_cell(rows):
    found = Counter((row.sex, row.band) for row in rows)
    return {cell: found[cell] for cell in CELLS}


def missing_by_question(rows, codes):
    """{code: (asked, don't know, refused, blank)}."""
    found = {}
    for code in codes:
        said = [row.said[code] for row in rows]
        asked = [value for value in said if value != NOT_ASKED]
        found[code] = (len(asked), *(asked.count(kind) for kind in (DONT_KNOW, REFUSED, BLANK)))
    return found


def flags(rows, items):
    """{(pk, check)} of the checks that need no list of contradictions."""
    return fast(rows) | same_throughout(rows, items) | said_before(rows) | hardly_answered(rows)


def fast(rows):
    alike = {}
    for row in rows:
        if row.seconds is not None:
            alike.setdefault((row.mode, row.language), []).append(row)
    return {
        (row.pk, "speed")
        for group in alike.values()
        if len(group) >= 20
        for row in group
        if row.seconds < 0.4 * median(each.seconds for each in group)
    }


def same_throughout(rows, items):
    found = set()
    for offered, run in groupby(items, key=lambda item: (item.kind, str(item.options))):
        codes = [item.code for item in run]
        if offered[0] == "single" and len(codes) >= 5:
            item = next(item for item in items if item.code == codes[0])
            for row in rows if len(item.options) >= 3 else []:
                if len({row.said[code] for code in codes}) == 1 and row.said[codes[0]] >= 0:
                    found.add((row.pk, "straight-line"))
    return found


def said_before(rows):
    seen, found = set(), set()
    for row in rows:
        what = (row.sample, row.sex, row.band, tuple(row.said.values()))
        if sum(value >= 0 for value in row.said.values()) >= 10:
            found |= {(row.pk, "duplicate")} if what in seen else set()
            seen.add(what)
    return found


def hardly_answered(rows):
    found = set()
    for row in rows:
        asked = [value for value in row.said.values() if value != NOT_ASKED]
        if len(asked) >= 5 and sum(value < 0 for value in asked) > len(asked) / 2:
            found.add((row.pk, "missing"))
    return found


def kish(weights):
    return len(weights) * sum(w * w for w in weights) / sum(weights) ** 2


def steps(weights):
    """How many weights are in each step of multiples of the middle one."""
    middle, edges = median(weights), (0, 0.25, 0.5, 0.8, 1.25, 2, 3, 5, float("inf"))
    times = [round(weight / middle, 9) for weight in weights]
    return [sum(low <= each < high for each in times) for low, high in zip(edges, edges[1:], strict=False)]
