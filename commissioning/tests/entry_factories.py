"""Entries of the contract, money, team, risks and meetings for tests: the smallest valid ones, with fixed values."""

from datetime import date
from decimal import Decimal

import factory

from commissioning import models
from commissioning.tests.factories import ProgrammeFactory


class StageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Stage

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    title = "Facts and baselines"
    first_month = factory.LazyAttribute(lambda stage: (1, 7, 25, 43)[stage.number - 1])
    last_month = factory.LazyAttribute(lambda stage: (6, 24, 42, 60)[stage.number - 1])


class TaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Task

    stage = factory.SubFactory(StageFactory)
    title = factory.Sequence(lambda n: f"Task {n}")
    due_month = 4


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Milestone

    stage = factory.SubFactory(StageFactory)
    title = factory.Sequence(lambda n: f"Milestone {n}")
    due_month = 5


class KpiFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Kpi

    stage = factory.SubFactory(StageFactory)
    title = factory.Sequence(lambda n: f"KPI {n}")
    kind = models.Kpi.Kind.ANY_INCREASE
    indicator = "A1"
    due_month = 6


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Decision

    stage = factory.SubFactory(StageFactory)
    outcome = models.Decision.Outcome.CONTINUE
    reasons = "The baselines stand."
    evidence = factory.LazyFunction(
        lambda: {
            "about": {"as_of": "20 September 2024", "month": 6},
            "counts": {"ready": 0, "explained": 0, "waived": 0, "open": 0},
            "sections": [],
            "kpis": [],
            "waves": [],
        }
    )
    fingerprint = factory.LazyAttribute(lambda own: models.fingerprint_of(own.evidence))


class ConditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Condition

    decision = factory.SubFactory(DecisionFactory)
    words = "Restore the forum."
    owner_role = models.Role.COORDINATOR
    due_on = date(2025, 1, 31)


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.BudgetLine

    stage = factory.SubFactory(StageFactory)
    kind = models.MoneyKind.STAFF
    what = factory.Sequence(lambda n: f"Salaries {n}")
    amount = Decimal("1000.00")


class PaymentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Payment

    stage = factory.SubFactory(StageFactory)
    kind = models.MoneyKind.STAFF
    what = "Salaries"
    amount = Decimal("250.00")
    paid_on = date(2024, 5, 31)


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Partner

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Partner {n}")


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Contribution

    stage = factory.SubFactory(StageFactory)
    partner = factory.LazyAttribute(lambda own: PartnerFactory(programme=own.stage.programme))
    kind = models.Contribution.Kind.CASH
    what = "Towards the team"
    amount = Decimal("500.00")


class MoneyFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MoneyFile

    programme = factory.SubFactory(ProgrammeFactory)
    filename = "money.xlsx"
    content = b""
    sha256 = "0" * 64


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Post

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Fieldworker {n}")


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Appointment

    post = factory.SubFactory(PostFactory)
    name = factory.Sequence(lambda n: f"Person {n}")
    starts_on = date(2024, 4, 1)


class KnowledgeSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.KnowledgeSession

    programme = factory.SubFactory(ProgrammeFactory)
    kind = models.KnowledgeSession.Kind.BRIEFING
    title = factory.Sequence(lambda n: f"Briefing {n}")
    held_on = date(2024, 9, 12)
    audience = "GP practice managers"


class ClauseAdviceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ClauseAdvice

    programme = factory.SubFactory(ProgrammeFactory)
    contract = factory.Sequence(lambda n: f"Contract {n}")
    holder = "The hospital"
    advice = "Rooms for community groups in the evening."
    given_on = date(2024, 10, 3)


class RiskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Risk

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Risk {n}")
    likelihood = 2
    impact = 3
    review_on = date(2024, 12, 1)


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Meeting

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Steering group {n}")
    held_on = date(2024, 9, 20)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Attendance

    meeting = factory.SubFactory(MeetingFactory)
    name = factory.Sequence(lambda n: f"Member {n}")


class PaperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Paper

    meeting = factory.SubFactory(MeetingFactory)
    title = "Progress report"


class ResolutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Resolution

    meeting = factory.SubFactory(MeetingFactory)
    words = "To meet again in December."


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Action

    meeting = factory.SubFactory(MeetingFactory)
    words = factory.Sequence(lambda n: f"Do thing {n}")
    owner_words = "The council"
    due_on = date(2024, 11, 1)
