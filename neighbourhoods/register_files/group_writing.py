"""The register of groups written out in the layout that is read: a CSV or a workbook."""

import re

from django.db.models import Prefetch
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font

from commissioning.ledger.writing import csv_cell
from commissioning.people import SEE_NAMES
from commissioning.workbooks import saved, widen, write_value
from neighbourhoods.groups.standing import one_person_kinds
from neighbourhoods.models import CommunityGroup, GroupPlace, GroupProfile
from neighbourhoods.register_files.group_columns import (
    BETWEEN,
    COLUMNS,
    GROUP,
    HEADINGS,
    IDENTIFIERS,
    MERGED_INTO,
    NEIGHBOURHOODS,
    PROFILE,
    REFERENCE,
    cell_of,
)
from neighbourhoods.register_files.groups import SHEET

WIDTHS = {REFERENCE: 38, "name": 40, "what it does": 50, NEIGHBOURHOODS: 24, "where": 30, "themes": 40, IDENTIFIERS: 26}
PARTED = re.compile(r"[;|,\n]")


def group_rows(programme, on=None, viewer=None):
    """The cells of every standing group by name, with the profile that stands on the day `on`. Four queries.

    A `viewer` who may not read names is given no entry that is one person.
    """
    on = on or timezone.localdate()
    places = GroupPlace.objects.serving(on).select_related("neighbourhood").defer("neighbourhood__boundary")
    groups = CommunityGroup.objects.of(programme).standing()
    if viewer and not viewer.has_perm(SEE_NAMES, programme):
        groups = groups.exclude(kind__in=one_person_kinds())
    groups = groups.prefetch_related(Prefetch("places", places, to_attr="served"), "identifiers")
    profiles = GroupProfile.objects.as_at(programme, on).select_related("merged_into")
    standing = {profile.group_id: profile for profile in profiles}
    return [_cells(group, standing.get(group.pk)) for group in groups]


def csv_rows(programme, viewer=None):
    """(headings, rows) for a CSV: days as 2026-11-22, and texts that no spreadsheet runs."""
    return HEADINGS, [[csv_cell(cell) for cell in row] for row in group_rows(programme, viewer=viewer)]


def workbook_of(programme, viewer=None):
    """The bytes of a workbook with one sheet."""
    workbook = Workbook()
    page = workbook.active
    page.title = SHEET.capitalize()
    for number, row in enumerate([HEADINGS, *group_rows(programme, viewer=viewer)], start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                write_value(page.cell(number, place), value)
    for place in range(1, len(HEADINGS) + 1):
        page.cell(1, place).font = Font(bold=True)
    widen(page, [WIDTHS.get(heading, 16) for heading in HEADINGS])
    page.freeze_panes = "C2"
    return saved(workbook)


def _cells(group, profile):
    of_group = {
        REFERENCE: str(group.key),
        NEIGHBOURHOODS: BETWEEN.join(sorted(place.neighbourhood.code for place in group.served)) or None,
        IDENTIFIERS: BETWEEN.join(_readable(group)) or None,
        MERGED_INTO: str(profile.merged_into.key) if profile and profile.merged_into_id else None,
    }
    entries = {GROUP: group, PROFILE: profile}
    return [
        of_group[column.heading]
        if column.model is None
        else cell_of(getattr(entries[column.model], column.field, None), column)
        for column in COLUMNS
    ]


def _readable(group):
    """The identifiers that can stand in one cell with others."""
    return [each.value for each in group.identifiers.all() if not PARTED.search(each.value)]
