"""Files of groups and grants on the pages: checked, looked at, imported, cancelled, handed out, and by whom."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from neighbourhoods.models import CommunityGroup, Grant, RegisterFile
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GrantFactory
from neighbourhoods.tests.register_files.files import Kind, checked, csv_of, package

pytestmark = pytest.mark.django_db

NUL = b"name,members\nCho\0ir,12"


@pytest.fixture
def at_files(client, coordinator):
    client.force_login(coordinator)
    return reverse("neighbourhoods:register-files", args=["vale"])


def upload(client, address, content, kind=Kind.GROUPS, name="groups.csv"):
    return client.post(address, {"kind": kind, "file": SimpleUploadedFile(name, content)}, follow=True)


def act(client, verb, register_file):
    return client.post(reverse(f"neighbourhoods:register-file-{verb}", args=["vale", register_file.pk]), follow=True)


def test_file_is_checked_looked_at_and_its_good_rows_imported(client, at_files):
    content = csv_of("name,profile day,members", "Choir,2024-11-05,12", "Band,2024-11-05,some")
    page = upload(client, at_files, content)
    shown = page.content.decode()
    assert "Import without the 1 faulty row" in shown
    assert "Members: write a whole number in figures, such as 12." in shown
    assert not CommunityGroup.objects.exists()
    done = act(client, "apply", page.context["register_file"]).content.decode()
    assert "groups.csv is imported. 1 row was left out because of faults, listed below." in done
    assert CommunityGroup.objects.get().name == "Choir"
    again = act(client, "apply", page.context["register_file"]).content.decode()
    assert "was imported on 15 January 2025 already" in again
    assert CommunityGroup.objects.count() == 1


def test_file_that_was_imported_already_says_when(client, at_files):
    page = upload(client, at_files, csv_of("name", "Choir"))
    act(client, "apply", page.context["register_file"])
    again = upload(client, at_files, csv_of("name", "Choir"))
    assert again.context["register_file"] == page.context["register_file"]
    assert "This file was imported already, on 15 January 2025." in again.content.decode()


@pytest.mark.parametrize("content", [NUL, b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe\x00", b"name\n", b'name\n"Choir'])
def test_nonsense_is_told_in_words(client, at_files, content):
    page = upload(client, at_files, content)
    assert page.status_code == 200
    assert "Whole file" in page.content.decode()
    assert "Nothing can be imported" in page.content.decode()


def test_form_that_is_not_filled_in_says_what_is_missing(client, at_files):
    shown = client.post(at_files).content.decode()
    assert "Choose what is in the file." in shown
    assert "Choose the file." in shown


def test_faults_and_notes_are_handed_out_as_csv(client, at_files, programme):
    CommunityGroupFactory(programme=programme, name="Ropewalk Community Choir")
    rows = ["Ropewalk Comunity Choir,", "Band,=1+1"]
    page = upload(client, at_files, csv_of("name,members", *rows))
    pk = page.context["register_file"].pk
    faults = client.get(reverse("neighbourhoods:register-file-faults", args=["vale", pk])).content.decode()
    notes = client.get(reverse("neighbourhoods:register-file-notes", args=["vale", pk])).content.decode()
    assert "row,column,value,reason" in faults
    assert "3,members,'=1+1,\"Members: write a whole number in figures" in faults
    assert "Looks like “Ropewalk Community Choir” in the register" in notes


def test_file_is_cancelled_and_gone(client, at_files, programme):
    waiting = checked(programme, Kind.GROUPS, csv_of("name", "Choir"))
    shown = act(client, "cancel", waiting).content.decode()
    assert "Nothing was imported from it." in shown
    assert not RegisterFile.objects.exists()
    assert client.post(reverse("neighbourhoods:register-file-apply", args=["vale", waiting.pk])).status_code == 404


def test_file_that_no_longer_fits_is_checked_anew_before_it_is_imported(client, at_files, programme):
    waiting = checked(programme, Kind.GROUPS, csv_of("name,website", "Choir,https://choir.example"))
    CommunityGroupFactory(programme=programme, name="Choir")
    shown = act(client, "apply", waiting).content.decode()
    assert "The register has changed since this file was checked." in shown
    assert "website: https://choir.example (was nothing)" in shown
    act(client, "apply", waiting)
    assert CommunityGroup.objects.get().website == "https://choir.example"


@pytest.mark.parametrize("role", [Role.FIELDWORKER, Role.EVALUATOR, Role.STEERING])
def test_others_do_not_bring_files_in_and_take_them_away_without_people(client, programme, role):
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    waiting = checked(programme, Kind.GROUPS, csv_of("name", "Choir"))
    assert client.get(reverse("neighbourhoods:register-files", args=["vale"])).status_code == 403
    assert act(client, "apply", waiting).status_code == 403
    for name in ("groups-csv", "groups-xlsx", "grants-csv", "grants-json"):
        assert client.get(reverse(f"neighbourhoods:{name}", args=["vale"])).status_code == 200
    assert not CommunityGroup.objects.exists()


def test_files_of_another_programme_are_not_found(client, at_files):
    other = checked(MembershipFactory(role=Role.COORDINATOR).programme, Kind.GROUPS, csv_of("name", "Choir"))
    for verb in ("apply", "check", "cancel"):
        assert act(client, verb, other).status_code == 404
    assert client.get(reverse("neighbourhoods:register-file-detail", args=["vale", other.pk])).status_code == 404


def test_grants_are_handed_out_and_come_in_again_as_nothing_new(client, at_files, programme):
    GrantFactory(group=CommunityGroupFactory(programme=programme), title="Chairs")
    response = client.get(reverse("neighbourhoods:grants-json", args=["vale"]))
    assert response["Content-Disposition"] == 'attachment; filename="vale-grants.json"'
    assert json.loads(response.content)["grants"][0]["title"] == "Chairs"
    page = upload(client, at_files, response.content, kind=Kind.GRANTS, name="vale-grants.json")
    assert "Everything in the file is here already" in page.content.decode()


def test_grants_of_a_package_are_numbered_as_grants(client, at_files):
    page = upload(client, at_files, package({}, {"currency": "pounds"}), kind=Kind.GRANTS, name="grants.json")
    shown = page.content.decode()
    assert "Import without the 1 faulty grant" in shown
    assert "Grant 2" in shown
    act(client, "apply", page.context["register_file"])
    assert Grant.objects.get().title == "Instruments"


def test_list_of_files_asks_the_same_however_many_there_are(client, at_files, programme, django_assert_max_num_queries):
    for number in range(12):
        checked(programme, Kind.GROUPS, csv_of("name", f"Choir {number}"))
    with django_assert_max_num_queries(14):
        client.get(at_files)
