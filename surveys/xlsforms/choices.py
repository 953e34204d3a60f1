"""The lists of choices of an XLSForm, as options with codes."""

from dataclasses import dataclass, field

from surveys.answers import DONT_KNOW, HIGHEST_COUNT, MOST_CHOSEN, OTHER, REFUSED
from surveys.reading.meanings import NONE_OF_THEM
from surveys.reading.texts import missing_code, plain, whole_number
from surveys.xlsforms.names import INSTEAD_NAMES, NONE_NAME

MOST_OPTIONS = HIGHEST_COUNT + 1


class Unfit(ValueError):
    """A list that cannot become the options of a question; the message says why."""


@dataclass
class Options:
    """A list as a question's options: `codes` by the names of choices, `translations` of labels by language and code,
    and what always may be answered and is no option: `instead`, labels.
    """

    options: list = field(default_factory=list)
    codes: dict = field(default_factory=dict)
    translations: dict = field(default_factory=dict)
    instead: list = field(default_factory=list)


def lists_of(sheets):
    """The rows of each list by its name."""
    lists = {}
    for row in sheets.choices:
        if row["list_name"]:
            lists.setdefault(row["list_name"], []).append(row)
    return lists


def options_of(rows, sheets, *, is_multiple):
    """The Options of a list's rows. Raises Unfit."""
    found = Options()
    rows, found.instead = _without_instead(rows, sheets, is_multiple)
    names = [row["name"] for row in rows]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise Unfit(f"its choice “{repeated}” stands twice")
    if "" in names:
        raise Unfit(f"a choice in row {rows[names.index('')].number} has no name")
    _refuse_number(rows, is_multiple)
    codes = _codes(names, is_multiple)
    for row, code in zip(rows, codes, strict=True):
        found.codes[row["name"]] = code
        found.options.append({"code": code, "label": sheets.text(row, "label") or row["name"]})
        _add_translations(found, row, code, sheets)
    return found


def _without_instead(rows, sheets, is_multiple):
    """(the other rows, the labels of those that stand for no answer or, of several, for none of them)."""
    kept, instead = [], []
    for row in rows:
        label = sheets.text(row, "label")
        if _is_instead(row["name"], label, is_multiple):
            instead.append(label or row["name"])
        else:
            kept.append(row)
    return kept, instead


def _is_instead(name, label, is_multiple):
    """Whether a choice can always be answered. One with a code of its own is an option, whatever it is called."""
    if whole_number(name) is not None and name not in (*INSTEAD_NAMES, *([NONE_NAME] if is_multiple else [])):
        return False
    return missing_code(label) in (DONT_KNOW, REFUSED) or (is_multiple and plain(label) in NONE_OF_THEM)


def _refuse_number(rows, is_multiple):
    if len(rows) < 2:
        raise Unfit("a question needs at least two choices")
    if is_multiple and len(rows) > MOST_CHOSEN:
        raise Unfit(f"it has {len(rows)} choices; of at most {MOST_CHOSEN} several can be chosen")
    if len(rows) > MOST_OPTIONS:
        raise Unfit(f"it has {len(rows):,} choices; a question has at most {MOST_OPTIONS}")


def _codes(names, is_multiple):
    """The names as codes where all of them can be, else numbers from 1."""
    allowed = range(1, MOST_CHOSEN + 1) if is_multiple else [*range(HIGHEST_COUNT + 1), OTHER]
    numbers = [whole_number(name) for name in names]
    if all(number in allowed for number in numbers) and len(set(numbers)) == len(numbers):
        return numbers
    return list(range(1, len(names) + 1))


def _add_translations(found, row, code, sheets):
    for language in sheets.languages:
        label = sheets.text(row, "label", language) if language else ""
        if label and label != sheets.text(row, "label"):
            found.translations.setdefault(language, {})[str(code)] = label
