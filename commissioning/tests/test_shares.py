"""Shares of full time against a plain check of every single day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from commissioning.shares import Share, days_words, first_excess, meet, share_words

DAY = timedelta(days=1)
FIRST = date(2025, 1, 1)
LAST = FIRST + 60 * DAY  # by then every share has started, and each that ends has ended
EVERY_DAY = [FIRST + number * DAY for number in range(61)]
FTES = some.integers(1, 100).map(lambda hundredths: Decimal(hundredths) / 100)


@some.composite
def shares(draw):
    starts_on = FIRST + draw(some.integers(0, 30)) * DAY
    ends_on = draw(some.none() | some.integers(0, 28).map(lambda days: starts_on + days * DAY))
    return Share(starts_on, ends_on, draw(FTES))


def sum_on(found, day):
    return sum((share.fte for share in found if share.covers(day)), Decimal(0))


@given(some.lists(shares(), max_size=6), FTES)
@example([Share(FIRST, FIRST, Decimal(1)), Share(FIRST + DAY, None, Decimal(1))], Decimal(1))
def test_first_excess_is_that_of_a_check_day_by_day(found, most):
    excess = first_excess(found, most)
    above = [day for day in EVERY_DAY if sum_on(found, day) > most]
    if not above:
        assert excess is None
        return
    assert excess.starts_on == above[0]
    assert excess.total == sum_on(found, above[0])
    last = excess.ends_on or LAST
    assert {sum_on(found, day) for day in EVERY_DAY if above[0] <= day <= last} == {excess.total}


@given(some.lists(shares(), max_size=6), FTES)
def test_excess_ends_only_where_the_shares_change(found, most):
    """A share ends on its last day or another starts on the next one; an open excess goes on for ever."""
    excess = first_excess(found, most)
    if excess is None:
        return
    if excess.ends_on is None:
        assert {sum_on(found, day) for day in EVERY_DAY if day >= excess.starts_on} == {excess.total}
    else:
        after = excess.ends_on + DAY
        assert any(share.ends_on == excess.ends_on or share.starts_on == after for share in found)


@given(some.lists(shares(), max_size=6), FTES, some.randoms())
def test_order_of_the_shares_does_not_matter(found, most, random):
    turned = list(found)
    random.shuffle(turned)
    assert first_excess(turned, most) == first_excess(found, most)


@given(some.lists(shares(), max_size=6), FTES)
def test_what_fits_still_fits_with_one_share_less(found, most):
    if first_excess(found, most) is None:
        assert all(first_excess(found[:n] + found[n + 1 :], most) is None for n in range(len(found)))


def test_hundredths_add_up_exactly():
    """In binary, ten tenths and one hundredth would come out a little wrong."""
    tenths = [Share(FIRST, None, Decimal("0.1"))] * 10
    assert first_excess(tenths, Decimal(1)) is None
    assert first_excess([*tenths, Share(FIRST, None, Decimal("0.01"))], Decimal(1)).total == Decimal("1.01")


@given(shares(), shares())
def test_spans_meet_where_they_have_a_day_in_common(one, other):
    common = [day for day in EVERY_DAY if one.covers(day) and other.covers(day)]
    assert meet(one, other) == meet(other, one) == bool(common)


@pytest.mark.parametrize(
    ("fte", "words"), [("1.00", "1"), ("0.50", "0.5"), ("0.05", "0.05"), ("10.00", "10"), ("0", "0"), ("1.25", "1.25")]
)
def test_share_is_written_without_idle_noughts(fte, words):
    assert share_words(Decimal(fte)) == words


def test_days_are_written_in_full_and_an_open_end_is_said():
    assert days_words(FIRST, FIRST) == "from 1 January 2025 to 1 January 2025"
    assert days_words(FIRST, None) == "from 1 January 2025 on"
