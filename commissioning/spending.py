"""The money of a programme as it stands in the database, in the rows that commissioning/money.py adds up."""

from django.db.models import Sum

from commissioning.models import BudgetLine, Contribution, MoneyKind, Payment
from commissioning.money import Pledge, money_of, pool_of
from commissioning.money_words import PENNY


def stages_of(programme):
    """The programme's stages in order, each knowing its programme."""
    stages = list(programme.stages.all())
    for stage in stages:
        stage.programme = programme
    return stages


def money_on(programme, on, stages=None):
    """The Money of a programme on the date `on`: its budget, and what was paid up to that day."""
    stages = stages_of(programme) if stages is None else stages
    budget = _rows(BudgetLine.objects.of(programme))
    spent = _rows(Payment.objects.of(programme).filter(paid_on__lte=on))
    return money_of(stages, MoneyKind.choices, budget, spent, on)


def spent_until(programme, on):
    """What was paid in all up to the date `on`; None where no payment is recorded by then."""
    return total_of(Payment.objects.of(programme).filter(paid_on__lte=on))


def total_of(entries):
    """The sum of a queryset's amounts; None where there are none."""
    total = entries.aggregate(total=Sum("amount"))["total"]
    # SQLite adds decimals up as floating point numbers; pence are exact again.
    return None if total is None else total.quantize(PENNY)


def contributions_of(programme):
    """Every contribution with its partner and stage, by partner, stage and kind."""
    found = Contribution.objects.of(programme).select_related("partner", "stage__programme")
    return list(found.order_by("partner__name", "stage__number", "kind", "pk"))


def pool_on(contributions):
    """The Pool of contributions, by the partner's id."""
    return pool_of(Pledge(each.partner_id, each.kind, each.amount, each.received) for each in contributions)


def _rows(entries):
    sums = entries.order_by().values_list("stage_id", "kind").annotate(total=Sum("amount"))
    return [(stage, kind, total.quantize(PENNY)) for stage, kind, total in sums]
