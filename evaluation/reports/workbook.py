"""The figures of a report as a spreadsheet: a row for each in numbers and words, the other tables, and a guide."""

import io
import re

from openpyxl import Workbook
from openpyxl.styles import Font

from commissioning.workbooks import widen
from evaluation.reports.document import Table
from evaluation.reports.letters import readable
from evaluation.reports.packed import packed_alike
from evaluation.reports.workbook_cells import day, mark_head, put, typed, width_for, write_rows
from evaluation.reports.workbook_figures import COLUMNS, HEADINGS, VERDICT, figure_row

ABOUT, FIGURES, WAVES = "About", "Figures", "Surveys"
HOLDS = "What it holds"
LONGEST_NAME = 31  # letters of a sheet's name
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
TONES = {"better": Font(bold=True, color="17694B"), "worse": Font(bold=True, color="A12B2B")}
GUIDE = (
    "Each row of the sheet Figures is one figure that the report shows: in numbers, and in the words of the report.",
    "An empty number is unknown, does not exist or may not be shown; the words beside it say which. Zero is written 0.",
    "Numbers are not rounded; the words are. Percentages are from 0 to 100.",
    "The other sheets are the tables of the report, as they stand in it. No cell holds a formula.",
)


def as_xlsx(document, evidence):
    """The bytes of a workbook; `evidence` is what the report rests on (evaluation/reports/drafting)."""
    document, evidence = readable(document), readable(evidence or {})
    workbook, out = Workbook(), io.BytesIO()
    workbook.properties.title, workbook.properties.language = document.title[:255], document.language
    tables = _named(_tables_of(document.sections))
    _write_about(workbook.active, document, evidence, tables)
    _write_figures(workbook.create_sheet(FIGURES), evidence.get("figures", []))
    if evidence.get("waves"):
        _write_waves(workbook.create_sheet(WAVES), evidence["waves"])
    for name, (_, table) in tables.items():
        _write_table(workbook.create_sheet(name), table)
    workbook.save(out)
    return packed_alike(out.getvalue())


def _tables_of(sections):
    """(title of its section, Table) of every table, in the order of the document."""
    for section in sections:
        yield from ((section.title, block) for block in section.blocks if isinstance(block, Table))
        yield from _tables_of(section.sections)


def _named(tables):
    """Name of the sheet -> (title of the section, Table); numbered, as captions are long and may be alike."""
    return {_sheet_name(number, table.caption): (title, table) for number, (title, table) in enumerate(tables, start=1)}


def _sheet_name(number, caption):
    return f"{number} {' '.join(NOT_IN_NAMES.sub(' ', caption).split())}"[:LONGEST_NAME].rstrip()


def _write_about(sheet, document, evidence, tables):
    sheet.title = ABOUT
    for number, (words, beside) in enumerate(_about(document, evidence, tables), start=1):
        put(sheet.cell(number, 1), words)
        put(sheet.cell(number, 2), typed(beside) if isinstance(beside, str) else beside)
        if beside == HOLDS:
            mark_head(sheet, number, 2)
        elif not beside:
            sheet.cell(number, 1).alignment = None  # a sentence runs on over the next cell
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    widen(sheet, [38, 90])


def _about(document, evidence, tables):
    """Rows of two cells: what the file is, how to read it, its sheets, and the columns of the figures."""
    as_at = [("Evidence as at", day(evidence["as_at"]))] if evidence.get("as_at") else []
    return [
        *((document.title, ""), (document.subtitle, ""), ("", "")),
        *(*document.facts.rows, *as_at, ("", "")),
        *(*((sentence, "") for sentence in GUIDE), ("", "")),
        *(("Sheet", HOLDS), (FIGURES, "Every figure of the report")),
        *((name, _told(title, table)) for name, (title, table) in tables.items()),
        *(("", ""), (f"Column of {FIGURES}", HOLDS)),
        *((column.heading, column.holds) for column in COLUMNS),
    ]


def _told(title, table):
    return " · ".join(filter(None, (title, table.caption, table.note)))


def _write_figures(sheet, figures):
    write_rows(sheet, HEADINGS, map(figure_row, figures))
    widen(sheet, [column.width for column in COLUMNS])
    for number, figure in enumerate(figures, start=2):
        if figure.get("tone") in TONES:
            sheet.cell(number, HEADINGS.index(VERDICT) + 1).font = TONES[figure["tone"]]


def _write_waves(sheet, waves):
    """What the figures come from, with the fingerprint of the answers of each neighbourhood."""
    rows = [
        (wave.get("name"), *(day(wave.get(name)) for name in ("starts_on", "ends_on", "locked_on")), code, seal)
        for wave in waves
        for code, seal in (wave.get("fingerprints") or {"": ""}).items()
    ]
    write_rows(sheet, ("survey", "first_day", "last_day", "locked_on", "area_code", "fingerprint"), rows)
    widen(sheet, [34, 18, 18, 18, 16, 70])


def _write_table(sheet, table):
    """The cells of a table; small print of a column's cells in a column of its own beside it."""
    columns = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        columns.append((column.heading, [typed(cell.text) for cell in cells]))
        if any(cell.note for cell in cells):
            columns.append((f"{column.heading}: note", [cell.note for cell in cells]))
    write_rows(sheet, [heading for heading, _ in columns], zip(*(values for _, values in columns), strict=True))
    widen(sheet, [width_for(heading, values) for heading, values in columns])
