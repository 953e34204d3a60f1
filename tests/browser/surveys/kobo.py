"""What comes out of KoboToolbox for a form, made from the form's own file alone."""

import csv
import io
from dataclasses import dataclass
from uuid import UUID

from openpyxl import load_workbook

# Columns that KoboToolbox adds after those of the form.
ADDED = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by")
ADDED += ("__version__", "_tags", "_index")


@dataclass(frozen=True)
class Form:
    """An XLSForm as somebody reads it: `columns` maps the name of what is asked to its column; `choices` by list."""

    columns: dict
    choices: dict

    @classmethod
    def read(cls, content):
        workbook = load_workbook(io.BytesIO(content), read_only=True)
        choices = {}
        for row in _rows(workbook["choices"]):
            choices.setdefault(row["list_name"], []).append(row["name"])
        return cls(dict(_columns(_rows(workbook["survey"]))), choices)

    def export(self, records, day):
        """A CSV file with a row for each of `records`, values by name, sent on `day` (ISO), groups before the names."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([*self.columns.values(), *ADDED])
        for number, record in enumerate(records, start=1):
            unknown = record.keys() - self.columns.keys()
            assert not unknown, f"the form does not ask {unknown}"
            values = [record.get(name, "") for name in self.columns]
            sent = f"{day}T12:34:56"
            writer.writerow(
                [*values, 1000 + number, UUID(int=number), sent, "", "", "submitted_via_web", "mq", "v7", "", number]
            )
        return {"name": "ropewalk.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}


def _rows(sheet):
    headings, *rows = sheet.iter_rows(values_only=True)
    return [{heading: cell or "" for heading, cell in zip(headings, row, strict=True)} for row in rows]


def _columns(survey):
    """(name, name with its groups before it) of everything in a form that is asked."""
    groups = []
    for row in survey:
        kind = row["type"].split(" ")[0]
        if kind == "begin_group":
            groups.append(row["name"])
        elif kind == "end_group":
            groups.pop()
        elif kind != "note":
            yield row["name"], "/".join([*groups, row["name"]])
