"""Exploring an indicator: what is laid over the chart, broken down, shared by its address, taken away as files."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.exploring.heat import Heat
from evaluation.tests.factories import answer
from evaluation.tests.test_breakdowns import LATER, MANY, people
from evaluation.tests.test_pages import signed_in, text_of
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.bank import load_shipped_menu
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db

CODES = ["R2", "R4", "R7", "Y1"]


def explored(places=6):
    """Two waves in some wards, the first half of them in cohort 1 and the others in cohort 2."""
    load_shipped_menu()
    programme = ProgrammeFactory()
    cohorts = [CohortFactory(programme=programme, number=number, starts_in_month=1) for number in (1, 2)]
    wards = [
        NeighbourhoodFactory(
            programme=programme, name=f"Ward {n}", residents=812, cohort=cohorts[n >= places // 2], code=f"E0500{n:04}"
        )
        for n in range(places)
    ]
    asked = QuestionnaireFactory(programme=programme, codes=CODES, published=True)
    for year, (purpose, rows) in enumerate((("baseline", MANY), ("follow-up", LATER))):
        wave = WaveFactory(
            programme=programme,
            questionnaire=asked,
            purpose=purpose,
            starts_on=date(2024 + year, 7, 1),
            ends_on=date(2024 + year, 7, 31),
            name=f"Residents {2024 + year}",
        )
        for number, ward in enumerate(wards):
            more = people(**rows | {"yy": rows["yy"] + 5 * number}) if year else people(**rows)
            answer(SampleFactory(wave=wave, neighbourhood=ward, population=6496), more)
        weigh_wave(wave=wave, method="equal")
        lock_wave(wave=wave, by=None)
    programme.refresh_from_db()
    return programme, wards


@pytest.fixture
def programme():
    return explored()[0]


@pytest.fixture
def here(client, programme):
    """A visitor's browser, and how an address of the programme is written."""
    signed_in(client, programme, Role.STEERING)

    def address(name, code="A1", **query):
        args = [programme.slug, code] if name.startswith("indicator") else [programme.slug]
        return client.get(reverse(f"evaluation:{name}", args=args), query)

    return address


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_places_are_laid_over_the_chart_and_stand_in_its_table(here):
    page = text_of(here("indicator-detail", area="cohort-1", compare=["cohort-2", "E05000000"]))
    assert "Lay over in the chart: Cohort 2, Ward 0" in page
    table = page.partition("These figures as a table")[2].partition("Cohort 1 Residents 2025")[0]
    assert "Cohort 1 n Cohort 2 n Ward 0 n" in table


def test_no_more_places_are_laid_over_than_can_be_told_apart(here, programme):
    places = [f"E0500000{n}" for n in range(6)]
    response = here("indicator-detail", area=programme.slug, compare=places)
    assert "Only the first 4 places are laid over the chart." in text_of(response)
    assert response.context["page"].compare == places[:4]


def test_files_are_of_exactly_what_is_chosen(here):
    chosen = {"area": "cohort-1", "compare": "E05000002", "wave": "Residents 2024", "breakdown": "Y1"}
    rows = rows_of(here("indicator-selection-csv", **chosen))
    told = {(row["part"], row["area_code"], row["wave"], row["group_label"]) for row in rows}
    assert {each for each in told if each[0] == "over time"} == {
        ("over time", code, wave, "Everyone")
        for code in ("cohort-1", "E05000002")
        for wave in ("Residents 2024", "Residents 2025")
    }
    assert {each[1:3] for each in told if each[0] == "neighbourhoods"} == {
        (f"E0500000{n}", "Residents 2024") for n in range(6)
    }
    assert {each[1:] for each in told if each[0] == "groups"} == {
        ("cohort-1", "Residents 2024", "Yes"),
        ("cohort-1", "Residents 2024", "No"),
    }
    assert {row["indicator"] for row in rows} == {"A1"}


def test_links_of_the_page_carry_the_whole_choice(here):
    query = "area=cohort-2&compare=cohort-1&compare=E05000001&wave=Residents+2024&breakdown=Y1&show=change"
    chosen = {"area": "cohort-2", "compare": ["cohort-1", "E05000001"], "wave": "Residents 2024", "breakdown": "Y1"}
    page = here("indicator-detail", **chosen, show="change").content.decode()
    for file in ("selection.csv?", "selection.xlsx?", "chart.png?of=time&amp;", "chart.svg?of=groups&amp;"):
        assert file + query.replace("&", "&amp;") in page or file + query in page


def test_another_indicator_keeps_what_was_chosen(here, programme):
    response = here("indicator-detail", indicator="C1", area="cohort-1", breakdown="Y1")
    expected = reverse("evaluation:indicator-detail", args=[programme.slug, "C1"])
    assert response.url == f"{expected}?area=cohort-1&breakdown=Y1"
    assert here("indicator-detail", indicator="nonsense").status_code == 200


def test_workbook_explains_the_choice_its_columns_and_its_day(here, programme):
    book = load_workbook(io.BytesIO(here("indicator-selection-xlsx", area="cohort-1", breakdown="Y1").content))
    assert book.sheetnames == ["About", "Over time", "Neighbourhoods", "Groups"]
    about = {row[0].value: row[1].value for row in book["About"].iter_rows() if row and row[0].value}
    assert about["Programme"] == programme.name
    assert about["Place"] == "Cohort 1"
    assert about["Broken down by"] == "Wording of Y1"
    assert about["Taken on"]
    headings = [cell.value for cell in next(book["Groups"].iter_rows())]
    assert all(about[name] for name in headings)
    figures = [dict(zip(headings, [c.value for c in row], strict=True)) for row in book["Groups"].iter_rows(min_row=2)]
    assert [(row["group_label"], row["n"]) for row in figures] == [("Yes", 315), ("No", 600)]


def test_pictures_say_where_they_come_from(here, programme):
    for which, said in (("time", "Cohort 1, Residents 2025, n 915"), ("ranked", "every neighbourhood, Residents 2025")):
        svg = here("indicator-svg", area="cohort-1", of=which).content.decode()
        assert f"Source: {programme.name}, {said}. 95% intervals. Taken on" in svg
    assert here("indicator-png", of="groups", breakdown="Y1").content.startswith(b"\x89PNG")
    assert here("indicator-svg", of="groups", breakdown="R7", area="E05000000").status_code == 404


def test_names_that_look_like_formulas_are_words_in_every_file(here, programme):
    programme.neighbourhoods.filter(code="E05000000").update(name="=1+1")
    assert "'=1+1" in {row["area_name"] for row in rows_of(here("indicator-selection-csv", area="E05000000"))}
    for name in ("indicator-selection-xlsx", "heat-xlsx"):
        book = load_workbook(io.BytesIO(here(name).content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}


def test_breakdown_by_a_question_names_its_wave_and_shows_its_words(here):
    page = text_of(here("indicator-detail", area="cohort-1", breakdown="Y1"))
    part = page.partition("By answers to Y1")[2]
    assert "Wording of Y1" in part
    assert "Active in the community, Cohort 1, Residents 2025" in part
    assert "Yes 48% (42 to 53) 315 up 28 points" in part


def test_page_says_why_a_neighbourhood_has_no_figures_by_opinion(here):
    page = text_of(here("indicator-detail", area="E05000000", breakdown="R7"))
    assert "figures by it are for cohorts and the whole programme only" in page


def test_question_of_another_wave_says_that_this_one_did_not_ask(here, programme):
    QuestionnaireFactory(programme=programme, codes=["Y2"])
    assert "did not ask Y2" in text_of(here("indicator-detail", breakdown="Y2"))
    assert "By age" in text_of(here("indicator-detail", breakdown="Z9"))


def cells_of(page):
    """Name of the row -> its cells, from the text of the rendered table."""
    return {line.name: line.cells for line in [*page.pooled, *page.lines]}


def test_survey_of_other_places_says_so_and_leads_to_the_latest_that_asked_here(here, programme):
    asked = programme.waves.first().questionnaire
    wave = WaveFactory(
        programme=programme,
        questionnaire=asked,
        purpose="follow-up",
        name="Street survey",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 31),
    )
    answer(SampleFactory(wave=wave, neighbourhood=programme.neighbourhoods.get(name="Ward 0")), people(**MANY))
    weigh_wave(wave=wave, method="equal")
    lock_wave(wave=wave, by=None)
    page = here("indicator-detail", area="cohort-2", wave="Street survey")
    assert "Street survey did not ask this in Cohort 2." in text_of(page)
    assert 'href="?area=cohort-2&amp;wave=Residents+2025"' in page.content.decode()
    assert "did not ask this" not in text_of(here("indicator-detail", area="cohort-2", wave="Residents 2025"))


def test_heat_table_has_value_and_verdict_in_words(here):
    page = text_of(here("heat"))
    assert "Ward 0 36% (31 to 41) · n 300 Clear rise" in page
    assert "Whole programme 38% (36 to 40) · n 1,875 Clear rise" in page
    assert "For the whole programme only" in page


def test_heat_table_is_sorted_by_any_goal_and_turned(here):
    def names(**query):
        return [line.name for line in here("heat", **query).context["heat"].lines]

    by_name = [f"Ward {n}" for n in range(6)]
    assert names() == by_name
    assert names(sort="1") == by_name[::-1]
    assert names(sort="1", order="asc") == by_name
    assert names(sort="5") == by_name
    assert names(sort="name", order="desc") == by_name[::-1]
    assert names(sort="nonsense", show="x", cohort="9") == by_name
    page = here("heat", sort="1").content.decode()
    assert 'aria-sort="descending"' in page
    assert "sort=1&amp;order=asc" in page


def test_heat_table_shows_change_and_one_cohort(here):
    response = here("heat", show="change", cohort="2")
    page = text_of(response)
    assert "Ward 3 up " in page
    assert "now · n 315" in page
    assert [line.name for line in response.context["heat"].lines] == ["Ward 3", "Ward 4", "Ward 5"]
    assert [line.name for line in response.context["heat"].pooled] == ["Cohort 2"]


def test_heat_files_have_the_words_and_numbers_of_the_page(here, programme):
    chosen = {"cohort": "1", "sort": "1"}
    heat = here("heat", **chosen).context["heat"]
    rows = [row for row in rows_of(here("heat-csv", **chosen)) if row["indicator"] == "A1"]
    assert [row["area_name"] for row in rows] == ["Cohort 1", "Ward 2", "Ward 1", "Ward 0"]
    assert float(rows[1]["estimate"]) == pytest.approx(heat.lines[0].cells[0].figure.estimate)
    book = load_workbook(io.BytesIO(here("heat-xlsx", **chosen).content))
    table = {row[0].value: row[1].value for row in book["Heat table"].iter_rows(min_row=2)}
    figure = heat.lines[0].cells[0].figure
    assert table["Ward 2"] == f"{figure.words}; {figure.verdict_words}"
    assert dict(row for row in book["About"].values)["Neighbourhoods"] == "Cohort 1"


def test_programme_without_neighbourhoods_says_what_to_do(client):
    membership = MembershipFactory(programme=ProgrammeFactory(), role=Role.COMMISSIONER)
    signed_in(client, membership.programme)
    page = text_of(client.get(reverse("evaluation:heat", args=[membership.programme.slug])))
    assert "No neighbourhoods yet" in page


@pytest.mark.parametrize("places", [6, 14])
@pytest.mark.parametrize(("name", "query", "most"), [("heat", {}, 9), ("indicator-detail", {"breakdown": "Y1"}, 15)])
def test_pages_take_as_many_queries_whatever_the_neighbourhoods(
    client, django_assert_max_num_queries, places, name, query, most
):
    programme, _ = explored(places)
    signed_in(client, programme)
    args = [programme.slug, "A1"] if name == "indicator-detail" else [programme.slug]
    url = reverse(f"evaluation:{name}", args=args)
    client.get(url, query)  # draws what is drawn once
    with django_assert_max_num_queries(most):
        assert client.get(url, query).status_code == 200


def test_heat_without_a_survey_says_so_in_every_cell(programme):
    NeighbourhoodFactory(programme=programme, name="Zeal", cohort=None)
    heat = Heat({"cohort": "none"}, programme)
    (line,) = heat.lines
    assert [cell.why for cell in line.cells][:1] == ["Not asked here"]
