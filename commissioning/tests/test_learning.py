"""Sessions that pass on knowledge, and advice on clauses: what was reached, what waits, what is refused."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from commissioning.learning import reach_by_stage, reach_of
from commissioning.models import ClauseAdvice, KnowledgeSession, Role
from commissioning.tests.entry_factories import ClauseAdviceFactory, KnowledgeSessionFactory, StageFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
SESSION = {"kind": "briefing", "title": "Why groups matter", "held_on": "2024-09-12", "audience": "GP practices"}


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def coordinator(programme, client):
    member = MembershipFactory(programme=programme, role=Role.COORDINATOR)
    client.force_login(member.user)
    return member.user


def page(client):
    return client.get(reverse("commissioning:learning", args=["vale"])).content.decode()


def test_nobody_counted_is_not_nobody_came(programme):
    sessions = [
        KnowledgeSessionFactory(programme=programme, invited=20, attended=15),
        KnowledgeSessionFactory(programme=programme, invited=10, attended=0),
        KnowledgeSessionFactory(programme=programme, invited=30, attended=None),
        KnowledgeSessionFactory(programme=programme, invited=None, attended=8),
    ]
    reach = reach_of("All", sessions)
    assert (reach.held, reach.counted, reach.uncounted, reach.attended) == (4, 3, 1, 23)
    assert (reach.came, reach.invited, reach.share) == (15, 30, 50)
    assert reach_of("None", []).share is None


def test_people_are_counted_in_the_stage_in_which_the_session_was_held(programme):
    for number in (1, 2):
        StageFactory(programme=programme, number=number)
    held = [
        KnowledgeSessionFactory(programme=programme, held_on=date(2024, 9, 30), attended=5),
        KnowledgeSessionFactory(programme=programme, held_on=date(2024, 10, 1), attended=7),
        KnowledgeSessionFactory(programme=programme, held_on=date(2024, 3, 1), attended=9),
    ]
    found = {reach.label: reach.attended for reach in reach_by_stage(programme, held)}
    assert found == {
        "Stage 1: Facts and baselines": 5,
        "Stage 2: Facts and baselines": 7,
        "Outside the stages": 9,
    }


def test_stage_that_really_ran_counts_before_the_months_it_was_planned_in(programme):
    """Stage 1 was decided late: a session in month 7 was still held in it."""
    StageFactory(programme=programme, number=1, begins_on=date(2024, 4, 1), ends_on=date(2024, 11, 10))
    StageFactory(programme=programme, number=2)
    held = [KnowledgeSessionFactory(programme=programme, held_on=date(2024, 11, 1), attended=6)]
    assert [reach.attended for reach in reach_by_stage(programme, held)] == [6, 0]


@time_machine.travel("2024-12-01")
def test_page_tells_who_was_asked_what_changed_and_who_is_still_to_be_asked(programme, coordinator, client):
    KnowledgeSessionFactory(
        programme=programme,
        title="Asked",
        held_on=date(2024, 9, 1),
        changed="We hold our team meeting at the hall.",
        changed_on=date(2024, 10, 20),
    )
    KnowledgeSessionFactory(programme=programme, title="Not asked", held_on=date(2024, 10, 19))
    KnowledgeSessionFactory(programme=programme, title="Too soon", held_on=date(2024, 10, 20))
    KnowledgeSessionFactory(programme=programme, title="Nobody came", held_on=date(2024, 9, 2), attended=0)
    KnowledgeSessionFactory(programme=programme, title="Still ahead", held_on=date(2024, 12, 2))
    shown = client.get(reverse("commissioning:learning", args=["vale"])).context
    assert [session.title for session in shown["waiting"]] == ["Not asked"]
    assert [session.title for session in shown["planned"]] == ["Still ahead"]
    assert "1 of 4 so far" in page(client)
    assert "We hold our team meeting at the hall." in page(client)
    assert "Nobody to ask" in page(client)


def test_outcomes_of_advice_are_counted_and_told_in_words(programme, coordinator, client):
    ClauseAdviceFactory(programme=programme)
    for outcome in ("adopted", "adopted", "declined"):
        ClauseAdviceFactory(
            programme=programme, outcome=outcome, outcome_on=date(2024, 12, 1), outcome_note=f"Said: {outcome}"
        )
    shown = page(client)
    assert "No answer yet: 1 · Adopted: 2 · Adopted in part: 0 · Declined: 1" in shown
    assert "Said: declined" in shown


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"held_on": "2030-01-01", "attended": "4"}, "attended", "The session is still ahead"),
        ({"changed": "Much."}, "changed_on", "Write what was done differently and the day"),
        ({"changed": "Much.", "changed_on": "2024-09-01"}, "changed_on", "before the session was held"),
        ({"changed": "Much.", "changed_on": "2030-09-01"}, "changed_on", "this day is ahead"),
        ({"hours": "0"}, "hours", "more than 0 hours"),
        ({"hours": "two"}, "hours", "write a number in figures"),
        ({"attended": "many"}, "attended", "whole number"),
        ({"kind": ""}, "kind", "choose one"),
    ],
)
@time_machine.travel("2025-01-15")
def test_session_filled_in_wrongly_says_so_at_the_field(programme, coordinator, client, changed, field, message):
    response = client.post(reverse("commissioning:session-new", args=["vale"]), SESSION | changed)
    assert message in " ".join(response.context["form"].errors[field])
    assert "Why groups matter" in response.content.decode()
    assert not KnowledgeSession.objects.exists()


@time_machine.travel("2025-01-15")
def test_session_is_followed_up_with_what_was_done_differently(programme, coordinator, client):
    session = KnowledgeSessionFactory(programme=programme)
    client.post(
        session.get_absolute_url(),
        SESSION | {"attended": "0", "changed": "Nothing yet.", "changed_on": "2024-11-01"},
    )
    session.refresh_from_db()
    assert (session.attended, session.changed, session.changed_on) == (0, "Nothing yet.", date(2024, 11, 1))
    assert session.history.latest().history_user == coordinator


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"outcome": "adopted"}, "An answer has the day it came"),
        ({"outcome": "adopted", "outcome_on": "2024-10-01"}, "cannot come before the advice"),
        ({"outcome": "adopted", "outcome_on": "2030-10-01"}, "this day is ahead"),
        ({"outcome": "waiting", "outcome_on": "2024-11-01"}, "without an answer there is none"),
    ],
)
@time_machine.travel("2025-01-15")
def test_advice_filled_in_wrongly_says_so_at_the_day(programme, coordinator, client, changed, message):
    advice = {"contract": "Cleaning", "holder": "Hospital", "advice": "Hire nearby.", "given_on": "2024-10-03"}
    response = client.post(reverse("commissioning:clause-new", args=["vale"]), advice | changed)
    assert message in " ".join(response.context["form"].errors["outcome_on"])
    assert not ClauseAdvice.objects.exists()


@pytest.mark.parametrize(
    ("factory", "fields"),
    [
        (KnowledgeSessionFactory, {"changed": "x", "changed_on": date(2024, 9, 11)}),
        (KnowledgeSessionFactory, {"changed": "x"}),
        (KnowledgeSessionFactory, {"hours": 0}),
        (ClauseAdviceFactory, {"outcome": "adopted", "outcome_on": date(2024, 10, 2)}),
        (ClauseAdviceFactory, {"outcome": "adopted"}),
    ],
)
def test_database_refuses_what_cannot_be(factory, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**fields)


def test_empty_page_says_what_to_do_first(programme, coordinator, client):
    assert "Plan the first" in page(client)
    assert "No advice is logged yet" in page(client)


def test_number_of_queries_does_not_depend_on_how_much_there_is(
    programme, coordinator, client, django_assert_max_num_queries
):
    StageFactory(programme=programme)
    KnowledgeSessionFactory(programme=programme)
    ClauseAdviceFactory(programme=programme)
    page(client)
    with django_assert_max_num_queries(100) as few:
        page(client)
    for _ in range(6):
        KnowledgeSessionFactory(programme=programme)
        ClauseAdviceFactory(programme=programme)
    with django_assert_max_num_queries(len(few)):
        page(client)
