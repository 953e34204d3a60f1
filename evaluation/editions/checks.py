"""Whether what was handed in is still what it was: words and evidence by their fingerprint, files by SHA-256."""

from evaluation.models import EditionStep


def faults_of(edition):
    """What is wrong with a version that was handed in, in words; nothing where it is as it was."""
    if not edition.is_intact:
        yield "content or evidence is not what was handed in"
    submitted = edition.steps.filter(kind=EditionStep.Kind.SUBMITTED).last()
    if submitted and submitted.fingerprint != edition.fingerprint:
        yield "the fingerprint is not the fingerprint that was handed in"
    for file in edition.files.order_by("kind"):
        if not file.is_intact:
            yield f"{file.get_kind_display()}: the file is not what was issued"
