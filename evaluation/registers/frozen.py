"""Frozen baselines: what a neighbourhood's registers said on its reference day, kept whatever is corrected later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commissioning.models import fingerprint_of
from evaluation.figures import NOTHING_KEPT, Figure
from evaluation.registers.counting import Count, counts_of
from evaluation.registers.state import RegisterState
from neighbourhoods.models import BaselineFreeze

KEPT = ("value", "x", "n", "words", "note", "absent", "confirmed")


@dataclass(frozen=True)
class Frozen:
    """One neighbourhood's frozen baseline, read again."""

    on: date
    state: RegisterState
    counts: Mapping[str, Count]


def frozen_of(programme):
    """Neighbourhood id -> its Frozen. One query."""
    rows = BaselineFreeze.objects.filter(neighbourhood__programme=programme)
    return {row.neighbourhood_id: frozen_from(row) for row in rows.order_by()}


def frozen_from(row):
    """What a BaselineFreeze says; its figures are those stored, whatever would be counted from its state today."""
    state = RegisterState.from_plain(row.state)
    return Frozen(row.reference_on, state, counts_from(row.values))


def values_of(counts):
    """Counts as a structure that JSON can hold."""
    return {code: {name: getattr(count, name) for name in KEPT} for code, count in counts.items()}


def counts_from(values):
    """The counts that `values_of` told."""
    return {code: Count(**kept) for code, kept in values.items()}


def counted_together(frozen):
    """Counts of several frozen baselines as one area; those of one are as they were stored."""
    if len(frozen) == 1:
        (only,) = frozen.values()
        return only.counts
    return counts_of({place: each.state for place, each in frozen.items()})


def figure_then(indicator, count):
    """The Figure of a count by itself, with nothing to compare it with."""
    told = {"code": indicator.code, "name": indicator.name, "unit": indicator.unit, "direction": indicator.direction}
    if count is None:
        return Figure(**told, absent=NOTHING_KEPT)
    return Figure(**told, estimate=count.value, counted=count.words, note=count.note, absent=count.absent)


def fingerprint(state, values):
    """SHA-256 of a frozen state and the figures made of it, both in their plain form."""
    return fingerprint_of({"state": state, "values": values})


def faults_of(row):
    """What is wrong with a stored BaselineFreeze, in words; nothing where it is as it was frozen."""
    if fingerprint(row.state, row.values) != row.fingerprint:
        yield "the fingerprint is not that of what is stored"
    elif _numbers(row.values) != _numbers(_again(row)):
        yield "the figures are not those that its registers give"


def _again(row):
    return values_of(counts_of({row.neighbourhood_id: RegisterState.from_plain(row.state)}))


def _numbers(values):
    return {code: (kept["value"], kept["x"], kept["n"]) for code, kept in values.items()}
