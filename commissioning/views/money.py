"""Budget lines, payments, partners and contributions: their registers, and the lists they stand in."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.forms.money import BudgetLineForm, ContributionForm, PartnerForm, PaymentForm
from commissioning.models import BudgetLine, Contribution, MoneyKind, Partner, Payment
from commissioning.money import NOTHING
from commissioning.registers import Register, page
from commissioning.spending import stages_of, total_of

SET_BUDGET, KEEP_ACCOUNTS = "commissioning.set_budget", "commissioning.keep_accounts"
PAYMENTS_A_PAGE = 50
MONEY = page("money", room="evaluation")

BUDGET_LINE = Register(
    name="budget-line",
    words="budget line",
    model=BudgetLine,
    form=BudgetLineForm,
    act=SET_BUDGET,
    listed=page("budget-line-list"),
    crumb="Budget",
    new_title="Add a budget line",
    hint="Money set aside for one thing in one stage. What was agreed before stays in the changes of the line.",
    related=("stage__programme",),
)
PAYMENT = Register(
    name="payment",
    words="payment",
    model=Payment,
    form=PaymentForm,
    act=KEEP_ACCOUNTS,
    listed=page("payment-list"),
    crumb="Payments",
    new_title="Add a payment",
    hint="Money that was spent, on the day it was paid. Sums of a month are enough; a refund is an amount below 0.",
    related=("stage__programme",),
)
PARTNER = Register(
    name="partner",
    words="partner",
    model=Partner,
    form=PartnerForm,
    act=SET_BUDGET,
    listed=MONEY,
    crumb="Money",
    new_title="Add a partner",
    hint="An organisation that puts something in, beside the commissioning body and the contractor.",
    related=("programme",),
)
CONTRIBUTION = Register(
    name="contribution",
    words="contribution",
    model=Contribution,
    form=ContributionForm,
    act=SET_BUDGET,
    listed=MONEY,
    crumb="Money",
    new_title="Add a contribution",
    hint="What a partner puts in for one stage: cash, something in kind with its worth, or a seconded person.",
    related=("stage__programme", "partner"),
)


@require_safe
def budget_line_list(request, slug):
    """Every budget line, by stage and kind, with the sum of each stage."""
    programme = programme_for(request, slug)
    stages = stages_of(programme)
    lines = {stage.pk: [] for stage in stages}
    order = list(MoneyKind)
    for line in BudgetLine.objects.of(programme).select_related("stage__programme"):
        lines[line.stage_id].append(line)
    for each in lines.values():
        each.sort(key=lambda line: (order.index(line.kind), line.what, line.pk))
    shown = {
        "stages": [(stage, lines[stage.pk], _sum(lines[stage.pk])) for stage in stages],
        "total": _sum(line for each in lines.values() for line in each),
        "may_set": request.user.has_perm(SET_BUDGET, programme),
    }
    return render(request, "commissioning/budget_line_list.html", shown)


@require_safe
def payment_list(request, slug):
    """Payments, the latest first, of one stage and kind or of all."""
    programme = programme_for(request, slug)
    stages = stages_of(programme)
    chosen = {
        "stage": _one_of(request.GET.get("stage"), [str(stage.number) for stage in stages]),
        "kind": _one_of(request.GET.get("kind"), MoneyKind.values),
    }
    payments = Payment.objects.of(programme).select_related("stage__programme").order_by("-paid_on", "-pk")
    if chosen["stage"]:
        payments = payments.filter(stage__number=chosen["stage"])
    if chosen["kind"]:
        payments = payments.filter(kind=chosen["kind"])
    shown = {
        "page": Paginator(payments, PAYMENTS_A_PAGE).get_page(request.GET.get("page")),
        "total": total_of(payments) or NOTHING,
        "stages": stages,
        "kinds": MoneyKind.choices,
        "may_keep": request.user.has_perm(KEEP_ACCOUNTS, programme),
        **chosen,
    }
    return render(request, "commissioning/payment_list.html", shown)


def _sum(entries):
    return sum((entry.amount for entry in entries), NOTHING)


def _one_of(wanted, choices):
    return wanted if wanted in choices else ""
