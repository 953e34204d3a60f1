"""Who changed what and when, in words, for each reader: from the history of every row, bulk changes included."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.apps import apps

from accounts.privacy import PERSONAL
from accounts.tests.factories import UserFactory
from commissioning.actions.contract import agree_contract, extend
from commissioning.actions.entries import latest_change
from commissioning.actions.work import TaskChange, change_tasks, finish_task
from commissioning.changes import NOTHING, WITHHELD, Words, changes_of
from commissioning.models import Kpi, Role, Task
from commissioning.tests.entry_factories import (
    ActionFactory,
    AppointmentFactory,
    BudgetLineFactory,
    DecisionFactory,
    KpiFactory,
    RiskFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def ada(programme):
    return member(programme, Role.COORDINATOR, "Ada Moss")


def member(programme, role, name):
    return MembershipFactory(programme=programme, role=role, user=UserFactory(name=name)).user


def saved(row, by, **changed):
    for name, value in changed.items():
        setattr(row, name, value)
    row._history_user = by
    row.save()


def told(change):
    return {field.label: (field.before, field.after) for field in change.fields}


def test_change_says_when_by_whom_and_each_field_before_and_after(programme, ada):
    with time_machine.travel(datetime(2024, 6, 1, 9, 30, tzinfo=UTC), tick=False):
        risk = RiskFactory(programme=programme, title="Before", response="")
    with time_machine.travel(datetime(2024, 6, 2, 9, 30, tzinfo=UTC), tick=False):
        saved(risk, ada, title="After", response="Look for rooms.", review_on=date(2024, 12, 24))
    latest, first = changes_of(risk, programme, ada)
    assert (latest.what, latest.who, latest.at) == ("Changed", "Ada Moss", datetime(2024, 6, 2, 9, 30, tzinfo=UTC))
    assert set(told(latest).values()) == {
        ("Before", "After"),
        (NOTHING, "Look for rooms."),
        ("1 December 2024", "24 December 2024"),
    }
    assert (first.what, first.who, first.fields) == ("Made", "the system", ())


def test_save_that_changed_nothing_is_left_out_unless_it_has_a_reason(programme, ada):
    task = TaskFactory(stage__programme=programme)
    saved(task, ada)
    assert [change.what for change in changes_of(task, programme, ada)] == ["Made"]
    task._change_reason = "Looked at again"
    saved(task, ada)
    assert [change.reason for change in changes_of(task, programme, ada)] == ["Looked at again", ""]


def test_values_are_told_in_words_not_as_they_are_stored(programme, ada):
    cohort = CohortFactory(programme=programme, number=2)
    kpi = KpiFactory(stage__programme=programme, kind="points", target=5, covers="programme")
    saved(kpi, ada, covers="cohort", cohort=cohort, target=7.5)
    assert told(changes_of(kpi, programme, ada)[0]) == {
        "Target": ("5", "7.5"),
        "Where": ("The whole programme", "A cohort"),
        "Cohort": (NOTHING, "Cohort 2"),
    }


def test_money_is_told_in_pounds_and_zero_is_no_nothing(programme, ada):
    line = BudgetLineFactory(stage__programme=programme)
    saved(line, ada, amount=0)
    assert list(told(changes_of(line, programme, ada)[0]).values()) == [("£1,000", "£0")]


def test_yes_and_no_are_told_as_such(programme, ada):
    task = TaskFactory(stage__programme=programme)
    saved(task, ada, throughout=True)
    assert told(changes_of(task, programme, ada)[0]) == {"Asked for in every stage": ("no", "yes")}


def test_row_that_was_pointed_to_and_is_gone_is_said_to_be(programme, ada):
    cohort = CohortFactory(programme=programme, number=2)
    kpi = KpiFactory(stage__programme=programme, covers="cohort", cohort=cohort)
    saved(kpi, ada, covers="programme", cohort=None)
    cohort.delete()
    assert told(changes_of(kpi, programme, ada)[0])["Cohort"] == ("something since removed", NOTHING)


def test_somebody_who_has_left_is_named_to_those_who_may_see_names_only(programme, ada):
    gone = UserFactory(name="Cy Day")
    task = TaskFactory(stage__programme=programme)
    saved(task, gone, owner=gone)
    steering = member(programme, Role.STEERING, "Di Fox")
    latest, read = changes_of(task, programme, ada)[0], changes_of(task, programme, steering)[0]
    assert (latest.who, told(latest)["Whose it is"]) == ("Cy Day", (NOTHING, "Cy Day"))
    assert (read.who, told(read)["Whose it is"]) == ("somebody who has left", (NOTHING, "somebody who has left"))


def test_steering_group_reads_roles_and_no_personal_words(programme, ada):
    steering = member(programme, Role.STEERING, "Di Fox")
    action = ActionFactory(meeting__programme=programme, owner_words="Dr Cy Day")
    saved(action, ada, owner_words="Dr Bo Ek")
    appointment = AppointmentFactory(post__programme=programme, name="Cy Day")
    saved(appointment, ada, name="Bo Ek")
    text = repr([changes_of(row, programme, steering) for row in (action, appointment)])
    assert [name for name in ("Cy Day", "Bo Ek", "Ada Moss") if name in text] == []
    assert text.count(WITHHELD) == 4
    assert "'coordinator'" in text
    assert "Dr Bo Ek" in repr(changes_of(action, programme, ada))


@pytest.mark.parametrize("label", [label for label in PERSONAL if label.startswith("commissioning.")])
def test_no_personal_field_of_any_kind_of_row_is_told_to_the_steering_group(programme, label):
    model = apps.get_model(label)
    if not hasattr(model, "history"):
        return
    words = Words(model, programme, member(programme, Role.STEERING, "Di Fox"))
    for field in words.fields:
        if field.name not in PERSONAL[label]:
            continue
        record = type("Record", (), {field.attname: 999_999})()
        assert words.value(record, field) in (WITHHELD, "somebody who has left"), field.name


def test_change_made_to_several_together_is_told_of_each_with_its_reason(programme, ada):
    stage = StageFactory(programme=programme)
    tasks = TaskFactory.create_batch(2, stage=stage)
    change_tasks(stage=stage, tasks=tasks, change=TaskChange(True, ada, Task.State.RUNNING), by=ada)
    for task in tasks:
        latest = changes_of(task, programme, ada)[0]
        assert (latest.who, latest.reason) == ("Ada Moss", "Changed together with 1 more")
        assert told(latest) == {"Whose it is": (NOTHING, "Ada Moss"), "State": ("Not started", "Under way")}


def test_what_the_framework_made_is_told_as_made_by_who_agreed_it(programme, ada):
    agree_contract(programme=programme, by=ada)
    for model in (Task, Kpi):
        (made,) = changes_of(model.objects.of(programme).first(), programme, ada)
        assert (made.what, made.who) == ("Made", "Ada Moss")


@time_machine.travel(date(2024, 9, 10), tick=False)
def test_whole_life_of_a_task_can_be_read_the_latest_first(programme, ada):
    task = TaskFactory(stage__programme=programme, due_month=4)
    extend(thing=task, to_month=6, reason="Floods.", by=ada)
    finish_task(task=task, on=date(2024, 9, 1), by=ada)
    done, moved, made = changes_of(task, programme, ada)
    assert told(done) == {"State": ("Not started", "Done"), "Done on": (NOTHING, "1 September 2024")}
    assert told(moved) == {"Due by the end of month": ("4", "6")}
    assert made.what == "Made"


def test_stage_that_begins_tells_under_which_decision(programme, ada):
    decision = DecisionFactory(stage=StageFactory(programme=programme, begins_on=date(2024, 4, 1)))
    second = StageFactory(programme=programme, number=2)
    saved(second, ada, begins_on=date(2024, 10, 1), begins_under=decision)
    assert ("nothing", "Gate 1: continue") in told(changes_of(second, programme, ada)[0]).values()


def test_what_changes_carry_inside_is_not_told(programme, ada):
    budget = BudgetLineFactory(stage__programme=programme)
    labels = {field.name for field in Words(type(budget), programme, ada).fields}
    assert not labels & {"id", "key", "position"}


def test_removed_row_keeps_its_changes(programme, ada):
    risk = RiskFactory(programme=programme)
    pk = risk.pk
    risk._history_user = ada
    risk.delete()
    risk.pk = pk
    assert [change.what for change in changes_of(risk, programme, ada)] == ["Removed", "Made"]


def test_latest_change_is_none_for_what_is_not_saved_yet(programme):
    assert latest_change(Task()) is None
    task = TaskFactory(stage__programme=programme)
    first = latest_change(task)
    task.save()
    assert latest_change(task) > first


def test_number_of_queries_depends_on_neither_changes_nor_rows_pointed_to(
    programme, ada, django_assert_max_num_queries
):
    cohorts = [CohortFactory(programme=programme, number=number) for number in range(1, 9)]
    kpi = KpiFactory(stage__programme=programme, covers="cohort", cohort=cohorts[0])
    saved(kpi, ada, cohort=cohorts[1], owner=ada)

    def look():
        return changes_of(kpi, type(programme).objects.get(pk=programme.pk), ada)

    with django_assert_max_num_queries(8) as few:
        look()
    for number in range(40):
        saved(kpi, ada, cohort=cohorts[number % 8])
    with django_assert_max_num_queries(len(few)):
        assert len(look()) == 42
