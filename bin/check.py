"""Run every check of the house, two at a time, and close with one line of counts.

Every step runs even after another has failed, so that one run shows everything.
`check.py --lint` runs only the steps that need no database.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
TOOLS = HOUSE / ".venv" / "bin"
PYTHON = str(TOOLS / "python")
SUITE = (
    PYTHON,
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
    "--color=no",
    "--tb=short",
    "--show-capture=no",
)
NO_BROWSER = "Browser tests did NOT run: no Chromium."
# In pytest's closing line; an error in a fixture is a failure to whoever reads the counts.
COUNTED = {"passed": 0, "failed": 1, "error": 1, "errors": 1, "skipped": 2, "xfailed": 2, "xpassed": 1}


class Step(NamedTuple):
    """One check: a command, and what it finds in its environment."""

    name: str
    command: tuple
    environment: dict = {}
    is_suite: bool = False


class Outcome(NamedTuple):
    """How a step ended: its output, seconds, and (passed, failed, skipped) where it is a suite."""

    step: Step
    succeeded: bool
    output: str
    seconds: float
    counts: tuple = (0, 0, 0)


LINT = [
    Step("ruff format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    Step("ruff check", (PYTHON, "-m", "ruff", "check", ".")),
    Step("template lint", (PYTHON, "-m", "djlint", "templates", "--lint", "--quiet")),
    Step("import contracts", (str(TOOLS / "lint-imports"),)),
]
DJANGO = [
    Step(
        "migrations complete",
        (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),
        {"DJANGO_SETTINGS_MODULE": "config.settings_test"},
    ),
    Step(
        "deployment check",
        (PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        {"SITE_URL": "https://foothold.example"},
    ),
]
SUITES = [
    Step("suite on PostgreSQL", (*SUITE, "-m", "not browser"), {"TEST_DB": "postgres"}, is_suite=True),
    Step("suite on SQLite", (*SUITE, "-m", "not browser"), {"TEST_DB": "sqlite"}, is_suite=True),
]


def main(arguments):
    """Run the steps, print the table and the counts, and return the exit status."""
    lint_only = "--lint" in arguments
    chromium = "" if lint_only else find_chromium()
    steps = LINT if lint_only else [SUITES[0], *LINT, *DJANGO, *SUITES[1:], *browser_steps(chromium)]
    with tempfile.TemporaryDirectory(prefix="foothold-checks-") as var:
        outcomes = run_all(steps, var)
    print_table(outcomes)
    failures = [outcome.step.name for outcome in outcomes if not outcome.succeeded]
    without_browser = not lint_only and not chromium
    if without_browser and os.environ.get("CI") == "true":
        failures.append("browser tests, which continuous integration may not go without")
    if failures:
        print(f"FAILED: {', '.join(failures)}")
    if not lint_only:
        print(closing_line(outcomes, without_browser))
    return 1 if failures else 0


def find_chromium():
    """The Chromium that the browser tests may use, found or installed; empty when there is none."""
    finder = subprocess.run([PYTHON, "bin/chromium.py"], cwd=HOUSE, stdout=subprocess.PIPE, text=True, check=False)
    return finder.stdout.strip()


def browser_steps(chromium):
    """The browser tests, if there is a browser for them."""
    if not chromium:
        return []
    environment = {"TEST_DB": "sqlite", "FOOTHOLD_CHROMIUM": chromium}
    return [Step("browser tests", (*SUITE, "-m", "browser", "tests/browser"), environment, is_suite=True)]


def run_all(steps, var):
    """Run the steps in order, two at a time; each tells of itself as it ends. `var` keeps what they write."""
    shared = {
        **os.environ,
        "FOOTHOLD_VAR": var,
        "SECRET_KEY": "for the checks alone, " * 4,
        "PYTHONUNBUFFERED": "1",
    }
    for chosen_by_the_step in ("DATABASE_URL", "DEBUG", "SITE_URL", "DJANGO_SETTINGS_MODULE"):
        shared.pop(chosen_by_the_step, None)

    def run_and_tell(step):
        outcome = run(step, shared)
        print(told(outcome), flush=True)
        return outcome

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(run_and_tell, steps))


def run(step, shared):
    """Run one step to its end."""
    began = time.monotonic()
    finished = subprocess.run(
        step.command,
        cwd=HOUSE,
        env={**shared, **step.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    succeeded = finished.returncode == 0
    counts = counts_of(finished.stdout, succeeded) if step.is_suite else (0, 0, 0)
    return Outcome(step, succeeded, finished.stdout, time.monotonic() - began, counts)


def counts_of(output, succeeded):
    """(passed, failed, skipped) from pytest's closing line; a suite that broke off counts as one failure."""
    counts = [0, 0, 0]
    closing = output.strip().rpartition("\n")[2]
    for number, word in re.findall(r"(\d+) ([a-z]+)", closing):
        if word in COUNTED:
            counts[COUNTED[word]] += int(number)
    if not succeeded and not counts[1]:
        counts[1] = 1
    return tuple(counts)


def told(outcome):
    """What the terminal shows of a step: all of a failure; of a success, why tests were skipped."""
    if not outcome.succeeded:
        return f"\n----- {outcome.step.name} FAILED -----\n{outcome.output.rstrip()}\n-----"
    return "\n".join([f"{outcome.step.name}: passed", *reasons_for_skipping(outcome.output)])


def reasons_for_skipping(output):
    """One line a reason, with the number of tests that were skipped for it."""
    skipped = Counter()
    for number, reason in re.findall(r"^SKIPPED \[(\d+)\] \S+: (.*)$", output, flags=re.MULTILINE):
        skipped[reason] += int(number)
    return [f"  skipped {number}: {reason}" for reason, number in skipped.items()]


def print_table(outcomes):
    """One line a step: how it ended, how long it took, what it counted."""
    print()
    for outcome in outcomes:
        verdict = "passed" if outcome.succeeded else "FAILED"
        counts = counted(outcome.counts) if outcome.step.is_suite else ""
        print(f"{outcome.step.name:<22}{verdict}{outcome.seconds:>8.1f} s   {counts}".rstrip())


def closing_line(outcomes, without_browser):
    """The tests of all suites together."""
    totals = [sum(column) for column in zip(*(outcome.counts for outcome in outcomes), strict=True)]
    return counted(totals) + (f". {NO_BROWSER}" if without_browser else "")


def counted(counts):
    """Counts as words."""
    passed, failed, skipped = counts
    return f"{passed} passed, {failed} failed, {skipped} skipped"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
