"""What the checks look for in one questionnaire: its batteries, and the contradictions that its questions allow."""

import tomllib
from functools import cache
from itertools import groupby
from pathlib import Path

from surveys.answers import HIGHEST_CODE
from surveys.models.questionnaires import Kind
from surveys.quality.checks import BATTERY, FEWEST_OPTIONS, Battery, Contradiction

FILE = Path(__file__).parent / "contradictions.toml"
NUMBERS = (Kind.COUNT, Kind.NUMBER)


@cache
def declared():
    """The contradictions of contradictions.toml."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))["contradiction"]


def batteries_of(questionnaire):
    """Every Battery of a questionnaire."""
    found = []
    for options, run in groupby(questionnaire.asked, key=_options):
        items = list(run)
        if options and len(items) >= BATTERY:
            columns = tuple(questionnaire.order[item.code] for item in items)
            found.append(Battery(items[0].code, items[-1].code, columns))
    return found


def _options(item):
    """What an item offers, or nothing where its kind or number of options makes no battery."""
    if item.kind != Kind.SINGLE or len(item.options) < FEWEST_OPTIONS:
        return ()
    return tuple((option["code"], option["label"]) for option in item.options)


def contradictions_of(questionnaire):
    """Every Contradiction that the answers to a questionnaire can contain."""
    return [found for rule in declared() if (found := _contradiction(rule, questionnaire))]


def _contradiction(rule, questionnaire):
    items = {item.code: item for item in questionnaire.asked}
    parts = []
    for part in rule["all"]:
        packed = _packed(part, items.get(part["question"]))
        if not packed:
            return None
        parts.append((questionnaire.order[part["question"]], packed))
    return Contradiction(tuple(part["question"] for part in rule["all"]), tuple(parts))


def _packed(part, item):
    """The packed answers that a part of a rule means; none where the item is not the question that is meant."""
    if item is None:
        return ()
    if "at_least" in part:
        return tuple(range(part["at_least"], HIGHEST_CODE + 1)) if item.kind in NUMBERS else ()
    if item.kind != Kind.SINGLE:
        return ()
    codes = {option["label"]: option["code"] for option in item.options}
    return tuple(codes[label] for label in part["is"]) if codes.keys() >= set(part["is"]) else ()


def why_of(words):
    """The reason of the rule that a stored finding came from, by its words; empty where it came from none."""
    whys = [rule["why"] for rule in declared() if _words(rule) in words]
    return " ".join(whys)


def _words(rule):
    return Contradiction(tuple(part["question"] for part in rule["all"]), ()).words
