"""Building Harbourside in the database, and taking it away again."""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from commissioning.models import Cohort, Programme, Role
from evaluation.demonstration.borough import SLUG, SUPPORT_STARTS_IN_MONTH, VINTAGE, WARDS
from evaluation.demonstration.contract import fill_contract, take_contract_away
from evaluation.demonstration.evidence import hold_surveys, take_surveys_away
from evaluation.demonstration.gates import fill_gates
from evaluation.demonstration.geography import ward_boundaries
from evaluation.demonstration.health import add_health_statistics
from evaluation.demonstration.history import forget
from evaluation.demonstration.learning import fill_learning
from evaluation.demonstration.life import fill_life, take_life_away
from evaluation.demonstration.meetings import fill_meetings
from evaluation.demonstration.money import fill_money, take_money_away
from evaluation.demonstration.official import SOURCE, official_figures
from evaluation.demonstration.people import enrol
from evaluation.demonstration.population import ward_population
from evaluation.demonstration.priorities import choose_priorities
from evaluation.demonstration.remarks import fill_remarks
from evaluation.demonstration.reports import fill_reports
from evaluation.demonstration.risks import fill_risks
from evaluation.demonstration.stories import fill_discussions
from evaluation.demonstration.team import fill_team, take_team_away
from evaluation.demonstration.timetable import MONTH_NOW, programme_start
from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from neighbourhoods.models import AreaStatistic, Neighbourhood, PopulationGroup

NAME = "Harbourside"
ABOUT_AREAS = "The thirty wards of Harbourside, which does not exist. Names, boundaries and people are invented."
AGE_GROUPS = (UNKNOWN, *(band.number for band in AGE_BANDS))  # under 16, then the bands


class NotTheDemonstration(Exception):
    """A programme that is not fictional has the demonstration's address; it is left alone."""


class Made(NamedTuple):
    """The demonstration, and whether it was built just now."""

    programme: Programme
    is_new: bool


@transaction.atomic
def make_demonstration(*, today, password, fresh=False):
    """Build Harbourside so that `today` falls in its month 40. It is left alone while it still stands there.

    A demonstration of another month is taken away first, and so is any when `fresh`. People who sign in are
    kept. Raises NotTheDemonstration where its address belongs to a programme that is not fictional.
    """
    standing = Programme.objects.select_for_update(no_key=True).filter(slug=SLUG).first()
    if standing and not standing.is_fictional:
        raise NotTheDemonstration(f"The programme “{standing}” uses the address {SLUG} and is not fictional.")
    if standing and standing.month_on(today) == MONTH_NOW and not fresh:
        return Made(standing, is_new=False)
    if standing:
        _take_away(standing)
    return Made(_build(today, password), is_new=True)


def _build(today, password):
    programme = Programme.objects.create(
        slug=SLUG,
        name=NAME,
        area_name=NAME,
        population=200_000,
        contractor="Harbourside Community Development Trust",
        commissioning_body="Harbourside Health and Wellbeing Board",
        starts_on=programme_start(today),
        is_fictional=True,
        about_areas=ABOUT_AREAS,
    )
    users = enrol(programme, password)
    neighbourhoods = _neighbourhoods(programme)
    _count_residents(programme, neighbourhoods)
    _add_official_figures(programme, neighbourhoods)
    hold_surveys(programme, neighbourhoods, today, users[Role.EVALUATOR])
    fill_life(programme, neighbourhoods, today, users)
    choose_priorities(programme, users)
    fill_contract(programme, today, users)
    fill_money(programme, today, users[Role.COMMISSIONER])
    fill_team(programme, neighbourhoods, users[Role.COORDINATOR])
    fill_gates(programme, list(neighbourhoods.values()), today, users)
    fill_risks(programme, today, users)
    fill_meetings(programme, users)
    fill_discussions(programme, users[Role.COORDINATOR])
    fill_learning(programme, today, users)
    fill_reports(programme, list(neighbourhoods.values()), today, users)
    add_health_statistics(programme, users[Role.COORDINATOR])
    fill_remarks(programme, today, users)
    programme.refresh_from_db()
    return programme


def _take_away(programme):
    """Delete the programme with its evidence and its history. Locked waves go too: nobody ever answered them."""
    take_surveys_away(programme)
    take_life_away(programme)
    take_team_away(programme)
    take_money_away(programme)
    take_contract_away(programme)
    programme_id = programme.pk
    programme.delete()
    forget(programme_id)


def _neighbourhoods(programme):
    """Neighbourhoods by their place in WARDS."""
    cohorts = {
        number: Cohort.objects.create(programme=programme, number=number, starts_in_month=month)
        for number, month in SUPPORT_STARTS_IN_MONTH.items()
    }
    boundaries = ward_boundaries()
    return {
        place: Neighbourhood.objects.create(
            programme=programme,
            cohort=cohorts[ward.cohort],
            code=ward.code,
            name=ward.name,
            vintage=VINTAGE,
            boundary=boundaries[ward.code],
        )
        for place, ward in enumerate(WARDS)
    }


def _count_residents(programme, neighbourhoods):
    people = ward_population()
    counted_on = date(programme.starts_on.year - 1, 6, 30)
    PopulationGroup.objects.bulk_create(
        PopulationGroup(
            neighbourhood=neighbourhood,
            sex=sex.number,
            age_band=band,
            residents=int(people[place, row, column]),
            counted_on=counted_on,
            source=SOURCE,
        )
        for place, neighbourhood in neighbourhoods.items()
        for row, sex in enumerate(SEXES)
        for column, band in enumerate(AGE_GROUPS)
    )


def _add_official_figures(programme, neighbourhoods):
    AreaStatistic.objects.bulk_create(
        AreaStatistic(
            neighbourhood=neighbourhoods[figure.ward],
            measure=figure.measure.slug,
            label=figure.measure.label,
            unit=figure.measure.unit,
            value=figure.value,
            as_of=figure.as_of,
            source=SOURCE,
        )
        for figure in official_figures(programme.starts_on)
    )
