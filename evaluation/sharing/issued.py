"""Published reports and their files, for readers outside the programme's pages."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from evaluation.models import Edition, EditionFile

CONTENT_TYPES = {
    EditionFile.Kind.HTML: "text/html; charset=utf-8",
    EditionFile.Kind.PDF: "application/pdf",
    EditionFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    EditionFile.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def published_editions(programme):
    """Published editions whose files are made, the latest first, each with its files but not their bytes."""
    files = EditionFile.objects.defer("content").order_by("kind")
    found = Edition.objects.of(programme).filter(state=Edition.State.PUBLISHED, made_at__isnull=False)
    found = found.select_related("report__stage", "report__neighbourhood").defer(
        "content", "evidence", "report__neighbourhood__boundary"
    )
    return found.prefetch_related(Prefetch("files", files)).order_by("-as_at", "-pk")


def issued_file(programme, report_id, number, kind):
    """The EditionFile of a published edition. Raises Http404 without one."""
    wanted = {"edition__report_id": report_id, "edition__number": number, "kind": kind}
    return get_object_or_404(
        EditionFile.objects.filter(edition__in=published_editions(programme).values("pk")), **wanted
    )
