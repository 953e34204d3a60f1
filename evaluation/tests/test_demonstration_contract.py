"""The demonstration's contract: all that is promised of it stands, whatever the day on which it is made.

It is made without surveys here; what the contract reads from them is tested in test_demonstration.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from commissioning.models import (
    Action,
    Attendance,
    BudgetLine,
    ClauseAdvice,
    Contribution,
    Decision,
    KnowledgeSession,
    Milestone,
    Payment,
    Risk,
    Role,
    Waiver,
)
from commissioning.reminders import waiting_in
from evaluation.demonstration import building
from evaluation.demonstration.people import PASSWORD
from evaluation.gate_evidence import evidence_of
from evaluation.tests.gates.making import open_lines
from neighbourhoods.models import CommunityGroup, CommunityIssue, Deployment, FieldworkEntry, GroupProfile


def stage(programme, number):
    return programme.stages.select_related("programme").get(number=number)


def lines_of(evidence):
    return [line for section in evidence["sections"] for line in section["lines"]]


def test_demonstration_stands_in_month_forty_with_two_stages_decided(any_day):
    first, second, third, fourth = any_day.contract_stages()
    assert any_day.month_now == 40
    assert [each.decided.outcome for each in (first, second)] == [
        Decision.Outcome.CONTINUE,
        Decision.Outcome.CONDITIONS,
    ]
    assert any_day.stage_now == third
    assert (third.decided, fourth.begins_on) == (None, None)
    assert 28 <= (third.planned_end - timezone.localdate()).days <= 92
    assert first.decided.decided_by == second.decided.decided_by
    assert first.ends_on + timedelta(days=1) == second.begins_on
    assert second.ends_on + timedelta(days=1) == third.begins_on
    assert first.decided.is_intact
    assert second.decided.is_intact


def test_conditions_of_the_second_gate_are_one_met_and_one_late(any_day):
    conditions = stage(any_day, 2).decision.conditions.all()
    assert [(condition.met_on is not None, condition.is_late) for condition in conditions] == [
        (True, False),
        (False, True),
    ]


def test_cohorts_stand_in_maintenance_in_intensive_support_and_before_support(any_day):
    today = timezone.localdate()
    working = Deployment.objects.of(any_day).filter(starts_on__lte=today, ends_on__gte=today)
    kinds = {
        number: Counter(working.filter(neighbourhood__cohort__number=number).values_list("kind", flat=True))
        for number in (1, 2, 3)
    }
    assert kinds[1].keys() == {"maintenance", "intensive"}
    assert kinds[1]["intensive"] == 1  # Dockray, which lost its hub
    assert kinds[2].keys() == {"intensive"}
    assert not kinds[3]
    assert any_day.cohorts.get(number=3).starts_in_month > 40


def test_some_milestones_are_late_and_one_of_them_is_explained(any_day):
    late = [
        milestone for milestone in Milestone.objects.of(any_day).select_related("stage__programme") if milestone.is_late
    ]
    assert [bool(milestone.explanation) for milestone in late] == [True, False]
    assert all(milestone.stage.number == 3 for milestone in late)


def test_gate_ahead_waits_for_something_and_has_something_explained(any_day):
    evidence = evidence_of(stage(any_day, 3))
    assert open_lines(evidence)
    assert evidence["counts"]["explained"] >= 5
    assert {line["section"] for line in open_lines(evidence)} >= {"Conditions of earlier gates", "Tasks", "Report"}


def test_budget_pools_cash_help_in_kind_and_secondments(any_day):
    given = Contribution.objects.of(any_day)
    assert set(given.values_list("kind", flat=True)) == set(Contribution.Kind)
    assert given.filter(received=None).exists()
    assert all(row.valuation for row in given.exclude(kind=Contribution.Kind.CASH))
    assert set(BudgetLine.objects.of(any_day).values_list("stage__number", flat=True)) == {1, 2, 3, 4}
    assert max(Payment.objects.of(any_day).values_list("paid_on", flat=True)) < timezone.localdate()


def test_team_has_fifteen_posts_and_somebody_in_each(any_day):
    today = timezone.localdate()
    posts = any_day.posts.all()
    assert len(posts) == 15
    for post in posts:
        holders = [
            a for a in post.appointments.all() if a.starts_on <= today and (a.ends_on is None or a.ends_on >= today)
        ]
        assert len(holders) == 1


def test_register_of_risks_has_one_overdue_one_closed_and_scores_that_changed(any_day):
    risks = list(Risk.objects.of(any_day))
    assert len(risks) == 10
    assert sum(risk.is_late for risk in risks) == 1
    assert sum(risk.closed_on is not None for risk in risks) == 1
    assert sum(risk.owner is None for risk in risks) == 1
    changed = [risk for risk in risks if len({(r.likelihood, r.impact) for r in risk.history.all()}) > 1]
    assert len(changed) >= 8


def test_meetings_are_held_with_their_kinds_and_one_is_ahead(any_day):
    meetings = list(any_day.meetings.all())
    kinds = Counter(meeting.kind for meeting in meetings if not meeting.is_ahead)
    assert kinds == {"steering": 13, "contract": 7, "partners": 3}
    assert [meeting.kind for meeting in meetings if meeting.is_ahead] == ["steering"]
    assert {meeting.held_on.weekday() for meeting in meetings} <= {0, 1, 2, 3, 4}
    steering = sorted(any_day.month_on(meeting.held_on) for meeting in meetings if meeting.kind == "steering")
    assert {later - earlier for earlier, later in zip(steering, steering[1:], strict=False)} == {3}


def test_recent_meetings_have_people_papers_decisions_and_actions(any_day):
    for meeting in any_day.meetings.filter(held_on__gte=any_day.month_start(35), held_on__lt=timezone.localdate()):
        assert meeting.attendances.filter(came=True).exists()
        assert meeting.papers.exists()
        assert meeting.resolutions.exists()
        assert meeting.actions.exists()
    assert Attendance.objects.of(any_day).filter(came=False).exists()


def test_actions_are_done_late_open_and_of_somebody_without_an_account(any_day):
    actions = list(Action.objects.of(any_day))
    waiting = [action for action in actions if action.done_on is None]
    assert sum(action.is_late for action in waiting) == 2
    assert sum(action.owner is None for action in waiting) == 2
    assert all(action.done_note for action in actions if action.done_on)
    assert any(action.done_on and action.done_on > action.due_on for action in actions)
    assert all(action.due_on >= action.meeting.held_on for action in actions)
    assert all(action.done_on <= timezone.localdate() for action in actions if action.done_on)


def test_sessions_are_counted_not_counted_empty_waiting_and_planned(any_day):
    sessions = list(KnowledgeSession.objects.of(any_day))
    held = [session for session in sessions if not session.is_ahead]
    assert len(sessions) - len(held) == 2
    assert sum(session.attended is None for session in held) == 2
    assert sum(session.attended == 0 for session in held) == 1
    assert sum(session.waits_for_follow_up for session in held) == 1
    assert all(session.changed_on <= timezone.localdate() for session in held if session.changed)
    assert all(session.attended is None for session in sessions if session.is_ahead)
    assert {session.held_on.weekday() for session in sessions} <= {0, 1, 2, 3, 4}


def test_advice_on_clauses_has_each_outcome(any_day):
    assert set(ClauseAdvice.objects.of(any_day).values_list("outcome", flat=True)) == set(ClauseAdvice.Outcome)


def test_something_waits_for_each_role_but_not_everything_is_late(any_day):
    today = timezone.localdate()
    roles = dict(any_day.memberships.values_list("user", "role"))
    waiting = {roles[user]: dues for user, dues in waiting_in(any_day, today, days=92).items()}
    assert waiting.keys() == set(Role)
    assert all(any(due.on >= today for due in dues) for dues in waiting.values())


def test_line_waived_at_the_second_gate_has_its_reason_and_day(any_day):
    waiver = Waiver.objects.of(any_day).get()
    assert "through no fault of the contractor" in waiver.reason
    assert timezone.localdate(waiver.waived_at) == timezone.localdate(stage(any_day, 2).decision.decided_at)


# Who changed what and when


def every_history():
    return [model for model in apps.get_models() if hasattr(model, "history") and not hasattr(model, "m2m_history_id")]


def test_record_of_changes_tells_of_the_days_and_never_of_days_ahead(any_day):
    now = timezone.now()
    for model in every_history():
        assert not model.history.filter(history_date__gt=now).exists(), model
    for model in (Risk, Action, KnowledgeSession, Payment, Milestone, Decision):
        days = Counter(model.history.values_list("history_date__date", flat=True))
        assert min(days) < now.date() - timedelta(days=365)
        assert days[now.date()] <= 5, model  # what was paid last month, where this one has only begun
        assert not model.history.filter(history_user=None).exists()


def test_changes_of_one_entry_follow_each_other(any_day):
    for model in every_history():
        last = {}
        for record in model.history.order_by("history_id"):
            assert last.get(record.id, record.history_date) <= record.history_date, record
            last[record.id] = record.history_date


@pytest.mark.parametrize("made", [date(2028, 2, 29)], indirect=True, ids=str)
def test_made_anew_it_is_the_same_and_leaves_nothing_behind(any_day):
    before = contents()
    with_keys = {model: set(model.objects.values_list("pk", flat=True)) for model in (Risk, Action)}
    programme = building.make_demonstration(today=timezone.localdate(), password=PASSWORD, fresh=True).programme
    assert programme.pk != any_day.pk
    assert contents() == before
    assert all(not set(model.objects.values_list("pk", flat=True)) & old for model, old in with_keys.items())


def told(model, *names):
    """What the rows of a model say, in an order that the database has no part in."""
    return sorted(map(str, model.objects.values_list(*names)))


def contents():
    """How many rows there are of each model, records of changes among them, and the words of some."""
    rows = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    words = [
        list(Risk.objects.values_list("title", "likelihood", "impact", "review_on", "closed_on")),
        list(Action.objects.values_list("words", "due_on", "done_on", "owner", "owner_words")),
        list(KnowledgeSession.objects.values_list("title", "held_on", "attended", "changed_on")),
        list(Milestone.objects.values_list("title", "met_on", "explanation")),
        told(CommunityGroup, "name", "kind", "sector", "founded_on", "is_listed", "places__since"),
        told(GroupProfile, "group__name", "as_of", "state", "members", "income", "merged_into__name"),
        told(CommunityIssue, "title", "raised_on", "outcome", "replies__replied_on"),
        told(FieldworkEntry, "done_on", "kinds", "hours", "groups__name"),
        list(Risk.history.order_by("history_id").values_list("title", "history_date", "history_type", "history_user")),
    ]
    return rows, words
