"""Reports as they are written: started, worded, corrected by a new version, and taken away before anything was read."""

from django.db import transaction
from django.utils import timezone

from commissioning.actions.entries import EntryRefused, hold, latest_change, refuse_stale, save_entry
from commissioning.downloads import in_workbook
from evaluation.editions.drafts import named_section
from evaluation.models import Edition, EditionStep, EditionText, Report

WRITE = "evaluation.write_reports"
WHAT_CHANGED = "what-changed"  # named like a section where it is worded
FIXED = "This version was handed in, so its words stay as they are."


class ReportRefused(EntryRefused):
    """The report cannot go on as asked; the message says why. `field` names what is wrong on the form, or is empty."""

    def __init__(self, message, field=""):
        super().__init__(message)
        self.field = field


class NotForYou(ReportRefused):
    """Somebody else does this."""


@transaction.atomic
def start_report(*, report, by, at=None):
    """Begin to write `report`, which is not stored yet, with its first version. The same form sent twice begins one.

    Raises ReportRefused where it cannot be begun, EntrySentBefore where the form was sent before for another report,
    and ValidationError.
    """
    programme = report.programme
    refuse_role(by, programme, WRITE, "Those who run or evaluate the programme write its reports.")
    hold(programme)
    if not Report.objects.filter(key=report.key).exists():
        _refuse_start(report)
    report.title = report.title or title_of(report)
    report = save_entry(programme=programme, entry=report, by=by)
    if not report.editions.exists():
        edition = saved(Edition(report=report), by, at)
        take_step(edition, EditionStep.Kind.STARTED, by, at=at)
    return report


def title_of(report):
    """What a report is called unless somebody says otherwise."""
    names = {
        Report.Kind.STAGE: f"Report of stage {report.stage.number}" if report.stage else "",
        Report.Kind.NEIGHBOURHOOD: f"{report.neighbourhood}: how it is going" if report.neighbourhood else "",
        Report.Kind.PROGRAMME: f"{report.programme}: summary",
        Report.Kind.CONCLUDING: f"{report.programme}: concluding report",
    }
    return names[report.kind]


def _refuse_start(report):
    stage = report.stage
    if stage is not None:
        _refuse_stage(report, stage)
    elif report.kind in (Report.Kind.STAGE, Report.Kind.CONCLUDING):
        raise ReportRefused("Choose the stage.", "stage")
    elif report.kind == Report.Kind.NEIGHBOURHOOD and report.neighbourhood is None:
        raise ReportRefused("Choose the neighbourhood.", "neighbourhood")
    else:
        _refuse_second(report)


def _refuse_stage(report, stage):
    if standing := Report.objects.filter(stage=stage).first():
        raise ReportRefused(f"{stage} has its report already: “{standing}”. Go on with that one.", "stage")
    if stage.begins_on is None or stage.begins_on > timezone.localdate():
        raise ReportRefused(f"{stage} has not begun, so there is nothing to report yet.", "stage")
    if stage.is_last != (report.kind == Report.Kind.CONCLUDING):
        words = "is the last: its report is the concluding one" if stage.is_last else "is not the last stage"
        raise ReportRefused(f"{stage} {words}.", "kind")


def _refuse_second(report):
    """Two of the same at the same time would say the same twice."""
    same = Report.objects.filter(programme=report.programme, kind=report.kind, neighbourhood=report.neighbourhood)
    standing = same.filter(editions__state__in=[*Edition.OPEN, Edition.State.SUBMITTED]).first()
    if standing:
        field = "neighbourhood" if report.neighbourhood else "kind"
        raise ReportRefused(f"“{standing}” is in hand already. Finish that one first.", field)


@transaction.atomic
def write_section(*, edition, section, words, seen, by, at=None):
    """Put words into a named section of a version that is in writing; the same words twice are stored once.

    `seen` is the latest change that the form knew of, 0 where there were no words yet. Raises EntryChanged where
    somebody else wrote meanwhile, ReportRefused where nothing can be written.
    """
    edition = standing_edition(edition)
    programme = edition.report.programme
    refuse_role(by, programme, WRITE, "Those who run or evaluate the programme write its reports.")
    if not edition.is_open:
        raise ReportRefused(FIXED)
    if named_section(edition, section) is None:
        raise ReportRefused("This report has no such section.")
    text = edition.texts.filter(section=section).first() or EditionText(edition=edition, section=section)
    words = tidy(words)
    if text.words == words:
        return text
    if text.pk:
        refuse_stale(programme, text, by, seen or 0)
    text.words = words
    return saved(text, by, at)


@transaction.atomic
def write_what_changed(*, edition, words, seen, by):
    """Say what a new version changes, as in `write_section`. It cannot be left empty."""
    edition = standing_edition(edition)
    programme = edition.report.programme
    refuse_role(by, programme, WRITE, "Those who run or evaluate the programme write its reports.")
    words = tidy(words)
    if not edition.is_open:
        raise ReportRefused(FIXED)
    if edition.number == 1 or not words:
        raise ReportRefused("Say what changed since the version before.", "words")
    if edition.what_changed != words:
        refuse_stale(programme, edition, by, seen or 0)
        edition.what_changed = words
        saved(edition, by)
    return edition


@transaction.atomic
def start_version(*, edition, what_changed, by, at=None):
    """Begin the version after `edition`, which was accepted, with its words; the form sent twice begins one.

    Raises ReportRefused.
    """
    edition = standing_edition(edition)
    report, words = edition.report, tidy(what_changed)
    refuse_role(by, report.programme, WRITE, "Those who run or evaluate the programme write its reports.")
    if not words:
        raise ReportRefused("Say what changes, and why. It stands in the new version.", "words")
    newest = report.editions.first()
    if newest.number == edition.number + 1 and newest.is_open and newest.what_changed == words:
        return newest
    if newest != edition:
        raise ReportRefused(f"Version {newest.number} was begun already. Go on with that one.")
    if edition.state not in Edition.ACCEPTED:
        raise ReportRefused("A new version follows one that was accepted. This one is still in hand.")
    following = saved(Edition(report=report, number=edition.number + 1, what_changed=words), by, at)
    for text in edition.texts.all():
        saved(EditionText(edition=following, section=text.section, words=text.words), by, at)
    take_step(following, EditionStep.Kind.STARTED, by, words, at=at)
    return following


@transaction.atomic
def discard_version(*, edition, by):
    """Take a version away that was never handed in; the one before stays. Raises ReportRefused."""
    found = Edition.objects.filter(pk=edition.pk).first()
    if found is None:
        return
    edition = standing_edition(found)
    refuse_role(by, edition.report.programme, WRITE, "Those who run or evaluate the programme write its reports.")
    if why := why_not_discarded(edition):
        raise ReportRefused(why)
    edition._history_user = by
    edition.delete()


def why_not_discarded(edition):
    """Why a version cannot be taken away, or "" where it can."""
    if edition.number == 1:
        return "The first version goes only with the report."
    if Edition.objects.filter(pk=edition.pk).handed_in().exists():
        return "A version that was handed in stays on record."
    return ""


def standing_edition(edition):
    """The edition as it is stored now, with its programme held until this transaction is done."""
    hold(edition.report.programme)
    found = Edition.objects.select_related("report__programme", "report__stage", "report__neighbourhood")
    return found.defer("report__neighbourhood__boundary").get(pk=edition.pk)


def refuse_role(user, programme, act, words):
    """Raise NotForYou where somebody's role may not do this."""
    if not user.has_perm(act, programme):
        raise NotForYou(words)


def take_step(edition, kind, by, words="", at=None):
    """Write down that an edition went one step on."""
    told = {"edition": edition, "kind": kind, "taken_by": by, "words": words, "fingerprint": edition.fingerprint}
    return EditionStep.objects.create(**told, **({"taken_at": at} if at else {}))


def saved(row, by, at=None, fields=None):
    """The row, stored, with who changed it: all of it, or some `fields`; `at` where it tells of another moment."""
    row._history_user = by
    if at:
        row._history_date = at
    row.save(update_fields=fields)
    return row


def tidy(words):
    """What somebody typed, without what no file can hold: one kind of line end, no control signs."""
    return in_workbook(words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def seen_of(row):
    """The latest change of a row, for a form; 0 where it is not stored yet."""
    return latest_change(row) or 0
