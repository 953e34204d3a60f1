"""How long the directory of groups takes with 5,000 groups and 50,000 profiles.

    .venv/bin/python benchmarks/directory.py

Everything happens in a database of its own (SQLite, or with TEST_DB=postgres the embedded PostgreSQL). Pages are asked
for through Django's test client; medians of nine rounds, by the clock and of the processor. On a machine that does
nothing else, with SQLite, both are the same. The goals: 100 ms of server time for a page of the directory, and at most
twelve queries for any page or file, whatever the number of groups.
"""

import os
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

django.setup()

import numpy as np
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.groups.typology import KINDS
from neighbourhoods.models import CommunityGroup, GroupPlace, GroupProfile, RegisterRules
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.themes import THEMES

GROUPS, PROFILES, WARDS, ROUNDS = 5_000, 10, 30, 9
GOAL, MOST_QUERIES = 0.1, 12
TODAY = date.today()
WORDS = [
    *("Harbour", "Green", "Mill", "Quay", "Garden", "Choir", "Lunch"),
    *("Walking", "Repair", "Story", "Carers", "Allotment", "Chess", "Football"),
]
ABOUT = "Meets for tea and company, makes things together, and looks after whoever is new to the neighbourhood. " * 3
# Page and the filters in its address.
PAGES = (
    ("group-list", ""),
    ("group-list", "q=garden+lunch"),
    ("group-list", "theme=food&standing=counts&place=W07"),
    ("group-list", "sort=oldest&open=yes&health=no&page=3"),
    ("group-list", "sort=members&standing=confirm"),
    ("group-list", f"on={TODAY - timedelta(days=800)}"),
    ("group-list-csv", ""),
    ("group-gaps", ""),
    ("directory", ""),
    ("directory", "q=garden&theme=food"),
    ("directory-services", "per_page=100&full=true"),
    ("directory-service-at-locations", "page=40"),
    ("directory-json", ""),
)


def fill(programme):
    """Thirty wards, 5,000 groups in one to three of them, ten profiles each over five years."""
    random = np.random.default_rng(20261130)
    wards = [NeighbourhoodFactory(programme=programme, code=f"W{n:02d}", name=f"Ward {n}") for n in range(WARDS)]
    groups = CommunityGroup.objects.bulk_create(groups_of(programme, random), batch_size=1000)
    GroupPlace.objects.bulk_create(places_of(groups, wards, random), batch_size=1000)
    GroupProfile.objects.bulk_create(profiles_of(groups, random), batch_size=1000)
    RegisterRules.objects.create(programme=programme, directory_is_public=True)


def groups_of(programme, random):
    names = random.choice(WORDS, (GROUPS, 2))
    codes = random.choice([code for code, _ in KINDS[:10]] + [""], GROUPS)
    sectors = random.choice(["community", "overlap", "professional", ""], GROUPS, p=[0.7, 0.1, 0.1, 0.1])
    for n, (name, kind, sector) in enumerate(zip(names, codes, sectors, strict=True)):
        yield CommunityGroup(
            key=UUID(int=n + 1), programme=programme, name=f"{' '.join(name)} {n}", kind=kind, sector=sector,
            about=ABOUT, meets="place", meets_where=f"Hall {n % 200}, Tuesdays at 10", is_listed=bool(n % 3),
        )  # fmt: skip


def places_of(groups, wards, random):
    for group, number in zip(groups, random.integers(0, 4, GROUPS), strict=True):
        for ward in random.choice(WARDS, number, replace=False):
            yield GroupPlace(group=group, neighbourhood=wards[ward])


def profiles_of(groups, random):
    shape = (GROUPS, PROFILES)
    answers = random.choice([True, False, None], (3, *shape), p=[0.8, 0.1, 0.1])
    states = random.choice(["active", "dormant", "closed"], shape, p=[0.85, 0.1, 0.05])
    members, days = random.integers(0, 200, shape), random.integers(0, 365, shape)
    themes = random.choice([code for code, _ in THEMES], (*shape, 2))
    for n, group in enumerate(groups):
        for stop in range(PROFILES):
            named, contact, is_open = answers[:, n, stop]
            yield GroupProfile(
                key=UUID(int=GROUPS + n * PROFILES + stop + 1), group=group, state=states[n, stop], named=named,
                has_contact=contact, open_to_join=is_open, members=int(members[n, stop]), themes=tuple(themes[n, stop]),
                as_of=TODAY - timedelta(days=int(180 * (PROFILES - 1 - stop) + days[n, stop] % 180)),
            )  # fmt: skip


def queries_of(client, url):
    """How many queries a page takes, once it was asked for."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
        return len(queries)


def measure(client, url):
    """Median seconds of a page, by the clock and of the processor."""
    taken, worked = [], []
    for _ in range(ROUNDS):
        start, begun = time.perf_counter(), time.process_time()
        client.get(url)
        taken.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    return statistics.median(taken), statistics.median(worked)


def main():
    settings.ALLOWED_HOSTS = ["testserver"]
    member = MembershipFactory(programme=ProgrammeFactory(), role=Role.COORDINATOR)
    fill(member.programme)
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{connection.vendor}, {GROUPS:,} groups, {GROUPS * PROFILES:,} profiles")
    slow = many = 0
    for name, filters in PAGES:
        url = f"{reverse(f'neighbourhoods:{name}', args=[member.programme.slug])}?{filters}"
        queries, (median, worked) = queries_of(client, url), measure(client, url)
        print(f"{name:30} {filters:40} {1000 * median:6.0f} ms, processor {1000 * worked:4.0f} ms, {queries} queries")
        slow += name == "group-list" and worked > GOAL
        many += queries > MOST_QUERIES
    print(f"goals: {1000 * GOAL:.0f} ms for group-list, {slow} of its pages slower; ", end="")
    print(f"at most {MOST_QUERIES} queries, {many} of all with more")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
