"""Files of groups, charities and grants for tests."""

import json
from copy import deepcopy

from commissioning.downloads import csv_download
from commissioning.tests import table_files
from neighbourhoods.actions.register_files import apply_register_file, check_register_file
from neighbourhoods.models import RegisterFile

Kind = RegisterFile.Kind
CHARITY_HEADINGS = (
    "registered_charity_number,charity_company_registration_number,charity_name,charity_type,charity_activities,"
    "date_of_registration,charity_contact_postcode"
)
GRANT = {
    "id": "360G-vale-0001",
    "title": "Instruments",
    "description": "Six ukuleles and a stand.",
    "currency": "GBP",
    "amountAwarded": 480,
    "awardDate": "2024-10-01",
    "recipientOrganization": [{"id": "360G-vale-choir", "name": "Ropewalk Choir"}],
    "fundingOrganization": [{"id": "GB-LAE-VAL", "name": "Vale Council"}],
}
GRANT_HEADINGS = (
    "Identifier,Title,Description,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,"
    "Funding Org:Identifier,Funding Org:Name"
)
GRANT_ROW = (
    "360G-vale-0001,Instruments,Six ukuleles and a stand.,GBP,480,2024-10-01,360G-vale-choir,Ropewalk Choir,GB-LAE-VAL,"
    "Vale Council"
)


def checked(programme, kind, content, by=None, filename="file.csv"):
    return check_register_file(programme=programme, kind=kind, filename=filename, content=content, by=by)


def imported(programme, kind, content, by=None):
    return apply_register_file(register_file=checked(programme, kind, content, by), by=by)


def csv_of(headings, *rows, encoding="utf-8"):
    """The bytes of a CSV of rows written as text."""
    return table_files.csv_of(headings, *rows, encoding=encoding)


def download(headings, rows):
    """The bytes that a browser saves."""
    return csv_download("file.csv", headings, rows).content


def package(*changes):
    """The bytes of a 360Giving package of one grant for each dict of changes; None takes a field away."""
    grants = []
    for number, changed in enumerate(changes or [{}], start=1):
        grant = deepcopy(GRANT) | {"id": f"360G-vale-{number:04d}"} | changed
        grants.append({name: value for name, value in grant.items() if value is not None})
    return json.dumps({"grants": grants}).encode()


def faults_of(register_file):
    """(row, column, value) of each fault."""
    return [tuple(fault[:3]) for fault in register_file.faults]


def reasons_of(register_file):
    return [fault[3] for fault in register_file.faults]
