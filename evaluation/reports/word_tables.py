"""A table of a document as Word's: its first row is repeated on every page, and no row is parted by the end of one."""

from evaluation.reports.letters import reads_from_right
from evaluation.reports.table_widths import LETTERS, letters_of
from evaluation.reports.word_parts import node, paragraph, run
from evaluation.reports.word_styles import HAIR, LINE, QUIET, TONES

ACROSS = 9638  # twentieths of a point: the 17 cm between the margins
SMALL, HEADING = 14, 15  # half points: small print in a cell, and the words at the head of a column
LONG_CELL = 400  # letters from which on a row may be parted
LONGEST_CAPTION = 250  # letters of what a screen reader is told of a table


def table_of(table):
    """The `w:tbl` element of a Table."""
    widths = [round(ACROSS * letters / LETTERS) for letters in letters_of(table)]
    head = [
        _cell(run(c.heading, bold=True, colour=QUIET, size=HEADING), c, w, "bottom") for c, w in _zip(table, widths)
    ]
    rows = [_row(table, row, widths) for row in table.rows]
    grid = node("w:tblGrid", *(node("w:gridCol", w=width) for width in widths))
    header = node("w:trPr", node("w:cantSplit"), node("w:tblHeader"))
    return node("w:tbl", _properties(table), grid, node("w:tr", header, *head), *rows)


def _zip(table, widths):
    return zip(table.columns, widths, strict=True)


def _properties(table):
    margins = [
        node(f"w:{side}", w=room, type="dxa")
        for side, room in (("top", 50), ("left", 0), ("bottom", 50), ("right", 110))
    ]
    return node(
        "w:tblPr",
        node("w:tblW", w=ACROSS, type="dxa"),
        node("w:tblBorders", _line("bottom", 4, HAIR), _line("insideH", 4, HAIR)),
        node("w:tblLayout", type="fixed"),
        node("w:tblCellMar", *margins),
        node("w:tblLook", val="00A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1),
        node("w:tblCaption", val=table.caption[:LONGEST_CAPTION]),
    )


def _line(side, eighths, colour):
    return node(f"w:{side}", val="single", sz=eighths, space=0, color=colour)


def _row(table, cells, widths):
    is_long = any(len(cell.text) + len(cell.note) > LONG_CELL for cell in cells)
    whole = None if is_long else node("w:trPr", node("w:cantSplit"))
    set_cells = [
        _cell(_words(cell), column, width, note=cell.note, text=cell.text)
        for cell, (column, width) in zip(cells, _zip(table, widths), strict=True)
    ]
    return node("w:tr", whole, *set_cells)


def _words(cell):
    return run(cell.text, bold=cell.is_strong or cell.tone != "neutral", colour=TONES[cell.tone])


def _cell(words, column, width, side="top", *, note="", text=""):
    align = "right" if column.is_number else "left"
    line = node("w:tcBorders", _line("bottom", 8, LINE)) if side == "bottom" else None
    properties = node("w:tcPr", node("w:tcW", w=width, type="dxa"), line, node("w:vAlign", val=side))
    lines = [paragraph(words, style="Cell", align=align, rtl=reads_from_right(text))]
    if note:
        small = run(note, colour=QUIET, size=SMALL)
        lines.append(paragraph(small, style="Cell", align=align, rtl=reads_from_right(note)))
    return node("w:tc", properties, *lines)
