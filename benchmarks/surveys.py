"""How long every page and file of a survey takes, with 9,000 answers and with 54,000 in one wave.

    .venv/bin/python benchmarks/surveys.py

Everything happens in a database of its own (SQLite, or with TEST_DB=postgres the embedded PostgreSQL): 30
neighbourhoods, 300 or 1,800 answers in each to every question of the menu for residents. Pages are asked for through
Django's test client; medians of five rounds (files: three), by the clock and of the processor, and how much memory the
files take at most. The goals: 300 ms of server time for a page with 9,000 answers, and no more queries for 54,000.
"""

import os
import statistics
import sys
import time
import tracemalloc
from datetime import date, timedelta
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

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.bank import load_shipped_menu
from surveys.actions.links import open_links
from surveys.actions.quality import run_checks
from surveys.actions.questionnaires import draft_questionnaire, publish_questionnaire
from surveys.actions.weights import weigh_wave
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, PACKED
from surveys.models import Invitation, QualityFlag, Question, Response, Sample, Wave, WrittenAnswer
from surveys.routing import rules_out

WARDS, SIZES, INVITED = 30, (300, 1_800), 40
ROUNDS, ROUNDS_OF_FILES = 5, 3
GOAL = 0.3
TODAY = date.today()
WORDS = "They answer when we call, and the hall is open again on Tuesdays. " * 3 + "Number"
PAGES = (
    *("wave-detail", "wave-progress", "wave-quality", "wave-weights", "wave-lock", "wave-retention"),
    *("wave-answers", "wave-links", "wave-paper", "wave-interview", "wave-margins"),
)
FILES = ("wave-answers-csv", "wave-answers-xlsx", "wave-answers-sav", "wave-codebook", "wave-poster")
OF_QUESTIONNAIRE = (
    *("questionnaire-detail", "questionnaire-preview", "questionnaire-pilot"),
    *("questionnaire-languages", "questionnaire-pdf", "questionnaire-xlsform"),
)
OF_PROGRAMME = ("wave-list", "questionnaire-list", "question-list", "testimony-list", "testimony-written")
OF_SAMPLE = ("sample-margins", "invitation-list", "invitation-csv", "invitation-letters")


def a_questionnaire(programme):
    """Every question of the menu for residents, as published."""
    menu = Question.objects.filter(audience="residents", programme=None).order_by("position")
    codes = list(menu.values_list("code", flat=True))
    draft = draft_questionnaire(programme=programme, title="Residents", audience="residents", codes=codes)
    return publish_questionnaire(questionnaire=draft, by=None)


def a_wave(programme, questionnaire, people, random):
    """A wave in the middle of its fieldwork with so many answers in each neighbourhood."""
    wave = Wave.objects.create(
        programme=programme, questionnaire=questionnaire, name=f"{people} each", purpose="baseline",
        starts_on=TODAY - timedelta(days=20), ends_on=TODAY + timedelta(days=10),
    )  # fmt: skip
    for place in programme.neighbourhoods.all():
        sample = Sample.objects.create(wave=wave, neighbourhood=place, target=people, population=8 * 812)
        Response.objects.bulk_create(answers_in(sample, people, random), batch_size=1_000)
        Invitation.objects.bulk_create(
            Invitation(sample=sample, number=n, is_answered=n % 2 == 0) for n in range(1, INVITED + 1)
        )
    WrittenAnswer.objects.bulk_create(words_in(wave), batch_size=1_000)
    open_links(wave=wave, by=None)
    timed("quality checks of all answers", run_checks, wave=wave)
    return timed("weights of all answers", weigh_wave, wave=wave, method="poststratify")


def timed(what, action, **wanted):
    """What an action gives back; how long it took is printed."""
    start = time.perf_counter()
    found = action(**wanted)
    print(f"{what}: {time.perf_counter() - start:.2f} s")
    return found


def answers_in(sample, people, random):
    questionnaire = sample.wave.questionnaire
    packed = np.full((people, len(questionnaire.order)), BLANK, PACKED)
    for item in questionnaire.asked:
        if (column := questionnaire.order.get(item.code)) is not None:
            packed[:, column] = said_to(item, people, random)
            if item.asked_if:
                gate = questionnaire.order[item.asked_if["question"]]
                packed[rules_out(item.asked_if, "single", packed[:, gate]), column] = NOT_ASKED
    sexes, bands, days = random.integers(0, 3, people), random.integers(0, 5, people), random.integers(0, 20, people)
    seconds, modes = random.integers(60, 900, people), random.choice(["link", "interview", "paper"], people)
    for n in range(people):
        yield Response(
            sample=sample, key=f"row-{n}", mode=str(modes[n]), seconds=int(seconds[n]), sex=int(sexes[n]),
            age_band=int(bands[n]), answered_on=TODAY - timedelta(days=int(days[n])), answers=packed[n].tobytes(),
        )  # fmt: skip


def words_in(wave):
    """Words of every fourth person to each question that is answered in words."""
    codes = [item.code for item in wave.questionnaire.asked if item.kind == "text"]
    for number, pk in enumerate(Response.objects.of_wave(wave).order_by("pk").values_list("pk", flat=True)[::4]):
        yield from (WrittenAnswer(response_id=pk, code=code, text=f"{WORDS} {number}.") for code in codes)


def said_to(item, people, random):
    codes = [option["code"] for option in item.options] or list(range(20))
    return random.choice([*codes, DONT_KNOW, BLANK], people)


def addresses(programme, questionnaire, wave):
    """(name, keys of its address, what is asked in it, whether it is a file) of everything that is measured."""
    sample = wave.samples.first()
    for names, keys in ((PAGES, [wave.pk]), (FILES, [wave.pk]), (OF_QUESTIONNAIRE, [questionnaire.pk])):
        for name in names:
            yield name, keys, "", name in FILES
    yield from ((name, [], "", False) for name in OF_PROGRAMME)
    yield from ((name, [sample.pk], "", False) for name in OF_SAMPLE)
    flag = QualityFlag.objects.of_wave(wave).first()
    yield "flag-decide", [flag.pk], "", False
    yield "paper-print", [wave.pk], f"?place={sample.neighbourhood.code}&first=1&count=100&language=en", True


def queries_of(client, url):
    """How many queries a page takes, once it was asked for."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return len(queries)


def measure(client, url, rounds):
    """Median seconds of a page or file, by the clock and of the processor."""
    taken, worked = [], []
    for _ in range(rounds):
        start, begun = time.perf_counter(), time.process_time()
        client.get(url)
        taken.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    return statistics.median(taken), statistics.median(worked)


def memory_of(client, url):
    """The most memory that making a file takes at any time, in bytes."""
    tracemalloc.start()
    try:
        client.get(url)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def show(client, programme, questionnaire, wave):
    """Print a line for each page and file; {name: queries}, and how many pages missed the goal."""
    counts, slow = {}, 0
    for name, keys, asked, is_file in addresses(programme, questionnaire, wave):
        url = reverse(f"surveys:{name}", args=[programme.slug, *keys]) + asked
        rounds = ROUNDS_OF_FILES if is_file else ROUNDS
        counts[name], (median, worked) = queries_of(client, url), measure(client, url, rounds)
        more = f", {memory_of(client, url) / 1e6:.0f} MB" if is_file else ""
        print(f"{name:26} {1000 * median:6.0f} ms, processor {1000 * worked:5.0f} ms, {counts[name]} queries{more}")
        slow += worked > GOAL and not is_file
    return counts, slow


def main():
    settings.ALLOWED_HOSTS = ["testserver"]
    member = MembershipFactory(programme=ProgrammeFactory(), role=Role.EVALUATOR)
    programme, random = member.programme, np.random.default_rng(20261130)
    for number in range(WARDS):
        NeighbourhoodFactory(programme=programme, code=f"W{number:02d}", name=f"Ward {number}", residents=812)
    load_shipped_menu()
    questionnaire = a_questionnaire(programme)
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    found = []
    for people in SIZES:
        wave = a_wave(programme, questionnaire, people, random)
        asked = len(questionnaire.asked)
        print(f"{connection.vendor}, {WARDS * people:,} answers to {asked} questions in {WARDS} neighbourhoods")
        found.append(show(client, programme, questionnaire, wave))
        print()
    (few, slow), (many, _) = found
    more = [name for name in few if many[name] > few[name]]
    print(f"goals: {1000 * GOAL:.0f} ms for a page with 9,000 answers, {slow} slower; ", end="")
    print(f"no more queries for 54,000 answers, more for {', '.join(more) or 'none'}")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
