"""How long the figures counted from the registers take with 5,000 groups and 50,000 profiles in 30 neighbourhoods.

    .venv/bin/python benchmarks/register_figures.py

The same groups as benchmarks/directory.py, with 10,000 links confirmed twice, in a database of its own (SQLite, or with
TEST_DB=postgres the embedded PostgreSQL); medians of five rounds, by the clock and of the processor. The goal: the
groups of one day in all neighbourhoods are read in one query.
"""

import statistics
import time
from datetime import timedelta
from uuid import UUID

import numpy as np
from directory import GROUPS, TODAY, WARDS, fill
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.frames import estimates_frame
from evaluation.registers.counting import counts_of
from evaluation.registers.reading import states_on
from evaluation.registers.rows import days_of
from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.models import CommunityGroup, GroupLink, GroupProfile, LinkConfirmation, tell_figures

LINKS, ROUNDS = 10_000, 5


def link(programme):
    """Links between groups near one another in the list, each confirmed last year and this one."""
    random = np.random.default_rng(20261201)
    groups = list(CommunityGroup.objects.filter(programme=programme).order_by("pk"))
    ends = zip(random.integers(0, GROUPS, LINKS), random.integers(1, 40, LINKS), strict=True)
    links = GroupLink.objects.bulk_create(
        (
            GroupLink(
                key=UUID(int=10**9 + n),
                group=groups[one],
                other=groups[(one + step) % GROUPS],
                started_on=TODAY - timedelta(days=900),
            )
            for n, (one, step) in enumerate(ends)
        ),
        batch_size=1000,
    )
    LinkConfirmation.objects.bulk_create(
        (LinkConfirmation(link=each, confirmed_on=TODAY - timedelta(days=ago)) for each in links for ago in (30, 400)),
        batch_size=1000,
    )


def measure(words, act):
    """Print the median of `act`, by the clock and of the processor, and how many queries it takes."""
    with CaptureQueriesContext(connection) as queries:
        act()
    count, taken, worked = len(queries), [], []
    for _ in range(ROUNDS):
        start, begun = time.perf_counter(), time.process_time()
        act()
        taken.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    clock, processor = (1000 * statistics.median(each) for each in (taken, worked))
    print(f"{words:58} {clock:7.0f} ms, processor {processor:6.0f} ms, {count} queries")


def uncached(act):
    cache.clear()
    return act()


def counted(states):
    """The figures of each neighbourhood and of all together."""
    return [counts_of({place: state}) for place, state in states.items()], counts_of(states)


def main():
    settings.ALLOWED_HOSTS = ["testserver"]
    starts_on = (TODAY - timedelta(days=39 * 30)).replace(day=1)
    member = MembershipFactory(programme=ProgrammeFactory(starts_on=starts_on), role=Role.COORDINATOR)
    programme = member.programme
    fill(programme)
    link(programme)
    programme.neighbourhoods.update(cohort=CohortFactory(programme=programme, number=1, starts_in_month=7))
    tell_figures(programme)
    programme.refresh_from_db()
    days = days_of(programme, TODAY)
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    print(
        f"{connection.vendor}, {CommunityGroup.objects.count():,} groups, {GroupProfile.objects.count():,} profiles, "
        f"{LINKS:,} links, {WARDS} neighbourhoods, {len(days)} days"
    )
    measure("groups of one day, all neighbourhoods", lambda: groups_as_at(programme, TODAY))
    measure("registers of one day, all neighbourhoods", lambda: states_on(programme, [TODAY]))
    measure("the same, and every figure of it", lambda: counted(states_on(programme, [TODAY])[TODAY]))
    measure("B1 of every area and day, after a change", lambda: uncached(lambda: headline(programme)))
    measure("the same, while nothing changes", lambda: headline(programme))
    measure("overview, after a change", lambda: uncached(lambda: client.get(programme.get_absolute_url())))
    measure("overview, while nothing changes", lambda: client.get(programme.get_absolute_url()))


def headline(programme):
    return estimates_frame(programme, indicator="B1", breakdown="all")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
