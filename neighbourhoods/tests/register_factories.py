"""Entries of the community registers for tests: the smallest valid ones, with fixed values and a trait per state."""

from datetime import date
from decimal import Decimal

import factory

from commissioning.tests.entry_factories import MeetingFactory
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods import models
from neighbourhoods.tests.factories import NeighbourhoodFactory

PROFILED_ON = date(2024, 9, 1)


class CommunityGroupFactory(factory.django.DjangoModelFactory):
    """A group without a profile and without a place; `eligible_in` gives it both, so that it counts."""

    class Meta:
        model = models.CommunityGroup
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    kind = "grass-roots"
    sector = models.CommunityGroup.Sector.COMMUNITY

    @factory.post_generation
    def eligible_in(self, create, places, as_of=PROFILED_ON, **profile):
        """`eligible_in=[ropewalk]` places it there with a profile that counts; `eligible_in__members=12` adds to it."""
        if create and places:
            for place in places:
                models.GroupPlace.objects.create(group=self, neighbourhood=place)
            GroupProfileFactory(group=self, counting=True, as_of=as_of, **profile)


class GroupProfileFactory(factory.django.DjangoModelFactory):
    """A profile of which nothing is known but the day; `counting` passes the three-part test."""

    class Meta:
        model = models.GroupProfile

    class Params:
        counting = factory.Trait(named=True, has_contact=True, open_to_join=True)

    group = factory.SubFactory(CommunityGroupFactory)
    as_of = PROFILED_ON


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Contact

    group = factory.SubFactory(CommunityGroupFactory)
    name = "Alex Example"
    email = "alex@example.org"
    consent_how = models.Contact.Consent.SPOKEN
    consent_on = date(2024, 9, 1)
    review_on = date(2026, 9, 1)


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Agency

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Agency {n}")


class GroupLinkFactory(factory.django.DjangoModelFactory):
    """A link between two groups of one programme; `confirmed=[day]` says when it was seen."""

    class Meta:
        model = models.GroupLink
        skip_postgeneration_save = True

    group = factory.SubFactory(CommunityGroupFactory)
    other = factory.LazyAttribute(
        lambda own: None if own.agency else CommunityGroupFactory(programme=own.group.programme)
    )
    agency = None
    started_on = date(2024, 9, 1)

    @factory.post_generation
    def confirmed(self, create, days, **kwargs):
        if create:
            for day in days or []:
                models.LinkConfirmation.objects.create(link=self, confirmed_on=day)


class AssetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Asset

    neighbourhood = factory.SubFactory(NeighbourhoodFactory)
    name = factory.Sequence(lambda n: f"Hall {n}")
    cost = models.Asset.Cost.FREE


class GrantSchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.GrantScheme

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Scheme {n}")
    funder = "Harbourside Council"
    opens_on = date(2024, 9, 1)


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Grant

    group = factory.SubFactory(CommunityGroupFactory)
    programme = factory.SelfAttribute("group.programme")
    title = factory.Sequence(lambda n: f"Grant {n}")
    amount = Decimal(500)
    awarded_on = date(2024, 9, 1)
    funder_name = "Harbourside Council"


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Project

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Project {n}")
    since = date(2024, 9, 1)


class FieldworkEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.FieldworkEntry

    neighbourhood = factory.SubFactory(NeighbourhoodFactory)
    kinds = ("support",)
    done_on = date(2024, 9, 1)
    hours = Decimal(2)
    people = 14


class CommunityIssueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CommunityIssue

    neighbourhood = factory.SubFactory(NeighbourhoodFactory)
    title = factory.Sequence(lambda n: f"A crossing at gate {n}")
    raised_on = date(2024, 9, 1)


class AgencyReplyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgencyReply

    issue = factory.SubFactory(CommunityIssueFactory)
    replied_on = date(2024, 9, 21)
    words = "The crossing is planned for the spring."


class EffectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Effect

    programme = factory.SubFactory(ProgrammeFactory)
    kind = models.Effect.Kind.GOOD
    title = factory.Sequence(lambda n: f"Effect {n}")
    seen_on = date(2024, 9, 1)


class CaseStudyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CaseStudy

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Story {n}")
    story = "It began with six people and a kettle."
    told_on = date(2024, 9, 1)


class MethodStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MethodStep

    neighbourhood = factory.SubFactory(NeighbourhoodFactory)
    method = "c2"
    number = 1
    reached_on = date(2024, 9, 1)
    evidence = "The partnership met."


class AnchorsDiscussionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AnchorsDiscussion

    meeting = factory.SubFactory(MeetingFactory)


class RegisterFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RegisterFile

    programme = factory.SubFactory(ProgrammeFactory)
    kind = models.RegisterFile.Kind.GROUPS
    filename = "groups.csv"
    content = b""
    sha256 = "0" * 64


class RegisterConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RegisterConfirmation

    neighbourhood = factory.SubFactory(NeighbourhoodFactory)
    as_at = date(2024, 9, 1)
    note = "Walked through with the hub."
