"""Assets: what is there on a day, what is asked for by the filters, who may enter it, and the same as a file."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.assets import counts_of
from neighbourhoods.models import Asset
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import AssetFactory, CommunityGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today():
    with time_machine.travel("2025-01-15T12:00"):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E1")


def sign_in(client, programme, role=Role.COORDINATOR, works_in=None):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory()).user
    if works_in:
        appointment = AppointmentFactory(post__programme=programme, user=user)
        DeploymentFactory(appointment=appointment, neighbourhood=works_in)
    client.force_login(user)


def listed(client, **asked):
    return client.get(reverse("neighbourhoods:asset-list", args=["vale"]), asked)


def names(client, **asked):
    return [asset.name for asset in listed(client, **asked).context["page"]]


def enter(client, place, **fields):
    fields = {"neighbourhood": place.pk, "kind": "space", "name": "Hall"} | fields
    return client.post(reverse("neighbourhoods:asset-new", args=["vale"]), fields)


def test_list_stands_by_neighbourhood_kind_and_name(client, programme, ropewalk):
    sign_in(client, programme, Role.STEERING)
    limekiln = NeighbourhoodFactory(programme=programme, name="Limekiln")
    for place, kind, name in [
        (ropewalk, "other", "Kiln"),
        (ropewalk, "space", "school hall"),
        (ropewalk, "space", "Annexe"),
        (limekiln, "anchor", "Trust"),
    ]:
        AssetFactory(neighbourhood=place, kind=kind, name=name)
    assert names(client) == ["Trust", "Annexe", "school hall", "Kiln"]


def test_filters_narrow_the_list_and_nonsense_narrows_nothing(client, programme, ropewalk):
    sign_in(client, programme, Role.STEERING)
    AssetFactory(neighbourhood=ropewalk, name="Free hall", cost="free", step_free=True)
    AssetFactory(neighbourhood=ropewalk, name="Cheap hall", cost="low", step_free=False)
    AssetFactory(neighbourhood=ropewalk, name="Dear hall", cost="full", step_free=None)
    AssetFactory(neighbourhood=NeighbourhoodFactory(programme=programme), kind="hub", name="Hub", cost="")
    assert names(client, place="E1") == ["Cheap hall", "Dear hall", "Free hall"]
    assert names(client, kind="hub") == ["Hub"]
    assert names(client, cost="cheap") == ["Cheap hall", "Free hall"]
    assert names(client, step_free="yes") == ["Free hall"]
    assert len(names(client, place="\x00", kind="x", cost="x", step_free="no", on="soon", page="x")) == 4


def test_list_shows_what_was_there_on_the_day(client, programme, ropewalk):
    sign_in(client, programme, Role.STEERING)
    AssetFactory(neighbourhood=ropewalk, name="Always")
    AssetFactory(neighbourhood=ropewalk, name="Gone", until=date(2024, 10, 1))
    AssetFactory(neighbourhood=ropewalk, name="New", since=date(2024, 10, 2))
    assert names(client) == ["Always", "New"]
    assert names(client, on="2024-10-01") == ["Always", "Gone"]
    assert listed(client, on="2031-01-01").context["on"] == date(2025, 1, 15)


def test_counts_keep_unknown_apart_from_no():
    rows = [("space", "free", True), ("space", "full", False), ("space", "", None), ("hub", "", None)]
    counts = counts_of(rows)
    assert (counts.total, counts.spaces, counts.cheap, counts.costed) == (4, 3, 1, 2)
    assert (counts.step_free, counts.stepped_known) == (1, 2)


def test_page_says_of_how_many_the_cost_is_known(client, programme, ropewalk):
    sign_in(client, programme, Role.STEERING)
    AssetFactory(neighbourhood=ropewalk, cost="free")
    AssetFactory(neighbourhood=ropewalk, cost="")
    page = " ".join(listed(client).content.decode().split())
    assert "Of 2 meeting spaces, 1 is free or at low cost (the cost of 1 is known)" in page
    assert "can be reached without steps (known of 0)" in page


def test_empty_lists_say_what_to_do_next(client, programme, ropewalk):
    sign_in(client, programme)
    assert "Add the first asset" in listed(client).content.decode()
    AssetFactory(neighbourhood=ropewalk)
    assert "No asset like this is on record" in listed(client, kind="hub").content.decode()
    sign_in(client, programme, Role.STEERING)
    assert "Add an asset" not in listed(client).content.decode()


def test_asset_is_entered_with_what_is_known_and_nothing_else(client, programme, ropewalk):
    sign_in(client, programme)
    assert enter(client, ropewalk).status_code == 302
    asset = Asset.objects.get()
    assert (asset.cost, asset.step_free, asset.capacity, asset.fte) == ("", None, None, None)


@pytest.mark.parametrize(("kind", "fte"), [("input", Decimal("0.2")), ("space", None)])
def test_workers_are_kept_of_community_development_by_others_only(client, programme, ropewalk, kind, fte):
    sign_in(client, programme)
    assert enter(client, ropewalk, kind=kind, fte="0.2").status_code == 302
    assert Asset.objects.get().fte == fte


def test_nobody_is_a_number_of_workers_too(client, programme, ropewalk):
    sign_in(client, programme)
    enter(client, ropewalk, kind="input", fte="0")
    assert Asset.objects.get().fte == 0
    assert "0 full time" in listed(client).content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"since": "2024-10-02", "until": "2024-10-01"}, "until", "It cannot have gone before it came."),
        ({"kind": "input", "fte": "-1"}, "fte", "Write 0 or more."),
        ({"kind": "input", "fte": "many"}, "fte", "write a number in figures"),
        ({"capacity": "100001"}, "capacity", "this is too big"),
        ({"name": ""}, "name", "fill this in"),
    ],
)
def test_wrong_asset_is_refused_at_its_field(client, programme, ropewalk, fields, field, words):
    sign_in(client, programme)
    page = enter(client, ropewalk, **fields)
    assert words in " ".join(page.context["form"].errors[field])
    assert not Asset.objects.exists()


def test_form_takes_the_neighbourhood_of_the_address_or_the_only_one(client, programme, ropewalk):
    NeighbourhoodFactory(programme=programme, code="E2")
    address = reverse("neighbourhoods:asset-new", args=["vale"])
    sign_in(client, programme)
    assert client.get(address, {"neighbourhood": "E1"}).context["form"]["neighbourhood"].value() == ropewalk.pk
    assert not client.get(address).context["form"]["neighbourhood"].value()
    assert client.get(address, {"neighbourhood": "\x00", "group": "x"}).status_code == 200
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    assert client.get(address).context["form"]["neighbourhood"].value() == ropewalk.pk


def test_same_asset_from_a_new_form_is_refused_at_its_name_while_the_first_is_there(client, programme, ropewalk):
    sign_in(client, programme)
    enter(client, ropewalk)
    assert "on record already" in enter(client, ropewalk).context["form"].errors["name"][0]
    assert enter(client, ropewalk, kind="hub").status_code == 302
    assert enter(client, ropewalk, name="Hall, upper room").status_code == 302
    assert enter(client, ropewalk, since="2023-01-01", until="2024-06-01").status_code == 302
    Asset.objects.filter(kind="space", name="Hall").update(until=date(2025, 1, 14))
    assert enter(client, ropewalk).status_code == 302


def test_fieldworker_enters_and_changes_assets_only_where_they_work(client, programme, ropewalk):
    elsewhere = AssetFactory(neighbourhood=NeighbourhoodFactory(programme=programme))
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    assert "choose from what the page offers" in str(enter(client, elsewhere.neighbourhood).context["form"].errors)
    assert enter(client, ropewalk).status_code == 302
    assert client.post(elsewhere.get_absolute_url(), {"name": "Mine"}).status_code == 403
    remove = reverse("neighbourhoods:asset-remove", args=["vale", elsewhere.pk])
    assert client.post(remove).status_code == 403
    assert client.get(elsewhere.get_absolute_url()).context["form"] is None


def test_file_holds_what_the_list_shows(client, programme, ropewalk):
    sign_in(client, programme, Role.STEERING)
    group = CommunityGroupFactory(programme=programme, name="Friends of the Hall")
    AssetFactory(neighbourhood=ropewalk, name="=Hall", group=group, step_free=False, capacity=0)
    AssetFactory(neighbourhood=ropewalk, name="Hub", kind="hub", cost="")
    address = reverse("neighbourhoods:asset-csv", args=["vale"])
    text = client.get(address, {"kind": "space", "on": "2024-12-31"}).content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["group"], row["step_free"]) == ("'=Hall", "Friends of the Hall", "no")
    assert (row["capacity"], row["fte"], row["cost"]) == ("0", "", "Free")


def test_list_takes_as_many_queries_for_many_assets_as_for_few(
    client, programme, ropewalk, django_assert_max_num_queries
):
    sign_in(client, programme)
    AssetFactory(neighbourhood=ropewalk, group=CommunityGroupFactory(programme=programme))
    listed(client)
    with django_assert_max_num_queries(12) as few:
        listed(client)
    for _ in range(8):
        AssetFactory(neighbourhood=ropewalk, group=CommunityGroupFactory(programme=programme))
    with django_assert_max_num_queries(len(few)):
        assert len(names(client)) == 9
