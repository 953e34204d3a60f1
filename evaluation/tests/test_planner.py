"""The survey planner: the handbook's figures, the form with its faults, the address, and beginning with own figures."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.planner.plan import SurveyPlan, nice, times
from evaluation.tests.factories import surveyed

MOST_QUERIES = 12


def plan(now=7, hoped=12, n=300, wards=1, waves=6, deff=1.0, cost=None):
    return SurveyPlan(now=now / 100, hoped=hoped / 100, n=n, wards=wards, waves=waves, deff=deff, cost=cost)


# The handbook's example, as statistics.md has it from R.


@pytest.mark.parametrize(("now", "hoped", "often", "enough"), [(7, 12, "55 times", 539), (5, 10, "64 times", 435)])
def test_handbooks_example_is_found_as_often_and_needs_as_many(now, hoped, often, enough):
    made = plan(now, hoped)
    assert made.finding == (
        f"With 300 answers in one ward you would find a rise from {now}% to {hoped}% {often} in 100"
    )
    assert made.needed() == enough


@pytest.mark.parametrize(("now", "least"), [(7, 7.0), (5, 6.2), (50, 11.3)])
def test_smallest_rise_that_300_answers_find(now, least):
    assert round(100 * plan(now, 60).detectable(), 1) == least


@pytest.mark.parametrize(("wards", "often"), [(2, "84 times"), (3, "95 times"), (6, "99.9 times")])
def test_wards_together_find_the_example_more_often(wards, often):
    assert times(plan().power(wards)) == often


def test_six_yearly_surveys_show_the_trend_70_times():
    assert times(plan().trend()) == "70 times"


def test_two_surveys_make_no_trend():
    assert plan(waves=2).trend() is None
    assert "three surveys or more" in " ".join(answer.words for answer in plan(waves=2).answers)


def test_fall_is_called_one_and_is_found_as_often_as_the_rise_back():
    made = plan(12, 7)
    assert "a fall from 12% to 7% 55 times in 100" in made.finding
    assert made.detectable() == pytest.approx(0.065, abs=0.0005)
    assert "6.5 points or more, from 12% to 5.5%" in made.answers[2].words


def test_change_that_cannot_be_found_at_all_says_so():
    assert "no size there could be" in plan(98, 99, n=20).answers[2].words


def test_design_effect_costs_answers():
    assert plan(deff=1.5).needed() == pytest.approx(1.5 * plan().needed(), abs=2)


def test_cost_is_of_every_answer_in_every_ward_and_survey():
    [cost] = [answer.words for answer in plan(wards=4, cost=Decimal("12.50")).answers if "cost" in answer.question]
    assert cost == "300 answers in 4 wards at 6 surveys make 7,200 answers: £90,000, £15,000 a survey."
    [unknown] = [answer.words for answer in plan().answers if "cost" in answer.question]
    assert "£" not in unknown


def test_free_answers_cost_nothing_which_is_not_unknown():
    assert "£0" in plan(cost=Decimal(0)).answers[-1].words


@pytest.mark.parametrize(
    ("power", "words"),
    [
        (0, "less than once"),
        (0.0049, "less than once"),
        (0.01, "once"),
        (0.5522, "55 times"),
        (0.994, "99 times"),
        (0.9949, "99 times"),
        (0.9951, "99.5 times"),
        (0.9994, "99.9 times"),
        (0.9996, "more than 99.9 times"),
        (1, "more than 99.9 times"),
    ],
)
def test_chance_is_said_as_how_often_and_never_as_certain(power, words):
    assert times(power) == words


def test_table_has_the_plan_in_it_and_reaches_what_is_enough():
    made = plan(wards=3)
    assert made.n in made.sizes
    assert made.sizes[-1] >= made.needed()
    assert [row[0] for row in made.pooled_rows] == [1, 2, 3, 6]
    assert [row[-1] for row in made.pooled_rows] == [False, False, True, False]


@given(st.floats(0.01, 1e6))
def test_step_is_the_next_round_number(number):
    found = nice(number)
    assert found >= number
    assert found == 1 or found <= 2.5 * number
    assert str(found).rstrip("0") in ("1", "2", "5")


@given(
    now=st.floats(0.5, 99.5),
    hoped=st.floats(0.5, 99.5),
    n=st.integers(2, 5000),
    wards=st.integers(1, 40),
    waves=st.integers(2, 10),
    deff=st.floats(0.5, 5),
)
def test_any_plan_has_answers_and_more_wards_never_find_less(now, hoped, n, wards, waves, deff):
    if abs(now - hoped) < 0.05:
        return
    made = plan(now, hoped, n, wards, waves, deff)
    assert 5 <= len(made.answers) <= 6
    assert "nan" not in " ".join(answer.words for answer in made.answers)
    assert made.power(wards + 1) >= made.power(wards) - 1e-12
    assert made.needed(wards) <= made.needed()
    assert made.power(n=made.needed()) > 0.79 or made.needed() < 3
    assert len(made.sizes) <= 30


# The page


@pytest.fixture
def visit(client, db):
    """Visit the planner of a programme as a member of it."""

    def visit(query="", programme=None, role=Role.COORDINATOR):
        membership = MembershipFactory(role=role, programme=programme or ProgrammeFactory())
        client.force_login(membership.user)
        return client.get(f"{reverse('evaluation:planner', args=[membership.programme.slug])}?{query}")

    return visit


def page_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("role", Role.values)
def test_page_begins_with_the_handbooks_example_for_everybody(visit, role):
    page = page_of(visit(role=role))
    assert "With 300 answers in one ward you would find a rise from 7% to 12% 55 times in 100" in page
    assert "takes 539 answers at each of two surveys in one ward, or 180 in each of 3 wards together" in page
    assert "would show the trend 70 times in 100 in one ward" in page
    assert page.count("<svg") > 2


def test_page_answers_what_stands_in_its_address(visit):
    page = page_of(visit("now=5%25&hoped=10&n=600&wards=1&waves=2&deff=1.2&cost=%C2%A312.50"))
    assert "With 600 answers in one ward you would find a rise from 5% to 10%" in page
    assert "600 answers in 1 ward at 2 surveys make 1,200 answers: £15,000, £7,500 a survey." in page
    assert 'value="5%"' in page
    assert "together" not in page.split("Read with care")[0].split("h-answers")[1].split("h-together")[0]


def test_form_puts_nothing_secret_into_the_address(visit):
    form = page_of(visit()).partition('id="plan"')[2].partition("</form>")[0]
    assert 'name="hoped"' in form
    assert "csrfmiddlewaretoken" not in form


def test_part_of_a_plan_in_the_address_is_filled_up_with_the_example(visit):
    assert "With 150 answers in one ward you would find a rise from 7% to 12%" in page_of(visit("n=150"))


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("now=", "now", "Write the share there is now"),
        ("now=x", "now", "The share now: write a percentage"),
        ("now=0", "now", "The share now: write a percentage"),
        ("now=100", "now", "The share now: write a percentage"),
        ("now=nan", "now", "The share now: write a percentage"),
        ("now=1e400", "now", "The share now: write a percentage"),
        ("hoped=-3", "hoped", "The share hoped for: write a percentage"),
        ("now=12&hoped=12.0", "hoped", "Write another share than there is now"),
        ("n=1", "n", "Answers in each ward: write a number from 2 to 100,000."),
        ("n=3.5", "n", "Answers in each ward: write a whole number"),
        ("n=", "n", "Answers in each ward: write how many."),
        ("n=" + "9" * 5000, "n", "Answers in each ward: write a"),
        ("wards=0", "wards", "Wards together: write a number from 1 to 1,000."),
        ("waves=1", "waves", "Yearly surveys: write a number from 2 to 20."),
        ("deff=0", "deff", "The design effect: write a number"),
        ("deff=inf", "deff", "The design effect: write a number"),
        ("cost=a+lot", "cost", "Write what an answer costs in pounds"),
        ("cost=-1", "cost", "Write what an answer costs in pounds"),
        ("cost=1.234", "cost", "Write what an answer costs in pounds"),
    ],
)
def test_fault_is_told_at_the_top_and_at_its_field_and_nothing_is_answered(visit, query, field, words):
    page = page_of(visit(query))
    assert "There is a problem" in page
    assert f'href="#id_{field}"' in page
    assert page.count(words) >= 2
    assert "times in 100" not in page
    assert "Correct what is marked in the plan" in page


@pytest.mark.parametrize("query", ["indicator=nonsense&area=nowhere", "area=x", "%00=1&n=%00", "now=7&now=8"])
def test_nonsense_in_the_address_does_no_harm(visit, query):
    assert visit(query).status_code == 200


def test_plan_begins_with_the_programmes_own_last_survey(visit):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)], "Saltmarsh": [(30, 300), (60, 280)]})
    page = page_of(visit(f"indicator=A1&area={programme.slug}", programme))
    assert "Begun with A1 Active in the community, Whole programme" in page
    assert 'name="now" value="16.7"' in page
    assert 'name="hoped" value="21.7"' in page
    assert 'name="n" value="290"' in page
    assert 'name="wards" value="2"' in page
    assert 'type="hidden" name="indicator" value="A1"' in page


def test_what_is_typed_goes_before_the_programmes_own_figures(visit):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    page = page_of(visit(f"indicator=A1&area={programme.slug}&n=500&hoped=30", programme))
    assert "With 500 answers in one ward you would find a rise from 12% to 30%" in page


def test_hidden_figure_is_not_begun_with(visit):
    programme, _ = surveyed({"Ropewalk": [(2, 12), (3, 12)]})
    [place] = programme.neighbourhoods.all()
    page = page_of(visit(f"indicator=A1&area={place.code}", programme))
    assert "too few answers. The handbook’s example stands instead." in page
    assert 'name="now" value="7"' in page


def test_figure_that_was_never_measured_is_not_begun_with(visit):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    assert "not measured yet. The handbook’s example stands instead." in page_of(visit("indicator=C1", programme))


def test_figure_of_an_open_wave_is_not_begun_with(visit):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, lock=False)
    page = page_of(visit(f"indicator=A1&area={programme.slug}", programme, Role.EVALUATOR))
    assert "The handbook’s example stands instead." in page


def test_page_asks_the_database_no_more_for_more_neighbourhoods(client, db):
    counted = []
    for number in (1, 6):
        programme, _ = surveyed({f"Ward {ward}": [(21, 300), (36, 300)] for ward in range(number)})
        client.force_login(MembershipFactory(programme=programme).user)
        address = f"{reverse('evaluation:planner', args=[programme.slug])}?indicator=A1&area={programme.slug}"
        client.get(address)  # draws the chart, which is then kept
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= MOST_QUERIES


def test_surveys_and_indicators_lead_to_the_planner(client, db):
    membership = MembershipFactory(role=Role.EVALUATOR)
    client.force_login(membership.user)
    address = reverse("evaluation:planner", args=[membership.programme.slug])
    for name in ("surveys:wave-list", "surveys:wave-new", "evaluation:indicator-list"):
        page = client.get(reverse(name, args=[membership.programme.slug])).content.decode()
        assert f'href="{address}"' in page
