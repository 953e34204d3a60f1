"""Making the files of a version that was handed in, in the background, from what was frozen.

Each file is stored as soon as it is made, and never made again: the work can be cut off and asked for anew at any time.
"""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from importlib import import_module

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from evaluation.models import Edition, EditionFile
from evaluation.reports.document import from_json

Kind = EditionFile.Kind
# Kind -> the module below evaluation.reports that makes it, and its function; they load much, so not before they work.
MAKERS = {
    Kind.HTML: ("html", "as_page"),
    Kind.PDF: ("pdf", "as_pdf"),
    Kind.DOCX: ("word", "as_docx"),
    Kind.XLSX: ("workbook", "as_xlsx"),
}
STALLED_AFTER = timedelta(minutes=2)
FAILED = "Something went wrong on our side while making the files. What was handed in is safe. Ask for them once more."


@transaction.atomic
def queue_files(*, edition):
    """Ask for the files of `edition`. Nothing happens where they are made, or being made."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.is_open or edition.made_at or (is_at_work(edition) and not has_stalled(edition)):
        return
    Edition.objects.filter(pk=edition.pk).update(failure="", progressed_at=timezone.now())
    transaction.on_commit(partial(make_files.enqueue, edition.pk, edition.fingerprint))


def is_at_work(edition):
    """Whether the files of `edition` are asked for and not there yet."""
    waits = not edition.is_open and edition.made_at is None and not edition.failure
    return waits and edition.progressed_at is not None


def has_stalled(edition):
    """Whether the work has not moved for so long that it must have been cut off, or was never asked for."""
    if edition.is_open or edition.made_at or edition.failure:
        return False
    return edition.progressed_at is None or timezone.now() - edition.progressed_at > STALLED_AFTER


@task()
def make_files(edition_id, fingerprint):
    """Make the files of an edition that are not there yet, from the content with this fingerprint."""
    edition = Edition.objects.filter(pk=edition_id, fingerprint=fingerprint).first()
    if edition is None or edition.is_open:
        return  # returned meanwhile
    try:
        _make_missing(edition)
    except Exception:
        _asked_for(edition).update(failure=FAILED)
        raise


def _make_missing(edition):
    document = from_json(edition.content)
    there = set(edition.files.values_list("kind", flat=True))
    for kind in MAKERS:
        if kind not in there and not _store(edition, kind, _made(kind, document, edition.evidence)):
            return
    _asked_for(edition).update(made_at=timezone.now())


def _made(kind, document, evidence):
    module, name = MAKERS[kind]
    make = getattr(import_module(f"evaluation.reports.{module}"), name)
    return make(document, evidence) if kind == Kind.XLSX else make(document)


@transaction.atomic
def _store(edition, kind, content):
    """Store one file, unless the edition was returned since; False then. Two workers store it once."""
    standing = _asked_for(edition).select_for_update().first()
    if standing is None:
        return False
    given = {"content": content, "sha256": sha256(content).hexdigest(), "size": len(content)}
    EditionFile.objects.get_or_create(edition=edition, kind=kind, defaults=given)
    made = EditionFile.objects.filter(edition=edition).count()
    _asked_for(edition).update(made_parts=made, progressed_at=timezone.now())
    return True


def _asked_for(edition):
    """The edition while it still stands with the content that the files are made of."""
    return Edition.objects.issued().filter(pk=edition.pk, fingerprint=edition.fingerprint)
