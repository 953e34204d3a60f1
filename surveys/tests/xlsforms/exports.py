"""Files as KoboToolbox and ODK Central write them for a form, from what its people answered."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openpyxl import Workbook

from neighbourhoods.bands import AGE_BANDS
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED, chosen_codes
from surveys.models.questionnaires import Kind
from surveys.xlsforms.names import language_name, question_names
from surveys.xlsforms.writing import form_of

DAY = date(2024, 7, 10)


@dataclass(frozen=True)
class Variant:
    """How an export is written: by whom, with names or labels of a language, groups, columns of choices."""

    product: str = "kobo"
    kind: str = "csv"
    separator: str = ","
    language: object = None
    with_groups: bool = True
    between: str = "/"
    several: str = "both"
    nothing: str = ""
    ticks: tuple = ("1", "0")


def submission(questionnaire, given, *, number=1, consent="yes", area="W01"):
    """What the form's own file of one person holds: values by the names of questions."""
    called = question_names([item.code for item in questionnaire.asked])
    values = {called[item.code]: _value(item, given) for item in questionnaire.asked}
    values |= {"area": area, "today": DAY.isoformat(), "sex": ("unknown", "male", "female")[given.sex]}
    values["age_band"] = AGE_BANDS[given.age_band - 1].code if given.age_band else "unknown"
    return values | {"consent": consent, "_uuid": str(UUID(int=number)), "_id": str(1000 + number)}


def _value(item, given):
    if item.kind == Kind.TEXT:
        return given.words.get(item.code, "")
    packed = given.answers[item.code]
    if packed in (BLANK, NOT_ASKED):
        return ""
    if packed in (DONT_KNOW, REFUSED):
        return str(packed if item.kind == Kind.NUMBER else -packed)
    return " ".join(map(str, chosen_codes(packed))) or "0" if item.kind == Kind.MULTIPLE else str(packed)


def written(questionnaire, submissions, variant=Variant(), *, status=(), wave=None):  # noqa: B008
    """The bytes of the export."""
    columns = [column for row in _askable(form_of(questionnaire, wave)) for column in _columns(row, variant)]
    rows = [_row(columns, values, number, variant, status) for number, values in enumerate(submissions, start=1)]
    return _file([[*(heading for heading, _ in columns), *_own(variant)], *rows], variant)


def _askable(form):
    """The rows of the form that have a column, each with its groups and its choices: pairs of name and label row."""
    groups, lists = [], {}
    for row in form.choices:
        lists.setdefault(row["list_name"], []).append(row)
    for row in form.survey:
        kind = row["type"].split()
        if kind[0] == "begin_group":
            groups.append(row)
        elif kind[0] == "end_group":
            groups.pop()
        elif kind[0] != "note":
            yield row, list(groups), lists[kind[1]] if len(kind) > 1 else []


def _label(row, variant):
    if variant.language is None:
        return row["name"]
    return row.get(f"label::{language_name(variant.language)}", row["name"])


def _columns(askable, variant):
    """(heading, cell of a submission) of one question."""
    row, groups, choices = askable
    path = [*(groups if variant.with_groups else []), row]
    heading = variant.between.join(_label(each, variant) for each in path)
    labels = {choice["name"]: _label(choice, variant) for choice in choices}
    is_several = row["type"].startswith("select_multiple")
    if not is_several or variant.several != "details":
        yield heading, lambda values: _cell(row, values, labels, variant)
    if is_several and variant.several != "summary":
        between = "/" if variant.product == "odk" else variant.between
        for name, label in labels.items():
            yield f"{heading}{between}{label}", lambda values, name=name: _tick(row, values, name, variant)


def _cell(row, values, labels, variant):
    value = values[row["name"]]
    if not value:
        return variant.nothing if row["name"] != "today" else ""
    if row["type"].startswith("select"):
        return " ".join(labels.get(part, part) for part in value.split(" "))
    return value


def _tick(row, values, name, variant):
    if not values[row["name"]]:
        return variant.nothing
    return variant.ticks[0] if name in values[row["name"]].split(" ") else variant.ticks[1]


def _own(variant):
    if variant.product == "odk":
        return ["SubmissionDate", "meta-instanceID", "KEY", "SubmitterName", "ReviewState", "FormVersion"]
    own = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"]
    return [*own, "__version__", "_tags", "_index"]


def _row(columns, values, number, variant, status):
    cells = [cell(values) for _, cell in columns]
    said = dict(status).get(number, "")
    sent, uuid = f"{DAY.isoformat()}T12:34:56", values["_uuid"]
    if variant.product == "odk":
        return [*cells, f"{sent}.123Z", f"uuid:{uuid}", f"uuid:{uuid}", "Mabel Quill", said, "3"]
    return [*cells, values["_id"], uuid, sent, said, "", "submitted_via_web", "mabel.quill", "vQ7", "", str(number)]


def _file(rows, variant):
    if variant.kind == "csv":
        stream = io.StringIO()
        csv.writer(stream, delimiter=variant.separator, lineterminator="\n").writerows(rows)
        return stream.getvalue().encode()
    workbook = Workbook()
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value:
                cell = workbook.active.cell(number, place)
                cell.value, cell.data_type = value, "s"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
