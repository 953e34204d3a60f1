"""Marked words in every personal field of every room: none is read on the pages and in the files of evidence."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from commissioning.models import Role
from evaluation.engine import recompute
from evaluation.models import ApiToken, Comment, EditionStep, PublicPage
from evaluation.sharing.csv_files import zip_of
from evaluation.sharing.tokens import issue_token
from evaluation.sharing.workbook import workbook_of
from evaluation.tests.adversary.nonsense import PAGES
from evaluation.tests.reports.test_drafting_privacy import MARK, fill, mark_everything
from neighbourhoods.models import RegisterRules
from tests.test_access import ROUTES, a_world, address
from tests.test_personal_words import OLD_STORY, ONE_PERSON, one_person

pytestmark = pytest.mark.django_db
PARAMETERS = dict(ROUTES)
CODE = "abcdefgh23456789abcdefgh"
API = ("programme", "neighbourhoods", "indicators", "waves", "estimates?size=5000", "register-figures", "reports")
ASKED = ("", "?since=2020-01-01", "?state=all&about=reports", "?breakdown=sex&show=level", "?breakdown=R4")


@pytest.fixture
def marked():
    programme, people, things = a_world()
    [place] = programme.neighbourhoods.all()
    place.cohort = programme.cohorts.order_by("number").first()
    place.save()
    recompute(programme)
    one_person(programme, place)
    fill(programme, place)
    said_by_staff(programme, people)
    RegisterRules.objects.update_or_create(programme=programme, defaults={"directory_is_public": True})
    assert mark_everything() > 30
    steering = people[Role.STEERING]
    QuerySet(User).filter(pk=steering.pk).update(name="Myself", email="myself@example.org")
    QuerySet(PublicPage).filter(programme=programme).update(code=CODE)
    programme.refresh_from_db()
    return programme, people, things


def said_by_staff(programme, people):
    """A remark with a reply, settled, under the address that is looked at; and steps of reports with who took them."""
    remark = Comment.objects.get(programme=programme)
    remark._history_user = people[Role.COORDINATOR]
    remark.settled_at, remark.settled_by, remark.settled_how = timezone.now(), people[Role.EVALUATOR], "Done."
    remark.save()
    Comment.objects.create(programme=programme, answers=remark, words="So.", written_by=people[Role.COORDINATOR])
    Comment.objects.create(programme=programme, words="Open.", written_by=people[Role.FIELDWORKER])
    QuerySet(EditionStep).update(taken_by=people[Role.COMMISSIONER])


def words_in(content):
    """What a page or file says, archives unpacked however deep."""
    if content[:2] == b"PK":
        with ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(words_in(archive.read(name)) for name in archive.namelist())
    return content.decode(errors="replace").lower()


def marks_in(said):
    return [said[max(said.find(mark) - 80, 0) :][:160] for mark in (MARK, ONE_PERSON, OLD_STORY) if mark in said]


def test_steering_group_reads_no_mark_on_any_page_of_evidence(marked):
    _, people, things = marked
    client = Client()
    client.force_login(
        User.objects.get(pk=people[Role.STEERING].pk), backend="django.contrib.auth.backends.ModelBackend"
    )
    found, opened = {}, 0
    for name in PAGES:
        url = address(f"evaluation:{name}", PARAMETERS[f"evaluation:{name}"], things)
        for asked in ASKED:
            answer = client.get(url + asked)
            opened += answer.status_code == 200
            if marks := marks_in(words_in(answer.content)):
                found[name] = marks
    assert not found
    assert opened > 80


def test_no_mark_is_in_the_files_of_the_whole_programme(marked):
    programme, _, _ = marked
    for made in (workbook_of(programme), zip_of(programme)):
        assert not marks_in(words_in(made))


def test_anybody_reads_no_mark_on_the_public_page(marked):
    answer = Client().get(f"/progress/{CODE}/")
    assert answer.status_code == 200
    assert not marks_in(words_in(answer.content))
    assert not answer.cookies


def test_key_reads_no_mark(marked):
    programme, _, _ = marked
    token = ApiToken(name="A dashboard", expires_on=timezone.localdate() + timedelta(days=9))
    by = programme.memberships.get(role=Role.COMMISSIONER).user
    key = issue_token(programme=programme, token=token, by=by)
    for path in API:
        answer = Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200
        assert not marks_in(words_in(answer.content)), path
        assert key not in answer.content.decode()
