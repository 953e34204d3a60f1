"""The whole programme as a ZIP of CSV files, with those files beside them that can be loaded again as they are."""

import csv
import io
import json
import zipfile

from django.contrib.auth.models import AnonymousUser

from commissioning.downloads import UTF8_MARK, harmless
from commissioning.ledger.sheets import SHEETS
from commissioning.ledger.writing import csv_cell
from commissioning.ledger.writing import csv_rows as money_rows
from evaluation.models import LocalIndicator
from evaluation.sharing.contents import TABLES, about
from evaluation.sharing.workbook import HOW_TO_READ
from neighbourhoods.models import SmallArea
from neighbourhoods.register_files import group_writing, published
from surveys.models import Questionnaire
from surveys.xlsforms.writing import xlsform_of

AGAIN = "to-load-again"


def zip_of(programme, told=lambda done: None):
    """The bytes of the ZIP. `told` hears after each table how many are done."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for done, table in enumerate(TABLES, start=1):
            rows = ([harmless(_plain(cell)) for cell in row] for row in table.rows(programme))
            file.writestr(f"tables/{table.name}.csv", as_csv(table.columns, rows))
            told(done)
        for name, content in files_to_load_again(programme):
            file.writestr(f"{AGAIN}/{name}", content)
        meanings = ([table.name, name, meaning] for table in TABLES for name, meaning in table.columns.items())
        file.writestr("columns.csv", as_csv(("table", "column", "what it means"), meanings))
        file.writestr("README.txt", _readme(programme))
    return stream.getvalue()


def as_csv(headings, rows):
    """Rows as the text of a CSV file in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return UTF8_MARK + text.getvalue()


def _plain(cell):
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else cell


def files_to_load_again(programme):
    """(name, content) of each file in the layout that an importer reads."""
    # As somebody without a role sees it: without entries that are one person.
    yield "groups.csv", as_csv(*group_writing.csv_rows(programme, AnonymousUser()))
    headings, rows = published.grant_rows(programme)
    yield "grants.csv", as_csv(headings, [[csv_cell(cell) for cell in row] for row in rows])
    for sheet in SHEETS:
        yield f"{sheet.name.lower()}.csv", as_csv(*money_rows(sheet, programme))
    yield from _places(programme)
    for questionnaire in Questionnaire.objects.filter(programme=programme, published_at__isnull=False):
        yield f"questionnaire-{questionnaire.pk}-version-{questionnaire.version}.xlsx", xlsform_of(questionnaire)
    if own := list(LocalIndicator.objects.filter(programme=programme).values_list("definition", flat=True)):
        yield "own-indicators.toml", "\n".join(own)


def _places(programme):
    places = list(programme.neighbourhoods.order_by("code"))
    features = [
        {
            "type": "Feature",
            "properties": {"area_code": place.code, "area_name": place.name},
            "geometry": place.boundary,
        }
        for place in places
        if place.boundary
    ]
    if features:
        collection = {"type": "FeatureCollection", "features": features}
        yield "boundaries.geojson", json.dumps(collection, ensure_ascii=False)
    small = SmallArea.objects.filter(programme=programme).select_related("neighbourhood")
    for vintage in sorted(set(small.values_list("vintage", "neighbourhood__vintage"))):
        of_year = small.filter(vintage=vintage[0], neighbourhood__vintage=vintage[1])
        headings = [f"LSOA{vintage[0][-2:]}CD", f"WD{vintage[1][-2:]}CD"]
        rows = of_year.order_by("code").values_list("code", "neighbourhood__code")
        yield f"small-areas-{vintage[0]}.csv", as_csv(headings, rows)


def _readme(programme):
    told = [f"{label}: {value}" for label, value in about(programme) if value not in (None, "")]
    files = [f"tables/{table.name}.csv  {table.title}. {table.about}" for table in TABLES]
    again = (
        f"{AGAIN}/ holds what Foothold reads again as it is: groups, grants, money, boundaries, small areas, "
        "questionnaires (XLSForm) and the programme’s own indicators. In the same programme they change nothing."
    )
    return "\n".join([*told, "", HOW_TO_READ, "", *files, "", again, ""])
