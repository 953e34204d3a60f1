"""The ranking of a programme's neighbourhoods, with what each criterion gave and what would change under others."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import numpy as np

from evaluation.catalogue import Catalogue
from evaluation.figures import Figure
from evaluation.places import neighbourhoods_of
from evaluation.priorities.criteria import Criterion, Known, criteria_of
from evaluation.priorities.wanted import Wanted
from evaluation.statistics.ranking import DRAWS, needs, rank_places, rounded_parts, stability
from neighbourhoods.models import LocalIntelligence, Neighbourhood


@dataclass(frozen=True)
class Part:
    """What one criterion gave one place; `points` is None where it is unknown or does not count.

    `in_top_without` is whether the place would be among those wanted if the criterion were left out; None where it
    does not count, or where nothing else does.
    """

    criterion: Criterion
    known: Known
    points: float | None
    need: float | None
    bar: float
    in_top_without: bool | None

    @property
    def is_unknown(self):
        return self.known.number is None


@dataclass(frozen=True)
class RankedPlace:
    """A neighbourhood in the ranking; `rank` and `score` are None where nothing that counts is known of it.

    `near` and `anywhere` are the shares of other weightings under which it is among those wanted; NaN where there are
    none to try.
    """

    place: Neighbourhood
    rank: int | None
    is_shared: bool
    score: float | None
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    lowest: float
    highest: float
    coverage: float
    in_top: bool
    near: float
    anywhere: float
    notes: tuple[LocalIntelligence, ...]

    @property
    def rank_words(self):
        """The rank, with a sign where others have it as well; a dash where there is none."""
        return f"{self.rank}{'=' if self.is_shared else ''}" if self.rank else "–"

    @property
    def near_words(self):
        return _share_words(self.near)

    @property
    def anywhere_words(self):
        return _share_words(self.anywhere)

    @property
    def note(self):
        """The latest note of local intelligence, or None."""
        return self.notes[0] if self.notes else None


class PriorityRanking:
    """The places of `programme` ranked as the address asks; `until` leaves out what was not there on that day.

    `tried` is how many other weightings stand behind each share of them.
    """

    tried = DRAWS

    def __init__(self, query, programme, *, until=None):
        self.programme = programme
        self.neighbourhoods = neighbourhoods_of(programme)
        self.wanted = Wanted(query, criteria_of(programme, Catalogue(programme), until=until))
        self.top = self.wanted.top
        self._values = np.array(
            [
                [np.nan if (number := each.criterion.of(n.code).number) is None else number for each in self.weighted]
                for n in self.neighbourhoods
            ],
            dtype=float,
        ).reshape(len(self.neighbourhoods), len(self.weighted))
        scaled = needs(self._values, [each.more_is_need for each in self.weighted])
        self._ranking = rank_places(scaled, self.wanted.weights)
        self._firm = stability(scaled, self.wanted.weights, self.top)

    @property
    def weighted(self):
        return self.wanted.weighted

    @property
    def counting(self):
        """The criteria whose weight is above 0."""
        return [each for each in self.weighted if each.weight]

    @property
    def has_other_weights(self):
        """Whether other weights could change anything: a single criterion ranks the same under each."""
        return len(self.counting) > 1

    @property
    def is_ranked(self):
        return bool((self._ranking.ranks > 0).any())

    @property
    def address(self):
        """The question as the part of an address after the "?"."""
        return urlencode(self.wanted.address)

    @cached_property
    def rows(self):
        """RankedPlaces, the greatest need first, those without a rank last."""
        notes = self._notes()
        rows = [self._row(place, notes) for place in range(len(self.neighbourhoods))]
        return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.place.name))

    @property
    def first(self):
        """The places wanted: more than asked for where the last of them have equal scores."""
        return [row for row in self.rows if row.in_top]

    @property
    def heading(self):
        """What the places wanted are called: "The first 6"."""
        return f"The first {self.top}" if self.top > 1 else "First"

    @property
    def top_words(self):
        """Who comes first, in one sentence."""
        if not self.is_ranked:
            return "There is nothing to rank by."
        names = ", ".join(row.place.name for row in self.first)
        more = f" ({len(self.first)}, because of equal scores)" if len(self.first) > self.top else ""
        return f"{self.heading}{more}: {names}."

    @property
    def snapshots(self):
        """Neighbourhood id -> how it stands, to be kept with a choice."""
        weights = [
            {"criterion": w.criterion.name, "source": w.criterion.source, "weight": w.weight, "need": w.need_end}
            for w in self.counting
        ]
        return {
            row.place.pk: {
                "rank": row.rank,
                "score": row.score,
                "places": len(self.rows),
                "top": self.top,
                "stays": None if np.isnan(row.near) else round(float(row.near), 3),
                "unknown": list(row.missing),
                "points": [part.points for part in row.parts if part.criterion.key in self._counting_keys],
                "weights": weights,
            }
            for row in self.rows
        }

    @cached_property
    def _counting_keys(self):
        return {each.criterion.key for each in self.counting}

    def _notes(self):
        """Neighbourhood id -> its notes of local intelligence, the latest first."""
        found = {}
        for note in LocalIntelligence.objects.filter(neighbourhood__programme=self.programme):
            found.setdefault(note.neighbourhood_id, []).append(note)
        return found

    def _row(self, place, notes):
        ranking, neighbourhood = self._ranking, self.neighbourhoods[place]
        rank = int(ranking.ranks[place]) or None
        parts = self._parts(place)
        return RankedPlace(
            place=neighbourhood,
            rank=rank,
            is_shared=rank is not None and int((ranking.ranks == rank).sum()) > 1,
            score=round(sum(part.points or 0 for part in parts), 1) if rank else None,
            parts=parts,
            missing=tuple(p.criterion.short for p in parts if p.is_unknown and p.criterion.key in self._counting_keys),
            lowest=float(ranking.lowest[place]),
            highest=float(ranking.highest[place]),
            coverage=float(ranking.coverage[place]),
            in_top=bool(ranking.in_top(self.top)[place]),
            near=float(self._firm.near[place]) if self.has_other_weights else np.nan,
            anywhere=float(self._firm.anywhere[place]) if self.has_other_weights else np.nan,
            notes=tuple(notes.get(neighbourhood.pk, ())),
        )

    def _parts(self, place):
        exact, scaled = self._ranking.contributions[place], self._ranking.needs[place]
        return tuple(
            Part(
                criterion=each.criterion,
                known=each.criterion.of(self.neighbourhoods[place].code),
                points=None if np.isnan(points) else float(points),
                need=None if np.isnan(need) else float(need),
                bar=0.0 if np.isnan(points) else round(float(100 * points / self._longest), 1),
                in_top_without=bool(without) if each.weight and self.has_other_weights else None,
            )
            for each, points, need, without in zip(
                self.weighted, rounded_parts(exact), scaled, self._firm.without[:, place], strict=True
            )
        )

    @cached_property
    def _longest(self):
        """The points that fill a bar: the most that any criterion gave any place."""
        found = self._ranking.contributions
        return float(np.nanmax(found)) or 1.0 if np.isfinite(found).any() else 1.0


def _share_words(share):
    return "" if np.isnan(share) else Figure(estimate=100 * share).value_words
