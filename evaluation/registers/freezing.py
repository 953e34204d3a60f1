"""Freezing a neighbourhood's baseline, and reading what has been corrected in its registers since."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from commissioning.calendar import believable_days
from evaluation.baseline_parts import baseline_parts
from evaluation.registers.counting import NEEDS, Count, counts_of, day_words
from evaluation.registers.frozen import fingerprint, frozen_from, values_of
from evaluation.registers.reading import states_on
from neighbourhoods.baselines import frozen_already, keep_frozen


class FreezeRefused(Exception):
    """The baseline cannot be frozen like this; `field` names what is wrong on the form."""

    def __init__(self, message, field):
        super().__init__(message)
        self.field = field


class CountedThen(NamedTuple):
    """A figure of a frozen baseline beside what its registers would give for the same day today; None is no figure."""

    code: str
    frozen: Count | None
    again: Count | None

    @property
    def is_corrected(self):
        return _value(self.frozen) != _value(self.again)


@transaction.atomic
def freeze_baseline(*, neighbourhood, reference_on, by, though_incomplete=False):
    """Freeze what the registers of `neighbourhood` say as at the day `reference_on`. Frozen twice it is frozen once.

    Raises FreezeRefused on a day that has not come, where nothing is on record, and, unless `though_incomplete`, while
    a part of the baseline is missing; AlreadyFrozen where a baseline of another day stands.
    """
    if standing := frozen_already(neighbourhood, reference_on):
        return standing
    _refuse_day(neighbourhood, reference_on)
    missing = missing_parts(neighbourhood)
    if missing and not though_incomplete:
        names = ", ".join(part.label.lower() for part in missing)
        raise FreezeRefused(f"Not complete yet: {names}. Tick the box to freeze it all the same.", "though_incomplete")
    plain, values = _taken(neighbourhood, reference_on, missing)
    return keep_frozen(
        neighbourhood=neighbourhood,
        reference_on=reference_on,
        state=plain,
        values=values,
        fingerprint=fingerprint(plain, values),
        by=by,
    )


def missing_parts(neighbourhood):
    """The PartStates of a neighbourhood's baseline that are not complete."""
    parts = baseline_parts(neighbourhood.programme, [neighbourhood])[neighbourhood.pk]
    return [part for part in parts if not part.complete]


def _taken(neighbourhood, on, missing):
    """The state and the figures to freeze, in their plain form; the parts that were missing stay with the state."""
    state, counts = counted_on(neighbourhood, on)
    if not counts:
        raise FreezeRefused(
            f"Nothing is on record in {neighbourhood} as at {day_words(on)}: there is nothing to freeze.",
            "reference_on",
        )
    return state.as_plain() | {"missing": [part.part for part in missing]}, values_of(counts)


def _refuse_day(neighbourhood, on):
    first, _ = believable_days(neighbourhood.programme.starts_on)
    if on > timezone.localdate():
        raise FreezeRefused("As it stood on: a day ahead cannot be frozen.", "reference_on")
    if on < first:
        raise FreezeRefused(f"As it stood on: write a day from {day_words(first)} on.", "reference_on")


def counted_on(neighbourhood, on):
    """The RegisterState of one neighbourhood as at a day, and its counts."""
    state = states_on(neighbourhood.programme, [on])[on][neighbourhood.pk]
    return state, counts_of({neighbourhood.pk: state})


def compared_with_today(neighbourhood, freeze):
    """A CountedThen for each figure that a frozen baseline has, or would have today."""
    frozen = frozen_from(freeze).counts
    _, again = counted_on(neighbourhood, freeze.reference_on)
    return [CountedThen(code, frozen.get(code), again.get(code)) for code in NEEDS if code in {*frozen, *again}]


def _value(count):
    return None if count is None or count.value is None else round(float(count.value), 9)
