"""What residents raised and what came of it, in a report: counts, the figures of goal 6, agencies, you said we did."""

from collections import defaultdict
from copy import copy

from commissioning.number_words import counted
from evaluation.registers.counting import OF_CASES, day_words
from evaluation.reports.document import Cell, Column, Paragraph, Section, Table
from evaluation.reports.drafting.tables import figures_table
from neighbourhoods.issues.agency_record import records_of
from neighbourhoods.issues.clock_words import days_words
from neighbourhoods.issues.you_said import is_news, parts_of
from neighbourhoods.models import CommunityIssue, RegisterRules

MOST_TOLD = 6  # things that residents said, in one part of a report
Outcome = CommunityIssue.Outcome


def issue_sections(material, areas, places):
    """Sections on the issues of `places`: how many and how they stand, by agency, and what came of them.

    `areas` are (code, name, is main) of the pooled areas in which agencies' answers are counted.
    """
    issues = issues_of(material, places)
    if not issues:
        return (Section("issues-counts", "Issues and replies", (Paragraph("No issue is on record here."),)),)
    limit = RegisterRules.of_programme(material.programme).reply_days
    return (
        _counts(material, issues, areas, places, limit),
        _agencies(material, limit),
        *_you_said(material, issues),
    )


def issues_of(material, places):
    """The clocked issues of some neighbourhoods that were raised by the day of the report. One query."""
    asked = {"neighbourhood__in": [place.pk for place in places], "raised_on__lte": material.on}
    return list(CommunityIssue.objects.filter(**asked).clocked().select_related("agency").order_by("raised_on", "pk"))


def _counts(material, issues, areas, places, limit):
    by_place = defaultdict(list)
    for issue in issues:
        by_place[issue.neighbourhood_id].append(issue)
    columns = (Column("Neighbourhood"), *(Column(words, is_number=True) for words in STANDINGS))
    rows = [_standing_row(place.name, by_place[place.pk], material.on, limit) for place in places if by_place[place.pk]]
    if len(rows) > 1:
        rows.append(_standing_row("Together", issues, material.on, limit, is_strong=True))
    caption = f"Issues by neighbourhood as at {day_words(material.on)}"
    note = f"An agency has {days_words(limit)} for an answer. An issue that was taken back waits no more."
    table = Table(caption, columns, tuple(rows), note)
    lead = Paragraph(_lead(issues, material.on), "lead")
    blocks = (lead, table, _case_table(material, areas))
    return Section("issues-counts", "Issues and replies", tuple(filter(None, blocks)))


STANDINGS = ("Raised", "Answered", "Waiting", "Of these beyond their days", "Led to a change", "Declined")


def _standing_row(name, issues, on, limit, is_strong=False):
    clocks = [issue.clock for issue in issues]
    numbers = (
        len(clocks),
        sum(clock.answer_by(on) is not None for clock in clocks),
        sum(clock.is_waiting(on) for clock in clocks),
        sum(clock.is_overdue(on, limit) for clock in clocks),
        sum(issue.outcome == Outcome.CHANGED for issue in issues),
        sum(issue.outcome == Outcome.DECLINED for issue in issues),
    )
    return tuple(Cell(words, is_strong=is_strong) for words in (name, *map(str, numbers)))


def _lead(issues, on):
    changed = sum(issue.outcome == Outcome.CHANGED for issue in issues)
    waiting = sum(issue.clock.is_waiting(on) for issue in issues)
    raised = f"{counted(len(issues), 'issue')} {'was' if len(issues) == 1 else 'were'} raised"
    return f"{raised}; {changed} led to a changed service, and {waiting} still {_verb(waiting)} for an answer."


def _verb(number):
    return "waits" if number == 1 else "wait"


def _case_table(material, areas):
    """The figures that are counted from issues, in the areas that have any; None without any."""
    codes = [code for code in material.catalogue.indicators if code in OF_CASES]
    shown = [
        material.now(material.catalogue[code], area, name)
        for code in codes
        for area, name, _ in areas
        if material.evidence.full_series(code, area)
    ]
    named = [each._replace(name=f"{each.figure.name}: {each.name}") for each in shown]
    return figures_table(material, "How issues were answered", named, "Figure and area") if named else None


def _agencies(material, limit):
    """How each agency that was asked anything answered, across the whole programme."""
    records = [record for record in records_of(material.programme, material.on, limit) if record.put]
    if not records:
        return None
    headings = ("Put to it", "Answered", "Waiting", "In time, of those due", "Days to answer (median)", "Changed")
    columns = (Column("Agency"), *(Column(words, is_number=True) for words in headings))
    caption = f"What became of the issues put to each agency, whole programme, as at {day_words(material.on)}"
    table = Table(caption, columns, tuple(map(_agency_row, records)))
    return Section("agencies", "How agencies answered", (table,))


def _agency_row(record):
    days = "not known yet" if record.answer_days is None else str(record.answer_days)
    told = (record.put, record.answered, record.waiting, f"{record.in_time} of {record.due}", days, record.changed)
    return tuple(Cell(str(words)) for words in (record.agency.name, *told))


def _you_said(material, issues):
    """What came of what residents said, by what it was; only what may stand on “You said, we did”."""
    told = [
        issue for issue in public(issues) if is_news(issue, material.since) and (issue.outcome or issue.answered_on)
    ]
    if not told:
        return ()
    places = {place.pk: place.name for place in material.neighbourhoods}
    tables = [_part(heading, saids) for heading, saids in parts_of(_with_place(told, places), material.on)]
    return (Section("you-said", f"You said, we did: since {day_words(material.since)}", tuple(tables)),)


def public(issues):
    """Issues that may stand on “You said, we did”."""
    return [issue for issue in issues if issue.is_public and issue.outcome != Outcome.WITHDRAWN]


def _with_place(issues, places):
    """The issues, each naming its neighbourhood: in a report of several it would not be known."""
    named = [copy(issue) for issue in issues]
    for issue in named:
        issue.title = f"{places[issue.neighbourhood_id]}: {issue.title}"
    return named


def _part(heading, saids):
    columns = tuple(map(Column, ("What residents said", "Put to", "What came of it")))
    more = len(saids) - MOST_TOLD
    note = f"And {more} more." if more > 0 else ""
    return Table(heading, columns, tuple(map(_said_row, saids[:MOST_TOLD])), note)


def _said_row(said):
    return Cell(said.title), Cell(said.agency or "–"), _came(said)


def _came(said):
    """What came of it, and when."""
    day = day_words(said.on)
    return Cell(said.did, note=day) if said.did else Cell(f"Answered on {day}")
