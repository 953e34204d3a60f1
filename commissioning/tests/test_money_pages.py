"""Budget lines, payments, partners and contributions by form: what is taken, what is refused, and who may."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.changes import changes_of
from commissioning.models import BudgetLine, Contribution, Partner, Payment, Role
from commissioning.spending import money_on, spent_until
from commissioning.tests.entry_factories import (
    BudgetLineFactory,
    ContributionFactory,
    PartnerFactory,
    PaymentFactory,
    StageFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
TODAY = date(2025, 1, 15)
MODELS = {"budget-line": BudgetLine, "payment": Payment, "partner": Partner, "contribution": Contribution}
FACTORIES = {
    "budget-line": BudgetLineFactory,
    "payment": PaymentFactory,
    "partner": PartnerFactory,
    "contribution": ContributionFactory,
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def stage(programme):
    return StageFactory(programme=programme, begins_on=date(2024, 4, 1))


@pytest.fixture
def commissioner(programme, client):
    return sign_in(client, programme)


@pytest.fixture
def filled(programme, stage):
    """What is sent for a good entry of each kind."""
    partner = PartnerFactory(programme=programme, name="The council")
    return {
        "budget-line": {"stage": stage.pk, "kind": "staff", "what": "Salaries", "amount": "1000"},
        "payment": {
            "stage": stage.pk,
            "kind": "staff",
            "what": "Salaries in May",
            "amount": "250",
            "paid_on": "2024-05-31",
            "reference": "F-1",
        },
        "partner": {"name": "Vale Housing", "kind": "housing"},
        "contribution": {
            "partner": partner.pk,
            "stage": stage.pk,
            "kind": "in kind",
            "what": "A room",
            "amount": "500",
            "received": "",
            "valuation": "100 hours at £5",
        },
    }


def sign_in(client, programme, role=Role.COMMISSIONER, name="Ada Moss"):
    member = MembershipFactory(programme=programme, role=role, user=UserFactory(name=name))
    client.force_login(member.user)
    return member.user


def new(name):
    return reverse(f"commissioning:{name}-new", args=["vale"])


def entry_of(name, programme):
    if name == "partner":
        return FACTORIES[name](programme=programme)
    return FACTORIES[name](stage=programme.stages.first() or StageFactory(programme=programme))


def errors_at(response, field):
    return " ".join(response.context["form"].errors.get(field, ["nothing"]))


@pytest.mark.parametrize("name", MODELS)
def test_entry_is_stored_as_it_was_typed_and_who_did_it(programme, commissioner, filled, client, name):
    before = set(MODELS[name].objects.values_list("pk", flat=True))
    response = client.post(new(name), filled[name], follow=True)
    entry = MODELS[name].objects.exclude(pk__in=before).get()
    assert "saved" in response.content.decode()
    assert entry.history.get().history_user == commissioner
    for field, typed in filled[name].items():
        stored = getattr(entry, entry._meta.get_field(field).attname)
        assert str("" if stored is None else stored) in (str(typed), f"{typed}.00")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1250", "1250.00"),
        ("£1,250.50", "1250.50"),
        (" £ 1,250,000.5 ", "1250000.50"),
        ("0", "0.00"),
        ("0.01", "0.01"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_amount_is_read_as_people_write_it(commissioner, filled, client, typed, stored):
    client.post(new("budget-line"), filled["budget-line"] | {"amount": typed})
    assert BudgetLine.objects.get().amount == Decimal(stored)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "fill this in"),
        ("lots", "write pounds and pence in figures"),
        ("about 5k", "write pounds and pence in figures"),
        ("1.250,00", "write pounds and pence in figures"),
        ("1,25", "write pounds and pence in figures"),
        ("1e5", "write pounds and pence in figures"),
        ("NaN", "write pounds and pence in figures"),
        ("-1", "at least 0|0 or more"),
        ("−0.01", "at least 0|0 or more"),
        ("1.005", "at most 2 decimal places"),
        ("10000000000", "more than can be stored"),
        ("9" * 400, "more than can be stored"),
    ],
)
@pytest.mark.parametrize("name", ["budget-line", "contribution"])
def test_what_is_no_amount_is_refused_at_the_field(commissioner, filled, client, name, typed, message):
    response = client.post(new(name), filled[name] | {"amount": typed})
    assert re.search(message, errors_at(response, "amount"))
    assert response.context["form"]["what"].value() == filled[name]["what"]
    assert not MODELS[name].objects.exists()


@pytest.mark.parametrize(
    ("name", "changed", "field", "message"),
    [
        ("payment", {"amount": "0"}, "amount", "a payment is not 0"),
        ("payment", {"amount": "lots"}, "amount", "write pounds and pence in figures"),
        ("payment", {"amount": "-10000000000"}, "amount", "more than can be stored"),
        ("payment", {"paid_on": "2025-01-16"}, "paid_on", "its day cannot lie ahead"),
        ("payment", {"paid_on": "31/02/2024"}, "paid_on", "write a real date"),
        ("payment", {"paid_on": "May"}, "paid_on", "write a real date"),
        ("payment", {"paid_on": ""}, "paid_on", "fill this in"),
        ("payment", {"stage": "0"}, "stage", "choose from what the page offers"),
        ("payment", {"kind": "sweets"}, "kind", "choose from what the page offers"),
        ("payment", {"what": "x" * 201}, "what", "at most 200 characters"),
        ("budget-line", {"stage": "nonsense"}, "stage", "choose from what the page offers"),
        ("budget-line", {"what": "   "}, "what", "fill this in"),
        ("budget-line", {"what": "a\0b"}, "what", "type this anew"),
        ("partner", {"name": "The council"}, "name", "already has a partner of this name"),
        ("partner", {"name": ""}, "name", "fill this in"),
        ("contribution", {"valuation": ""}, "valuation", "what is not cash has no price of its own"),
        ("contribution", {"valuation": " \n "}, "valuation", "what is not cash has no price of its own"),
        ("contribution", {"received": "-5"}, "received", "at least 0|0 or more"),
        ("contribution", {"received": "some"}, "received", "write pounds and pence in figures"),
        ("contribution", {"partner": ""}, "partner", "choose one"),
        ("contribution", {"kind": ""}, "kind", "choose one"),
    ],
)
def test_entry_filled_in_wrongly_says_so_at_the_field(commissioner, filled, client, name, changed, field, message):
    before = MODELS[name].objects.count()
    response = client.post(new(name), filled[name] | changed)
    assert response.status_code == 200
    assert re.search(message, errors_at(response, field))
    assert MODELS[name].objects.count() == before


def test_same_budget_line_twice_in_a_stage_is_refused(commissioner, filled, client):
    client.post(new("budget-line"), filled["budget-line"])
    response = client.post(new("budget-line"), filled["budget-line"] | {"amount": "2"})
    assert "already has a budget line of this kind with these words" in errors_at(response, "what")
    assert BudgetLine.objects.get().amount == 1000


def test_reference_stands_once_in_a_stage_and_no_reference_as_often_as_wanted(commissioner, filled, client):
    for _ in range(2):
        client.post(new("payment"), filled["payment"] | {"reference": "", "another": "on"})
    client.post(new("payment"), filled["payment"])
    response = client.post(new("payment"), filled["payment"] | {"what": "Other"})
    assert "already has this reference" in errors_at(response, "reference")
    assert Payment.objects.count() == 3


def test_refund_is_a_payment_below_nought(programme, commissioner, filled, client):
    client.post(new("payment"), filled["payment"])
    client.post(new("payment"), filled["payment"] | {"amount": "−£20.50", "reference": "F-2"})
    assert spent_until(programme, TODAY) == Decimal("229.50")
    shown = client.get(reverse("commissioning:payment-list", args=["vale"])).content.decode()
    assert "−£20.50" in shown
    assert "refund" in shown


@pytest.mark.parametrize("typed", ["2025-01-15", "15/01/2025", "15 January 2025"])
def test_payment_of_today_is_taken_however_the_day_is_written(commissioner, filled, client, typed):
    client.post(new("payment"), filled["payment"] | {"paid_on": typed})
    assert Payment.objects.get().paid_on == TODAY


def test_received_is_unknown_while_empty_and_nought_when_typed(commissioner, filled, client):
    for received in ("", "0"):
        client.post(new("contribution"), filled["contribution"] | {"received": received, "another": "on"})
    assert sorted(Contribution.objects.values_list("received", flat=True), key=str) == [Decimal(0), None]


def test_cash_needs_no_valuation(commissioner, filled, client):
    client.post(new("contribution"), filled["contribution"] | {"kind": "cash", "valuation": ""})
    assert Contribution.objects.get().kind == "cash"


@pytest.mark.parametrize("name", MODELS)
def test_form_sent_twice_makes_one_entry(commissioner, filled, client, name):
    before = MODELS[name].objects.count()
    for _ in range(2):
        client.post(new(name), filled[name] | {"key": "5b9b7d2a-93a1-4f6b-8c0a-1f6a2a3b4c5d"})
    assert MODELS[name].objects.count() == before + 1


@pytest.mark.parametrize("name", MODELS)
def test_somebody_elses_change_is_not_overwritten_unseen(programme, stage, commissioner, filled, client, name):
    entry = entry_of(name, programme)
    word = "name" if name == "partner" else "what"
    seen = client.get(entry.get_absolute_url()).context["form"]["seen"].value()
    client.post(entry.get_absolute_url(), filled[name] | {"seen": seen, word: "Theirs"})
    response = client.post(entry.get_absolute_url(), filled[name] | {"seen": seen, word: "Mine"})
    assert "Ada Moss changed this while you had it open" in response.content.decode()
    entry.refresh_from_db()
    assert getattr(entry, word) == "Theirs"
    again = {"seen": response.context["form"]["seen"].value(), word: "Mine"}
    client.post(entry.get_absolute_url(), filled[name] | again)
    entry.refresh_from_db()
    assert getattr(entry, word) == "Mine"


def test_history_on_the_entrys_page_says_who_changed_what(programme, stage, commissioner, filled, client):
    line = BudgetLineFactory(stage=stage, what="Salaries", amount=Decimal("1000.00"))
    client.post(line.get_absolute_url(), filled["budget-line"] | {"amount": "1200.5"})
    latest = changes_of(line, programme, commissioner)[0]
    assert [(f.label, f.before, f.after) for f in latest.fields] == [("Amount", "£1,000", "£1,200.50")]
    page = client.get(line.get_absolute_url()).content.decode()
    assert "£1,200.50" in page
    assert "Ada Moss" in page


def test_history_tells_unknown_from_nothing(programme, stage, commissioner, filled, client):
    given = ContributionFactory(stage=stage)
    for received in ("0", ""):
        client.post(given.get_absolute_url(), filled["contribution"] | {"received": received})
    told = [f for change in changes_of(given, programme, commissioner) for f in change.fields]
    assert [(f.before, f.after) for f in told if f.label == "Received so far"] == [("£0", "nothing"), ("nothing", "£0")]


@pytest.mark.parametrize("name", MODELS)
def test_removed_entry_keeps_its_history(programme, stage, commissioner, client, name):
    entry = entry_of(name, programme)
    client.post(reverse(f"commissioning:{name}-remove", args=["vale", entry.pk]))
    assert not MODELS[name].objects.filter(pk=entry.pk).exists()
    assert MODELS[name].history.filter(id=entry.pk).latest().history_user == commissioner


def test_partner_with_contributions_cannot_be_removed(stage, commissioner, client):
    partner = ContributionFactory(stage=stage).partner
    response = client.post(reverse("commissioning:partner-remove", args=["vale", partner.pk]), follow=True)
    assert "other entries rest on it" in response.content.decode()
    assert Partner.objects.filter(pk=partner.pk).exists()


@pytest.mark.parametrize("role", [Role.STEERING, Role.FIELDWORKER, Role.EVALUATOR])
@pytest.mark.parametrize("name", MODELS)
def test_others_read_an_entry_and_change_nothing(programme, stage, filled, client, name, role):
    entry = entry_of(name, programme)
    before = MODELS[name].objects.count()
    sign_in(client, programme, role)
    page = client.get(entry.get_absolute_url())
    assert page.status_code == 200
    assert page.context["form"] is None
    assert client.post(entry.get_absolute_url(), filled[name]).status_code == 403
    assert client.get(new(name)).status_code == 403
    assert client.post(new(name), filled[name]).status_code == 403
    assert client.post(reverse(f"commissioning:{name}-remove", args=["vale", entry.pk])).status_code == 403
    assert MODELS[name].objects.count() == before


def test_coordinator_keeps_payments_but_not_the_budget(programme, filled, client):
    sign_in(client, programme, Role.COORDINATOR)
    assert client.post(new("payment"), filled["payment"]).status_code == 302
    for name in ("budget-line", "partner", "contribution"):
        assert client.post(new(name), filled[name]).status_code == 403
    assert Payment.objects.count() == 1
    assert not BudgetLine.objects.exists()


@pytest.mark.parametrize("name", MODELS)
def test_entries_of_other_programmes_are_not_found(stage, commissioner, filled, client, name):
    elsewhere = entry_of(name, ProgrammeFactory(slug="elsewhere"))
    for verb in ("detail", "remove"):
        assert client.get(reverse(f"commissioning:{name}-{verb}", args=["vale", elsewhere.pk])).status_code == 404
    assert client.get(elsewhere.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("field", ["stage", "partner"])
def test_stages_and_partners_of_other_programmes_cannot_be_chosen(commissioner, filled, client, field):
    other = ContributionFactory()
    sent = filled["contribution"] | {field: getattr(other, f"{field}_id")}
    assert "choose from what the page offers" in errors_at(client.post(new("contribution"), sent), field)


@pytest.mark.parametrize(
    ("factory", "fields"),
    [
        (BudgetLineFactory, {"amount": Decimal("-0.01")}),
        (PaymentFactory, {"amount": Decimal(0)}),
        (ContributionFactory, {"amount": Decimal(-1)}),
        (ContributionFactory, {"received": Decimal(-1)}),
        (ContributionFactory, {"kind": "secondment", "valuation": ""}),
    ],
)
def test_database_refuses_what_cannot_be(factory, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**fields)


@pytest.mark.parametrize(
    ("factory", "same"),
    [
        (BudgetLineFactory, {"kind": "staff", "what": "Salaries"}),
        (PaymentFactory, {"reference": "F-1"}),
    ],
)
def test_database_refuses_the_same_twice(stage, factory, same):
    factory(stage=stage, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(stage=stage, **same)


def test_budget_list_adds_up_by_stage(programme, stage, commissioner, client):
    second = StageFactory(programme=programme, number=2)
    for amount in ("0.10", "0.20"):
        BudgetLineFactory(stage=stage, amount=Decimal(amount))
    BudgetLineFactory(stage=second, amount=Decimal("9999999999.99"))
    shown = client.get(reverse("commissioning:budget-line-list", args=["vale"])).context
    assert [total for _, _, total in shown["stages"]] == [Decimal("0.30"), Decimal("9999999999.99")]
    assert shown["total"] == Decimal("10000000000.29")


def test_lists_say_what_to_do_first(programme, commissioner, client):
    lists = [reverse(f"commissioning:{name}", args=["vale"]) for name in ("budget-line-list", "payment-list")]
    assert "Agree the contract first" in client.get(lists[0]).content.decode()
    StageFactory(programme=programme)
    assert "Nothing is set aside for this stage yet" in client.get(lists[0]).content.decode()
    assert "No payments are recorded yet" in client.get(lists[1]).content.decode()


def test_payments_are_narrowed_to_a_stage_and_kind_with_their_sum(programme, stage, commissioner, client):
    second = StageFactory(programme=programme, number=2)
    PaymentFactory(stage=stage, kind="staff", amount=Decimal("0.10"))
    PaymentFactory(stage=stage, kind="grants", amount=Decimal("0.20"))
    PaymentFactory(stage=second, kind="staff", amount=Decimal("0.40"))
    address = reverse("commissioning:payment-list", args=["vale"])

    def total(**asked):
        return client.get(address, asked).context["total"]

    assert (total(), total(stage=1), total(kind="staff")) == (Decimal("0.70"), Decimal("0.30"), Decimal("0.50"))
    assert (total(stage=2, kind="grants"), total(stage="x", kind="\0", page="-7")) == (0, Decimal("0.70"))


def test_payments_come_fifty_a_page_and_their_sum_is_of_all(stage, commissioner, client):
    for _ in range(51):
        PaymentFactory(stage=stage, amount=Decimal("0.10"))
    address = reverse("commissioning:payment-list", args=["vale"])
    assert len(client.get(address).context["page"]) == 50
    second = client.get(address, {"page": 2}).context
    assert (len(second["page"]), second["total"]) == (1, Decimal("5.10"))


def test_many_pence_add_up_exactly_in_every_list(programme, stage, commissioner, client):
    """Binary floating point makes 0.1 + 0.2 something else; a budget does not."""
    amounts = [Decimal(n * n % 997 + 1) / 100 for n in range(300)]
    for amount in amounts:
        BudgetLineFactory(stage=stage, amount=amount)
        PaymentFactory(stage=stage, amount=amount)
    PaymentFactory(stage=stage, amount=Decimal("-9999999999.99"))
    BudgetLineFactory(stage=stage, amount=Decimal("9999999999.99"))
    money = money_on(programme, TODAY)
    listed = client.get(reverse("commissioning:budget-line-list", args=["vale"])).context["total"]
    paid = client.get(reverse("commissioning:payment-list", args=["vale"])).context["total"]
    assert money.total.budget == listed == sum(amounts) + Decimal("9999999999.99")
    assert money.total.spent == paid == sum(amounts) - Decimal("9999999999.99")


def test_payment_that_lies_ahead_is_not_spent_yet(programme, stage):
    PaymentFactory(stage=stage, amount=Decimal(5), paid_on=date(2025, 1, 16))
    assert money_on(programme, TODAY).total.spent == 0
    assert spent_until(programme, TODAY) is None


@pytest.mark.parametrize(
    ("name", "address"),
    [("budget-line", "commissioning:budget-line-list"), ("payment", "commissioning:payment-list")],
)
def test_number_of_queries_does_not_depend_on_the_number_of_entries(
    programme, stage, commissioner, client, django_assert_max_num_queries, name, address
):
    page = reverse(address, args=["vale"])
    entry_of(name, programme)
    client.get(page)
    with django_assert_max_num_queries(100) as few:
        client.get(page)
    for _ in range(6):
        entry_of(name, programme)
    with django_assert_max_num_queries(len(few)):
        client.get(page)
