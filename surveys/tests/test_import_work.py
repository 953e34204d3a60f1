"""The work behind an import: what its page shows meanwhile, work cut off, failed or discarded, and begun once."""

import pytest
from django.utils import timezone
from django_tasks import default_task_backend

from commissioning.models import Role
from commissioning.reading.faults import UnreadableFile
from commissioning.tests.factories import MembershipFactory
from commissioning.tests.table_files import csv_of
from surveys.actions.imports import ImportRefused, check_import, discard_file
from surveys.models import ImportBatch, Response
from surveys.tasks import (
    STALLED_AFTER,
    check_file,
    has_stalled,
    import_file,
    queue_check,
    queue_import,
    saved_progress,
)
from surveys.tests.answer_files import open_wave
from surveys.tests.test_actions_imports import GOOD, HEADER
from surveys.tests.test_views_imports import HTMX, committed, mapped, page

pytestmark = pytest.mark.django_db
State = ImportBatch.State


@pytest.fixture
def wave():
    return open_wave()


@pytest.fixture
def evaluator(client, wave):
    """A client signed in as the wave's evaluator."""
    client.force_login(MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user)
    return client


def test_progress_is_polled_and_the_page_is_loaded_anew_when_work_is_over(evaluator, wave):
    batch = mapped(wave, *GOOD)
    ImportBatch.objects.update(state=State.IMPORTING, rows=40, done_rows=10, progressed_at=timezone.now())
    response = evaluator.get(page("detail", batch), **HTMX)
    assert "Importing: 10 of 40 rows" in response.content.decode()
    assert 'hx-trigger="every 1s"' in response.content.decode()
    assert "<html" not in response.content.decode()
    assert "No connection; the work goes on at the server." in response.content.decode()
    assert "No connection" not in evaluator.get(page("detail", batch)).content.decode()
    ImportBatch.objects.update(state=State.CHECKED)
    assert evaluator.get(page("detail", batch), **HTMX)["HX-Refresh"] == "true"


def test_progress_without_a_known_number_of_rows_is_shown_in_hundredths(evaluator, wave):
    batch = mapped(wave, *GOOD)
    ImportBatch.objects.update(state=State.CHECKING, done_rows=30, progressed_at=timezone.now())
    assert evaluator.get(page("detail", batch)).context["progress"]["most"] == 100


def test_work_that_was_cut_off_can_be_started_again(evaluator, wave, django_capture_on_commit_callbacks):
    batch = mapped(wave, *GOOD)
    ImportBatch.objects.update(state=State.IMPORTING, progressed_at=timezone.now() - STALLED_AFTER * 2)
    batch.refresh_from_db()
    assert has_stalled(batch)
    assert "Start again" in evaluator.get(page("detail", batch)).content.decode()
    committed(django_capture_on_commit_callbacks, evaluator, page("run", batch))
    batch.refresh_from_db()
    assert (batch.state, Response.objects.count()) == (State.DONE, 3)


def test_work_under_way_is_not_started_twice(wave, django_capture_on_commit_callbacks):
    batch, user = mapped(wave, *GOOD), MembershipFactory().user
    with django_capture_on_commit_callbacks() as asked:
        queue_import(batch=batch, by=user)
        queue_import(batch=batch, by=user)
        queue_check(batch=batch, by=user)
    assert len(asked) == 1


def test_check_that_fails_says_why_and_can_be_asked_again(evaluator, wave, django_capture_on_commit_callbacks):
    batch = mapped(wave, *GOOD)
    ImportBatch.objects.update(content=b'id\n"1\n', state=State.CHECKED)
    committed(django_capture_on_commit_callbacks, evaluator, page("run", batch))
    batch.refresh_from_db()
    assert batch.state == State.FAILED
    assert "never closed" in evaluator.get(page("detail", batch)).content.decode()
    ImportBatch.objects.update(content=csv_of(HEADER, *GOOD))
    committed(django_capture_on_commit_callbacks, evaluator, page("run", batch))
    batch.refresh_from_db()
    assert (batch.state, batch.failure) == (State.CHECKED, "")


def test_unforeseen_error_leaves_plain_words_on_the_batch(wave, monkeypatch):
    batch = mapped(wave, *GOOD)
    monkeypatch.setattr("surveys.actions.imports.read_responses", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_file.func(batch.pk, None)
    batch.refresh_from_db()
    assert (batch.state, batch.failure) == (
        State.FAILED,
        "Something went wrong on our side; nothing was imported. Try it again.",
    )


def test_task_of_a_discarded_file_is_passed_over(wave):
    batch = mapped(wave, *GOOD)
    pk = batch.pk
    batch.delete()
    check_file.func(pk, None)


@pytest.mark.parametrize(
    "outcome", [None, UnreadableFile("Cut off."), ImportRefused("Not now.")], ids=["read", "faulty", "refused"]
)
def test_task_whose_file_is_discarded_while_it_works_ends_quietly(wave, monkeypatch, outcome):
    batch = mapped(wave, *GOOD)
    ImportBatch.objects.update(state=State.CHECKING)

    def check(*, batch, progress):
        discard_file(batch=batch, by=None)
        if outcome:
            raise outcome
        return check_import(batch=batch, progress=progress)

    monkeypatch.setattr("surveys.tasks.check_import", check)
    check_file.func(batch.pk, None)
    assert not ImportBatch.objects.exists()


def test_progress_is_saved_in_rows(wave, monkeypatch):
    batch = mapped(wave, *GOOD)
    batch.rows = 200
    monkeypatch.setattr("surveys.tasks.SECONDS_BETWEEN", 0)
    saved_progress(batch)(0.25)
    batch.refresh_from_db()
    assert batch.done_rows == 50


def test_work_is_done_by_whatever_backend_the_settings_name():
    assert check_file.get_backend() == default_task_backend
