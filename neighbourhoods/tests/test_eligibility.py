"""The three-part test, being active, and the income of the community sector."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from neighbourhoods.groups.eligibility import Facts, is_small, standing_of

ON = date(2026, 11, 30)
COUNTING = Facts("community", "grass-roots", "active", True, True, True, date(2026, 6, 1))


def test_group_with_all_parts_counts():
    assert standing_of(COUNTING, ON).counts


@pytest.mark.parametrize("part", ["named", "has_contact", "open_to_join"])
def test_unknown_part_is_a_task_and_no_count(part):
    standing = standing_of(COUNTING._replace(**{part: None}), ON)

    assert not standing.counts
    assert standing.to_confirm
    assert len(standing.unknown) == 1


@pytest.mark.parametrize("part", ["named", "has_contact", "open_to_join"])
def test_missing_part_speaks_against_it_and_is_no_task(part):
    standing = standing_of(COUNTING._replace(**{part: False}), ON)

    assert not standing.counts
    assert not standing.to_confirm


@pytest.mark.parametrize("sector", ["professional", "overlap"])
def test_other_sectors_are_never_counted(sector):
    assert standing_of(COUNTING._replace(sector=sector), ON).against


@pytest.mark.parametrize("state", ["dormant", "closed", "merged"])
def test_group_that_is_not_active_is_not_counted(state):
    assert standing_of(COUNTING._replace(state=state), ON).against


def test_individual_is_no_group():
    assert standing_of(COUNTING._replace(kind="connector"), ON).against == ("it is one person",)


def test_profile_of_twelve_months_ago_still_tells():
    assert standing_of(COUNTING._replace(as_of=ON - timedelta(days=365)), ON).counts


def test_older_profile_leaves_unknown_whether_it_is_active():
    assert standing_of(COUNTING._replace(as_of=ON - timedelta(days=366)), ON).to_confirm


@pytest.mark.parametrize(
    ("band", "income", "threshold", "small"),
    [
        ("to-10k", None, 10_000, True),
        ("to-100k", None, 10_000, False),
        ("", None, 10_000, None),
        ("", Decimal(10_000), 10_000, True),
        ("", Decimal("10000.01"), 10_000, False),
        ("none", None, 0, True),
        ("to-100k", None, 25_000, None),
        ("to-100k", Decimal(20_000), 25_000, True),
        ("over-100k", None, 100_000, False),
        ("under-5k", None, 2_000, None),
    ],
)
def test_income_against_threshold(band, income, threshold, small):
    assert is_small(band, income, Decimal(threshold)) is small
