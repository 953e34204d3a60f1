"""The arithmetic of money: what was expected, what is over and under, and what is not known."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import MoneyKind
from commissioning.money import Balance, Passed, Pledge, money_of, passed_of, per_pound, pool_of
from commissioning.money_words import UNKNOWN, pounds_of, pounds_words, rounded_pounds, three_figures
from commissioning.tests.entry_factories import StageFactory
from commissioning.tests.factories import ProgrammeFactory

KINDS = [("staff", "Staff"), ("grants", "Seedcorn grants")]
AMOUNTS = st.decimals(0, Decimal("9999999999.99"), places=2)


def balance(budget=0, expected=0, spent=0):
    return Balance(Decimal(budget), Decimal(expected), Decimal(spent))


def stage(number=1, **given):
    """A stage of a programme that starts on 1 April 2024, not stored."""
    programme = ProgrammeFactory.build(starts_on=date(2024, 4, 1))
    return StageFactory.build(pk=number, number=number, programme=programme, **given)


@pytest.mark.parametrize(
    ("on", "months", "words"),
    [
        (date(2024, 3, 31), 0, "not begun"),
        (date(2024, 4, 1), 0, "in its first month"),
        (date(2024, 4, 30), 0, "in its first month"),
        (date(2024, 5, 1), 1, "1 of 6 months passed"),
        (date(2024, 9, 30), 5, "5 of 6 months passed"),
        (date(2024, 10, 1), 6, "all its months have passed"),
        (date(2025, 10, 1), 6, "all its months have passed"),
    ],
)
def test_months_of_a_running_stage_pass_one_by_one(on, months, words):
    passed = passed_of(stage(begins_on=date(2024, 4, 1)), on)
    assert (passed.months, passed.of, passed.words) == (months, 6, words)


def test_stage_that_did_not_begin_has_not_passed_whatever_its_months():
    assert passed_of(stage(), date(2026, 1, 1)) == Passed(0, 6, has_begun=False)


def test_stage_that_ended_early_has_passed_whole():
    ended = stage(begins_on=date(2024, 4, 1), ends_on=date(2024, 6, 30))
    assert passed_of(ended, date(2024, 7, 1)).share == 1
    assert passed_of(ended, date(2024, 6, 30)).months == 2


def test_stage_that_began_late_has_the_months_that_it_really_has():
    late = stage(2, begins_on=date(2024, 12, 10))
    assert passed_of(late, date(2025, 3, 1)) == Passed(3, 16)


def test_stage_that_began_after_its_last_month_still_has_a_length():
    assert passed_of(stage(begins_on=date(2024, 11, 1)), date(2024, 11, 20)).of == 1


@pytest.mark.parametrize(
    ("sums", "words", "overspent"),
    [
        (balance(), "nothing set aside", ""),
        (balance(1000), "nothing expected yet", ""),
        (balance(1000, 500, 500), "as expected", ""),
        (balance(1000, 500, 400), "£100 under, 20% under", ""),
        (balance(1000, 500, 600), "£100 over, 20% over", ""),
        (balance(1000, 500, "499.50"), "£0.50 under, less than 1% under", ""),
        (balance(1000, 0, 10), "£10 over", ""),
        (balance(1000, 1000, "1000.01"), "£0.01 over, less than 1% over", "£0.01 more than the budget"),
        (balance(0, 0, 10), "£10 over", "no budget for it"),
        (balance(1000, 500, -20), "£520 under, 104% under", ""),
        (balance(10, 10, 1000), "£990 over, 9,900% over", "£990 more than the budget"),
    ],
)
def test_balance_says_how_spending_stands(sums, words, overspent):
    assert (sums.words, sums.overspent_words) == (words, overspent)


@pytest.mark.parametrize(
    ("sums", "sentence"),
    [
        (balance(1000, 500, 400), "£100 (20%) less than was expected by now"),
        (balance(1000, 500, "500.01"), "£0.01 (less than 1%) more than was expected by now"),
        (balance(0, 0, 10), "£10 more than was expected by now"),
        (balance(1000, 500, 500), "as expected"),
        (balance(1000), "nothing expected yet"),
    ],
)
def test_balance_in_a_sentence(sums, sentence):
    assert sums.sentence == sentence


def test_budget_of_nothing_has_no_percentage():
    assert balance(0, 0, 10).percent_words == ""


def test_expected_is_the_share_of_a_stages_months_to_the_nearest_penny():
    running = stage(begins_on=date(2024, 4, 1))
    money = money_of([running], KINDS, [(1, "staff", Decimal("100.03"))], [], date(2024, 5, 15))
    assert money.total == Balance(Decimal("100.03"), Decimal("16.67"), Decimal(0))


def test_spending_without_a_budget_is_shown_under_its_kind():
    money = money_of([stage()], KINDS, [], [(1, "grants", Decimal(5))], date(2024, 5, 15))
    assert [kind.label for kind in money.kinds] == ["Seedcorn grants"]
    assert money.kinds[0].total.overspent_words == "no budget for it"
    assert not money.is_empty


def test_kinds_that_nothing_is_known_of_are_left_out():
    money = money_of([stage()], KINDS, [(1, "staff", Decimal(0))], [], date(2024, 5, 15))
    assert money.is_empty
    assert money.kinds == []


ROWS = st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.sampled_from(MoneyKind.values), AMOUNTS), max_size=40)


@given(budget=ROWS, spent=ROWS, on=st.dates(date(2024, 3, 1), date(2030, 1, 1)))
def test_parts_add_up_to_the_totals_to_the_penny(budget, spent, on):
    stages = [stage(n, begins_on=date(2024 + n - 1, 4, 1)) for n in (1, 2, 3, 4)]
    money = money_of(stages, MoneyKind.choices, budget, spent, on)
    by_stage = sum((each.total for each in money.stages), Balance())
    by_kind = sum((each.total for each in money.kinds), Balance())
    cells = sum((cell for kind in money.kinds for _, cell in kind.by_stage), Balance())
    assert money.total == by_stage == by_kind == cells
    assert money.total.budget == sum(amount for _, _, amount in budget)
    assert money.total.spent == sum(amount for _, _, amount in spent)
    assert 0 <= money.total.expected <= money.total.budget
    assert money.total.expected == money.total.expected.quantize(Decimal("0.01"))


def pledges(*received, kind="cash", agreed=100):
    return [
        Pledge(n, kind, Decimal(agreed), None if each is None else Decimal(each)) for n, each in enumerate(received)
    ]


@pytest.mark.parametrize(
    ("received", "words", "beside"),
    [
        ((), "none", ""),
        ((0,), "£0", "0p"),
        ((None,), UNKNOWN, ""),
        ((40, 60), "£100", "20p"),
        ((40, None), "£40, not known for £100", "at least 8p"),
        ((0, None), "£0, not known for £100", ""),
    ],
)
def test_what_nobody_knows_of_is_never_counted_as_nothing_received(received, words, beside):
    total = pool_of(pledges(*received)).total
    assert (total.received_words, total.received_per_pound(Decimal(500))) == (words, beside)


def test_nothing_received_can_be_set_against_nothing_spent():
    assert pool_of(pledges(40)).total.received_per_pound(Decimal(0)) == ""


PLEDGES = st.lists(
    st.builds(
        Pledge, st.integers(1, 4), st.sampled_from(["cash", "in kind", "secondment"]), AMOUNTS, st.none() | AMOUNTS
    ),
    max_size=30,
)


@given(PLEDGES)
def test_pool_adds_up_by_partner_and_by_kind(given_pledges):
    pool = pool_of(given_pledges)
    of_partners = [pooled for sums in pool.partners.values() for pooled in sums.values()]
    for name in ("agreed", "received", "unknown", "count", "count_unknown"):
        total = getattr(pool.total, name)
        assert total == sum(getattr(each, name) for each in pool.kinds.values())
        assert total == sum(getattr(each, name) for each in of_partners)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (17, 100, "17p"),
        (0, 100, "0p"),
        ("0.4", 100, "less than 1p"),
        ("0.5", 100, "1p"),
        ("99.4", 100, "99p"),
        ("99.5", 100, "£1.00"),
        (120, 100, "£1.20"),
        (1_234_500, 100, "£12,345.00"),
        (5, 0, ""),
        (5, -1, ""),
    ],
)
def test_per_pound(part, whole, words):
    assert per_pound(Decimal(part), Decimal(whole)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, "not known"),
        ("0", "£0"),
        ("0.00", "£0"),
        ("1234", "£1,234"),
        ("1234.5", "£1,234.50"),
        ("-20", "−£20"),
        ("9999999999.99", "£9,999,999,999.99"),
    ],
)
def test_pounds_in_words(amount, words):
    assert pounds_words(None if amount is None else Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("67432.18", "£67,400"),
        ("842.4", "£842"),
        ("12.345", "£12.30"),
        ("0.004", "£0"),
        ("999.6", "£1,000"),
        (None, UNKNOWN),
    ],
)
def test_costs_are_rounded_to_three_figures(amount, words):
    assert rounded_pounds(None if amount is None else Decimal(amount)) == words


def test_people_are_never_rounded_to_less_than_one():
    assert [three_figures(Decimal(n)) for n in ("0.4", "1238", "-1238", "0")] == [0, 1240, -1240, 0]


@pytest.mark.parametrize("text", ["1250", "1,250", "£1,250.00", "£ 1 250", "1250.", "1\u00a0250.0"])
def test_amounts_are_read_as_people_write_them(text):
    assert pounds_of(text) == 1250


@pytest.mark.parametrize("text", ["−£20", "-£20", "£-20", "-20.00"])
def test_refunds_are_read_below_nought(text):
    assert pounds_of(text) == -20


@pytest.mark.parametrize(
    "text", ["about 5k", "", "£", "1,25", "1.250,00", "12,34,567", "1e5", "NaN", "Infinity", "££5", "5-", "1.2.3", "=1"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="not an amount"):
        pounds_of(text)


@given(st.decimals(Decimal("-9999999999.99"), Decimal("9999999999.99"), places=2))
def test_amount_in_words_is_read_back_to_the_penny(amount):
    assert pounds_of(pounds_words(amount)) == amount
