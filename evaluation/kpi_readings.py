"""Where the KPIs of a programme stand now, read from the same frame as every other page."""

from dataclasses import dataclass

from commissioning.models import Judgement, Kpi
from evaluation.catalogue import Catalogue
from evaluation.figures import Figure
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.indicators import Indicator
from evaluation.kpi_status import KpiStatus, Reading, read_figure, read_judgements, read_together
from evaluation.selection import Evidence
from evaluation.tiles import NOT_KEPT_YET
from neighbourhoods.models import KpiPlace


@dataclass(frozen=True)
class KpiReading:
    """A KPI with what was measured: a figure for each place it covers, or people's judgements, and its status."""

    kpi: Kpi
    indicator: Indicator | None
    figures: tuple[tuple[str, Figure], ...]
    judgement: Judgement | None
    reading: Reading

    @property
    def status(self):
        return self.reading.status

    @property
    def reason(self):
        return self.reading.reason

    @property
    def figure(self):
        """The one figure of a KPI over a cohort, a programme or a single neighbourhood, else None."""
        return self.figures[0][1] if len(self.figures) == 1 else None

    @property
    def target_words(self):
        """The target in words: "any improvement", "at least +5 points", "reach 60%"."""
        return target_words(self.kpi, self.indicator)

    @property
    def covers_words(self):
        """Where it is measured."""
        if self.kpi.covers == Kpi.Covers.COHORT:
            return str(self.kpi.cohort)
        if self.kpi.covers == Kpi.Covers.PROGRAMME:
            return "Whole programme"
        return ", ".join(name for name, _ in self.figures) or "No neighbourhoods chosen"


def target_words(kpi, indicator):
    """What a KPI is to reach, in words."""
    if kpi.is_judged:
        return f"a score of {kpi.target:g} of 4"
    if kpi.kind == Kpi.Kind.ANY_INCREASE:
        return "any improvement beyond chance"
    if kpi.kind == Kpi.Kind.SIGNIFICANT:
        return "significant improvement"
    down = indicator is not None and indicator.direction == "down"
    unit = indicator.unit if indicator is not None else ""
    if kpi.kind == Kpi.Kind.REACH:
        return f"reach {Figure(unit=unit).in_words(kpi.target)}" + (" or less" if down else "")
    return f"at least {'−' if down else '+'}{kpi.target:g}" + (" points" if unit == "%" else "")


def readings_of(programme, kpis, on=None):
    """A KpiReading for each of `kpis`, in their order; five queries, however many there are.

    With `on`, only waves that were locked and judgements that were made by that date count.
    """
    kpis, catalogue = list(kpis), Catalogue(programme)
    codes = {kpi.indicator for kpi in kpis if kpi.indicator}
    by_then = {"wave__locked_at__date__lte": on} if on else {}
    frame = estimates_frame(programme, catalogue=catalogue, breakdown="all", indicator__in=codes, **by_then)
    evidence = Evidence(frame)
    places, judged = _places(kpis), _judgements(kpis, on)
    return [
        _judged(kpi, judged.get(kpi.pk, []))
        if kpi.is_judged
        else _measured(kpi, programme, catalogue, evidence, places.get(kpi.pk, []))
        for kpi in kpis
    ]


def _places(kpis):
    """KPI id -> (code, name) of its chosen neighbourhoods."""
    chosen = KpiPlace.objects.filter(kpi__in=[kpi.pk for kpi in kpis]).order_by("neighbourhood__name")
    found = {}
    for kpi, code, name in chosen.values_list("kpi_id", "neighbourhood__code", "neighbourhood__name"):
        found.setdefault(kpi, []).append((code, name))
    return found


def _judgements(kpis, on):
    """KPI id -> its judgements, the earliest first."""
    found, rows = {}, Judgement.objects.filter(kpi__in=[kpi.pk for kpi in kpis])
    if on:
        rows = rows.filter(judged_on__lte=on)
    for judgement in rows.order_by("judged_on", "pk"):
        found.setdefault(judgement.kpi_id, []).append(judgement)
    return found


def _judged(kpi, judgements):
    reading = read_judgements(kpi.target, [judgement.score for judgement in judgements])
    return KpiReading(kpi, None, (), judgements[-1] if judgements else None, reading)


def _measured(kpi, programme, catalogue, evidence, places):
    if kpi.indicator not in catalogue:
        gone = Reading(KpiStatus.NOT_MEASURED, f"The indicator {kpi.indicator} is not defined here any more")
        return KpiReading(kpi, None, (), None, gone)
    indicator = catalogue[kpi.indicator]
    areas = _areas(kpi, programme, places)
    figures = tuple((name, _latest(evidence, indicator, code)) for code, name in areas)
    readings = {name: _read(kpi, indicator, figure) for name, figure in figures}
    return KpiReading(kpi, indicator, figures, None, read_together(readings))


def _areas(kpi, programme, places):
    """(code, name) of each area that the KPI is measured in."""
    if kpi.covers == Kpi.Covers.PROGRAMME:
        return [(programme.slug, programme.name)]
    if kpi.covers == Kpi.Covers.COHORT:
        return [(kpi.cohort.area_code, str(kpi.cohort))]
    return places


def _latest(evidence, indicator, area_code):
    rows = evidence.full_series(indicator.code, area_code)
    return figure_of(rows[-1], indicator) if rows else unmeasured(indicator)


def _read(kpi, indicator, figure):
    reading = read_figure(kpi.kind, kpi.target, figure)
    if not indicator.from_survey and figure.estimate is None:
        return Reading(reading.status, NOT_KEPT_YET)
    if figure.suppressed and indicator.audience == "organisations" and kpi.covers != Kpi.Covers.PROGRAMME:
        return Reading(reading.status, "What organisations say is judged for the whole programme only")
    return reading
