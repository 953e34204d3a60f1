"""The sheets of an XLSForm as somebody saved it: rows of texts by heading, and the languages of its labels."""

import re
from dataclasses import dataclass, field

from commissioning.reading.faults import NoRows, UnreadableFile
from commissioning.reading.workbooks import read_workbook, refuse_other_formats, sheet_names
from surveys.languages import ENGLISH, LANGUAGES
from surveys.reading.texts import plain
from surveys.xlsforms.names import as_written

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 3_000
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
TRANSLATED = ("label", "hint")
LANGUAGE_CODE = re.compile(r"\(([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\)\s*$")
CALLED = {
    "caption": "label",
    "list name": "list_name",
    "value": "name",
    "relevance": "relevant",
    "read_only": "readonly",
}


@dataclass(frozen=True)
class Row:
    """One row of a sheet, as a spreadsheet numbers it, with its filled cells by heading."""

    number: int
    cells: dict

    def __getitem__(self, heading):
        return self.cells.get(heading, "")


@dataclass
class Sheets:
    """What a form says, sheet by sheet. `languages` leads from a language code, "" for the main one, to the ending of
    its headings ("" or "::Arabic (ar)"); `unknown` are languages that are not offered here.
    """

    survey: list
    choices: list
    settings: dict
    languages: dict = field(default_factory=dict)
    main: str = ""
    unknown: list = field(default_factory=list)

    def text(self, row, column, language=""):
        """The label or hint of a row in one language, as it was before the form was written."""
        written = row[f"{column}{self.languages[language]}"] or (row[column] if not language else "")
        return as_written(written).strip()


def read_sheets(content):
    """The Sheets in the bytes of a workbook. Raises UnreadableFile, worded for the person who chose the file."""
    _refuse(content)
    called = {plain(name): name for name in sheet_names(content, most_unpacked=MOST_UNPACKED)}
    if "survey" not in called:
        raise UnreadableFile("The workbook has no sheet “survey”, so it is not an XLSForm.")
    survey = _rows(content, called["survey"])
    if not any(row["type"] and row["name"] for row in survey):
        raise UnreadableFile("The sheet “survey” needs a column “type” and a column “name” with rows under them.")
    choices = _rows(content, called["choices"]) if "choices" in called else []
    settings = _rows(content, called["settings"]) if "settings" in called else []
    sheets = Sheets(survey, choices, settings[0].cells if settings else {})
    _find_languages(sheets)
    return sheets


def _refuse(content):
    if not content:
        raise UnreadableFile("The file is empty.")
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            "The file is larger than 1 MB. Leave out pictures and lists of choices that are not needed."
        )
    if content.startswith(OLD_WORKBOOK) and "EncryptedPackage".encode("utf-16-le") not in content:
        raise UnreadableFile("This is a workbook of the old .xls kind. Open it, save it as .xlsx and choose that file.")
    if not refuse_other_formats(content):
        raise UnreadableFile("This is not a workbook. An XLSForm is an Excel workbook (.xlsx) with a sheet “survey”.")


def _rows(content, sheet):
    """The rows of a sheet with anything in them; none of an empty sheet."""
    try:
        table = read_workbook(content, sheet=sheet, most_unpacked=MOST_UNPACKED)
    except NoRows:
        return []
    except UnreadableFile as error:
        if "The file is empty" in str(error):
            return []
        raise UnreadableFile(f"Sheet “{sheet}”: {error}") from error
    if table.rows > MOST_ROWS:
        raise UnreadableFile(f"Sheet “{sheet}” has {table.rows:,} rows; at most {MOST_ROWS:,} can be read.")
    headings = {header: _heading(header) for header in table.headers}
    return [
        Row(number, {headings[h]: text for h, column in table.columns.items() if (text := column.text_at(at))})
        for at, number in enumerate(table.row_numbers.tolist())
    ]


def _heading(header):
    """A heading as pyxform understands it: `label:English` and `Label :: English` are `label::English`."""
    name, *language = re.split(r"\s*::?\s*", header.strip(), maxsplit=1)
    name = CALLED.get(name.casefold(), name.casefold())
    return "::".join([name, *language])


def _find_languages(sheets):
    """Note which languages the labels are in, and which of them is the main one."""
    endings = dict.fromkeys(
        ending
        for row in sheets.survey
        for heading in row.cells
        for name, ending in [_parted(heading)]
        if name == "label"
    )
    wanted = sheets.settings.get("default_language", "")
    main = _main_ending(list(endings), wanted)
    sheets.languages[""], sheets.main = main, main.removeprefix("::")
    for ending in endings:
        code = _language_code(ending.removeprefix("::"))
        if ending == main:
            continue
        if not code or code in sheets.languages:
            sheets.unknown.append(ending.removeprefix("::") or "no language")
        else:
            sheets.languages[code] = ending


def _parted(heading):
    name, mark, language = heading.partition("::")
    return name, f"{mark}{language}"


def _main_ending(endings, wanted):
    """The ending of the main language: the default one, else English, else none, else the first."""
    by_code = {_language_code(ending.removeprefix("::")): ending for ending in reversed(endings)}
    if wanted and f"::{wanted}" in endings:
        return f"::{wanted}"
    if "" in endings:
        return ""
    return by_code.get(ENGLISH.code) or (endings[0] if endings else "")


def _language_code(name):
    """The code of a language of ours, from its code in brackets or its name; "" for any other."""
    if match := LANGUAGE_CODE.search(name):
        return match[1].lower() if match[1].lower() in LANGUAGES else ""
    known = {plain(text): each.code for each in LANGUAGES.values() for text in (each.code, each.name, each.own_name)}
    return known.get(plain(name), "")
