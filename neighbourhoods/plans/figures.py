"""Official figures of neighbourhoods: comparing a file with what is there, and writing."""

from datetime import date
from typing import NamedTuple

from neighbourhoods.models import AreaStatistic
from neighbourhoods.plans.plan import ids_by_code, tally


class Figure(NamedTuple):
    """One official figure of one ward, as AreaStatistic keeps it."""

    ward: str
    measure: str
    label: str
    unit: str
    value: float
    as_of: date
    source: str
    period: str = ""
    low: float | None = None
    high: float | None = None
    count: float | None = None
    denominator: float | None = None
    note: str = ""

    @property
    def key(self):
        return self.ward, self.measure, self.as_of

    @property
    def told(self):
        """What the figure says, beside the ward, measure and date that it is found by."""
        return tuple(getattr(self, name) for name in TOLD)


TOLD = tuple(name for name in Figure._fields if name not in ("ward", "measure", "as_of"))


def tally_figures(programme, figures):
    """Which of `figures` are new, differ or are there already; the keys are (ward, measure, date)."""
    measures = {figure.measure for figure in figures}
    there = AreaStatistic.objects.filter(neighbourhood__programme=programme, measure__in=measures)
    before = there.order_by().values_list("neighbourhood__code", "measure", "as_of", *TOLD)
    return tally(
        {tuple(row[:3]): tuple(row[3:]) for row in before},
        {figure.key: figure.told for figure in figures},
    )


def write_figures(programme, figures):
    """Add `figures`; one for the same neighbourhood, measure and date takes the place of the other."""
    areas = ids_by_code(programme)
    AreaStatistic.objects.bulk_create(
        [_statistic(figure, areas) for figure in figures],
        update_conflicts=True,
        unique_fields=["neighbourhood", "measure", "as_of"],
        update_fields=TOLD,
        batch_size=500,
    )


def _statistic(figure, areas):
    told = figure._asdict()
    return AreaStatistic(neighbourhood_id=areas[told.pop("ward")], **told)
