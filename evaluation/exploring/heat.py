"""The heat table: every neighbourhood against the headlines of the six goals, value and verdict in each cell."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from evaluation.catalogue import GOALS, Catalogue
from evaluation.figures import Figure
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.indicators import Indicator
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, chosen, coverage_words, places_of_areas, standing

SHOWN = {"level": "Level", "change": "Change since baseline"}
NAME, NONE = "name", "none"


@dataclass(frozen=True)
class Column:
    """A goal with its headline, and the wave or day that its cells are of unless they say otherwise.

    `order` is how it is sorted now, if it is; `query` the end of the address that sorts by it.
    """

    goal: int
    title: str
    indicator: Indicator
    wave: str
    order: str = ""
    query: str = ""


@dataclass(frozen=True)
class Cell:
    """A figure in the table, and its wave where that is not the column's; `row` is the frame's, None without any."""

    figure: Figure
    row: object = None
    wave: str = ""
    why: str = ""

    def value(self, show):
        """What the cell is sorted by; None where no number is shown."""
        return (self.figure.change if show == "change" else self.figure.estimate) if self.figure.shown else None


@dataclass(frozen=True)
class Line:
    """A neighbourhood or a larger area with its cell for each column."""

    code: str
    name: str
    cohort: str
    is_place: bool
    cells: tuple[Cell, ...]


class Heat:
    """The table as it was asked for: level or change, of one cohort or all, in an order."""

    def __init__(self, asked, programme):
        """`asked` is the query of the address; what it does not know it leaves aside."""
        self.programme, catalogue = programme, Catalogue(programme)
        self.headlines = [(goal, catalogue.headlines[goal]) for goal in GOALS if goal in catalogue.headlines]
        codes = [indicator.code for _, indicator in self.headlines]
        self.frame = estimates_frame(programme, catalogue=catalogue, breakdown="all", indicator__in=codes)
        self._evidence, self.neighbourhoods = Evidence(self.frame), neighbourhoods_of(programme)
        self._places = places_of_areas(programme, self.neighbourhoods)
        self.cohorts = {str(n.cohort.number): str(n.cohort) for n in self.neighbourhoods if n.cohort}
        self.cohorts = dict(sorted(self.cohorts.items(), key=lambda pair: int(pair[0])))
        if any(n.cohort is None for n in self.neighbourhoods):
            self.cohorts[NONE] = "No cohort"
        self.show = chosen(asked.get("show"), SHOWN)
        self.cohort = asked.get("cohort", "") if asked.get("cohort") in self.cohorts else ""
        self.sort = asked.get("sort") if asked.get("sort") in self.orders else NAME
        self.is_descending = asked.get("order") == "desc" if asked.get("order") else self.sort != NAME

    @property
    def orders(self):
        """What the table may be sorted by, with its words."""
        return {NAME: "Name"} | {str(goal): f"{goal} {indicator.name}" for goal, indicator in self.headlines}

    @cached_property
    def columns(self):
        return [
            Column(goal, GOALS[goal], indicator, self._wave(indicator), self._order(str(goal)), self._turned(str(goal)))
            for goal, indicator in self.headlines
        ]

    @property
    def name_order(self):
        return self._order(NAME)

    @property
    def name_query(self):
        return self._turned(NAME)

    def _order(self, key):
        return ("descending" if self.is_descending else "ascending") if key == self.sort else ""

    def _turned(self, key):
        """The address's end that sorts by `key`: the largest first, by name from A; what is sorted by it is turned."""
        is_descending = not self.is_descending if key == self.sort else key != NAME
        return self.query(sort=key, order="desc" if is_descending else "asc")

    def query(self, **changes):
        kept = {"show": self.show, "cohort": self.cohort, "sort": self.sort}
        kept |= {"order": "desc" if self.is_descending else "asc"} | changes
        return urlencode({name: value for name, value in kept.items() if value})

    @cached_property
    def pooled(self):
        """The whole programme and its cohorts, or the one cohort that was chosen."""
        found = {self.programme.slug: "Whole programme"}
        found |= {f"cohort-{number}": label for number, label in self.cohorts.items() if number != NONE}
        if self.cohort:
            found = {code: label for code, label in found.items() if code == f"cohort-{self.cohort}"}
        return [self._line(code, label, "", is_place=False) for code, label in found.items()]

    @cached_property
    def lines(self):
        """A Line for each neighbourhood of the choice, in the order asked for; those without a number come last."""
        lines = [
            self._line(n.code, n.name, str(n.cohort.number) if n.cohort else NONE, is_place=True)
            for n in self.neighbourhoods
        ]
        lines = sorted((line for line in lines if self.cohort in ("", line.cohort)), key=lambda line: line.name)
        if self.sort == NAME:
            return lines[::-1] if self.is_descending else lines
        column = [str(goal) for goal, _ in self.headlines].index(self.sort)
        values = {line.code: line.cells[column].value(self.show) for line in lines}
        measured = [line for line in lines if values[line.code] is not None]
        measured.sort(key=lambda line: values[line.code], reverse=self.is_descending)
        return measured + [line for line in lines if values[line.code] is None]

    def _line(self, code, name, cohort, *, is_place):
        cells = tuple(self._cell(indicator, code, is_place=is_place) for _, indicator in self.headlines)
        return Line(code, name, cohort, is_place, cells)

    def _cell(self, indicator, code, *, is_place):
        if code != self.programme.slug and not indicator.is_of_places:
            return Cell(unmeasured(indicator), why="For the whole programme only")
        rows = (
            self._evidence.series(indicator.code, code)
            if is_place
            else self._evidence.full_series(indicator.code, code)
        )
        if not rows:
            return Cell(unmeasured(indicator), why="Not asked here" if indicator.from_survey else "Nothing on record")
        row = standing(rows)
        coverage = "" if not indicator.is_of_places else coverage_words(row, self._places.get(code, ()))
        return Cell(figure_of(row, indicator, coverage), row, row.wave if row.wave != self._wave(indicator) else "")

    def _wave(self, indicator):
        """The wave that the headline's cells are of, unless they say otherwise; for organisations the latest."""
        latest = next(iter(self._evidence.waves(indicator.code)), "")
        return (self._evidence.main_wave(indicator.code) or latest) if indicator.is_of_places else latest
