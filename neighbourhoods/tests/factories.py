"""Neighbourhoods and their residents for tests."""

from datetime import date
from decimal import Decimal

import factory

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.bands import AGE_BANDS, SEXES
from neighbourhoods.models import Deployment, Neighbourhood, PopulationGroup

UNIT_SQUARE = {"type": "Polygon", "coordinates": [[[0, 50], [0.1, 50], [0.1, 50.1], [0, 50.1], [0, 50]]]}


class NeighbourhoodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Neighbourhood
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"E05{n:06d}")
    name = factory.Sequence(lambda n: f"Ward {n}")
    vintage = "2023"
    boundary = UNIT_SQUARE

    @factory.post_generation
    def residents(self, create, each, **kwargs):
        """`residents=650` gives each sex and survey age band that many people."""
        if create and each:
            PopulationGroup.objects.bulk_create(
                PopulationGroup(
                    neighbourhood=self,
                    sex=sex.number,
                    age_band=band.number,
                    residents=each,
                    counted_on=date(2021, 3, 21),
                    source="Census 2021",
                )
                for sex in SEXES
                for band in AGE_BANDS
            )


class DeploymentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deployment

    appointment = factory.SubFactory(AppointmentFactory)
    neighbourhood = factory.LazyAttribute(lambda own: NeighbourhoodFactory(programme=own.appointment.post.programme))
    starts_on = date(2024, 10, 1)
    fte = Decimal(1)


def worker_in(*places, name="Grace Mensah", **days):
    """The user of a fieldworker who is deployed to some neighbourhoods of one programme, a day a week each."""
    programme = places[0].programme
    user = MembershipFactory(programme=programme, role=Role.FIELDWORKER, user=UserFactory(name=name)).user
    appointment = AppointmentFactory(post__programme=programme, user=user, starts_on=date(2024, 4, 1))
    for place in places:
        DeploymentFactory(appointment=appointment, neighbourhood=place, fte=Decimal("0.2"), **days)
    return user
