"""The command that imports a file of answers."""

import io

import pytest
from django.core.management import CommandError, call_command

from commissioning.tests.table_files import csv_of
from surveys.models import ImportBatch, Response
from surveys.tests.answer_files import open_wave
from surveys.tests.test_actions_imports import FAULTY, GOOD, HEADER, MAPPING

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    return open_wave(name="Baseline 2024")


@pytest.fixture
def folder(tmp_path):
    """A folder with answers and their mapping."""
    (tmp_path / "july.csv").write_bytes(csv_of(HEADER, *GOOD, *FAULTY))
    (tmp_path / "july.toml").write_text(MAPPING)
    return tmp_path


def run(folder, wave, *options, file="july.csv", name=None):
    """(what the command said, what it showed on the terminal)."""
    said, shown = io.StringIO(), io.StringIO()
    arguments = [
        wave.programme.slug,
        name or wave.name,
        str(folder / file),
        "--mapping",
        str(folder / "july.toml"),
    ]
    call_command("import_responses", *arguments, *options, stdout=said, stderr=shown)
    return said.getvalue(), shown.getvalue()


def test_command_imports_and_lists_what_was_set_aside(folder, wave):
    said, shown = run(folder, wave)
    assert said.startswith("july.csv: 5 rows, 3 kept, 2 set aside, 0 already here.")
    assert "Row 6, age, “12”: Under 16: outside this survey." in said
    assert shown == ""
    assert Response.objects.count() == 3


def test_command_takes_the_number_of_a_wave(folder, wave):
    run(folder, wave, name=str(wave.pk))
    assert Response.objects.count() == 3


def test_dry_run_writes_faults_and_nothing_else(folder, wave):
    said, _ = run(folder, wave, "--dry-run", "--faults", str(folder / "faults.csv"))
    assert "3 would be kept" in said
    assert len((folder / "faults.csv").read_text(encoding="utf-8-sig").splitlines()) == 5
    assert Response.objects.count() == ImportBatch.objects.count() == 0


def test_no_file_of_faults_is_written_where_there_are_none(folder, wave):
    (folder / "july.csv").write_bytes(csv_of(HEADER, *GOOD))
    said, _ = run(folder, wave, "--faults", str(folder / "faults.csv"))
    assert "No row has a fault" in said
    assert "Faults written" not in said
    assert not (folder / "faults.csv").exists()


def test_progress_is_drawn_when_asked_for(folder, wave):
    _, shown = run(folder, wave, "--progress")
    assert shown.endswith("100%\n")
    assert "[####" in shown


def test_command_that_cannot_read_says_why_and_keeps_nothing(folder, wave):
    (folder / "x.csv").write_bytes(b"%PDF")
    for options, words in (
        ({"file": "x.csv"}, "This is a PDF"),
        ({"file": "none.csv"}, "cannot be read: No such file"),
        ({"name": "Wave 9"}, "has no wave called “Wave 9”. Its waves: “Baseline 2024”."),
    ):
        with pytest.raises(CommandError, match=words):
            run(folder, wave, **options)
    (folder / "july.toml").write_text('id = "nr"')
    with pytest.raises(CommandError, match="no column “nr”"):
        run(folder, wave)
    assert not ImportBatch.objects.exists()


def test_command_for_an_unknown_programme_says_so(folder):
    with pytest.raises(CommandError, match="no programme with the address “nowhere”"):
        call_command("import_responses", "nowhere", "1", "x.csv", "--mapping", "x.toml")
