"""What is handed out comes in again unchanged, whatever is stored; and what comes in is handed out as it came."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from commissioning.ledger.sheets import plain_text
from commissioning.ledger.writing import csv_cell
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.groups.typology import KINDS
from neighbourhoods.models import CommunityGroup, Grant, GroupIdentifier, GroupPlace, GroupProfile, RegisterFile
from neighbourhoods.register_files import group_writing, published
from neighbourhoods.register_files.codelists import COUNTRIES
from neighbourhoods.register_files.group_columns import HEADINGS
from neighbourhoods.register_files.planning import plan_for
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    CommunityGroupFactory,
    GrantFactory,
    GrantSchemeFactory,
    GroupProfileFactory,
)
from neighbourhoods.tests.register_files.files import GRANT, Kind, download, imported, package
from neighbourhoods.themes import APPROACHES, THEMES

pytestmark = pytest.mark.django_db


def group_files(programme):
    """The register of groups as a CSV and as a workbook."""
    return [download(*group_writing.csv_rows(programme)), group_writing.workbook_of(programme)]


def grant_csv(programme):
    headings, rows = published.grant_rows(programme)
    return download(headings, [[csv_cell(cell) for cell in row] for row in rows])


def grant_files(programme):
    """The grants as a package and as a CSV."""
    return [json.dumps(published.package_of(programme)).encode(), grant_csv(programme)]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
HARD = st.sampled_from(["=1+1", "+44 20", "-5", "'=1", "''", "1,5", "00012", "NA", "a\r\nb", "a; b", "#N/A", "_x0041_"])
WORDS = (TEXT | HARD).map(plain_text).filter(lambda text: text and "\0" not in text)
CODES = {"themes": [code for code, _ in THEMES], "approaches": [code for code, _ in APPROACHES]}
KNOWN = st.none() | st.booleans()
NUMBERS = st.none() | st.integers(0, 100_000)


def several(codes):
    return st.lists(st.sampled_from(codes), max_size=3, unique=True).map(tuple)


GROUPS = st.fixed_dictionaries(
    {
        "name": WORDS,
        "kind": st.sampled_from(["", *(code for code, _ in KINDS)]),
        "sector": st.sampled_from(["", *CommunityGroup.Sector.values]),
        "about": st.just("") | WORDS,
        "meets": st.sampled_from(["", *CommunityGroup.Meets.values]),
        "meets_where": st.just("") | WORDS,
        "website": st.sampled_from(["", "https://choir.example/?a=1&b=2"]),
        "founded_on": st.none() | st.dates(date(1200, 1, 1), date(2024, 1, 1)),
        "approaches": several(CODES["approaches"]),
        "is_listed": KNOWN,
    }
)
PROFILES = st.fixed_dictionaries(
    {
        "as_of": st.dates(date(1990, 1, 1), date(2024, 12, 1)),
        "state": st.sampled_from(["active", "dormant", "closed"]),
        "named": KNOWN,
        "has_contact": KNOWN,
        "open_to_join": KNOWN,
        "members": NUMBERS,
        "volunteers": NUMBERS,
        "paid_staff": NUMBERS,
        "activities": NUMBERS,
        "themes": several(CODES["themes"]),
        "about_health": KNOWN,
        "income_band": st.sampled_from(["", *GroupProfile.Income.values]),
        "income": st.none() | st.decimals(0, 9_999_999_999, places=2),
        "confidence": st.sampled_from(["", *GroupProfile.Confidence.values]),
    }
)


class Groups(TestCase):
    """Whatever can be stored of groups comes back from both formats as it was."""

    @classmethod
    def setUpTestData(cls):
        cls.programme = ProgrammeFactory()
        names = ("Ropewalk", "Quay; east, old")
        cls.places = [NeighbourhoodFactory(programme=cls.programme, name=name) for name in names]

    @examples(max_examples=50)
    @given(
        groups=st.lists(GROUPS, min_size=1, max_size=3),
        careers=st.lists(st.lists(PROFILES, max_size=2), min_size=3, max_size=3),
        placed=st.lists(st.booleans(), min_size=3, max_size=3),
        identifiers=st.lists(WORDS, max_size=2, unique=True),
    )
    def test_any_groups_come_back_as_they_were(self, groups, careers, placed, identifiers):
        for group, career, is_placed in zip(groups, careers, placed, strict=False):
            stored = CommunityGroupFactory(programme=self.programme, **group)
            for profile in career:
                GroupProfileFactory(group=stored, **profile)
            if is_placed:
                for place in self.places:
                    GroupPlace.objects.create(group=stored, neighbourhood=place)
        for value in identifiers:
            GroupIdentifier.objects.create(programme=self.programme, group=stored, value=value)
        for content in group_files(self.programme):
            plan = plan_for(self.programme, Kind.GROUPS, content)
            assert (plan.faults, plan.changes, plan.notes) == ([], [], [])


def test_register_goes_into_another_programme_whole(programme, ropewalk):
    choir = CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk], eligible_in__members=0)
    GroupIdentifier.objects.create(programme=programme, group=choir, value="GB-CHC-1146179")
    CommunityGroupFactory(programme=programme, name="Band", sector="")
    other = ProgrammeFactory(slug="other")
    NeighbourhoodFactory(programme=other, code=ropewalk.code)
    content, _ = group_files(programme)
    done = imported(other, Kind.GROUPS, content)
    assert (done.counts["new"], done.faults) == (2, [])
    without_key = [row[1:] for row in group_writing.group_rows(other)]
    expected = [row[1:] for row in group_writing.group_rows(programme)]
    place = HEADINGS.index("identifiers") - 1
    for row in (*without_key, *expected):
        row[place] = None  # the reference it had there is an identifier here
    assert without_key == expected
    again = plan_for(other, Kind.GROUPS, content)
    assert (again.changes, again.faults) == ([], [])


def test_merged_group_comes_back_as_it_was(programme):
    choir, band = (CommunityGroupFactory(programme=programme, name=name) for name in ("Choir", "Band"))
    kept = CommunityGroupFactory(programme=programme, name="Orchestra")
    GroupProfileFactory(group=choir, state="merged", merged_into=band)
    CommunityGroup.objects.filter(pk=band.pk).update(duplicate_of=kept)
    for content in group_files(programme):
        plan = plan_for(programme, Kind.GROUPS, content)
        assert (plan.faults, plan.changes) == ([], [])


def test_groups_handed_out_hold_nothing_of_people(programme):
    told = dict.fromkeys(("ambition", "networks", "achievements", "problems"), "Alex Example")
    GroupProfileFactory(group__programme=programme, **told)
    content, book = group_files(programme)
    assert b"Alex" not in content
    cells = [cell.value for row in load_workbook(io.BytesIO(book)).active for cell in row]
    assert "Alex Example" not in cells


def test_entries_put_under_another_are_not_handed_out_twice(programme):
    kept = CommunityGroupFactory(programme=programme, name="Choir")
    CommunityGroupFactory(programme=programme, name="Choir of old", duplicate_of=kept)
    assert [row[1] for row in group_writing.group_rows(programme)] == ["Choir"]


# Grants

IDENTIFIERS = st.text("abcdefgh0123456789-_./", min_size=1, max_size=30).map(lambda text: f"360G-{text}")
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(date.isoformat)
LOCATION = st.fixed_dictionaries(
    {"name": WORDS},
    optional={
        "countryCode": st.sampled_from(sorted(COUNTRIES)),
        "latitude": st.floats(-90, 90, allow_subnormal=False).map(lambda number: round(number, 6)),
        "geoCode": st.sampled_from(["E05000001", "E08000009"]),
        "geoCodeType": st.sampled_from(["WD", "MD"]),
    },
)
MORE = {
    "amountAppliedFor": st.integers(0, 10**9),
    "url": st.just("https://vale.example/grants?id=1"),
    "plannedDates": st.tuples(DAYS, DAYS, st.integers(0, 60)).map(
        lambda dates: [{"startDate": min(dates[:2]), "endDate": max(dates[:2]), "duration": dates[2]}]
    ),
    "actualDates": st.just([{"startDate": "2024-11"}]),
    "beneficiaryLocation": st.lists(LOCATION, min_size=1, max_size=3),
    "grantProgramme": st.lists(st.fixed_dictionaries({"code": WORDS, "title": WORDS}), min_size=1, max_size=2),
    "fromOpenCall": st.sampled_from(["Yes", "No"]),
    "relatedActivity": st.lists(st.sampled_from(["360G-a", "360G-b"]), min_size=1, max_size=2),
    "dateModified": st.just("2024-11-05T09:30:00Z"),
    "classifications": st.just([{"vocabulary": "local", "title": "Music"}]),
}
GRANTS = st.fixed_dictionaries(
    {
        "id": IDENTIFIERS,
        "title": WORDS,
        "description": WORDS,
        "currency": st.sampled_from(["GBP", "EUR"]),
        "amountAwarded": st.integers(0, 10**9) | st.decimals(0, 10**9, places=2).map(float),
        "awardDate": DAYS,
        "recipientOrganization": st.fixed_dictionaries(
            {"id": IDENTIFIERS, "name": WORDS.filter(lambda name: any(map(str.isalnum, name)))},
            optional={"charityNumber": st.just("1146179"), "postalCode": st.just("BS1 1AA"), "department": WORDS},
        ).map(lambda one: [one]),
        "fundingOrganization": st.fixed_dictionaries({"id": IDENTIFIERS, "name": WORDS}).map(lambda one: [one]),
    },
    optional=MORE,
)


def as_written(grant):
    """A grant as the standard's numbers go: 480.0 and 480 are one."""
    return json.loads(json.dumps(grant), parse_float=lambda text: Decimal(text).normalize(), parse_int=Decimal)


class Grants(TestCase):
    """Grants come out as they came in, and come in again as nothing new."""

    @classmethod
    def setUpTestData(cls):
        cls.programme = ProgrammeFactory()
        NeighbourhoodFactory(programme=cls.programme, code="E05000001")

    @examples(max_examples=60)
    @given(grants=st.lists(GRANTS, min_size=1, max_size=3, unique_by=lambda grant: grant["id"]))
    def test_any_grants_come_out_as_they_came_in(self, grants):
        content = json.dumps({"grants": grants}).encode()
        done = imported(self.programme, Kind.GRANTS, content)
        assert done.faults == []
        given_in = {grant["id"]: as_written(grant) for grant in grants}
        handed_out = published.package_of(self.programme)["grants"]
        assert {grant["id"]: as_written(grant) for grant in handed_out} == given_in
        for out in grant_files(self.programme):
            plan = plan_for(self.programme, Kind.GRANTS, out)
            assert (plan.faults, plan.changes) == ([], [])
        RegisterFile.objects.all().delete()

    def test_csv_goes_into_another_programme_and_comes_out_the_same(self):
        two = [{"name": "Quay", "latitude": 51.5}, {"name": "Vale"}]
        imported(self.programme, Kind.GRANTS, package({"beneficiaryLocation": two, "fromOpenCall": "No"}, {}))
        other = ProgrammeFactory()
        content = grant_csv(self.programme)
        imported(other, Kind.GRANTS, content)
        assert grant_csv(other) == content


def test_grant_entered_by_form_comes_out_whole_and_in_again_as_nothing_new(programme, ropewalk):
    group = CommunityGroupFactory(programme=programme, name="Choir")
    GroupIdentifier.objects.create(programme=programme, group=group, value="GB-CHC-1146179")
    scheme = GrantSchemeFactory(programme=programme, name="Seedcorn")
    GrantFactory(group=group, scheme=scheme, neighbourhood=ropewalk, title="Chairs", amount=Decimal("12.50"))
    [grant] = published.package_of(programme)["grants"]
    assert grant["recipientOrganization"] == [{"id": "GB-CHC-1146179", "name": "Choir", "charityNumber": "1146179"}]
    assert grant["beneficiaryLocation"] == [{"name": "Ropewalk", "geoCode": "E05000001", "geoCodeType": "WD"}]
    assert grant["grantProgramme"] == [{"title": "Seedcorn"}]
    assert (grant["amountAwarded"], grant["description"]) == (12.5, "Chairs")
    for content in grant_files(programme):
        plan = plan_for(programme, Kind.GRANTS, content)
        assert (plan.faults, plan.changes) == ([], [])


def test_grant_to_one_person_is_published_without_their_name(programme):
    imported(programme, Kind.GRANTS, package())
    CommunityGroup.objects.update(kind="individual")
    [grant] = published.package_of(programme)["grants"]
    assert grant["recipientOrganization"][0] | {"name": "Individual"} == grant["recipientOrganization"][0]
    assert "Ropewalk Choir" not in json.dumps(grant["recipientOrganization"])
    assert plan_for(programme, Kind.GRANTS, json.dumps(published.package_of(programme)).encode()).faults == []


def test_grant_moved_to_another_group_comes_out_as_that_group_s(programme):
    imported(programme, Kind.GRANTS, package())
    other = CommunityGroupFactory(programme=programme, name="Band")
    Grant.objects.update(group=other)
    [grant] = published.package_of(programme)["grants"]
    assert grant["recipientOrganization"][0]["name"] == "Band"


def test_group_that_was_put_under_another_is_still_the_recipient_as_published(programme):
    imported(programme, Kind.GRANTS, package())
    kept = CommunityGroupFactory(programme=programme, name="Choirs")
    CommunityGroup.objects.filter(name="Ropewalk Choir").update(duplicate_of=kept)
    Grant.objects.update(group=kept)
    [grant] = published.package_of(programme)["grants"]
    assert grant["recipientOrganization"] == GRANT["recipientOrganization"]
    plan = plan_for(programme, Kind.GRANTS, package())
    assert (plan.faults, plan.changes) == ([], [])
