"""Choosing a group in a register that is too long for a list: those nearby are listed, the others looked up by name."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.fieldwork.phone import VISIT
from neighbourhoods.forms import choosing
from neighbourhoods.models import FieldworkEntry, GroupLink
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.register_factories import CommunityGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_are_listed(monkeypatch):
    monkeypatch.setattr(choosing, "MOST_LISTED", 3)
    with time_machine.travel("2025-01-15T12:00"):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="R1")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh", code="S1")


@pytest.fixture
def choir(programme, ropewalk):
    return CommunityGroupFactory(programme=programme, name="Ropewalk Choir", eligible_in=[ropewalk])


@pytest.fixture
def neighbour(programme, ropewalk):
    return CommunityGroupFactory(programme=programme, name="Allotments", eligible_in=[ropewalk])


@pytest.fixture(autouse=True)
def far(programme, saltmarsh):
    """Four groups in another neighbourhood: more than are listed."""
    names = ("Lunch club", "Lunch at noon", "Chess", "Swimmers")
    return [CommunityGroupFactory(programme=programme, name=name, eligible_in=[saltmarsh]) for name in names]


@pytest.fixture
def coordinator(client, programme):
    user = MembershipFactory(programme=programme, role=Role.COORDINATOR, user=UserFactory()).user
    client.force_login(user)
    return user


@pytest.fixture
def worker(ropewalk):
    return worker_in(ropewalk)


def address(name, **asked):
    return reverse(f"neighbourhoods:{name}", args=["vale"], query=asked or None)


def listed(response, name):
    """The words of a list, without the one that chooses none."""
    return [label for value, label in response.context["form"][name].field.widget.choices if value]


def link_to(choir, **typed):
    return {"group": choir.pk, "kind": "together", "started_on": "2024-11-01", "seen_on": "2025-01-15"} | typed


@pytest.mark.usefixtures("coordinator", "neighbour")
def test_groups_that_share_a_neighbourhood_are_listed_with_where_they_are(client, choir):
    response = client.get(address("link-new", group=choir.pk))

    assert listed(response, "other") == ["Allotments (Ropewalk)"]
    assert 'name="other-looked-up"' in response.content.decode()


@pytest.mark.usefixtures("coordinator")
def test_groups_of_a_short_register_are_all_listed_without_a_search(client, choir, far):
    far[0].delete(), far[1].delete()

    response = client.get(address("link-new", group=choir.pk))

    assert listed(response, "other") == ["Chess", "Swimmers"]
    assert "looked-up" not in response.content.decode()


@pytest.mark.usefixtures("coordinator")
def test_group_elsewhere_is_looked_up_and_then_chosen(client, choir, far):
    looked = client.post(address("link-new", group=choir.pk), link_to(choir, **{"other-looked-up": "LUNCH"}))

    assert listed(looked, "other") == ["Lunch at noon (Saltmarsh)", "Lunch club (Saltmarsh)"]
    assert looked.context["form"].errors == {
        "other": ["With the group: 2 groups with “LUNCH” in the name: choose from the list."]
    }
    assert not GroupLink.objects.exists()

    client.post(address("link-new", group=choir.pk), link_to(choir, other=far[0].pk))
    assert GroupLink.objects.get().other == far[0]


@pytest.mark.usefixtures("coordinator")
def test_only_group_found_is_chosen_but_not_saved_unseen(client, choir, far):
    looked = client.post(address("link-new", group=choir.pk), link_to(choir, **{"other-looked-up": "chess"}))

    assert f'<option value="{far[2].pk}" selected>Chess (Saltmarsh)</option>' in looked.content.decode()
    assert "“Chess” was found and is chosen now" in looked.context["form"].errors["other"][0]
    assert not GroupLink.objects.exists()


@pytest.mark.usefixtures("coordinator")
def test_looking_up_tells_nothing_of_what_is_not_filled_in_yet(client):
    looked = client.post(address("link-new"), {"group-looked-up": "choral"})

    assert looked.context["form"].errors == {"group": ["Group: no group has “choral” in its name. Try fewer letters."]}


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize("typed", ["\0", "%", "_", "🎵" * 200, "'; drop"])
def test_nonsense_finds_no_group(client, choir, typed):
    looked = client.post(address("link-new", group=choir.pk), link_to(choir, **{"other-looked-up": typed}))

    assert looked.status_code == 200
    assert not GroupLink.objects.exists()


@pytest.mark.usefixtures("coordinator", "choir")
def test_group_of_another_programme_is_neither_found_nor_taken(client, choir):
    stranger = CommunityGroupFactory(programme=ProgrammeFactory(slug="fells"), name="Strangers")

    looked = client.post(address("link-new", group=choir.pk), link_to(choir, **{"other-looked-up": "strangers"}))
    sent = client.post(address("link-new", group=choir.pk), link_to(choir, other=stranger.pk))

    assert "no group has" in looked.context["form"].errors["other"][0]
    assert "other" in sent.context["form"].errors


@pytest.mark.usefixtures("choir", "neighbour")
def test_fieldworker_is_offered_the_groups_where_they_work(client, worker):
    client.force_login(worker)

    assert listed(client.get(address("visit-new")), "groups") == ["Allotments (Ropewalk)", "Ropewalk Choir (Ropewalk)"]


def test_visit_keeps_the_groups_chosen_while_another_is_looked_up(client, worker, choir, ropewalk, far):
    client.force_login(worker)
    visit = {"neighbourhood": ropewalk.pk, "done_on": "2025-01-14", "kinds": ["support"], "how_long": "1"}

    looked = client.post(address("visit-new"), {**visit, "groups": [far[3].pk], "groups-looked-up": "chess"})

    assert listed(looked, "groups") == ["Chess (Saltmarsh)", "Ropewalk Choir (Ropewalk)", "Swimmers (Saltmarsh)"]
    assert looked.context["form"]["groups"].value() == [str(far[3].pk)]
    client.post(address("visit-new"), {**visit, "groups": [far[2].pk, far[3].pk]})
    assert set(FieldworkEntry.objects.get().groups.all()) == {far[2], far[3]}


@pytest.mark.usefixtures("coordinator")
def test_chosen_neighbourhood_is_what_is_near(client, saltmarsh, choir, ropewalk):
    sent = client.post(address("issue-new"), {"neighbourhood": ropewalk.pk})

    assert listed(sent, "group") == ["Ropewalk Choir (Ropewalk)"]


def test_phone_lists_every_group_as_it_may_have_no_signal_to_look_one_up(programme, coordinator, choir, far):
    form = VISIT.empty(programme=programme, viewer=coordinator)

    page = str(form["groups"])
    assert page.count('type="checkbox"') == 5
    assert "looked-up" not in page


def test_groups_to_tick_stand_under_the_neighbourhood_in_which_the_fieldworker_works(
    programme, worker, choir, ropewalk, saltmarsh
):
    abbey = NeighbourhoodFactory(programme=programme, name="Abbey")
    rowers = CommunityGroupFactory(programme=programme, name="Rowers", eligible_in=[abbey, ropewalk])
    newcomers = CommunityGroupFactory(programme=programme, name="Newcomers")
    form = VISIT.empty(programme=programme, viewer=worker)

    told = form.fields["groups"].widget.get_context("groups", [rowers.pk], {"id": "groups"})["widget"]["by_place"]

    assert [(place, [(each["label"], each["selected"]) for each in there]) for place, there in told] == [
        ("Ropewalk", [("Ropewalk Choir", False), ("Rowers", True)]),
        ("Not known where", [("Newcomers", False)]),
    ]
    assert told[0][1][1]["at"] == f"{abbey.pk} {ropewalk.pk}"
    assert newcomers.pk == told[1][1][0]["value"].value


@pytest.mark.usefixtures("coordinator", "neighbour")
def test_queries_of_the_form_do_not_grow_with_the_register(client, programme, choir, ropewalk):
    with CaptureQueriesContext(connection) as before:
        client.get(address("link-new", group=choir.pk))

    CommunityGroupFactory.create_batch(12, programme=programme, eligible_in=[ropewalk])
    with CaptureQueriesContext(connection) as after:
        client.get(address("link-new", group=choir.pk))

    assert len(after) == len(before)
