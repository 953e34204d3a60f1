"""Tables as files for tests."""

import io

from openpyxl import Workbook


def csv_of(*rows, encoding="utf-8"):
    """The bytes of a CSV of rows written as text."""
    return "\n".join(rows).encode(encoding)


def workbook_of(*rows, title="Answers", more=()):
    """The bytes of an XLSX workbook; `more` are (title, rows) of further sheets."""
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    for name, cells in more:
        sheet = workbook.create_sheet(name)
        for row in cells:
            sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
