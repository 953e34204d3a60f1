"""What a phone sends that had no signal: taken in once, refused with reasons, never as somebody else's."""

import json
import re
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.fieldwork.phone import PHONE_FORMS, profiles_on_the_phone
from neighbourhoods.models import CommunityGroup, CommunityIssue, DistinctGroups, FieldworkEntry, GroupProfile
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.register_factories import CommunityGroupFactory, ContactFactory, GroupProfileFactory
from neighbourhoods.views.offline import SHELL

TODAY = "2025-01-15"
SEND = reverse("neighbourhoods:fieldwork-send", args=["vale"])
pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def worker(ropewalk):
    return worker_in(ropewalk)


@pytest.fixture
def phone(client, worker):
    client.force_login(worker)
    return client


def visit_in(place):
    return {"neighbourhood": place.pk, "done_on": TODAY, "kinds": "support", "how_long": "2", "people": "0"}


def group_in(place, name="Friday Lunch Club"):
    typed = {"name": name, "places": place.pk, "sector": "community", "named": "yes", "open_to_join": "yes"}
    return typed | {"has_contact": "", "about_health": "", "as_of": TODAY, "source": "visit"}


def issue_in(place):
    return {"neighbourhood": place.pk, "title": "A crossing", "raised_by": "resident", "raised_on": TODAY}


def profile_of(group):
    typed = {"group": group.pk, "as_of": TODAY, "source": "visit", "state": "active", "members": "12"}
    return typed | {"named": "yes", "open_to_join": "yes", "has_contact": "yes", "about_health": ""}


def send(client, kind, typed, by, key=None):
    return client.post(SEND, typed | {"sent_kind": kind, "sent_by": by.pk, "key": key or uuid4()})


def test_token_comes_with_who_is_signed_in(phone, worker):
    told = phone.get(SEND).json()

    assert told["user"] == str(worker.pk)
    assert told["token"]


@pytest.mark.parametrize(
    ("kind", "typed", "model"),
    [
        ("visit", visit_in, FieldworkEntry),
        ("group", group_in, CommunityGroup),
        ("issue", issue_in, CommunityIssue),
    ],
)
def test_each_kind_is_taken_in_once_by_its_key(phone, worker, ropewalk, kind, typed, model):
    key = uuid4()

    states = [send(phone, kind, typed(ropewalk), worker, key).json()["state"] for _ in range(2)]

    assert states == ["saved", "already"]
    assert model.objects.get().key == key


def test_profile_is_taken_in_once_beside_the_one_before(phone, worker, ropewalk):
    choir = CommunityGroupFactory(programme=ropewalk.programme, eligible_in=[ropewalk], eligible_in__members=9)
    key = uuid4()

    states = [send(phone, "profile", profile_of(choir), worker, key).json()["state"] for _ in range(2)]

    assert states == ["saved", "already"]
    assert list(GroupProfile.objects.order_by("pk").values_list("members", flat=True)) == [9, 12]


def test_profile_of_a_group_elsewhere_is_refused_at_the_group(phone, worker, programme):
    elsewhere = CommunityGroupFactory(programme=programme, eligible_in=[NeighbourhoodFactory(programme=programme)])
    stranger = CommunityGroupFactory()

    for group in (elsewhere, stranger):
        response = send(phone, "profile", profile_of(group), worker)
        assert response.status_code == 422
        assert list(response.json()["errors"]) == ["group"]
    assert GroupProfile.objects.count() == 1


def test_refusal_names_each_field_with_its_reasons(phone, worker, ropewalk):
    response = send(phone, "visit", visit_in(ropewalk) | {"people": "many", "kinds": []}, worker)

    assert response.status_code == 422
    assert set(response.json()["errors"]) == {"people", "kinds"}
    assert not FieldworkEntry.objects.exists()


def test_same_key_with_other_words_is_refused_with_a_key_for_another_entry(phone, worker, ropewalk):
    key = uuid4()
    send(phone, "visit", visit_in(ropewalk), worker, key)

    response = send(phone, "visit", visit_in(ropewalk) | {"people": "5"}, worker, key)

    told = response.json()
    assert response.status_code == 422
    assert "saved before" in told["errors"][""][0]
    assert told["key"] != str(key)
    assert FieldworkEntry.objects.get().people == 0


def test_group_that_looks_like_another_is_shown_with_it_and_sent_as_another(phone, worker, ropewalk):
    choir = CommunityGroupFactory(programme=ropewalk.programme, name="Ropewalk Choir", eligible_in=[ropewalk])
    typed, key = group_in(ropewalk, "The Ropewalk Choir"), uuid4()

    asked = send(phone, "group", typed, worker, key)
    told = asked.json()
    assert (asked.status_code, told["state"]) == (409, "looks-like")
    assert [(each["name"], each["places"]) for each in told["like"]] == [("Ropewalk Choir", "Ropewalk")]

    assert send(phone, "group", typed | {"another": told["another"]}, worker, key).json()["state"] == "saved"
    assert DistinctGroups.objects.get().one == choir


def test_entry_of_somebody_else_is_not_taken_in(phone, worker, programme, ropewalk):
    other = MembershipFactory(programme=programme, role=Role.FIELDWORKER).user

    response = send(phone, "visit", visit_in(ropewalk), other)

    assert response.status_code == 401
    assert not FieldworkEntry.objects.exists()


def test_nothing_is_taken_in_without_a_token(worker, ropewalk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(worker)

    assert send(strict, "visit", visit_in(ropewalk), worker).status_code == 403
    token = strict.get(SEND).json()["token"]
    typed = visit_in(ropewalk) | {"sent_kind": "visit", "sent_by": worker.pk, "key": uuid4()}
    assert strict.post(SEND, typed, headers={"X-CSRFToken": token}).status_code == 200


def test_kind_that_no_phone_sends_is_refused(phone, worker):
    assert send(phone, "contact", {}, worker).status_code == 422


def test_answers_and_the_page_are_never_kept_on_the_way(phone):
    for url in (SEND, reverse("neighbourhoods:fieldwork", args=["vale"])):
        assert "no-store" in phone.get(url).headers["Cache-Control"]


def test_page_says_whose_it_is_so_that_no_other_is_shown_it(phone, worker):
    response = phone.get(reverse("neighbourhoods:fieldwork", args=["vale"]))

    assert response.headers["Foothold-User"] == str(worker.pk)
    assert f'data-user="{worker.pk}"' in response.content.decode()


def test_page_carries_the_last_profiles_of_its_groups_and_no_contacts(phone, programme, ropewalk):
    choir = CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk])
    GroupProfileFactory(group=choir, as_of=date(2025, 1, 2), members=0, themes=("arts", "older"), named=True)
    CommunityGroupFactory(programme=programme, eligible_in=[NeighbourhoodFactory(programme=programme)])
    ContactFactory(group=choir, name="Alex Ashe", phone="01632 960960")

    page = phone.get(reverse("neighbourhoods:fieldwork", args=["vale"])).content.decode()

    carried = json.loads(re.search(r'<script id="profiles" type="application/json">(.*?)</script>', page)[1])
    [row] = carried["groups"].values()
    known = {name: value for name, value in zip(carried["fields"], row, strict=True) if value is not None}
    assert known == {
        "as_of": "2025-01-02",
        "state": "active",
        "members": 0,
        "named": "yes",
        "themes": ["arts", "older"],
    }
    assert "Ashe" not in page
    assert "960960" not in page
    assert "contact_phone" not in page


def test_profiles_of_many_groups_are_one_query(programme, ropewalk, django_assert_num_queries):
    groups = [CommunityGroupFactory(programme=programme, eligible_in=[ropewalk]).pk for _ in range(5)]

    with django_assert_num_queries(1):
        assert len(profiles_on_the_phone(programme, groups, date(2025, 1, 15))["groups"]) == 5


def test_every_form_on_the_phone_says_what_it_sends(phone, worker):
    forms = phone.get(reverse("neighbourhoods:fieldwork", args=["vale"])).context["forms"]

    assert [each.kind for each, _ in forms] == list(PHONE_FORMS) == ["visit", "profile", "group", "issue"]
    for each, form in forms:
        assert set(each.titles.split()) <= set(form.fields)


def test_service_worker_is_a_script_for_the_whole_site_with_the_files_it_keeps(client, settings):
    response = client.get("/sw.js")

    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in response.headers["Cache-Control"]
    given = json.loads(re.search(r"self\.given = (.*);", response.content.decode())[1])
    assert given["shell"][0] == "/no-signal/"
    assert all(url.startswith(settings.STATIC_URL) for url in given["shell"][1:])
    assert all(finders.find(name) for name in (*SHELL, "service-worker.js"))


def test_page_without_a_signal_is_the_same_for_everybody(client, phone, worker):
    signed_in = phone.get(reverse("no-signal")).content
    client.logout()

    assert client.get(reverse("no-signal")).content == signed_in
    assert b"data-user" not in signed_in
