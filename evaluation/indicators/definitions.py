"""Indicator definitions: reviewed files that say in words and as a rule what is counted, out of whom.

The product's own are goal1.toml to goal6.toml beside this module; a programme adds local ones in files of the
same form (docs/data-formats/indicators.md). Reading is pure, and every fault of a file is listed at once.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from evaluation.indicators.rules import Combined, Leaf, Mean, RuleReader
from surveys.answers import DONT_KNOW
from surveys.bank import shipped_questions
from surveys.bank.declarations import Declaration, Fault, entries, is_number, name_of, parse

UNITS = ("%", "hours", "per 1,000", "count", "mean", "index", "yes/no", "days", "FTE")
DIRECTIONS = ("up", "down", "context")
AUDIENCES = ("residents", "organisations", "register")
KEYS = (
    *("code", "name", "short", "goal", "headline", "unit", "direction", "audience", "counted", "out_of"),
    *(
        "authored_by",
        "checked_by",
        "next_review",
        "notes",
        "benchmark",
        "share",
        "mean",
        "base",
        "alternative",
        "unjudged",
    ),
)


@dataclass(frozen=True)
class Benchmark:
    """A reference value to draw as a named line, in the indicator's unit; never a pass mark."""

    value: float
    label: str
    note: str = ""


@dataclass(frozen=True)
class Alternative:
    """A second reading of a share, shown beside it: don't know kept in the base, as a no."""

    label: str


@dataclass(frozen=True)
class Indicator:
    """One measured quantity of a goal. It has a `share` or a `mean`, or neither where a register counts it.

    `base` limits the figure to respondents for whom it says yes; the others are out of numerator and
    denominator. Of one that is `unjudged` no change is called good or bad: it is read beside others.
    """

    code: str
    name: str
    short: str
    goal: int
    headline: bool
    unit: str
    direction: str
    audience: str
    counted: str
    out_of: str
    authored_by: str
    checked_by: str
    next_review: date
    notes: str = ""
    benchmarks: tuple[Benchmark, ...] = ()
    share: Leaf | Combined | None = None
    mean: Mean | None = None
    base: Leaf | Combined | None = None
    alternative: Alternative | None = None
    unjudged: bool = False

    @property
    def is_judged(self):
        """Whether a change is good or bad by itself: not where neither way is better, nor where that would mislead."""
        return not self.unjudged and self.direction != "context"

    @property
    def is_share(self):
        """Whether each respondent counts as yes or no, rather than as a number."""
        return self.share is not None

    @property
    def from_survey(self):
        """Whether it is computed from survey answers, rather than from a register."""
        return self.audience != "register"

    @property
    def is_of_places(self):
        """Whether single neighbourhoods have figures: organisations are judged for the whole programme only."""
        return self.audience != "organisations"

    @property
    def scale(self):
        """What turns a mean of y into the published figure: 100 for a share, the `times` of a mean."""
        if self.is_share:
            return 100
        return self.mean.times if self.mean else 1

    @property
    def questions(self):
        """Codes of the questions it is computed from, each once, the rule's before the base's."""
        rules = [rule for rule in (self.share, self.mean, self.base) if rule]
        return tuple(dict.fromkeys(code for rule in rules for code in rule.questions))

    def as_alternative(self):
        """The indicator that computes its alternative reading, coded such as F1-dk, or None."""
        if self.alternative is None:
            return None
        return replace(
            self,
            code=f"{self.code}-dk",
            name=f"{self.name}, {self.alternative.label}",
            headline=False,
            out_of="The same, and those who answered don’t know, who count as a no.",
            share=self.share.counting_as_no(DONT_KNOW),
            alternative=None,
        )


def definition_files():
    """Paths of the definition files that come with the product, by goal."""
    folder = Path(__file__).parent
    return [folder / f"goal{goal}.toml" for goal in range(1, 7)]


@cache
def national():
    """The product's own indicators, code -> Indicator in the order of the goals, read only."""
    answers_of = {code: question.codes for code, question in shipped_questions().items()}
    definitions = {}
    for path in definition_files():
        read, faults = read_definitions(path.read_text(encoding="utf-8"), answers_of)
        if faults:
            raise ValueError(f"{path.name}: " + " ".join(map(str, faults)))
        definitions |= {indicator.code: indicator for indicator in read}
    return MappingProxyType(definitions)


def read_definitions(text, known_questions=None):
    """Read an indicator file, collecting every fault.

    Parameters
    ----------
    text : str
        The file, TOML.
    known_questions : Mapping[str, Container[int]], optional
        Code of each question -> the codes its answers may have. Without it, questions go unchecked.

    Returns
    -------
    (definitions, faults)
        The `Indicator`s that are in order, as declared; and the `Fault`s. Load a file only when it has none.
    """
    tables, faults = parse(text)
    if tables is None:
        return [], faults
    for key in sorted(tables.keys() - {"indicator"}):
        faults.append(Fault("the file", key, None, "is not used here; a file holds [[indicator]] only."))
    definitions, seen, headlines = [], set(), {}
    for position, table in enumerate(entries(tables, "indicator", faults), start=1):
        declaration = Declaration(name_of(table, "code", position, "indicator"), table, faults)
        faults_before = len(faults)
        indicator = _read_indicator(declaration, known_questions)
        _check_against_others(declaration, indicator, seen, headlines)
        if len(faults) == faults_before:
            definitions.append(indicator)
    return definitions, faults


def _check_against_others(declaration, indicator, seen, headlines):
    """A code is used once, and a goal has one headline."""
    if indicator.code in seen:
        declaration.fault("code", indicator.code, "is already the code of an indicator above; give it another.")
    seen.add(indicator.code)
    if indicator.headline:
        first = headlines.setdefault(indicator.goal, indicator.code)
        if first != indicator.code:
            declaration.fault("headline", True, f"but {first} is already the headline of goal {indicator.goal}.")


def _read_indicator(declaration, known):
    indicator = Indicator(
        code=declaration.code("A1 or A7m"),
        name=declaration.text("name", required=True),
        short=declaration.text("short", required=True),
        goal=declaration.whole("goal", 1, 6),
        headline=declaration.flag("headline"),
        unit=declaration.one_of("unit", UNITS),
        direction=declaration.one_of("direction", DIRECTIONS),
        audience=declaration.one_of("audience", AUDIENCES),
        counted=declaration.text("counted", required=True),
        out_of=declaration.text("out_of", required=True),
        authored_by=declaration.text("authored_by", required=True),
        checked_by=declaration.text("checked_by", required=True),
        next_review=declaration.day("next_review"),
        notes=declaration.text("notes"),
        unjudged=declaration.flag("unjudged"),
        benchmarks=_read_benchmarks(declaration),
        **_read_computation(declaration, RuleReader(declaration, known)),
    )
    declaration.finish(KEYS)
    _check_computation(declaration, indicator)
    return indicator


def _read_computation(declaration, rules):
    """The fields share, mean, base and alternative, each None where it is not written."""
    share, mean, base = (declaration.take(key) for key in ("share", "mean", "base"))
    return {
        "share": None if share is None else rules.rule("share", share),
        "mean": None if mean is None else rules.mean("mean", mean),
        "base": None if base is None else rules.rule("base", base, no_needed=False),
        "alternative": _read_alternative(declaration),
    }


def _read_alternative(declaration):
    written = declaration.take("alternative")
    if written is None:
        return None
    right = isinstance(written, dict) and written.keys() == {"label", "count_dont_know_as"}
    if not right or not isinstance(written["label"], str) or written["count_dont_know_as"] != "no":
        declaration.fault("alternative", written, 'must be {label = "…", count_dont_know_as = "no"}.')
        return None
    return Alternative(written["label"])


def _read_benchmarks(declaration):
    """One reference line or several, written as a table or a list of tables."""
    written = declaration.take("benchmark", [])
    listed = [written] if isinstance(written, dict) else written
    if not isinstance(listed, list):
        declaration.fault("benchmark", written, 'must be {value = 12, label = "…"}, or a list of such tables.')
        return ()
    return tuple(benchmark for item in listed if (benchmark := _read_benchmark(declaration, item)))


def _read_benchmark(declaration, item):
    if not isinstance(item, dict) or not {"value", "label"} <= item.keys() <= {"value", "label", "note"}:
        declaration.fault("benchmark", item, "must have a value and a label, may have a note, and nothing else.")
        return None
    if not is_number(item["value"]):
        declaration.fault("benchmark", item["value"], "is not a number in the indicator's unit.")
        return None
    return Benchmark(item["value"], str(item["label"]), str(item.get("note", "")))


def _check_computation(declaration, indicator):
    """A register needs no rule, a survey needs exactly one, and a share is a percentage."""
    written = declaration.written & {"share", "mean"}
    if indicator.audience == "register" and written:
        declaration.fault("audience", "register", "needs no share and no mean; leave them out.")
    if indicator.audience in ("residents", "organisations") and not written:
        declaration.fault("share", None, "is missing; an indicator from a survey needs share or mean.")
    if len(written) == 2:
        declaration.fault("share", None, "and mean are both written; an indicator has one of them.")
    if "base" in declaration.written and not written:
        declaration.fault("base", None, "is written without share or mean.")
    if "alternative" in declaration.written and "share" not in written:
        declaration.fault("alternative", None, "needs a share.")
    _check_unit(declaration, indicator)


def _check_unit(declaration, indicator):
    if indicator.share and indicator.unit not in ("%", None):
        declaration.fault("unit", indicator.unit, 'does not fit a share; write "%".')
    if indicator.mean and indicator.unit == "%":
        declaration.fault("unit", "%", "does not fit a mean; write the unit of the mean.")
