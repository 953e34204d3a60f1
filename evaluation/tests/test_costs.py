"""What it cost: against figures worked out by hand, and what is said where no cost can be given."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import Contribution, Role
from commissioning.tests.entry_factories import (
    BudgetLineFactory,
    ContributionFactory,
    PartnerFactory,
    PaymentFactory,
    StageFactory,
)
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.costs import PerActive, PerResident, months_of_support, rounded_count, shared_by_months
from evaluation.engine import recompute
from evaluation.figures import Figure
from evaluation.money_page import costs_per_resident
from evaluation.tests.factories import surveyed
from neighbourhoods.models import Neighbourhood, PopulationGroup
from neighbourhoods.tests.factories import NeighbourhoodFactory

TODAY = date(2025, 9, 15)
RISE = Figure(
    estimate=17, low=14, high=20, n=600, baseline=12, change=5, change_low=2, change_high=8, verdict="clear_rise"
)


def cost(spent=100_000, adults=10_000, **changed):
    """£100,000 spent among 10,000 adults: a point more active is a hundred of them, so £1,000 each."""
    spent = None if spent is None else Decimal(spent)
    hindrance = changed.pop("hindrance", "")
    return PerActive("Cohort 1", replace(RISE, **changed), spent, adults, date(2025, 7, 16), hindrance)


# The arithmetic


def test_cost_is_spending_divided_by_the_additional_active_and_so_are_the_ends_of_its_interval():
    """500 (200 to 800) more are active: £100,000 is £200 each, £125 at the upper end, £500 at the lower."""
    assert cost().additional == (500, 200, 800)
    assert cost().additional_words == "about 500 (200 to 800)"
    assert cost().words == "£200 per additional active resident (£125 to £500)"
    assert (cost().reason, cost().note) == ("", "")


@pytest.mark.parametrize(
    ("change_low", "said"),
    [(0.0, "could also be none"), (-1.0, "could also be none or a fall")],
)
def test_change_that_could_be_none_gives_no_upper_limit(change_low, said):
    words = cost(change_low=change_low, verdict="no_clear_change").words
    assert words == f"at least £125 per additional active resident; there is no upper limit, as the change {said}"


@pytest.mark.parametrize("change", [0.0, -0.2, -3.0])
def test_no_rise_gives_no_cost(change):
    found = cost(change=change, change_low=change - 4, change_high=change + 4, verdict="no_clear_change")
    assert found.words == ""
    assert found.reason == "The survey found no rise, so there are no additional active residents to divide by."


def test_fall_is_counted_as_fewer_active_residents():
    assert cost(change=-3.0, change_low=-7.0, change_high=1.0).additional_words == "about −300 (−700 to 100)"


def test_cost_of_a_sample_without_an_interval_says_that_there_is_none():
    found = cost(change_low=None, change_high=None)
    assert found.words == "about £200 per additional active resident"
    assert found.note == "This kind of sample has no interval to compute."
    assert found.additional_words == "about 500"


NO_CHANGE = {"change": None, "change_low": None, "change_high": None}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"spent": None}, "No payments up to the survey are recorded."),
        ({"spent": 0}, "Refunds are as much as the payments, or more: there is no spending to divide."),
        ({"spent": -5}, "Refunds are as much as the payments, or more: there is no spending to divide."),
        ({"adults": None}, "How many residents aged 16 and over live here is not known."),
        ({"suppressed": True, **NO_CHANGE}, "Too few answers to show a figure, so there is no cost either."),
        ({"estimate": None, **NO_CHANGE, "verdict": None}, "Not measured yet."),
        ({**NO_CHANGE, "verdict": "baseline"}, "Only the baseline has been measured: no change to divide by yet."),
        ({**NO_CHANGE, "verdict": "too_few"}, "Too few answers in the baseline to count from."),
        ({**NO_CHANGE, "verdict": "no_baseline"}, "No baseline to count from."),
        ({"hindrance": "The survey left out Ward 3."}, "The survey left out Ward 3."),
    ],
)
def test_cost_that_cannot_be_given_says_why(given, reason):
    found = cost(**given)
    assert (found.reason, found.words) == (reason, "")


def test_suppressed_figure_gives_no_number_of_people_away():
    assert cost(suppressed=True, **NO_CHANGE).additional_words == ""


POINTS = st.floats(-50, 50, allow_nan=False)


@given(spent=st.integers(1, 10**9), adults=st.integers(1, 10**6), ends=st.lists(POINTS, min_size=3, max_size=3))
def test_cost_is_given_exactly_where_the_change_is_a_rise(spent, adults, ends):
    low, middle, high = sorted(ends)
    found = cost(spent, adults, change=middle, change_low=low, change_high=high)
    assert bool(found.words) is (middle > 0)
    assert bool(found.words) is not bool(found.reason)
    if found.words:
        assert ("no upper limit" in found.words) is (low <= 0)


@pytest.mark.parametrize(
    ("spent", "residents", "months", "words", "yearly"),
    [
        (Decimal(65_000), 6_500, 24, "£10 per resident", "£5 per resident a year"),
        (Decimal("1728038"), 59_536, 39, "£29 per resident", "£8.93 per resident a year"),
        (Decimal(65_000), 6_500, 0, "£10 per resident", ""),
        (Decimal(65_000), None, 24, "", ""),
        (Decimal(65_000), 0, 24, "", ""),
        (Decimal(0), 6_500, 24, "", ""),
        (None, 6_500, 24, "", ""),
    ],
)
def test_cost_per_resident_and_year(spent, residents, months, words, yearly):
    found = PerResident("All", spent, residents, months)
    assert (found.words, found.yearly_words) == (words, yearly)
    assert bool(found.reason) is not bool(words)


def test_people_are_counted_to_three_figures():
    assert [rounded_count(Decimal(n)) for n in ("1238", "-1238", "0.4", "99.6")] == ["1,240", "−1,240", "0", "100"]


def test_spending_is_shared_by_months_of_support():
    assert shared_by_months(Decimal(900), {"A": 12, "B": 6, "C": 0}) == {"A": 600, "B": 300, "C": 0}
    assert shared_by_months(Decimal(900), {"A": 0}) == {}
    assert shared_by_months(Decimal(900), {}) == {}


@given(
    spent=st.decimals(Decimal("-9999999999.99"), Decimal("9999999999.99"), places=2),
    months=st.dictionaries(st.integers(), st.integers(0, 60), min_size=1, max_size=40),
)
def test_shares_add_up_to_what_was_spent_to_the_penny(spent, months):
    shares = shared_by_months(spent, months)
    if not any(months.values()):
        assert shares == {}
        return
    assert sum(shares.values()) == spent
    total = sum(months.values())
    assert all(abs(shares[place] - spent * had / total) <= 1 for place, had in months.items())


def test_support_is_counted_in_whole_months():
    programme = ProgrammeFactory.build(starts_on=date(2024, 4, 1))
    days = (date(2024, 9, 30), date(2024, 10, 1), date(2024, 10, 31), date(2024, 11, 1), date(2025, 7, 16))
    assert [months_of_support(programme, 7, day) for day in days] == [0, 0, 0, 1, 9]


# On the page, from surveys to costs


@pytest.fixture
def programme(db, client):
    """Cohort 1 (North) went from 10% to 20% active, cohort 2 (South) from 10% to 14%; 6,496 adults live in each."""
    with time_machine.travel(TODAY, tick=False):
        programme = ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))
        surveyed({"North": ((60, 600), (120, 600)), "South": ((60, 600), (84, 600))}, programme=programme)
        for number, (name, month) in enumerate((("North", 7), ("South", 13)), start=1):
            cohort = CohortFactory(programme=programme, number=number, starts_in_month=month)
            Neighbourhood.objects.filter(programme=programme, name=name).update(cohort=cohort)
        recompute(programme)
        client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
        yield programme


@pytest.fixture
def stage(programme):
    return StageFactory(programme=programme, begins_on=date(2024, 4, 1))


def money_page(client):
    return client.get(reverse("evaluation:money", args=["vale"]))


def costs(client):
    return {cost.name: cost for cost in money_page(client).context["per_active"]}


def spend(stage, amount, on=date(2025, 6, 30)):
    return PaymentFactory(stage=stage, amount=Decimal(amount), paid_on=on)


def test_costs_of_cohorts_and_programme_are_those_worked_out_by_hand(programme, stage, client):
    """By 16 July 2025, in month 16, North had 9 months of support and South 3: three quarters of the money is North's.

    North has 10% of 6,496 more active, 649.6, for £90,000: £138.55. South has 4%, 259.84, for £30,000: £115.46.
    Together 7% of 12,992, 909.44, for £120,000: £131.95.
    """
    spend(stage, 120_000)
    found = costs(client)
    assert {name: each.spent for name, each in found.items()} == {
        "Cohort 1": 90_000,
        "Cohort 2": 30_000,
        "Whole programme": 120_000,
    }
    assert [round(float(each.additional[0]), 2) for each in found.values()] == [649.6, 259.84, 909.44]
    assert found["Cohort 1"].words.startswith("£139 per additional active resident (")
    assert found["Cohort 2"].words.startswith("£115 per additional active resident (")
    assert found["Whole programme"].words.startswith("£132 per additional active resident (")


def test_interval_of_the_cost_is_what_the_interval_of_the_change_makes_of_it(programme, stage, client):
    spend(stage, 120_000)
    for found in costs(client).values():
        figure = found.figure
        assert figure.change_low < figure.change < figure.change_high
        ends = [
            float(found.spent) / (points / 100 * found.adults) for points in (figure.change_high, figure.change_low)
        ]
        shown = found.words.partition("(")[2].rstrip(")").replace("£", "").replace(",", "").split(" to ")
        assert [float(end) for end in shown] == [pytest.approx(end, rel=0.006) for end in ends]


def test_pooled_row_is_consistent_with_its_cohorts(programme, stage, client):
    spend(stage, "100000.01")
    one, two, whole = costs(client).values()
    assert one.spent + two.spent == whole.spent == Decimal("100000.01")
    assert one.adults + two.adults == whole.adults == 2 * 6496
    assert float(one.additional[0] + two.additional[0]) == pytest.approx(float(whole.additional[0]))


def test_only_what_was_paid_by_the_middle_of_the_survey_counts(programme, stage, client):
    spend(stage, 100, on=date(2025, 7, 16))
    spend(stage, 5_000, on=date(2025, 7, 17))
    page = money_page(client)
    assert page.context["active"].until == date(2025, 7, 16)
    assert page.context["active"].spent == 100
    assert page.context["per_resident"][0].spent == 5_100


def test_change_that_could_be_none_has_no_upper_limit_on_the_page(db, client):
    with time_machine.travel(TODAY, tick=False):
        programme = ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))
        surveyed({"North": ((60, 600), (66, 600)), "South": ((90, 600), (60, 600))}, programme=programme)
        for number, name in enumerate(("North", "South"), start=1):
            cohort = CohortFactory(programme=programme, number=number, starts_in_month=7)
            Neighbourhood.objects.filter(programme=programme, name=name).update(cohort=cohort)
        recompute(programme)
        client.force_login(MembershipFactory(programme=programme).user)
        spend(StageFactory(programme=programme), 1000)
        page = money_page(client).content.decode()
    assert "there is no upper limit, as the change could also be none or a fall" in page
    assert "The survey found no rise, so there are no additional active residents to divide by." in page
    assert "about −325 (" in page


def test_cohort_whose_support_started_after_the_survey_has_no_cost(programme, stage, client):
    programme.cohorts.filter(number=2).update(starts_in_month=17)
    spend(stage, 1000)
    found = costs(client)
    assert found["Cohort 2"].reason == "Support started on 1 August 2025, after this survey."
    assert found["Cohort 1"].spent == found["Whole programme"].spent == 1000
    programme.cohorts.filter(number=2).update(starts_in_month=16)
    assert costs(client)["Cohort 2"].reason == "Support started on 1 July 2025, in the month of this survey."


def test_cohort_whose_support_has_not_started_is_not_named(programme, stage, client):
    programme.cohorts.filter(number=2).update(starts_in_month=37)
    assert list(costs(client)) == ["Cohort 1", "Whole programme"]


def test_no_payments_and_no_net_spending_are_told_apart(programme, stage, client):
    assert {each.reason for each in costs(client).values()} == {"No payments up to the survey are recorded."}
    spend(stage, 1000)
    spend(stage, -1000)
    reasons = {each.reason for each in costs(client).values()}
    assert reasons == {"Refunds are as much as the payments, or more: there is no spending to divide."}


def test_population_that_is_not_known_gives_no_cost(programme, stage, client):
    spend(stage, 1000)
    PopulationGroup.objects.filter(neighbourhood__name="South").delete()
    found = costs(client)
    assert found["Cohort 1"].words
    assert found["Cohort 2"].reason == "How many residents aged 16 and over live here is not known."
    assert found["Whole programme"].reason == found["Cohort 2"].reason
    reasons = [each.reason for each in money_page(client).context["per_resident"]]
    assert reasons == ["How many people live here is not known."] * 2


def test_survey_that_left_places_out_gives_no_cost_of_the_whole(programme, stage, client):
    spend(stage, 1000)
    NeighbourhoodFactory(programme=programme, name="East", residents=10, cohort=programme.cohorts.get(number=2))
    found = costs(client)
    assert found["Cohort 1"].words
    assert found["Cohort 2"].reason == "The survey left out East, so the change is not that of the whole cohort 2."
    assert (
        found["Whole programme"].reason == "The survey left out East, so the change is not that of the whole programme."
    )


def test_suppressed_figure_gives_no_cost_and_no_number_of_people(db, client):
    with time_machine.travel(TODAY, tick=False):
        programme = ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))
        surveyed({"North": ((2, 12), (3, 12))}, programme=programme)
        client.force_login(MembershipFactory(programme=programme).user)
        spend(StageFactory(programme=programme), 1000)
        page = money_page(client)
    [whole] = page.context["per_active"]
    assert whole.reason == "Too few answers to show a figure, so there is no cost either."
    assert whole.additional_words == ""
    assert "additional active:" not in page.content.decode()


def test_baseline_alone_gives_no_cost_yet(db, client):
    with time_machine.travel(TODAY, tick=False):
        programme = ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))
        surveyed({"North": ((60, 600),)}, programme=programme, purposes=("baseline",))
        client.force_login(MembershipFactory(programme=programme).user)
        assert {each.reason for each in costs(client).values()} == {
            "Only the baseline has been measured: no change to divide by yet."
        }


def test_survey_that_is_not_locked_gives_nothing(db, client):
    with time_machine.travel(TODAY, tick=False):
        programme = ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))
        surveyed({"North": ((60, 600), (90, 600))}, programme=programme, lock=False)
        client.force_login(MembershipFactory(programme=programme).user)
        page = money_page(client)
    assert page.context["active"].until is None
    assert "has not been measured in a locked survey yet" in page.content.decode()


def test_programme_without_anything_says_what_to_do_first(db, client):
    programme = ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))
    client.force_login(MembershipFactory(programme=programme, role=Role.COMMISSIONER).user)
    page = money_page(client).content.decode()
    assert "Agree the contract first" in page
    assert "No payments are recorded yet." in page


@pytest.mark.django_db
def test_cost_per_resident_is_of_supported_places_and_of_the_area():
    programme = ProgrammeFactory(starts_on=date(2024, 4, 1), population=20_000)
    cohort = CohortFactory(programme=programme, number=1, starts_in_month=7)
    places = [NeighbourhoodFactory(programme=programme, residents=100, cohort=each) for each in (cohort, None)]
    supported, area = costs_per_resident(programme, places, Decimal(8_000), date(2025, 4, 1))
    assert (supported.residents, supported.words, supported.yearly_words) == (
        800,
        "£10 per resident",
        "£10 per resident a year",
    )
    assert (area.residents, area.words) == (20_000, "£0.40 per resident")
    programme.population = None
    assert costs_per_resident(programme, places, Decimal(8_000), date(2025, 4, 1))[1].residents == 1_600
    [area] = costs_per_resident(programme, places, None, date(2024, 5, 1))
    assert area.reason == "No payments are recorded yet."


# What the page says beside the numbers


def test_page_states_what_the_costs_assume(programme, stage, client):
    spend(stage, 1000)
    page = " ".join(money_page(client).content.decode().split())
    for assumption in (
        "From the survey “Wave",
        "£1,000 had been spent by then",
        "shared among the neighbourhoods by how many months of support each had had",
        "what the uncertainty of the survey, its 95% interval, makes of the cost",
        "Payments and population are taken as exact",
        "A rise does not say that the programme was its cause",
        "Partners' contributions are not part of it",
        "residents aged 16 and over",
        "#costs",
    ):
        assert assumption in page, assumption


def test_tables_of_the_page_add_up_to_the_penny(programme, stage, client):
    second = StageFactory(programme=programme, number=2, title="Start")
    for number, each in enumerate((stage, second), start=1):
        for kind in ("staff", "grants"):
            BudgetLineFactory(stage=each, kind=kind, amount=Decimal("1000.01") * number)
            PaymentFactory(stage=each, kind=kind, amount=Decimal("333.33"), paid_on=date(2025, 6, number))
    shown = money_page(client).context
    money = shown["money"]
    for name in ("budget", "expected", "spent", "difference"):
        total = getattr(money.total, name)
        assert total == sum(getattr(each.total, name) for each in money.stages)
        assert total == sum(getattr(kind.total, name) for kind in money.kinds)
    assert money.total.spent == shown["per_resident"][0].spent == shown["active"].spent == Decimal("1333.32")
    assert money.total.budget == Decimal("6000.06")


def test_partners_part_is_never_nothing_where_it_is_not_known(programme, stage, client):
    spend(stage, 1000)
    ContributionFactory(stage=stage, received=None)
    page = money_page(client).content.decode()
    assert "not known" in page
    assert "beside every £1 spent" not in page
    ContributionFactory(stage=stage, received=Decimal(200))
    assert "at least 20p beside every £1 spent" in money_page(client).content.decode()


def test_partner_that_puts_nothing_in_yet_is_listed(programme, stage, client):
    PartnerFactory(programme=programme, name="The police")
    shown = money_page(client)
    assert "The police" in shown.content.decode()
    assert shown.context["pool"].count == Contribution.objects.count() == 0


def test_number_of_queries_does_not_depend_on_how_much_money_there_is(programme, stage, client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            money_page(client)
        return len(captured)

    def more():
        BudgetLineFactory(stage=stage)
        spend(stage, 5)
        ContributionFactory(stage=stage)
        PartnerFactory(programme=programme)

    more()
    queries()
    few = queries()
    for _ in range(6):
        more()
    assert queries() == few <= 25
