"""Files of grants as 360Giving has them: what is kept, what is refused, and that nothing of people comes in."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods.models import CommunityGroup, Grant, GroupIdentifier, GroupProfile, RegisterFile, SmallArea
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GrantSchemeFactory
from neighbourhoods.tests.register_files.files import (
    GRANT,
    GRANT_HEADINGS,
    GRANT_ROW,
    Kind,
    checked,
    csv_of,
    faults_of,
    imported,
    package,
    reasons_of,
)

pytestmark = pytest.mark.django_db


def recipient(**fields):
    return {"recipientOrganization": [GRANT["recipientOrganization"][0] | fields]}


def test_grant_and_its_recipient_come_in(programme):
    done = imported(programme, Kind.GRANTS, package())
    grant = Grant.objects.get()
    assert (grant.identifier, grant.title, grant.amount, grant.currency) == (
        "360G-vale-0001",
        "Instruments",
        Decimal(480),
        "GBP",
    )
    assert (grant.awarded_on, grant.funder_name, grant.funder_identifier) == (
        date(2024, 10, 1),
        "Vale Council",
        "GB-LAE-VAL",
    )
    assert (grant.group.name, grant.group.sector, grant.group.kind) == ("Ropewalk Choir", "", "")
    assert grant.group.identifiers.get().value == "360G-vale-choir"
    assert done.counts["unit"] == "grant"
    assert done.summary[1].startswith("1 recipient is new in the register.")
    assert not GroupProfile.objects.exists()


def test_spreadsheet_and_json_come_to_the_same(programme):
    imported(programme, Kind.GRANTS, package())
    again = checked(programme, Kind.GRANTS, csv_of(GRANT_HEADINGS, GRANT_ROW))
    assert (again.counts["unchanged"], again.changes) == (1, [])


@pytest.mark.parametrize(
    "headings",
    [
        GRANT_HEADINGS.upper(),
        GRANT_HEADINGS.replace("Org:", "Org : "),
        GRANT_HEADINGS.replace("Recipient Org:", "Recipient Org:0:"),
        GRANT_HEADINGS.replace("Recipient Org:Identifier", "recipientOrganization/0/id"),
    ],
)
def test_headings_are_known_in_each_way_the_standard_writes_them(programme, headings):
    imported(programme, Kind.GRANTS, csv_of(headings, GRANT_ROW))
    assert Grant.objects.get().group.name == "Ropewalk Choir"


def test_second_file_updates_by_identifier(programme):
    imported(programme, Kind.GRANTS, package())
    later = imported(programme, Kind.GRANTS, package({"amountAwarded": 500.5}))
    assert Grant.objects.get().amount == Decimal("500.50")
    assert later.changes == [[1, "Updated", "Instruments", "Amount Awarded: 500.5 (was 480)"]]
    assert Grant.objects.get().history.count() == 2


@pytest.mark.parametrize(
    ("own", "fields"),
    [
        ("GB-CHC-1146179", {"id": "GB-CHC-1146179"}),
        ("GB-CHC-1146179", {"charityNumber": "1146179"}),
        ("GB-COH-00738693", {"companyNumber": "738693"}),
        ("360G-vale-choir", {}),
    ],
)
def test_recipient_is_known_again_by_each_of_its_numbers(programme, own, fields):
    group = CommunityGroupFactory(programme=programme, name="Known otherwise")
    GroupIdentifier.objects.create(programme=programme, group=group, value=own)
    done = imported(programme, Kind.GRANTS, package(recipient(**fields)))
    assert Grant.objects.get().group == group
    assert done.notes[0][2].startswith("Called “Ropewalk Choir” here.")


def test_recipient_is_known_again_by_its_exact_name(programme):
    group = CommunityGroupFactory(programme=programme, name="the ropewalk choir")
    imported(programme, Kind.GRANTS, package())
    assert Grant.objects.get().group == group
    assert group.identifiers.get().value == "360G-vale-choir"


def test_two_grants_to_one_new_recipient_make_one_group(programme):
    imported(programme, Kind.GRANTS, package({}, {}))
    assert (Grant.objects.count(), CommunityGroup.objects.count()) == (2, 1)


def test_place_is_matched_where_the_file_names_one_neighbourhood(programme, ropewalk, quayside):
    SmallArea.objects.create(programme=programme, neighbourhood=quayside, code="E01000001", vintage="2021")
    areas = [["E05000001"], ["E01000001"], ["E08000009"], ["E05000001", "E05000002"]]
    places = [{"beneficiaryLocation": [{"geoCode": code} for code in codes]} for codes in areas]
    imported(programme, Kind.GRANTS, package(*places))
    found = [grant.neighbourhood for grant in Grant.objects.order_by("identifier")]
    assert found == [ropewalk, quayside, None, None]


def test_scheme_is_matched_by_its_name(programme):
    scheme = GrantSchemeFactory(programme=programme, name="Seedcorn")
    imported(programme, Kind.GRANTS, package({"grantProgramme": [{"title": "SEEDCORN"}]}, {}))
    assert [grant.scheme for grant in Grant.objects.order_by("identifier")] == [scheme, None]


def test_planned_days_are_kept_and_months_stay_beside_them(programme):
    dates = [{"startDate": "2024-11-01", "endDate": "2025-03", "duration": 5}]
    imported(programme, Kind.GRANTS, package({"plannedDates": dates}))
    grant = Grant.objects.get()
    assert (grant.starts_on, grant.ends_on) == (date(2024, 11, 1), None)
    assert grant.more["plannedDates"] == [{"endDate": "2025-03", "duration": 5}]


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"title": None}, "Title", "360Giving asks this of every grant"),
        ({"description": ""}, "Description", "360Giving asks this of every grant"),
        ({"fundingOrganization": None}, "Funding Org:Identifier", "360Giving asks this of every grant"),
        ({"fundingOrganization": {"id": "x", "name": "y"}}, "Funding Org", "to be a list"),
        ({"amountAwarded": "480"}, "Amount Awarded", "without quotation marks"),
        ({"amountAwarded": True}, "Amount Awarded", "to be a number"),
        ({"amountAwarded": -5}, "Amount Awarded", "An award is 0 or more"),
        ({"amountAwarded": 1.005}, "Amount Awarded", "Write pounds and pence"),
        ({"currency": "pounds"}, "Currency", "no code for a currency, such as GBP"),
        ({"awardDate": "01/10/2024"}, "Award Date", "year, month, day, such as 2026-11-22"),
        ({"awardDate": "2024-02-30"}, "Award Date", "There is no such day"),
        ({"title": 9001}, "Title", "to be a text"),
        ({"url": "example.org"}, "URL", "whole web address"),
        ({"fromOpenCall": "perhaps"}, "From An Open Call?", "Write Yes or No"),
        ({"dateModified": "yesterday"}, "Last Modified", "year, month, day"),
        ({"plannedDates": [{"duration": -1}]}, "Planned Dates:Duration (months)", "0 or more"),
        ({"beneficiaryLocation": [{"countryCode": "UK"}]}, "Beneficiary Location:Country Code", "such as GB"),
        ({"title": "x" * 301}, "Title", "At most 300 characters; this has 301"),
    ],
)
def test_grant_that_breaks_the_standard_is_listed_and_left_out(programme, changed, column, words):
    done = imported(programme, Kind.GRANTS, package(changed, {}))
    assert (done.faults[0][0], done.faults[0][1]) == (1, column)
    assert words in done.faults[0][3]
    assert Grant.objects.get().identifier == "360G-vale-0002"


def test_grant_that_ends_before_it_starts_is_left_out(programme):
    dates = [{"startDate": "2024-11-01", "endDate": "2024-10-01"}]
    done = checked(programme, Kind.GRANTS, package({"plannedDates": dates}))
    assert faults_of(done) == [(1, "Planned Dates:End Date", "2024-10-01")]


def test_identifier_that_stands_twice_is_a_fault_of_the_second(programme):
    done = imported(programme, Kind.GRANTS, package({}, {"id": "360G-vale-0001", "amountAwarded": 9}))
    assert faults_of(done) == [(2, "Identifier", "360G-vale-0001")]
    assert Grant.objects.get().amount == 480


def test_amount_of_nothing_comes_in_and_is_explained(programme):
    done = imported(programme, Kind.GRANTS, package({"amountAwarded": 0}))
    assert Grant.objects.get().amount == 0
    assert "The amount is 0." in done.notes[0][2]


def test_pence_that_a_spreadsheet_computed_are_the_pence_that_were_meant(programme):
    imported(programme, Kind.GRANTS, csv_of(GRANT_HEADINGS, GRANT_ROW.replace("480", "41133.770000000004")))
    assert Grant.objects.get().amount == Decimal("41133.77")


def test_amounts_that_are_not_in_pounds_are_counted(programme):
    done = imported(programme, Kind.GRANTS, package({"currency": "EUR"}))
    assert "1 of the amounts are not in pounds." in done.summary


# People


def test_grant_to_a_person_is_left_out_and_nothing_of_the_person_is_kept(programme):
    person = {"recipientOrganization": None, "recipientIndividual": {"id": "P-1", "name": "Alex Example"}}
    done = imported(programme, Kind.GRANTS, package(person | {"amountAwarded": "wrong"}, {}))
    assert (done.counts["people"], done.counts["new"], done.faults) == (1, 1, [])
    assert "Alex" not in str(
        [*Grant.objects.values(), *CommunityGroup.objects.values(), *RegisterFile.objects.values()]
    )
    assert done.summary[0] == "2 grants: 1 new, 0 updated, 0 unchanged, 1 to people left out."


def test_row_to_a_person_in_a_spreadsheet_is_left_out(programme):
    headings = f"{GRANT_HEADINGS},Recipient Ind:Identifier,Recipient Ind:Name"
    person = GRANT_ROW.replace("360G-vale-choir,Ropewalk Choir", ",").replace("0001", "0002").replace("480", "wrong")
    done = imported(programme, Kind.GRANTS, csv_of(headings, f"{GRANT_ROW},,", f"{person},P-1,Alex Example"))
    assert (done.counts["people"], done.counts["new"], done.faults) == (1, 1, [])
    assert "Alex" not in str([*Grant.objects.values(), *RegisterFile.objects.values()])


def test_contact_details_and_columns_of_ones_own_are_not_kept(programme):
    contact = {"contactName": "Alex Example", "email": "a@example.org", "telephone": "0117", "streetAddress": "1 Quay"}
    done = imported(programme, Kind.GRANTS, package(recipient(**contact) | {"Applicant": "Alex Example", "Ward": "7"}))
    stored = str([*Grant.objects.values(), *CommunityGroup.objects.values(), *RegisterFile.objects.values()])
    for text in ("Alex", "a@example.org", "1 Quay"):
        assert text not in stored
    assert "Columns not read: “Ward”." in done.summary
    assert any("“Applicant”" in words and "not kept" in words for words in done.summary)


# Files that cannot be read


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"grants": [{"id": "a"},,]}', "Line 1, character 25: the file is not JSON from here on"),
        (b"[]", "This one has no list of grants"),
        (b'{"grants": {}}', "This one has no list of grants"),
        (b'{"grants": []}', "empty list of grants"),
        (b'{"grants": [NaN]}', "what no 360Giving file holds"),
        (b'{"grants": ' + b"[" * 100_000, "what no 360Giving file holds"),
        (b"PK\x03\x04 not a workbook", "This workbook is damaged"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"", "The file is empty"),
    ],
)
def test_file_that_cannot_be_read_says_why(programme, content, words):
    done = checked(programme, Kind.GRANTS, content)
    assert faults_of(done) == [(None, "", "")]
    assert words in reasons_of(done)[0]
    assert (done.changes, done.summary) == ([], [])


def test_json_that_is_checked_as_groups_is_told_apart(programme):
    assert "only grants can be read" in reasons_of(checked(programme, Kind.GROUPS, package()))[0]


def test_entry_that_is_no_grant_is_a_fault(programme):
    done = imported(programme, Kind.GRANTS, json.dumps({"grants": [1, GRANT]}).encode())
    assert faults_of(done) == [(1, "", "")]
    assert Grant.objects.count() == 1


def test_missing_columns_are_named_once_and_the_rest_is_checked_all_the_same(programme):
    done = checked(programme, Kind.GRANTS, csv_of("Identifier,Currency,Award Date", "1,nothing,2024-10-01"))
    whole = [fault[1] for fault in done.faults if fault[0] is None]
    assert whole[:2] == ["Title", "Description"]
    assert [fault[:3] for fault in done.faults if fault[0]] == [[2, "Currency", "nothing"]]
    assert done.counts["faulty"] == 1


def test_queries_do_not_rise_with_the_grants(programme):
    def asked(count, start):
        grants = [
            {"id": f"360G-{n}"} | recipient(id=f"360G-group-{n}", name=f"Name {n} of {n * 7919}")
            for n in range(start, start + count)
        ]
        with CaptureQueriesContext(connection) as queries:
            imported(programme, Kind.GRANTS, package(*grants))
        return len(queries)

    assert asked(3, 100) == asked(20, 200)
