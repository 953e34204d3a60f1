"""Where the KPIs of a programme stand now, read from the same frame as every other page."""

from dataclasses import dataclass
from typing import NamedTuple

from commissioning.models import Judgement, Kpi
from evaluation.catalogue import Catalogue
from evaluation.figures import NOTHING_KEPT, Figure
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.indicators import Indicator
from evaluation.kpi_status import (
    KpiStatus,
    Reading,
    level_words,
    read_figure,
    read_judgements,
    read_together,
    target_number,
)
from evaluation.registers.counting import OF_CASES
from evaluation.registers.words import first_step
from evaluation.selection import Evidence, places_of_areas
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
    is_counted = indicator is not None and not indicator.from_survey  # in full: there is no chance to be beyond of
    if kpi.kind == Kpi.Kind.ANY_INCREASE:
        return "any improvement" if is_counted else "any improvement beyond chance"
    if kpi.kind == Kpi.Kind.SIGNIFICANT:
        return "clear improvement" if is_counted else "significant improvement"
    down = indicator is not None and indicator.direction == "down"
    unit = indicator.unit if indicator is not None else ""
    if kpi.kind == Kpi.Kind.REACH:
        return f"reach {level_words(kpi.target, unit)}" + (" or less" if down else "")
    return f"at least {'−' if down else '+'}{target_number(kpi.target)}" + (" points" if unit == "%" else "")


class Ground(NamedTuple):
    """What readings rest on: the programme's indicators, and the codes of the neighbourhoods that each area has now."""

    catalogue: Catalogue
    places: dict[str, set[str]]


def ground_of(programme):
    """The Ground of a programme; two queries."""
    neighbourhoods = programme.neighbourhoods.select_related("cohort").defer("boundary")
    return Ground(Catalogue(programme), places_of_areas(programme, neighbourhoods))


def readings_of(programme, kpis, on=None, ground=None):
    """A KpiReading for each of `kpis`, in their order; six queries, however many there are, two less with a `ground`.

    With `on`, only waves that were locked and judgements that were made by that date count, and registers as at it.
    """
    kpis, ground = list(kpis), ground or ground_of(programme)
    catalogue = ground.catalogue
    codes = {kpi.indicator for kpi in kpis if kpi.indicator}
    by_then = {"wave__locked_at__date__lte": on} if on else {}
    frame = estimates_frame(programme, catalogue=catalogue, breakdown="all", on=on, indicator__in=codes, **by_then)
    evidence = Evidence(frame)
    places, judged = _places(kpis), _judgements(kpis, on)
    return [
        _judged(kpi, judged.get(kpi.pk, []))
        if kpi.is_judged
        else _measured(kpi, programme, ground, evidence, places.get(kpi.pk, []))
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


def _measured(kpi, programme, ground, evidence, places):
    if kpi.indicator not in ground.catalogue:
        gone = Reading(KpiStatus.NOT_MEASURED, f"The indicator {kpi.indicator} is not defined here any more")
        return KpiReading(kpi, None, (), None, gone)
    indicator = ground.catalogue[kpi.indicator]
    figures, readings = [], []
    for code, name in _areas(kpi, programme, places):
        wanted = {code} if kpi.covers == Kpi.Covers.PLACES else ground.places.get(code, set())
        figure, note = _latest(evidence, indicator, code, wanted)
        figures.append((name, figure))
        readings.append((name, _read(kpi, indicator, figure, note)))
    return KpiReading(kpi, indicator, tuple(figures), None, read_together(readings))


def _areas(kpi, programme, places):
    """(code, name) of each area that the KPI is measured in."""
    if kpi.covers == Kpi.Covers.PROGRAMME:
        return [(programme.slug, programme.name)]
    if kpi.covers == Kpi.Covers.COHORT:
        return [(kpi.cohort.area_code, str(kpi.cohort))]
    return places


def _latest(evidence, indicator, area_code, wanted):
    """The figure of the latest wave that asked in all neighbourhoods the area has now, and a note on others.

    Organisations are one list, whichever neighbourhoods they happen to be in.
    """
    rows = evidence.series(indicator.code, area_code)
    if indicator.audience == "organisations":
        return (figure_of(rows[-1], indicator), "") if rows else (unmeasured(indicator), "")
    if indicator.code in OF_CASES and rows:
        some = [row for row in rows[-1:] if row.places < len(wanted)]
        return figure_of(rows[-1], indicator), _partly(evidence, some, wanted, "Issues are on record in {asked}")
    whole = [row for row in rows if wanted and wanted <= evidence.codes(indicator.code, row.wave)]
    has, held = ("has answers from", "held") if indicator.from_survey else ("is on record in", "counted")
    if not whole:
        return unmeasured(indicator), _partly(evidence, rows[-1:], wanted, f"“{{wave}}” {has} only {{asked}}")
    later = rows[rows.index(whole[-1]) + 1 :]
    note = f"“{{wave}}”, {held} later, {has} only {{asked}} and does not count here"
    return figure_of(whole[-1], indicator), _partly(evidence, later[-1:], wanted, note)


def _partly(evidence, rows, wanted, words):
    """A note on a wave that covers only part of an area; nothing without one."""
    for row in rows:
        asked = len(wanted & evidence.codes(row.indicator, row.wave))
        return words.format(wave=row.wave, asked=f"{asked} of {len(wanted)} neighbourhoods")
    return ""


def _read(kpi, indicator, figure, note):
    reading = _without_note(kpi, indicator, figure)
    if note and figure.estimate is None and not figure.suppressed:
        return Reading(reading.status, note)
    return reading._replace(reason=f"{reading.reason}. {note}") if note else reading


def _counted(kpi, indicator, figure, reading):
    """The Reading of what a register counts: why there is no number, or why a change of it says nothing."""
    if figure.estimate is None:
        step = first_step(indicator.code) if figure.absent == NOTHING_KEPT else ""
        return Reading(reading.status, f"{figure.absent}. {step}".rstrip(". "))
    is_in_part = indicator.is_judged and figure.change is not None and figure.verdict is None
    is_reached = kpi.kind == Kpi.Kind.REACH and reading.status.is_met
    if is_in_part and not is_reached:
        return Reading(KpiStatus.NOT_MEASURED, f"{figure.counted}, so nobody can say how it moved")
    return reading


def _without_note(kpi, indicator, figure):
    reading = read_figure(kpi.kind, kpi.target, figure)
    if indicator.unjudged:
        return Reading(KpiStatus.NOT_MEASURED, f"{indicator.code} is never judged on its own")
    if not indicator.from_survey:
        return _counted(kpi, indicator, figure, reading)
    if figure.suppressed and indicator.audience == "organisations" and kpi.covers != Kpi.Covers.PROGRAMME:
        return Reading(reading.status, "What organisations say is judged for the whole programme only")
    return reading
