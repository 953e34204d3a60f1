"""The files of a version of a report as they are sent: what they are called, and that a reader has one already."""

from django.utils.cache import get_conditional_response
from django.utils.text import slugify

from commissioning.downloads import CONTENT_TYPES, download
from evaluation.models import EditionFile


def file_name(edition, kind):
    """What a file of a version is called where it is kept."""
    report = edition.report
    subject = f"stage-{report.stage.number}" if report.kind == report.Kind.STAGE else slugify(report.title)[:60]
    words = {report.Kind.STAGE: f"{subject}-report", report.Kind.CONCLUDING: "concluding-report"}
    return f"{report.programme.slug}-{words.get(report.kind, subject)}-version-{edition.number}.{kind}"


def file_response(request, edition, kind, cache="private, no-cache"):
    """A file of a version as it was issued, or that the reader has it already; None where it is not made."""
    found = EditionFile.objects.without_content().filter(edition=edition, kind=kind).first()
    if found is None:
        return None
    etag = f'"{found.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = download(bytes(found.content), file_name(edition, kind), CONTENT_TYPES[kind])
    response.headers["ETag"], response.headers["Cache-Control"] = etag, cache
    return response
