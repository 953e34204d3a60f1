"""Background work inside the web process: done once, by one process, and never lost in silence."""

import time
from contextlib import contextmanager

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from config import background

PATIENCE = 10


@task()
def greet(name):
    return f"Good morning, {name}"


@task()
def stumble():
    raise ValueError("a fault of the work itself")


def waiting(work, *args, **fields):
    """A task of the database's queue, as enqueueing it would leave it."""
    return DBTaskResult.objects.create(
        task_path=f"{__name__}.{work.func.__name__}",
        args_kwargs={"args": list(args), "kwargs": {}},
        backend_name="default",
        run_after=get_date_max(),
        **fields,
    )


@pytest.fixture(autouse=True)
def _database_queue(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(background, "SECONDS_BETWEEN_LOOKS", 0.01)


@contextmanager
def working(folder):
    thread = background.start(folder)
    try:
        yield thread
    finally:
        thread.stop(patience=PATIENCE)


def until(condition):
    """Wait for the other thread; fail when it never happens."""
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up_at, "it never happened"
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_queue_emptied_in_one_look():
    done, failed = waiting(greet, "Ada"), waiting(stumble)

    background.run_waiting_tasks("web-1")

    done.refresh_from_db()
    failed.refresh_from_db()
    assert (done.status, done.return_value) == (TaskResultStatus.SUCCESSFUL, "Good morning, Ada")
    assert (failed.status, failed.exception_class_path) == (TaskResultStatus.FAILED, "builtins.ValueError")


@pytest.mark.django_db
def test_task_of_a_killed_process_fails_with_a_plain_message():
    ours = waiting(greet, "Ada", status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=["web-1"])
    elsewhere = waiting(greet, "Bea", status=TaskResultStatus.RUNNING, worker_ids=["machine-2"])

    background.fail_abandoned_tasks("web-1")

    ours.refresh_from_db()
    elsewhere.refresh_from_db()
    assert ours.status == TaskResultStatus.FAILED
    assert "Please start it again" in ours.traceback
    assert elsewhere.status == TaskResultStatus.RUNNING


def test_second_process_waits_until_the_first_has_ended(tmp_path, monkeypatch):
    at_work = []
    monkeypatch.setattr(background, "fail_abandoned_tasks", lambda name: None)
    monkeypatch.setattr(
        background, "run_waiting_tasks", lambda *_: at_work.append(background.threading.current_thread())
    )

    with working(tmp_path) as first:
        until(lambda: first in at_work)
        with working(tmp_path) as second:
            time.sleep(0.1)
            assert second not in at_work
            first.stop(patience=PATIENCE)
            until(lambda: second in at_work)
    assert len((tmp_path / "background-worker").read_text()) == len("web-") + 16


def test_fault_of_the_database_is_logged_and_survived(tmp_path, monkeypatch, caplog):
    looks = []

    def away_at_first(name, hold):
        looks.append(name)
        if len(looks) == 1:
            raise ConnectionError("the database is away")

    monkeypatch.setattr(background, "fail_abandoned_tasks", lambda name: None)
    monkeypatch.setattr(background, "run_waiting_tasks", away_at_first)
    monkeypatch.setattr(background, "forget_connections", lambda: None)

    with working(tmp_path):
        until(lambda: len(looks) > 2)

    assert "the database is away" in caplog.text
