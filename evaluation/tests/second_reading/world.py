"""A small programme full of traps for whoever compares its figures, and what plain code makes of its rows.

Two baseline waves, of which the later asks again where there is a baseline already; a place with too few answers for a
figure; a quota survey that leaves a place out; excluded answers; every kind of missing answer; uneven weights.
"""

import random
import struct
from datetime import date

from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.catalogue import Catalogue
from evaluation.engine import recompute
from evaluation.frames import estimates_frame
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, places_of_areas
from evaluation.tests.second_reading import plain
from neighbourhoods.models import PopulationGroup
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.bank import load_shipped_menu
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.models import Response
from surveys.tests.factories import YES_NO, SampleFactory, WaveFactory
from surveys.tests.second_reading.plain import BLANK, CELLS, DONT_KNOW, NOT_ASKED, REFUSED
from surveys.tests.second_reading.world import a_questionnaire

TODAY = date(2026, 11, 30)
EVEN = (400, 810, 700, 420, 400, 830, 690, 520)
YOUNG = (900, 1300, 500, 200, 850, 1350, 480, 230)
OLD = (120, 400, 700, 900, 110, 420, 760, 1010)
# Cohort and residents by cell of each neighbourhood; cohort 3 waits.
PLACES = {
    "Alder": (1, EVEN),
    "Birch": (1, YOUNG),
    "Cedar": (1, OLD),
    "Damson": (2, EVEN),
    "Elder": (2, YOUNG),
    "Fir": (3, OLD),
    "Gorse": (3, EVEN),
    "Holly": (3, YOUNG),
}
STARTS = {1: 7, 2: 25, 3: 60}  # months: February 2024, August 2025, July 2028
# Name, purpose, design, weighting, first and last day; answers and share of yes to R2 in each place.
WAVES = (
    (
        *("First", "baseline", "random", "poststratify", date(2023, 7, 1), date(2023, 7, 31)),
        {"Alder": (150, 0.1), "Birch": (170, 0.2), "Cedar": (140, 0.2), "Fir": (160, 0.3), "Gorse": (150, 0.3)}
        | {"Holly": (150, 0.35)},
    ),
    (
        *("Second", "baseline", "random", "rake", date(2024, 7, 1), date(2024, 7, 31)),
        {"Damson": (180, 0.2), "Elder": (150, 0.25), "Alder": (150, 0.6)},
    ),
    (
        *("Third", "follow-up", "random", "poststratify", date(2025, 7, 1), date(2025, 7, 28)),
        {"Alder": (160, 0.4), "Birch": (150, 0.25), "Cedar": (150, 0.3), "Damson": (120, 0.3), "Elder": (28, 0.3)}
        | {"Fir": (170, 0.3), "Gorse": (160, 0.25), "Holly": (150, 0.3)},
    ),
    (
        *("Fourth", "follow-up", "quota", "rake", date(2025, 11, 1), date(2025, 11, 30)),
        {"Alder": (150, 0.45), "Birch": (160, 0.4), "Cedar": (150, 0.25), "Damson": (150, 0.5), "Elder": (160, 0.4)}
        | {"Fir": (150, 0.3), "Gorse": (150, 0.35)},
    ),
)
QUESTIONS = [
    {"code": "R2", "kind": "single", "options": YES_NO},
    {"code": "R4", "kind": "single", "options": YES_NO},
    {"code": "H1", "kind": "count", "low": 0, "high": 95, "asked_if": {"question": "R4", "is": [1]}},
    {"code": "Y1", "kind": "single", "options": YES_NO},
]


def active(said):
    """A1: in a local group, or gives unpaid help. One yes is enough; a no needs both."""
    told = (said["R2"], said["R4"])
    return 1 if 1 in told else 0 if told == (2, 2) else None


def hours(said):
    """A7 before it is taken 13,000 times: hours of the last four weeks; who does not help has none."""
    if said["R4"] == 2:
        return 0
    return said["H1"] if said["R4"] == 1 and 0 <= said["H1"] <= 95 else None


# Value of a person, whether it is a share, and what its published unit is.
MEASURES = {"A1": (active, True, 100), "A7": (hours, False, 13_000)}


class World:
    """The programme with its waves by name, and their people as plain code reads them."""

    def __init__(self, **designs):
        """`designs` maps waves to how people were chosen, where that is to be otherwise than WAVES says."""
        load_shipped_menu()
        self.designs = designs
        self.programme = ProgrammeFactory(slug="vale", starts_on=date(2023, 8, 1))
        cohorts = {
            number: CohortFactory(programme=self.programme, number=number, starts_in_month=month)
            for number, month in STARTS.items()
        }
        self.places = {name: self._place(name, cohorts[number], cells) for name, (number, cells) in PLACES.items()}
        self.questionnaire = a_questionnaire(self.programme, tables=QUESTIONS)
        self.waves = {name: self._wave(at, name, *about) for at, (name, *about) in enumerate(WAVES)}
        recompute(self.programme)
        self.programme.refresh_from_db()
        self.people = {name: plain.people_of(wave) for name, wave in self.waves.items()}
        self.catalogue = Catalogue(self.programme)
        self.neighbourhoods = neighbourhoods_of(self.programme)
        self.members = places_of_areas(self.programme, self.neighbourhoods) | {
            place.code: {place.code} for place in self.neighbourhoods
        }

    def _place(self, name, cohort, cells):
        place = NeighbourhoodFactory(programme=self.programme, name=name, code=name.upper(), cohort=cohort)
        PopulationGroup.objects.bulk_create(
            PopulationGroup(neighbourhood=place, sex=sex, age_band=band, residents=number, counted_on=date(2021, 3, 21))
            for (sex, band), number in zip(CELLS, cells, strict=True)
        )
        return place

    def _wave(self, seed, name, purpose, design, weighting, begins, ends, asked):
        chance = random.Random(seed)  # noqa: S311 - the same answers each time
        about = {
            "name": name,
            "purpose": purpose,
            "design": self.designs.get(name, design),
            "starts_on": begins,
            "ends_on": ends,
        }
        wave = WaveFactory(programme=self.programme, questionnaire=self.questionnaire, **about)
        for place, (people, yes) in asked.items():
            residents = sum(PLACES[place][1])
            sample = SampleFactory(wave=wave, neighbourhood=self.places[place], population=residents)
            Response.objects.bulk_create(_responses(chance, sample, people, yes))
        return lock_wave(wave=weigh_wave(wave=wave, method=weighting), by=None)

    def evidence(self, code):
        frame = estimates_frame(self.programme, catalogue=self.catalogue, indicator=code, breakdown="all")
        return Evidence(frame)

    def is_pooled(self, area):
        return area not in {place.code for place in self.neighbourhoods}

    def baseline_of(self, code):
        """Name of the wave that is a neighbourhood's baseline: the one locked first."""
        return "Second" if code in ("DAMSON", "ELDER") else "First"

    def read(self, code, wave, area, *, only=None, correction=True):
        """The Plain of an indicator in an area (a code, or several) and wave; `only` says who is counted."""
        codes = self.members[area] if isinstance(area, str) else area
        pooled = not isinstance(area, str) or self.is_pooled(area)
        strata = plain.strata_of(self.people[wave], self._value(code, only), codes, pooled=pooled)
        return plain.plainly(strata, correction=correction, is_share=MEASURES[code][1])

    def read_baseline(self, code, wave, area, *, only=None, correction=True):
        """The same for the baselines of those neighbourhoods of an area that the wave asked in."""
        strata = []
        for place in self.asked(wave, area):
            people = self.people[self.baseline_of(place)]
            strata += plain.strata_of(people, self._value(code, only), {place}, pooled=self.is_pooled(area))
        return plain.plainly(strata, correction=correction, is_share=MEASURES[code][1])

    def asked(self, wave, area):
        """Codes of the neighbourhoods of an area in which somebody answered in a wave."""
        here = {sample.neighbourhood.code for sample, rows in self.people[wave].items() if rows}
        return sorted(here & self.members[area])

    def _value(self, code, only):
        value = MEASURES[code][0]
        return lambda row: value(row.said) if only is None or only(row) else None


def _responses(chance, sample, people, yes):
    """Answers of so many people, one of forty excluded, one of twelve without one of the answers."""
    for number in range(people):
        healthy = chance.choice([1, 2, 2])
        said = {
            "R2": 1 if chance.random() < yes * (0.6 if healthy == 1 else 1.2) else 2,
            "R4": chance.choice([1, 2, 2]),
        }
        said["H1"] = chance.choice([0, 0, 3, 8, 20, 95]) if said["R4"] == 1 else NOT_ASKED
        said["Y1"] = healthy
        for code in said:
            if said[code] != NOT_ASKED and chance.random() < 1 / 12:
                said[code] = chance.choice([BLANK, DONT_KNOW, REFUSED])
        if said["R4"] == BLANK:
            said["H1"] = BLANK
        elif said["R4"] != 1:
            said["H1"] = NOT_ASKED
        who = {"sex": chance.choice([1, 2, 2]), "age_band": chance.choice([1, 2, 3, 3, 4])}
        packed = struct.pack("<4h", *(said[each["code"]] for each in QUESTIONS))
        about = {"answers": packed, "is_excluded": number % 40 == 7}
        yield Response(sample=sample, key=f"row-{number}", **who, **about)
