"""The anchors discussion: its agenda, what a meeting said, and how that moved."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from commissioning.models import Action, Role
from commissioning.tests.entry_factories import ActionFactory, MeetingFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods import anchors
from neighbourhoods.actions.learning import positions_of
from neighbourhoods.models import AnchorsDiscussion, AnchorsPosition
from neighbourhoods.tests.register_factories import AnchorsDiscussionFactory


@pytest.fixture
def programme(db):
    with time_machine.travel("2025-01-15"):
        yield ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def meeting(programme):
    return MeetingFactory(programme=programme, title="Health board", held_on=date(2025, 1, 10))


def sign_in(client, programme, role=Role.STEERING, name="Bo Ek"):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory(name=name)).user
    client.force_login(user)
    return user


def address(verb, *rest):
    return reverse(f"neighbourhoods:{verb}", args=["vale", *rest])


def filled(meeting, **changed):
    return {"meeting": meeting.pk, "standing_1": "0", "words_1": "Few know.", "standing_4": "3"} | changed


def discussed(meeting, **standings):
    discussion = AnchorsDiscussionFactory(meeting=meeting)
    for name, standing in standings.items():
        AnchorsPosition.objects.create(discussion=discussion, question=int(name[1:]), standing=standing)
    return discussion


def test_agenda_takes_twenty_minutes_without_a_gap():
    slots = list(anchors.timetable())
    assert anchors.minutes() == 20
    assert [begins for begins, _, _ in slots][1:] == [ends for _, ends, _ in slots][:-1]
    assert [item.question.number for _, _, item in slots if item.question] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (1, 2, "up 1 step"),
        (0, 4, "up 4 steps"),
        (3, 1, "down 2 steps"),
        (0, 0, "no change"),
        (None, 0, "not discussed last time"),
        (2, None, "not discussed this time"),
        (None, None, "discussed neither time"),
    ],
)
def test_change_of_a_position_in_words(then, now, words):
    assert anchors.moved(then, now) == words


@given(st.none() | st.integers(0, 4), st.none() | st.integers(0, 4))
def test_no_change_is_said_only_where_both_times_it_was_discussed(then, now):
    assert (anchors.moved(then, now) == "no change") == (then is not None and then == now)


def test_steering_group_writes_up_a_meeting(programme, meeting, client):
    sign_in(client, programme)
    response = client.post(address("discussion-new"), filled(meeting, summary="A start."))
    discussion = AnchorsDiscussion.objects.get()
    assert response.headers["Location"] == discussion.get_absolute_url()
    assert positions_of(discussion) == {1: (0, "Few know."), 4: (3, "")}  # 0 is a position, the others are not


def test_form_sent_twice_writes_up_once(programme, meeting, client):
    sign_in(client, programme)
    key = client.get(address("discussion-new")).context["form"]["key"].value()
    for _ in range(2):
        assert client.post(address("discussion-new"), filled(meeting, key=key)).status_code == 302
    assert AnchorsDiscussion.objects.count() == 1
    assert AnchorsPosition.history.count() == 2


def test_form_filled_in_anew_after_going_back_does_not_lose_what_stood(programme, meeting, client):
    sign_in(client, programme)
    key = client.get(address("discussion-new")).context["form"]["key"].value()
    client.post(address("discussion-new"), filled(meeting, key=key))
    response = client.post(address("discussion-new"), filled(meeting, key=key, standing_1="4"))
    assert "This form was saved before" in response.content.decode()
    assert positions_of(AnchorsDiscussion.objects.get())[1] == (0, "Few know.")


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"standing_1": "", "words_1": "", "standing_4": ""}, "standing_1", "at least one of the five"),
        ({"standing_1": "5"}, "standing_1", "Question 1: choose from what the page offers"),
        ({"words_1": "x" * 4001}, "words_1", "at most 4,000 characters"),
    ],
)
def test_discussion_filled_in_wrongly_says_so_at_the_field(programme, meeting, client, changed, field, message):
    sign_in(client, programme)
    response = client.post(address("discussion-new"), filled(meeting, **changed))
    assert message in " ".join(response.context["form"].errors[field])
    assert not AnchorsDiscussion.objects.exists()


def test_discussion_without_a_meeting_is_refused(programme, client):
    sign_in(client, programme)
    response = client.post(address("discussion-new"), {"standing_1": "1"})
    assert "choose one" in " ".join(response.context["form"].errors["meeting"])


def test_meetings_offered_were_held_and_are_not_written_up(programme, meeting, client):
    MeetingFactory(programme=programme, title="Ahead", held_on=date(2025, 2, 1))
    AnchorsDiscussionFactory(meeting=MeetingFactory(programme=programme, title="Done"))
    MeetingFactory(title="Of another programme")
    sign_in(client, programme)
    form = client.get(address("discussion-new")).context["form"]
    assert list(form.fields["meeting"].queryset) == [meeting]


def test_edit_changes_adds_and_takes_away_positions(programme, meeting, client):
    user = sign_in(client, programme)
    discussion = discussed(meeting, q1=0, q2=2)
    client.post(address("discussion-edit", discussion.pk), filled(meeting, standing_1="1", words_1=""))
    assert positions_of(discussion) == {1: (1, ""), 4: (3, "")}
    assert AnchorsPosition.history.filter(history_user=user).count() == 3


def test_positions_of_somebody_else_are_not_overwritten_unseen(programme, meeting, client):
    discussion = discussed(meeting, q1=0)
    sign_in(client, programme, Role.COORDINATOR, "Ada Moss")
    edit = address("discussion-edit", discussion.pk)
    seen = client.get(edit).context["form"]["seen"].value()
    client.post(edit, filled(meeting, standing_1="2", seen=seen))
    response = client.post(edit, filled(meeting, standing_1="4", seen=seen))
    assert "Ada Moss changed this while you had it open" in response.content.decode()
    assert positions_of(discussion)[1][0] == 2


def test_page_compares_with_the_time_before(programme, meeting, client):
    discussed(MeetingFactory(programme=programme, held_on=date(2024, 4, 10)), q1=4, q2=4)
    before = discussed(MeetingFactory(programme=programme, held_on=date(2024, 9, 10)), q1=1, q3=2, q4=2)
    now = discussed(meeting, q1=3, q2=0, q4=2)
    discussed(MeetingFactory(held_on=date(2025, 1, 9)), q1=0)  # of another programme
    sign_in(client, programme)
    shown = client.get(now.get_absolute_url()).context
    assert shown["before"] == before
    assert [each.words for each in shown["comparisons"]] == [
        "up 2 steps",
        "not discussed last time",
        "not discussed this time",
        "no change",
        "discussed neither time",
    ]


def test_first_discussion_is_compared_with_nothing(programme, meeting, client):
    sign_in(client, programme)
    shown = client.get(discussed(meeting, q1=1).get_absolute_url()).context
    assert shown["before"] is None
    assert {each.words for each in shown["comparisons"]} == {""}


def test_actions_are_the_meetings_own(programme, meeting, client):
    action = ActionFactory(meeting=meeting)
    ActionFactory(meeting=MeetingFactory(programme=programme))
    sign_in(client, programme)
    response = client.get(discussed(meeting, q1=1).get_absolute_url())
    assert list(response.context["actions"]) == [action]
    assert f"{reverse('commissioning:action-new', args=['vale'])}?meeting={meeting.pk}" in response.content.decode()


def test_meetings_page_leads_to_its_discussion_or_to_the_form_for_one(programme, meeting, client):
    sign_in(client, programme)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert f'href="{address("discussion-new")}?meeting={meeting.pk}"' in page
    discussion = discussed(meeting, q1=1)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert address("discussion-new") not in page
    assert f'href="{discussion.get_absolute_url()}"' in page


def test_meeting_that_is_written_up_is_not_removed(programme, meeting, client):
    sign_in(client, programme, Role.COORDINATOR)
    discussed(meeting, q1=1)
    client.post(reverse("commissioning:meeting-remove", args=["vale", meeting.pk]))
    meeting.refresh_from_db()
    assert not Action.objects.exists()


@pytest.mark.parametrize("role", [Role.FIELDWORKER, Role.EVALUATOR])
def test_others_read_and_do_not_write(programme, meeting, client, role):
    sign_in(client, programme, role)
    discussion = discussed(meeting, q1=1)
    assert client.get(discussion.get_absolute_url()).context["may_record"] is False
    assert client.get(address("discussion-new")).status_code == 403
    assert client.post(address("discussion-edit", discussion.pk), filled(meeting)).status_code == 403


def test_number_of_queries_does_not_depend_on_how_often_it_was_held(
    programme, meeting, client, django_assert_max_num_queries
):
    sign_in(client, programme)
    discussed(meeting, q1=1)
    client.get(address("discussion-list"))
    with django_assert_max_num_queries(60) as few:
        client.get(address("discussion-list"))
    for _ in range(5):
        discussed(MeetingFactory(programme=programme), q1=2, q5=0)
    with django_assert_max_num_queries(len(few)):
        client.get(address("discussion-list"))
