"""Anonymised answers and their codebook as files: CSV, an Excel workbook, and SPSS with labels."""

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
from openpyxl import Workbook

from commissioning.downloads import UTF8_MARK, harmless, in_workbook
from commissioning.workbooks import saved
from surveys.microdata.variables import MISSING

CODEBOOK = (
    "variable",
    "label",
    "asked",
    "codes",
    "answered",
    "blank",
    "dont_know",
    "refused",
    "not_asked",
)
LONGEST_LABEL = 255  # of a variable in SPSS
LONGEST_VALUE_LABEL = 120


def answers_csv(microdata):
    """The answers as CSV text; a blank is an empty cell, other missing answers are codes below zero."""
    return _csv([each.name for each in microdata.variables], _rows(microdata))


def codebook_csv(microdata):
    """The codebook as CSV text, a row for each variable."""
    return _csv(CODEBOOK, codebook_rows(microdata))


def codebook_rows(microdata):
    """A list for each variable, in the order of CODEBOOK."""
    return [
        [each.name, each.label, each.asked, codes_in_words(each), *(each.counts or [""] * 5)]
        for each in microdata.variables
    ]


def codes_in_words(variable):
    """The codes with their labels, such as "1 = Yes; 2 = No; -98 = Don't know"."""
    return "; ".join(f"{code} = {label}" for code, label in variable.labels.items())


def answers_xlsx(microdata):
    """The bytes of a workbook with the answers, the codebook and the notes."""
    workbook = Workbook(write_only=True)
    _fill(workbook.create_sheet("answers"), [each.name for each in microdata.variables], _rows(microdata))
    _fill(workbook.create_sheet("codebook"), CODEBOOK, codebook_rows(microdata))
    _fill(workbook.create_sheet("about"), ("about",), [[sentence] for sentence in about(microdata)])
    return saved(workbook)


def about(microdata):
    """What a reader of the files must know, in sentences."""
    wave = microdata.wave
    yield f"{wave.programme}: {wave}, {wave.starts_on:%-d %B %Y} to {wave.ends_on:%-d %B %Y}. {wave.questionnaire}."
    yield f"{microdata.respondents:,} answers. Weights: {wave.get_weighting_display() if wave.weighted_at else 'none'}."
    if wave.note:
        yield wave.note
    yield from microdata.notes
    yield "Do not try to recognise anybody, and do not pass the file on."


def answers_sav(microdata):
    """The bytes of an SPSS file with labels of variables and values, and with its missing codes declared."""
    variables = microdata.variables
    with tempfile.TemporaryDirectory(prefix="foothold-sav-") as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            pd.DataFrame({each.name: each.values for each in variables}),
            path,
            file_label=f"{microdata.wave.programme}: {microdata.wave}"[:60],
            column_labels=[each.label[:LONGEST_LABEL] for each in variables],
            variable_value_labels={
                each.name: {float(code): label[:LONGEST_VALUE_LABEL] for code, label in each.labels.items()}
                for each in variables
                if each.labels
            },
            missing_ranges={each.name: list(map(float, MISSING)) for each in variables if each.is_answer},
        )
        return path.read_bytes()


def _rows(microdata):
    columns = [each.values if each.is_text else _plain(each.values) for each in microdata.variables]
    return list(zip(*columns, strict=True))


def _plain(values):
    """Numbers as a file writes them: whole ones without decimals, a blank as None."""
    plain = zip(values.tolist(), np.isnan(values).tolist(), strict=True)
    return [None if is_blank else int(value) if value.is_integer() else value for value, is_blank in plain]


def _fill(sheet, headings, rows):
    sheet.append(list(headings))
    for row in rows:
        sheet.append([harmless(in_workbook(cell)) if isinstance(cell, str) else cell for cell in row])


def _csv(headings, rows):
    target = io.StringIO()
    target.write(UTF8_MARK)
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return target.getvalue()
