"""Imports: good rows in once, faulty rows aside, nothing by halves, and back out again."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commissioning.reading.faults import UnreadableFile
from commissioning.tests.table_files import csv_of, workbook_of
from surveys.actions.imports import (
    ImportRefused,
    check_import,
    discard_file,
    fail_import,
    receive_file,
    run_import,
    set_mapping,
    take_back,
)
from surveys.answers import BLANK, NOT_ASKED
from surveys.mapping import UnreadableMapping
from surveys.models import ImportBatch, Response, WaveLocked, WrittenAnswer
from surveys.signals import evidence_changed
from surveys.tests.answer_files import open_wave
from surveys.tests.factories import NeighbourhoodFactory, SampleFactory

pytestmark = pytest.mark.django_db
State = ImportBatch.State

MAPPING = """
id = "id"
date = "on"
[area]
column = "ward"
[sex]
column = "sex"
[age]
column = "age"
[questions]
R4 = "R4"
R5 = "R5"
R11 = "R11"
R28t = "said"
"""
HEADER = "id,ward,on,sex,age,R4,R5,R11,said"
GOOD = (
    "P1,W01,2024-07-02,1,30,1,2,0,More groups",
    "P2,Easterby & Docks,2024-07-03,2,70,2,,3,",
    "P3,W01,,,,,,,",
)
FAULTY = ("P4,W09,2024-07-02,1,30,1,2,0,", "P5,W01,2024-07-02,1,12,3,,250,")


@pytest.fixture
def wave():
    return open_wave()


def received(wave, *rows, mapping=MAPPING, name="july.csv", by=None):
    """A batch of a CSV with HEADER and `rows`, mapped."""
    batch = receive_file(wave=wave, filename=name, content=csv_of(HEADER, *rows), by=by)
    return set_mapping(batch=batch, toml=mapping, by=by)


def imported(wave, *rows, **kwargs):
    return run_import(batch=received(wave, *rows, **kwargs), by=None)


def counts(batch):
    return (batch.rows, batch.kept, batch.set_aside, batch.already_here)


def locked(wave):
    wave.weighted_at = wave.locked_at = timezone.now()
    wave.save()
    return wave


def test_import_stores_good_rows_whole(wave):
    batch = imported(wave, *GOOD)
    assert batch.state == State.DONE
    assert counts(batch) == (3, 3, 0, 0)
    first, second, third = Response.objects.select_related("sample__wave__questionnaire", "sample__neighbourhood")
    assert (first.sample.neighbourhood.code, second.sample.neighbourhood.code) == ("W01", "W02")
    assert (first.sex, first.age_band, first.answered_on, first.mode) == (1, 2, date(2024, 7, 2), "file")
    assert first.answers.as_dict() == {"R4": 1, "R5": 2, "R11": 0, "V9": NOT_ASKED}
    assert second.answers.as_dict() == {"R4": 2, "R5": NOT_ASKED, "R11": 3, "V9": NOT_ASKED}
    assert third.answers.as_dict() == {"R4": BLANK, "R5": BLANK, "R11": BLANK, "V9": NOT_ASKED}
    assert (third.sex, third.age_band, third.answered_on, third.design_weight, third.weight) == (
        0,
        0,
        None,
        None,
        None,
    )
    assert list(WrittenAnswer.objects.values_list("response_id", "code", "text")) == [(first.pk, "R28t", "More groups")]


def test_import_forgets_the_file_and_keeps_the_trail(wave):
    user = UserFactory()
    batch = run_import(batch=received(wave, *GOOD, by=user), by=user)
    batch.refresh_from_db()
    assert batch.content is None
    assert [entry.state for entry in batch.history.order_by("pk")] == ["uploaded", "uploaded", "done"]
    assert {entry.history_user for entry in batch.history.all()} == {user}


def test_import_sets_faulty_rows_aside_and_keeps_the_others(wave):
    batch = imported(wave, GOOD[0], *FAULTY, GOOD[1])
    assert counts(batch) == (4, 2, 2, 0)
    assert batch.faults == [
        [3, "ward", "W09", "Not in any neighbourhood of this wave."],
        [4, "age", "12", "Under 16: outside this survey."],
        [4, "R4", "3", "Not an option. Use 1, 2, 98 or 99."],
        [4, "R11", "250", "Must be 0 to 95. Was 25 meant?"],
    ]


def test_check_finds_what_the_import_then_does_and_stores_nothing(wave):
    batch = check_import(batch=received(wave, *GOOD, *FAULTY))
    assert batch.state == State.CHECKED
    assert counts(batch) == (5, 3, 2, 0)
    assert Response.objects.count() == 0
    again = run_import(batch=batch, by=None)
    assert (counts(again), again.faults) == (counts(batch), batch.faults)


@pytest.mark.parametrize("mapping", [MAPPING, MAPPING.replace('id = "id"', "")], ids=["ids", "no ids"])
def test_same_file_twice_adds_nothing(wave, mapping):
    imported(wave, *GOOD, GOOD[2].replace("P3", "P4"), mapping=mapping)
    again = imported(wave, *GOOD, GOOD[2].replace("P3", "P4"), mapping=mapping, name="again.csv")
    assert counts(again) == (4, 0, 0, 4)
    assert Response.objects.count() == 4


def test_same_answers_as_a_workbook_add_nothing(wave):
    imported(wave, *GOOD)
    rows = [[cell or None for cell in row.split(",")] for row in (HEADER, *GOOD)]
    rows[1][4], rows[1][2] = 30.0, date(2024, 7, 2)
    batch = receive_file(wave=wave, filename="july.xlsx", content=workbook_of(*rows), by=None)
    assert counts(run_import(batch=set_mapping(batch=batch, toml=MAPPING, by=None), by=None)) == (3, 0, 0, 3)


def test_corrected_file_adds_the_rows_that_were_set_aside(wave):
    imported(wave, *GOOD, *FAULTY)
    corrected = (FAULTY[0].replace("W09", "W02"), FAULTY[1].replace("12,3,,250", "21,2,,25"))
    assert counts(imported(wave, *GOOD, *corrected)) == (5, 2, 0, 3)
    assert Response.objects.count() == 5


@pytest.mark.parametrize(("old", "new"), [("W01", "W02"), (",30,1", ",50,1"), ("groups", "clubs"), (",2,0,", ",3,0,")])
def test_id_that_was_imported_with_other_answers_is_a_fault(wave, old, new):
    imported(wave, *GOOD)
    batch = imported(wave, GOOD[0].replace(old, new), GOOD[1])
    assert counts(batch) == (2, 0, 1, 1)
    assert batch.faults == [[2, "id", "P1", "An answer with this ID was imported before and says something else."]]
    assert batch.findings["faults_total"] == 1


def test_weights_of_the_file_are_kept_as_they_came(wave):
    content = csv_of("ward,w,R4", "W01,0.1,1", "W02,1e-3,2")
    batch = receive_file(wave=wave, filename="w.csv", content=content, by=None)
    toml = 'weight = "w"\narea = "ward"\n[questions]\nR4 = "R4"'
    run_import(batch=set_mapping(batch=batch, toml=toml, by=None), by=None)
    assert list(Response.objects.values_list("design_weight", "weight")) == [(0.1, None), (0.001, None)]
    again = receive_file(wave=wave, filename="w.csv", content=content, by=None)
    assert counts(run_import(batch=set_mapping(batch=again, toml=toml, by=None), by=None)) == (2, 0, 0, 2)


def test_import_makes_weights_stale_and_tells_the_figures(wave):
    wave.weighted_at = timezone.now()
    wave.save()
    version, told = wave.programme.evidence_version, []

    def listen(sender, wave, **kwargs):
        told.append((wave.pk, connection.in_atomic_block, wave.weighted_at))

    evidence_changed.connect(listen)
    try:
        imported(wave, *GOOD)
        assert told == [(wave.pk, True, None)]
        imported(wave, *GOOD)
        assert len(told) == 1
    finally:
        evidence_changed.disconnect(listen)
    wave.refresh_from_db()
    wave.programme.refresh_from_db()
    assert wave.weighted_at is None
    assert wave.programme.evidence_version > version


def test_run_twice_is_the_same_as_once(wave):
    batch = received(wave, *GOOD)
    stale = ImportBatch.objects.get(pk=batch.pk)
    run_import(batch=batch, by=None)
    assert run_import(batch=stale, by=None).state == State.DONE
    assert Response.objects.count() == 3
    assert check_import(batch=stale).state == State.DONE


def test_locked_wave_takes_nothing_and_gives_nothing_back(wave):
    done = imported(wave, *GOOD)
    waiting = received(wave, FAULTY[0].replace("W09", "W01"), name="late.csv")
    locked(wave)
    for attempt in (
        lambda: receive_file(wave=wave, filename="x.csv", content=csv_of("id,R4", "1,1"), by=None),
        lambda: check_import(batch=ImportBatch.objects.get(pk=waiting.pk)),
        lambda: run_import(batch=ImportBatch.objects.get(pk=waiting.pk), by=None),
        lambda: run_import(batch=waiting, by=None),
        lambda: take_back(batch=done, by=None),
    ):
        with pytest.raises(WaveLocked):
            attempt()
    assert Response.objects.count() == 3


def test_wave_locked_while_the_file_was_read_takes_nothing(wave, monkeypatch):
    batch = received(wave, *GOOD)

    def lock_meanwhile(share):
        if not wave.is_locked:
            locked(wave)

    with pytest.raises(WaveLocked):
        run_import(batch=batch, by=None, progress=lock_meanwhile)
    assert Response.objects.count() == 0


def test_import_that_breaks_down_leaves_nothing_behind(wave, monkeypatch):
    batch = received(wave, *GOOD)

    def break_down(*args, **kwargs):
        raise RuntimeError("no space left")

    monkeypatch.setattr("surveys.arrivals._store_words", break_down)
    with pytest.raises(RuntimeError):
        run_import(batch=batch, by=None)
    assert Response.objects.count() == 0
    monkeypatch.undo()
    assert counts(run_import(batch=ImportBatch.objects.get(pk=batch.pk), by=None)) == (3, 3, 0, 0)


def test_take_back_removes_this_import_alone(wave):
    imported(wave, GOOD[1])
    second = imported(wave, *GOOD)
    wave.refresh_from_db()
    assert take_back(batch=second, by=None).state == State.TAKEN_BACK
    assert Response.objects.count() == 1
    assert WrittenAnswer.objects.count() == 0
    assert take_back(batch=second, by=None).state == State.TAKEN_BACK
    assert counts(imported(wave, *GOOD)) == (3, 2, 0, 1)


def test_take_back_of_a_file_that_brought_nothing_is_refused(wave):
    with pytest.raises(ImportRefused, match="Nothing was imported"):
        take_back(batch=received(wave, *GOOD), by=None)


def test_upload_again_gives_the_same_batch_while_it_waits(wave):
    content, user = csv_of(HEADER, *GOOD), UserFactory()
    first = receive_file(wave=wave, filename="C:\\answers\\july.csv", content=content, by=user)
    assert first.filename == "july.csv"
    assert receive_file(wave=wave, filename="july.csv", content=content, by=user) == first
    assert receive_file(wave=wave, filename="july.csv", content=content, by=None) != first


def test_upload_of_something_else_is_refused(wave):
    with pytest.raises(UnreadableFile):
        receive_file(wave=wave, filename="july.csv", content=b"%PDF-1.4", by=None)
    assert not ImportBatch.objects.exists()


def test_mapping_that_does_not_fit_is_refused_with_all_reasons(wave):
    batch = receive_file(wave=wave, filename="july.csv", content=csv_of(HEADER, *GOOD), by=None)
    with pytest.raises(UnreadableMapping) as refused:
        set_mapping(batch=batch, toml='id = "nr"\n[questions]\nR9 = "R4"', by=None)
    assert len(refused.value.faults) == 3
    batch.refresh_from_db()
    assert batch.mapping == ""


def test_mapping_is_remembered_for_the_questionnaire(wave):
    received(wave, *GOOD)
    received(wave, *GOOD[:2], name="august.csv")
    received(wave, *GOOD[:1])
    assert list(wave.questionnaire.mappings.values_list("name", flat=True)) == ["july.csv", "august.csv"]
    assert set(wave.questionnaire.mappings.values_list("toml", flat=True)) == {MAPPING}


def test_mapping_of_an_imported_file_stays(wave):
    with pytest.raises(ImportRefused, match="is imported"):
        set_mapping(batch=imported(wave, *GOOD), toml=MAPPING, by=None)


def test_import_without_a_mapping_is_refused(wave):
    batch = receive_file(wave=wave, filename="july.csv", content=csv_of(HEADER, *GOOD), by=None)
    with pytest.raises(ImportRefused, match="columns"):
        run_import(batch=batch, by=None)


def test_discard_forgets_a_waiting_file_but_no_import(wave):
    waiting = received(wave, *GOOD)
    discard_file(batch=waiting, by=None)
    discard_file(batch=waiting, by=None)
    assert not ImportBatch.objects.exists()
    with pytest.raises(ImportRefused):
        discard_file(batch=imported(wave, *GOOD), by=None)


def test_failure_is_noted_but_never_over_a_result(wave):
    batch = received(wave, *GOOD)
    assert fail_import(batch=batch, reason="The file is damaged.").failure == "The file is damaged."
    done = run_import(batch=ImportBatch.objects.get(pk=batch.pk), by=None)
    assert fail_import(batch=done, reason="Too late.").state == State.DONE


def people(count):
    """Rows of HEADER for so many people, none alike."""
    random = np.random.default_rng(7)
    helps, hours = random.integers(1, 3, count), random.integers(0, 96, count)
    return [
        f"N{n},W0{1 + n % 2},2024-07-{1 + n % 28:02d},{1 + n % 2},{16 + n % 70},{r4},{2 if r4 == 1 else ''},{r11},"
        for n, (r4, r11) in enumerate(zip(helps.tolist(), hours.tolist(), strict=True))
    ]


def test_queries_of_an_import_do_not_grow_with_its_rows(wave):
    def queries_for(rows, name):
        batch = received(wave, *rows, name=name)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run_import(batch=batch, by=None)
        return len(captured)

    few = queries_for(people(20), "few.csv")
    assert queries_for(people(54_000), "many.csv") <= few + 1
    assert Response.objects.count() == 54_000


REGIONS_2018 = ["TN-GT", "TN-NE", "TN-NW", "TN-CE", "TN-CW", "TN-SE", "TN-SW"]


@pytest.mark.realdata
def test_raw_codes_of_a_real_survey_are_read_as_its_codebook_says(shared_data):
    wave = open_wave(starts_on=date(2018, 3, 1), ends_on=date(2018, 5, 31))
    for code in REGIONS_2018:
        place = NeighbourhoodFactory(programme=wave.programme, code=code, name=code)
        SampleFactory(wave=wave, neighbourhood=place)
    content = Path(shared_data, "afrobarometer", "R7_2018_raw_codes.csv").read_bytes()
    codes = ", ".join(f'"{1580 + n}" = "{code}"' for n, code in enumerate(REGIONS_2018))
    toml = f"""
    id = "RESPNO"
    weight = "withinwt"
    date = "DATEINTR"
    [area]
    column = "REGION"
    codes = {{ {codes} }}
    [sex]
    column = "Q101"
    [age]
    column = "Q1"
    missing = [-1, 998, 999]
    [questions.R4]
    column = "Q21A"
    codes = {{ "0" = 2, "1" = 2, "2" = 1, "3" = 1, "4" = 1 }}
    missing = {{ "8" = "refused", "9" = "don't know", "-1" = "blank" }}
    """
    batch = receive_file(wave=wave, filename="R7.csv", content=content, by=None)
    batch = run_import(batch=set_mapping(batch=batch, toml=toml, by=None), by=None)
    rows = len(content.decode().strip().splitlines()) - 1
    assert counts(batch) == (rows, rows, 0, 0), batch.faults[:5]
