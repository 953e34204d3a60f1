"""Workbooks as people make them, for tests of reading forms."""

import io

from openpyxl import Workbook

YES_NO = [["list_name", "name", "label"], ["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]
SETTINGS = [["form_title", "form_id"], ["Gardens", "gardens"]]


def book(survey, choices=YES_NO, settings=SETTINGS, **others):
    """The bytes of a workbook; each sheet is a list of rows, the first with the headings."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, **others}.items():
        page = workbook.create_sheet(name)
        for row in rows or []:
            page.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def survey_of(*rows, headings=("type", "name", "label", "relevant", "constraint")):
    return book([list(headings), *map(list, rows)])
