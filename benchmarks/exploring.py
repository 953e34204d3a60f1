"""How long exploring an indicator takes with 30 and with 200 neighbourhoods, two waves of 300 answers in each.

    .venv/bin/python benchmarks/exploring.py

Everything happens in a database of its own (SQLite, or with TEST_DB=postgres the embedded PostgreSQL). "new" is the
first visit after the evidence changed, when charts are drawn and breakdowns computed; "again" the median of five more,
all by the clock, the last of the processor too. The goals: 300 ms of the processor again, and no more queries for 200
neighbourhoods.
"""

import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path

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

from commissioning.models import Role, raise_evidence_version
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.breakdowns import breakdown_of
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.bank import load_shipped_menu
from surveys.actions.locking import lock_wave
from surveys.actions.questionnaires import draft_questionnaire, publish_questionnaire
from surveys.actions.weights import weigh_wave
from surveys.answers import DONT_KNOW, NOT_ASKED, PACKED
from surveys.copying import copy_rows
from surveys.models import Question, Response, Sample, Wave
from surveys.routing import rules_out

SIZES, PEOPLE, ROUNDS, GOAL = (30, 200), 300, 5, 0.3
FIELDS = ("sample", "key", "mode", "sex", "age_band", "answers")
OVERLAID = "compare=cohort-2&compare=W000&compare=W001&compare=W002"
PAGES = (
    ("indicator-detail", "A1", ""),
    ("indicator-detail", "A1", f"area=cohort-1&breakdown=Y1&{OVERLAID}"),
    ("indicator-detail", "A1", "area=W003&breakdown=Y2"),
    ("heat", None, ""),
    ("heat", None, "show=change&sort=1"),
)
FILES = (
    ("indicator-selection-csv", "A1", f"area=cohort-1&breakdown=Y1&{OVERLAID}"),
    ("indicator-selection-xlsx", "A1", f"area=cohort-1&breakdown=Y1&{OVERLAID}"),
    ("indicator-png", "A1", f"area=cohort-1&{OVERLAID}"),
    ("indicator-svg", "A1", "of=ranked"),
    ("heat-csv", None, ""),
    ("heat-xlsx", None, ""),
)


def a_programme(places, random):
    """A programme of so many wards in two cohorts, surveyed twice with every question of the menu."""
    member = MembershipFactory(programme=ProgrammeFactory(), role=Role.EVALUATOR)
    programme = member.programme
    cohorts = [CohortFactory(programme=programme, number=number) for number in (1, 2)]
    for number in range(places):
        NeighbourhoodFactory(
            programme=programme, code=f"W{number:03d}", name=f"Ward {number}", residents=812, cohort=cohorts[number % 2]
        )
    menu = Question.objects.filter(audience="residents", programme=None).order_by("position")
    draft = draft_questionnaire(
        programme=programme, title="Residents", audience="residents", codes=list(menu.values_list("code", flat=True))
    )
    questionnaire = publish_questionnaire(questionnaire=draft, by=None)
    for year, purpose in ((2024, "baseline"), (2025, "follow-up")):
        a_wave(programme, questionnaire, year, purpose, random)
    programme.refresh_from_db()
    return programme, member.user


def a_wave(programme, questionnaire, year, purpose, random):
    wave = Wave.objects.create(
        programme=programme, questionnaire=questionnaire, name=f"Residents {year}", purpose=purpose,
        starts_on=date(year, 7, 1), ends_on=date(year, 7, 31),
    )  # fmt: skip
    for place in programme.neighbourhoods.all():
        sample = Sample.objects.create(wave=wave, neighbourhood=place, target=PEOPLE, population=8 * 812)
        copy_rows(Response, FIELDS, list(answers_in(sample, questionnaire, random)))
    weigh_wave(wave=wave, method="poststratify")
    lock_wave(wave=wave, by=None)


def answers_in(sample, questionnaire, random):
    packed = np.zeros((PEOPLE, len(questionnaire.order)), PACKED)
    for item in questionnaire.asked:
        if (column := questionnaire.order.get(item.code)) is not None:
            codes = [option["code"] for option in item.options] or list(range(20))
            packed[:, column] = random.choice([*codes * 8, DONT_KNOW], PEOPLE)
            if item.asked_if:
                gate = questionnaire.order[item.asked_if["question"]]
                packed[rules_out(item.asked_if, "single", packed[:, gate]), column] = NOT_ASKED
    sexes, bands = random.integers(1, 3, PEOPLE).tolist(), random.integers(1, 5, PEOPLE).tolist()
    for n in range(PEOPLE):
        yield sample.pk, f"row-{n}", "file", sexes[n], bands[n], packed[n].tobytes()


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure(client, url):
    """Seconds of the first visit, the median of the next and of the processor, and queries of one of those."""
    new, taken, worked = seconds_of(lambda: client.get(url)), [], []
    for _ in range(ROUNDS):
        begun = time.process_time()
        taken.append(seconds_of(lambda: client.get(url)))
        worked.append(time.process_time() - begun)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return new, statistics.median(taken), statistics.median(worked), len(queries)


def show(programme, user):
    """Print a line for each page and file; {what: (seconds of the processor, queries)}."""
    client, found = Client(), {}
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wave = programme.waves.order_by("starts_on").last()
    computed = seconds_of(lambda: breakdown_of(programme, wave, "Y2", ["A1"]))
    print(f"A1 by ethnic group, every area and the baseline: {1000 * computed:.0f} ms")
    raise_evidence_version(programme)
    for name, code, asked in (*PAGES, *FILES):
        args = [programme.slug, code] if code else [programme.slug]
        new, again, worked, queries = measure(client, f"{reverse(f'evaluation:{name}', args=args)}?{asked}")
        found[name, asked] = worked, queries
        print(f"{name:25} {asked[:34]:35} new {1000 * new:5.0f} ms, again {1000 * again:4.0f} ms, ", end="")
        print(f"processor {1000 * worked:4.0f} ms, {queries} queries")
    return found


def main():
    settings.ALLOWED_HOSTS = ["testserver"]
    load_shipped_menu()
    random, found = np.random.default_rng(20261130), []
    for places in SIZES:
        programme, user = a_programme(places, random)
        print(f"{connection.vendor}, {places} neighbourhoods, {2 * places * PEOPLE:,} answers in 2 waves")
        found.append(show(programme, user))
        print()
    few, many = found
    pages = {(name, asked) for name, _, asked in PAGES}
    slow = sum(worked > GOAL for key, (worked, _) in few.items() if key in pages)
    more = [key for key in few if many[key][1] > few[key][1]]
    print(
        f"goals: {1000 * GOAL:.0f} ms of the processor for a page of {SIZES[0]} neighbourhoods, {slow} slower; ", end=""
    )
    print(f"no more queries for {SIZES[1]}, more for {more or 'none'}")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
