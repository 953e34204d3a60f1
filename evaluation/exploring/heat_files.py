"""The heat table as files: its figures as CSV, and as a workbook with the table as it stands on the page."""

import pandas as pd
from django.utils import timezone
from openpyxl import Workbook

from commissioning.workbooks import saved, widen
from evaluation.exploring.heat import SHOWN
from evaluation.exploring.selection_files import MEANINGS, cell_of, fill, words_cell
from evaluation.exports import as_csv, exported


def heat_frame(heat):
    """The rows behind the cells, area by area in the order of the table, as files have them."""
    cells = [cell.row._asdict() for line in [*heat.pooled, *heat.lines] for cell in line.cells if cell.row is not None]
    return exported(pd.DataFrame(cells, columns=heat.frame.columns), heat.programme)


def heat_csv(heat):
    return as_csv(heat_frame(heat))


def heat_xlsx(heat):
    """The bytes of a workbook: the table in words, its figures as numbers, and what was chosen and columns mean."""
    book, frame = Workbook(write_only=True), heat_frame(heat)
    _table(book.create_sheet("Heat table"), heat)
    fill(book.create_sheet("Figures"), frame)
    _explain(book.create_sheet("About"), heat, frame.columns)
    return saved(book)


def _table(sheet, heat):
    sheet.freeze_panes = "B2"
    widen(sheet, [28, *[30] * len(heat.columns)])
    headings = [f"{each.goal} {each.indicator.name}, {each.wave}" for each in heat.columns]
    sheet.append([words_cell(sheet, words, bold=True) for words in ("Area", *headings)])
    for line in [*heat.pooled, *heat.lines]:
        sheet.append([cell_of(sheet, words) for words in (line.name, *(_words(cell) for cell in line.cells))])


def _words(cell):
    if cell.row is None:
        return cell.why
    figure = cell.figure
    told = (figure.words or figure.number_words, figure.verdict_words, figure.coverage, figure.caution_words, cell.wave)
    return "; ".join(filter(None, told))


def _explain(sheet, heat, columns):
    widen(sheet, [22, 100])
    chosen = (
        ("Programme", heat.programme.name),
        ("Neighbourhoods", heat.cohorts.get(heat.cohort, "All")),
        ("Shown on the page", SHOWN[heat.show]),
        ("Sorted by", heat.orders[heat.sort]),
        ("Taken on", f"{timezone.localdate():%-d %B %Y}"),
        ("Verdicts", "Each neighbourhood is judged against its own baseline, allowing for how many were looked at."),
        ("Column", "What it is"),
        *((name, MEANINGS[name]) for name in columns),
    )
    for name, words in chosen:
        sheet.append([words_cell(sheet, name, bold=True), words_cell(sheet, words)])
