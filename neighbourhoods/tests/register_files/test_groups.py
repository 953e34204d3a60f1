"""A file of groups: what becomes of its rows, and why some are left out."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.tests import table_files
from neighbourhoods.actions.register_files import AlreadyImported, OtherThanShown, apply_register_file
from neighbourhoods.models import CommunityGroup, GroupIdentifier, GroupProfile, RegisterFile
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory
from neighbourhoods.tests.register_files.files import Kind, checked, csv_of, faults_of, imported, reasons_of

pytestmark = pytest.mark.django_db

WHOLE = "reference,name,kind,sector,themes,neighbourhoods,profile day,contact person,open to join,members,income"
CHOIR = (
    'C-1,Ropewalk Choir,Grass-roots group,community,"arts; Food and cooking","E05000001; Quayside, old",2024-11-05,yes,'
    'no,0,"£1,250.50"'
)
DAY_AND_MEMBERS = "reference,name,profile day,members"


def test_row_makes_a_group_with_its_places_identifier_and_profile(programme, ropewalk, quayside, coordinator):
    done = imported(programme, Kind.GROUPS, csv_of(WHOLE, CHOIR), coordinator)
    choir = CommunityGroup.objects.get()
    profile = choir.profiles.get()
    assert (done.counts["new"], done.faults) == (1, [])
    assert (choir.name, choir.kind, choir.sector) == ("Ropewalk Choir", "grass-roots", "community")
    assert {place.neighbourhood for place in choir.places.all()} == {ropewalk, quayside}
    assert choir.identifiers.get().value == "C-1"
    assert (profile.as_of, profile.source, profile.recorded_by) == (date(2024, 11, 5), "file", coordinator)
    assert (profile.has_contact, profile.open_to_join, profile.named) == (True, False, None)
    assert (profile.members, profile.volunteers, profile.income) == (0, None, Decimal("1250.50"))
    assert profile.themes == ("arts", "food")


def test_import_is_in_the_history_of_what_it_made_with_who_and_from_where(programme, coordinator):
    imported(programme, Kind.GROUPS, csv_of("name,reference", "Choir,C-1"), coordinator)
    for made in (CommunityGroup.objects.get(), GroupIdentifier.objects.get()):
        record = made.history.get()
        assert (record.history_user, record.history_change_reason) == (coordinator, "File: file.csv")


def test_import_is_told_to_the_figures_once_and_the_bytes_are_dropped(programme):
    before = programme.register_version
    done = imported(programme, Kind.GROUPS, csv_of("name", "Choir", "Allotments"))
    programme.refresh_from_db()
    assert programme.register_version == before + 1
    assert bytes(RegisterFile.objects.get(pk=done.pk).content) == b""


def test_same_file_twice_changes_nothing(programme, ropewalk):
    content = csv_of("reference,name,neighbourhoods,profile day,members", "C-1,Choir,Ropewalk,2024-11-05,12")
    done = imported(programme, Kind.GROUPS, content)
    assert checked(programme, Kind.GROUPS, content) == done
    assert (CommunityGroup.objects.count(), GroupProfile.objects.count()) == (1, 1)
    with pytest.raises(AlreadyImported, match=r"imported on 15 January 2025 already"):
        apply_register_file(register_file=done, by=None)


def test_second_file_updates_and_adds_a_profile_without_touching_the_first(programme):
    imported(programme, Kind.GROUPS, csv_of(DAY_AND_MEMBERS, "C-1,Choir,2024-11-05,12"))
    later = imported(programme, Kind.GROUPS, csv_of(DAY_AND_MEMBERS, "C-1,Big Choir,2025-01-10,14"))
    choir = CommunityGroup.objects.get()
    assert choir.name == "Big Choir"
    assert list(choir.profiles.values_list("as_of", "members")) == [(date(2024, 11, 5), 12), (date(2025, 1, 10), 14)]
    assert later.changes == [
        [2, "Updated", "Big Choir", "name: Big Choir (was Choir); profile of 10 January 2025: members: 14"]
    ]


def test_new_profile_takes_over_what_the_file_does_not_say(programme):
    profile = GroupProfileFactory(group__programme=programme, counting=True, volunteers=5, achievements="A concert")
    row = f"{profile.group.key},{profile.group.name},2025-01-10,9"
    imported(programme, Kind.GROUPS, csv_of(DAY_AND_MEMBERS, row))
    latest = profile.group.profiles.order_by("as_of").last()
    assert (latest.members, latest.volunteers, latest.achievements) == (9, 5, "A concert")
    assert (latest.named, latest.has_contact, latest.open_to_join) == (True, True, True)


def test_row_of_an_earlier_day_is_compared_with_that_day(programme):
    choir = CommunityGroupFactory(programme=programme, name="Choir")
    GroupProfileFactory(group=choir, as_of=date(2024, 6, 1), members=8)
    GroupProfileFactory(group=choir, as_of=date(2024, 12, 1), members=20)
    same = checked(programme, Kind.GROUPS, csv_of("name,profile day,members", "Choir,2024-07-01,8"))
    assert (same.counts["unchanged"], same.changes) == (1, [])
    imported(programme, Kind.GROUPS, csv_of("name,profile day,members", "Choir,2024-07-01,9"))
    assert list(choir.profiles.order_by("as_of").values_list("members", flat=True)) == [8, 9, 20]


def test_empty_cell_is_not_known_and_zero_is_a_number(programme):
    imported(programme, Kind.GROUPS, csv_of("name,profile day,members,volunteers", "Choir,2024-11-05,,0"))
    profile = GroupProfile.objects.get()
    assert (profile.members, profile.volunteers) == (None, 0)


def test_group_is_known_again_by_its_name_whatever_its_spelling(programme):
    choir = CommunityGroupFactory(programme=programme, name="The Ropewalk Choir & Band")
    done = checked(programme, Kind.GROUPS, csv_of("name", "ropewalk choir and band"))
    assert done.counts["new"] == 0
    assert done.changes[0][:3] == [2, "Updated", "ropewalk choir and band"]
    assert CommunityGroup.objects.get() == choir


def test_name_that_is_only_alike_is_new_and_pointed_out(programme):
    CommunityGroupFactory(programme=programme, name="Ropewalk Community Choir")
    done = imported(programme, Kind.GROUPS, csv_of("name", "Ropewalk Comunity Choir"))
    assert done.counts["new"] == 1
    [[row, subject, words]] = done.notes
    assert (row, subject) == (2, "Ropewalk Comunity Choir")
    assert words.startswith("Looks like “Ropewalk Community Choir” in the register")


def test_other_charity_number_is_another_group_of_the_same_name(programme):
    choir = CommunityGroupFactory(programme=programme, name="Choir")
    GroupIdentifier.objects.create(programme=programme, group=choir, value="GB-CHC-1111111")
    done = imported(programme, Kind.GROUPS, csv_of("name,identifiers", "Choir,GB-CHC-2222222"))
    assert (done.counts["new"], CommunityGroup.objects.count()) == (1, 2)
    assert "the same name" in done.notes[0][2]


def test_entry_put_under_another_stands_for_the_one_that_was_kept(programme):
    kept = CommunityGroupFactory(programme=programme, name="Choir")
    double = CommunityGroupFactory(programme=programme, name="Choir of old", duplicate_of=kept)
    done = imported(
        programme, Kind.GROUPS, csv_of("reference,name,website", f"{double.key},Choir,https://choir.example")
    )
    kept.refresh_from_db()
    assert (done.counts["updated"], kept.website) == (1, "https://choir.example")


def test_name_of_an_entry_put_under_another_leads_to_the_one_that_was_kept(programme):
    kept = CommunityGroupFactory(programme=programme, name="Choir")
    for name in ("Choir", "Choir of old"):
        CommunityGroupFactory(programme=programme, name=name, duplicate_of=kept)
    done = checked(programme, Kind.GROUPS, csv_of("name", "Choir", "Choir of old"))
    assert (done.counts["unchanged"], done.counts["new"]) == (1, 0)
    assert reasons_of(done) == ["Row 2 is the same group. Put all that is known of it into one row."]


def test_two_groups_of_one_name_want_a_reference(programme):
    CommunityGroupFactory.create_batch(2, programme=programme, name="Choir")
    done = checked(programme, Kind.GROUPS, csv_of("name", "Choir"))
    assert faults_of(done) == [(2, "name", "Choir")]
    assert "2 groups here are called this" in reasons_of(done)[0]


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("members", "about ten", "Members: write a whole number in figures, such as 12."),
        ("members", "-1", "too small"),
        ("members", "12.5", "Members: write a whole number"),
        ("income", "lots", "write pounds and pence in figures"),
        ("income", "-5", "An income is 0 or more"),
        ("profile day", "31/02/2024", "write a real date"),
        ("profile day", "2025-01-16", "this day lies ahead"),
        ("kind", "Choir", "Kind: write one of Grass-roots group, "),
        ("themes", "song", "Themes: “song” is none of arts, "),
        ("open to join", "perhaps", "Open to join: write yes or no"),
        ("neighbourhoods", "Atlantis", "no neighbourhood has this code or name. There are Ropewalk"),
        ("website", "choir", "write the whole web address"),
        ("merged into", "X-9", "no group in the register has this reference"),
        ("reference", "x" * 121, "An identifier has at most 120 characters; this has 121."),
    ],
)
def test_faulty_cell_is_listed_with_row_column_value_and_reason(programme, ropewalk, column, text, words):
    headings = f"name,{column}" if column == "profile day" else f"name,profile day,{column}"
    good = "Allotments,2024-11-05" if column == "profile day" else "Allotments,2024-11-05,"
    bad = f"Choir,{text}" if column == "profile day" else f"Choir,2024-11-05,{text}"
    done = imported(programme, Kind.GROUPS, csv_of(headings, bad, good))
    [(row, where, value)] = faults_of(done)
    assert (row, where) == (2, column)
    assert text.startswith(value.rstrip("…"))
    assert words in reasons_of(done)[0]
    assert [group.name for group in CommunityGroup.objects.all()] == ["Allotments"]
    assert done.summary[0] == "2 rows: 1 new, 0 updated, 0 unchanged, 1 left out because of faults."


def test_name_in_the_column_for_a_contact_person_is_not_repeated(programme):
    done = checked(programme, Kind.GROUPS, csv_of("name,contact person", "Choir,Alex Example"))
    assert faults_of(done) == [(2, "contact person", "(not shown)")]
    assert "Alex" not in str(done.faults + done.changes + done.notes + done.summary)


def test_columns_about_people_are_not_read_and_said_so(programme):
    content = csv_of(
        "name,Contact name,Phone,E-mail address,Colour", "Choir,Alex Example,0117 496 0000,a@example.org,red"
    )
    done = imported(programme, Kind.GROUPS, content)
    assert done.summary[1:] == [
        "Columns not read: “Colour”.",
        "Columns about people, not read and not kept: “Contact name”, “Phone”, “E-mail address”.",
    ]
    assert "Alex" not in str([*CommunityGroup.objects.values(), *RegisterFile.objects.values()])


def test_what_is_said_of_a_day_wants_the_day(programme):
    done = checked(programme, Kind.GROUPS, csv_of("name,members,profile day", "Choir,0,", "Band,,"))
    assert faults_of(done) == [(2, "profile day", "")]
    assert reasons_of(done) == ["Profile day: say on which day it was so."]
    assert [change[2] for change in done.changes] == ["Band"]


def test_merger_names_the_other_group(programme):
    band = CommunityGroupFactory(programme=programme, name="Band")
    headings = "name,profile day,state,merged into"
    done = imported(
        programme, Kind.GROUPS, csv_of(headings, f"Choir,2024-11-05,merged,{band.key}", "Duo,2024-11-05,merged,")
    )
    assert faults_of(done) == [(3, "merged into", "")]
    assert GroupProfile.objects.get().merged_into == band


def test_second_row_of_a_group_is_a_fault(programme):
    CommunityGroupFactory(programme=programme, name="Choir")
    done = checked(programme, Kind.GROUPS, csv_of("name", "Choir", "CHOIR", "Band", "The Band"))
    assert faults_of(done) == [(3, "name", "CHOIR"), (5, "name", "The Band")]
    assert reasons_of(done)[0] == "Row 2 is the same group. Put all that is known of it into one row."


def test_file_adds_places_and_takes_none_away(programme, ropewalk, quayside):
    choir = CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk])
    done = imported(programme, Kind.GROUPS, csv_of("name,neighbourhoods", "Choir,E05000002"))
    since = {place.neighbourhood: place.since for place in choir.places.all()}
    assert since == {ropewalk: None, quayside: date(2025, 1, 15)}
    assert done.notes == [[2, "Choir", "Stays in Ropewalk too; end that on the group’s page."]]


def test_identifier_of_another_group_stays_with_it(programme):
    for name, value in (("Choir", "GB-CHC-1111111"), ("Band", "GB-COH-01234567")):
        group = CommunityGroupFactory(programme=programme, name=name)
        GroupIdentifier.objects.create(programme=programme, group=group, value=value)
    done = checked(programme, Kind.GROUPS, csv_of("name,identifiers", "Choir,GB-CHC-1111111; GB-COH-1234567"))
    assert done.notes == [[2, "Choir", "GB-COH-01234567 is an identifier of “Band”, and stays with it."]]
    assert done.counts["unchanged"] == 1


def test_file_without_names_is_left_alone_whole(programme):
    done = checked(programme, Kind.GROUPS, csv_of("title,members", "Choir,12"))
    assert faults_of(done) == [(None, "name", "")]
    assert (done.counts["faulty"], done.changes) == (1, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_come_in_right_whatever_the_encoding(programme, encoding):
    imported(programme, Kind.GROUPS, csv_of("name", "Café “Söhne”", encoding=encoding))
    assert CommunityGroup.objects.get().name == "Café “Söhne”"


def test_workbook_is_read_from_the_sheet_called_groups(programme):
    rows = [["name", "profile day", "members"], ["Choir", date(2024, 11, 5), 12.0]]
    content = table_files.workbook_of(["read me"], ["first"], title="Notes", more=[("Groups", rows)])
    imported(programme, Kind.GROUPS, content)
    profile = GroupProfile.objects.get()
    assert (profile.group.name, profile.as_of, profile.members) == ("Choir", date(2024, 11, 5), 12)


def test_register_that_changed_since_the_check_is_looked_at_again(programme):
    waiting = checked(programme, Kind.GROUPS, csv_of("name,website", "Choir,https://choir.example"))
    CommunityGroupFactory(programme=programme, name="Choir")
    with pytest.raises(OtherThanShown, match="changed since this file was checked"):
        apply_register_file(register_file=waiting, by=None)
    assert CommunityGroup.objects.get().website == ""


def test_queries_do_not_rise_with_the_rows(programme, ropewalk):
    def asked(rows, start):
        lines = [f"R-{n},Name {n} of {n * 7919},{ropewalk.code},2024-11-05,{n}" for n in range(start, start + rows)]
        content = csv_of("reference,name,neighbourhoods,profile day,members", *lines)
        with CaptureQueriesContext(connection) as queries:
            imported(programme, Kind.GROUPS, content)
        return len(queries)

    assert asked(4, 100) == asked(20, 200)
