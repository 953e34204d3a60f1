"""Contacts of groups: kept with consent, seen by those who need them, and by nobody else."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.models import Contact, GroupPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.group_worlds import member
from neighbourhoods.tests.register_factories import CommunityGroupFactory, ContactFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
LIST = reverse("neighbourhoods:contact-list", args=["vale"])
GIVEN = {
    "name": "Alex Example",
    "phone": "07700 900123",
    "is_designated": "on",
    "consent_how": "spoken",
    "consent_on": "2026-11-30",
    "review_on": "2028-11-29",
}


@pytest.fixture
def _today():
    with time_machine.travel("2026-11-30"):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh")


@pytest.fixture
def choir(programme, ropewalk):
    group = CommunityGroupFactory(programme=programme, name="Choir")
    GroupPlace.objects.create(group=group, neighbourhood=ropewalk)
    return group


def add(client, group, **given):
    return client.post(reverse("neighbourhoods:contact-new", args=["vale", group.pk]), GIVEN | given)


def page(contact, verb="detail"):
    return reverse(f"neighbourhoods:contact-{verb}", args=["vale", contact.pk])


def test_contact_is_kept_with_its_consent(client, choir, ropewalk):
    client.force_login(worker_in(ropewalk))

    assert add(client, choir).headers["Location"] == choir.get_absolute_url()

    contact = Contact.objects.get()
    assert (contact.group, contact.consent_how, contact.review_on) == (choir, "spoken", date(2028, 11, 29))


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"name": ""}, "name", "fill this in"),
        ({"phone": ""}, "phone", "phone number or an e-mail"),
        ({"email": "alex"}, "email", "valid"),
        ({"consent_how": ""}, "consent_how", "choose one"),
        ({"consent_on": ""}, "consent_on", "fill this in"),
        ({"consent_on": "2026-12-01"}, "consent_on", "still to come"),
        ({"review_on": ""}, "review_on", "fill this in"),
        ({"review_on": "2026-11-30"}, "review_on", "after the day"),
        ({"review_on": "2030-11-30"}, "review_on", "three years"),
    ],
)
def test_contact_filled_in_wrongly_is_not_kept(client, choir, ropewalk, given, field, message):
    client.force_login(worker_in(ropewalk))

    response = add(client, choir, **given)

    assert message in " ".join(response.context["form"].errors[field])
    assert not Contact.objects.exists()


def test_contact_sent_twice_is_kept_once(client, choir, ropewalk):
    client.force_login(worker_in(ropewalk))

    for _ in range(2):
        add(client, choir, key="5f0c1d8e-8d43-4a8b-9a55-1f0f5b7f3f11")

    assert Contact.objects.count() == 1


def test_key_of_somebody_elses_contact_tells_nothing_of_it(client, choir, saltmarsh):
    """A contact entered with its group has the group's key, which stands in the directory’s file."""
    ContactFactory(group=choir, key=choir.key, name="Sam Elsewhere")
    own = CommunityGroupFactory(programme=choir.programme, name="Chess")
    GroupPlace.objects.create(group=own, neighbourhood=saltmarsh)
    client.force_login(worker_in(saltmarsh))

    said = add(client, own, key=choir.key).content.decode()

    assert "This form was saved before. Nothing new was entered." in said
    assert "Sam Elsewhere" not in said
    assert not own.contacts.exists()


@pytest.mark.parametrize("verb", ["detail", "remove"])
def test_contact_is_not_found_by_a_fieldworker_elsewhere(client, choir, saltmarsh, verb):
    contact = ContactFactory(group=choir)
    client.force_login(worker_in(saltmarsh))

    assert client.get(page(contact, verb)).status_code == 404
    assert client.post(page(contact, verb), GIVEN).status_code == 404
    assert Contact.objects.get().name == "Alex Example"


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.EVALUATOR, Role.STEERING])
def test_contact_is_refused_to_those_who_do_not_need_it(client, programme, choir, role):
    contact = ContactFactory(group=choir)
    client.force_login(member(programme, role))

    assert {client.get(url).status_code for url in (LIST, page(contact), page(contact, "remove"))} == {403}


def test_list_shows_whom_to_ask_again_first_and_only_ones_own(client, choir, ropewalk, saltmarsh):
    elsewhere = CommunityGroupFactory(programme=choir.programme)
    GroupPlace.objects.create(group=elsewhere, neighbourhood=saltmarsh)
    ContactFactory(group=choir, name="Later", review_on=date(2027, 1, 1))
    ContactFactory(group=choir, name="Today", review_on=date(2026, 11, 30))
    ContactFactory(group=elsewhere, name="Not mine", review_on=date(2026, 1, 1))
    client.force_login(worker_in(ropewalk))

    def named(**asked):
        return [contact.name for contact in client.get(LIST, asked).context["page"]]

    assert named() == ["Today", "Later"]
    assert named(show="due") == ["Today"]


def test_group_in_two_of_ones_places_is_listed_once(client, choir, ropewalk, saltmarsh):
    GroupPlace.objects.create(group=choir, neighbourhood=saltmarsh)
    ContactFactory(group=choir)
    client.force_login(worker_in(ropewalk, saltmarsh))

    assert len(client.get(LIST).context["page"].object_list) == 1


def test_list_asks_as_often_however_many_contacts_there_are(client, choir, ropewalk, django_assert_max_num_queries):
    client.force_login(worker_in(ropewalk))
    ContactFactory(group=choir)
    client.get(LIST)
    with django_assert_max_num_queries(100) as few:
        client.get(LIST)
    for _ in range(6):
        group = CommunityGroupFactory(programme=choir.programme)
        GroupPlace.objects.create(group=group, neighbourhood=ropewalk)
        ContactFactory(group=group)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def test_change_of_a_contact_is_told_on_its_own_page_alone(client, choir, programme):
    contact = ContactFactory(group=choir, phone="07700 900123")
    client.force_login(member(programme, Role.COORDINATOR))
    client.post(page(contact), GIVEN | {"phone": "07700 900456"})

    assert "07700 900123" in client.get(page(contact)).content.decode()
    assert "07700 900123" not in client.get(choir.get_absolute_url()).content.decode()
