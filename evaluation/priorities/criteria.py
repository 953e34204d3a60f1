"""What neighbourhoods can be ranked by: official figures, what residents say, and the groups that registers count."""

import re
from dataclasses import dataclass, replace
from datetime import date

from evaluation.catalogue import GOALS
from evaluation.frames import estimates_frame, figure_of
from evaluation.made_once import made_once
from evaluation.place_list import OVERALL_DEPRIVATION
from evaluation.selection import Evidence
from neighbourhoods.models import AreaStatistic

NEED = "Need: official figures"
LIFE = "Community life: what residents say"
KEPT = "Community life: what the register counts"
HIGH, LOW = "high", "low"
LIFE_EXPECTANCY = "life-expectancy"
# Measures of which less means more need, by a part of their name; ranks count from the most deprived.
GROUPS_PER_THOUSAND = "groups-per-1000"
LESS_IS_NEED = ("average-rank", LIFE_EXPECTANCY, GROUPS_PER_THOUSAND)
ORDINARY_WEIGHT = 50
# Goals whose headline says how much community life there is.
SPARSE_LIFE_GOALS = (1, 3)
SECTOR_GOAL = 2


@dataclass(frozen=True)
class Known:
    """What one place has of a criterion; `number` is None where it may not be shown, and `words` say why."""

    number: float | None
    words: str
    as_of: date | None = None


UNKNOWN = Known(None, "unknown")


@dataclass(frozen=True)
class Criterion:
    """One thing to rank by. `values` holds a Known by neighbourhood code; who is not there is unknown."""

    key: str
    name: str
    group: str
    unit: str
    source: str
    values: dict
    need_end: str = HIGH
    weight: int = ORDINARY_WEIGHT
    is_usual: bool = False

    def of(self, code):
        return self.values.get(code, UNKNOWN)

    @property
    def short(self):
        """The name for the head of a column, without what stands in brackets."""
        return re.sub(r"\s*\([^)]*\)", "", self.name)

    @property
    def places_known(self):
        return sum(known.number is not None for known in self.values.values())


def criteria_of(programme, catalogue, *, until=None):
    """Key -> Criterion, need first. `until` leaves out what was not there yet on that day."""
    counted = _counted(programme, catalogue, until)
    # Groups are those of the register where it speaks of every place, else those of an official figure, if any.
    official = not any(criterion.is_usual for criterion in counted)
    found = [*_statistics(programme, until, official), *counted, *_indicators(programme, catalogue, until)]
    return {criterion.key: criterion for criterion in found if criterion.places_known}


def _counted(programme, catalogue, until):
    """The criterion of groups per 1,000 residents as the register counts them, if anything is on record."""
    indicator = catalogue.headlines.get(SECTOR_GOAL)
    if indicator is None or indicator.from_survey:
        return []
    asked = {"area_kind": "neighbourhood", "indicator": indicator.code}
    evidence = Evidence(estimates_frame(programme, catalogue=catalogue, breakdown="all", on=until, **asked))
    wave, levels = evidence.main_wave(indicator.code), _levels(evidence, indicator)
    known, places = sum(each.number is not None for each in levels.values()), programme.neighbourhoods.count()
    source = f"Register of groups, {wave}, {known} of {places} neighbourhoods on record"
    criterion = _indicator(indicator, source, levels)
    return [replace(criterion, group=KEPT, is_usual=0 < known == places)] if levels else []


def _statistics(programme, until, official_groups):
    """A criterion for each measure, with each place's latest figure, by label."""
    rows = AreaStatistic.objects.filter(neighbourhood__programme=programme).order_by("as_of")
    if until:
        rows = rows.filter(as_of__lte=until)
    measures, about = {}, {}
    fields = ("measure", "label", "unit", "source", "value", "as_of", "neighbourhood__code")
    for measure, label, unit, source, value, as_of, code in rows.values_list(*fields):
        measures.setdefault(measure, {})[code] = Known(value, _in_words(value, unit), as_of)
        about[measure] = (label, unit, source)
    halves = max(sum(LIFE_EXPECTANCY in measure for measure in measures), 1)
    criteria = [
        _statistic(measure, about[measure], known, halves, official_groups) for measure, known in measures.items()
    ]
    return sorted(criteria, key=lambda criterion: (not criterion.is_usual, criterion.name))


def _statistic(measure, about, values, life_expectancies, official_groups):
    label, unit, source = about
    dates = sorted({known.as_of for known in values.values()})
    when = " to ".join(f"{day:%B %Y}" for day in dict.fromkeys((dates[0], dates[-1])))
    lived = LIFE_EXPECTANCY in measure
    return Criterion(
        key=f"stat-{measure}",
        name=label,
        group=NEED,
        unit=unit,
        source=f"{source}, {when}",
        values=values,
        need_end=LOW if any(part in measure for part in LESS_IS_NEED) else HIGH,
        # Men and women together weigh as much as one criterion.
        weight=round(ORDINARY_WEIGHT / life_expectancies) if lived else ORDINARY_WEIGHT,
        is_usual=lived or measure.endswith(OVERALL_DEPRIVATION) or (official_groups and GROUPS_PER_THOUSAND in measure),
    )


def _in_words(value, unit):
    number = f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.1f}"
    if unit == "rank":
        return f"rank {number}"
    return f"{number}%" if unit == "%" else " ".join(filter(None, (number, unit)))


def _indicators(programme, catalogue, until):
    """A criterion for each residents' indicator, with its figures of the latest main wave, by goal."""
    measured = made_once(lambda: _measured(programme, catalogue, until), programme, "criteria", until)
    return [
        _indicator(catalogue[code], wave, values)
        for goal in GOALS
        for code in (indicator.code for indicator in catalogue.of_goal(goal))
        if code in measured
        for wave, values in (measured[code],)
    ]


def _indicator(indicator, wave, values):
    return Criterion(
        key=f"ind-{indicator.code}",
        name=indicator.name,
        group=LIFE,
        unit=indicator.unit,
        source=wave,
        values=values,
        need_end=HIGH if indicator.direction == "down" else LOW,
        is_usual=indicator.headline and indicator.goal in SPARSE_LIFE_GOALS,
    )


def _measured(programme, catalogue, until):
    """Indicator code -> its main wave and a Known for each neighbourhood asked then."""
    conditions = {"wave__ends_on__lte": until} if until else {}
    asked = [code for code, indicator in catalogue.indicators.items() if indicator.audience == "residents"]
    conditions |= {"area_kind": "neighbourhood", "indicator__in": asked}
    frame = estimates_frame(programme, catalogue=catalogue, breakdown="all", **conditions)
    evidence = Evidence(frame)
    return {
        indicator.code: (evidence.main_wave(indicator.code), _levels(evidence, indicator))
        for indicator in catalogue.indicators.values()
        if indicator.audience == "residents" and evidence.waves(indicator.code)
    }


def _levels(evidence, indicator):
    figures = {row.area_code: figure_of(row, indicator) for row in evidence.latest_places(indicator.code)}
    return {
        code: Known(figure.estimate if figure.shown else None, figure.value_words, figure.wave_on)
        for code, figure in figures.items()
    }
