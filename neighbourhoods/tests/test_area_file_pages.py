"""The pages on which official files are uploaded, checked, imported or cancelled."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from neighbourhoods.actions.areas import check_area_file
from neighbourhoods.forms import areas as forms
from neighbourhoods.models import AreaFile, Neighbourhood, PopulationGroup
from neighbourhoods.tests.area_file_texts import LOOKUP, WARD_FIGURES, boundaries
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    membership = MembershipFactory(role=Role.COORDINATOR)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def programme(coordinator):
    return coordinator.programme


def checked(programme, kind="boundaries", content=None, filename="wards.geojson"):
    content = boundaries() if content is None else content
    return check_area_file(programme=programme, kind=kind, filename=filename, content=content, vintage="2017", by=None)


def url(name, programme, *rest):
    return reverse(f"neighbourhoods:{name}", args=[programme.slug, *rest])


def hand_in(client, programme, kind="boundaries", content=None, vintage="2017"):
    content = boundaries() if content is None else content
    form = {"kind": kind, "vintage": vintage, "file": SimpleUploadedFile("wards.geojson", content)}
    return client.post(url("area-files", programme), form)


def test_empty_list_says_what_to_begin_with(client, programme):
    page = client.get(url("area-files", programme)).content.decode()
    assert "Begin with the ward boundaries" in page
    assert "Check a file" in page


def test_list_of_a_programme_with_population_does_not_ask_for_it(client, programme):
    place = NeighbourhoodFactory(programme=programme)
    assert "Their population comes next" in client.get(url("area-files", programme)).content.decode()
    PopulationGroup.objects.create(
        neighbourhood=place, sex=1, age_band=1, residents=9, counted_on="2021-03-21", source="Census 2021"
    )
    page = client.get(url("area-files", programme)).content.decode()
    assert "comes next" not in page
    assert page.count("Check a file") == 2  # the button that leads to the form, and the form's heading


def test_pages_lead_back_to_the_neighbourhoods(client, programme):
    way_back = reverse("evaluation:neighbourhood-list", args=[programme.slug])
    for address in (url("area-files", programme), url("area-file-detail", programme, checked(programme).pk)):
        assert f'<a href="{way_back}">Neighbourhoods</a>' in client.get(address).content.decode()


@pytest.mark.parametrize("kind", AreaFile.Kind.values)
def test_pdf_is_called_one_with_the_format_that_is_needed_whatever_the_kind(programme, kind):
    needed = "GeoJSON" if kind == "boundaries" else "CSV"
    [[line, _, _, reason]] = checked(programme, kind, b"%PDF-1.7 ...", "report.pdf").faults
    assert line is None
    assert reason.startswith(f"This is a PDF; a {needed} file is needed.")


def test_handing_in_a_file_leads_to_its_check_and_imports_nothing(client, programme, coordinator):
    response = hand_in(client, programme)
    area_file = AreaFile.objects.get()
    assert response.status_code == 302
    assert response.url == url("area-file-detail", programme, area_file.pk)
    assert area_file.uploaded_by == coordinator.user
    assert "Adds 2 neighbourhoods: Quay North, Quay South." in client.get(response.url).content.decode()
    assert not Neighbourhood.objects.exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": ""}, "Choose what is in the file."),
        ({"kind": "spreadsheet"}, "Select a valid choice"),
        ({"content": b""}, "The file is empty."),
        ({"vintage": ""}, "Write the year of the boundaries, for example 2017."),
        ({"vintage": "17"}, "four digits"),
    ],
)
def test_form_that_cannot_be_used_says_why_at_the_top_and_at_the_field(client, programme, given, message):
    response = hand_in(client, programme, **given)
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page
    assert page.count(message) >= 2
    assert not AreaFile.objects.exists()


def test_form_without_a_file_asks_for_it(client, programme):
    response = client.post(url("area-files", programme), {"kind": "lookup"})
    assert "Choose the file." in response.content.decode()


def test_file_that_is_too_large_is_refused_with_both_sizes(client, programme, monkeypatch):
    monkeypatch.setattr(forms, "MOST_MEGABYTES", 0.5)
    page = hand_in(client, programme, content=b"x" * 1024 * 1024).content.decode()
    assert "The file is 1 MB; at most 0.5 MB can be read." in page


def test_detail_of_a_file_with_faults_lists_them_and_offers_no_import(client, programme):
    NeighbourhoodFactory(programme=programme, code="E05000001", name="Quay North", vintage="2017")
    area_file = checked(programme, "ward-figures", WARD_FIGURES.replace("79.5", "<b>high</b>").encode())
    page = client.get(url("area-file-detail", programme, area_file.pk)).content.decode()
    assert "2 faults" in page
    assert "Line 2" in page
    assert "&lt;b&gt;high&lt;/b&gt;" in page
    assert url("area-file-apply", programme, area_file.pk) not in page
    assert url("area-file-faults", programme, area_file.pk) in page


def test_faults_as_csv_have_every_fault_and_no_formula(client, programme):
    NeighbourhoodFactory(programme=programme, code="E05000001", name="Quay North", vintage="2017")
    wrong = WARD_FIGURES.replace("79.5", "=HYPERLINK()").encode()
    response = client.get(url("area-file-faults", programme, checked(programme, "ward-figures", wrong).pk))
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0] == "line,column,value,reason"
    assert lines[1].startswith("2,value,'=HYPERLINK(),")
    assert lines[2].startswith("3,area_code,E05000002,")


def test_importing_changes_the_programme_and_returns_to_the_file(client, programme):
    area_file = checked(programme)
    response = client.post(url("area-file-apply", programme, area_file.pk), follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(url("area-file-detail", programme, area_file.pk), 302)]
    assert "wards.geojson is imported." in page
    assert "What it did" in page
    assert Neighbourhood.objects.filter(programme=programme).count() == 2
    assert "Adds 2 neighbourhoods" in client.get(url("area-files", programme)).content.decode()


def test_importing_twice_says_that_it_was_done_already(client, programme):
    address = url("area-file-apply", programme, checked(programme).pk)
    client.post(address)
    page = client.post(address, follow=True).content.decode()
    assert "already" in page
    assert Neighbourhood.objects.count() == 2


def test_importing_a_file_that_went_wrong_since_lists_its_faults(client, programme):
    client.post(url("area-file-apply", programme, checked(programme).pk))
    area_file = checked(programme, "lookup", LOOKUP.encode(), "lookup.csv")
    Neighbourhood.objects.filter(code="E05000002").delete()
    page = client.post(url("area-file-apply", programme, area_file.pk), follow=True).content.decode()
    assert "nothing was imported" in page
    assert "1 fault<" in page


def test_checking_again_reads_the_file_anew(client, programme):
    area_file = checked(programme, "lookup", LOOKUP.encode(), "lookup.csv")
    client.post(url("area-file-apply", programme, checked(programme).pk))
    page = client.post(url("area-file-check", programme, area_file.pk), follow=True).content.decode()
    assert "Adds 3 LSOAs." in page


def test_cancelling_forgets_the_file(client, programme):
    area_file = checked(programme)
    response = client.post(url("area-file-cancel", programme, area_file.pk), follow=True)
    assert "is cancelled" in response.content.decode()
    assert not AreaFile.objects.exists()


def test_cancelling_an_imported_file_is_refused(client, programme):
    area_file = checked(programme)
    client.post(url("area-file-apply", programme, area_file.pk))
    client.post(url("area-file-cancel", programme, area_file.pk))
    assert AreaFile.objects.exists()


PAGES = ("area-file-detail", "area-file-faults")
ACTS = ("area-file-apply", "area-file-check", "area-file-cancel")


@pytest.mark.parametrize("name", PAGES + ACTS)
def test_file_of_another_programme_is_not_found(client, programme, name):
    stranger = checked(MembershipFactory().programme)
    call = client.post if name in ACTS else client.get
    assert call(url(name, programme, stranger.pk)).status_code == 404
    assert call(url(name, stranger.programme, stranger.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.FIELDWORKER, Role.STEERING])
@pytest.mark.parametrize("name", ["area-files", *PAGES, *ACTS])
def test_role_that_may_not_import_areas_is_refused(client, role, name):
    membership = MembershipFactory(role=role)
    client.force_login(membership.user)
    rest = [] if name == "area-files" else [checked(membership.programme).pk]
    call = client.post if name in ACTS else client.get
    assert call(url(name, membership.programme, *rest)).status_code == 403
    assert not Neighbourhood.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_act_by_following_a_link_is_not_allowed(client, programme, name):
    assert client.get(url(name, programme, checked(programme).pk)).status_code == 405


def test_list_takes_the_same_queries_however_many_files(client, programme, django_assert_max_num_queries):
    for number in range(8):
        checked(programme, "lookup", f"{LOOKUP}{number}".encode(), f"lookup-{number}.csv")
    with django_assert_max_num_queries(8):
        client.get(url("area-files", programme))
