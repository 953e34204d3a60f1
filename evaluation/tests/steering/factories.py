"""Reports in a state, and remarks, for tests: the smallest valid ones, with fixed values."""

from datetime import date, datetime
from hashlib import sha256

from django.utils import timezone

from evaluation.models import Comment, Edition, EditionFile, Report

PDF, HTML = b"%PDF-1.7 published", b"<!doctype html><title>Published</title>"


def an_edition(programme, state="published", *, title="Programme summary", number=1, report=None):
    """An edition of a programme summary in this state, with the files that belong to one that was handed in."""
    report = report or Report.objects.create(programme=programme, kind=Report.Kind.PROGRAMME, title=title)
    is_open = state in Edition.OPEN
    frozen = (
        {}
        if is_open
        else {"content": {"format": 1}, "evidence": {}, "as_at": date(2025, 9, 1), "made_at": noon(date(2025, 9, 1))}
    )
    frozen |= {"what_changed": "Put right."} if number > 1 else {}
    edition = Edition.objects.create(report=report, number=number, state=state, **frozen)
    for kind, content in () if is_open else (("pdf", PDF), ("html", HTML), ("docx", b"docx"), ("xlsx", b"xlsx")):
        digest = sha256(content).hexdigest()
        EditionFile.objects.create(edition=edition, kind=kind, content=content, sha256=digest, size=len(content))
    return edition


def a_published_report(programme):
    """The report of a published edition."""
    return an_edition(programme).report


def a_comment(programme, by=None, words="Which groups?", *, on=None, **more):
    """A remark, as if it was written at noon on a day."""
    role = programme.membership_of(by).role if by else ""
    comment = Comment.objects.create(programme=programme, words=words, written_by=by, written_as=role, **more)
    if on is not None:
        Comment.objects.filter(pk=comment.pk).update(written_at=noon(on))
        comment.refresh_from_db()
    return comment


def noon(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))
