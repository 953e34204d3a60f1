"""What needs doing: which things are listed, how late each is, for whom, and at what cost."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commissioning.models import Appointment, Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.fieldwork.to_do import months_later
from neighbourhoods.fieldwork.today import Day
from neighbourhoods.models import GroupPlace, RegisterRules
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory, worker_in
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    ContactFactory,
    FieldworkEntryFactory,
    GroupLinkFactory,
    GroupProfileFactory,
)
from neighbourhoods.views import fieldwork

TODAY = date(2025, 1, 15)
FRESH = date(2025, 1, 2)
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
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="R1")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh", code="S1")


@pytest.fixture
def worker(ropewalk):
    return worker_in(ropewalk)


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(programme=programme, role=Role.COORDINATOR).user


def told(programme, viewer, *places):
    """(title, note, when) of every line, place by place."""
    work = Day(programme, viewer, places, TODAY).work()
    return [(line.title, line.note, line.when) for each in work for line in each.lines]


def titles(programme, viewer, *places):
    return [title for title, _, _ in told(programme, viewer, *places)]


def page(client, user):
    client.force_login(user)
    return client.get(reverse("neighbourhoods:fieldwork", args=["vale"]))


@pytest.mark.parametrize(
    ("raised_on", "when"),
    [
        (date(2024, 10, 16), "1 day late"),
        (date(2024, 10, 17), "today"),
        (date(2024, 10, 31), "by 29 Jan"),
        (date(2024, 11, 1), None),
    ],
)
def test_issue_without_reply_is_chased_from_two_weeks_before_its_days_are_over(
    programme, worker, ropewalk, raised_on, when
):
    CommunityIssueFactory(neighbourhood=ropewalk, title="A crossing", raised_on=raised_on)

    assert [line[2] for line in told(programme, worker, ropewalk)] == ([when] if when else [])


def test_issue_is_chased_by_the_days_of_the_programme_and_in_words(programme, worker, ropewalk):
    RegisterRules.objects.create(programme=programme, reply_days=20)
    highways = AgencyFactory(programme=programme, name="Highways")
    CommunityIssueFactory(
        neighbourhood=ropewalk, title="A crossing", raised_on=date(2024, 12, 6), agency=highways, sent_on=FRESH
    )

    assert told(programme, worker, ropewalk) == [
        ("Chase Highways: A crossing", "Raised 6 December 2024, no reply in 40 days", "20 days late")
    ]


def test_issue_with_an_answer_or_an_outcome_is_not_chased(programme, worker, ropewalk):
    AgencyReplyFactory(issue__neighbourhood=ropewalk)
    CommunityIssueFactory(neighbourhood=ropewalk, outcome="withdrawn", outcome_on=date(2024, 9, 9))
    AgencyReplyFactory(issue__neighbourhood=ropewalk, issue__title="Buses", is_substantive=False)

    assert titles(programme, worker, ropewalk) == ["Put to an agency: Buses"]


@pytest.mark.parametrize(
    ("as_of", "when"), [(date(2024, 7, 14), "1 day late"), (date(2024, 7, 29), "by 29 Jan"), (date(2024, 7, 30), None)]
)
def test_profile_is_to_be_renewed_after_six_months(programme, worker, ropewalk, as_of, when):
    CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk], eligible_in__as_of=as_of)

    found = told(programme, worker, ropewalk)

    assert [(title, words) for title, _, words in found] == ([("Update Choir", when)] if when else [])


@pytest.mark.parametrize(("state", "count"), [("active", 1), ("dormant", 1), ("closed", 0)])
def test_closed_group_needs_no_new_profile(programme, worker, ropewalk, state, count):
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], eligible_in__state=state)
    with time_machine.travel("2025-06-01"):
        found = Day(programme, worker, [ropewalk], date(2025, 6, 1)).work()

    assert found[0].count == count


def test_group_without_profile_is_to_be_updated(programme, worker, ropewalk):
    GroupPlace.objects.create(group=CommunityGroupFactory(programme=programme, name="Choir"), neighbourhood=ropewalk)

    assert told(programme, worker, ropewalk) == [("Update Choir", "It has no profile yet", "")]


def test_several_old_profiles_are_one_line_with_the_latest_first(programme, worker, ropewalk):
    for name, day in (("Choir", date(2024, 5, 5)), ("Anglers", date(2024, 6, 5)), ("Bakers", date(2024, 5, 1))):
        CommunityGroupFactory(programme=programme, name=name, eligible_in=[ropewalk], eligible_in__as_of=day)

    [work] = Day(programme, worker, [ropewalk], TODAY).work()
    [line] = work.lines

    assert (line.title, line.when, work.count) == ("Update 3 groups", "75 days late", 3)
    assert [to_do.title for to_do in line.to_dos] == ["Update Bakers", "Update Choir", "Update Anglers"]


def test_group_of_which_something_is_unknown_is_to_be_confirmed(programme, worker, ropewalk):
    choir = CommunityGroupFactory(programme=programme, name="Choir")
    GroupPlace.objects.create(group=choir, neighbourhood=ropewalk)
    GroupProfileFactory(group=choir, as_of=FRESH, named=True, open_to_join=True)

    assert told(programme, worker, ropewalk) == [("Confirm Choir", "Not known: who is the contact person", "")]


def test_group_that_does_not_count_anyway_is_not_to_be_confirmed(programme, worker, ropewalk):
    choir = CommunityGroupFactory(programme=programme, sector="professional")
    GroupPlace.objects.create(group=choir, neighbourhood=ropewalk)
    GroupProfileFactory(group=choir, as_of=FRESH)

    assert titles(programme, worker, ropewalk) == []


def test_group_in_two_places_is_told_once(programme, coordinator, ropewalk, saltmarsh):
    CommunityGroupFactory(programme=programme, eligible_in=[saltmarsh, ropewalk], eligible_in__as_of=date(2024, 5, 1))

    work = Day(programme, coordinator, [ropewalk, saltmarsh], TODAY).work()

    assert [each.count for each in work] == [1, 0]


def test_next_step_is_told_with_its_day_until_it_is_done(programme, worker, ropewalk):
    visit = {"neighbourhood": ropewalk, "next_step": "Ask the hub", "done_by": worker}
    FieldworkEntryFactory(**visit, next_on=date(2025, 1, 10))
    FieldworkEntryFactory(**visit)
    FieldworkEntryFactory(**visit, next_on=date(2025, 2, 1))
    FieldworkEntryFactory(**visit, next_on=date(2025, 1, 10), next_done_on=date(2025, 1, 10))

    found = told(programme, worker, ropewalk)

    assert found == [
        ("Ask the hub", "From your visit on 1 September 2024", "5 days late"),
        ("Ask the hub", "From your visit on 1 September 2024", ""),
    ]


@pytest.mark.parametrize(
    ("confirmed", "when"),
    [(date(2024, 2, 16), None), (date(2024, 2, 15), "by 15 Feb"), (date(2024, 1, 10), "5 days late")],
)
def test_link_is_to_be_confirmed_after_eleven_months(programme, worker, ropewalk, confirmed, when):
    choir = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], eligible_in__as_of=FRESH)
    GroupLinkFactory(group=choir, started_on=date(2023, 1, 1), confirmed=[date(2023, 5, 1), confirmed])

    assert [line[2] for line in told(programme, worker, ropewalk)] == ([when] if when else [])


def test_contact_is_to_be_asked_again_without_being_named(programme, worker, ropewalk):
    choir = CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk], eligible_in__as_of=FRESH)
    ContactFactory(group=choir, name="Alex Ashe", review_on=date(2025, 1, 29))
    ContactFactory(group=choir, review_on=date(2025, 1, 30))

    assert told(programme, worker, ropewalk) == [
        ("Ask a contact of Choir again", "Whether their details may still be kept", "by 29 Jan")
    ]


def test_contacts_wait_for_nobody_who_may_not_see_them(programme, ropewalk):
    choir = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], eligible_in__as_of=FRESH)
    ContactFactory(group=choir, review_on=date(2025, 1, 1))

    for role in (Role.STEERING, Role.COMMISSIONER, Role.EVALUATOR):
        assert titles(programme, MembershipFactory(programme=programme, role=role).user, ropewalk) == []


def test_fieldworker_sees_their_own_neighbourhoods_and_what_waits_in_none(client, worker, ropewalk, saltmarsh):
    CommunityIssueFactory(neighbourhood=saltmarsh, title="Far away")

    response = page(client, worker)

    assert [each.place for each in response.context["work"]] == [ropewalk]
    assert "Nothing waiting" in response.content.decode()
    assert "Far away" not in response.content.decode()


def test_coordinator_sees_all_in_which_something_waits_and_groups_without_a_place(
    client, programme, coordinator, ropewalk, saltmarsh
):
    CommunityIssueFactory(neighbourhood=saltmarsh)
    CommunityGroupFactory(programme=programme, name="Choir")

    work = page(client, coordinator).context["work"]

    assert [each.place for each in work] == [saltmarsh, None]
    assert [line.title for line in work[1].lines] == ["Say where Choir is at work"]


def test_fieldworker_who_is_deployed_nowhere_is_told_so_and_gets_no_forms(client, programme):
    response = page(client, MembershipFactory(programme=programme, role=Role.FIELDWORKER).user)

    assert response.context["forms"] == []
    assert "You work nowhere today" in response.content.decode()


@pytest.mark.parametrize("role", [Role.STEERING, Role.COMMISSIONER, Role.EVALUATOR])
def test_other_roles_read_how_much_waits_where_without_words_or_forms(client, programme, ropewalk, saltmarsh, role):
    CommunityIssueFactory(neighbourhood=ropewalk, title="Mrs Ashe’s step")
    FieldworkEntryFactory(neighbourhood=ropewalk, next_step="Ring Mrs Ashe")

    response = page(client, MembershipFactory(programme=programme, role=role).user)

    assert [(each.place, each.count) for each in response.context["work"]] == [(ropewalk, 2)]
    assert "Ashe" not in response.content.decode()
    assert "Foothold-User" not in response.headers


def test_page_asks_the_database_no_more_for_many_things_than_for_few(
    client, programme, coordinator, ropewalk, django_assert_max_num_queries
):
    def fill(place, number):
        for each in range(number):
            choir = CommunityGroupFactory(
                programme=programme, eligible_in=[place], eligible_in__as_of=date(2024, 1, 1 + each)
            )
            GroupPlace.objects.create(group=CommunityGroupFactory(programme=programme), neighbourhood=place)
            GroupLinkFactory(group=choir, started_on=date(2023, 1, 1))
            ContactFactory(group=choir, review_on=date(2025, 1, 1))
            CommunityIssueFactory(neighbourhood=place, agency=AgencyFactory(programme=programme), sent_on=FRESH)
            FieldworkEntryFactory(neighbourhood=place, next_step="Ask")
            CommunityGroupFactory(programme=programme)

    fill(ropewalk, 1)
    for name in "ABCDEF":  # more places than are shown as buttons
        NeighbourhoodFactory(programme=programme, name=name)
    page(client, coordinator)
    with django_assert_max_num_queries(28) as few:
        client.get(reverse("neighbourhoods:fieldwork", args=["vale"]))
    asked_of_few = len(few)
    for name in "GHIJKLMN":
        fill(NeighbourhoodFactory(programme=programme, name=name), 3)
    page(client, coordinator)  # likely doubles are counted once after a change

    with django_assert_max_num_queries(asked_of_few):
        client.get(reverse("neighbourhoods:fieldwork", args=["vale"]))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2025, 1, 15), -11, date(2024, 2, 15)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_months_later_stays_within_the_month(day, months, later):
    assert months_later(day, months) == later


def test_coordinators_many_neighbourhoods_are_folded_with_what_is_late_and_a_fieldworkers_are_open(
    client, coordinator, worker, ropewalk, saltmarsh, monkeypatch
):
    monkeypatch.setattr(fieldwork, "MOST_OPEN", 1)
    DeploymentFactory(appointment=Appointment.objects.get(user=worker), neighbourhood=saltmarsh)
    for place in (ropewalk, saltmarsh):
        FieldworkEntryFactory(neighbourhood=place, next_step="Ring the hall", next_on=date(2025, 1, 10))
        FieldworkEntryFactory(neighbourhood=place, next_step="Bring chairs", next_on=date(2025, 1, 20))

    theirs, own = page(client, coordinator), page(client, worker)

    assertContains(theirs, '<details class="fh-place">', 2)
    assertContains(theirs, "2 to do, 1 late", 2)
    assertNotContains(own, '<details class="fh-place">')
    assertContains(own, "Ring the hall")
