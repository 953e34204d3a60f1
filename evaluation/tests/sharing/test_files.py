"""Files of the whole programme: what is in them, what never is, and that they can be loaded again."""

import csv
import io
import zipfile
from datetime import date, timedelta
from itertools import zip_longest

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.privacy import NOT_PERSONAL
from commissioning.ledger.planning import plan_for as plan_money
from commissioning.models import Role
from commissioning.tests.entry_factories import BudgetLineFactory, RiskFactory
from commissioning.tests.factories import MembershipFactory
from evaluation.models import ProgrammeFile
from evaluation.sharing import making
from evaluation.sharing.contents import LEFT_OUT, TABLES
from evaluation.sharing.csv_files import zip_of
from evaluation.sharing.making import STALLED_AFTER, ask_for_file, make_file
from evaluation.sharing.workbook import workbook_of
from evaluation.tests.factories import surveyed
from neighbourhoods.plans import Upload, plan_for
from neighbourhoods.register_files.planning import plan_for as plan_register
from neighbourhoods.tests.register_factories import CaseStudyFactory, CommunityGroupFactory, GrantFactory

TODAY = date(2026, 11, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY}T12:00:00Z", tick=False):
        yield


@pytest.fixture
def programme():
    found, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)], "Dockray": [(2, 12), (3, 12)], "Quay": [(9, 99), (9, 99)]})
    return found


def sheet_of(programme, name):
    """A sheet of the workbook as dicts by heading."""
    book = load_workbook(io.BytesIO(workbook_of(programme)), read_only=True)
    headings, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip_longest(headings, row)) for row in rows]


def unzipped(programme):
    with zipfile.ZipFile(io.BytesIO(zip_of(programme))) as file:
        return {name: file.read(name) for name in file.namelist()}


def table_of(files, name):
    return list(csv.DictReader(io.StringIO(files[f"tables/{name}.csv"].decode("utf-8-sig"))))


def test_every_model_stands_in_a_table_or_is_left_out_with_a_reason():
    tables = {label for table in TABLES if (label := getattr(table, "label", ""))}
    left_out = set().union(*LEFT_OUT.values())
    assert not tables & left_out
    assert tables | left_out == set(NOT_PERSONAL) | {"evaluation.Comment"}


@pytest.mark.parametrize("table", [table for table in TABLES if table.label], ids=lambda table: table.name)
def test_a_table_of_a_model_has_no_personal_column(table):
    assert set(table.columns) <= NOT_PERSONAL[table.label] | {
        field.name for field in apps.get_model(table.label)._meta.many_to_many
    }
    assert all(table.columns.values())


def test_workbook_has_a_sheet_for_each_table_and_says_what_columns_mean(programme):
    book = load_workbook(io.BytesIO(workbook_of(programme)), read_only=True)
    assert book.sheetnames == ["read me", "columns", *(table.name for table in TABLES)]
    described = [row[:2] for row in book["columns"].iter_rows(min_row=2, values_only=True)]
    assert described == [(table.name, name) for table in TABLES for name in table.columns]


def test_figures_are_numbers_with_their_words_and_hidden_ones_are_empty(programme):
    rows = sheet_of(programme, "figures")
    found = {row["area_name"]: row for row in rows if row["indicator"] == "A1" and row["wave_date"].year == 2025}
    shown = next(r for r in rows if r["indicator"] == "A1" and r["area_name"] == "Ropewalk" and r["change"])
    assert (shown["estimate"], shown["baseline_estimate"], shown["n"]) == (12, 7, 300)
    assert shown["words"].startswith("12% (9 to 16) · n 300")
    hidden = found["Dockray"]
    assert hidden["suppressed"]
    assert hidden["estimate"] is hidden["n"] is hidden["change"] is None


def test_texts_that_look_like_formulas_stay_texts(programme):
    RiskFactory(programme=programme, title="=1+1")
    book = load_workbook(io.BytesIO(workbook_of(programme)))
    cell = next(row[1] for row in book["risks"].iter_rows(min_row=2))
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    (row,) = table_of(unzipped(programme), "risks")
    assert row["title"] == "'=1+1"


def test_csv_tables_hold_the_same_rows_as_the_sheets(programme):
    BudgetLineFactory(stage__programme=programme)
    files = unzipped(programme)
    for name in ("figures", "budget", "neighbourhoods", "samples"):
        assert len(table_of(files, name)) == len(sheet_of(programme, name)) > 0


def test_entries_that_are_one_person_and_stories_without_consent_are_in_no_file(programme):
    CommunityGroupFactory(programme=programme, name="Meena Marker", kind="individual")
    CaseStudyFactory(programme=programme, story="Storymarker", is_shared=False)
    files = unzipped(programme)
    assert all(b"Marker" not in content and b"Storymarker" not in content for content in files.values())


@pytest.mark.parametrize("act", ["withdrawn", "deleted"])
def test_a_file_goes_with_the_story_that_is_withdrawn(programme, act):
    story = CaseStudyFactory(
        programme=programme, is_shared=True, consent_how="spoken", consent_on=TODAY, consent_by="The choir"
    )
    ProgrammeFile.objects.create(programme=programme, kind="zip", state="ready", content=b"x")
    if act == "withdrawn":
        story.is_shared = False
        story.save()
    else:
        story.delete()
    assert not ProgrammeFile.objects.exists()


def test_a_file_stays_while_somebody_writes_a_story_that_is_not_shared(programme):
    file = ProgrammeFile.objects.create(programme=programme, kind="zip", state="ready", content=b"x")
    CaseStudyFactory(programme=programme, is_shared=False).save()
    assert ProgrammeFile.objects.filter(pk=file.pk).exists()


def test_boundaries_taken_out_change_nothing_when_loaded_again(programme):
    square = {"type": "Polygon", "coordinates": [[[-1, 53], [-0.9, 53], [-0.9, 53.1], [-1, 53.1], [-1, 53]]]}
    for place in programme.neighbourhoods.all():
        place.boundary, place.vintage = square, "2026"
        place.save()
    content = unzipped(programme)["to-load-again/boundaries.geojson"]
    plan = plan_for(programme, Upload("boundaries", "boundaries.geojson", content, "2026"))
    assert (plan.faults, plan.changes) == ([], 0)


def test_groups_and_grants_taken_out_change_nothing_when_loaded_again(programme):
    group = CommunityGroupFactory(programme=programme)
    GrantFactory(programme=programme, group=group)
    files = unzipped(programme)
    for kind in ("groups", "grants"):
        plan = plan_register(programme, kind, files[f"to-load-again/{kind}.csv"])
        assert (plan.faults, plan.changes, plan.counts["unchanged"]) == ([], [], 1)


def test_money_taken_out_changes_nothing_when_loaded_again(programme):
    by = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user
    BudgetLineFactory(stage__programme=programme)
    plan = plan_money(programme, unzipped(programme)["to-load-again/budget.csv"], by)
    assert (plan.faults, list(plan.changes)) == ([], [])


def test_a_file_is_made_kept_and_replaced_by_the_next(programme, client):
    by = MembershipFactory(programme=programme, role=Role.STEERING).user
    first = ProgrammeFile.objects.create(programme=programme, kind="zip", parts=1, asked_by=by)
    make_file.func(first.pk)
    client.force_login(by)
    answer = client.get(reverse("evaluation:programme-file", args=[programme.slug, "zip"]))
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    second = ProgrammeFile.objects.create(programme=programme, kind="zip", parts=1, asked_by=by)
    make_file.func(second.pk)
    assert list(ProgrammeFile.objects.values_list("pk", "state")) == [(second.pk, "ready")]


def test_asking_twice_makes_one_file(programme):
    by = MembershipFactory(programme=programme).user
    files = {ask_for_file(programme=programme, kind="xlsx", by=by).pk for _ in range(2)}
    assert len(files) == ProgrammeFile.objects.count() == 1


def test_work_that_was_cut_off_is_asked_for_again(programme):
    by = MembershipFactory(programme=programme).user
    first = ask_for_file(programme=programme, kind="xlsx", by=by)
    with time_machine.travel(timezone.now() + STALLED_AFTER + timedelta(seconds=1)):
        second = ask_for_file(programme=programme, kind="xlsx", by=by)
    first.refresh_from_db()
    assert second.pk != first.pk
    assert first.state == "failed"
    make_file.func(first.pk)
    first.refresh_from_db()
    assert first.content is None


def test_a_failure_is_told_and_leaves_the_file_before(programme, monkeypatch):
    by = MembershipFactory(programme=programme).user
    ready = ProgrammeFile.objects.create(programme=programme, kind="xlsx", state="ready", content=b"x", asked_by=by)
    file = ask_for_file(programme=programme, kind="xlsx", by=by)
    monkeypatch.setitem(making.MAKERS, "xlsx", lambda programme, told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_file.func(file.pk)
    file.refresh_from_db()
    assert (file.state, file.failure) == ("failed", making.WENT_WRONG)
    assert ProgrammeFile.objects.filter(pk=ready.pk).exists()


def test_a_new_key_is_shown_once_to_the_commissioner(programme, client):
    by = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user
    client.force_login(by)
    url = reverse("evaluation:token-list", args=[programme.slug])
    form = client.get(url).context["form"]
    sent = {"key": form.initial["key"], "name": "Power BI", "expires_on": "2027-01-31"}
    made = client.post(url, sent)
    assert "no-store" in made["Cache-Control"]
    key = made.context["made"]
    assert key.startswith("fh_")
    assert key in made.content.decode()
    again = client.post(url, sent)
    assert key not in again.content.decode()
    assert "shown only once" in again.content.decode()
    assert programme.api_tokens.count() == 1


@pytest.mark.parametrize("day", ["2026-11-29", "2030-01-01", "soon", ""])
def test_a_key_with_a_day_that_makes_no_sense_is_refused_at_the_field(programme, client, day):
    by = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user
    client.force_login(by)
    url = reverse("evaluation:token-list", args=[programme.slug])
    answer = client.post(url, {"name": "Power BI", "expires_on": day})
    assert answer.context["form"].errors["expires_on"]
    assert not programme.api_tokens.exists()
