"""Meetings: recorded quickly, with late actions first, and without names for the steering group."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.actions.meetings import ActionRefused, close_action, reopen_action
from commissioning.changes import changes_of
from commissioning.models import Action, Attendance, Meeting, Paper, Resolution, Role
from commissioning.tests.entry_factories import (
    ActionFactory,
    AttendanceFactory,
    MeetingFactory,
    PaperFactory,
    ResolutionFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
TODAY = "2024-11-10"
LIST = "commissioning:meeting-list"


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def meeting(programme):
    return MeetingFactory(programme=programme, title="Steering group, September", held_on=date(2024, 9, 20))


def sign_in(client, programme, role=Role.COORDINATOR, name="Ada Moss"):
    member = MembershipFactory(programme=programme, role=role, user=UserFactory(name=name))
    client.force_login(member.user)
    return member.user


def page(client, entry):
    return client.get(entry.get_absolute_url()).content.decode()


def add_people(client, meeting, **lines):
    return client.post(reverse("commissioning:attendance-new", args=["vale", meeting.pk]), lines)


@time_machine.travel(TODAY)
def test_list_shows_the_next_meeting_and_those_that_were_held(programme, client):
    sign_in(client, programme)
    for day in (date(2024, 9, 20), date(2024, 11, 10), date(2024, 12, 1), date(2025, 3, 1)):
        MeetingFactory(programme=programme, held_on=day)
    MeetingFactory(programme=programme, held_on=date(2024, 10, 1), kind="contract")
    shown = client.get(reverse(LIST, args=["vale"])).context
    assert shown["next"].held_on == date(2024, 11, 10)
    assert [meeting.held_on for meeting in shown["later"]] == [date(2024, 12, 1), date(2025, 3, 1)]
    assert [meeting.held_on for meeting in shown["past"]] == [date(2024, 10, 1), date(2024, 9, 20)]
    narrowed = client.get(reverse(LIST, args=["vale"]), {"kind": "contract"}).context
    assert [meeting.kind for meeting in narrowed["past"]] == ["contract"]
    assert narrowed["held"] == 2


@time_machine.travel(TODAY)
def test_open_actions_of_all_meetings_stand_with_the_late_ones_first(programme, meeting, client):
    sign_in(client, programme)
    other = MeetingFactory(programme=programme)
    ActionFactory(meeting=meeting, words="Ahead", due_on=date(2024, 12, 1))
    ActionFactory(meeting=other, words="Late", due_on=date(2024, 11, 9))
    ActionFactory(meeting=other, words="Today", due_on=date(2024, 11, 10))
    ActionFactory(meeting=meeting, words="Finished", done_on=date(2024, 10, 1))
    actions = client.get(reverse(LIST, args=["vale"])).context["actions"]
    assert [(action.words, action.is_late) for action in actions] == [
        ("Late", True),
        ("Today", False),
        ("Ahead", False),
    ]


def test_new_meeting_leads_to_its_own_page_where_the_rest_is_added(programme, client):
    sign_in(client, programme)
    given = {"kind": "steering", "title": "September", "held_on": "20/09/2024"}
    response = client.post(reverse("commissioning:meeting-new", args=["vale"]), given)
    meeting = Meeting.objects.get()
    assert response.headers["Location"] == meeting.get_absolute_url()
    assert "Nobody has noted who came" in page(client, meeting)
    edit = client.post(reverse("commissioning:meeting-edit", args=["vale", meeting.pk]), given | {"place": "Town hall"})
    assert edit.headers["Location"] == meeting.get_absolute_url()
    assert "Town hall" in page(client, meeting)


def test_several_people_are_added_at_once(programme, meeting, client):
    user = sign_in(client, programme)
    response = add_people(
        client, meeting, present="Ann Lee, Quay Street\nBo Ek, Council", absent="Cy Day, Health centre"
    )
    assert response.headers["Location"] == meeting.get_absolute_url()
    assert list(meeting.attendances.values_list("name", "organisation", "came")) == [
        ("Ann Lee", "Quay Street", True),
        ("Bo Ek", "Council", True),
        ("Cy Day", "Health centre", False),
    ]
    assert {row.history.latest().history_user for row in meeting.attendances.all()} == {user}


def test_same_list_sent_twice_is_entered_once(programme, meeting, client):
    sign_in(client, programme)
    add_people(client, meeting, present="Ann Lee, Quay Street")
    response = add_people(client, meeting, present="Ann Lee, Quay Street\nBo Ek")
    assert response.status_code == 302
    assert "1 person added. 1 stood there already." in page(client, meeting)
    assert meeting.attendances.count() == 2


@pytest.mark.parametrize(
    ("present", "absent", "field", "message"),
    [
        ("Bo Ek\n, Quay Street", "", "present", "Line 2: write the name"),
        ("Bo Ek\nBO EK, Council", "", "present", "Line 2: BO EK stands on line 1 already."),
        ("Bo Ek", "bo ek", "absent", "Line 1: bo ek stands among those who came."),
        ("Bo Ek\nAnn Lee, Council", "", "present", "Line 2: Ann Lee is on the list already, otherwise than here."),
        ("Bo Ek", "Ann Lee, Quay Street", "absent", "Line 1: Ann Lee is on the list already"),
        (" ", "\n", "present", "write at least one name"),
    ],
)
def test_list_with_a_fault_is_kept_in_the_form_and_nothing_is_half_done(
    programme, meeting, client, present, absent, field, message
):
    sign_in(client, programme)
    AttendanceFactory(meeting=meeting, name="Ann Lee", organisation="Quay Street")
    response = add_people(client, meeting, present=present, absent=absent)
    assert message in " ".join(response.context["form"].errors[field])
    assert present.strip().split("\n")[0] in response.content.decode()
    assert meeting.attendances.count() == 1


def test_several_papers_are_added_at_once_and_twice_is_once(programme, meeting, client):
    sign_in(client, programme)
    address = reverse("commissioning:paper-new", args=["vale", meeting.pk])
    for _ in range(2):
        client.post(address, {"papers": "Progress report, https://example.org/p\nBudget"})
    assert list(Paper.objects.values_list("title", "link")) == [
        ("Progress report", "https://example.org/p"),
        ("Budget", ""),
    ]
    refused = client.post(address, {"papers": "Plan, www.example.org"})
    assert "Line 1: write the whole web address" in refused.context["form"].errors["papers"][0]
    assert Paper.objects.count() == 2


def test_entry_of_a_meeting_knows_its_meeting_and_leads_back_to_it(programme, meeting, client):
    sign_in(client, programme)
    MeetingFactory(programme=programme)
    address = reverse("commissioning:resolution-new", args=["vale"]) + f"?meeting={meeting.pk}"
    form = client.get(address)
    assert form.context["back"] == meeting.get_absolute_url()
    assert f'value="{meeting.pk}" selected' in form.content.decode()
    response = client.post(address, {"meeting": meeting.pk, "words": "To go on."})
    assert response.headers["Location"] == meeting.get_absolute_url()
    assert "To go on." in page(client, meeting)
    removed = client.post(reverse("commissioning:resolution-remove", args=["vale", Resolution.objects.get().pk]))
    assert removed.headers["Location"] == meeting.get_absolute_url()


@pytest.mark.parametrize("asked_for", ["", "?meeting=", "?meeting=x", "?meeting=999999", "?meeting=" + "9" * 40])
def test_address_that_names_no_meeting_leaves_the_choice_open(programme, meeting, client, asked_for):
    sign_in(client, programme)
    response = client.get(reverse("commissioning:action-new", args=["vale"]) + asked_for)
    assert response.status_code == 200
    assert response.context["back"] == reverse(LIST, args=["vale"])


def test_meeting_of_another_programme_cannot_be_given_an_entry(programme, meeting, client):
    sign_in(client, programme)
    foreign = MeetingFactory()
    address = reverse("commissioning:resolution-new", args=["vale"]) + f"?meeting={foreign.pk}"
    assert client.get(address).context["back"] == reverse(LIST, args=["vale"])
    response = client.post(address, {"meeting": foreign.pk, "words": "Ours."})
    assert "choose from what the page offers" in response.context["form"].errors["meeting"][0]
    assert not Resolution.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({}, "owner", "Say whose it is."),
        ({"owner_words": "The council", "due_on": "2024-09-19"}, "due_on", "before the meeting"),
        ({"owner_words": "The council", "due_on": "soon"}, "due_on", "write a real date"),
        ({"owner_words": "The council", "owner": "me"}, "owner_words", "It belongs to one"),
    ],
)
def test_action_filled_in_wrongly_says_so_at_the_field(programme, meeting, client, changed, field, message):
    user = sign_in(client, programme)
    given = {"meeting": meeting.pk, "words": "Find a room", "due_on": "2024-11-01"} | changed
    given = {name: user.pk if value == "me" else value for name, value in given.items()}
    response = client.post(reverse("commissioning:action-new", args=["vale"]), given)
    assert message in " ".join(response.context["form"].errors[field])
    assert not Action.objects.exists()


@time_machine.travel(TODAY)
def test_action_is_closed_with_its_day_and_note_and_can_be_reopened(programme, meeting, client):
    user = sign_in(client, programme)
    action = ActionFactory(meeting=meeting)
    close = reverse("commissioning:action-close", args=["vale", action.pk])
    assert client.get(close).context["form"]["done_on"].value() == date(2024, 11, 10)
    response = client.post(close, {"done_on": "2024-10-31", "done_note": "Room found."})
    assert response.headers["Location"] == meeting.get_absolute_url()
    assert "Room found." in page(client, meeting)
    client.post(reverse("commissioning:action-reopen", args=["vale", action.pk]))
    action.refresh_from_db()
    assert (action.done_on, action.done_note) == (None, "")
    told = changes_of(action, programme, user)
    assert [change.reason for change in told] == ["Reopened", "Done", ""]
    assert "Room found." in [field.before for field in told[0].fields]
    assert {change.who for change in told[:2]} == {"Ada Moss"}


@pytest.mark.parametrize(
    ("day", "message"),
    [("2024-11-11", "this day is ahead"), ("2024-09-19", "was on 20 September 2024"), ("", "fill this in")],
)
@time_machine.travel(TODAY)
def test_action_cannot_be_done_on_a_day_that_cannot_be(programme, meeting, client, day, message):
    sign_in(client, programme)
    action = ActionFactory(meeting=meeting)
    response = client.post(reverse("commissioning:action-close", args=["vale", action.pk]), {"done_on": day})
    assert message in response.context["form"].errors["done_on"][0]
    action.refresh_from_db()
    assert action.done_on is None


@time_machine.travel(TODAY)
def test_closing_or_reopening_twice_is_the_same_as_once(programme, meeting, client):
    user = sign_in(client, programme)
    action = ActionFactory(meeting=meeting)
    close = {"programme": programme, "action": action, "done_on": date(2024, 10, 31), "note": "Found.", "by": user}
    close_action(**close)
    close_action(**close)
    assert action.history.count() == 2
    with pytest.raises(ActionRefused, match="closed already, on 31 October 2024"):
        close_action(**close | {"note": "Otherwise."})
    for _ in range(2):
        reopen_action(programme=programme, action=action, by=user)
    assert action.history.count() == 3


@time_machine.travel(TODAY)
def test_fieldworker_closes_their_own_action_and_nobody_elses(programme, meeting, client):
    user = sign_in(client, programme, Role.FIELDWORKER)
    own, other = ActionFactory(meeting=meeting, owner=user), ActionFactory(meeting=meeting)
    close = reverse("commissioning:action-close", args=["vale", own.pk])
    assert close in page(client, meeting)
    assert client.post(close, {"done_on": "2024-11-01"}).status_code == 302
    refused = reverse("commissioning:action-close", args=["vale", other.pk])
    assert refused not in page(client, meeting)
    assert client.post(refused, {"done_on": "2024-11-01"}).status_code == 403


def test_steering_group_records_who_came_and_then_reads_only_where_from(programme, meeting, client):
    sign_in(client, programme, Role.STEERING)
    response = add_people(
        client, meeting, present="Ann Lee, Quay Street\nBo Ek, Council\nDi Fox, Council", absent="Cy Day"
    )
    assert response.status_code == 302
    shown = page(client, meeting)
    assert [name for name in ("Ann Lee", "Bo Ek", "Di Fox", "Cy Day") if name in shown] == []
    assert "3 came, 1 sent apologies" in shown
    organisations = client.get(meeting.get_absolute_url()).context["organisations"]
    assert organisations == [("Council", 2, 0), ("Quay Street", 1, 0), ("", 0, 1)]
    person = Attendance.objects.first()
    assert client.get(reverse("commissioning:attendance-detail", args=["vale", person.pk])).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.STEERING])
def test_everybody_else_reads_the_names_of_those_who_came(programme, meeting, client, role):
    sign_in(client, programme, role)
    AttendanceFactory(meeting=meeting, name="Ann Lee", organisation="Quay Street")
    assert "Ann Lee" in page(client, meeting)


def test_steering_group_gives_actions_to_roles_and_reads_no_names(programme, meeting, client):
    people = [
        MembershipFactory(programme=programme, role=Role.FIELDWORKER, user=UserFactory(name=name)).user
        for name in ("Ann Lee", "Bo Ek")
    ]
    ActionFactory(meeting=meeting, owner=people[0], owner_words="")
    outside = ActionFactory(meeting=meeting, owner_words="Dr Cy Day")
    sign_in(client, programme, Role.STEERING, name="Di Fox")
    form = client.get(reverse("commissioning:action-new", args=["vale"])).content.decode()
    assert "fieldworker 1</option>" in form
    assert "fieldworker 2</option>" in form
    shown = [
        form,
        page(client, meeting),
        page(client, outside),
        client.get(reverse(LIST, args=["vale"])).content.decode(),
    ]
    assert [name for name in ("Ann Lee", "Bo Ek", "Cy Day") if any(name in each for each in shown)] == []
    assert "somebody who does not sign in" in shown[1]


def test_what_the_steering_group_may_not_see_stays_when_it_changes_the_rest(programme, meeting, client):
    action = ActionFactory(meeting=meeting, owner_words="Dr Cy Day")
    sign_in(client, programme, Role.STEERING)
    given = {"meeting": meeting.pk, "words": "Find two rooms", "owner": "", "due_on": "2024-11-05"}
    assert client.post(action.get_absolute_url(), given).status_code == 302
    action.refresh_from_db()
    assert (action.words, action.owner_words) == ("Find two rooms", "Dr Cy Day")


def test_change_by_somebody_else_is_told_to_the_steering_group_by_role(programme, meeting, client):
    sign_in(client, programme, name="Ada Moss")
    action = ActionFactory(meeting=meeting)
    given = {"meeting": meeting.pk, "words": "Mine", "owner_words": "The council", "due_on": "2024-11-05", "seen": 0}
    client.post(action.get_absolute_url(), given | {"seen": ""})
    sign_in(client, programme, Role.STEERING, name="Di Fox")
    stale = client.post(action.get_absolute_url(), given | {"words": "Ours"}).content.decode()
    assert "Coordinator changed this while you had it open" in stale
    assert "Ada Moss" not in stale


@time_machine.travel(TODAY)
def test_changes_of_a_meeting_tell_what_was_added_and_removed(programme, meeting, client):
    sign_in(client, programme, Role.COMMISSIONER)
    add_people(client, meeting, present="Cy Day, Ropewalk residents")
    resolution = ResolutionFactory(meeting=meeting, words="To meet again.")
    client.post(reverse("commissioning:resolution-detail", args=["vale", resolution.pk]), {"words": "To part."})
    client.post(
        reverse("commissioning:resolution-detail", args=["vale", resolution.pk]),
        {"meeting": meeting.pk, "words": "To part."},
    )
    client.post(reverse("commissioning:resolution-remove", args=["vale", resolution.pk]))
    shown = page(client, meeting)
    for words in (
        "Person “Cy Day”: added by Ada Moss",
        "Decision “To part.”: changed by Ada Moss",
        "Decision “To part.”: removed by Ada Moss",
    ):
        assert words in shown
    sign_in(client, programme, Role.STEERING, "Di Fox")
    shown = page(client, meeting)
    assert "Person: added by commissioner" in shown
    assert "Cy Day" not in shown
    assert "Ada Moss" not in shown


@time_machine.travel(TODAY)
def test_action_moved_to_another_meeting_is_told_at_both(programme, meeting, client):
    sign_in(client, programme)
    other = MeetingFactory(programme=programme, title="Partners, October")
    action = ActionFactory(meeting=meeting, words="Find a room")
    address = reverse("commissioning:action-detail", args=["vale", action.pk])
    client.post(address, {"meeting": other.pk, "words": "Find a room", "owner_words": "Ada", "due_on": "2024-11-20"})
    for each in (meeting, other):
        assert "Action “Find a room”: changed by Ada Moss" in page(client, each)


def test_account_that_is_deleted_leaves_its_actions_to_somebody_in_words(programme, meeting, client):
    viewer = sign_in(client, programme)
    owner = MembershipFactory(programme=programme, role=Role.FIELDWORKER).user
    action = ActionFactory(meeting=meeting, owner=owner, owner_words="")
    owner.delete()
    action.refresh_from_db()
    assert (action.owner, action.owner_words) == (None, "somebody whose account was deleted")
    assert changes_of(action, programme, viewer)[0].reason == "The account was deleted"
    assert "somebody whose account was deleted" in page(client, meeting)


@time_machine.travel(TODAY)
def test_list_tells_the_first_decision_of_each_meeting_and_how_many_more(programme, meeting, client):
    sign_in(client, programme)
    for words in ("To go on.", "To meet again.", "To ask the council."):
        ResolutionFactory(meeting=meeting, words=words)
    MeetingFactory(programme=programme)
    shown = client.get(reverse(LIST, args=["vale"])).content.decode()
    assert "To go on." in shown
    assert "And 2 more." in shown
    assert "To meet again." not in shown
    assert "No decision noted" in shown


def test_those_who_came_stand_before_those_who_sent_apologies(programme, meeting, client):
    sign_in(client, programme)
    for name, came in (("Cy Day", True), ("Ann Lee", False), ("Bo Ek", True)):
        AttendanceFactory(meeting=meeting, name=name, came=came)
    attendances = client.get(meeting.get_absolute_url()).context["attendances"]
    assert [person.name for person in attendances] == ["Bo Ek", "Cy Day", "Ann Lee"]


def test_number_of_queries_does_not_depend_on_how_many_meetings_there_are(
    programme, meeting, client, django_assert_max_num_queries
):
    user = sign_in(client, programme)

    def fill(one):
        AttendanceFactory(meeting=one)
        PaperFactory(meeting=one)
        ResolutionFactory(meeting=one)
        ActionFactory(meeting=one, owner=user)

    def look():
        client.get(reverse(LIST, args=["vale"]))
        client.get(meeting.get_absolute_url())

    fill(meeting)
    look()
    with django_assert_max_num_queries(100) as few:
        look()
    for _ in range(5):
        fill(meeting)
        fill(MeetingFactory(programme=programme))
    with django_assert_max_num_queries(len(few)):
        look()


def test_meeting_with_entries_of_its_own_cannot_be_removed_unseen(programme, meeting, client):
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    Resolution.objects.create(meeting=meeting, words="The lease is taken.")
    remove = reverse("commissioning:meeting-remove", args=[programme.slug, meeting.pk])
    assert "The meeting has entries of its own (decisions: 1)." in client.post(remove, follow=True).content.decode()
    Resolution.objects.all().delete()
    client.post(remove)
    assert not Meeting.objects.filter(pk=meeting.pk).exists()


def test_action_that_the_steering_group_gives_to_a_member_leaves_whoever_it_was_before(programme, meeting, client):
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    action = ActionFactory(meeting=meeting, owner=None, owner_words="Jane of the tenants")
    coordinator = MembershipFactory(programme=programme, role=Role.COORDINATOR).user
    address = reverse("commissioning:action-detail", args=[programme.slug, action.pk])
    form = client.get(address).context["form"]
    given = {"meeting": meeting.pk, "words": action.words, "owner": coordinator.pk, "due_on": action.due_on.isoformat()}
    assert client.post(address, given | {"seen": form["seen"].value()}).status_code == 302
    action.refresh_from_db()
    assert (action.owner, action.owner_words) == (coordinator, "")
