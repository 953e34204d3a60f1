"""Quality flags, missing answers by question, and what exclusion takes away, against the stored rows."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.tests.factories import ProgrammeFactory
from surveys.actions.quality import decide_flags, run_checks
from surveys.actions.weights import weigh_wave
from surveys.models import QualityFlag, Response
from surveys.quality.checks import speeders
from surveys.quality.excluded import excluded_of
from surveys.quality.looking import missing_by_question
from surveys.running.progress import progress_of
from surveys.tests.second_reading import plain
from surveys.tests.second_reading.pages import seen, tables_of
from surveys.tests.second_reading.world import PLACES, a_wave

pytestmark = pytest.mark.django_db
Verdict = QualityFlag.Verdict
NO_LIST = {"speed", "straight-line", "duplicate", "missing"}


@pytest.fixture(params=[1, 2, 3])
def wave(request):
    return a_wave(ProgrammeFactory(slug="vale"), seed=request.param)


@pytest.fixture
def one_answer():
    return a_wave(ProgrammeFactory(slug="vale"), places=[PLACES[2]])


def codes_of(wave):
    return [item.code for item in plain.items_of(wave) if item.kind != "text"]


def test_missing_by_question_never_mixes_what_is_missing_with_what_was_not_asked(wave):
    ours = plain.missing_by_question(plain.counting(plain.rows_of(wave)), codes_of(wave))

    found = missing_by_question(wave)

    assert {each.code: (each.asked, each.dont_know, each.refused, each.blank) for each in found} == ours
    for each in found:
        asked, *without = ours[each.code]
        assert each.share == pytest.approx(sum(without) / asked)
        assert each.is_much == (10 * sum(without) > asked)


def test_missing_table_is_printed_as_it_is_counted(client, wave):
    ours = plain.missing_by_question(plain.counting(plain.rows_of(wave)), codes_of(wave))

    lines = tables_of(seen(client, wave, "wave-quality"))["Answers missing by question"][1:]

    printed = {line[0].split()[0]: [int(number) for number in line[2:]] for line in lines}
    assert printed == {code: list(counts) for code, counts in ours.items()}


def test_question_that_nobody_was_asked_has_no_share(client, one_answer):
    first, *others = codes_of(one_answer)
    Response.objects.update(answers=struct.pack(f"<{1 + len(others)}h", 0, *(plain.NOT_ASKED for _ in others)))
    assert next(each.share for each in missing_by_question(one_answer) if each.code == "M2") == 0

    lines = tables_of(seen(client, one_answer, "wave-quality"))["Answers missing by question"][1:]

    assert {tuple(line[1:]) for line in lines} == {("nobody was asked",), ("0%", "1", "0", "0", "0")}


def test_every_flag_is_one_that_the_rows_give(wave):
    rows = plain.rows_of(wave)

    run_checks(wave=wave)

    found = QualityFlag.objects.of_wave(wave).filter(check_name__in=NO_LIST)
    assert set(found.values_list("response", "check_name")) == plain.flags(rows, plain.items_of(wave))
    assert {check for _, check in plain.flags(rows, plain.items_of(wave))} >= {"duplicate", "straight-line", "missing"}


def test_checks_page_counts_flags_and_progress_what_is_left(client, wave):
    run_checks(wave=wave)
    flags = list(QualityFlag.objects.of_wave(wave).filter(response__is_excluded=False)[::3])

    decide_flags(wave=wave, flags=[flag.pk for flag in flags], verdict=Verdict.EXCLUDED, reason="Tried.", by=None)

    rows, gone = plain.rows_of(wave), {flag.response_id for flag in flags}
    assert {row.pk for row in rows if row.excluded} >= gone
    assert progress_of(wave).answers == len(plain.counting(rows))
    assert progress_of(wave).excluded == sum(row.excluded for row in rows)
    told = excluded_of(wave, list(wave.samples.all()))
    assert told.total == sum(row.excluded for row in rows)
    assert sum(told.by_check.values()) == len(flags)


def test_weights_after_exclusion_and_inclusion_are_those_of_before():
    wave = a_wave(ProgrammeFactory(slug="vale"), places=PLACES[:3])
    weigh_wave(wave=wave, method="poststratify")
    before = {row.pk: row.weight for row in plain.rows_of(wave)}
    run_checks(wave=wave)
    flags = list(QualityFlag.objects.of_wave(wave).filter(response__is_excluded=False).values_list("pk", flat=True))

    decide_flags(wave=wave, flags=flags, verdict=Verdict.EXCLUDED, reason="Tried.", by=None)
    weigh_wave(wave=wave)
    between = {row.pk: row.weight for row in plain.counting(plain.rows_of(wave))}
    decide_flags(wave=wave, flags=flags, verdict=Verdict.OPEN, by=None)
    weigh_wave(wave=wave)

    assert between != before
    assert len(between) < len(before)
    assert {row.pk: row.weight for row in plain.rows_of(wave)} == before


@given(seconds=st.lists(st.none() | st.integers(0, 2_000), max_size=60))
def test_speeders_are_those_under_four_tenths_of_the_middle(seconds):
    rows = [plain.Row(at, 1, {}, 0, 0, None, each, None, "link", "", False) for at, each in enumerate(seconds)]

    found = speeders(np.array(seconds, float), np.zeros(len(seconds)))

    assert {(each.at, "speed") for each in found} == plain.fast(rows)
