"""A payment or contribution like one that stands: with Back and Save the page has a new key, so the form asks."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import BudgetLine, Contribution, Payment, Role
from commissioning.tests.entry_factories import PartnerFactory, PaymentFactory, StageFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
MODELS = {"payment": Payment, "contribution": Contribution}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2025, 1, 15), tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture(autouse=True)
def _commissioner(programme, client):
    user = UserFactory(name="Ada Moss")
    MembershipFactory(programme=programme, role=Role.COMMISSIONER, user=user)
    client.force_login(user)


@pytest.fixture
def filled(programme):
    stage, partner = StageFactory(programme=programme), PartnerFactory(programme=programme, name="The council")
    common = {"stage": stage.pk, "what": "A room", "amount": "£1,250.50"}
    return {
        "payment": common | {"kind": "premises", "paid_on": "2024-05-31", "reference": ""},
        "contribution": common | {"kind": "cash", "partner": partner.pk, "received": "", "valuation": ""},
    }


def send(client, name, given):
    """What Save does on a page that was fetched anew."""
    address = reverse(f"commissioning:{name}-new", args=["vale"])
    key = client.get(address).context["form"]["key"].value()
    return client.post(address, given | {"key": str(key)})


@pytest.mark.parametrize("name", MODELS)
def test_same_once_more_is_asked_about_and_saved_only_when_meant(client, filled, name):
    assert send(client, name, filled[name]).status_code == 302
    asked = send(client, name, filled[name])
    (message,) = asked.context["form"].errors["another"]
    assert message.startswith("This is here already: A room, ")
    assert "£1,250.50, added by Ada Moss on 15 January 2025" in message
    assert "It is another one" in asked.content.decode()
    assert MODELS[name].objects.count() == 1
    assert send(client, name, filled[name] | {"another": "on"}).status_code == 302
    assert MODELS[name].objects.count() == 2


@pytest.mark.parametrize("name", MODELS)
def test_box_is_not_shown_while_nothing_is_like_it(client, filled, name):
    page = client.get(reverse(f"commissioning:{name}-new", args=["vale"]))
    assert "It is another one" not in page.content.decode()
    faulty = send(client, name, filled[name] | {"amount": "much"})
    assert "It is another one" not in faulty.content.decode()


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("payment", {"amount": "1250.51"}),
        ("payment", {"paid_on": "2024-06-01"}),
        ("payment", {"what": "A hall"}),
        ("payment", {"kind": "other"}),
        ("payment", {"reference": "F-1"}),
        ("contribution", {"what": "A hall"}),
        ("contribution", {"kind": "in kind", "valuation": "As let"}),
    ],
)
def test_another_in_any_part_is_saved_at_once(client, filled, name, changed):
    send(client, name, filled[name])
    assert send(client, name, filled[name] | changed).status_code == 302
    assert MODELS[name].objects.count() == 2


def test_page_sent_twice_is_saved_once_without_asking(client, filled):
    given = filled["payment"] | {"key": "5b9b7d2a-93a1-4f6b-8c0a-1f6a2a3b4c5d"}
    address = reverse("commissioning:payment-new", args=["vale"])
    assert [client.post(address, given).status_code for _ in range(2)] == [302, 302]
    assert Payment.objects.count() == 1


def test_payment_of_another_programme_is_no_reason_to_ask(client, filled):
    PaymentFactory(kind="premises", what="A room", amount="1250.50")
    assert send(client, "payment", filled["payment"]).status_code == 302


def test_one_of_two_alike_can_be_put_right_without_asking(client, filled):
    send(client, "payment", filled["payment"])
    send(client, "payment", filled["payment"] | {"another": "on"})
    second = Payment.objects.order_by("pk").last()
    assert client.post(second.get_absolute_url(), filled["payment"]).status_code == 302


def test_payment_to_a_stage_that_has_not_begun_is_taken(client, programme, filled):
    ahead = StageFactory(programme=programme, number=2)
    assert send(client, "payment", filled["payment"] | {"stage": ahead.pk}).status_code == 302


def test_payment_is_called_by_its_day_in_words(client, filled):
    assert str(PaymentFactory(what="A room", paid_on=date(2024, 9, 30))) == "A room, 30 September 2024"


@pytest.mark.parametrize(("name", "model"), [("payment", Payment), ("budget-line", BudgetLine)])
def test_double_click_does_not_get_into_its_own_way(client, filled, name, model):
    """A payment's reference and a budget line's words stand once; the same page sent twice is saved once."""
    address = reverse(f"commissioning:{name}-new", args=["vale"])
    key = str(client.get(address).context["form"]["key"].value())
    given = filled["payment"] | {"reference": "F-1", "key": key}
    assert [client.post(address, given).status_code for _ in range(2)] == [302, 302]
    assert model.objects.count() == 1
