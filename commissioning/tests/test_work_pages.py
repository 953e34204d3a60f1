"""The pages of a stage's work: tasks, milestones, reports, moved dates, and several tasks changed at once."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.actions.contract import extend
from commissioning.models import Extension, Milestone, Role, StageReport, Task
from commissioning.tests.entry_factories import (
    DecisionFactory,
    KpiFactory,
    MilestoneFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

TODAY = date(2024, 9, 10)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def now():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def stage(programme):
    return StageFactory(programme=programme, begins_on=date(2024, 4, 1))


@pytest.fixture
def ada(client, programme):
    return sign_in(client, programme, Role.COORDINATOR)


def sign_in(client, programme, role, name="Ada Moss"):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory(name=name)).user
    client.force_login(user)
    return user


def url(name, *rest):
    return reverse(f"commissioning:{name}", args=["vale", *rest])


def errors_at(response, field):
    return " ".join(response.context["form"].errors.get(field, []))


def filled(in_stage, **changed):
    return {"stage": in_stage.pk, "title": "Find a base", "due_month": "3", "state": "waiting"} | changed


def send(client, entry, **changed):
    """The form of an entry as its page shows it, with what is changed."""
    form = client.get(entry.get_absolute_url()).context["form"]
    shown = {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}
    return client.post(entry.get_absolute_url(), shown | changed)


def test_new_task_comes_last_in_its_stage_and_leads_back_there(client, stage, ada):
    TaskFactory(stage=stage, position=4)
    form = client.get(url("task-new") + f"?stage={stage.pk}")
    assert form.context["back"] == stage.get_absolute_url()
    assert form.context["back_words"] == "Stage 1"
    response = client.post(url("task-new"), filled(stage, owner=ada.pk, owner_role="fieldworker"))
    task = Task.objects.get(title="Find a base")
    assert response.headers["Location"] == stage.get_absolute_url()
    assert (task.position, task.owner, task.due_month, task.original_due_month) == (5, ada, 3, 3)


@pytest.mark.parametrize("asked", ["", "?stage=", "?stage=x", "?stage=999999", "?stage=" + "9" * 40])
def test_address_that_names_no_stage_leaves_the_choice_open(client, stage, ada, asked):
    page = client.get(url("task-new") + asked)
    assert page.status_code == 200
    assert page.context["back_words"] == "Contract"


def test_address_cannot_bring_along_the_key_of_an_entry(client, stage, ada):
    """A link that did would make the form give back that entry, and what was typed would be lost."""
    task = TaskFactory(stage=stage)
    form = client.get(url("task-new") + f"?key={task.key}&seen=5").context["form"]
    assert str(form["key"].value()) != str(task.key)
    assert form["seen"].value() is None


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"title": ""}, "title", "Title: fill this in."),
        ({"title": "x" * 201}, "title", "Title: at most 200 characters; this has 201."),
        ({"stage": ""}, "stage", "Stage: choose one."),
        ({"stage": "9" * 30}, "stage", "Stage: choose from what the page offers."),
        ({"due_month": ""}, "due_month", "Due by the end of month: fill this in."),
        ({"due_month": "soon"}, "due_month", "Due by the end of month: write a whole number in figures"),
        ({"due_month": "2.5"}, "due_month", "Due by the end of month: write a whole number in figures"),
        ({"due_month": "-1"}, "due_month", "Due by the end of month: this is too small; write at least 0."),
        ({"due_month": "0"}, "due_month", "Stage 1 runs from month 1 to 6; the due month is one of these."),
        ({"due_month": "7"}, "due_month", "Stage 1 runs from month 1 to 6; the due month is one of these."),
        ({"due_month": "9" * 30}, "due_month", "Stage 1 runs from month 1 to 6; the due month is one of these."),
        ({"state": "lost"}, "state", "State: choose from what the page offers."),
        ({"state": "done"}, "done_on", "Write the day it was done."),
        ({"state": "done", "done_on": "yesterday"}, "done_on", "write a real date such as 22/11/2026."),
        ({"state": "done", "done_on": "2024-09-11"}, "done_on", "This day is still to come."),
        ({"state": "done", "done_on": "31/03/2024"}, "done_on", "before the programme’s first day, 1 April 2024"),
        ({"state": "running", "done_on": "2024-09-01"}, "done_on", "It is not done: leave the day empty"),
        ({"state": "dropped"}, "explanation", "Explain why it will not be done."),
        ({"state": "dropped", "explanation": "   "}, "explanation", "Explain why it will not be done."),
        ({"evidence_link": "the file"}, "evidence_link", "write the whole web address"),
        ({"evidence_link": "https://example.org/" + "x" * 500}, "evidence_link", "at most 500 characters"),
        ({"owner": "0"}, "owner", "Whose it is: choose from what the page offers."),
        ({"detail": "a\x00b"}, "detail", "What done looks like: type this anew."),
        ({"key": "none"}, "key", "The page did not arrive whole."),
    ],
)
def test_task_filled_in_wrongly_says_so_at_the_field_and_keeps_what_was_typed(
    client, stage, ada, changed, field, message
):
    response = client.post(url("task-new"), filled(stage, **changed))
    assert message in errors_at(response, field)
    assert message in response.content.decode()
    assert response.context["form"].data["title"] == changed.get("title", "Find a base")
    assert not Task.objects.exists()


def test_due_month_of_a_standing_task_moves_only_with_a_reason(client, stage, ada):
    task = TaskFactory(stage=stage, due_month=4)
    send(client, task, due_month="5", stage="", title="Ours")
    task.refresh_from_db()
    assert (task.title, task.due_month) == ("Ours", 4)


def test_task_is_kept_with_its_evidence(client, stage, ada):
    task = TaskFactory(stage=stage)
    send(client, task, state="done", done_on="30/08/2024", evidence_link="example.org/a", evidence_note="The lease")
    task.refresh_from_db()
    assert (task.state, task.done_on, task.evidence_link) == ("done", date(2024, 8, 30), "https://example.org/a")


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2024-09-11", "This day is still to come"),
        ("2024-03-31", "before the programme’s first day"),
        ("soon", "write a real date"),
    ],
)
def test_milestone_met_on_a_day_that_cannot_be_is_refused_at_the_field(client, stage, ada, day, message):
    milestone = MilestoneFactory(stage=stage)
    assert message in errors_at(send(client, milestone, met_on=day), "met_on")
    milestone.refresh_from_db()
    assert milestone.met_on is None


@pytest.mark.parametrize(
    ("make", "page", "field"), [(TaskFactory, "task-done", "done_on"), (MilestoneFactory, "milestone-met", "met_on")]
)
def test_short_way_marks_today_unless_said_otherwise_and_twice_is_once(client, stage, ada, make, page, field):
    thing = make(stage=stage)
    assert client.get(url(page, thing.pk)).context["form"][field].value() == TODAY
    for _ in range(2):
        response = client.post(url(page, thing.pk), {field: "2024-09-02"})
        assert response.headers["Location"] == stage.get_absolute_url()
    assert "on 2 September 2024. Put that right" in errors_at(
        client.post(url(page, thing.pk), {field: "2024-09-03"}), field
    )
    thing.refresh_from_db()
    assert thing.settled_on == date(2024, 9, 2)


@pytest.mark.parametrize("day", ["", "soon", "2024-09-11", "2023-01-01"])
def test_short_way_refuses_a_day_that_cannot_be_and_keeps_it_in_the_field(client, stage, ada, day):
    task = TaskFactory(stage=stage)
    response = client.post(url("task-done", task.pk), {"done_on": day})
    assert errors_at(response, "done_on")
    assert response.context["form"]["done_on"].value() == day


def test_report_is_handed_in_once(client, stage, ada):
    given = {"stage": stage.pk, "title": "Stage 1 report", "submitted_on": "2024-09-10"}
    assert client.post(url("report-new"), given).headers["Location"] == stage.get_absolute_url()
    again = client.post(url("report-new"), given)
    assert "This stage has its report already" in errors_at(again, "stage")
    assert StageReport.objects.count() == 1


@pytest.mark.parametrize("day", ["2024-09-11", "2024-03-31", "", "soon"])
def test_report_of_a_day_that_cannot_be_is_refused_at_the_field(client, stage, ada, day):
    response = client.post(url("report-new"), {"stage": stage.pk, "title": "Report", "submitted_on": day})
    assert errors_at(response, "submitted_on")
    assert not StageReport.objects.exists()


def test_moved_date_is_kept_with_the_reason_and_read_on_the_page_of_what_moved(client, stage, ada):
    task = TaskFactory(stage=stage, due_month=4)
    page = client.get(url("extend", "task", task.pk))
    assert "Now it is month 4, which ends on 31 July 2024." in page.content.decode()
    key = page.context["form"]["key"].value()
    for _ in range(2):
        client.post(url("extend", "task", task.pk), {"key": key, "to_month": "6", "reason": "The base was flooded."})
    assert Extension.objects.count() == 1
    text = client.get(task.get_absolute_url()).content.decode()
    for words in ("From month 4 to month 6", "The base was flooded.", "By the end of month 6", "Month 4<small>"):
        assert words in text


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"to_month": "", "reason": "Floods."}, "to_month", "Write the new month."),
        ({"to_month": "later", "reason": "Floods."}, "to_month", "Month: write a whole number in figures"),
        ({"to_month": "0", "reason": "Floods."}, "to_month", "Month: write a number from 1 to 120."),
        ({"to_month": "121", "reason": "Floods."}, "to_month", "Month: write a number from 1 to 120."),
        ({"to_month": "4", "reason": "Floods."}, "to_month", "It is due in month 4 already."),
        ({"to_month": "6", "reason": " "}, "reason", "Say why the date moves"),
        ({"to_month": "6", "reason": "x" * 2001}, "reason", "Why: at most 2000 characters"),
        ({"to_month": "6", "reason": "Floods.", "key": "x"}, "key", "The page did not arrive whole."),
    ],
)
def test_date_moved_wrongly_says_so_at_the_field_and_keeps_what_was_typed(client, stage, ada, given, field, message):
    task = TaskFactory(stage=stage, due_month=4)
    response = client.post(url("extend", "task", task.pk), given)
    assert message in errors_at(response, field)
    assert response.context["form"].data["reason"] == given["reason"]
    assert not Extension.objects.exists()


def test_extending_a_stage_says_beforehand_what_moves_with_it(client, programme, stage):
    sign_in(client, programme, Role.COMMISSIONER)
    second = StageFactory(programme=programme, number=2)
    TaskFactory.create_batch(2, stage=second, due_month=9)
    MilestoneFactory(stage=second, due_month=9)
    page = client.get(url("extend", "stage", stage.pk))
    assert page.context["moves"] == {second: 3}
    assert "Now it is month 6, which ends on 30 September 2024." in page.content.decode()
    client.post(url("extend", "stage", stage.pk), {"to_month": "8", "reason": "Floods."})
    second.refresh_from_db()
    assert (second.first_month, second.last_month) == (9, 26)


def test_decided_stage_offers_no_other_month(client, programme, stage):
    sign_in(client, programme, Role.COMMISSIONER)
    edit = url("stage-edit", stage.pk)
    assert "Move the date…" in client.get(edit).content.decode()
    DecisionFactory(stage=stage)
    assert "Move the date…" not in client.get(edit).content.decode()
    response = client.post(url("extend", "stage", stage.pk), {"to_month": "8", "reason": "Floods."})
    assert "Stage 1 is decided; its months stay." in errors_at(response, "to_month")


def test_unknown_kind_of_thing_has_no_date_to_move(client, stage, ada):
    assert client.get(url("extend", "risk", 1)).status_code == 404
    assert client.get(url("extend", "task", TaskFactory().pk)).status_code == 404


def test_coordinator_moves_tasks_and_milestones_but_neither_stages_nor_kpis(client, stage, ada):
    kinds = {"task": TaskFactory, "milestone": MilestoneFactory, "kpi": KpiFactory}
    found = {kind: client.get(url("extend", kind, make(stage=stage).pk)).status_code for kind, make in kinds.items()}
    assert found | {"stage": client.get(url("extend", "stage", stage.pk)).status_code} == {
        "task": 200,
        "milestone": 200,
        "kpi": 403,
        "stage": 403,
    }


@pytest.mark.parametrize("role", [Role.FIELDWORKER, Role.EVALUATOR, Role.STEERING])
def test_others_read_the_work_and_change_none_of_it(client, programme, stage, role):
    sign_in(client, programme, role)
    task, milestone = TaskFactory(stage=stage, title="Find a base"), MilestoneFactory(stage=stage)
    for entry in (task, milestone):
        page = client.get(entry.get_absolute_url()).content.decode()
        assert "What is known" in page
        assert "Move the date…" not in page
        assert client.post(entry.get_absolute_url(), {}).status_code == 403
    for address in (
        url("task-new"),
        url("task-done", task.pk),
        url("milestone-met", milestone.pk),
        url("extend", "task", task.pk),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403
    assert client.post(stage.get_absolute_url(), {"tasks": [task.pk], "state": "done"}).status_code == 403
    assert "tasks-form" not in client.get(stage.get_absolute_url()).content.decode()


def test_facts_stand_in_the_order_in_which_they_are_asked_for(client, programme, stage):
    sign_in(client, programme, Role.STEERING)
    facts = client.get(TaskFactory(stage=stage).get_absolute_url()).context["facts"]
    labels = [label for label, _ in facts]
    assert labels[:2] == ["Stage", "Title"]
    assert labels.index("State") < labels.index("Link to the evidence")


def test_all_tasks_that_are_shown_can_be_ticked_at_once(client, stage, ada):
    open_task, done = TaskFactory(stage=stage), TaskFactory(stage=stage, state="done", done_on=TODAY)
    shown = client.get(stage.get_absolute_url(), {"tick": "all"}).context["ticked"]
    assert set(shown) == {str(open_task.pk), str(done.pk)}
    assert client.get(stage.get_absolute_url(), {"tick": "all", "state": "open"}).context["ticked"] == [
        str(open_task.pk)
    ]
    assert client.get(stage.get_absolute_url()).context["ticked"] == []


def test_ticked_tasks_are_changed_together_on_the_page_of_the_stage(client, stage, ada):
    tasks = TaskFactory.create_batch(3, stage=stage)
    ticked = [task.pk for task in tasks[:2]]
    response = client.post(
        stage.get_absolute_url(), {"tasks": ticked, "owner": ada.pk, "state": "done", "done_on": "2024-09-01"}
    )
    assert response.headers["Location"] == stage.get_absolute_url()
    assert list(stage.tasks.values_list("state", "owner")) == [("done", ada.pk), ("done", ada.pk), ("waiting", None)]
    page = client.get(tasks[0].get_absolute_url()).content.decode()
    assert "Changed by Ada Moss" in page
    assert "Changed together with 1 more" in page


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"state": "done"}, "tasks", "Tick at least one task."),
        ({"ticked": True}, "state", "Choose an owner or a state to give them."),
        ({"ticked": True, "state": "done", "done_on": ""}, "done_on", "Write the day they were done."),
        ({"ticked": True, "state": "done", "done_on": "2024-09-11"}, "done_on", "This day is still to come."),
        ({"ticked": True, "state": "done", "done_on": "x"}, "done_on", "write a real date such as"),
        ({"ticked": True, "state": "dropped"}, "explanation", "Explain why they will not be done."),
        ({"ticked": True, "owner": "nobody", "explanation": "No rooms"}, "explanation", "Choose the state"),
        ({"ticked": True, "state": "lost"}, "state", "State: choose from what the page offers."),
        ({"ticked": True, "owner": "0"}, "owner", "Whose they are: choose from what the page offers."),
        ({"tasks": ["x"], "state": "running"}, "tasks", "Tasks: choose from what the page offers."),
        ({"tasks": ["9" * 30], "state": "running"}, "tasks", "Tasks: choose from what the page offers."),
    ],
)
def test_ticked_tasks_changed_wrongly_says_so_and_keeps_the_ticks(client, stage, ada, given, field, message):
    task = TaskFactory(stage=stage)
    ticked = {"tasks": [task.pk]} if given.pop("ticked", False) else {}
    response = client.post(stage.get_absolute_url(), {"done_on": "2024-09-10"} | ticked | given)
    assert message in errors_at(response, field)
    assert message in response.content.decode()
    assert response.context["ticked"] == [str(pk) for pk in ticked.get("tasks", given.get("tasks", []))]
    task.refresh_from_db()
    assert (task.state, task.owner) == ("waiting", None)


def test_number_of_queries_of_a_task_does_not_grow_with_its_changes(client, stage, ada, django_assert_max_num_queries):
    task = TaskFactory(stage=stage, due_month=2)
    client.get(task.get_absolute_url())
    extend(thing=task, to_month=3, reason="Floods.", by=ada)
    with django_assert_max_num_queries(40) as few:
        client.get(task.get_absolute_url())
    for month in (4, 5, 6, 7):
        extend(thing=task, to_month=month, reason="Floods.", by=UserFactory())
    with django_assert_max_num_queries(len(few) + 4):  # one for each of those who are no member any more
        client.get(task.get_absolute_url())


def test_removed_milestone_leads_back_to_its_stage(client, stage, ada):
    milestone = MilestoneFactory(stage=stage)
    assert client.post(url("milestone-remove", milestone.pk)).headers["Location"] == stage.get_absolute_url()
    assert not Milestone.objects.exists()
