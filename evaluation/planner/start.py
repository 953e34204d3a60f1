"""Beginning a plan with the programme's own figures: share, answers and design effect of its last survey."""

from evaluation.catalogue import GOALS, Catalogue
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, areas_to_choose, chosen, standing

HOPED_FOR = 5  # points more, as in the handbook's example
LEAST, MOST = 0.1, 99.9  # percentages that can be planned with


class PlannerStart:
    """What a plan may be begun with, and what it was begun with, if anything."""

    def __init__(self, asked, programme):
        """`asked` is the query of the address; without an indicator in it nothing is looked up."""
        self.catalogue = Catalogue(programme)
        self.indicators = {one.code: one for goal in GOALS for one in self.catalogue.of_goal(goal) if _can_begin(one)}
        places = neighbourhoods_of(programme)
        self.areas = areas_to_choose(programme, places) | {place.code: place.name for place in places}
        self.indicator = self.indicators.get(asked.get("indicator"))
        self.area = chosen(asked.get("area"), self.areas)
        self.row = self._row(programme) if self.indicator else None
        self.figure = self._figure()

    def _row(self, programme):
        """The row that stands for now in the chosen area, None where there is none."""
        asked = {"indicator": self.indicator.code, "area_code": self.area, "breakdown": "all"}
        evidence = Evidence(estimates_frame(programme, catalogue=self.catalogue, **asked))
        rows = evidence.full_series(self.indicator.code, self.area)
        return standing(rows) if rows else None

    def _figure(self):
        if self.indicator is None:
            return None
        return figure_of(self.row, self.indicator) if self.row else unmeasured(self.indicator)

    @property
    def is_begun(self):
        """Whether there is a figure to begin with."""
        return self.figure is not None and self.figure.shown

    @property
    def area_label(self):
        return self.areas[self.area]

    @property
    def values(self):
        """Field -> what stands in it."""
        if not self.is_begun:
            return {}
        wards = max(int(self.row.places), 1)
        now = min(max(round(self.figure.estimate, 1), LEAST), MOST)
        found = {
            "now": f"{now:g}",
            "hoped": f"{self._hoped(now):g}",
            "n": str(max(round(self.figure.n / wards), 2)),
            "wards": str(wards),
        }
        # Of none or of all no design effect can be computed.
        return found | ({"deff": f"{max(self.row.deff, 0.5):.2f}"} if self.row.deff == self.row.deff else {})

    def _hoped(self, now):
        """Five points the way that is an improvement, within what can be; the other way where there is no room."""
        better = -HOPED_FOR if self.figure.direction == "down" else HOPED_FOR
        hoped = min(max(round(now + better, 1), LEAST), MOST)
        return hoped if hoped != now else round(now - better, 1)

    @property
    def words(self):
        """Where the figures that stand in the form come from; nothing where none was asked for."""
        if self.figure is None:
            return ""
        about = f"{self.indicator.code} {self.indicator.name}, {self.area_label}"
        if not self.is_begun:
            return f"{about}: {self.figure.number_words.lower()}. The handbook’s example stands instead."
        return f"Begun with {about}, {self.figure.wave_words}: {self.figure.words}. Change whatever should differ."


def _can_begin(indicator):
    return indicator.audience == "residents" and indicator.is_share
