"""The risk register: score, order, who owns what, what is overdue, and what is refused."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.changes import changes_of
from commissioning.models import Risk, Role
from commissioning.tests.entry_factories import RiskFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
TODAY = "2025-01-15"
GIVEN = {"title": "Team leader leaves", "likelihood": "3", "impact": "4", "review_on": "2025-03-01"}


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


def sign_in(client, programme, role=Role.COORDINATOR, name="Ada Moss"):
    member = MembershipFactory(programme=programme, role=role, user=UserFactory(name=name))
    client.force_login(member.user)
    return member.user


def listed(client, show=""):
    response = client.get(reverse("commissioning:risk-list", args=["vale"]), {"show": show} if show else {})
    return [risk.title for risk in response.context["risks"]]


def test_score_is_likelihood_times_impact_and_serious_from_twelve():
    assert [RiskFactory.build(likelihood=a, impact=b).score for a, b in ((1, 1), (3, 4), (5, 5))] == [1, 12, 25]
    assert RiskFactory.build(likelihood=3, impact=4).is_serious
    assert not RiskFactory.build(likelihood=2, impact=5).is_serious


@time_machine.travel(TODAY)
def test_list_shows_open_risks_by_score_and_then_by_review(programme, client):
    sign_in(client, programme)
    RiskFactory(programme=programme, title="Small", likelihood=1, impact=2)
    RiskFactory(programme=programme, title="Later", likelihood=3, impact=4, review_on=date(2025, 6, 1))
    RiskFactory(programme=programme, title="Sooner", likelihood=4, impact=3, review_on=date(2025, 5, 1))
    RiskFactory(
        programme=programme, title="Over", likelihood=5, impact=5, closed_on=date(2025, 1, 2), closed_because="Past."
    )
    assert listed(client) == ["Sooner", "Later", "Small"]


@time_machine.travel(TODAY)
def test_list_is_narrowed_to_overdue_yours_nobodys_and_closed(programme, client):
    me = sign_in(client, programme)
    RiskFactory(programme=programme, title="Today", review_on=date(2025, 1, 15))
    RiskFactory(programme=programme, title="Overdue", review_on=date(2025, 1, 14), owner=me)
    RiskFactory(programme=programme, title="Old", closed_on=date(2025, 1, 2), closed_because="Past.", owner=me)
    assert listed(client, "overdue") == ["Overdue"]
    assert listed(client, "mine") == ["Overdue"]
    assert listed(client, "nobody") == ["Today"]
    assert listed(client, "closed") == ["Old"]
    assert set(listed(client, "anything")) == {"Today", "Overdue"}


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"review_on": ""}, "review_on", "An open risk has a day"),
        ({"closed_on": "2025-01-10"}, "closed_because", "Say why the risk was closed"),
        ({"closed_on": "2025-02-10", "closed_because": "Past."}, "closed_on", "this day is ahead"),
        ({"likelihood": "6"}, "likelihood", "choose from what the page offers"),
        ({"impact": ""}, "impact", "choose one"),
        ({"title": " "}, "title", "fill this in"),
        ({"owner": "0"}, "owner", "choose from what the page offers"),
    ],
)
@time_machine.travel(TODAY)
def test_risk_filled_in_wrongly_says_so_at_the_field(programme, client, changed, field, message):
    sign_in(client, programme)
    response = client.post(reverse("commissioning:risk-new", args=["vale"]), GIVEN | changed)
    assert message in " ".join(response.context["form"].errors[field])
    assert not Risk.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"likelihood": 6}, {"impact": 0}, {"review_on": None}, {"closed_on": date(2025, 1, 2)}],
)
def test_database_refuses_what_cannot_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskFactory(**fields)


@time_machine.travel(TODAY)
def test_history_tells_the_score_before_and_after(programme, client):
    user = sign_in(client, programme)
    risk = RiskFactory(programme=programme, likelihood=2, impact=3)
    client.post(risk.get_absolute_url(), GIVEN)
    latest = changes_of(risk, programme, user)[0]
    told = {field.label: (field.before, field.after) for field in latest.fields}
    assert told["Score"] == ("6", "12")
    assert told["Likelihood"] == ("2 Low", "3 Middling")
    assert latest.who == "Ada Moss"


def test_change_that_leaves_the_score_says_nothing_of_it(programme, client):
    user = sign_in(client, programme)
    risk = RiskFactory(programme=programme, likelihood=2, impact=3)
    client.post(risk.get_absolute_url(), GIVEN | {"likelihood": "3", "impact": "2"})
    assert "Score" not in [field.label for field in changes_of(risk, programme, user)[0].fields]


def test_steering_group_reads_roles_where_others_read_names(programme, client):
    owner = sign_in(client, programme, name="Ada Moss")
    risk = RiskFactory(programme=programme, owner=owner)
    client.post(risk.get_absolute_url(), GIVEN | {"owner": owner.pk})
    address = reverse("commissioning:risk-list", args=["vale"])
    assert "Ada Moss" in client.get(address).content.decode()
    sign_in(client, programme, Role.STEERING, name="Bo Ek")
    for page in (client.get(address), client.get(risk.get_absolute_url())):
        assert "Ada Moss" not in page.content.decode()
        assert "coordinator" in page.content.decode()


def test_somebody_elses_change_is_not_overwritten_unseen(programme, client):
    sign_in(client, programme)
    risk = RiskFactory(programme=programme)
    seen = client.get(risk.get_absolute_url()).context["form"]["seen"].value()
    client.post(risk.get_absolute_url(), GIVEN | {"seen": seen})
    response = client.post(risk.get_absolute_url(), GIVEN | {"title": "Mine", "seen": seen})
    assert "Ada Moss changed this while you had it open" in response.content.decode()
    risk.refresh_from_db()
    assert risk.title == "Team leader leaves"


def test_number_of_queries_does_not_depend_on_the_number_of_risks(programme, client, django_assert_max_num_queries):
    owner = sign_in(client, programme)
    RiskFactory(programme=programme, owner=owner)
    listed(client)
    with django_assert_max_num_queries(100) as few:
        listed(client)
    for _ in range(8):
        RiskFactory(programme=programme, owner=owner)
    with django_assert_max_num_queries(len(few)):
        listed(client)
