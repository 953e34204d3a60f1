"""What was handed in stays byte for byte, by whatever way somebody comes; and a change from outside is found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import QuerySet

from commissioning.models import Role
from evaluation.editions.actions import start_version
from evaluation.models import Edition, EditionFile, EditionIsFixed, EditionStep, EditionText, Report
from evaluation.models.reports import frozen_fingerprint
from evaluation.tests.editions.making import accepted, handed_in, published, worded

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixed(edition, people):
    return handed_in(worded(edition, people), people)


WAYS = {
    "edition saved": lambda e: _saved(e, content={}),
    "edition saved as another day's": lambda e: _saved(e, as_at="2020-01-01"),
    "edition updated": lambda e: Edition.objects.filter(pk=e.pk).update(fingerprint="0"),
    "state updated": lambda e: Edition.objects.filter(pk=e.pk).update(state="draft"),
    "edition bulk updated": lambda e: Edition.objects.bulk_update([_changed(e, as_at="2020-01-01")], ["as_at"]),
    "edition bulk created over": lambda e: Edition.objects.bulk_create(
        [e], update_conflicts=True, update_fields=["content"], unique_fields=["id"]
    ),
    "edition deleted": lambda e: e.delete(),
    "editions deleted": lambda e: Edition.objects.filter(pk=e.pk).delete(),
    "report deleted": lambda e: e.report.delete(),
    "reports deleted": lambda e: Report.objects.filter(pk=e.report_id).delete(),
    "text saved": lambda e: _saved(e.texts.first(), words="Other."),
    "text made": lambda e: EditionText.objects.create(edition=e, section="issues", words="Other."),
    "texts made": lambda e: EditionText.objects.bulk_create([EditionText(edition=e, section="issues")]),
    "text updated": lambda e: e.texts.update(words="Other."),
    "text bulk updated": lambda e: EditionText.objects.bulk_update([_changed(e.texts.first(), words="O")], ["words"]),
    "text deleted": lambda e: e.texts.first().delete(),
    "texts deleted": lambda e: e.texts.all().delete(),
    "step saved": lambda e: _saved(e.steps.first(), words="Other."),
    "step updated": lambda e: e.steps.update(words="Other."),
    "step bulk updated": lambda e: EditionStep.objects.bulk_update([_changed(e.steps.first(), words="O")], ["words"]),
    "step deleted": lambda e: e.steps.first().delete(),
    "steps deleted": lambda e: e.steps.all().delete(),
    "file saved": lambda e: _saved(e.files.first(), content=b"other"),
    "file updated": lambda e: e.files.update(content=b"other"),
    "file bulk updated": lambda e: EditionFile.objects.bulk_update([_changed(e.files.first(), size=1)], ["size"]),
    "file bulk created over": lambda e: EditionFile.objects.bulk_create(
        [e.files.first()], update_conflicts=True, update_fields=["content"], unique_fields=["id"]
    ),
    "file deleted": lambda e: e.files.first().delete(),
    "files deleted": lambda e: e.files.all().delete(),
}


def _changed(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def _saved(row, **fields):
    _changed(row, **fields).save()


def _everything():
    models = (Report, Edition, EditionText, EditionStep, EditionFile)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_was_handed_in_cannot_change(fixed, way):
    before = _everything()
    with pytest.raises(EditionIsFixed), transaction.atomic():
        way(Edition.objects.get(pk=fixed.pk))
    assert _everything() == before


@pytest.mark.parametrize("state", ["draft", "returned", "submitted"])
def test_accepted_version_does_not_go_back(edition, people, state):
    accepted(edition, people)
    edition.refresh_from_db()
    edition.state = state
    with pytest.raises(EditionIsFixed):
        edition.save()


def test_how_far_the_files_are_can_be_noted_at_any_time(fixed):
    assert Edition.objects.filter(pk=fixed.pk).update(made_parts=2, failure="Cut off.") == 1


def test_earlier_version_keeps_its_bytes_when_a_newer_one_is_published(edition, people):
    published(edition, people)
    before = {file.kind: bytes(file.content) for file in edition.files.all()}
    newer = start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR])
    newer.report.title = "Another title"
    newer.report.save()
    published(newer, people)
    edition.refresh_from_db()
    assert {file.kind: bytes(file.content) for file in edition.files.all()} == before
    assert edition.is_intact
    assert edition.state == "published"


def test_programme_goes_with_its_reports(fixed):
    fixed.report.programme.delete()
    assert not Edition.objects.exists()


def test_command_finds_everything_as_it_was_issued(fixed, capsys):
    call_command("verify_reports", "vale")
    assert capsys.readouterr().out == "1 versions and 4 files checked, 0 problems.\n"


@pytest.mark.parametrize(
    ("table", "change", "fault"),
    [
        ("evaluation_edition", "evidence = '{}'", "content or evidence is not what was handed in"),
        ("evaluation_edition", "fingerprint = 'x'", "content or evidence is not what was handed in"),
        ("evaluation_editionfile", "size = 1", "PDF: the file is not what was issued"),
    ],
)
def test_command_finds_what_was_changed_in_the_database(fixed, capsys, table, change, fault):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608
    with pytest.raises(CommandError, match="problems"):
        call_command("verify_reports")
    assert fault in capsys.readouterr().out


def test_command_finds_a_file_with_other_bytes(fixed, capsys):
    QuerySet.update(fixed.files.filter(kind="pdf"), content=b"pdf: other")
    with pytest.raises(CommandError, match="1 problems"):
        call_command("verify_reports")
    assert "PDF: the file is not what was issued" in capsys.readouterr().out


def test_command_finds_a_version_that_is_not_the_one_that_was_handed_in(fixed, capsys):
    other = {"content": {"format": 1}, "evidence": {}}
    QuerySet.update(Edition.objects.filter(pk=fixed.pk), fingerprint=frozen_fingerprint(**other), **other)
    with pytest.raises(CommandError):
        call_command("verify_reports")
    assert "not the fingerprint that was handed in" in capsys.readouterr().out
