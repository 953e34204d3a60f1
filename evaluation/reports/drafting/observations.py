"""What nobody planned and what groups' stories show, in a report: unintended effects, and case studies with consent."""

from evaluation.registers.counting import day_words
from evaluation.reports.document import Bullets, Cell, Column, Paragraph, Section, Table
from neighbourhoods.models import CaseStudy, Effect

NO_EFFECTS = "No unintended effect is on record."
READ_THERE = (
    "Those in them agreed that everybody in the programme may read them, under “Case studies”. They are not told here, "
    "as this report may be read by others."
)


def effects_section(material, places):
    """A Section with the effects seen in `places`, or in none, in the time that the report tells of."""
    seen = Effect.objects.of(material.programme).filter(seen_on__range=(material.since, material.until))
    here = {None: "Whole programme"} | {place.pk: place.name for place in places}
    effects = [effect for effect in seen.order_by("seen_on", "pk") if effect.neighbourhood_id in here]
    if not effects:
        return Section("effects-seen", "Effects on record", (Paragraph(NO_EFFECTS),))
    good = sum(effect.kind == Effect.Kind.GOOD for effect in effects)
    columns = tuple(map(Column, ("What happened", "Good or bad", "Where and when", "What was done about it")))
    rows = tuple(_effect_row(effect, here[effect.neighbourhood_id]) for effect in effects)
    lead = Paragraph(f"{len(effects)} on record: {good} good, {len(effects) - good} bad.")
    return Section("effects-seen", "Effects on record", (lead, Table("Unintended effects", columns, rows)))


def _effect_row(effect, where):
    when = f"{where}, {day_words(effect.seen_on)}"
    done = effect.response or "Nothing is on record."
    return Cell(effect.title, note=effect.words), Cell(effect.get_kind_display()), Cell(when), Cell(done)


def case_studies_section(material, places):
    """A Section that names the case studies which everybody in the programme may read; None without any.

    Those in a story agreed to readers in the programme. A report may be published, so the story is not told in it.
    """
    told_in = (material.since, material.until)
    shared = CaseStudy.objects.of(material.programme).filter(is_shared=True, told_on__range=told_in)
    here = {None: ""} | {place.pk: f"{place.name}, " for place in places}
    told = tuple(
        f"“{case.title}”, {here[case.neighbourhood_id]}{day_words(case.told_on)}"
        for case in shared.order_by("told_on", "pk")
        if case.neighbourhood_id in here
    )
    return Section("case-studies", "Case studies", (Bullets(told), Paragraph(READ_THERE, "note"))) if told else None
