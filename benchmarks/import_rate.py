"""How fast a file of answers comes in, against the bare insertion of the same rows into the same table.

    .venv/bin/python benchmarks/import_rate.py [rows] [rounds]

Both sides run in turn on an empty database of their own (SQLite, or with TEST_DB=postgres the embedded
PostgreSQL); the medians are printed. The goal is at least half of the bare rate, checks included.
"""

import io
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

django.setup()

import numpy as np
from django.db import transaction
from django.test.utils import setup_databases, teardown_databases

from surveys.actions.bank import load_shipped_menu
from surveys.actions.imports import receive_file, run_import, set_mapping
from surveys.actions.questionnaires import draft_questionnaire
from surveys.arrivals import COPIED
from surveys.copying import copy_rows
from surveys.mapping import dump_mapping
from surveys.models import Question, Response
from surveys.reading.matching import guess_mapping
from surveys.tests.factories import NeighbourhoodFactory, ProgrammeFactory, SampleFactory, WaveFactory

WARDS = 30


def open_wave():
    """A wave of the whole residents' questionnaire in thirty wards."""
    programme = ProgrammeFactory()
    load_shipped_menu()
    codes = list(Question.objects.filter(audience="residents").values_list("code", flat=True))
    questionnaire = draft_questionnaire(programme=programme, title="Residents", audience="residents", codes=codes)
    wave = WaveFactory(programme=programme, questionnaire=questionnaire)
    wards = [NeighbourhoodFactory(programme=programme, code=f"W{n:02d}", name=f"Ward {n}") for n in range(WARDS)]
    for ward in wards:
        SampleFactory(wave=wave, neighbourhood=ward)
    return wave


def answers_as_csv(wave, rows):
    """A CSV of `rows` people, one in fifty answers missing, routed as the questionnaire asks."""
    random = np.random.default_rng(20240701)
    columns, routed = {}, {}
    for item in wave.questionnaire.asked:
        allowed = [str(option["code"]) for option in item.options] or [str(n) for n in range(item.high or 1)]
        values = np.where(random.random(rows) < 0.02, "98", random.choice(allowed, rows)).astype(object)
        if item.kind == "text":
            values[:] = ""
        if item.asked_if:
            open_to = [str(code) for code in item.asked_if["is"]]
            values[~np.isin(routed[item.asked_if["question"]].astype(str), open_to)] = ""
        columns[item.code] = routed[item.code] = values
    frame = [[f"P{n}", f"W{n % WARDS:02d}", "2024-07-15", str(1 + n % 2), str(16 + n % 75)] for n in range(rows)]
    text = io.StringIO()
    text.write(",".join(["id", "area", "date", "sex", "age", *columns]) + "\n")
    for person, answers in zip(frame, zip(*columns.values(), strict=True), strict=True):
        text.write(",".join([*person, *answers]) + "\n")
    return text.getvalue().encode()


def import_file(wave, content, name):
    batch = receive_file(wave=wave, filename=name, content=content, by=None)
    headers = [column["header"] for column in batch.findings["columns"]]
    mapping = guess_mapping(headers, wave.questionnaire.asked, ["W00", "W01"])
    batch = set_mapping(batch=batch, toml=dump_mapping(mapping), by=None)
    start = time.perf_counter()
    batch = run_import(batch=batch, by=None)
    return time.perf_counter() - start, batch


def insert_bare(rows):
    start = time.perf_counter()
    with transaction.atomic():
        copy_rows(Response, COPIED, rows)
    return time.perf_counter() - start


def main(rows=54_000, rounds=5):
    wave = open_wave()
    content = answers_as_csv(wave, rows)
    taken, bare = [], []
    for number in range(rounds):
        seconds, batch = import_file(wave, content, f"round-{number}.csv")
        taken.append(seconds)
        assert (batch.kept, batch.set_aside) == (rows, 0), (batch.kept, batch.faults[:3])
        stored = list(
            Response.objects.order_by("pk").values_list(
                *[f"{name}_id" if name in ("sample", "batch") else name for name in COPIED]
            )
        )
        Response.objects.all()._raw_delete("default")
        bare.append(insert_bare(stored))
        Response.objects.all()._raw_delete("default")
    report("file import, checks included", rows, taken)
    report("bare insertion", rows, bare)
    ratio = statistics.median(bare) / statistics.median(taken)
    print(f"rate of the import: {ratio:.0%} of the bare rate (goal: at least 50%)")


def report(what, rows, seconds):
    median = statistics.median(seconds)
    print(f"{what}: {median:.2f} s, {rows / median:,.0f} rows a second")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main(*map(int, sys.argv[1:]))
    finally:
        teardown_databases(databases, verbosity=0)
