"""Official statistics beside what changed: who is in it, what is said of it, and what is never given away."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from scipy import stats

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.health.official import Published, change_in_words
from evaluation.health.pairs import HealthSelection, LeftOut, told_of
from evaluation.health.scatter import Box, Dot, placed_names
from evaluation.health.words import cautions, finding, least_clear_rho, left_out_words
from evaluation.rounding import plain
from evaluation.tests.factories import surveyed
from neighbourhoods.models import AreaStatistic
from neighbourhoods.tests.factories import NeighbourhoodFactory

MEASURE = "fingertips-9001-persons-all-ages"
BEFORE, AFTER = date(2023, 12, 31), date(2025, 12, 31)
MOST_QUERIES = 16


def publish(place, before, after, measure=MEASURE, **details):
    """A statistic of `place` in 2023 and 2025, None where it is not published."""
    for as_of, value in ((BEFORE, before), (AFTER, after)):
        if value is not None:
            AreaStatistic.objects.create(
                neighbourhood=place,
                measure=measure,
                label="Good health (Persons, All ages)",
                unit="%",
                value=value,
                as_of=as_of,
                period=str(as_of.year),
                source="OHID Fingertips, public health profiles",
                **details,
            )


def world(count=12, rises=None, moves=None):
    """A programme of `count` wards: each rises by so many of 300 answers, and its statistic by so many points."""
    rises = rises or [3 * number for number in range(count)]
    moves = moves or list(range(count))
    programme, _ = surveyed({f"Ward {n:02}": [(30, 300), (30 + rise, 300)] for n, rise in enumerate(rises)})
    for place, move in zip(programme.neighbourhoods.order_by("name"), moves, strict=True):
        publish(place, 70, 70 + move)
    return programme


def selection(programme, **asked):
    return HealthSelection(asked, programme)


@pytest.fixture
def visit(client, db):
    """Visit the page, or its file, as a member of the programme."""

    def visit(programme, query="", role=Role.STEERING, name="health"):
        client.force_login(MembershipFactory(role=role, programme=programme).user)
        return client.get(f"{reverse(f'evaluation:{name}', args=[programme.slug])}?{query}")

    return visit


def page_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# The pairs and their association


@pytest.mark.django_db
def test_change_is_set_beside_change_over_all_neighbourhoods():
    programme = world(moves=[0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11])
    page = selection(programme)
    first = page.pairs[0]
    assert (first.name, first.across, first.upright) == ("Ward 11", pytest.approx(11), 11)
    assert page.beside == "change"
    assert (page.since_words, page.until_words) == ("2023", "2025")
    expected = stats.spearmanr(range(12), [0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11])
    assert page.association.rho == pytest.approx(expected.statistic)
    assert page.association.p == pytest.approx(expected.pvalue)
    assert finding(page) == (
        "Where “Active in the community” rose more, the statistic tended to rise more, or fall less"
    )


@pytest.mark.django_db
def test_reverse_order_is_told_as_the_reverse():
    page = selection(world(moves=list(range(12))[::-1]))
    assert page.association.rho == -1
    assert finding(page).endswith("the statistic tended to fall more, or rise less")
    assert told_of(page).words == "rho −1.00 · n 12 · p under 0.001"


@pytest.mark.django_db
def test_level_of_one_period_can_be_looked_at_instead():
    page = selection(world(), beside="level", until="2023-12-31")
    assert page.since is None
    assert {pair.upright for pair in page.pairs} == {70}
    assert page.association is None  # nothing differs
    assert finding(page) == "Nothing differs between the neighbourhoods"
    assert finding(selection(world(), beside="level")).endswith("the statistic tended to be higher")


@pytest.mark.django_db
def test_pattern_that_may_be_chance_is_called_no_pattern():
    page = selection(world(moves=[5, 0, 8, 3, 11, 2, 9, 1, 10, 4, 7, 6]))
    assert finding(page).startswith("No clear pattern")
    assert told_of(page).interval


@pytest.mark.django_db
def test_few_neighbourhoods_get_no_coefficient():
    page = selection(world(count=4))
    assert page.association is None
    assert finding(page) == "4 neighbourhoods: too few to say anything"
    assert told_of(page).words == "no coefficient"


@pytest.mark.django_db
def test_five_get_a_coefficient_without_interval_and_an_exact_p():
    page = selection(world(count=5, moves=[1, 0, 3, 2, 4]))
    assert told_of(page) == ("0.80", "", 5, "p 0.13")
    assert finding(page).startswith("No clear pattern")


@pytest.mark.django_db
def test_statistic_with_one_period_is_set_as_a_level():
    programme = world()
    AreaStatistic.objects.filter(as_of=BEFORE).delete()
    page = selection(programme)
    assert list(page.ways) == ["level"]
    assert page.pairs[0].before is None


@pytest.mark.django_db
def test_periods_asked_for_the_wrong_way_round_run_forward():
    page = selection(world(), since="2025-12-31", until="2023-12-31")
    assert (page.since, page.until) == ("2023-12-31", "2025-12-31")


@pytest.mark.django_db
def test_same_period_twice_is_no_change_and_says_so(visit):
    page = page_of(visit(world(), "since=2025-12-31&until=2025-12-31"))
    assert "Choose two different periods." in page
    assert "Two different periods are needed for a change" in page


# Who is not in it


@pytest.mark.django_db
def test_neighbourhoods_that_are_not_in_it_are_counted_by_the_reason():
    programme, [_, after] = surveyed(
        {
            **{f"Ward {n}": [(30, 300), (30 + 3 * n, 300)] for n in range(6)},
            "Hidden A": [(30, 300), (3, 12)],
            "Hidden B": [(30, 300), (5, 14)],
            "Unpublished": [(30, 300), (40, 300)],
        }
    )
    NeighbourhoodFactory(programme=programme, name="Unasked")
    for place in programme.neighbourhoods.all():
        publish(place, 70, None if place.name == "Unpublished" else 71)
    page = selection(programme)
    assert page.left_out == LeftOut(hidden=2, unasked=1, without_baseline=0, unpublished=1)
    assert left_out_words(page) == (
        "6 of 10 neighbourhoods are in it. Not in it: 2 with too few answers for a figure, "
        "1 not asked or not on record, 1 without a published figure."
    )


@pytest.mark.django_db
def test_hidden_figure_is_neither_on_the_page_nor_in_its_chart_nor_in_the_file(visit):
    programme, _ = surveyed(
        {
            **{f"Ward {n}": [(30, 300), (30 + 3 * n, 300)] for n in range(6)},
            "Hidden A": [(30, 300), (3, 12)],
            "Hidden B": [(30, 300), (5, 14)],
        }
    )
    for place in programme.neighbourhoods.all():
        publish(place, 70, 71)
    page = page_of(visit(programme))
    table = page.split('id="h-scatter"')[1]
    assert "Hidden" not in table
    assert "2 with too few answers for a figure" in page
    assert "Hidden" not in visit(programme, name="health-csv").content.decode()


@pytest.mark.django_db
def test_figures_of_an_open_wave_are_not_in_it_even_for_the_evaluator(visit):
    programme, _ = surveyed({f"Ward {n}": [(30, 300), (36, 300)] for n in range(6)}, lock=False)
    for place in programme.neighbourhoods.all():
        publish(place, 70, 71)
    page = page_of(visit(programme, role=Role.EVALUATOR))
    assert "No change to look at yet" in page


@pytest.mark.django_db
def test_other_programmes_statistics_are_not_offered():
    programme = world(count=5)
    stranger = NeighbourhoodFactory(programme=ProgrammeFactory())
    publish(stranger, 1, 2, measure="fingertips-1")
    assert list(selection(programme).measures) == [MEASURE]


@pytest.mark.django_db
def test_statistic_of_a_single_neighbourhood_is_not_offered():
    programme = world(count=5)
    publish(programme.neighbourhoods.first(), 1, 2, measure="fingertips-1")
    assert list(selection(programme).measures) == [MEASURE]


# The page


@pytest.mark.django_db
def test_programme_without_statistics_is_led_to_the_upload(visit):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    upload = reverse("neighbourhoods:area-files", args=[programme.slug])
    assert f'href="{upload}"' in page_of(visit(programme, role=Role.COORDINATOR))
    page = page_of(visit(programme, role=Role.FIELDWORKER))
    assert "No official statistics yet" in page
    assert upload not in page


@pytest.mark.django_db
def test_programme_without_a_change_is_led_to_the_surveys(visit):
    programme, _ = surveyed({f"Ward {n}": [(30, 300)] for n in range(5)}, purposes=("baseline",))
    for place in programme.neighbourhoods.all():
        publish(place, 70, 71)
    page = page_of(visit(programme))
    assert "No change to look at yet" in page
    assert reverse("surveys:wave-list", args=[programme.slug]) in page


@pytest.mark.django_db
def test_indicator_without_a_figure_can_still_be_changed_for_another(visit):
    page = page_of(visit(world(count=5), "indicator=B1"))
    assert "No change to look at yet" in page
    assert '<option value="A1">' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["indicator=x&wave=y&statistic=z&beside=q&since=never&until=0", "since=%00", "beside="]
)
def test_nonsense_in_the_address_is_as_if_it_had_not_been_asked(visit, query):
    assert "Where “Active in the community” rose more" in page_of(visit(world(), query))


@pytest.mark.django_db
def test_page_shows_figures_with_interval_period_source_and_says_what_it_is_not(visit):
    programme = world()
    AreaStatistic.objects.filter(as_of=AFTER).update(low=60.5, high=90.25)
    page = page_of(visit(programme))
    assert "21% (17 to 26)" in page
    assert "81.0% (60.5 to 90.3)" in page
    assert "+11.0 points" in page
    assert "OHID Fingertips, public health profiles" in page
    for title in (
        "areas, not people",
        "few areas",
        "Chance is in both",
        "Deprivation",
        "Order in time",
        "no proof of cause",
    ):
        assert title in page
    assert 'data-label="2025"' in page


@pytest.mark.django_db
def test_order_in_time_says_when_the_statistic_ended_first():
    programme = world()
    [order] = [each.words for each in cautions(selection(programme)) if "time" in each.title]
    assert "ran from July 2024 to July 2025" in order
    assert "2025, ended in December 2025. That one came later does not yet say" in order
    [order] = [
        each.words
        for each in cautions(selection(programme, beside="level", until="2023-12-31"))
        if "time" in each.title
    ]
    assert "2023, ended in December 2023, before that." in order


def test_rho_that_can_be_told_from_chance_is_the_one_whose_p_is_a_twentieth():
    least = least_clear_rho(30)
    t = least * ((30 - 2) / (1 - least**2)) ** 0.5
    assert 2 * stats.t.sf(t, 28) == pytest.approx(0.05)


@pytest.mark.django_db
def test_file_has_the_numbers_of_the_page_in_full(visit):
    programme = world()
    response = visit(programme, name="health-csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 12
    first = rows[0]
    assert first["area_name"] == "Ward 11"
    assert float(first["change"]) == pytest.approx(11)
    assert (first["since"], first["since_value"], first["until"], first["until_value"]) == (
        "2023",
        "70.0",
        "2025",
        "81.0",
    )
    assert (first["statistic_change"], first["since_ci_low"]) == ("11.0", "")
    assert response["Content-Disposition"] == f'attachment; filename="{programme.slug}-health.csv"'


@pytest.mark.django_db
def test_file_of_a_programme_without_statistics_has_headings_only(visit):
    response = visit(ProgrammeFactory(), name="health-csv")
    assert len(response.content.decode().splitlines()) == 1


@pytest.mark.django_db
def test_supported_neighbourhoods_are_told_apart():
    programme = world()
    place = programme.neighbourhoods.get(name="Ward 03")
    place.cohort = CohortFactory(programme=programme, number=1, starts_in_month=1)
    place.save()
    assert [pair.name for pair in selection(programme).pairs if pair.supported] == ["Ward 03"]


@pytest.mark.django_db
def test_page_asks_the_database_no_more_for_more_neighbourhoods(client):
    counted = []
    for count in (5, 12):
        programme = world(count=count)
        client.force_login(MembershipFactory(programme=programme).user)
        address = reverse("evaluation:health", args=[programme.slug])
        client.get(address)  # draws the chart, which is then kept
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= MOST_QUERIES


# Words and places


def published(value, unit="", low=None, high=None):
    return Published("m", "Label", unit, value, AFTER, "Source", "2025", low, high)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (published(74.25, "%", 72.1, 76.35), "74.3% (72.1 to 76.4)"),
        (published(1234.5, "per 100,000", 1100.2, 1300), "1,235 (1,100 to 1,300)"),
        (published(79.0), "79"),
        (published(79.0, "", 78.5, 80), "79.0 (78.5 to 80.0)"),
        (published(0, "%", 0, 0.4), "0.0% (0.0 to 0.4)"),
        (published(0.034), "0.034"),
        (published(-2.25), "−2.3"),
    ],
)
def test_official_figure_is_rounded_by_its_size(figure, words):
    assert figure.bare_words == words


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (published(70.0, "%"), published(74.25, "%"), "+4.3 points"),
        (published(1200.4), published(1166.4), "−34"),
        (published(5.0), published(5.0), "no change"),
        (published(5.01), published(5.02), "no change"),
    ],
)
def test_change_of_a_statistic_has_its_sign(before, now, words):
    assert change_in_words(before, now) == words


def test_unit_stands_after_the_figure():
    assert published(880.0, "per 100,000").value_words == "880 per 100,000"
    assert published(74.5, "%").value_words == "74.5%"
    assert plain(-0.04, 1) == "0.0"


def test_names_of_dots_never_lie_on_one_another():
    dots = [Dot(f"Neighbourhood {n}", n % 6, n // 6 * 0.7, main=n % 4 == 0) for n in range(30)]
    box = Box((-1, 7), (-1, 5), 600, 400)
    found = placed_names(dots, box)
    assert 3 <= len(found) <= 30
    alone = [Dot("Alone", 3, 3)]
    assert placed_names(alone, box) == {alone[0]: (7, 0, "left")}
