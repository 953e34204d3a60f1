"""Small programmes to report on, and what a drafted report says, for tests."""

import json
from dataclasses import astuple, is_dataclass
from datetime import date

from commissioning.tests.entry_factories import StageFactory
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.engine import recompute
from evaluation.models import Report
from evaluation.reports.document import Chart, Paragraph, Section, Table, to_json
from evaluation.reports.drafting import draft
from evaluation.tests.factories import surveyed

TODAY = date(2026, 3, 20)  # in month 24, the last of stage 2


def a_programme(shares=None, **options):
    """A programme in its second stage whose first cohort was surveyed twice; `shares` as of `surveyed`."""
    programme = options.pop("programme", None) or ProgrammeFactory(name="Harbour", area_name="Harbour")
    programme, waves = surveyed(shares or {"Ropewalk": [(21, 300), (60, 300)]}, programme=programme, **options)
    programme.neighbourhoods.update(cohort=CohortFactory(programme=programme, number=1, starts_in_month=7))
    recompute(programme)
    return programme, waves


def stages_of(programme):
    """Four stages, of which the second runs."""
    made = [StageFactory(programme=programme, number=n, title=f"Title {n}") for n in (1, 2, 3, 4)]
    made[0].begins_on, made[0].ends_on = programme.starts_on, date(2024, 9, 30)
    made[0].save()
    return made


def a_report(programme, kind, *, stage=None, neighbourhood=None):
    return Report(programme=programme, kind=kind, stage=stage, neighbourhood=neighbourhood, title="What we found")


def reports_of_all_kinds(programme):
    """A report of each kind about a programme with four stages."""
    stages = {stage.number: stage for stage in programme.stages.all()}
    place = programme.neighbourhoods.order_by("name").first()
    return [
        *(a_report(programme, "stage", stage=stages[number]) for number in (1, 2)),
        a_report(programme, "neighbourhood", neighbourhood=place),
        a_report(programme, "programme"),
        a_report(programme, "concluding", stage=stages[4]),
    ]


def drafted(report, texts=None, on=TODAY):
    return draft(report, texts or {}, on)


def section(document, slug):
    """The section of a document with this slug, wherever it stands."""
    return next(each for each in all_sections(document.sections) if each.slug == slug)


def all_sections(sections):
    for each in sections:
        yield each
        yield from all_sections(each.sections)


def blocks_of(part, kind):
    """The blocks of one kind in a section and those below it."""
    return [block for each in all_sections([part]) for block in each.blocks if isinstance(block, kind)]


def tables_of(part):
    return blocks_of(part, Table)


def charts_of(part):
    return blocks_of(part, Chart)


def paragraphs_of(part):
    return [block.text for block in blocks_of(part, Paragraph)]


def rows_of(table):
    """The rows of a table as texts."""
    return [[cell.text for cell in row] for row in table.rows]


def text_of(node):
    """Every text in a document, a section or a block."""
    if isinstance(node, str):
        return node
    if isinstance(node, Section) or is_dataclass(node):
        return text_of(astuple(node))
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list | tuple) else ()
    return "\n".join(map(text_of, parts))


def everything_in(made):
    """All that a draft holds, as one text: the document and its evidence."""
    return json.dumps([to_json(made.document), made.evidence], ensure_ascii=False)
