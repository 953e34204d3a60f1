"""Harbourside's reports: of its stages as they were handed in and reviewed, of Ropewalk for its residents, all through
the product's own actions, each on its day."""

from datetime import timedelta

from commissioning.models import Role
from evaluation.demonstration import report_words
from evaluation.demonstration.history import moment, written
from evaluation.demonstration.timetable import working_day, working_day_before
from evaluation.editions.actions import saved, start_report, start_version, take_step, write_section
from evaluation.editions.drafts import drafted
from evaluation.editions.steps import ACCEPT, review_edition, submit_edition
from evaluation.models import Edition, EditionStep, Report

DAYS_OF_WRITING = 12  # from the draft to the handing in
REPORT_DAYS_BEFORE = 16  # the decision at the gate, it is handed in
ACCEPTED_DAYS_BEFORE = 6  # the decision
PUBLISHED_DAYS_AFTER = 12  # the decision
CORRECTED_DAYS_AFTER = 40  # the decision, a mistake was found
ROPEWALK_MONTH = 31
STAGE_3_DAYS = 20  # before today, writing began
WORDS = {1: report_words.STAGE_1, 2: report_words.STAGE_2}


def hand_in_stage_report(stage, decided_on, users):
    """The report of a stage behind us, written and handed in before its gate was decided."""
    on = working_day_before(decided_on - timedelta(days=REPORT_DAYS_BEFORE))
    report = Report(programme=stage.programme, kind=Report.Kind.STAGE, stage_id=stage.pk)
    return _handed_in(_begun(report, WORDS[stage.number], on - timedelta(days=DAYS_OF_WRITING), users), on, users)


def accept_stage_report(edition, decided_on, users):
    """Accept what was handed in, some days before the gate is decided."""
    _accept(edition, working_day_before(decided_on - timedelta(days=ACCEPTED_DAYS_BEFORE)), users)


def fill_reports(programme, neighbourhoods, today, users):
    """Publish what was accepted, correct the second report, and write the third and Ropewalk's."""
    stages = {stage.number: stage for stage in programme.stages.select_related("programme", "decision")}
    for number in WORDS:
        after = stages[number].decision.decided_at.date() + timedelta(days=PUBLISHED_DAYS_AFTER)
        _publish(Edition.objects.get(report__stage=stages[number]), working_day(after), users)
    _correct(Edition.objects.get(report__stage=stages[2]), stages[2], users)
    third = Report(programme=programme, kind=Report.Kind.STAGE, stage_id=stages[3].pk)
    _begun(third, report_words.STAGE_3, working_day_before(today - timedelta(days=STAGE_3_DAYS)), users)
    ropewalk = next(place for place in neighbourhoods if place.name == "Ropewalk")
    _write_of_place(programme, ropewalk, users)


def _write_of_place(programme, place, users):
    on = working_day_before(programme.month_end(ROPEWALK_MONTH))
    title = f"{place.name}: what we found, and what comes next"
    report = Report(programme=programme, kind=Report.Kind.NEIGHBOURHOOD, neighbourhood=place, title=title)
    edition = _begun(report, report_words.ROPEWALK, on - timedelta(days=DAYS_OF_WRITING), users)
    _handed_in(edition, on, users)
    _accept(edition, working_day(on + timedelta(days=7)), users)
    _publish(edition, working_day(on + timedelta(days=9)), users)


def _correct(edition, stage, users):
    """A second version of the report of a stage, that says what was wrong in the first."""
    on = working_day(stage.decision.decided_at.date() + timedelta(days=CORRECTED_DAYS_AFTER))
    by = users[Role.COORDINATOR]
    following = start_version(edition=edition, what_changed=report_words.STAGE_2_CHANGED, by=by, at=moment(on))
    _word(following, report_words.STAGE_2_AGAIN, on, by)
    _handed_in(following, working_day(on + timedelta(days=2)), users)
    _accept(following, working_day(on + timedelta(days=6)), users)
    _publish(following, working_day(on + timedelta(days=6)), users)


def _begun(report, words, on, users):
    """The first version of a report, begun and worded on the day `on`."""
    by = users[Role.COORDINATOR]
    report = start_report(report=written(report, on, by), by=by, at=moment(on, hour=9))
    edition = Edition.objects.get(report=report.pk)  # afresh: what a draft reads is not to be remembered by the caller
    _word(edition, words, on + timedelta(days=1), by)
    return edition


def _word(edition, words, on, by):
    for section, said in words.items():
        text = edition.texts.filter(section=section).first()
        seen = text.history.latest().history_id if text else 0
        write_section(edition=edition, section=section, words=said, seen=seen, by=by, at=moment(on, hour=11))


def _handed_in(edition, on, users):
    seen = drafted(edition, on).fingerprint
    return submit_edition(edition=edition, seen=seen, by=users[Role.COORDINATOR], on=on, at=moment(on, hour=14))


def _accept(edition, on, users):
    edition.refresh_from_db()
    told = {"seen": edition.fingerprint, "by": users[Role.COMMISSIONER], "at": moment(on, hour=15)}
    review_edition(edition=edition, passage=ACCEPT, **told)


def _publish(edition, on, users):
    """Publish on a day on which its files, which are made once the demonstration stands, were there."""
    edition.refresh_from_db()
    edition.state, by, at = Edition.State.PUBLISHED, users[Role.COMMISSIONER], moment(on, hour=16)
    saved(edition, by, at, fields=["state"])
    take_step(edition, EditionStep.Kind.PUBLISHED, by, at=at)
