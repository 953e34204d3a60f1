"""What was passed on to the commissioner and others, in a report: sessions, what they changed, and clauses advised."""

from commissioning.learning import outcomes_of
from commissioning.models import ClauseAdvice, KnowledgeSession
from commissioning.number_words import counted
from evaluation.registers.counting import day_words
from evaluation.reports.document import Cell, Column, Paragraph, Section, Table
from evaluation.reports.drafting.people_counts import people_words, sum_words


def learning_sections(material):
    """Sections on sessions held, and on clauses advised, in the time that the report tells of."""
    return _sessions(material), _clauses(material)


def _sessions(material):
    held_in = (material.since, material.until)
    held = list(
        KnowledgeSession.objects.of(material.programme).filter(held_on__range=held_in).order_by("held_on", "pk")
    )
    if not held:
        return Section("passed-on", "Knowledge passed on", (Paragraph("No session is on record."),))
    came = sum_words([session.attended for session in held])
    uncounted = sum(session.attended is None for session in held)
    lead = f"{counted(len(held), 'session')}; people who came, added up over sessions: {came}."
    if uncounted:
        lead += f" At {uncounted} of them nobody counted."
    columns = (Column("Session"), Column("For whom"), Column("Came", is_number=True), Column("Done differently since"))
    table = Table("Sessions held", columns, tuple(map(_session_row, held)))
    return Section("passed-on", "Knowledge passed on", (Paragraph(lead), table))


def _session_row(session):
    note = f"{session.get_kind_display()}, {day_words(session.held_on)}"
    changed = session.changed or ("Nobody was asked yet." if session.attended != 0 else "Nobody came.")
    return Cell(session.title, note=note), Cell(session.audience), Cell(_came(session)), Cell(changed)


def _came(session):
    """How many came, of how many invited where both can be said."""
    came = people_words(session.attended)
    is_told = session.attended is not None and session.invited is not None and came.replace(",", "").isdigit()
    return f"{came} of {people_words(session.invited)}" if is_told else came


def _clauses(material):
    given_in = (material.since, material.until)
    given = list(
        ClauseAdvice.objects.of(material.programme).filter(given_on__range=given_in).order_by("given_on", "pk")
    )
    if not given:
        return None
    told = ", ".join(f"{words.lower()} {number}" for words, number in outcomes_of(given) if number)
    columns = tuple(map(Column, ("Contract", "What was advised", "What came of it")))
    rows = tuple(_clause_row(advice) for advice in given)
    blocks = (Paragraph(f"Advice on {counted(len(given), 'contract')}: {told}."),)
    blocks += (Table("Clauses advised in other contracts", columns, rows),)
    return Section("clauses", "Clauses in other contracts", blocks)


def _clause_row(advice):
    answered = f", {day_words(advice.outcome_on)}" if advice.outcome_on else ""
    came = Cell(f"{advice.get_outcome_display()}{answered}", note=advice.outcome_note)
    return Cell(f"{advice.contract}, {advice.holder}", note=day_words(advice.given_on)), Cell(advice.advice), came
