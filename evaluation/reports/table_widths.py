"""How wide the columns of a table are on paper: what their words need, within the width of the page."""

import re
from dataclasses import dataclass

LETTERS = 92  # of a table's small print that stand side by side between the margins, less the room between columns
LEAST, MOST, LIKED = 4, 40, 80  # letters that a column is given room for, whatever it holds
SHORT = 16  # words of up to so many letters stand on one line where there is room for all such
BOLD, SMALL = 1.15, 0.87  # how much wider bold letters are, and how much narrower small print
# What is not parted at the end of a line: a word, and an interval.
UNPARTED = re.compile(r"\([^()\n]{,18}\)|\S+")


@dataclass(frozen=True)
class Need:
    """Letters that a column needs so that no word is parted, and those it would like."""

    least: float
    liked: float


def letters_of(table):
    """How many letters each column has room for; together `LETTERS`. Where needs are greater, all give way alike."""
    for short in (SHORT, 0):
        needs = [_need(table, place, short) for place in range(len(table.columns))]
        if sum(need.least for need in needs) < LETTERS:
            return _shared_out(needs)
    return _scaled([need.least for need in needs])


def _shared_out(needs):
    """What columns need, and of the rest what each would like, or as much of it as there is."""
    least, liked = sum(need.least for need in needs), sum(need.liked for need in needs)
    if liked <= LETTERS:
        return _scaled([need.liked for need in needs])
    spare = (LETTERS - least) / (liked - least)
    return [need.least + spare * (need.liked - need.least) for need in needs]


def _scaled(letters):
    return [LETTERS * each / sum(letters) for each in letters]


def _need(table, place, short):
    column, cells = table.columns[place], [row[place] for row in table.rows]
    widths = [len(cell.text) * (BOLD if cell.is_strong or cell.tone != "neutral" else 1) for cell in cells]
    notes = [SMALL * len(cell.note) for cell in cells]
    words = (word for text in (column.heading, *(cell.text for cell in cells)) for word in UNPARTED.findall(text))
    whole = max((width for width in widths if width <= short), default=0)
    least = min(max(LEAST, whole, BOLD * max(map(len, words), default=0)), MOST)
    return Need(least, min(max(least, *widths, *notes), LIKED) if cells else least)
