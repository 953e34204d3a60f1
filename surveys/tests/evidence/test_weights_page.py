"""The page of weights: what it shows to the evaluator, and what others never see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.weights import weigh_wave
from surveys.models import Response
from surveys.tests.factories import ResponseFactory, SampleFactory, WaveFactory
from surveys.weights.report import weight_rows
from surveys.weights.spread import STEPS, spread_of

pytestmark = pytest.mark.django_db

OTHERS = [role for role in Role.values if role != Role.EVALUATOR]


@pytest.fixture
def wave():
    return WaveFactory(programme=ProgrammeFactory(slug="vale"), name="Residents, July")


def answered(wave, people, name="Quayside"):
    """A sample with `people`, as (sex, age band); 100 residents of each."""
    place = NeighbourhoodFactory(programme=wave.programme, name=name, residents=100)
    sample = SampleFactory(wave=wave, neighbourhood=place, population=800)
    for sex, band in people:
        ResponseFactory(sample=sample, sex=sex, age_band=band)
    return sample


def everybody(each=6):
    return [(sex, band) for sex in (1, 2) for band in (1, 2, 3, 4)] * each


def page_for(client, wave, role):
    client.force_login(MembershipFactory(programme=wave.programme, role=role).user)
    return " ".join(client.get(reverse("surveys:wave-weights", args=["vale", wave.pk])).content.decode().split())


def the_row(wave, everything=True):
    [row] = weight_rows(wave, everything=everything)
    return row


def test_margins_add_up_to_residents_answers_and_weights(wave):
    answered(wave, everybody() + [(1, 1)] * 12)
    weigh_wave(wave=wave, method="poststratify")
    sex, age, both = the_row(wave).margins
    assert [(part.label, part.residents, part.answers) for part in sex.parts] == [("Men", 400, 36), ("Women", 400, 24)]
    assert [part.answers for part in age.parts] == [24, 12, 12, 12]
    assert sex.parts[0].answers_share == pytest.approx(60)
    assert sex.parts[0].weighted_share == pytest.approx(50)
    assert len(both.parts) == 8
    for margin in (sex, age, both):
        assert sum(part.weighted for part in margin.parts) == pytest.approx(800)
        assert sum(part.residents_share for part in margin.parts) == pytest.approx(100)


def test_page_says_what_weights_cost_and_what_was_done(client, wave):
    answered(wave, everybody() + [(1, 1)] * 12 + [(0, 0)] * 2)
    weigh_wave(wave=wave, method="rake")
    page = page_for(client, wave, Role.EVALUATOR)
    deff = wave.samples.get().weighting_report["deff"]
    assert f"62 answers are worth {62 / deff:.0f}" in page
    assert "settled after" in page
    assert "2 of 62 respondents gave no sex or age and count for the average." in page
    assert "Men 16 to 24" in page
    assert "How the weights are spread" in page
    assert "Compute weights again" in page


def test_raking_that_cannot_settle_says_why_at_the_method(client, wave):
    answered(wave, [(1, 1)] * 6 + [(2, 2)] * 6 + [(2, 3)] * 6 + [(2, 4)] * 6)
    client.force_login(MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user)
    response = client.post(reverse("surveys:wave-weigh", args=["vale", wave.pk]), {"method": "rake"})
    [error] = response.context["form"].errors["method"]
    assert "Quayside: The weights did not settle after 1,000 rounds" in error


@pytest.mark.parametrize("role", OTHERS)
def test_reader_sees_no_table_with_a_number_below_five(client, wave, role):
    answered(wave, everybody() + [(1, 1)] * 12, name="Alder")
    few = answered(wave, [one for one in everybody() if one != (2, 4)] + [(2, 4)] * 3)
    weigh_wave(wave=wave, method="poststratify")
    page = page_for(client, wave, role)
    assert "Tables in which a group has fewer than 5 answers are shown to the evaluator only." in page
    detail = page[page.index(f'id="place-{few.pk}"') :]
    assert "Women 65 and over" not in detail
    assert "weighted together" not in page
    assert "Women 65 and over" in page
    assert "Compute weights" not in page
    assert "Give a table" not in page


@pytest.mark.parametrize(("unknown", "shown"), [(0, 3), (3, 0), (5, 3)])
def test_reader_cannot_work_out_how_few_gave_no_sex_or_age(wave, unknown, shown):
    answered(wave, everybody() + [(0, 1)] * unknown)
    weigh_wave(wave=wave, method="poststratify")
    row = the_row(wave, everything=False)
    assert len(row.margins) == shown
    assert row.unknown == (None if unknown == 3 else unknown)
    assert len(the_row(wave).margins) == 3


def test_reader_sees_nothing_of_a_place_with_fewer_than_five_answers(client, wave):
    sample = answered(wave, [(1, 1), (2, 2)])
    weigh_wave(wave=wave, method="poststratify")
    page = page_for(client, wave, Role.STEERING)
    assert "fewer than 5 answers" in page
    assert f"place-{sample.pk}" not in page


def test_reader_sees_the_spread_only_where_no_step_is_small(wave):
    answered(wave, everybody() + [(1, 1)] * 30)
    weigh_wave(wave=wave, method="poststratify")
    assert sum(step.answers for step in the_row(wave, everything=False).spread) == 78
    sample = wave.samples.get()
    sample.weighting_report |= {"spread": [0, 27, 0, 42, 0, 3, 0, 0]}
    sample.save()
    assert the_row(wave, everything=False).spread == []
    assert len(the_row(wave).spread) == len(STEPS)


def test_spread_counts_every_weight_once_and_the_middle_one_in_the_middle():
    assert spread_of([1, 1, 1]) == [0, 0, 0, 3, 0, 0, 0, 0]
    assert spread_of([0.1, 0.3, 0.6, 1, 1.5, 2.5, 4, 9, 1]) == [1, 1, 1, 2, 1, 1, 1, 1]
    assert spread_of([3 * 0.1, 0.3, 0.3 * 1.25]) == [0, 0, 0, 2, 1, 0, 0, 0]


@pytest.mark.parametrize("method", ["equal", "supplied"])
def test_weights_that_are_not_made_of_groups_have_no_margins(client, wave, method):
    sample = answered(wave, everybody(1))
    Response.objects.update(design_weight=2)
    weigh_wave(wave=wave, method=method)
    page = page_for(client, wave, Role.EVALUATOR)
    assert "8 answers are worth 8" in page
    assert "Men 16 to 24" not in page
    assert sample.neighbourhood.name in page


def test_page_before_weights_tells_each_reader_what_comes_next(client, wave):
    answered(wave, everybody(1))
    assert "Compute weights" in page_for(client, wave, Role.EVALUATOR)
    assert "The evaluator computes them when the answers are in." in page_for(client, wave, Role.COMMISSIONER)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.STEERING])
def test_page_asks_the_database_no_more_for_thirty_places_than_for_three(client, wave, role):
    client.force_login(MembershipFactory(programme=wave.programme, role=role).user)
    counts = []
    for size in (3, 30):
        other = WaveFactory(programme=wave.programme)
        for number in range(size):
            answered(other, everybody(1), name=f"Place {size} {number:02}")
        weigh_wave(wave=other, method="poststratify")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("surveys:wave-weights", args=["vale", other.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 15
