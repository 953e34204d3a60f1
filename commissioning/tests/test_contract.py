"""The contract agreed from the framework, and its dates moved with the first month and the reason kept."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.tests.factories import UserFactory
from commissioning.actions.contract import ContractRefused, ReasonMissing, agree_contract, extend
from commissioning.calendar import LATEST_MONTH
from commissioning.framework import stage_templates, tasks_throughout
from commissioning.models import Extension, Kpi, Milestone, Stage, Task
from commissioning.tests.entry_factories import (
    DecisionFactory,
    KpiFactory,
    MilestoneFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import CohortFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
LONG = "The base was flooded."


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def agreed(by):
    programme = ProgrammeFactory()
    agree_contract(programme=programme, by=by)
    return programme


def months(stage):
    stage = Stage.objects.get(pk=stage.pk)
    return stage.first_month, stage.last_month


def due(programme):
    """Stage number -> the due months of all that is promised in it."""
    found = {}
    for model in (Task, Milestone, Kpi):
        for number, month in model.objects.of(programme).order_by("pk").values_list("stage__number", "due_month"):
            found.setdefault(number, []).append(month)
    return found


def test_agreed_contract_holds_everything_of_the_framework(agreed):
    for template in stage_templates():
        stage = agreed.stages.get(number=template.number)
        assert (stage.title, stage.first_month, stage.last_month) == (
            template.title,
            template.first_month,
            template.last_month,
        )
        assert [task.title for task in stage.tasks.filter(throughout=False)] == [task.title for task in template.tasks]
        assert [task.title for task in stage.tasks.filter(throughout=True)] == [
            task.title for task in tasks_throughout()
        ]
        assert set(stage.tasks.filter(throughout=True).values_list("due_month", flat=True)) == {template.last_month}
        assert [point.due_month for point in stage.milestones.all()] == [
            milestone.due_month for milestone in template.milestones
        ]
        assert [(kpi.title, kpi.indicator, kpi.kind) for kpi in stage.kpis.all()] == [
            (kpi.title, kpi.indicator, kpi.kind) for kpi in template.kpis
        ]


def test_kpi_of_a_cohort_covers_that_cohort_and_a_judgement_has_its_least_score(agreed):
    kpi = Kpi.objects.of(agreed).filter(indicator="A1", cohort__number=2).first()
    assert (kpi.covers, kpi.cohort.programme, kpi.target) == ("cohort", agreed, None)
    assert set(Kpi.objects.of(agreed).filter(kind="judgement").values_list("target", flat=True)) == {3}


def test_everything_agreed_has_a_line_in_its_history_with_who_agreed_it(agreed, by):
    for model in (Stage, Task, Milestone, Kpi):
        rows = model.objects.of(agreed).count()
        assert model.history.filter(history_type="+", history_user=by).count() == rows > 0


def test_agreeing_twice_gives_the_same_stages_and_leaves_edited_ones_alone(agreed, by):
    agreed.stages.filter(number=1).update(title="Ours")
    again = agree_contract(programme=agreed, by=by)
    assert [stage.number for stage in again] == [1, 2, 3, 4]
    assert again[0].title == "Ours"
    assert Stage.objects.of(agreed).count() == 4


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ({}, {1: 7, 2: 25, 3: 43}),
        ({1: 7}, {1: 7, 2: 25, 3: 43}),
        ({1: 30}, {1: 30, 2: 30, 3: 43}),
        ({3: 20}, {1: 7, 2: 20, 3: 20}),
        ({1: 9, 3: 50}, {1: 9, 2: 25, 3: 50}),
    ],
)
def test_cohorts_the_framework_counts_on_are_made_in_order(standing, expected):
    programme = ProgrammeFactory()
    for number, month in standing.items():
        CohortFactory(programme=programme, number=number, starts_in_month=month)
    agree_contract(programme=programme)
    assert dict(programme.cohorts.values_list("number", "starts_in_month")) == expected


@pytest.mark.parametrize("make", [TaskFactory, MilestoneFactory, KpiFactory])
def test_moved_due_month_keeps_the_original_and_the_reason(by, make):
    thing = make(due_month=4)
    extension = extend(thing=thing, to_month=6, reason=f" {LONG} ", by=by)
    thing.refresh_from_db()
    assert (thing.due_month, thing.original_due_month, thing.is_extended) == (6, 4, True)
    assert (extension.from_month, extension.to_month, extension.reason, extension.agreed_by) == (4, 6, LONG, by)
    assert list(thing.extensions.all()) == [extension]
    assert thing.history.first().history_user == by


def test_month_moved_twice_still_keeps_the_first(by):
    task = TaskFactory(due_month=4)
    extend(thing=task, to_month=6, reason=LONG, by=by)
    extend(thing=task, to_month=5, reason="It dried sooner.", by=by)
    task.refresh_from_db()
    assert (task.due_month, task.original_due_month) == (5, 4)
    assert [(each.from_month, each.to_month) for each in task.extensions.all()] == [(4, 6), (6, 5)]


def test_task_may_move_beyond_its_stage(by):
    task = TaskFactory(due_month=4)
    extend(thing=task, to_month=9, reason=LONG, by=by)
    task.refresh_from_db()
    assert task.due_on == date(2024, 12, 31)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_moves_without_a_reason(by, reason):
    task = TaskFactory(due_month=4)
    with pytest.raises(ReasonMissing):
        extend(thing=task, to_month=6, reason=reason, by=by)
    assert not Extension.objects.exists()


@pytest.mark.parametrize(
    ("to_month", "reason"),
    [
        (4, "due in month 4 already"),
        (0, "Stage 1 starts in month 1; nothing in it is due before that"),
        (-3, "nothing in it is due before that"),
        (LATEST_MONTH + 1, "would be due in month 121; the latest possible is 120"),
    ],
)
def test_impossible_month_is_refused_and_nothing_kept(by, to_month, reason):
    task = TaskFactory(due_month=4)
    with pytest.raises(ContractRefused, match=reason):
        extend(thing=task, to_month=to_month, reason=LONG, by=by)
    task.refresh_from_db()
    assert task.due_month == 4
    assert not Extension.objects.exists()


def test_nothing_of_a_later_stage_is_due_before_it_starts(by):
    task = TaskFactory(stage=StageFactory(number=2), due_month=9)
    with pytest.raises(ContractRefused, match="Stage 2 starts in month 7"):
        extend(thing=task, to_month=6, reason=LONG, by=by)


def test_extension_sent_twice_moves_once(by):
    task, key = TaskFactory(due_month=4), uuid4()
    first = extend(thing=task, to_month=6, reason=LONG, by=by, key=key)
    assert extend(thing=task, to_month=6, reason=LONG, by=by, key=key) == first
    assert Extension.objects.count() == 1


def test_extension_form_filled_in_anew_after_going_back_says_so(by):
    key, task = uuid4(), TaskFactory(due_month=4)
    extend(thing=task, to_month=5, reason=LONG, by=by, key=key)
    for again in ({"thing": task, "to_month": 6}, {"thing": TaskFactory(stage=task.stage), "to_month": 5}):
        with pytest.raises(ContractRefused, match="This form moved a date before"):
            extend(reason=LONG, by=by, key=key, **again)
    assert Extension.objects.count() == 1


def test_key_of_another_programmes_extension_is_no_second_sending(by):
    foreign = extend(thing=TaskFactory(due_month=4), to_month=6, reason="Secret.", by=by, key=uuid4())
    own = extend(thing=TaskFactory(due_month=4), to_month=5, reason=LONG, by=by, key=foreign.key)
    assert (own.reason, own.to_month) == (LONG, 5)


def test_extended_stage_moves_later_stages_and_all_that_is_due_in_them(agreed, by):
    before = due(agreed)
    first, second, third, fourth = agreed.stages.all()
    extend(thing=first, to_month=9, reason=LONG, by=by)
    assert [months(stage) for stage in (first, second, third, fourth)] == [(1, 9), (10, 27), (28, 45), (46, 63)]
    after = due(agreed)
    assert after[1] == before[1]
    for number in (2, 3, 4):
        assert after[number] == [month + 3 for month in before[number]]


def test_what_moved_with_a_stage_keeps_its_original_and_says_why(agreed, by):
    extend(thing=agreed.stages.get(number=1), to_month=8, reason=LONG, by=by)
    stage, task = agreed.stages.get(number=2), Task.objects.of(agreed).filter(stage__number=2).first()
    assert (stage.original_first_month, stage.original_last_month, stage.is_moved) == (7, 24, True)
    assert task.due_month == task.original_due_month + 2
    for moved in (stage, task):
        assert moved.extensions.get().reason == f"Stage 1 now ends in month 8. {LONG}"
        assert moved.history.first().history_user == by


@time_machine.travel(date(2024, 5, 10), tick=False)
def test_shortened_stage_brings_the_later_ones_forward_and_what_is_due_in_itself(agreed, by):
    stage = agreed.stages.get(number=1)
    extend(thing=stage, to_month=4, reason="Everything is ready.", by=by)
    assert [months(stage) for stage in agreed.stages.all()] == [(1, 4), (5, 22), (23, 40), (41, 58)]
    assert max(due(agreed)[1]) == 4
    task = stage.tasks.filter(original_due_month=6).first()
    assert (task.due_month, task.extensions.get().reason) == (4, "Stage 1 now ends in month 4. Everything is ready.")


@time_machine.travel(date(2024, 8, 10), tick=False)
def test_stage_that_runs_cannot_end_in_a_month_that_is_over(agreed, by):
    with pytest.raises(ContractRefused, match="Month 4 is over; Stage 1 cannot have ended then."):
        extend(thing=agreed.stages.get(number=1), to_month=4, reason=LONG, by=by)
    assert months(agreed.stages.get(number=1)) == (1, 6)


@pytest.mark.parametrize(
    ("number", "to_month", "reason"),
    [
        (1, 6, "Stage 1 ends in month 6 already"),
        (2, 6, "Stage 2 starts in month 7; it cannot end before that"),
        (1, 67, "The contract would end in month 121; the latest possible is 120"),
        (4, 121, "The contract would end in month 121"),
    ],
)
def test_impossible_end_of_a_stage_is_refused_and_nothing_moves(agreed, by, number, to_month, reason):
    before = due(agreed)
    with pytest.raises(ContractRefused, match=reason):
        extend(thing=agreed.stages.get(number=number), to_month=to_month, reason=LONG, by=by)
    assert due(agreed) == before
    assert not Extension.objects.exists()


def test_stage_does_not_move_what_could_not_be_due_and_says_what(agreed, by):
    late = Task.objects.of(agreed).filter(stage__number=4).first()
    extend(thing=late, to_month=119, reason=LONG, by=by)
    with pytest.raises(ContractRefused, match=f"“{late}” would be due in month 121"):
        extend(thing=agreed.stages.get(number=1), to_month=8, reason=LONG, by=by)
    assert months(agreed.stages.get(number=1)) == (1, 6)
    assert Extension.objects.count() == 1


def test_decided_stage_keeps_its_months_and_its_promises_may_still_move(by):
    stage = StageFactory(begins_on=date(2024, 4, 1))
    milestone = MilestoneFactory(stage=stage, due_month=5)
    DecisionFactory(stage=stage)
    with pytest.raises(ContractRefused, match="Stage 1 is decided; its months stay."):
        extend(thing=stage, to_month=9, reason=LONG, by=by)
    extend(thing=milestone, to_month=9, reason="A condition of the gate.", by=by)
    milestone.refresh_from_db()
    assert milestone.due_month == 9


def test_stage_is_read_anew_so_that_an_old_page_does_not_move_it_wrongly(agreed, by):
    as_it_was = agreed.stages.get(number=1)
    extend(thing=as_it_was, to_month=8, reason=LONG, by=by)
    with pytest.raises(ContractRefused, match="ends in month 8 already"):
        extend(thing=as_it_was, to_month=8, reason=LONG, by=by)


class StagesInOrder(TestCase):
    """However often stages move, they follow each other without gap or overlap and what is due stays in its stage."""

    @given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 130)), max_size=4))
    def test_moved_stages_still_follow_each_other(self, moves):
        programme = ProgrammeFactory()
        for number in (1, 2, 3, 4):
            stage = StageFactory(programme=programme, number=number)
            TaskFactory(stage=stage, due_month=stage.first_month + 1)
        for number, month in moves:
            try:
                extend(thing=programme.stages.get(number=number), to_month=month, reason=LONG, by=None)
            except ContractRefused:
                continue
        stages = list(programme.stages.all())
        assert stages[0].first_month == 1
        assert stages[-1].last_month <= LATEST_MONTH
        assert [each.first_month for each in stages[1:]] == [each.last_month + 1 for each in stages[:-1]]
        assert all(stage.first_month <= stage.tasks.get().due_month <= stage.last_month for stage in stages)
