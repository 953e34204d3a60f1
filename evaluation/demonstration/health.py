"""Published health statistics of Harbourside's wards, brought in as a file laid out as public health profiles are.

All invented. A draw of their own, so that every other figure of the demonstration stays as it is.
"""

import csv
import io
from typing import NamedTuple

import numpy as np

from evaluation.demonstration.borough import SEED, WARDS
from evaluation.demonstration.population import ward_population
from evaluation.statistics import wilson
from neighbourhoods.actions.areas import apply_area_file, check_area_file
from neighbourhoods.models import AreaFile

FILENAME = "harbourside-health-profiles.csv"
HEADINGS = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex"),
    *("Age", "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit"),
    *("Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Compared to percentiles", "Time period Sortable", "New data"),
    *("Compared to goal", "Time period range"),
)
BOROUGH = ("E09099001", "Harbourside")
ANSWERED = 800  # how many people of each ward told how their health is
UNPUBLISHED_WARD, UNPUBLISHED = "Old Harbour", "Value not published for data quality reasons"
# By how much a year of support moves the odds and the rate: little, as such things go, and less than chance does.
SUPPORT = {1: 1.0, 2: 0.4, 3: 0.0}


class Statistic(NamedTuple):
    """A published statistic: its mean, what a step of need and a year add, what support does, and chance."""

    number: int
    name: str
    mean: float
    need: float
    yearly: float
    supported: float
    chance: float
    financial: bool


GOOD_HEALTH = Statistic(
    99001, "Residents in good or very good health, self-reported (%)", 76, -5, -0.3, 0.9, 1.2, False
)
ADMISSIONS = Statistic(
    99002,
    "Emergency admissions for conditions that care in the community could have met, per 100,000",
    *(880, 170, 12, -30, 40, True),
)


def add_health_statistics(programme, by):
    """Bring the file in, through the same check and import as anybody's."""
    file = check_area_file(
        programme=programme,
        kind=AreaFile.Kind.FINGERTIPS,
        filename=FILENAME,
        content=health_file(programme.starts_on).encode(),
        vintage="",
        by=by,
    )
    apply_area_file(area_file=file, by=by)


def health_file(starts_on):
    """The download as text: the borough, then every ward, for the years before, in and after the programme's first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADINGS, restval="", lineterminator="\n")
    writer.writeheader()
    rng = np.random.default_rng([SEED, 41])
    people = ward_population().sum(axis=(1, 2))
    for statistic in (GOOD_HEALTH, ADMISSIONS):
        of_wards = _underlying(statistic, rng)
        for number, year in enumerate(range(starts_on.year - 1, starts_on.year + 2)):
            writer.writerows(_rows(statistic, year, of_wards[:, number], people, rng))
    return text.getvalue()


def _underlying(statistic, rng):
    """What lies behind the figures, by ward and year; support begins to show in the third."""
    need = np.array([ward.need for ward in WARDS])
    support = np.array([SUPPORT[ward.cohort] for ward in WARDS])
    level = statistic.mean + statistic.need * need + rng.normal(0, statistic.chance, len(WARDS))
    years = np.arange(3)
    drift = rng.normal(0, statistic.chance / 2, (len(WARDS), 3))
    return level[:, None] + statistic.yearly * years + statistic.supported * np.outer(support, years) + drift


def _rows(statistic, year, of_wards, people, rng):
    counted = _counts(statistic, of_wards, people, rng)
    yield _row(statistic, year, BOROUGH, "Districts & UAs", *(each.sum() for each in counted))
    for ward, count, of in zip(WARDS, *counted, strict=True):
        row = _row(statistic, year, (ward.code, ward.name), "Wards", count, of)
        if (ward.name, statistic) == (UNPUBLISHED_WARD, ADMISSIONS):
            row |= dict.fromkeys(("Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Count"), "")
            row["Value note"] = UNPUBLISHED
        yield row


def _counts(statistic, of_wards, people, rng):
    """How many had what is counted, and of how many, by ward."""
    if statistic is GOOD_HEALTH:
        asked = np.full(len(WARDS), ANSWERED)
        return rng.binomial(asked, of_wards / 100), asked
    return rng.poisson(of_wards * people / 100_000), people


def _row(statistic, year, area, kind, count, of):
    count, of = int(count), int(of)
    value, low, high = _share(count, of) if statistic is GOOD_HEALTH else _rate(count, of)
    return {
        "Indicator ID": statistic.number,
        "Indicator Name": statistic.name,
        "Parent Code": "" if area == BOROUGH else BOROUGH[0],
        "Parent Name": "" if area == BOROUGH else BOROUGH[1],
        "Area Code": area[0],
        "Area Name": area[1],
        "Area Type": kind,
        "Sex": "Persons",
        "Age": "16+ yrs" if statistic is GOOD_HEALTH else "All ages",
        "Time period": f"{year}/{(year + 1) % 100:02}" if statistic.financial else year,
        "Value": round(value, 4),
        "Lower CI 95.0 limit": round(low, 4),
        "Upper CI 95.0 limit": round(high, 4),
        "Count": count,
        "Denominator": of,
        "Time period Sortable": f"{year}0000",
        "Time period range": "1y",
    }


def _share(count, of):
    """A percentage with Wilson's interval."""
    low, high = wilson(count / of, of)
    return 100 * count / of, 100 * float(low), 100 * float(high)


def _rate(count, of):
    """A rate per 100,000 with Byar's approximate interval of a count."""
    per = 100_000 / of
    low = count * (1 - 1 / (9 * count) - 1.96 / (3 * count**0.5)) ** 3 if count else 0
    high = (count + 1) * (1 - 1 / (9 * (count + 1)) + 1.96 / (3 * (count + 1) ** 0.5)) ** 3
    return count * per, low * per, high * per
