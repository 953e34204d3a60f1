"""Fifty residents answering at once: does anything get lost, and how long does each page take?

    .venv/bin/python benchmarks/answering.py

A server of its own is started as bin/serve.py starts it, on a free port of this machine, with a SQLite database in a
temporary folder. Each resident opens the link, begins, answers twelve questions one after another, looks through the
answers and sends them, as a browser would. Then every stored response is compared with what was sent.
"""

import contextlib
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener, urlopen

HOUSE = Path(__file__).resolve().parent.parent
RESIDENTS = int(os.environ.get("RESIDENTS", "50"))
PATIENCE = 120
CODE = "abcd2345"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
YES_NO = [{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]
TOPICS = [{"code": code, "label": f"Topic {code}"} for code in (1, 2, 3)]
QUESTIONS = [
    *({"code": f"Q{number}", "kind": "single", "options": YES_NO} for number in range(1, 9)),
    {"code": "Q9", "kind": "multiple", "options": TOPICS},
    {"code": "Q10", "kind": "count", "low": 0, "high": 95},
    {"code": "Q11", "kind": "number", "low": 0, "high": 30_000},
    {"code": "Q12", "kind": "text"},
]


def answers_of(resident):
    """What a resident types, by code: each resident something else."""
    typed = {f"Q{number}": str(1 + (resident >> number - 1) % 2) for number in range(1, 9)}
    topics = [str(code) for code in (1, 2, 3) if resident >> code - 1 & 1] or ["none"]
    return typed | {
        "Q9": topics,
        "Q10": str(resident % 96),
        "Q11": str(1_000 + resident),
        "Q12": f"Words of {resident}",
    }


class Resident:
    """A browser with its cookies, and how long each page took it."""

    def __init__(self, number, address):
        self.number, self.address, self.times, self.token = number, address, [], ""
        self.browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def ask(self, kind, path, typed=None):
        """Open a page, or send a form and follow to the page that it leads to."""
        sent = None if typed is None else urlencode(typed | {"csrfmiddlewaretoken": self.token}, doseq=True).encode()
        start = time.perf_counter()
        with self.browser.open(f"{self.address}{path}", sent, timeout=PATIENCE) as response:
            page = response.read().decode()
        self.times.append((kind, time.perf_counter() - start))
        self.token = (TOKEN.search(page) or [None, self.token])[1]
        return response.url

    def answer_everything(self):
        """From the door to thanks; where it ended."""
        self.ask("door", "")
        began = time.monotonic()
        self.ask("begin", "begin/", {"language": "en"})
        for position, (code, typed) in enumerate(answers_of(self.number).items(), start=1):
            self.ask("answer and next question", f"question/{position}/", {code: typed})
        self.ask("about you", "about-you/", {"sex": "2", "age_band": "3"})
        # Nobody reads twelve questions faster: the server would ask to look again.
        time.sleep(max(0, 7 - (time.monotonic() - began)))
        return self.ask("send", "send/", {})


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(port):
    """The server, as bin/serve.py starts it, while the block runs."""
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn_conf.py", "config.wsgi:application"]
    environment = os.environ | {"PORT": str(port), "WORKER_IN_WEB": "false"}
    server = subprocess.Popen(command, cwd=HOUSE, env=environment)  # noqa: S603 - a fixed command
    try:
        for _ in range(PATIENCE):
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):  # noqa: S310
                break
            time.sleep(0.5)
        yield
    finally:
        server.terminate()
        server.wait(timeout=40)


def open_link():
    """A wave that runs today, with twelve questions at its link."""
    from django.utils import timezone

    from surveys.models import QuestionnaireItem
    from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

    questionnaire = QuestionnaireFactory(codes=["Q1"])
    questionnaire.items.all().delete()
    QuestionnaireItem.objects.bulk_create(
        QuestionnaireItem(questionnaire=questionnaire, position=position, wording=f"Question {position}?", **question)
        for position, question in enumerate(QUESTIONS, start=1)
    )
    questionnaire.published_at = timezone.now()
    questionnaire.save()
    today = timezone.localdate()
    running = {"starts_on": today, "ends_on": today, "takes_answers_online": True}
    wave = WaveFactory(programme=questionnaire.programme, questionnaire=questionnaire, **running)
    return SampleFactory(wave=wave, link_code=CODE)


def all_at_once(residents):
    """Let every resident begin in the same moment; what went wrong, in words."""
    start, wrong = threading.Barrier(len(residents)), []

    def answer(resident):
        start.wait()
        try:
            ended = resident.answer_everything()
        except (HTTPError, OSError) as error:
            wrong.append(f"resident {resident.number}: {error}")
        else:
            if not ended.endswith("/thanks/"):
                wrong.append(f"resident {resident.number} ended at {ended}")

    threads = [threading.Thread(target=answer, args=[resident]) for resident in residents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def stored_differently(sample):
    """What was sent and is not stored exactly so, in words."""
    from surveys.answering.given import read_given
    from surveys.models import Response, Sitting

    items = sample.wave.questionnaire.asked
    wanted = [read_given(items, answers_of(number)) for number in range(RESIDENTS)]
    sent = sorted((sorted(given.answers.items()), list(given.words.values())) for given in wanted)
    responses = Response.objects.filter(sample=sample).prefetch_related("written_answers")
    stored = sorted(
        (sorted(each.answers.as_dict().items()), [words.text for words in each.written_answers.all()])
        for each in responses
    )
    left = Sitting.objects.count()
    wrong = [f"{len(stored)} responses instead of {len(sent)}"] if len(stored) != len(sent) else []
    wrong += ["answers differ from those sent"] if stored != sent else []
    return wrong + ([f"{left} sittings are left over"] if left else [])


def main():
    sample, port = open_link(), free_port()
    residents = [Resident(number, f"http://127.0.0.1:{port}/answer/{CODE}/") for number in range(RESIDENTS)]
    with serving(port):
        start = time.perf_counter()
        wrong = all_at_once(residents)
        taken = time.perf_counter() - start
    wrong += stored_differently(sample)
    print(f"sqlite, {RESIDENTS} residents at once, {len(QUESTIONS)} questions each")
    times = [each for resident in residents for each in resident.times]
    for kind in dict.fromkeys(kind for kind, _ in times):
        of_kind = [1000 * seconds for each, seconds in times if each == kind]
        print(
            f"{kind:28} median {statistics.median(of_kind):6.0f} ms   worst {max(of_kind):6.0f} ms   n {len(of_kind)}"
        )
    print(f"everything                   {taken:7.1f} s   {len(times) / taken:.0f} pages a second")
    print(f"lost or changed              {'; '.join(wrong) if wrong else 'nothing'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"FOOTHOLD_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(HOUSE))
        import django

        django.setup()
        from django.core.management import call_command

        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
            call_command(*command, verbosity=0)
        sys.exit(main())
