"""What a visitor chose on the page about groups: indicator, place, survey and breakdown, each choice valid."""

from django.utils.functional import cached_property

from evaluation.breakdowns import SEX_AND_AGE, questions_asked
from evaluation.catalogue import GOALS, Catalogue
from evaluation.frames import estimates_frame
from evaluation.inequality.finding import finding_of
from evaluation.inequality.groups import group_tables
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, areas_of_indicator, chosen, coverage_words, places_of_areas
from surveys.models import Wave

LONGEST_WORDING = 70


class InequalitySelection:
    """What was chosen, and the table of groups that answers it. `asked` is the query of the address."""

    def __init__(self, asked, programme):
        self.programme, self.catalogue = programme, Catalogue(programme)
        self.indicators = {i.code: i for i in self.catalogue.indicators.values() if i.is_share and i.from_survey}
        headlines = [i.code for i in self.catalogue.headlines.values() if i.code in self.indicators]
        self.code = chosen(asked.get("indicator"), dict.fromkeys([*headlines, *self.indicators]))
        self.indicator = self.indicators.get(self.code)
        self.neighbourhoods = neighbourhoods_of(programme)
        self.areas = self._areas()
        self.area = chosen(asked.get("area"), self.areas)
        self.waves = {str(row.wave_id): row for row in self._rows()}
        self.wave_id = chosen(asked.get("wave"), self.waves)
        self.breakdowns = self._breakdowns()
        self.by = chosen(asked.get("by"), self.breakdowns)

    def _areas(self):
        """Where the indicator has figures; without one, the whole programme."""
        if self.indicator is None:
            return {self.programme.slug: "Whole programme"}
        return areas_of_indicator(self.indicator, self.programme, self.neighbourhoods)

    @cached_property
    def evidence(self):
        """Everybody's figures of the chosen area."""
        frame = estimates_frame(
            self.programme, catalogue=self.catalogue, area_code=self.area, breakdown="all", indicator__in=self._codes
        )
        return Evidence(frame)

    @property
    def _codes(self):
        headlines = [i.code for i in self.catalogue.headlines.values() if i.from_survey]
        return {*headlines, self.code} - {None}

    def _rows(self):
        """Rows of the waves with figures for the chosen indicator in the area, the latest of all its places first."""
        rows = self.evidence.series(self.code, self.area)
        whole = self.evidence.full_series(self.code, self.area)
        return [*whole[-1:], *(row for row in reversed(rows) if row not in whole[-1:])]

    @cached_property
    def wave(self):
        """The chosen Wave, or None where none was held."""
        if self.wave_id is None:
            return None
        waves = Wave.objects.select_related("questionnaire", "programme")
        return waves.get(pk=int(self.wave_id), programme=self.programme)

    def _breakdowns(self):
        """Sex and age, of residents; then questions of the wave, but those that the indicator itself is made of."""
        if self.wave is None:
            return dict(SEX_AND_AGE)
        named = dict(SEX_AND_AGE) if self.wave.questionnaire.audience == "residents" else {}
        items = [item for item in questions_asked(self.wave) if item.code not in self.indicator.questions]
        return named | {item.code: _shortened(f"{item.code} {item.wording}") for item in items}

    @cached_property
    def table(self):
        """The GroupTable that was asked for; None where nothing is measured yet."""
        if self.wave is None or self.by is None:
            return None
        return self.tables(self.wave, self.by)[self.code]

    def tables(self, wave, by):
        """Code of an indicator -> its GroupTable in the chosen area: those of the headlines beside the chosen one.

        By sex and age they are taken together, so that the answers are read once for the whole page.
        """
        wanted = self._taken_together(wave) if by in SEX_AND_AGE else [self.indicator]
        return group_tables(self.programme, wave, by, wanted, self.area, self.catalogue)

    def _taken_together(self, wave):
        headlines = [i for i in self.catalogue.headlines.values() if i.is_share and i.audience == "residents"]
        every = {i.code: i for i in (*headlines, self.indicator)}
        asked = (code for code in every if any(row.wave_id == wave.pk for row in self.evidence.series(code, self.area)))
        return [every[code] for code in asked]

    @cached_property
    def finding(self):
        return finding_of(self.table, self.indicator, self.by) if self.table else None

    @property
    def everybody(self):
        """The row of everybody in the chosen area and wave."""
        return self.waves.get(self.wave_id)

    @property
    def coverage(self):
        """How many of the area's neighbourhoods the figures come from; nothing where it is all of them."""
        if self.everybody is None or not self.indicator.is_of_places:
            return ""
        places = places_of_areas(self.programme, self.neighbourhoods).get(self.area, set())
        return coverage_words(self.everybody, places)

    @property
    def goals(self):
        """Title of each goal -> its indicators to choose from."""
        listed = {title: self.catalogue.of_goal(number) for number, title in GOALS.items()}
        return {title: [i for i in own if i.code in self.indicators] for title, own in listed.items()}

    @property
    def question(self):
        """The question by whose answers people are put into groups; None for sex and age."""
        items = questions_asked(self.wave) if self.wave else ()
        return next((item for item in items if item.code == self.by), None)

    @property
    def place(self):
        return self.areas[self.area]


def _shortened(words):
    return words if len(words) <= LONGEST_WORDING else f"{words[:LONGEST_WORDING].rsplit(' ', 1)[0]} …"
