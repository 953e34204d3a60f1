"""How long a file of groups and a file of grants take to be checked and imported, and in how much memory.

    .venv/bin/python benchmarks/register_import.py [groups] [grants] [rounds]

On an empty database of its own (SQLite, or with TEST_DB=postgres the embedded PostgreSQL); of more rounds than one,
medians are printed. The goals: 5,000 groups in under 30 seconds and 555 grants in under 5, each with the check.
"""

import csv
import io
import json
import os
import statistics
import sys
import time
import tracemalloc
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

django.setup()

import numpy as np
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from neighbourhoods.actions.register_files import apply_register_file, check_register_file
from neighbourhoods.models import RegisterFile
from neighbourhoods.tests.factories import NeighbourhoodFactory, ProgrammeFactory
from neighbourhoods.themes import THEMES

WARDS = 30
HEADINGS = (
    "reference,name,kind,sector,neighbourhoods,profile day,named,contact person,open to join,members,themes,income"
)
WORDS = ("Harbour", "Mill", "Quay", "Rope", "Chapel", "Orchard", "Canal", "Bridge", "Meadow", "Singers", "Walkers")
KINDS = ["grass-roots", "association", "hub"]


def groups_as_csv(count, day="2024-11-05"):
    """A CSV of `count` groups, each in one of thirty wards with a profile."""
    random = np.random.default_rng(20240701)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS.split(","))
    for number in range(count):
        name = " ".join([*random.choice(WORDS, 3), str(number)])
        theme = THEMES[number % len(THEMES)][0]
        row = [f"G-{number}", name, KINDS[number % 3], "community", f"W{number % WARDS:02d}", day, "yes", "yes", "yes"]
        writer.writerow([*row, random.integers(0, 90), theme, random.integers(0, 12_000)])
    return text.getvalue().encode()


def grants_as_json(count):
    """A package of `count` grants, one in three to a group that has one already."""
    grants = [
        {
            "id": f"360G-bench-{number}",
            "title": f"Grant {number}",
            "description": "For chairs and a kettle.",
            "currency": "GBP",
            "amountAwarded": 100 + number,
            "awardDate": "2024-10-01",
            "recipientOrganization": [{"id": f"G-{number - number % 3}", "name": f"Recipient {number - number % 3}"}],
            "fundingOrganization": [{"id": "GB-LAE-BEN", "name": "Bench Council"}],
        }
        for number in range(count)
    ]
    return json.dumps({"grants": grants}).encode()


def bring_in(programme, kind, content):
    """Seconds to check a file and to import it, and how many queries the import asked."""
    started = time.perf_counter()
    waiting = check_register_file(programme=programme, kind=kind, filename="bench", content=content, by=None)
    checked = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        done = apply_register_file(register_file=waiting, by=None)
    assert not done.faults, done.faults[:3]
    return checked - started, time.perf_counter() - checked, len(queries)


def new_programme():
    programme = ProgrammeFactory()
    for number in range(WARDS):
        NeighbourhoodFactory(programme=programme, code=f"W{number:02d}", name=f"Ward {number}")
    return programme


def measure(groups, grants, rounds):
    taken = {"groups, new": [], "groups, all updated": [], "grants, new": []}
    for _ in range(rounds):
        programme = new_programme()
        kinds = RegisterFile.Kind
        taken["groups, new"].append(bring_in(programme, kinds.GROUPS, groups_as_csv(groups)))
        later = groups_as_csv(groups, day="2024-12-05").replace(b",community,", b",overlap,")
        taken["groups, all updated"].append(bring_in(programme, kinds.GROUPS, later))
        taken["grants, new"].append(bring_in(programme, kinds.GRANTS, grants_as_json(grants)))
    return taken


def memory(groups):
    """The most memory that checking and importing the groups takes beside what was there, in MB."""
    programme, content = new_programme(), groups_as_csv(groups)
    tracemalloc.start()
    bring_in(programme, RegisterFile.Kind.GROUPS, content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1024**2


def main(groups=5_000, grants=555, rounds=1):
    for what, rows in measure(groups, grants, rounds).items():
        checked, imported, queries = (statistics.median(column) for column in zip(*rows, strict=True))
        count = grants if what.startswith("grants") else groups
        print(f"{count:,} {what}: checked in {checked:.2f} s, imported in {imported:.2f} s, {queries:.0f} queries")
    print(f"memory for {groups:,} groups: {memory(groups):.0f} MB at most")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main(*map(int, sys.argv[1:]))
    finally:
        teardown_databases(databases, verbosity=0)
