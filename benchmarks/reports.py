"""How long a stage report over thirty neighbourhoods takes: drafted from evidence, and set as each kind of file.

    .venv/bin/python benchmarks/reports.py

Everything happens in a database of its own (SQLite, or with TEST_DB=postgres the embedded PostgreSQL). Nothing is
cached beforehand; medians of three rounds, by the clock and of the processor. On a machine that does nothing else both
are the same. The goal: 10 s for the draft and all four files together.
"""

import os
import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import django

django.setup()

from django.core.cache import cache
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from evaluation.demonstration.building import make_demonstration
from evaluation.models import Report
from evaluation.reports import drafting, pictures
from evaluation.reports.html import as_page
from evaluation.reports.pdf import as_pdf
from evaluation.reports.word import as_docx
from evaluation.reports.workbook import as_xlsx

ROUNDS, GOAL = 3, 10
STAGE = 3  # the second cohort at work, the first in after-care, the third not begun
WORDS = {"summary": "In short.", "learning": "Learned.", "recommendations": "Go on."}


def measured(work):
    """What `work` gives, with its seconds by the clock and of the processor."""
    start, begun = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - start, time.process_time() - begun


def one_round(report, on):
    """(name, size in kB, seconds by the clock, of the processor) of the draft and of each file."""
    cache.clear()
    pictures._svg.cache_clear()
    (document, evidence), *times = measured(lambda: drafting.draft(report, WORDS, on))
    rows = [("draft", 0, *times)]
    for name, make in (("HTML", as_page), ("PDF", as_pdf), ("Word", as_docx)):
        content, *times = measured(lambda make=make: make(document))
        rows.append((name, len(content) // 1000, *times))
    content, *times = measured(lambda: as_xlsx(document, evidence))
    return [*rows, ("XLSX", len(content) // 1000, *times)]


def main():
    on = timezone.localdate()
    programme = make_demonstration(today=on, password="none needed").programme  # noqa: S106
    stage = programme.contract_stages()[STAGE - 1]
    report = Report(programme=programme, kind=Report.Kind.STAGE, stage=stage, title="Report of stage 3")
    rounds = [one_round(report, on) for _ in range(ROUNDS)]
    print(f"{connection.vendor}, report of a stage over {programme.neighbourhoods.count()} neighbourhoods")
    whole = worked = 0
    for same in zip(*rounds, strict=True):
        name, size = same[0][:2]
        clock, processor = (statistics.median(row[place] for row in same) for place in (2, 3))
        print(f"{name:8} {clock:6.2f} s, processor {processor:5.2f} s{f', {size:,} kB' if size else ''}")
        whole, worked = whole + clock, worked + processor
    print(f"together {whole:6.2f} s, processor {worked:5.2f} s    goal {GOAL} s")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, with the demonstration")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
