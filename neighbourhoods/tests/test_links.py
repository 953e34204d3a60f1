"""Links of groups: entered as seen, confirmed with one tap, ended, refused twice, and kept by those who work there."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Programme, Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import GroupLink, LinkConfirmation
from neighbourhoods.networks.links import links_of, pairs_as_at
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import AgencyFactory, CommunityGroupFactory, GroupLinkFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = date(2025, 1, 15)
EVERY_LINK = GroupLink.objects.all()


@pytest.fixture
def today():
    with time_machine.travel("2025-01-15T12:00"):
        yield TODAY


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def choir(programme, ropewalk):
    return CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk])


@pytest.fixture
def allotments(programme, ropewalk):
    return CommunityGroupFactory(programme=programme, name="Allotments", eligible_in=[ropewalk])


def sign_in(client, programme, role=Role.COORDINATOR, works_in=None):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory()).user
    if works_in:
        appointment = AppointmentFactory(post__programme=programme, user=user)
        DeploymentFactory(appointment=appointment, neighbourhood=works_in, starts_on=date(2024, 10, 1))
    client.force_login(user)
    return user


def given(**changed):
    return {"kind": "together", "started_on": "2024-11-01", "seen_on": "2025-01-15"} | {
        name: getattr(value, "pk", value) for name, value in changed.items()
    }


def enter(client, **fields):
    return client.post(reverse("neighbourhoods:link-new", args=["vale"]), given(**fields))


def at(name, link):
    return reverse(f"neighbourhoods:link-{name}", args=["vale", link.pk])


def days_of(link):
    return [each.confirmed_on for each in link.confirmations.all()]


def test_new_link_is_confirmed_on_the_day_it_was_seen(client, programme, choir, allotments):
    sign_in(client, programme)
    response = enter(client, group=choir, other=allotments, seen_on="2024-12-20")
    assert response.headers["Location"] == choir.get_absolute_url()
    link = GroupLink.objects.get()
    assert (link.group, link.other, link.agency) == (choir, allotments, None)
    assert days_of(link) == [date(2024, 12, 20)]


def test_form_asks_for_today_as_the_day_it_was_seen_and_takes_the_group_of_the_address(
    client, programme, choir, allotments
):
    sign_in(client, programme)
    page = client.get(reverse("neighbourhoods:link-new", args=["vale"]), {"group": choir.pk})
    form = page.context["form"]
    assert form["seen_on"].value() == TODAY
    assert list(form.fields["group"].queryset) == [choir]
    assert choir not in form.fields["other"].queryset
    assert page.context["back"] == choir.get_absolute_url()


@pytest.mark.parametrize("asked", ["", "nobody", "999999999999999999999", "-1"])
def test_form_without_a_known_group_in_the_address_offers_all(client, programme, choir, asked):
    sign_in(client, programme)
    page = client.get(reverse("neighbourhoods:link-new", args=["vale"]), {"group": asked})
    assert choir in page.context["form"].fields["group"].queryset


def test_form_sent_twice_enters_one_link_and_one_confirmation(client, programme, choir, allotments):
    sign_in(client, programme)
    sent = {"group": choir, "other": allotments, "key": "6f1c0f0e-7d4b-4a52-9d0c-1f0d3d0f0a01"}
    assert [enter(client, **sent).status_code for _ in range(2)] == [302, 302]
    assert (GroupLink.objects.count(), LinkConfirmation.objects.count()) == (1, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_same_two_in_the_same_way_are_refused_whichever_way_round(client, programme, choir, allotments, turned):
    sign_in(client, programme)
    GroupLinkFactory(group=choir, other=allotments)
    one, other = (allotments, choir) if turned else (choir, allotments)
    page = enter(client, group=one, other=other)
    assert page.context["form"].errors["other"] == [
        "Choir and Allotments stand linked in this way already, since 1 September 2024. Confirm that link, or end it "
        "before you enter another."
    ]
    assert GroupLink.objects.count() == 1


def test_same_two_may_be_linked_in_another_way_and_again_once_it_ended(client, programme, choir, allotments):
    sign_in(client, programme)
    GroupLinkFactory(group=choir, other=allotments, ended_on=date(2024, 10, 1))
    assert enter(client, group=allotments, other=choir, started_on="2024-10-01").status_code == 302
    assert enter(client, group=choir, other=allotments, kind="space").status_code == 302
    assert GroupLink.objects.count() == 3


def test_same_agency_in_the_same_way_is_refused(programme, choir):
    link = GroupLinkFactory(group=choir, agency=AgencyFactory(programme=programme))
    again = GroupLink(group=choir, agency=link.agency, started_on=date(2024, 12, 1))
    with pytest.raises(ValidationError) as refused:
        again.full_clean()
    assert "agency" in refused.value.message_dict


def test_link_across_programmes_is_refused(choir):
    link = GroupLink(group=choir, other=CommunityGroupFactory(), started_on=date(2024, 12, 1))
    with pytest.raises(ValidationError, match="same programme"):
        link.full_clean()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({}, "other", "Choose the other group or the agency, one of the two."),
        ({"other": "choir"}, "other", "A group has no link with itself."),
        ({"other": "allotments", "agency": "agency"}, "other", "Choose the other group or the agency, one of the two."),
        ({"other": "allotments", "started_on": "2025-02-01"}, "started_on", "Since: this day is still to come."),
        ({"other": "allotments", "seen_on": "2024-10-31"}, "seen_on", "this is before the link began"),
        ({"other": "allotments", "seen_on": "2025-01-16"}, "seen_on", "this day is still to come"),
        ({"other": "allotments", "seen_on": ""}, "seen_on", "fill this in"),
        ({"other": "0"}, "other", "choose from what the page offers"),
    ],
)
def test_wrong_link_is_refused_at_its_field(client, programme, choir, allotments, fields, field, words):
    sign_in(client, programme)
    things = {"choir": choir, "allotments": allotments, "agency": AgencyFactory(programme=programme)}
    page = enter(client, group=choir, **{name: things.get(value, value) for name, value in fields.items()})
    assert words in " ".join(page.context["form"].errors[field])
    assert not GroupLink.objects.exists()


def test_still_so_adds_one_confirmation_a_day_and_goes_back_to_the_group(client, programme, choir, allotments):
    sign_in(client, programme)
    link = GroupLinkFactory(group=choir, other=allotments, confirmed=[date(2024, 9, 1)])
    before = Programme.objects.get(pk=programme.pk).register_version
    for _ in range(2):
        response = client.post(at("confirm", link), {"group": allotments.pk})
        assert response.headers["Location"] == allotments.get_absolute_url()
    assert days_of(link) == [date(2024, 9, 1), TODAY]
    assert Programme.objects.get(pk=programme.pk).register_version > before


def test_ended_link_cannot_be_confirmed(client, programme, choir, allotments):
    sign_in(client, programme)
    link = GroupLinkFactory(group=choir, other=allotments, ended_on=date(2024, 12, 1))
    page = client.post(at("confirm", link), follow=True).content.decode()
    assert "This link ended on 1 December 2024. If it holds again, enter a new one." in page
    assert days_of(link) == []


def test_link_ends_with_a_day_and_stays_in_what_stood_before(client, programme, choir, allotments):
    sign_in(client, programme)
    link = GroupLinkFactory(group=choir, other=allotments, confirmed=[date(2024, 9, 1)])
    assert client.get(at("end", link)).context["form"]["ended_on"].value() == TODAY
    assert client.post(at("end", link), {"ended_on": "2025-01-10"}).status_code == 302
    pair = {tuple(sorted((choir.pk, allotments.pk)))}
    assert pairs_as_at(programme, date(2025, 1, 9)) == pair
    assert pairs_as_at(programme, date(2025, 1, 10)) == set()


@pytest.mark.parametrize(
    ("day", "words"),
    [("2024-08-01", "A link cannot end before it starts."), ("2025-02-01", "still to come"), ("", "fill this")],
)
def test_end_on_a_day_that_cannot_be_is_refused(client, programme, choir, day, words):
    sign_in(client, programme)
    link = GroupLinkFactory(group=choir)
    assert words in " ".join(client.post(at("end", link), {"ended_on": day}).context["form"].errors["ended_on"])
    link.refresh_from_db()
    assert link.ended_on is None


def test_somebody_elses_change_is_not_overwritten_by_an_end(client, programme, choir):
    sign_in(client, programme)
    link = GroupLinkFactory(group=choir)
    seen = client.get(at("end", link)).context["form"]["seen"].value()
    link.note = "Shares the key"
    link.save()
    page = client.post(at("end", link), {"ended_on": "2025-01-10", "seen": seen})
    assert "changed this while you had it open" in page.content.decode()


def test_pair_stands_for_a_year_after_it_was_confirmed(programme, choir, allotments):
    GroupLinkFactory(group=allotments, other=choir, started_on=date(2024, 1, 1), confirmed=[date(2024, 1, 15)])
    GroupLinkFactory(group=choir, agency=AgencyFactory(programme=programme), confirmed=[date(2024, 10, 1)])
    pair = {tuple(sorted((choir.pk, allotments.pk)))}
    days = (date(2024, 1, 14), date(2024, 1, 15), date(2025, 1, 14), date(2025, 1, 15))
    assert [pairs_as_at(programme, day) for day in days] == [set(), pair, pair, set()]


def test_links_of_a_group_are_seen_from_its_side_standing_ones_first(programme, choir, allotments):
    agency = AgencyFactory(programme=programme, name="Library")
    GroupLinkFactory(group=choir, other=allotments, confirmed=[date(2024, 12, 1)], ended_on=date(2025, 1, 1))
    GroupLinkFactory(group=allotments, agency=agency)
    GroupLinkFactory(group=allotments, other=CommunityGroupFactory(programme=programme, name="Café"), confirmed=[TODAY])
    found = links_of(allotments, EVERY_LINK)
    seen = [(str(each.partner), each.counts, each.has_ended, each.confirmed_on) for each in found]
    assert seen == [
        ("Café", True, False, TODAY),
        ("Library", False, False, None),
        ("Choir", False, True, date(2024, 12, 1)),
    ]


def test_list_of_a_group_takes_as_many_queries_for_many_links_as_for_few(programme, choir, django_assert_num_queries):
    for _ in range(5):
        GroupLinkFactory(group=choir, confirmed=[TODAY])
    group = type(choir).objects.select_related("programme").get(pk=choir.pk)
    with django_assert_num_queries(1):
        words = {"links": links_of(group, EVERY_LINK), "group": group, "programme": group.programme, "may_keep": True}
        page = render_to_string("neighbourhoods/_links.html", words)
    assert page.count("Do something together") == 5
    assert "Still so" not in page  # all were confirmed today


def test_list_offers_still_so_where_a_link_was_not_confirmed_today(choir):
    link = GroupLinkFactory(group=choir, confirmed=[date(2023, 9, 1)])
    words = {"links": links_of(choir, EVERY_LINK), "group": choir, "programme": choir.programme}
    assert at("confirm", link).replace("vale", choir.programme.slug) in render_to_string(
        "neighbourhoods/_links.html", words | {"may_keep": True}
    )
    page = render_to_string("neighbourhoods/_links.html", words)
    assert "Still so" not in page
    assert "no longer counts" in page
    before = words | {"links": links_of(choir, EVERY_LINK, date(2024, 12, 31)), "may_keep": True}
    assert "Still so" not in render_to_string("neighbourhoods/_links.html", before)
    assert link.ended_on is None


def test_fieldworker_keeps_links_of_a_group_where_they_work_with_any_other(client, programme, ropewalk, choir):
    elsewhere = CommunityGroupFactory(programme=programme, eligible_in=[NeighbourhoodFactory(programme=programme)])
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    assert enter(client, group=elsewhere, other=choir).status_code == 302
    link = GroupLink.objects.get()
    assert client.post(at("confirm", link)).status_code == 302
    assert client.get(at("end", link)).status_code == 200


def test_fieldworker_does_not_touch_links_between_groups_elsewhere(client, programme, ropewalk):
    elsewhere = NeighbourhoodFactory(programme=programme)
    one, other = (CommunityGroupFactory(programme=programme, eligible_in=[elsewhere]) for _ in range(2))
    link = GroupLinkFactory(group=one, other=other, confirmed=[date(2024, 9, 1)])
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    refused = enter(client, group=one, other=other, kind="space")
    assert "You record where you are deployed" in refused.context["form"].errors["group"][0]
    for act in ("confirm", "end", "edit", "remove"):
        assert client.post(at(act, link), {"ended_on": "2025-01-10"}).status_code == 403
    assert client.get(at("detail", link)).status_code == 200
    assert (GroupLink.objects.count(), days_of(link)) == (1, [date(2024, 9, 1)])


def test_link_is_put_right_without_a_second_confirmation(client, programme, choir, allotments):
    sign_in(client, programme)
    link = GroupLinkFactory(group=choir, other=allotments, confirmed=[date(2024, 9, 1)])
    sent = given(group=choir, other=allotments, note="Shares the key", ended_on="")
    assert client.post(at("edit", link), sent).status_code == 302
    link.refresh_from_db()
    assert (link.note, days_of(link)) == ("Shares the key", [date(2024, 9, 1)])


def test_page_of_a_link_says_whether_it_is_in_the_figures(client, programme, choir, allotments):
    sign_in(client, programme, Role.STEERING)
    links = {
        "Yes, where both groups count.": GroupLinkFactory(group=choir, other=allotments, confirmed=[TODAY]),
        "No: nobody has confirmed it for a year.": GroupLinkFactory(
            group=choir, other=allotments, kind="space", started_on=date(2023, 1, 1), confirmed=[date(2023, 9, 1)]
        ),
        "No: it has ended.": GroupLinkFactory(group=choir, other=allotments, kind="voice", ended_on=date(2024, 10, 1)),
    }
    for words, link in links.items():
        page = client.get(at("detail", link)).content.decode()
        assert words in page
        assert "Still so" not in page
