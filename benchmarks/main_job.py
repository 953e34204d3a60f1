"""How long the main job takes on the demonstration: making it, computing every figure, and its pages.

    .venv/bin/python benchmarks/main_job.py

Everything happens in a database of its own (SQLite, or with TEST_DB=postgres the embedded PostgreSQL). Pages are asked
for through Django's test client without their cached parts; medians of five rounds. Figures of surveys are stored when
a wave changes; those of registers are counted by the first page after a change, which takes so much longer.
"""

import gc
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

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.utils import timezone

from accounts.models import User
from evaluation import engine
from evaluation.demonstration.building import make_demonstration
from evaluation.frames import estimates_frame
from evaluation.models import Estimate
from surveys.models import Response

ROUNDS = 5
PAGES = (
    "",
    "neighbourhoods/",
    "neighbourhoods/priorities/",
    "neighbourhoods/{ward}/",
    "contract/",
    "contract/stages/3/",
    "contract/stages/3/gate/",
    "contract/stages/2/decision/",
    "money/",
    "team/",
    "risks/",
    "meetings/",
    "mine/",
    "indicators/",
    "indicators/A1/",
    "indicators/B1/",
    "groups/",
    "fieldwork/",
    "issues/",
    "surveys/",
)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def count_registers(programme):
    """Forget everything that is cached, and count the registers' figures again."""
    cache.clear()
    estimates_frame(programme, indicator="B1", breakdown="all")


def page(client, url, programme):
    """Median seconds of an uncached page, and how many queries it takes."""
    count_registers(programme)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    count, times = len(queries), []
    for _ in range(ROUNDS):
        count_registers(programme)
        times.append(seconds(lambda: client.get(url)))
    return statistics.median(times), count


def main():
    settings.ALLOWED_HOSTS = ["testserver"]
    made = {}
    build = seconds(
        lambda: made.update(it=make_demonstration(today=timezone.localdate(), password="none needed"))  # noqa: S106
    )
    programme = made["it"].programme
    recompute = statistics.median(seconds(lambda: engine.recompute(programme)) for _ in range(ROUNDS))
    gc.collect()
    gc.freeze()  # a server does not carry what building the demonstration left in memory
    programme.refresh_from_db()  # its figures have another version now
    count_again = statistics.median(seconds(lambda: count_registers(programme)) for _ in range(ROUNDS))
    client = Client()
    client.force_login(User.objects.first(), backend="django.contrib.auth.backends.ModelBackend")
    print(f"{connection.vendor}, {Response.objects.count():,} answers, {Estimate.objects.count():,} estimates")
    print(f"demonstration made            {build:7.2f} s    goal 20 s")
    print(f"every figure computed again   {recompute:7.2f} s    goal 1 s")
    print(f"every register counted again  {count_again:7.2f} s    goal 1 s")
    for path in PAGES:
        url = programme.get_absolute_url() + path.format(ward=programme.neighbourhoods.first().code)
        median, queries = page(client, url, programme)
        print(f"page {path or 'overview':28} {1000 * median:7.0f} ms   {queries} queries")
    print(f"memory at most                {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:7} MB")


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
