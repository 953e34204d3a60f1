"""The pages of comparisons, their file, and the page of what the figures can and cannot show."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Cohort, Role
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.comparing.csv_rows import COLUMNS
from evaluation.statistics import detectable_change
from evaluation.tests.comparing.world import ANSWERS, COHORTS, recomputed, three_cohorts
from evaluation.tests.factories import surveyed
from evaluation.tests.test_pages import signed_in, text_of
from surveys.actions.locking import lock_wave

pytestmark = pytest.mark.django_db


def url_of(programme, name="comparison", code="A1"):
    return reverse(f"evaluation:{name}", args=[programme.slug, code])


def page_of(client, programme, query="", code="A1"):
    response = signed_in(client, programme).get(f"{url_of(programme, code=code)}?{query}")
    assert response.status_code == 200
    return text_of(response)


def rows_of(client, programme, query="", code="A1"):
    response = signed_in(client, programme).get(f"{url_of(programme, 'comparison-csv', code)}?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def programme():
    return three_cohorts()


def test_page_sets_a_cohort_beside_its_baseline_the_survey_before_the_rest_and_those_waiting(client, programme):
    page = page_of(client, programme, "area=cohort-1")
    assert "Active in the community compared: Cohort 1" in page
    assert "baseline 10%" in page
    assert "Trend Up" in page
    assert "The rest of the programme (6 neighbourhoods)" in page
    assert "Cohort 1: 9 points more (3 to 14) than places still waiting" in page
    assert "Regression to the mean." in page
    assert "these places stood at 10% on average, those waiting at 21%" in page


def test_page_says_where_there_is_no_survey_before_the_start_to_judge_by(client, programme):
    page = page_of(client, programme)
    assert "nobody can tell whether these neighbourhoods and those waiting already moved apart" in page
    assert "before the start" in page  # cohort 2 has one


def test_two_started_neighbourhoods_are_indicative_only(client, programme):
    page = page_of(client, programme)
    assert "(indicative, could be chance)" in page or "(indicative, clear of chance)" in page
    assert "Indicative: only two or three started" in page


def test_page_says_plainly_that_nobody_is_left_waiting(client, programme):
    Cohort.objects.filter(programme=programme, number=3).update(starts_in_month=20)
    page = page_of(client, programme)
    assert "Nobody is left waiting today" in page
    assert "Support has started everywhere." in page


def test_page_of_a_programme_without_cohorts_says_that_support_has_not_started(client):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)], "Other": [(30, 300), (36, 300)]})
    assert "Support has not started anywhere yet." in page_of(client, programme)


def test_page_of_an_indicator_that_nothing_measured_says_what_to_do(client):
    programme = ProgrammeFactory()
    assert "No locked survey has asked the questions behind this indicator" in page_of(client, programme)
    assert "Nothing is on record yet" in page_of(client, programme, code="B1")


def test_organisations_are_not_set_beside_those_waiting(client, programme):
    page = page_of(client, programme, code="F1")
    assert "No locked survey" in page


def test_unlocked_surveys_are_not_compared(client):
    programme, (first, second) = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, lock=False)
    assert "No locked survey" in page_of(client, programme)
    lock_wave(wave=first, by=None)
    page = page_of(client, programme)
    assert second.name not in page
    assert "At the baseline 7% 95% interval (5 to 10) n 300" in page
    assert "There is no earlier survey of the same neighbourhoods" in page


def test_hidden_neighbourhood_tells_no_number(client):
    programme = three_cohorts({**ANSWERS, "Alder": (16, 24, 3)}, small={("Alder", 2): 8})
    alder = programme.neighbourhoods.get(name="Alder").code
    page = page_of(client, programme, f"area={alder}")
    assert "Where no figure may be shown there is nothing to compare" in page
    rows = rows_of(client, programme, f"area={alder}")
    assert {row["comparison"] for row in rows} == {"not_yet_started"}
    latest = max(row["wave_date"] for row in rows)
    assert not [row for row in rows if row["area_code"] == "cohort-1" and row["wave_date"] == latest]


@pytest.mark.parametrize("query", ["area=nowhere", "wave=never", "area=%00", "wave=", "area=cohort-99&wave=1"])
def test_nonsense_in_the_address_is_taken_for_no_choice(client, programme, query):
    assert "compared: Cohort 1" in page_of(client, programme, query)


def test_unknown_indicator_is_not_found(client, programme):
    for name in ("comparison", "comparison-csv"):
        assert signed_in(client, programme).get(url_of(programme, name, "Z9")).status_code == 404


def test_published_figures_stand_with_mode_and_source_and_are_near_not_same(client, programme):
    page = page_of(client, programme, code="C7")
    assert "A near question, not the same." in page
    assert "Face to face 79%" in page
    assert "never joined into one line" in page
    html = signed_in(client, programme).get(url_of(programme, code="A5")).content.decode()
    assert 'href="https://www.gov.uk/government/statistics/community-life-survey-202122/' in html


def test_indicator_without_published_figures_says_so(client, programme):
    assert "No published national figure asks the same as this indicator" in page_of(client, programme)


def test_file_holds_what_the_page_shows_in_documented_columns(client, programme):
    rows = rows_of(client, programme, "area=cohort-1")
    assert tuple(rows[0]) == COLUMNS
    by = {}
    for row in rows:
        by.setdefault(row["comparison"], []).append(row)
    assert {name: len(found) for name, found in by.items()} == {
        "since_baseline": 1,
        "since_last_wave": 1,
        "trend": 1,
        "rest_of_area": 1,
        "not_yet_started": 4,
    }
    [since] = by["since_baseline"]
    assert float(since["estimate"]) - float(since["against_estimate"]) == pytest.approx(float(since["difference"]))
    assert (since["verdict"], since["better_or_worse"]) == ("clear_rise", "better")
    for row in by["not_yet_started"]:
        assert float(row["estimate"]) - float(row["against_estimate"]) == pytest.approx(
            float(row["difference"]), abs=1e-5
        )
    assert [row["before_start"] for row in by["not_yet_started"]] == ["no", "no", "yes", "no"]
    assert [row["strength"] for row in by["not_yet_started"]] == ["indicative"] * 4


def test_file_names_source_and_mode_of_published_figures(client, programme):
    rows = [row for row in rows_of(client, programme, code="C7") if row["comparison"] == "published_figure"]
    assert {row["mode"] for row in rows} == {"face to face", "online and paper"}
    assert all(row["link"].startswith("http") and not row["p_value"] and not row["difference"] for row in rows)


def test_documentation_lists_every_column_of_the_file():
    from pathlib import Path

    text = (Path(__file__).parents[3] / "docs/data-formats/comparison.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", ["comparison", "what-it-shows"])
def test_pages_take_as_many_queries_for_many_neighbourhoods_and_waves_as_for_few(client, name):
    counts = []
    for names, waves in ((2, 2), (8, 4)):
        programme, _ = surveyed(
            {f"Ward {n}": [(21, 60), (24, 60), (30, 60), (20, 60)] for n in range(names)},
            purposes=("baseline", "follow-up", "follow-up", "follow-up")[: min(waves, 3)],
        )
        cohort = CohortFactory(programme=programme, number=1, starts_in_month=7)
        programme.neighbourhoods.filter(name__in=("Ward 0", "Ward 2")).update(cohort=cohort)
        recomputed(programme)
        address = reverse("evaluation:what-it-shows", args=[programme.slug])
        address = address if name == "what-it-shows" else f"{url_of(programme)}?area=cohort-1"
        signed_in(client, programme)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 22


def test_indicator_page_list_and_methods_lead_to_the_comparisons_and_their_limits(client, programme):
    signed_in(client, programme, Role.STEERING)
    limits = reverse("evaluation:what-it-shows", args=[programme.slug])
    detail = client.get(reverse("evaluation:indicator-detail", args=[programme.slug, "A1"])).content.decode()
    assert url_of(programme) in detail
    for name in ("indicator-list", "methods"):
        assert limits in client.get(reverse(f"evaluation:{name}", args=[programme.slug])).content.decode()
    assert limits in client.get(url_of(programme)).content.decode()


# What the figures can and cannot show


def limits_of(client, programme):
    signed_in(client, programme, Role.STEERING)
    return client.get(reverse("evaluation:what-it-shows", args=[programme.slug]))


def test_limits_are_told_in_the_programmes_own_numbers(client, programme):
    page = text_of(limits_of(client, programme))
    assert "1,800 of about" in page
    assert "compared 9 neighbourhoods" in page
    assert "about 0.5 would still look changed" in page
    assert "4 of 9 are still waiting today" in page
    assert "these places stood at 10% on average, those waiting at 21%" in page


def test_smallest_rise_is_computed_from_the_programmes_own_samples(client, programme):
    shows = limits_of(client, programme).context["shows"]
    level = sum(row[2] for row in ANSWERS.values()) / 1800
    own, *cohorts, whole = shows.detectable
    assert (own.n, whole.n) == (200, 1800)
    assert own.points == pytest.approx(100 * float(detectable_change(level, 200)), rel=0.01)
    assert whole.points == pytest.approx(100 * float(detectable_change(level, 1800)), rel=0.03)
    assert [each.n for each in cohorts] == [200 * len(names) for _, names in COHORTS.values()]


def test_limits_of_a_new_programme_are_told_with_examples(client):
    page = text_of(limits_of(client, ProgrammeFactory()))
    assert "No locked survey has a figure yet." in page
    assert "In one neighbourhood 300 " in page
    assert "nan" not in page.lower().replace("finan", "")
