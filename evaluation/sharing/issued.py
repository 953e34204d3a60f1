"""Published reports and their files, for readers outside the programme's pages."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from evaluation.models import Edition, EditionFile


def published_editions(programme):
    """Published editions whose files are made, the latest first, each with its files but not their bytes."""
    files = EditionFile.objects.defer("content").order_by("kind")
    found = Edition.objects.of(programme).published().without_content().prefetch_related(Prefetch("files", files))
    found = found.select_related("report__stage", "report__neighbourhood").defer("report__neighbourhood__boundary")
    return found.order_by("-as_at", "-pk")


def issued_file(programme, report_id, number, kind):
    """The EditionFile of a published edition. Raises Http404 without one."""
    wanted = {"edition__report__pk": report_id, "edition__number": number, "kind": kind}
    return get_object_or_404(
        EditionFile.objects.filter(edition__in=published_editions(programme).values("pk")), **wanted
    )
