"""Tasks done and milestones met, one by one and several together, each change with its line in the history."""

from datetime import date

import pytest
import time_machine

from accounts.tests.factories import UserFactory
from commissioning.actions.work import TaskChange, WorkRefused, change_tasks, finish_task, meet_milestone
from commissioning.models import Task
from commissioning.stage_work import late_in, work_of
from commissioning.tests.entry_factories import MilestoneFactory, StageFactory, TaskFactory
from commissioning.tests.factories import ProgrammeFactory

TODAY, DAY = date(2024, 9, 10), date(2024, 8, 30)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
State = Task.State


@pytest.fixture
def now():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def stage():
    return StageFactory(programme=ProgrammeFactory(starts_on=date(2024, 4, 15)), begins_on=date(2024, 4, 15))


def finish(thing, on, by):
    if isinstance(thing, Task):
        return finish_task(task=thing, on=on, by=by)
    return meet_milestone(milestone=thing, on=on, by=by)


@pytest.mark.parametrize("make", [TaskFactory, MilestoneFactory])
def test_finished_work_keeps_its_day_and_who_said_so(stage, by, make):
    thing = finish(make(stage=stage, due_month=4), DAY, by)
    assert (thing.is_settled, thing.settled_on, thing.days_late) == (True, DAY, 30)
    assert thing.history.first().history_user == by


@pytest.mark.parametrize("make", [TaskFactory, MilestoneFactory])
def test_finishing_twice_is_once_and_another_day_is_refused(stage, by, make):
    thing = make(stage=stage)
    finish(thing, DAY, by)
    assert finish(thing, DAY, by).settled_on == DAY
    with pytest.raises(WorkRefused, match="Put that right on its page"):
        finish(thing, TODAY, by)
    assert thing.history.count() == 2


@pytest.mark.parametrize("make", [TaskFactory, MilestoneFactory])
@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2024, 9, 11), "This day is still to come"),
        (date(2024, 4, 14), "before the programme’s first day, 15 April 2024"),
        (date(1, 1, 1), "before the programme’s first day"),
        (date(9999, 12, 31), "This day is still to come"),
    ],
)
def test_work_cannot_be_finished_on_a_day_that_cannot_be(stage, by, make, day, reason):
    thing = make(stage=stage)
    with pytest.raises(WorkRefused, match=reason) as refused:
        finish(thing, day, by)
    assert refused.value.field == ("done_on" if make is TaskFactory else "met_on")
    thing.refresh_from_db()
    assert not thing.is_settled


@pytest.mark.parametrize("day", [date(2024, 4, 15), TODAY])
def test_first_day_of_the_programme_and_today_are_days_on_which_work_can_be_done(stage, by, day):
    assert finish_task(task=TaskFactory(stage=stage), on=day, by=by).done_on == day


def test_work_of_a_later_stage_done_early_counts_and_is_not_late(stage, by):
    later = TaskFactory(stage=StageFactory(programme=stage.programme, number=2), due_month=9)
    done = finish_task(task=later, on=DAY, by=by)
    assert (done.is_settled, done.days_late) == (True, 0)


def test_task_that_was_not_to_be_done_can_be_done_after_all(stage, by):
    task = TaskFactory(stage=stage, state=State.DROPPED, explanation="No rooms.")
    done = finish_task(task=task, on=DAY, by=by)
    assert (done.state, done.explanation) == (State.DONE, "No rooms.")


def test_several_tasks_get_an_owner_and_a_state_each_with_its_history(stage, by):
    tasks, owner = TaskFactory.create_batch(3, stage=stage), UserFactory()
    change = TaskChange(sets_owner=True, owner=owner, state=State.RUNNING)
    assert len(change_tasks(stage=stage, tasks=tasks, change=change, by=by)) == 3
    for task in tasks:
        task.refresh_from_db()
        latest = task.history.first()
        assert (task.owner, task.state) == (owner, State.RUNNING)
        assert (latest.history_type, latest.history_user, latest.owner_id) == ("~", by, owner.pk)
        assert latest.history_change_reason == "Changed together with 2 more"


def test_owner_is_taken_away_from_several(stage, by):
    task = TaskFactory(stage=stage, owner=UserFactory())
    change_tasks(stage=stage, tasks=[task], change=TaskChange(sets_owner=True), by=by)
    task.refresh_from_db()
    assert task.owner is None


def test_what_stands_like_that_already_is_left_alone_and_gets_no_line(stage, by):
    done = TaskFactory(stage=stage, state=State.DONE, done_on=date(2024, 6, 1))
    other = TaskFactory(stage=stage)
    change = TaskChange(state=State.DONE, done_on=DAY)
    assert change_tasks(stage=stage, tasks=[done, other], change=change, by=by) == [other]
    assert change_tasks(stage=stage, tasks=[done, other], change=change, by=by) == []
    done.refresh_from_db()
    assert done.done_on == date(2024, 6, 1)
    assert (done.history.count(), other.history.count()) == (1, 2)
    assert other.history.first().history_change_reason is None


def test_task_taken_up_again_loses_its_day_and_keeps_what_was_explained(stage, by):
    done = TaskFactory(stage=stage, state=State.DONE, done_on=DAY, explanation="Late: floods.")
    change_tasks(stage=stage, tasks=[done], change=TaskChange(state=State.RUNNING, done_on=TODAY), by=by)
    done.refresh_from_db()
    assert (done.state, done.done_on, done.explanation) == (State.RUNNING, None, "Late: floods.")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (TaskChange(), "state"),
        (TaskChange(state=State.DONE), "done_on"),
        (TaskChange(state=State.DONE, done_on=date(2024, 9, 11)), "done_on"),
        (TaskChange(state=State.DONE, done_on=date(2024, 4, 14)), "done_on"),
        (TaskChange(state=State.DROPPED, explanation="  "), "explanation"),
        (TaskChange(state=State.RUNNING, explanation="No rooms."), "explanation"),
        (TaskChange(sets_owner=True, explanation="No rooms."), "explanation"),
    ],
)
def test_change_of_several_that_cannot_be_is_refused_at_its_field_and_changes_none(stage, by, change, field):
    tasks = TaskFactory.create_batch(2, stage=stage)
    with pytest.raises(WorkRefused) as refused:
        change_tasks(stage=stage, tasks=tasks, change=change, by=by)
    assert refused.value.field == field
    assert set(stage.tasks.values_list("state", "owner")) == {(State.WAITING, None)}


def test_tasks_of_another_stage_are_not_changed_with_it(stage, by):
    other = TaskFactory(stage=StageFactory(programme=stage.programme, number=2), due_month=9)
    with pytest.raises(WorkRefused, match="Tick at least one task"):
        change_tasks(stage=stage, tasks=[other], change=TaskChange(state=State.RUNNING), by=by)
    other.refresh_from_db()
    assert other.state == State.WAITING


def test_work_of_a_stage_is_counted_and_what_is_late_comes_latest_first(stage):
    TaskFactory(stage=stage, state=State.DONE, done_on=DAY)
    TaskFactory(stage=stage, state=State.DROPPED, explanation="No rooms.")
    TaskFactory(stage=stage, due_month=6, throughout=True)
    late = TaskFactory(stage=stage, due_month=5)
    later = MilestoneFactory(stage=stage, due_month=4)
    MilestoneFactory(stage=stage, met_on=DAY)
    TaskFactory(stage=StageFactory(programme=stage.programme, number=2), due_month=7)
    work, following = work_of(stage.programme, TODAY)
    assert (work.done, work.dropped, work.met) == (1, 1, 1)
    assert late_in([work, following]) == [later, late]
    assert (work.runs, work.is_over, work.gate_is_late, work.gate_days) == (True, False, False, 20)
    assert not following.gate_is_late


def test_nothing_is_late_in_a_stage_that_has_not_begun():
    stage = StageFactory(number=1, programme__starts_on=date(2024, 4, 1))
    TaskFactory(stage=stage, due_month=1)
    assert late_in(work_of(stage.programme, TODAY)) == []


def test_work_of_all_stages_takes_as_many_queries_as_of_one(stage, django_assert_max_num_queries):
    TaskFactory(stage=stage)
    with django_assert_max_num_queries(10) as few:
        work_of(type(stage.programme).objects.get(pk=stage.programme.pk), TODAY)
    for number in (2, 3, 4):
        TaskFactory.create_batch(4, stage=StageFactory(programme=stage.programme, number=number), due_month=20)
    with django_assert_max_num_queries(len(few)):
        work_of(type(stage.programme).objects.get(pk=stage.programme.pk), TODAY)
