"""Where groups are missing: how many counting groups there are of each theme, or kind, in each neighbourhood."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from neighbourhoods.groups.as_at import first_told, groups_as_at
from neighbourhoods.groups.eligibility import standing_of
from neighbourhoods.groups.typology import kinds
from neighbourhoods.models import Neighbourhood, RegisterConfirmation
from neighbourhoods.themes import THEMES

THEME, KIND = "theme", "kind"
GAP_HEADINGS = ["as_at", "by", "code", "name", "area_code", "area_name", "groups", "register_confirmed_as_at"]


@dataclass(frozen=True)
class Cell:
    """How many counting groups of one theme or kind a neighbourhood has, and the filters that list them.

    `number` is None where nothing is known: no group was ever recorded there, and nobody confirmed that there is none.
    """

    number: int | None
    code: str
    place: str

    @property
    def is_gap(self):
        return self.number == 0

    @property
    def words(self):
        if self.number is None:
            return "unknown"
        return str(self.number) if self.number else "none"


@dataclass(frozen=True)
class Line:
    """One theme or kind: its cell in each neighbourhood, and how many groups have it in all, each once."""

    code: str
    label: str
    cells: list[Cell]
    total: int

    @property
    def gaps(self):
        return [cell for cell in self.cells if cell.is_gap]


@dataclass(frozen=True)
class Column:
    """One neighbourhood: how many groups count there, each once, and whether and when its register was confirmed."""

    place: Neighbourhood
    number: int | None
    confirmed_on: date | None
    cells: list[tuple[str, Cell]]

    @property
    def gaps(self):
        return [label for label, cell in self.cells if cell.is_gap]


class Gaps:
    """The table of gaps of a programme on a day, by theme or by kind, for some of its neighbourhoods.

    `total` is how many groups count in them, each once; `untold` how many of these have no theme, or no kind.
    """

    def __init__(self, programme, on, by, places):
        self.on, self.by, self.places = on, by, places
        self.labels = dict(THEMES) if by == THEME else {kind.code: kind.label for kind in group_kinds()}
        self.confirmed = confirmed_by(programme, on)
        self.recorded = {place for place, first in first_told(programme).items() if first <= on}
        self._count(groups_as_at(programme, on))
        self.lines = [self._line(code, label) for code, label in self.labels.items()]
        self.columns = [self._column(number, place) for number, place in enumerate(places)]

    def _count(self, placed):
        """Count the groups that count: by neighbourhood and code, by neighbourhood, by code, and all; each once."""
        shown = {place.pk for place in self.places}
        counting = [
            group for group in placed if group.neighbourhood in shown and standing_of(group.facts, self.on).counts
        ]
        self._by_cell = Counter((group.neighbourhood, code) for group in counting for code in self._codes(group))
        self._by_place = Counter(group.neighbourhood for group in counting)
        self._by_code = Counter(
            code for _, code in {(group.group, c) for group in counting for c in self._codes(group)}
        )
        self.total = len({group.group for group in counting})
        self.untold = len({group.group for group in counting if not self._codes(group)})

    def _codes(self, group):
        """The lines that a group stands in."""
        return group.themes if self.by == THEME else [group.kind] * bool(group.kind)

    def is_known(self, place):
        """Whether a group was ever recorded in a neighbourhood by that day, or somebody confirmed what there is."""
        return place.pk in self.recorded or place.pk in self.confirmed

    def _line(self, code, label):
        cells = [self._cell(place, code) for place in self.places]
        return Line(code, label, cells, self._by_code[code])

    def _cell(self, place, code):
        number = self._by_cell[place.pk, code] if self.is_known(place) else None
        return Cell(number, code, place.code)

    def _column(self, number, place):
        cells = [(line.label, line.cells[number]) for line in self.lines]
        total = self._by_place[place.pk] if self.is_known(place) else None
        return Column(place, total, self.confirmed.get(place.pk), cells)

    @property
    def gaps(self):
        """How many cells are a gap."""
        return sum(len(line.gaps) for line in self.lines)

    def table(self):
        """A row for each line and neighbourhood and for every total, by GAP_HEADINGS; None is unknown."""
        for line in self.lines:
            for column, cell in zip(self.columns, line.cells, strict=True):
                yield self._row(line.code, line.label, column, cell.number)
            yield self._row(line.code, line.label, None, line.total)
        for column in [*self.columns, None]:
            yield self._row("", "All groups that count", column, column.number if column else self.total)

    def _row(self, code, label, column, number):
        if column is None:
            return [self.on, self.by, code, label, "", "All neighbourhoods", number, None]
        return [self.on, self.by, code, label, column.place.code, column.place.name, number, column.confirmed_on]


def group_kinds():
    """The kinds of which an entry is a group."""
    return [kind for kind in kinds().values() if kind.is_group]


def confirmed_by(programme, on):
    """Neighbourhood id -> the last day as at which its register of groups was confirmed, `on` or before."""
    rows = RegisterConfirmation.objects.of(programme).filter(
        register=RegisterConfirmation.Register.GROUPS, as_at__lte=on
    )
    return dict(rows.order_by("as_at").values_list("neighbourhood", "as_at"))
