"""Exports of KoboToolbox and ODK Central: recognised by the columns of their own, and made ready to be read.

Of those columns only what an import needs is handed on: one ID, one day and what was decided about the record. Who sent
it, from which device and at what time of day is dropped before anything is kept of the file.
"""

import re
from dataclasses import dataclass, replace

import numpy as np

from commissioning.reading.files import AS_IT_SHOWS, read_table
from commissioning.reading.tables import Column
from surveys.reading.meanings import ISO_DAY
from surveys.xlsforms.names import as_written

KOBO, ODK = "KoboToolbox", "ODK"
# In the order in which one is chosen: an edited record keeps its root.
IDS = ("meta/rootuuid", "rootuuid", "_uuid", "meta/instanceid", "instanceid", "key", "__id")
DAYS = ("today", "end", "start", "_submission_time", "submissiondate", "_submissiondate")
REVIEWS = ("_validation_status", "reviewstate")
PASSED_OVER = {
    "_id", "_index", "_notes", "_tags", "_status", "_submitted_by", "_version_", "__version__", "_geolocation",
    "_attachments", "_parent_index", "_parent_table_name", "_parent_table_index", "_submission__id",
    "_xform_id_string", "_bamboo_dataset_id", "_media_all_received", "formhub/uuid", "meta/instancename",
    "meta/deprecatedid", "instancename", "deprecatedid", "deviceid", "device_id", "simserial", "subscriberid",
    "phonenumber", "phone_number", "username", "email", "audit", "meta/audit", "background-audio", "submitterid",
    "submittername", "attachmentspresent", "attachmentsexpected", "status", "edits", "formversion", "isvalidated",
    "introduction", "thanks",
}  # fmt: skip
# Two of these, or one and one that other files have as well, make an export of KoboToolbox.
KOBO_SIGNS = {"_uuid", "_submission_time", "_validation_status", "_submitted_by", "__version__"}
ALSO_ELSEWHERE = {"_index", "_id", "meta/instanceid"}
ODK_SIGNS = {"submissiondate", "key", "reviewstate", "submitterid", "formversion", "attachmentspresent"}
OWN_ANYWHERE = {"today", "end", "start", "introduction", "thanks", "deviceid", "username", "audit"}
SEPARATORS = re.compile(r"[/.:\-]")
NOTHING = ("n/a", "{}")
# As a spreadsheet writes a moment when it saves an export again.
DAY_AND_TIME = re.compile(r"(\d{1,2}[/.]\d{1,2}[/.]\d{2,4}) .*")
UUID = "uuid:"


@dataclass(frozen=True)
class Export:
    """What a file is an export of ("" where of neither), and the headings of its own that nothing is read from."""

    origin: str = ""
    passed_over: tuple = ()


def read_answers(content, layout=AS_IT_SHOWS, *, first=None, progress=None):
    """(Table, Export) of a file of answers. Raises UnreadableFile."""
    return tidied(read_table(content, layout, first=first, progress=progress))


def origin_of(headers):
    """The product whose export has these headings, or ""."""
    own = {_own_name(header) for header in headers}
    signs = own & KOBO_SIGNS
    if len(signs) >= 2 or (signs and own & ALSO_ELSEWHERE):
        return KOBO
    return ODK if len(own & ODK_SIGNS) >= 2 else ""


def tidied(table):
    """(Table, Export): of an export, without the columns of its own that are not needed, days without their time."""
    origin = origin_of(table.headers)
    if not origin:
        return table, Export()
    by_own = {}
    for header in table.headers:
        by_own.setdefault(_own_name(header), header)
    chosen = {kind: _first(by_own, kind) for kind in (IDS, DAYS, REVIEWS)}
    columns, passed_over = {}, []
    for header, column in table.columns.items():
        kind = next((kind for kind in (IDS, DAYS, REVIEWS) if _own_name(header) in kind), None)
        if _own_name(header) in PASSED_OVER or (kind and chosen[kind] != header):
            passed_over.append(header)
        else:
            clean = _day_alone if kind == DAYS else _answer if kind is None else _id
            columns[as_written(header)] = _cleaned(column, clean)
    misshapen = [fault._replace(value="") for fault in table.misshapen]
    return replace(table, columns=columns, misshapen=misshapen), Export(origin, tuple(passed_over))


def what_is_own(header):
    """What a column of the export itself is read as: "id", "date", "review"; None for any other."""
    own = _own_name(header)
    kinds = ((IDS, "id"), (DAYS, "date"), (REVIEWS, "review"))
    return next((what for kind, what in kinds if own in kind), None)


def _own_name(header):
    """A heading as this module lists it: without the groups that a form puts before what it asks by itself."""
    name = header.strip().casefold()
    parts = SEPARATORS.split(name)
    if len(parts) > 1 and parts[-2] == "meta":
        return f"meta/{parts[-1]}"
    return parts[-1] if parts[-1] in OWN_ANYWHERE else name


def _first(by_own, kind):
    return next((by_own[own] for own in kind if own in by_own), None)


def _cleaned(column, clean):
    """The column with each value cleaned, each distinct one still once."""
    places = {}
    index = np.array([places.setdefault(clean(value), len(places)) for value in column.values], column.index.dtype)
    return Column(as_written(column.header), index[column.index], list(places))


def _answer(value):
    return "" if value in NOTHING else as_written(value)


def _id(value):
    return _answer(value.removeprefix(UUID))


def _day_alone(value):
    """The day of a moment; what is no moment stays, to be listed as a fault."""
    match = ISO_DAY.fullmatch(value) or DAY_AND_TIME.fullmatch(value)
    return match[1] if match else _answer(value)
