"""Drafting: from evidence and people's words to the document tree of each kind of report."""

from datetime import date
from typing import NamedTuple

from evaluation.models import Report
from evaluation.registers.counting import day_words
from evaluation.reports.document import Document
from evaluation.reports.drafting.cited import evidence_of, waves_of
from evaluation.reports.drafting.concluding_report import concluding_facts, concluding_sections
from evaluation.reports.drafting.material import Material
from evaluation.reports.drafting.methods import methods_section
from evaluation.reports.drafting.neighbourhood_report import how_we_know, neighbourhood_facts, neighbourhood_sections
from evaluation.reports.drafting.programme_summary import programme_facts, programme_sections
from evaluation.reports.drafting.stage_report import stage_facts, stage_sections
from evaluation.reports.sections import sections_of

KINDS = {
    Report.Kind.STAGE: (stage_facts, stage_sections),
    Report.Kind.NEIGHBOURHOOD: (neighbourhood_facts, neighbourhood_sections),
    Report.Kind.PROGRAMME: (programme_facts, programme_sections),
    Report.Kind.CONCLUDING: (concluding_facts, concluding_sections),
}
METHODS = {Report.Kind.NEIGHBOURHOOD: how_we_know}
SUBTITLES = {
    Report.Kind.STAGE: "Drafted from evidence as at",
    Report.Kind.NEIGHBOURHOOD: "How your neighbourhood is doing,",
    Report.Kind.PROGRAMME: "How the programme stands,",
    Report.Kind.CONCLUDING: "Drafted from evidence as at",
}
HEADLINES_ONLY = (Report.Kind.NEIGHBOURHOOD, Report.Kind.PROGRAMME)


class Draft(NamedTuple):
    """A report as a document, and the evidence that it rests on, as a structure that JSON can hold."""

    document: Document
    evidence: dict


def draft(report, texts, on: date):
    """The Draft of a report from evidence as it is read on the day `on`; `texts` are people's words by section.

    The same evidence and words give the same draft.
    """
    material = Material(report, texts, on, headlines_only=report.kind in HEADLINES_ONLY)
    facts_of, sections_of_kind = KINDS[report.kind]
    sections, more = sections_of_kind(material)
    waves = waves_of(material.cited)
    document = Document(
        title=report.title,
        subtitle=f"{SUBTITLES[report.kind]} {day_words(on)}",
        facts=facts_of(material),
        sections=(*filter(None, sections), METHODS.get(report.kind, methods_section)(material, waves)),
    )
    return Draft(document, evidence_of(material, waves, more))


def missing(report, texts):
    """The NamedSections that a report needs and nobody has written yet."""
    return [section for section in sections_of(report) if section.needed and not texts.get(section.slug, "").strip()]
