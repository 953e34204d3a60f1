"""The pages of one group: what stands on them for whom, the form for a new one, and its facts put right."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.models import CommunityGroup, Contact, DistinctGroups, GroupPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.group_worlds import member, new_group
from neighbourhoods.tests.register_factories import (
    AssetFactory,
    CaseStudyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    ContactFactory,
    FieldworkEntryFactory,
    GrantFactory,
    GroupLinkFactory,
    GroupProfileFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
NEW = reverse("neighbourhoods:group-new", args=["vale"])


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
    group = CommunityGroupFactory(programme=programme, name="Ropewalk Choir")
    GroupPlace.objects.create(group=group, neighbourhood=ropewalk)
    GroupProfileFactory(group=group, counting=True, as_of=date(2025, 6, 1), members=8, problems="Ann is ill")
    GroupProfileFactory(group=group, counting=True, as_of=date(2026, 6, 1), members=21)
    return group


@pytest.fixture
def coordinator(programme, client):
    user = member(programme, Role.COORDINATOR)
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page_of(client, group, **asked):
    return client.get(group.get_absolute_url(), asked)


def test_page_says_how_the_group_is_and_that_it_counts(client, choir, coordinator):
    page = text_of(page_of(client, choir))

    assert "On 1 June 2026 , by a visit or meeting" in page
    assert "Members 21" in page
    assert "Volunteers Not known" in page
    assert "It counts as a community group." in page
    assert "Grew from 8 to 21 members" in page


def test_group_that_counts_and_is_at_work_nowhere_is_said_to_be_in_no_figure(client, choir, coordinator):
    assert "it is in no figure" not in text_of(page_of(client, choir))
    choir.places.all().delete()
    assert "It is at work in no neighbourhood that is known, so it is in no figure." in text_of(page_of(client, choir))


def test_page_says_how_it_was_on_an_earlier_day(client, choir, coordinator):
    GrantFactory(group=choir, awarded_on=date(2026, 1, 5), title="New songbooks")

    page = text_of(page_of(client, choir, on="2025-12-31"))

    assert "Members 8" in page
    assert "As it was on 31 December 2025" in page
    assert "Grew from" not in page
    assert "New songbooks" not in page


@pytest.mark.parametrize("on", ["nonsense", "2026-02-31", "2030-01-01", "0001-01-01", ""])
def test_day_that_is_no_day_or_still_to_come_is_today(client, choir, coordinator, on):
    assert page_of(client, choir, on=on).context["is_today"]


def test_page_before_the_first_profile_says_that_nothing_is_known(client, choir, coordinator):
    assert "Nothing is on record of this day" in text_of(page_of(client, choir, on="2024-01-01"))


def test_what_is_not_known_stands_as_a_task(client, choir, coordinator):
    GroupProfileFactory(group=choir, as_of=date(2026, 11, 1), named=True, has_contact=None, open_to_join=True)

    page = text_of(page_of(client, choir))

    assert "Find out who is the contact person" in page
    assert "Not yet: something has to be found out." in page


def test_lists_of_what_else_is_known_link_to_their_pages(client, choir, ropewalk, coordinator):
    link = GroupLinkFactory(group=choir, confirmed=[date(2026, 11, 1)])
    visit = FieldworkEntryFactory(neighbourhood=ropewalk)
    visit.groups.add(choir)
    rows = [
        GrantFactory(group=choir),
        AssetFactory(group=choir, neighbourhood=ropewalk),
        CommunityIssueFactory(group=choir, neighbourhood=ropewalk),
        link.other,
        visit,
    ]

    page = page_of(client, choir).content.decode()

    assert [row for row in rows if f'href="{row.get_absolute_url()}"' not in page] == []


def test_story_without_consent_is_not_named(client, choir, coordinator):
    CaseStudyFactory(group=choir, programme=choir.programme, title="Six people and a kettle")

    assert "kettle" not in text_of(page_of(client, choir))


def test_steering_group_reads_no_contact_and_nothing_that_may_name_somebody(client, programme, choir):
    ContactFactory(group=choir, name="Alex Example")
    GroupProfileFactory(
        group=choir,
        struck_out_at="2026-01-01T12:00Z",
        struck_out_because="Ann said so",
        struck_out_by=member(programme, Role.FIELDWORKER, "Bo Ek"),
    )
    client.force_login(member(programme, Role.STEERING, "Cy Day"))

    for on in ("", "2025-12-31"):
        page = text_of(page_of(client, choir, on=on))
        assert not re.search("Alex|Ann|Bo Ek|Contacts", page)
    assert "struck out by fieldworker" in text_of(page_of(client, choir))


@pytest.mark.parametrize(("role", "status"), [(Role.STEERING, 404), (Role.COMMISSIONER, 200)])
def test_entry_that_is_one_person_is_found_by_those_who_read_names(client, programme, choir, role, status):
    alex = CommunityGroupFactory(programme=programme, name="Alex Example", kind="connector")
    GroupLinkFactory(group=choir, other=alex, started_on=date(2025, 7, 1), confirmed=[date(2026, 7, 1)])
    CommunityIssueFactory(neighbourhood=choir.places.get().neighbourhood, group=alex, title="A crossing")
    client.force_login(member(programme, role))

    pages = [page_of(client, choir), *(client.get(row.get_absolute_url()) for row in alex.issues.all())]

    assert page_of(client, alex).status_code == status
    assert [("Alex Example" in text_of(page)) for page in pages] == [status == 200] * 2
    assert ("Individual who wants to work with others" in text_of(pages[1])) == (status == 404)


def test_fieldworker_elsewhere_sees_the_group_without_its_contacts_or_ways_to_change_it(client, choir, saltmarsh):
    ContactFactory(group=choir, name="Alex Example")
    client.force_login(worker_in(saltmarsh))

    page = text_of(page_of(client, choir))

    assert "Members 21" in page
    assert not re.search("Alex|Contacts|Update the profile|Strike out", page)


def test_fieldworker_of_the_place_sees_its_contacts(client, choir, ropewalk):
    ContactFactory(group=choir, name="Alex Example", review_on=date(2026, 11, 1))
    client.force_login(worker_in(ropewalk))

    page = text_of(page_of(client, choir))

    assert "Alex Example" in page
    assert "due since 1 November 2026" in page


def test_number_of_queries_does_not_grow_with_what_is_known_of_a_group(
    client, choir, ropewalk, coordinator, django_assert_max_num_queries
):
    def add():
        place = NeighbourhoodFactory(programme=choir.programme)
        GroupPlace.objects.create(group=choir, neighbourhood=place)
        GroupProfileFactory(group=choir, state="merged", merged_into=CommunityGroupFactory(programme=choir.programme))
        GrantFactory(group=choir)
        GroupLinkFactory(group=choir, confirmed=[date(2026, 11, 1)])
        AssetFactory(group=choir, neighbourhood=place)
        CommunityIssueFactory(group=choir, neighbourhood=place)
        FieldworkEntryFactory(neighbourhood=place).groups.add(choir)
        ContactFactory(group=choir)

    add()
    page_of(client, choir)
    with django_assert_max_num_queries(100) as few:
        page_of(client, choir)
    for _ in range(4):
        add()
    with django_assert_max_num_queries(len(few)):
        page_of(client, choir)


def test_new_group_stands_with_its_place_and_profile(client, ropewalk, coordinator):
    response = client.post(NEW, new_group([ropewalk]))

    group = CommunityGroup.objects.get()
    assert response.headers["Location"] == group.get_absolute_url()
    assert [place.neighbourhood for place in group.places.all()] == [ropewalk]
    profile = group.profiles.get()
    assert (profile.members, profile.themes, profile.named) == (12, ("arts",), True)


def test_form_for_a_new_group_presumes_no_sector(client, ropewalk, coordinator):
    form = client.get(NEW).context["form"]

    assert (form["sector"].value() or "", form["named"].value()) == ("", "yes")


def test_page_of_a_group_says_that_it_is_the_income_that_is_not_known(client, choir, coordinator):
    assert "What it takes in is not known" in text_of(page_of(client, choir))


def test_new_group_of_which_little_is_known_leaves_the_rest_unknown(client, ropewalk, coordinator):
    unknown = {"kind": "", "sector": "", "has_contact": "", "open_to_join": "", "members": "", "themes": []}

    client.post(NEW, new_group([ropewalk], **unknown))

    profile = CommunityGroup.objects.get().profiles.get()
    assert (profile.has_contact, profile.open_to_join, profile.members, profile.themes) == (None, None, None, ())


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"name": " "}, "name", "fill this in"),
        ({"places": []}, "places", "choose at least one"),
        ({"members": "many"}, "members", "whole number"),
        ({"members": "-1"}, "members", "too small"),
        ({"as_of": "2026-12-01"}, "as_of", "still to come"),
        ({"as_of": ""}, "as_of", "fill this in"),
        ({"contact_name": "Alex", "contact_phone": "1234567"}, "contact_how", "agreed"),
        ({"contact_name": "Alex", "contact_how": "spoken"}, "contact_phone", "phone number or an e-mail"),
        ({"contact_email": "a@example.org"}, "contact_name", "whose"),
        ({"website": "not a page"}, "website", "whole web address"),
    ],
)
def test_new_group_filled_in_wrongly_says_so_at_the_field(client, ropewalk, coordinator, given, field, message):
    response = client.post(NEW, new_group([ropewalk], **given))

    assert message in " ".join(response.context["form"].errors[field])
    assert not CommunityGroup.objects.exists()


def test_new_group_may_bring_its_contact_along(client, ropewalk, coordinator):
    contact = {"contact_name": "Alex Example", "contact_email": "alex@example.org", "contact_how": "spoken"}

    client.post(NEW, new_group([ropewalk], has_contact="", **contact))

    kept = Contact.objects.get()
    assert (kept.name, kept.consent_how, kept.consent_on) == ("Alex Example", "spoken", date(2026, 11, 30))
    assert kept.review_on == date(2028, 11, 29)
    assert kept.group.profiles.get().has_contact is True


def test_likely_group_is_shown_before_anything_is_saved(client, choir, ropewalk, coordinator):
    response = client.post(NEW, new_group([ropewalk], name="The Ropewalk choir"))

    page = response.content.decode()
    assert "Is it one of these?" in page
    assert f'href="{choir.get_absolute_url()}"' in page
    assert CommunityGroup.objects.count() == 1


@pytest.mark.parametrize("nonsense", [{"another": "²"}, {"another": "9" * 5000}, {"places": ["9" * 30]}])
def test_numbers_that_are_none_are_refused_in_the_form(client, choir, ropewalk, coordinator, nonsense):
    response = client.post(NEW, new_group([ropewalk], name="The Ropewalk choir", **nonsense))

    assert response.status_code == 200
    assert response.context["form"].errors


def test_saying_that_it_is_another_group_saves_it_and_keeps_the_answer(client, choir, ropewalk, coordinator):
    asked = client.post(NEW, new_group([ropewalk], name="The Ropewalk choir")).context["form"]

    client.post(NEW, new_group([ropewalk], name="The Ropewalk choir", another=asked.all_matches))

    other = CommunityGroup.objects.exclude(pk=choir.pk).get()
    assert DistinctGroups.objects.filter(one=choir, other=other, told_by=coordinator).exists()


def test_answer_covers_only_the_groups_that_were_shown(client, choir, ropewalk, coordinator):
    CommunityGroupFactory(programme=choir.programme, name="Ropewalk choir group")

    response = client.post(NEW, new_group([ropewalk], name="The Ropewalk choir", another=str(choir.pk)))

    assert len(response.context["form"].matches) == 2
    assert CommunityGroup.objects.count() == 2


def test_contact_one_may_not_see_does_not_make_a_group_likely(client, choir, saltmarsh):
    ContactFactory(group=choir, email="alex@example.org")
    client.force_login(worker_in(saltmarsh))
    given = {"name": "Ropewalk Singers", "contact_name": "Al", "contact_email": "alex@example.org"}

    response = client.post(NEW, new_group([saltmarsh], contact_how="spoken", **given))

    assert response.status_code == 302


def test_same_contact_makes_a_group_likely_without_being_shown(client, choir, ropewalk, coordinator):
    ContactFactory(group=choir, email="alex@example.org", phone="07700 900123")
    given = {"name": "Ropewalk Singers", "contact_name": "Al", "contact_email": "ALEX@example.org"}

    response = client.post(NEW, new_group([ropewalk], contact_how="spoken", **given))

    assert "the same contact" in response.context["form"].matches[0].why
    assert "900123" not in response.content.decode()


def test_group_sent_twice_is_no_likely_double_of_itself(client, ropewalk, coordinator):
    given = new_group([ropewalk], key="5f0c1d8e-8d43-4a8b-9a55-1f0f5b7f3f11")

    responses = [client.post(NEW, given) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert CommunityGroup.objects.count() == 1


def test_fieldworker_adds_groups_only_where_they_are_deployed(client, ropewalk, saltmarsh):
    client.force_login(worker_in(ropewalk))

    response = client.post(NEW, new_group([saltmarsh]))

    assert "places" in response.context["form"].errors
    assert "Saltmarsh" not in text_of(client.get(NEW))


def test_fieldworker_who_is_deployed_nowhere_is_told_so(client, programme):
    client.force_login(member(programme, Role.FIELDWORKER))

    assert "You are not deployed anywhere today" in text_of(client.get(NEW))
