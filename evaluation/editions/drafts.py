"""A version of a report while it is written: drafted from the evidence of the day with the words that people added."""

import json
from dataclasses import dataclass, replace

from django.utils import timezone

from evaluation.models.reports import frozen_fingerprint
from evaluation.reports import drafting
from evaluation.reports.document import Document, Facts, to_json
from evaluation.reports.sections import sections_of
from surveys.models import Wave


@dataclass(frozen=True)
class Drafted:
    """A version as it would be handed in now: the document, what it rests on, and the fingerprint of both."""

    document: Document
    content: dict
    evidence: dict
    fingerprint: str


def drafted(edition, on=None):
    """The Drafted of a version that is in writing, with the evidence of the day `on`."""
    draft = drafting.draft(edition.report, texts_of(edition), on or timezone.localdate())
    document = _with_version(draft.document, edition)
    content, evidence = _settled(to_json(document)), _settled(draft.evidence)
    return Drafted(document, content, evidence, frozen_fingerprint(content, evidence))


def texts_of(edition):
    """Section's slug -> the words that people wrote in it."""
    return dict(edition.texts.values_list("section", "words"))


def missing_from(edition):
    """The NamedSections that a report needs and nobody has written yet."""
    return drafting.missing(edition.report, texts_of(edition))


def named_section(edition, slug):
    """The NamedSection of this slug, or None."""
    return next((section for section in sections_of(edition.report) if section.slug == slug), None)


def waves_left_out(programme, on):
    """Waves that had begun by the day `on` and are not locked: nothing of them is in a report."""
    return list(Wave.objects.filter(programme=programme, starts_on__lte=on, locked_at=None).order_by("starts_on"))


def _with_version(document, edition):
    """The document with which version it is and, from the second on, what changed since the one before."""
    rows = [("Version", str(edition.number))]
    if edition.number > 1:
        rows.append((f"Changed since version {edition.number - 1}", edition.what_changed))
    return replace(document, facts=Facts((*document.facts.rows, *rows)))


def _settled(node):
    """The same as any database gives it back: lists for tuples, and no minus before a zero."""
    return json.loads(json.dumps(node, allow_nan=False), parse_float=lambda text: float(text) + 0.0)
