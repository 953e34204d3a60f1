"""Harbourside's money: a budget for a team of fifteen, what was paid month by month, and what partners put in.

All invented, and the same every time. Stage 2 was slightly underspent, as posts stood empty; in stage 3 rooms cost more
than was thought.
"""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from simple_history.utils import bulk_create_with_history

from commissioning.models import BudgetLine, Contribution, MoneyKind, Partner, Payment
from evaluation.demonstration.history import moment, written
from evaluation.demonstration.timetable import MONTH_NOW

STAFF, TRAINING, GRANTS, PREMISES = MoneyKind.STAFF, MoneyKind.TRAINING, MoneyKind.GRANTS, MoneyKind.PREMISES
EQUIPMENT, EVALUATION, OTHER = MoneyKind.EQUIPMENT, MoneyKind.EVALUATION, MoneyKind.OTHER

AGREED_DAYS_BEFORE = 20  # the programme's first day
BOOKED_DAYS_AFTER = 4
# Kind, what it is for, and pounds in stages 1 to 4.
BUDGET = (
    (STAFF, "Core team: lead, administrator, research officer", (66_000, 216_000, 222_000, 225_000)),
    (STAFF, "Neighbourhood teams", (84_000, 432_000, 510_000, 489_000)),
    (TRAINING, "Training of the team and of residents", (6_000, 18_000, 15_000, 9_000)),
    (GRANTS, "Seedcorn grants to groups", (3_000, 54_000, 72_000, 60_000)),
    (PREMISES, "Office and rooms in the neighbourhoods", (9_000, 32_400, 36_000, 36_000)),
    (EQUIPMENT, "Laptops, phones, display boards", (14_000, 9_000, 7_200, 3_600)),
    (EVALUATION, "Surveys and independent evaluation", (24_000, 36_000, 38_000, 42_000)),
    (OTHER, "Travel, insurance, events", (4_000, 12_600, 13_500, 12_600)),
)
# What a payment of each kind is called.
PAID_FOR = {
    STAFF: "Salaries and on-costs",
    TRAINING: "Training",
    GRANTS: "Grants paid out",
    PREMISES: "Rent and room hire",
    EQUIPMENT: "Equipment",
    EVALUATION: "Survey fieldwork and evaluation",
    OTHER: "Travel, insurance and events",
}
# Percent of the budget that each stage's payments come to by its end.
SPENT = {
    STAFF: (98, 94, 99),
    TRAINING: (100, 96, 92),
    GRANTS: (100, 97, 101),
    PREMISES: (101, 100, 127),
    EQUIPMENT: (104, 93, 88),
    EVALUATION: (100, 102, 97),
    OTHER: (92, 95, 98),
}
# Parts of a stage's spending in each of six months, again and again: no two months are the same.
RHYTHM = {
    STAFF: (98, 100, 101, 100, 102, 99),
    TRAINING: (0, 0, 3, 0, 2, 1),
    GRANTS: (0, 2, 1, 3, 1, 2),
    PREMISES: (1, 1, 1, 1, 1, 1),
    EQUIPMENT: (6, 2, 0, 1, 0, 0),
    EVALUATION: (0, 1, 0, 6, 3, 0),
    OTHER: (3, 2, 4, 3, 5, 2),
}


class Giving(NamedTuple):
    """What one partner puts in: kind, what it is, its worth in stages 1 to 4, how valued, percent received by stage.

    None for a percentage says that nobody knows.
    """

    kind: str
    what: str
    worth: tuple
    valued: str
    received: tuple


CASH, IN_KIND, SECONDMENT = Contribution.Kind.CASH, Contribution.Kind.IN_KIND, Contribution.Kind.SECONDMENT
KINDS = Partner.Kind
PARTNERS = {
    ("Harbourside NHS Trust", KINDS.NHS): (
        Giving(CASH, "Towards the seedcorn grants", (0, 30_000, 40_000, 30_000), "", (100, 100, 75, 0)),
        Giving(
            SECONDMENT,
            "Health improvement specialist, two days a week",
            (9_000, 27_000, 27_000, 27_000),
            "Two fifths of a salary of £37,500 with a fifth for on-costs.",
            (100, 100, 83, 0),
        ),
    ),
    ("Harbourside Council", KINDS.COUNCIL): (
        Giving(CASH, "Towards the neighbourhood teams", (20_000, 60_000, 60_000, 60_000), "", (100, 100, 67, 0)),
        Giving(
            IN_KIND,
            "Rooms in libraries and children’s centres",
            (2_700, 16_200, 19_440, 16_200),
            "Hours booked at £18, the council’s price for voluntary groups.",
            (100, 92, None, 0),
        ),
    ),
    ("Harbourside Police", KINDS.POLICE): (
        Giving(
            SECONDMENT,
            "Community support officer, one day a week in cohort 1 and 2",
            (0, 10_800, 10_800, 10_800),
            "A fifth of a salary of £30,000 with a fifth for on-costs.",
            (100, 100, 83, 0),
        ),
    ),
    ("Harbourside Fire and Rescue", KINDS.FIRE): (
        Giving(
            IN_KIND,
            "Trainers for first aid and home safety",
            (1_200, 5_400, 5_400, 3_600),
            "Days of training at £300.",
            (100, 89, None, 0),
        ),
    ),
    ("Marram Homes", KINDS.HOUSING): (
        Giving(CASH, "Towards work on the Ropewalk estate", (0, 18_000, 18_000, 18_000), "", (100, 100, 100, 0)),
        Giving(
            IN_KIND,
            "Office in Limekiln for one team",
            (0, 10_800, 10_800, 10_800),
            "The rent that the flat would bring, £600 a month.",
            (100, 100, 83, 0),
        ),
    ),
    ("Harbourside College", KINDS.EDUCATION): (
        Giving(
            IN_KIND,
            "Places on the community work certificate",
            (0, 6_000, 6_000, 6_000),
            "Course fees of £500 for each place.",
            (100, 100, 0, 0),
        ),
    ),
    ("Tidewater Volunteer Centre", KINDS.VOLUNTARY): (),
}


def fill_money(programme, today, by):
    """Give Harbourside its budget, its payments up to last month, and its partners; nothing without stages."""
    stages = list(programme.stages.all())
    if not stages:
        return
    lines = [
        BudgetLine(stage=stage, kind=kind, what=what, amount=Decimal(pounds))
        for kind, what, worth in BUDGET
        for stage, pounds in zip(stages, worth, strict=False)
    ]
    agreed_at = moment(programme.starts_on - timedelta(days=AGREED_DAYS_BEFORE))
    bulk_create_with_history(lines, BudgetLine, default_user=by, default_date=agreed_at)
    paid = [payment for stage in stages for payment in _payments(programme, stage) if payment.paid_on <= today]
    booked = [written(payment, payment.paid_on + timedelta(days=BOOKED_DAYS_AFTER), by) for payment in paid]
    bulk_create_with_history(booked, Payment)
    _fill_partners(programme, stages, by)


def take_money_away(programme):
    """Delete the contributions, which keep their partners from being deleted."""
    Contribution.objects.of(programme).delete()


def _payments(programme, stage):
    """A stage's payments in its months before the present one, kind by kind."""
    months = range(stage.first_month, stage.last_month + 1)
    for kind in MoneyKind:
        if stage.number > len(SPENT[kind]):
            continue
        budget = sum(worth[stage.number - 1] for each, _, worth in BUDGET if each == kind)
        parts = [RHYTHM[kind][place % len(RHYTHM[kind])] for place in range(len(months))]
        for month, part in zip(months, parts, strict=True):
            pounds = round(budget * SPENT[kind][stage.number - 1] * part / sum(parts) / 100)
            if pounds and month < MONTH_NOW:
                yield _payment(programme, stage, kind, month, pounds)


def _payment(programme, stage, kind, month, pounds):
    paid_on = programme.month_end(month)
    return Payment(
        stage=stage,
        kind=kind,
        what=f"{PAID_FOR[kind]}, {paid_on:%B %Y}",
        amount=Decimal(pounds),
        paid_on=paid_on,
        reference=f"HB-{month:02d}-{kind.value[:3].upper()}",
    )


def _fill_partners(programme, stages, by):
    contributions = []
    for (name, kind), givings in PARTNERS.items():
        partner = Partner(programme=programme, name=name, kind=kind)
        written(partner, programme.starts_on - timedelta(days=AGREED_DAYS_BEFORE), by).save()
        contributions += [_contribution(partner, stage, giving) for giving in givings for stage in stages]
    last_counted_at = moment(programme.month_end(MONTH_NOW - 1))
    given = [each for each in contributions if each.amount]
    bulk_create_with_history(given, Contribution, default_user=by, default_date=last_counted_at)


def _contribution(partner, stage, giving):
    place = stage.number - 1
    percent = giving.received[place]
    return Contribution(
        stage=stage,
        partner=partner,
        kind=giving.kind,
        what=giving.what,
        amount=Decimal(giving.worth[place]),
        received=None if percent is None else Decimal(giving.worth[place] * percent // 100),
        valuation=giving.valued,
    )
