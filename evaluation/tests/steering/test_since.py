"""Since when things are told as changed, and that each stands there on exactly the days on which it should."""

from datetime import date, timedelta

import pytest
from django.db import models
from django.http import QueryDict

from commissioning.models import Milestone, Risk, Role, Task
from commissioning.tests.entry_factories import (
    ConditionFactory,
    DecisionFactory,
    KpiFactory,
    MeetingFactory,
    MilestoneFactory,
    RiskFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.kpi_readings import ground_of
from evaluation.models import Comment, EditionStep
from evaluation.steering import (
    comment_news,
    group_news,
    issue_news,
    kpi_news,
    report_news,
    risk_news,
    survey_news,
    work_news,
)
from evaluation.steering.since import WITHOUT_A_MEETING, Since, meetings_held, since_of
from evaluation.tests.factories import surveyed
from evaluation.tests.steering.factories import a_comment, an_edition, noon
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import AgencyReplyFactory, CommunityGroupFactory, CommunityIssueFactory
from surveys.models import Wave

pytestmark = pytest.mark.django_db

DAY = date(2025, 9, 16)
BEFORE, TODAY = DAY - timedelta(days=1), date(2025, 11, 3)
SINCE = Since(DAY)


def words_of(topic):
    return [line.words for line in topic.news]


def recorded(row, on, **values):
    """Write `values` into a row as if it was done on a day."""
    for name, value in values.items():
        setattr(row, name, value)
    row._history_date = noon(on)
    row.save()
    return row


def made_on(row, on):
    """Date the making of a row back, or ahead, to a day."""
    row.history.filter(history_type="+").update(history_date=noon(on))
    return row


def asked(**query):
    found = QueryDict(mutable=True)
    found.update(query)
    return found


@pytest.fixture
def programme():
    return ProgrammeFactory(starts_on=date(2024, 4, 1))


def test_since_is_the_last_steering_meeting_that_was_held_before_today(programme):
    MeetingFactory(programme=programme, kind="contract", held_on=date(2025, 10, 30))
    MeetingFactory(programme=programme, kind="steering", held_on=date(2025, 7, 1))
    last = MeetingFactory(programme=programme, kind="steering", held_on=DAY)
    MeetingFactory(programme=programme, kind="steering", held_on=TODAY)
    MeetingFactory(kind="steering", held_on=date(2025, 10, 1))
    since = since_of(asked(), meetings_held(programme, TODAY), TODAY)
    assert (since.meeting, since.day, since.before) == (last, DAY, BEFORE)


def test_another_meeting_or_a_day_can_be_asked_for(programme):
    earlier = MeetingFactory(programme=programme, kind="steering", held_on=date(2025, 7, 1))
    MeetingFactory(programme=programme, kind="steering", held_on=DAY)
    held = meetings_held(programme, TODAY)
    assert since_of(asked(meeting=str(earlier.pk)), held, TODAY).day == date(2025, 7, 1)
    given = since_of(asked(meeting=str(earlier.pk), since="2025-08-08"), held, TODAY)
    assert (given.day, given.meeting) == (date(2025, 8, 8), None)


@pytest.mark.parametrize("typed", ["2025-02-30", "tomorrow", "2025-11-04", "0001-01-01", "9" * 40])
def test_day_that_is_none_or_ahead_is_said_at_the_field_and_the_last_meeting_is_shown(programme, typed):
    MeetingFactory(programme=programme, kind="steering", held_on=DAY)
    since = since_of(asked(since=typed, meeting="x"), meetings_held(programme, TODAY), TODAY)
    assert since.day == DAY
    assert "real day" in since.fault


def test_without_a_meeting_three_months_are_told(programme):
    since = since_of(asked(), [], TODAY)
    assert (since.day, since.meeting) == (TODAY - WITHOUT_A_MEETING, None)


@pytest.mark.parametrize(("on", "told"), [(BEFORE, False), (DAY, True), (DAY + timedelta(days=1), True)])
def test_each_thing_is_told_from_the_day_of_the_meeting_on(programme, on, told):
    stage = StageFactory(programme=programme)
    task = made_on(TaskFactory(stage=stage), date(2025, 1, 1))
    recorded(task, on, state=Task.State.DONE, done_on=on)
    milestone = made_on(MilestoneFactory(stage=stage), date(2025, 1, 1))
    recorded(milestone, on, met_on=on)
    decision = DecisionFactory(stage=stage, decided_at=noon(on))
    condition = made_on(ConditionFactory(decision=decision), date(2025, 1, 1))
    recorded(condition, on, met_on=on, met_how="Restored.")
    risk = made_on(RiskFactory(programme=programme, title="Old"), date(2025, 1, 1))
    recorded(risk, on, closed_on=on, closed_because="Gone.")
    made_on(RiskFactory(programme=programme, title="New"), on)
    counts = [
        len(work_news.tasks(programme, SINCE).news),
        len(work_news.milestones(programme, SINCE).news),
        len(work_news.decisions(programme, SINCE).news),
        len(risk_news.risks(programme, SINCE).news),
    ]
    assert counts == ([1, 1, 2, 2] if told else [0, 0, 0, 0])


def test_what_happened_before_and_was_written_down_since_is_told(programme):
    stage = StageFactory(programme=programme)
    late = made_on(MilestoneFactory(stage=stage, title="Entered late"), date(2025, 1, 1))
    recorded(late, DAY, met_on=date(2025, 9, 1))
    known = made_on(MilestoneFactory(stage=stage, title="Known then"), date(2025, 1, 1))
    recorded(known, BEFORE, met_on=date(2025, 9, 1))
    recorded(known, TODAY, evidence_note="More")
    assert words_of(work_news.milestones(programme, SINCE)) == ["Met: Entered late"]


def test_milestone_without_a_record_of_its_past_is_told_by_its_day_alone(programme):
    stage = StageFactory(programme=programme)
    MilestoneFactory(stage=stage, title="Early", met_on=BEFORE)
    MilestoneFactory(stage=stage, title="Since", met_on=DAY)
    Milestone.history.all().delete()
    assert words_of(work_news.milestones(programme, SINCE)) == ["Met: Since"]


def test_risk_is_told_once_as_raised_lowered_new_or_closed(programme):
    risks = [
        made_on(RiskFactory(programme=programme, title=title, likelihood=3, impact=3), date(2025, 1, 1))
        for title in ("Up", "Down", "Level")
    ]
    for risk, likelihood in zip(risks, (4, 2, 3), strict=True):
        recorded(risk, DAY, likelihood=likelihood, response="Looked at")
    made_on(RiskFactory(programme=programme, title="Fresh"), DAY)
    Risk.objects.filter(title="Fresh").update(likelihood=5, impact=5)
    assert sorted(words_of(risk_news.risks(programme, SINCE))) == [
        "Lowered from 9 to 6: Down",
        "New, score 25: Fresh",
        "Raised from 9 to 12: Up",
    ]


def test_issues_are_counted_by_the_day_on_which_each_thing_happened(programme):
    place = NeighbourhoodFactory(programme=programme)
    CommunityIssueFactory(neighbourhood=place, raised_on=BEFORE)
    CommunityIssueFactory(neighbourhood=place, raised_on=DAY)
    answered = CommunityIssueFactory(neighbourhood=place, raised_on=date(2025, 8, 1))
    AgencyReplyFactory(issue=answered, replied_on=DAY)
    again = CommunityIssueFactory(neighbourhood=place, raised_on=date(2025, 7, 1))
    AgencyReplyFactory(issue=again, replied_on=BEFORE)
    AgencyReplyFactory(issue=again, replied_on=DAY)
    CommunityIssueFactory(
        neighbourhood=place, raised_on=date(2025, 6, 1), outcome="changed", outcome_on=DAY, outcome_words="Lit."
    )
    CommunityIssueFactory(neighbourhood=place, raised_on=date(2025, 6, 1), outcome="answered", outcome_on=BEFORE)
    topic = issue_news.issues(programme, SINCE, TODAY)
    assert words_of(topic) == ["1 issue raised", "1 issue answered for the first time", "1 issue closed"]
    assert topic.news[-1].detail == "a service changed: 1"


def test_new_groups_are_counted_and_people_who_are_entries_are_not(programme):
    made_on(CommunityGroupFactory(programme=programme, founded_on=date(2019, 1, 1)), DAY)
    made_on(CommunityGroupFactory(programme=programme, founded_on=DAY), DAY)
    made_on(CommunityGroupFactory(programme=programme, kind="individual", name="Ada"), DAY)
    made_on(CommunityGroupFactory(programme=programme), BEFORE)
    topic = group_news.groups(programme, SINCE)
    assert words_of(topic) == ["2 groups came into the register", "1 group began to exist"]


def test_comments_are_told_as_new_and_as_settled_by_their_days(programme):
    reader = MembershipFactory(programme=programme, role=Role.STEERING).user
    settled = a_comment(programme, reader, "Old and settled", on=date(2025, 8, 1))
    Comment.objects.filter(pk=settled.pk).update(settled_at=noon(DAY), settled_how="Done.")
    a_comment(programme, reader, "Before", on=BEFORE)
    a_comment(programme, reader, "Since", on=DAY)
    assert sorted(words_of(comment_news.comments(programme, reader, SINCE))) == [
        "New: Since",
        "Settled: Old and settled",
    ]


def test_reports_tell_steps_of_editions_that_the_reader_may_see(programme):
    reader = MembershipFactory(programme=programme, role=Role.STEERING).user
    seen, unseen = an_edition(programme), an_edition(programme, "draft", title="Not handed in")
    for edition, kind, on in (
        (seen, "submitted", BEFORE),
        (seen, "accepted", DAY),
        (seen, "started", DAY),
        (unseen, "submitted", DAY),
    ):
        step = EditionStep.objects.create(edition=edition, kind=kind)
        models.QuerySet(EditionStep).filter(pk=step.pk).update(taken_at=noon(on))
    assert words_of(report_news.reports(programme, reader, SINCE)) == ["Accepted: Programme summary, version 1"]
    assert [edition.pk for edition in report_news.to_read(programme, reader)] == [seen.pk]


def test_reports_to_read_are_the_latest_versions_alone(programme):
    reader = MembershipFactory(programme=programme, role=Role.STEERING).user
    first = an_edition(programme)
    second = an_edition(programme, number=2, report=first.report)
    assert [edition.pk for edition in report_news.to_read(programme, reader)] == [second.pk]


def test_survey_is_told_from_the_day_its_wave_was_locked():
    programme, (first, second) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    Wave.objects.filter(pk=first.pk).update(locked_at=noon(BEFORE))
    Wave.objects.filter(pk=second.pk).update(locked_at=noon(DAY))
    assert words_of(survey_news.surveys(programme, SINCE)) == [f"Locked: {second}"]


def test_headline_verdict_is_told_with_what_it_was_and_only_where_it_changed(page_of):
    programme, (first, second) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    Wave.objects.filter(pk=first.pk).update(locked_at=noon(date(2024, 9, 1)))
    Wave.objects.filter(pk=second.pk).update(locked_at=noon(DAY))
    told = page_of(programme, since="2025-09-16")
    assert words_of(told) == ["Goal 1, whole programme: clear rise; before, the baseline"]
    assert told.news[0].url.endswith(f"/indicators/A1/?area={programme.slug}")
    assert page_of(programme, since="2025-09-17").news == ()


def test_kpi_is_told_where_its_status_is_another_one_than_before():
    programme, (first, second) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    Wave.objects.filter(pk=first.pk).update(locked_at=noon(date(2024, 9, 1)))
    Wave.objects.filter(pk=second.pk).update(locked_at=noon(DAY))
    stage = StageFactory(programme=programme, begins_on=programme.starts_on, first_month=1, last_month=24)
    made_on(KpiFactory(stage=stage, title="More active"), date(2025, 1, 1))
    made_on(KpiFactory(stage=stage, title="Just agreed"), DAY)
    made_on(KpiFactory(stage=stage, title="Steady", indicator="C1"), date(2025, 1, 1))
    ground = ground_of(programme)
    told = kpi_news.kpis(programme, SINCE, TODAY, ground)
    assert sorted(words_of(told)) == ["Met, before not measured: More active", "New: Just agreed"]
    later = Since(DAY + timedelta(days=1))
    assert kpi_news.kpis(programme, later, TODAY, ground).news == ()


@pytest.fixture
def page_of():
    """The topic of verdicts, as the page puts it together for a time since."""
    from evaluation.steering.page import steering_page

    def found(programme, **query):
        reader = programme.memberships.first() or MembershipFactory(programme=programme, role=Role.STEERING)
        shown = steering_page(programme, reader.user, asked(**query), TODAY)
        return next(topic for topic in shown["topics"] if topic.title.startswith("Headline"))

    return found
