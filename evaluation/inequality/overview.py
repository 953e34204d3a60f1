"""The widest gaps of the six headline indicators, by sex and by age, for one area."""

from dataclasses import dataclass

from evaluation.breakdowns import SEX_AND_AGE
from evaluation.catalogue import GOALS
from evaluation.indicators import Indicator
from evaluation.inequality.finding import others_words, people_words
from evaluation.inequality.gap_words import GroupGap
from surveys.models import Wave

BREAKDOWNS = tuple(reversed(SEX_AND_AGE))
NO_SEX_OR_AGE = "Organisations answered: they have no sex or age"
FROM_REGISTERS = "Counted from the registers: it is not asked of people"
NOT_A_SHARE = "Not a share of people: it has no gap in points"
NOT_ASKED = "Not asked yet"


@dataclass(frozen=True)
class WidestGap:
    """The widest of the gaps by one breakdown, how many there were, and who it is about; or `why` there is none."""

    by: str
    gap: GroupGap | None = None
    who: str = ""
    others: str = ""
    among: int = 0
    why: str = ""


@dataclass(frozen=True)
class OverviewLine:
    """A goal's headline with its widest gaps; or `why` it has none by sex or age."""

    number: int
    goal: str
    indicator: Indicator
    widest: tuple[WidestGap, ...] = ()
    why: str = ""


def headline_gaps(page):
    """An OverviewLine for each goal that has a headline, for the area of an InequalitySelection."""
    tables = _tables(page)
    lines = []
    for number, indicator in sorted(page.catalogue.headlines.items()):
        own, why = tables.get(indicator.code), _why_not(indicator)
        if not why and not own:
            why = NOT_ASKED
        widest = () if why else tuple(_widest(own[by], by) for by in BREAKDOWNS)
        lines.append(OverviewLine(number, GOALS[number], indicator, widest, why))
    return lines


def _why_not(indicator):
    if not indicator.from_survey:
        return FROM_REGISTERS
    if indicator.audience != "residents":
        return NO_SEX_OR_AGE
    return "" if indicator.is_share else NOT_A_SHARE


def _tables(page):
    """Code of a headline -> breakdown -> its GroupTable, in the latest wave that asked for it in the whole area."""
    latest = {}
    for indicator in page.catalogue.headlines.values():
        rows = () if _why_not(indicator) else page.evidence.full_series(indicator.code, page.area)
        if rows:
            latest[indicator.code] = rows[-1].wave_id
    waves = Wave.objects.select_related("questionnaire", "programme").in_bulk(set(latest.values()))
    found = {(pk, by): page.tables(wave, by) for pk, wave in waves.items() for by in BREAKDOWNS}
    return {code: {by: found[pk, by][code] for by in BREAKDOWNS} for code, pk in latest.items()}


def _widest(table, by):
    if not table.gaps:
        return WidestGap(by, why="Too few answers")
    row = max(table.gaps, key=lambda each: abs(each.gap.gap))
    return WidestGap(by, row.gap, people_words(row.label, by), others_words(row.gap, by), len(table.gaps))
