"""What a report is drafted from: evidence as it is read on one day, and people's words. Read in constant queries."""

from functools import cached_property
from typing import NamedTuple

from evaluation import hidden
from evaluation.catalogue import Catalogue
from evaluation.figures import Figure
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.places import neighbourhoods_of
from evaluation.reports.document import Paragraph, Section, words
from evaluation.reports.drafting.cited import Cited
from evaluation.reports.sections import sections_of
from evaluation.selection import Evidence, coverage_words, places_of_areas, standing

NOT_WRITTEN = "Not written yet."
THEIR_WORDS = "In the authors’ own words:"
WHOLE = "Whole programme"


class AreaFigure(NamedTuple):
    """The figure of one indicator in one area: `why` it is not shown, and a `note` on surveys that do not count."""

    code: str
    name: str
    figure: Figure
    why: str = ""
    note: str = ""


class Material:
    """Evidence of a programme as it stood on the day `on`, with the words written for a report about it.

    Figures are of waves that were locked by that day, and of registers as at it. Every one that the report shows is
    noted in `cited`. `headlines_only` leaves all other indicators out.
    """

    def __init__(self, report, texts, on, *, headlines_only=False):
        self.report, self.texts, self.on, self.programme = report, texts, on, report.programme
        if report.stage:
            report.stage.programme = self.programme
        self.catalogue = Catalogue(self.programme)
        asked = {"wave__locked_at__date__lte": on}
        if headlines_only:
            asked["indicator__in"] = {indicator.code for indicator in self.catalogue.headlines.values()}
        frame = estimates_frame(self.programme, catalogue=self.catalogue, breakdown="all", on=on, **asked)
        self.evidence = Evidence(frame)
        self.neighbourhoods = neighbourhoods_of(self.programme)
        self.cited = Cited(self.catalogue)

    @cached_property
    def places(self):
        """Code of each pooled area -> codes of the neighbourhoods that it has now."""
        return places_of_areas(self.programme, self.neighbourhoods)

    @cached_property
    def cohorts(self):
        """The cohorts that have neighbourhoods, by number."""
        found = {place.cohort.number: place.cohort for place in self.neighbourhoods if place.cohort}
        return [found[number] for number in sorted(found)]

    @property
    def whole(self):
        """(code, name) of the whole programme."""
        return self.programme.slug, WHOLE

    @cached_property
    def since(self):
        """The first day of what the report is about."""
        stage = self.report.stage if self.report.kind == self.report.Kind.STAGE else None
        return (stage.begins_on or stage.planned_start) if stage else self.programme.starts_on

    @cached_property
    def ends_on(self):
        """The last day of what the report is about, from which on a figure is marked as later; None where it is now."""
        stage = self.report.stage
        return (stage.ends_on or stage.planned_end) if stage else None

    @property
    def until(self):
        """The last day of what the report tells of."""
        return min(self.on, self.ends_on or self.on)

    def named(self, slug, blocks=(), sections=()):
        """The named section `slug`: what people wrote in it, then blocks and sections from the evidence."""
        section = next(each for each in sections_of(self.report) if each.slug == slug)
        return Section(slug, section.title, (*self._spoken(section), *blocks), tuple(filter(None, sections)))

    def _spoken(self, section):
        text = self.texts.get(section.slug, "").strip()
        if text:
            return (Paragraph(THEIR_WORDS, "note"), *words(text))
        return (Paragraph(NOT_WRITTEN, "note"),) if section.needed else ()

    def now(self, indicator, code, name):
        """The AreaFigure that stands for one area now: of the latest wave that covers all of it."""
        rows = self.evidence.full_series(indicator.code, code)
        if not rows:
            return self._shown(code, name, unmeasured(indicator))
        row = standing(rows)
        return self._shown(code, name, self._figure(row, indicator, code), row, self._of_part(indicator, code, row))

    def over_time(self, indicator, code, name):
        """The AreaFigure of one area in every wave that covers all of it, the earliest first."""
        return [
            self._shown(code, name, self._figure(row, indicator, code), row)
            for row in self.evidence.full_series(indicator.code, code)
        ]

    def noted(self, code, name, figure):
        """The AreaFigure of a figure that was read elsewhere, such as a cost’s."""
        return self._shown(code, name, figure, self._row(figure.code, code, figure.wave_label))

    def note(self, indicator, code, name, wave):
        """Note that the figure of an indicator (its code), an area and a wave is shown in words read elsewhere."""
        if row := self._row(indicator, code, wave):
            self._shown(code, name, self._figure(row, self.catalogue[indicator], code), row)

    def _row(self, indicator, code, wave):
        return next((row for row in self.evidence.series(indicator, code) if row.wave == wave), None)

    def _figure(self, row, indicator, code):
        """The Figure of a row of the evidence, saying which part of a larger area was counted."""
        is_pooled = code in self.places and indicator.audience != "organisations"
        return figure_of(row, indicator, coverage_words(row, self.places[code]) if is_pooled else "")

    def _shown(self, code, name, figure, row=None, note=""):
        """An AreaFigure, noted as one that the report shows."""
        self.cited.add(code, name, figure, row)
        why = (row.absent or hidden.WORDS.get(row.suppressed, "")) if row is not None else ""
        return AreaFigure(code, name, figure, why, note)

    def _of_part(self, indicator, code, row):
        """That a later wave asked in a part of the area only, and so does not count for it."""
        if code not in self.places or indicator.audience == "organisations":
            return ""
        later = [each for each in self.evidence.series(indicator.code, code) if each.wave_date > row.wave_date]
        part = [each for each in later if each.places < row.places]
        if not part:
            return ""
        asked = f"{part[-1].places} of {len(self.places[code])} neighbourhoods"
        held, has = ("held", "has answers from") if indicator.from_survey else ("counted", "is on record in")
        return f"“{part[-1].wave}”, {held} later, {has} {asked} and does not count here"
