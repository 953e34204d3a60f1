"""A programme of nine neighbourhoods in three cohorts, surveyed three times, for tests of comparisons."""

from datetime import date

from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.catalogue import Catalogue
from evaluation.engine import recompute
from evaluation.frames import estimates_frame
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, places_of_areas
from evaluation.tests.factories import surveyed

TODAY = date(2026, 11, 30)
WAVES = ("baseline", "follow-up", "follow-up")  # in July of 2024, 2025 and 2026
# Yes of 200 in each wave.
ANSWERS = {
    "Alder": (16, 24, 40),
    "Birch": (20, 27, 36),
    "Cedar": (24, 33, 38),
    "Damson": (20, 24, 30),
    "Elder": (24, 22, 34),
    "Fir": (40, 42, 44),
    "Gorse": (44, 40, 46),
    "Holly": (36, 40, 36),
    "Ivy": (48, 50, 46),
}
COHORTS = {1: (7, ("Alder", "Birch", "Cedar")), 2: (19, ("Damson", "Elder")), 3: (60, ("Fir", "Gorse", "Holly", "Ivy"))}


def three_cohorts(answers=ANSWERS, cohorts=COHORTS, total=200, waves=WAVES, small=()):
    """Cohort 1 starts in October 2024 (after the first wave), cohort 2 in October 2025, cohort 3 in March 2029.

    `small` maps (name, number of the wave) to how many were asked there, where it was not `total`.
    """
    programme = ProgrammeFactory(starts_on=date(2024, 4, 1))
    asked = dict(small)
    shares = {
        name: [(yes, asked.get((name, at), total)) for at, yes in enumerate(row)] for name, row in answers.items()
    }
    surveyed(shares, programme=programme, purposes=waves)
    for number, (month, names) in cohorts.items():
        cohort = CohortFactory(programme=programme, number=number, starts_in_month=month)
        programme.neighbourhoods.filter(name__in=names).update(cohort=cohort)
    recomputed(programme)
    return programme


def recomputed(programme):
    """The figures anew, now that neighbourhoods are in their cohorts."""
    recompute(programme)
    programme.refresh_from_db()


def read(programme, code="A1"):
    """The Evidence of one indicator, the indicator, the neighbourhoods, and codes of the areas' neighbourhoods."""
    catalogue = Catalogue(programme)
    evidence = Evidence(estimates_frame(programme, catalogue=catalogue, indicator=code, breakdown="all"))
    neighbourhoods = neighbourhoods_of(programme)
    members = places_of_areas(programme, neighbourhoods)
    return evidence, catalogue[code], neighbourhoods, members | {n.code: {n.code} for n in neighbourhoods}
