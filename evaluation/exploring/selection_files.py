"""Files of what is chosen on an indicator's page: its figures as CSV and XLSX, its charts as pictures.

Every file says what it was made of: which programme, wave, number of answers, and the day on which it was taken.
"""

import numpy as np
import pandas as pd
from django.http import Http404
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from commissioning.workbooks import saved, widen, write_text
from evaluation import drawings
from evaluation.exports import as_csv, exported
from evaluation.findings import finding
from evaluation.frames import EXPORT_COLUMNS
from evaluation.indicator_page import (
    groups_drawing,
    groups_title,
    ranked_drawing,
    ranked_title,
    trend_drawing,
)
from evaluation.selection import place_rows
from evaluation.sharing.figures import COLUMNS

MEANINGS = COLUMNS | {
    "group_label": "The group in words: Everyone, Men, 16 to 24, or an answer to a question.",
    "breakdown": "all, sex, age, or the code of the question that groups are made by.",
    "group": "all, the code of the sex or age band, or the number of the answer.",
}
MORE = ("part", "group_label")
OVER_TIME, NEIGHBOURHOODS, GROUPS = "over time", "neighbourhoods", "groups"
PICTURES = {"time": OVER_TIME, "ranked": NEIGHBOURHOODS, "groups": GROUPS}
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def selected_frame(page):
    """The rows behind everything that the page shows, as files have them; `part` says where on the page they stand."""
    frame, wanted = page.frame[page.frame["indicator"] == page.indicator.code], [page.area, *page.compare]
    everyone = frame[frame["breakdown"] == "all"]
    over_time = everyone[everyone["area_code"].isin(wanted)]
    order = over_time["area_code"].map({code: place for place, code in enumerate(wanted)})
    parts = {OVER_TIME: over_time.loc[order.sort_values(kind="stable").index]}
    if page.indicator.is_of_places:
        is_place = (everyone["wave"] == page.wave) & (everyone["area_kind"] == "neighbourhood")
        parts[NEIGHBOURHOODS] = everyone[is_place]
    if page.broken_down is not None:
        parts[GROUPS] = page.broken_down.frame
    labels = {"all": "Everyone"} | (page.broken_down.labels if page.broken_down else {})
    rows = pd.concat(
        [part.assign(part=name) for name, part in parts.items() if len(part)] or [everyone.assign(part="")]
    )
    return exported(rows.assign(group_label=rows["group"].map(labels).fillna("")), page.programme, MORE)


def selection_csv(page):
    return as_csv(selected_frame(page))


def selection_xlsx(page):
    """The bytes of a workbook: what was chosen and what columns mean, then a sheet for each part of the page."""
    book, frame = Workbook(write_only=True), selected_frame(page)
    _explain(book.create_sheet("About"), page)
    for part in dict.fromkeys(frame["part"]):
        fill(book.create_sheet(part.capitalize() or "Figures"), frame[frame["part"] == part].drop(columns="part"))
    return saved(book)


def _explain(sheet, page):
    widen(sheet, [22, 100])
    rows = [*_chosen(page), None, ("Column", "What it is"), *((name, MEANINGS[name]) for name in _columns())]
    for row in rows:
        sheet.append([] if row is None else [words_cell(sheet, row[0], bold=True), words_cell(sheet, row[1])])


def _columns():
    return ("group_label", *EXPORT_COLUMNS)


def _chosen(page):
    """What was chosen, a line each: (what, the choice)."""
    yield "Programme", page.programme.name
    yield "Indicator", f"{page.indicator.code} {page.indicator.name}"
    yield "Counted", page.indicator.counted
    yield "Out of", page.indicator.out_of
    yield "Place", page.main.label
    yield "Laid over it", ", ".join(line.label for line in page.others) or "nothing"
    yield "Survey wave" if page.indicator.from_survey else "Counted as at", page.wave or "none yet"
    if page.breakdown:
        yield "Broken down by", page.ways.get(page.breakdown, page.breakdown)
    yield "Taken on", f"{timezone.localdate():%-d %B %Y}"
    yield (
        "Numbers",
        "Shares in percent, their changes in percentage points. An empty cell is unknown or hidden; 0 is 0.",
    )


def fill(sheet, frame):
    """Write an `exported` frame: its columns, then its rows."""
    sheet.freeze_panes = "A2"
    widen(sheet, [28 if "name" in name or "label" in name else 14 for name in frame.columns])
    sheet.append([words_cell(sheet, name, bold=True) for name in frame.columns])
    for row in frame.itertuples(index=False):
        sheet.append([cell_of(sheet, value) for value in row])


def cell_of(sheet, value):
    """A value as a cell: nothing for what is missing, words as words."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)) or value == "":
        return None
    if isinstance(value, str):
        return words_cell(sheet, value)
    return value.item() if isinstance(value, np.generic) else value


def words_cell(sheet, words, *, bold=False):
    """Words as a cell that no spreadsheet runs as a formula."""
    cell = write_text(WriteOnlyCell(sheet), words)
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    return cell


def picture(page, kind, which):
    """The bytes of a chart of the page as "svg" or "png"; Http404 where there is none."""
    title, drawing = _drawn(page, which)
    draw = {"svg": drawings.plain_svg, "png": drawings.plain_png}[kind]
    return draw(drawing, title, source_words(page, which))


def _drawn(page, which):
    indicator = page.indicator
    if which == "ranked" and indicator.is_of_places:
        rows = place_rows(page.evidence, indicator, page.wave)
        if any(row.figure.shown for row in rows):
            return ranked_title(indicator, rows, page.wave), ranked_drawing(indicator, rows, page.supported)
    elif which == "groups" and page.broken_down is not None and page.broken_down.rows:
        return groups_title(page), groups_drawing(page)
    elif which == "time" and page.figure.shown:
        drawing = trend_drawing(indicator, page.main, page.others, page.support_start)
        return finding(page.figure, page.main.label, indicator.short), drawing
    raise Http404("There is no figure to draw yet.")


def source_words(page, which):
    """Where a picture's figures come from: "Source: Harbourside, Whole programme, …, n 8,595. Taken on 3 May 2027."."""
    n = "" if which == "ranked" else page.figure.n_words
    place = "every neighbourhood" if which == "ranked" else page.main.label
    told = ", ".join(filter(None, (page.programme.name, place, page.wave, n)))
    how = "95% intervals" if page.indicator.from_survey else "Counted in full"
    return f"Source: {told}. {how}. Taken on {timezone.localdate():%-d %B %Y}."
