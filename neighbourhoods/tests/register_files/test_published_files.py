"""The published files of charities and grants, and what is handed out against the published schema."""

import json
import re
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from neighbourhoods.models import CommunityGroup, Grant, GroupIdentifier
from neighbourhoods.register_files import published
from neighbourhoods.register_files.codelists import COUNTRIES, CURRENCIES
from neighbourhoods.register_files.standard import GRANT, OF_PEOPLE, PERSON, PERSON_DETAILS, Part
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GrantFactory
from neighbourhoods.tests.register_files.files import Kind, checked, imported, package, reasons_of

pytestmark = [pytest.mark.django_db, pytest.mark.realdata]

PEOPLE = {PERSON[0], PERSON_DETAILS[0], *OF_PEOPLE}
NOT_KEPT = {"applicationTransaction", "commitmentTransaction", "disbursementTransaction"}


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def is_date_time(value):
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)
    )


@FORMATS.checks("uri")
def is_uri(value):
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


@pytest.fixture
def schema(shared_data):
    return json.loads((shared_data / "360giving" / "360-giving-schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def validator(shared_data, schema):
    """Of whole packages. The package names its grants by an earlier address than the schema has; both are known."""
    whole = json.loads((shared_data / "360giving" / "360-giving-package-schema.json").read_text(encoding="utf-8"))
    named = whole["properties"]["grants"]["items"]["$ref"]
    resource = DRAFT202012.create_resource(schema)
    registry = Registry().with_resources([(schema["$id"], resource), (named, resource)])
    return Draft202012Validator(whole, registry=registry, format_checker=FORMATS)


def breaches(validator, programme):
    content = json.loads(json.dumps(published.package_of(programme)))
    return [error.message for error in validator.iter_errors(content)]


def read(folder, name):
    return (folder / name).read_bytes()


def test_validator_refuses_what_the_standard_refuses(validator):
    assert not [*validator.iter_errors(json.loads(package()))]
    for changed in ({"amountAwarded": "480"}, {"awardDate": "01/10/2024"}, {"title": None}, {"url": "example.org"}):
        assert [*validator.iter_errors(json.loads(package(changed)))]


def test_fields_and_titles_are_those_of_the_published_schema(schema):
    def compare(fields, properties):
        assert set(properties) - PEOPLE - NOT_KEPT == set(fields)
        for name, field in fields.items():
            found = properties[name]
            assert field.title == found.get("title", "Currency")
            if isinstance(field, Part):
                compare(field.fields, schema["$defs"][found["items"]["$ref"].rpartition("/")[2]]["properties"])

    compare(GRANT, schema["properties"])
    assert set(schema["$defs"]["currency"]["enum"]) == CURRENCIES
    assert set(schema["$defs"]["Location"]["properties"]["countryCode"]["enum"]) == COUNTRIES


def test_grants_handed_out_are_valid(programme, ropewalk, validator):
    group = CommunityGroupFactory(programme=programme)
    GrantFactory(group=group, neighbourhood=ropewalk)
    GrantFactory(group=group, currency="EUR", funder_identifier="GB-CHC-1146179", description="Chairs")
    dates = [{"startDate": "2024-11", "duration": 5}]
    imported(programme, Kind.GRANTS, package({"plannedDates": dates, "dateModified": "2024-11-05"}))
    assert breaches(validator, programme) == []


def test_charities_of_trafford_come_in_with_every_fault_explained(programme, shared_data):
    content = read(shared_data / "trafford", "charities.csv")
    done = imported(programme, Kind.CHARITIES, content)
    assert (done.counts["rows"], done.counts["new"], done.counts["faulty"]) == (736, 735, 1)
    assert [fault[:3] for fault in done.faults] == [[571, "charity_company_registration_number", "CE00571"]]
    assert GroupIdentifier.objects.filter(value__startswith="GB-CHC-").count() == 735
    assert checked(programme, Kind.CHARITIES, content) == done


def test_grants_of_trafford_come_in_and_go_out_valid(programme, shared_data, validator):
    imported(programme, Kind.CHARITIES, read(shared_data / "trafford", "charities.csv"))
    content = read(shared_data / "trafford", "voluntary_sector_grants_360giving.csv")
    done = imported(programme, Kind.GRANTS, content)
    assert (done.counts["rows"], done.counts["new"], done.faults) == (555, 555, [])
    assert sum(grant.amount for grant in Grant.objects.all()) == Decimal("1291436.54")  # added up in the file
    assert CommunityGroup.objects.count() == 735 + 283
    assert breaches(validator, programme) == []
    again = checked(programme, Kind.GRANTS, json.dumps(published.package_of(programme)).encode())
    assert (again.faults, again.changes) == ([], [])


def test_workbook_of_a_foundation_comes_in_and_goes_out_valid(programme, shared_data, validator):
    done = imported(programme, Kind.GRANTS, read(shared_data / "360giving", "ALWFoundation_grants.xlsx"))
    assert (done.counts["rows"], done.counts["new"], done.faults) == (475, 475, [])
    assert breaches(validator, programme) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fixture_malformed.json", "Line 10, character 15: the file is not JSON from here on"),
        ("fixture_bom.csv", "The column is missing. 360Giving asks this of every grant."),
        ("fixture_2_grants_cp1252.csv", "Write the day as the standard does: year, month, day, such as 2026-11-22."),
        ("fixture_badfile_all_validation_errors.xlsx", "This is no code for a currency, such as GBP."),
    ],
)
def test_broken_fixtures_say_what_is_wrong(programme, shared_data, name, words):
    done = checked(programme, Kind.GRANTS, read(shared_data / "360giving", name))
    assert any(words in reason for reason in reasons_of(done))
    assert done.changes == []
    assert "Roe" not in str([done.faults, done.notes, done.summary])
