"""An extract of a register of charities: what is taken from it, and what stays unknown."""

from datetime import date

import pytest

from neighbourhoods.groups.eligibility import facts_of, standing_of
from neighbourhoods.models import CommunityGroup, GroupIdentifier, GroupProfile
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory
from neighbourhoods.tests.register_files.conftest import TODAY
from neighbourhoods.tests.register_files.files import (
    CHARITY_HEADINGS,
    Kind,
    checked,
    csv_of,
    faults_of,
    imported,
    reasons_of,
)

pytestmark = pytest.mark.django_db

TRUST = "1146179,738693,ROPEWALK WILDLIFE TRUST,Charitable company,Looks after the meadow.,1963-02-20,BS1"
BARE = "1100001,NA,QUAY FUND,Other,NA,NA,NA"


def extract(*rows):
    return csv_of(CHARITY_HEADINGS, *rows)


def test_charity_becomes_a_group_of_which_hardly_anything_is_known(programme):
    imported(programme, Kind.CHARITIES, extract(TRUST))
    group, profile = CommunityGroup.objects.get(), GroupProfile.objects.get()
    assert (group.name, group.kind, group.sector, group.places.count()) == ("ROPEWALK WILDLIFE TRUST", "", "", 0)
    assert group.founded_on == date(1963, 2, 20)
    assert group.about == (
        "Looks after the meadow.\n\n"
        "Charity 1146179 (Charitable company) since 20 February 1963; when it was founded is not known."
    )
    assert {each.value for each in group.identifiers.all()} == {"GB-CHC-1146179", "GB-COH-00738693"}
    assert (profile.as_of, profile.source, profile.named, profile.has_contact) == (TODAY, "file", None, None)


def test_charity_is_not_confirmed_and_so_not_counted(programme):
    imported(programme, Kind.CHARITIES, extract(TRUST))
    profile = GroupProfile.objects.get()
    standing = standing_of(facts_of(profile.group, profile), TODAY)
    assert (standing.counts, standing.to_confirm) == (False, True)


def test_na_is_not_known(programme):
    imported(programme, Kind.CHARITIES, extract(BARE))
    group = CommunityGroup.objects.get()
    assert (group.founded_on, group.about) == (None, "Charity 1100001.")
    assert group.identifiers.get().value == "GB-CHC-1100001"


def test_same_extract_under_another_name_is_the_same_file_and_changes_nothing(programme):
    done = imported(programme, Kind.CHARITIES, extract(TRUST, BARE))
    again = checked(programme, Kind.CHARITIES, extract(TRUST, BARE), filename="again.csv")
    assert again == done
    later = checked(programme, Kind.CHARITIES, extract(BARE, TRUST))
    assert (later.counts["unchanged"], later.changes) == (2, [])


def test_later_extract_updates_what_a_file_wrote(programme):
    imported(programme, Kind.CHARITIES, extract(TRUST))
    later = imported(programme, Kind.CHARITIES, extract(TRUST.replace("meadow", "meadows").replace("TRUST", "SOCIETY")))
    group = CommunityGroup.objects.get()
    assert (group.name, group.about.split("\n")[0]) == ("ROPEWALK WILDLIFE SOCIETY", "Looks after the meadows.")
    assert (later.counts["updated"], GroupProfile.objects.count()) == (1, 1)


def test_what_people_wrote_stays_and_only_gaps_are_filled(programme):
    group = CommunityGroupFactory(programme=programme, name="Ropewalk Wildlife", about="Our own words.")
    GroupIdentifier.objects.create(programme=programme, group=group, value="GB-CHC-1146179")
    GroupProfileFactory(group=group, as_of=date(2024, 6, 1))
    done = imported(programme, Kind.CHARITIES, extract(TRUST))
    group.refresh_from_db()
    assert (group.name, group.about, group.founded_on) == ("Ropewalk Wildlife", "Our own words.", date(1963, 2, 20))
    assert done.notes == [[2, "Ropewalk Wildlife", "The register of charities calls it “ROPEWALK WILDLIFE TRUST”."]]
    assert GroupProfile.objects.count() == 1


def test_group_of_the_same_name_is_taken_to_be_the_charity_and_that_is_said(programme):
    group = CommunityGroupFactory(programme=programme, name="The Quay Fund")
    done = imported(programme, Kind.CHARITIES, extract(BARE))
    assert group.identifiers.get().value == "GB-CHC-1100001"
    assert done.notes == [[2, "The Quay Fund", "Taken to be the group of this name in the register."]]


def test_two_charities_of_one_name_are_two_groups(programme):
    done = imported(programme, Kind.CHARITIES, extract(BARE, BARE.replace("1100001", "1199397")))
    assert CommunityGroup.objects.count() == 2
    assert done.notes[0][2].startswith("Looks like “QUAY FUND” in row 2 (the same name).")


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        (TRUST.replace("1146179", "NA"), "registered_charity_number", "NA", "fill this in"),
        (TRUST.replace("1146179", "SC12"), "registered_charity_number", "SC12", "write the number alone"),
        (TRUST.replace("738693", "CE00571"), "charity_company_registration_number", "CE00571", "this has 7"),
        (TRUST.replace("ROPEWALK WILDLIFE TRUST", "NA"), "charity_name", "NA", "fill this in"),
        (TRUST.replace("1963-02-20", "1963"), "date_of_registration", "1963", "Date of registration: "),
        (TRUST.replace("1963-02-20", "2025-01-16"), "date_of_registration", "2025-01-16", "lies ahead"),
    ],
)
def test_faulty_row_is_listed_and_left_out(programme, row, column, value, words):
    done = imported(programme, Kind.CHARITIES, extract(row, BARE))
    assert faults_of(done) == [(2, column, value)]
    assert words in reasons_of(done)[0]
    assert CommunityGroup.objects.get().name == "QUAY FUND"


def test_number_that_stands_twice_is_a_fault_of_the_second(programme):
    done = imported(programme, Kind.CHARITIES, extract(BARE, BARE.replace("FUND", "TRUST")))
    assert reasons_of(done) == ["Row 2 has the same number."]
    assert CommunityGroup.objects.get().name == "QUAY FUND"


def test_contact_columns_and_postcodes_are_kept_nowhere(programme):
    content = csv_of(f"{CHARITY_HEADINGS},charity_contact_email", f"{TRUST},alex@example.org")
    done = imported(programme, Kind.CHARITIES, content)
    assert "Columns about people, not read and not kept: “charity_contact_email”." in done.summary
    stored = str([*CommunityGroup.objects.values(), *GroupProfile.objects.values(), *GroupIdentifier.objects.values()])
    assert "BS1" not in stored
    assert "alex" not in stored


def test_list_of_groups_is_no_extract(programme):
    done = checked(programme, Kind.CHARITIES, csv_of("name,members", "Choir,12"))
    assert faults_of(done) == [(None, "registered_charity_number, charity_name", "")]
