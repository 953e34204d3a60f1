"""Step methods that neighbourhoods may follow, as data: one TOML file each beside this module.

docs/data-formats/methods.md says how to add one.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
MOST_STEPS = 20
OF_METHOD, OF_STEP = ("title", "credit", "source", "about"), ("title", "shown_by")


class MethodUnreadable(Exception):
    """A method's file cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Step:
    """One step: what is reached with it, and what shows that it was."""

    number: int
    title: str
    shown_by: str


@dataclass(frozen=True)
class Method:
    """A method: whose it is stands in `credit`, where more is told in `source`."""

    key: str
    title: str
    credit: str
    source: str
    about: str
    steps: tuple[Step, ...]

    def step(self, number):
        """The step of this number, or None."""
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None


@cache
def methods():
    """Key -> Method of all that ship, by title."""
    found = [read_method(path.stem, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.toml")]
    return {method.key: method for method in sorted(found, key=lambda method: method.title)}


def step_of(key, number):
    """The Step of a method by the method's key, or None where there is no such step or method."""
    method = methods().get(key)
    return method.step(number) if method else None


def read_method(key, text):
    """The Method that a TOML text describes. Raises MethodUnreadable."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MethodUnreadable(f"{key}.toml is not TOML: {error}") from error
    rows = read.get("step") or []
    _check(key, read, OF_METHOD)
    if not rows or len(rows) > MOST_STEPS:
        raise MethodUnreadable(f"{key}.toml: write from 1 to {MOST_STEPS} steps, each under [[step]].")
    for number, row in enumerate(rows, start=1):
        _check(f"{key}.toml, step {number}", row, OF_STEP)
    steps = tuple(Step(number, row["title"], row["shown_by"]) for number, row in enumerate(rows, start=1))
    return Method(key, *(read[name] for name in OF_METHOD), steps)


def _check(where, row, names):
    """Every one of `names` is there and says something, and nothing else is."""
    for name in names:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise MethodUnreadable(f"{where}: write “{name}” as words.")
    if strange := set(row) - {*names, "step"}:
        raise MethodUnreadable(f"{where}: “{sorted(strange)[0]}” is not known.")
