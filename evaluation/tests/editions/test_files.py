"""Files made in the background: with progress, safe to repeat, and asked for again where they were cut off."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from evaluation.editions import making, steps
from evaluation.editions.making import STALLED_AFTER, has_stalled, make_files, queue_files
from evaluation.editions.steps import ACCEPT, RETURN
from evaluation.models import Edition, EditionFile
from evaluation.tests.editions.making import handed_in, published, reviewed, worded

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """The works that were asked for and nobody has begun."""
    works = []
    monkeypatch.setattr(making, "make_files", SimpleNamespace(enqueue=lambda *args: works.append(args)))
    return works


@pytest.fixture
def waiting(edition, people, asked):
    """A version that was handed in and whose files nobody makes yet."""
    handed_in(worded(edition, people), people)
    return Edition.objects.get()


def page_of(client, edition, name="edition-detail", **options):
    address = reverse(f"evaluation:{name}", args=["vale", edition.report_id, edition.number])
    return client.get(address, **options)


def work(edition):
    making._make_missing(Edition.objects.get(pk=edition.pk))


def test_work_under_way_is_not_asked_for_again(waiting, asked):
    queue_files(edition=waiting)
    assert len(asked) == 1


def test_work_that_was_cut_off_is_noticed_and_asked_for_again(client, waiting, asked, people):
    Edition.objects.filter(pk=waiting.pk).update(progressed_at=timezone.now() - STALLED_AFTER - timedelta(seconds=1))
    waiting.refresh_from_db()
    assert has_stalled(waiting)
    client.force_login(people[Role.COORDINATOR])
    assert "Make them again" in page_of(client, waiting).content.decode()
    for _ in range(2):
        client.post(reverse("evaluation:edition-files", args=["vale", waiting.report_id, 1]))
    assert len(asked) == 2


def test_work_begun_again_keeps_the_files_that_are_there(waiting, monkeypatch):
    first, made = b"as it was issued", []
    EditionFile.objects.create(edition=waiting, kind="html", content=first, sha256="0" * 64, size=len(first))
    monkeypatch.setattr(making, "_made", lambda kind, *rest: made.append(kind) or b"new")
    for _ in range(2):
        work(waiting)
    assert bytes(EditionFile.objects.get(kind="html").content) == first
    assert made == ["pdf", "docx", "xlsx"]
    waiting.refresh_from_db()
    assert (waiting.made_parts, waiting.made_at is not None) == (4, True)


def test_failure_is_told_and_can_be_asked_for_again(client, edition, people, monkeypatch):
    def fails(kind, document, evidence):
        if kind == "pdf":
            raise OSError("no paper")
        return b"made"

    with monkeypatch.context() as broken:
        broken.setattr(making, "_made", fails)
        handed_in(worded(edition, people), people)
    client.force_login(people[Role.COMMISSIONER])
    page = page_of(client, edition).content.decode()
    assert "What was handed in is safe." in page
    assert "no paper" not in page
    client.post(reverse("evaluation:edition-files", args=["vale", edition.report_id, 1]))
    edition.refresh_from_db()
    assert (edition.failure, edition.made_parts, edition.files.count()) == ("", 4, 4)


def test_version_returned_while_its_files_are_made_gets_none(waiting, people, monkeypatch):
    before = Edition.objects.get()
    reviewed(waiting, people, RETURN, "Too long.")
    making._make_missing(before)
    assert not EditionFile.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.made_parts, waiting.made_at) == (0, None)


def test_work_asked_for_before_it_was_returned_makes_nothing_of_what_was_handed_in_anew(waiting, people, asked):
    reviewed(waiting, people, RETURN, "Too long.")
    handed_in(worded(Edition.objects.get(), people, indicators="Shorter."), people)
    before, anew = asked
    make_files.call(*before)
    assert not EditionFile.objects.exists()
    make_files.call(*anew)
    assert EditionFile.objects.count() == 4


def test_progress_is_shown_while_files_are_made_and_then_the_files(client, waiting, people):
    client.force_login(people[Role.STEERING])
    page = page_of(client, waiting).content.decode()
    assert "0 of 4 files made" in page
    assert 'hx-trigger="every 1s"' in page
    part = page_of(client, waiting, "edition-progress", headers={"HX-Request": "true"})
    assert "You can close this page" in part.content.decode()
    work(waiting)
    after = page_of(client, waiting, "edition-progress", headers={"HX-Request": "true"})
    assert "hx-trigger" not in after.content.decode()
    assert after.content.decode().count("SHA-256") == 4
    assert page_of(client, waiting, "edition-progress").status_code == 302


def test_accepting_keeps_how_far_the_files_are_meanwhile(waiting, people, monkeypatch):
    take_step = steps.take_step

    def while_files_are_stored(edition, *told, **more):
        work(edition)
        return take_step(edition, *told, **more)

    monkeypatch.setattr(steps, "take_step", while_files_are_stored)
    reviewed(waiting, people, ACCEPT)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.made_parts, waiting.made_at is not None) == ("accepted", 4, True)


def test_steering_group_does_not_ask_for_files(client, edition, people):
    published(edition, people)
    client.force_login(people[Role.STEERING])
    assert client.post(reverse("evaluation:edition-files", args=["vale", edition.report_id, 1])).status_code == 403
