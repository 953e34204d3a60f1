"""What the page of one version of a report shows: its document, words, steps, files, and what the reader may do."""

from dataclasses import replace

from django.urls import reverse

from commissioning.changes import changes_of_parts
from commissioning.people import naming_for
from evaluation.editions.actions import WHAT_CHANGED, WRITE, why_not_discarded
from evaluation.editions.drafts import drafted, texts_of, waves_left_out
from evaluation.editions.making import MAKERS, has_stalled, is_at_work
from evaluation.editions.steps import REVIEW, SUBMIT
from evaluation.models import Edition, EditionFile, EditionText
from evaluation.reports.document import from_json
from evaluation.reports.html import as_html
from evaluation.reports.sections import sections_of
from evaluation.steering.comments import comments_of

State, Kind = Edition.State, EditionFile.Kind
ORDER = (Kind.PDF, Kind.DOCX, Kind.HTML, Kind.XLSX)  # in which people look for them


def edition_shown(edition, user):
    """The context of a version's page for one reader."""
    programme, report = edition.report.programme, edition.report
    document = drafted(edition).document if edition.is_open else from_json(edition.content)
    sections = sections_to_write(edition) if edition.is_open else []
    editions = list(Edition.objects.visible_to(user).filter(report=report).without_content())
    return {
        "edition": edition,
        "report": report,
        **document_shown(document),
        "title": document.title,
        "sections": sections,
        "written": sum(bool(words) for _, words, _ in sections),
        "editions": editions,
        "newer": next((e for e in editions if e.number > edition.number and e.state in Edition.ACCEPTED), None),
        "steps": steps_of(edition, user),
        "is_intact": edition.is_open or edition.is_intact,
        "acts": acts_of(edition, user, editions),
        "comments": comments_of(programme, edition=edition),
        "about": f"edition={edition.pk}",
        "parts": [(section.slug, section.title) for section in sections_of(report)],
        **files_shown(edition, user),
    }


def document_shown(document):
    """A document as part of a page, and its sections for a list of contents."""
    return {
        "document": as_html(document),
        "contents": [(section.slug, section.title) for section in document.sections],
    }


def sections_to_write(edition):
    """(NamedSection, its words, the page where they are written) of a version that is in writing."""
    words, slug = texts_of(edition), edition.report.programme.slug
    rows = []
    for section in sections_of(edition.report):
        url = reverse("evaluation:edition-write", args=[slug, edition.report_id, edition.number, section.slug])
        rows.append((section, words.get(section.slug, ""), url))
    return rows


def changes_of_words(edition, user):
    """What became of the words of each section, the latest first, each named by its section's title."""
    programme = edition.report.programme
    titles = {f"“{section.slug}”": f"“{section.title}”" for section in sections_of(edition.report)}
    changes = changes_of_parts(EditionText, programme, user, kind="Section", called="section", edition=edition.pk)
    named = [replace(change, what=_titled(change.what, titles)) for change in changes]
    return sorted(named, key=lambda change: change.at, reverse=True)


def _titled(what, titles):
    for slug, title in titles.items():
        what = what.replace(slug, title)
    return what


def steps_of(edition, user):
    """(step, who took it as the reader may read it) of a version, the latest first."""
    naming = naming_for(edition.report.programme, user)
    return [(step, naming(step.taken_by_id, "somebody")) for step in edition.steps.order_by("-pk")]


def acts_of(edition, user, editions):
    """Name -> address of what the reader may do with a version now."""
    programme, state = edition.report.programme, edition.state
    may_write, may_review = user.has_perm(WRITE, programme), user.has_perm(REVIEW, programme)
    is_newest = edition.number == max(each.number for each in editions)
    can = {
        "submit": edition.is_open and user.has_perm(SUBMIT, programme),
        "accept": state == State.SUBMITTED and may_review,
        "return": state == State.SUBMITTED and may_review,
        "publish": state == State.ACCEPTED and may_review,
        "withdraw": state == State.PUBLISHED and may_review,
        "new": state in Edition.ACCEPTED and may_write and is_newest,
        "discard": edition.is_open and may_write and not why_not_discarded(edition),
    }
    args = [programme.slug, edition.report_id, edition.number]
    found = {name: reverse(f"evaluation:edition-{name}", args=args) for name, holds in can.items() if holds}
    if edition.is_open and may_write:
        found["write"] = True
        if edition.number > 1:
            found["what_changed"] = reverse("evaluation:edition-write", args=[*args, WHAT_CHANGED])
    return found


def files_shown(edition, user):
    """The files of a version without their bytes, and how far they are."""
    programme = edition.report.programme
    found = EditionFile.objects.without_content().filter(edition=edition)
    return {
        "files": [] if edition.is_open else sorted(found, key=lambda file: ORDER.index(file.kind)),
        "progress": progress_of(edition),
        "may_ask": any(user.has_perm(act, programme) for act in (WRITE, REVIEW)),
    }


def progress_of(edition):
    """How far the files are: most, value, words, whether it seems cut off; None where none are to be made."""
    if edition.is_open or edition.made_at or edition.failure:
        return None
    most = len(MAKERS)
    words = f"{edition.made_parts} of {most} files made"
    return {"most": most, "value": edition.made_parts, "words": words, "has_stalled": _has_stalled(edition)}


def _has_stalled(edition):
    return has_stalled(edition) or not is_at_work(edition)


def evidence_shown(evidence, programme, on):
    """What a version rests on, for whoever checks it: figures, locked waves, and those left out."""
    return {
        "as_at": on,
        "figures": len(evidence.get("figures", ())),
        "waves": evidence.get("waves", []),
        "left_out": waves_left_out(programme, on),
    }
