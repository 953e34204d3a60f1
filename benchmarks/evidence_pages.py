"""How long the pages that stand on the evidence take, and what is taken out of them, by role.

    .venv/bin/python benchmarks/evidence_pages.py

First on programmes of 30 and of 200 neighbourhoods with two surveys of 300 answers in each; then on the demonstration,
with its registers and reports. Everything happens in a database of its own (SQLite, or with TEST_DB=postgres the
embedded PostgreSQL). "new" is the first visit with nothing cached, "again" the median of five more, both by the clock;
"processor" is that median of the processor. The goals: 300 ms of the processor again for a page of 30 neighbourhoods,
and no more queries for 200.
"""

import gc
import tracemalloc
from datetime import date, timedelta

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.urls import reverse
from django.utils import timezone
from exploring import ROUNDS, a_programme, measure, seconds_of  # sets Django up

from commissioning.models import Membership, Role
from commissioning.tests.factories import MembershipFactory
from evaluation.demonstration.building import make_demonstration
from evaluation.models import ApiToken, Edition, PublicPage
from evaluation.sharing.csv_files import zip_of
from evaluation.sharing.tokens import issue_token
from evaluation.sharing.workbook import workbook_of
from neighbourhoods.models import AreaStatistic
from surveys.actions.bank import load_shipped_menu

SIZES, GOAL, MB = (30, 200), 0.3, 1_000_000
MEASURE = "fingertips-1"
# Name of the page, what stands in its address after the programme, and the query.
OF_EVIDENCE = (
    ("comparison", ("A1",), ""),
    ("comparison", ("A1",), "area=W003"),
    ("what-it-shows", (), ""),
    ("inequality", (), ""),
    ("inequality", (), "by=Y1&area=cohort-1"),
    ("health", (), ""),
    ("planner", (), ""),
    ("steering", (), ""),
    ("report-list", (), ""),
    ("public-page-preview", (), ""),
)
OF_DEMONSTRATION = ("steering", "comment-list", "report-list", "inequality", "health", "what-it-shows", "heat")
API = (("estimates", "size=1000"), ("estimates", "size=5000"), ("register-figures", "size=1000"))


def with_statistics(programme):
    """Two periods of an official statistic in every neighbourhood, for the page of health statistics."""
    about = {"measure": MEASURE, "label": "Emergency admissions", "unit": "per 100,000", "source": "An office"}
    days = (date(2023, 3, 31), date(2025, 3, 31))
    AreaStatistic.objects.bulk_create(
        AreaStatistic(neighbourhood=place, value=100 + 7 * at % 31 + 3 * year, as_of=day, **about)
        for at, place in enumerate(programme.neighbourhoods.all())
        for year, day in enumerate(days)
    )


def visitor(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def with_key(programme, user):
    """A client that sends a key of the API with every request."""
    token = ApiToken(name="Benchmark", expires_on=timezone.localdate() + timedelta(days=30))
    key = issue_token(programme=programme, token=token, by=user)
    return Client(headers={"authorization": f"Bearer {key}"})


def show(client, url, what):
    """Print a line for a page; (seconds of the processor, queries)."""
    cache.clear()
    new, again, worked, queries = measure(client, url)
    print(f"{what:58} new {1000 * new:5.0f} ms, again {1000 * again:4.0f} ms, ", end="")
    print(f"processor {1000 * worked:4.0f} ms, {queries} queries")
    return worked, queries


def of_evidence(programme, user):
    """The pages over a programme that has surveys only: {page: (seconds of the processor, queries)}."""
    PublicPage.objects.create(programme=programme, opened=PublicPage.Opened.PUBLIC, code=f"code-{programme.pk}")
    people = {
        Role.EVALUATOR: visitor(user),
        Role.COMMISSIONER: visitor(MembershipFactory(programme=programme, role=Role.COMMISSIONER).user),
        Role.STEERING: visitor(MembershipFactory(programme=programme, role=Role.STEERING).user),
    }
    found = {}
    for name, args, asked in OF_EVIDENCE:
        url = f"{reverse(f'evaluation:{name}', args=[programme.slug, *args])}?{asked}"
        for role in (Role.STEERING, Role.COMMISSIONER) if name == "steering" else (Role.COMMISSIONER,):
            found[name, asked, role] = show(people[role], url, f"{name} {asked} ({role})")
    found["progress", "", ""] = show(Client(), reverse("progress", args=[programme.slug]), "progress (anybody)")
    of_api(programme, programme.memberships.get(role=Role.COMMISSIONER).user, found)
    return found


def of_api(programme, user, found):
    client = with_key(programme, user)
    for name, asked in API:
        found[name, asked, ""] = show(client, f"{reverse(f'api:{name}')}?{asked}", f"API {name} {asked}")


def of_demonstration(programme):
    """The pages of the demonstration for each role, those of its reports among them; then whole files."""
    found = {}
    for member in Membership.objects.filter(programme=programme).select_related("user").order_by("role"):
        client = visitor(member.user)
        for name in OF_DEMONSTRATION:
            url = reverse(f"evaluation:{name}", args=[programme.slug])
            found[name, "", member.role] = show(client, url, f"{name} ({member.role})")
        if member.role not in (Role.COORDINATOR, Role.STEERING):
            continue
        published = [Edition.State.ACCEPTED, Edition.State.PUBLISHED]
        for edition in Edition.objects.of(programme).filter(state__in=published).order_by("-as_at")[:2]:
            url = edition.get_absolute_url()
            found[url, "", member.role] = show(client, url, f"edition {edition.report.kind} ({member.role})")
    commissioner = Membership.objects.filter(programme=programme, role=Role.COMMISSIONER).first().user
    of_api(programme, commissioner, found)
    return found


def whole_files(programme):
    for name, make in (("workbook", workbook_of), ("ZIP of CSVs", zip_of)):
        cache.clear()
        content = []
        taken = seconds_of(lambda make=make, content=content: content.append(make(programme)))
        gc.collect()
        tracemalloc.start()
        make(programme)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"{name:12} {taken:6.2f} s, {len(content[0]) / MB:.1f} MB, memory {most / MB:.0f} MB at most")


def main():
    settings.ALLOWED_HOSTS, settings.API_READS_A_MINUTE = ["testserver"], 10_000
    load_shipped_menu()
    random, sizes = np.random.default_rng(20261130), []
    for places in SIZES:
        programme, user = a_programme(places, random)
        with_statistics(programme)
        print(f"{connection.vendor}, {places} neighbourhoods, two surveys, {ROUNDS} rounds")
        sizes.append(of_evidence(programme, user))
        print()
    programme = make_demonstration(today=timezone.localdate(), password="none needed").programme  # noqa: S106
    print(f"{connection.vendor}, the demonstration, {programme.neighbourhoods.count()} neighbourhoods")
    found = of_demonstration(programme)
    whole_files(programme)
    few, many = sizes
    slow = [key for key, (worked, _) in {**few, **found}.items() if worked > GOAL and key[0] not in dict(API)]
    more = [key for key in few if many[key][1] > few[key][1]]
    print(f"goals: {1000 * GOAL:.0f} ms of the processor for a page of 30, slower: {slow or 'none'}; ", end="")
    print(f"no more queries for {SIZES[1]}, more for {more or 'none'}")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
