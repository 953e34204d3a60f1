"""The command that imports files of groups and grants."""

import pytest
from django.core.management import CommandError, call_command

from neighbourhoods.models import CommunityGroup, Grant
from neighbourhoods.tests.register_files.files import csv_of, package

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(tmp_path):
    path = tmp_path / "groups.csv"
    path.write_bytes(csv_of("reference,name,profile day,members", "360G-vale-choir,Choir,2024-11-05,12"))
    return path


def test_groups_and_the_grants_they_got_are_imported_together(programme, groups, tmp_path, capsys):
    grants = tmp_path / "grants.json"
    grants.write_bytes(package())
    call_command("import_register", "vale", grants=grants, groups=groups)
    assert Grant.objects.get().group == CommunityGroup.objects.get()
    assert "1 row: 1 new, 0 updated, 0 unchanged." in capsys.readouterr().out
    call_command("import_register", "vale", grants=grants, groups=groups)
    assert "already. Nothing in it is new." in capsys.readouterr().out


def test_dry_run_says_what_would_change_and_changes_nothing(programme, groups, capsys):
    call_command("import_register", "vale", groups=groups, dry_run=True)
    assert "Dry run: nothing was changed." in capsys.readouterr().out
    assert not CommunityGroup.objects.exists()


def test_fault_stops_the_import_unless_faulty_rows_are_to_be_left_out(programme, groups, capsys):
    groups.write_bytes(groups.read_bytes() + b"\n,Band,2024-11-05,some")
    with pytest.raises(CommandError, match=r"Nothing was imported: 1 fault\."):
        call_command("import_register", "vale", groups=groups)
    assert "row 3, members, “some”: Members: write a whole number" in capsys.readouterr().out
    assert not CommunityGroup.objects.exists()
    call_command("import_register", "vale", groups=groups, leave_out_faulty=True)
    assert CommunityGroup.objects.get().name == "Choir"


def test_file_that_cannot_be_read_stops_the_import_all_the_same(programme, groups, tmp_path):
    empty = tmp_path / "grants.json"
    empty.write_bytes(b"{")
    with pytest.raises(CommandError, match=r"Nothing was imported: 1 fault\."):
        call_command("import_register", "vale", groups=groups, grants=empty, leave_out_faulty=True)
    assert not CommunityGroup.objects.exists()


def test_command_without_a_file_says_what_it_wants(programme):
    with pytest.raises(CommandError, match="Name at least one file"):
        call_command("import_register", "vale")


def test_file_that_is_not_there_is_named(programme, tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.csv cannot be read"):
        call_command("import_register", "vale", groups=tmp_path / "nothing.csv")
