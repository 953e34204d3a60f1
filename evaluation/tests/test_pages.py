"""The pages of the evaluation room: what they say, and how many queries they take."""

from datetime import date

import pytest
from django.urls import reverse

from commissioning.actions.contract import agree_contract
from commissioning.models import Role
from commissioning.tests.entry_factories import RiskFactory
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.tests.factories import answer, answers_with, surveyed
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db


def signed_in(client, programme, role=Role.COMMISSIONER):
    client.force_login(
        MembershipFactory(programme=programme, role=role).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def text_of(response):
    from html import unescape
    from re import sub

    return sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def ropewalk():
    programme, waves = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    return programme, waves


def test_overview_shows_the_headline_with_interval_n_baseline_and_verdict(client, ropewalk):
    programme, _ = ropewalk
    page = text_of(signed_in(client, programme).get(programme.get_absolute_url()))
    assert "12% 95% interval (9 to 16)" in page
    assert "n 300" in page
    assert "baseline 7%" in page
    assert "up 5 points (0.3 to 9.8)" in page
    assert "Clear rise" in page


@pytest.mark.parametrize("name", ["programme-overview", "steering"])
@pytest.mark.parametrize("area", ["cohort-1", "programme"])
def test_tile_leads_to_the_figure_of_the_area_that_it_shows(client, ropewalk, name, area):
    programme, _ = ropewalk
    area = area if area.startswith("cohort") else programme.slug
    programme.neighbourhoods.update(cohort=CohortFactory(programme=programme, number=1, starts_in_month=1))
    page = signed_in(client, programme).get(reverse(f"evaluation:{name}", args=[programme.slug]), {"area": area})
    url = reverse("evaluation:indicator-detail", args=[programme.slug, "A1"])
    assert f'href="{url}?area={area}"' in page.content.decode()


def test_overview_says_what_has_never_been_measured(client, ropewalk):
    programme, _ = ropewalk
    page = text_of(signed_in(client, programme).get(programme.get_absolute_url()))
    assert "Not measured yet" in page
    assert "Nothing is on record yet" in page
    assert "Record the groups that are there, or confirm the register of groups if there are none." in page


def test_overview_of_a_new_programme_says_what_to_do_first(client):
    programme = ProgrammeFactory()
    page = text_of(signed_in(client, programme).get(programme.get_absolute_url()))
    assert "No neighbourhoods yet" in page
    assert "Import boundaries" in page
    assert "Nobody but you is in the programme" in page


def test_first_steps_stand_before_work_that_is_late(client):
    programme = ProgrammeFactory()
    RiskFactory.create_batch(9, programme=programme)
    page = text_of(signed_in(client, programme).get(programme.get_absolute_url()))
    assert page.index("Nobody but you") < page.index("No neighbourhoods yet") < page.index("Risk ")


@pytest.mark.parametrize("role", Role.values)
def test_overview_says_to_add_people_to_whoever_may_and_is_alone(client, role):
    programme = ProgrammeFactory()
    signed_in(client, programme, role)
    words = "Nobody but you is in the programme"
    assert (words in text_of(client.get(programme.get_absolute_url()))) == (role == Role.COMMISSIONER)
    MembershipFactory(programme=programme)
    assert words not in text_of(client.get(programme.get_absolute_url()))


def test_overview_shows_six_things_that_are_late_and_folds_the_others(client):
    programme = ProgrammeFactory()
    RiskFactory.create_batch(9, programme=programme)
    page = signed_in(client, programme, Role.STEERING).get(programme.get_absolute_url()).content.decode()
    first, _, folded = page.partition('<details class="fh-more mt-3"><summary>4 more</summary>')
    assert (first.count("Late: "), folded.count("Late: ")) == (6, 4)


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("places", [2, 12])
# Seven ask registers, baselines, reports and comments what is late; with a contract two more who confirmed registers
# and sees to baselines, and three about the reports of its stages.
@pytest.mark.parametrize(("has_contract", "most"), [(False, 24), (True, 47)])
def test_overview_takes_as_many_queries_whatever_the_neighbourhoods(
    client, role, places, has_contract, most, django_assert_max_num_queries
):
    programme, _ = surveyed({f"Ward {n}": [(21, 60), (24, 60)] for n in range(places)})
    cohort = CohortFactory(programme=programme, number=1, starts_in_month=1)
    programme.neighbourhoods.update(cohort=cohort)
    if has_contract:
        agree_contract(programme=programme)
    signed_in(client, programme, role)
    with django_assert_max_num_queries(most):
        assert client.get(programme.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["neighbourhood-list", "indicator-list", "methods"])
def test_lists_take_as_many_queries_for_many_neighbourhoods_as_for_few(client, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for places in (2, 8):
        programme, _ = surveyed({f"Ward {n}": [(21, 60), (24, 60)] for n in range(places)})
        signed_in(client, programme)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"evaluation:{name}", args=[programme.slug])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_indicator_page_tells_the_finding_in_its_title(client, ropewalk):
    programme, _ = ropewalk
    page = text_of(
        signed_in(client, programme).get(reverse("evaluation:indicator-detail", args=[programme.slug, "A1"]))
    )
    assert "Whole programme: 12% active, up from 7%" in page
    assert "One neighbourhood rose clearly on its own: Ropewalk" in page


def test_indicator_page_of_a_register_indicator_says_that_it_is_not_measured(client, ropewalk):
    programme, _ = ropewalk
    page = text_of(
        signed_in(client, programme).get(reverse("evaluation:indicator-detail", args=[programme.slug, "B1"]))
    )
    assert "Nothing is on record yet" in page
    assert "Record the groups that are there" in page


@pytest.mark.parametrize("query", ["wave=never", "area=nowhere", "breakdown=shoe", "show=all", "compare=%00", "wave="])
def test_indicator_page_takes_nonsense_for_no_choice(client, ropewalk, query):
    programme, _ = ropewalk
    url = reverse("evaluation:indicator-detail", args=[programme.slug, "A1"])
    assert signed_in(client, programme).get(f"{url}?{query}").status_code == 200


def test_unknown_indicator_is_not_found(client, ropewalk):
    programme, _ = ropewalk
    url = reverse("evaluation:indicator-detail", args=[programme.slug, "Z9"])
    assert signed_in(client, programme).get(url).status_code == 404


def test_neighbourhood_page_shows_hidden_figures_in_words_only(client):
    programme, _ = surveyed({"Few": [(1, 8), (2, 8)], "Next": [(9, 90), (9, 90)], "Many": [(30, 300), (30, 300)]})
    few = programme.neighbourhoods.get(name="Few")
    page = text_of(signed_in(client, programme).get(few.get_absolute_url()))
    assert "Too few answers" in page
    assert "25%" not in page


def test_neighbourhood_list_filters_and_keeps_the_question(client):
    programme, _ = surveyed({"Alder": [(21, 60), (24, 60)], "Birch": [(21, 60), (24, 60)]})
    url = reverse("evaluation:neighbourhood-list", args=[programme.slug])
    response = signed_in(client, programme).get(f"{url}?q=alD")
    assert [place.place.name for place in response.context["places"]] == ["Alder"]
    assert 'value="alD"' in response.content.decode()


def test_pictures_and_csv_of_an_indicator_download(client, ropewalk):
    programme, _ = ropewalk
    signed_in(client, programme)
    for kind, content_type, start in (
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG"),
        ("csv", "text/csv; charset=utf-8", b"goal,indicator"),
    ):
        response = client.get(reverse(f"evaluation:indicator-{kind}", args=[programme.slug, "A1"]))
        assert response.content.startswith(start)
        assert response["Content-Disposition"] == f'attachment; filename="{programme.slug}-a1.{kind}"'
        assert response["Content-Type"] == content_type


def test_faulty_indicator_file_is_listed_and_loads_nothing(client, ropewalk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    programme, _ = ropewalk
    url = reverse("evaluation:indicator-load", args=[programme.slug])
    file = SimpleUploadedFile("local.toml", b'[[indicator]]\ncode = "L1"\ngoal = 9\n')
    response = signed_in(client, programme, Role.EVALUATOR).post(url, {"file": file})
    page = text_of(response)
    assert "Nothing was loaded" in page
    assert "goal" in page
    assert not programme.local_indicators.exists()


def test_local_indicator_is_computed_as_soon_as_it_is_loaded(client, ropewalk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from evaluation.models import Estimate
    from surveys.models import Question

    programme, (_, after) = ropewalk
    options = [{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]
    Question.objects.create(code="R2", kind="single", audience="residents", options=options, source="x", licence="x")
    definition = b"""
[[indicator]]
code = "L1"
name = "Local groups"
short = "in a group"
goal = 1
unit = "%"
direction = "up"
audience = "residents"
counted = "R2 is yes."
out_of = "All who answered R2."
authored_by = "Test"
checked_by = "Test"
next_review = 2027-01-01
share = { question = "R2", yes = [1], no = [2] }
"""
    url = reverse("evaluation:indicator-load", args=[programme.slug])
    client = signed_in(client, programme, Role.EVALUATOR)
    assert client.post(url, {"file": SimpleUploadedFile("local.toml", definition)}).status_code == 302
    row = Estimate.objects.get(wave=after, indicator="L1", area_kind="programme", group="all")
    assert (row.n, row.x) == (300, 36)


def test_quota_sample_is_marked_approximate_wherever_its_figure_stands(client):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, lock=False)
    programme.waves.update(design="quota")
    for wave in programme.waves.all():
        lock_wave(wave=wave, by=None)
    page = text_of(signed_in(client, programme).get(programme.get_absolute_url()))
    assert "Approximate (quota sample)" in page


def test_pooled_figure_says_how_many_neighbourhoods_were_asked(client):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    NeighbourhoodFactory(programme=programme, name="Never asked")
    page = text_of(signed_in(client, programme).get(programme.get_absolute_url()))
    assert "1 of 2 neighbourhoods counted" in page
    assert "Not asked" in page


@pytest.fixture
def partly_asked_again():
    """Old and New asked twice, then a small survey in Old alone that found many more active."""
    programme, (_, after) = surveyed({"Old": [(21, 300), (36, 300)], "New": [(21, 300), (36, 300)]})
    small = WaveFactory(
        programme=programme,
        questionnaire=after.questionnaire,
        name="Street survey",
        purpose="follow-up",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 31),
    )
    old = programme.neighbourhoods.get(name="Old")
    answer(SampleFactory(wave=small, neighbourhood=old, population=6496), answers_with("R2", 150, 300))
    weigh_wave(wave=small, method="equal")
    lock_wave(wave=small, by=None)
    return programme


def test_survey_of_a_part_never_stands_for_the_whole(client, partly_asked_again):
    programme = partly_asked_again
    overview = text_of(signed_in(client, programme).get(programme.get_absolute_url()))
    assert "12% 95% interval" in overview
    assert "50%" not in overview.split("Clear changes")[0].split("Six goals")[1]
    page = text_of(client.get(reverse("evaluation:indicator-detail", args=[programme.slug, "A1"])))
    assert "Whole programme: 12% active, up from 7%" in page
    assert "50% (44 to 56) (1 of 2 neighbourhoods counted)" in page


def test_survey_of_a_part_that_is_asked_for_says_so_in_its_headline_and_in_the_export(client, partly_asked_again):
    programme = partly_asked_again
    url = reverse("evaluation:indicator-detail", args=[programme.slug, "A1"])
    page = text_of(signed_in(client, programme).get(f"{url}?wave=Street+survey"))
    assert "Whole programme, 1 of 2 neighbourhoods counted: 50% active" in page
    csv = client.get(reverse("evaluation:indicator-csv", args=[programme.slug, "A1"])).content.decode()
    assert f"{programme.name} (1 of 2 neighbourhoods),Street survey" in csv


def test_few_answers_of_a_neighbourhood_are_not_counted_out_to_everybody(client):
    programme, _ = surveyed({"Few": [(1, 3)], "Many": [(30, 300)]}, purposes=["baseline"])
    page = text_of(signed_in(client, programme).get(reverse("evaluation:neighbourhood-list", args=[programme.slug])))
    assert "3 of 300" not in page
    assert "fewer than 5 of 300" in page


def test_names_that_a_spreadsheet_would_run_are_made_harmless_in_the_export(client):
    programme, _ = surveyed({"=HYPERLINK(1)": [(21, 300)]}, purposes=["baseline"])
    csv = signed_in(client, programme).get(reverse("evaluation:estimates-csv", args=[programme.slug])).content.decode()
    assert ",'=HYPERLINK(1)," in csv


def test_alternative_reading_downloads_like_any_other(client, ropewalk):
    programme, _ = ropewalk
    response = signed_in(client, programme).get(reverse("evaluation:indicator-csv", args=[programme.slug, "F1-dk"]))
    assert response.status_code == 200
