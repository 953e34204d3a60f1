"""What every kind of entry shares, shown on the risk register: saved once, never overwritten unseen, audited."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.actions.entries import EntryChanged, latest_change, remove_entry, save_entry
from commissioning.models import Risk, Role
from commissioning.tests.entry_factories import ContributionFactory, RiskFactory
from commissioning.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
FILLED = {"title": "The hub closes", "likelihood": 3, "impact": 4, "review_on": "2024-12-01"}


@pytest.fixture
def coordinator(client):
    membership = MembershipFactory(role=Role.COORDINATOR)
    client.force_login(membership.user)
    return membership.user


@pytest.fixture
def programme(coordinator):
    return coordinator.memberships.get().programme


def url(verb, programme, *rest):
    return reverse(f"commissioning:risk-{verb}", args=[programme.slug, *rest])


def as_member(client, programme, role):
    user = MembershipFactory(programme=programme, role=role).user
    client.force_login(user)
    return user


def test_new_entry_is_saved_with_who_made_it(client, programme, coordinator):
    client.post(url("new", programme), FILLED | {"owner": coordinator.pk})
    risk = Risk.objects.get()
    assert (risk.programme, risk.title, risk.owner) == (programme, "The hub closes", coordinator)
    assert risk.history.get().history_user == coordinator


def test_form_sent_twice_enters_one(client, programme):
    key = client.get(url("new", programme)).context["form"]["key"].value()
    for _ in range(2):
        client.post(url("new", programme), FILLED | {"key": str(key)})
    assert Risk.objects.count() == 1


def test_form_filled_in_anew_after_going_back_loses_nothing(client, programme):
    """The page that the browser kept has the key of the entry that was saved; the second entry is another one."""
    key = str(client.get(url("new", programme)).context["form"]["key"].value())
    client.post(url("new", programme), FILLED | {"key": key})
    response = client.post(url("new", programme), FILLED | {"key": key, "title": "The lease ends"})
    page = response.content.decode()
    assert "This form was saved before, as “The hub closes”. Nothing new was entered." in page
    assert "The lease ends" in page
    assert Risk.objects.count() == 1
    client.post(
        url("new", programme), FILLED | {"key": response.context["form"].data["key"], "title": "The lease ends"}
    )
    assert set(Risk.objects.values_list("title", flat=True)) == {"The hub closes", "The lease ends"}


def test_key_of_another_programmes_entry_does_not_show_it(client, programme):
    """The key is known from a form only; one taken from elsewhere is refused, and nothing is told."""
    stranger = RiskFactory(title="Secret")
    page = client.post(url("new", programme), FILLED | {"key": str(stranger.key)})
    assert "Secret" not in page.content.decode()
    assert Risk.objects.of(programme).count() == 0


def test_bad_input_is_told_at_its_field_and_everything_typed_is_kept(client, programme):
    page = client.post(url("new", programme), {"title": "The hub closes", "likelihood": "", "review_on": "soon"})
    text = page.content.decode()
    assert "Likelihood: choose one." in text
    assert "Look at it again on: write a real date such as 22/11/2026." in text
    assert "The hub closes" in text
    assert "soon" in text
    assert not Risk.objects.exists()


def test_rule_of_the_database_is_told_in_words(client, programme):
    text = client.post(url("new", programme), FILLED | {"review_on": ""}).content.decode()
    assert "An open risk has a day on which it is looked at again." in text


def test_owner_is_one_of_the_programme(client, programme):
    stranger = MembershipFactory().user
    text = client.post(url("new", programme), FILLED | {"owner": stranger.pk}).content.decode()
    assert "Whose it is: choose from what the page offers." in text


def test_change_is_saved_and_told_in_the_list_of_changes(client, programme):
    risk = RiskFactory(programme=programme, title="Before")
    form = client.get(url("detail", programme, risk.pk)).context["form"]
    client.post(url("detail", programme, risk.pk), FILLED | {"title": "After", "seen": form["seen"].value()})
    page = client.get(url("detail", programme, risk.pk)).content.decode()
    assert "After" in page
    assert "(was: Before)" in page


def test_change_that_somebody_else_made_meanwhile_is_not_overwritten_unseen(client, programme):
    risk = RiskFactory(programme=programme, title="Before")
    seen = client.get(url("detail", programme, risk.pk)).context["form"]["seen"].value()
    risk.title = "Theirs"
    risk.save()
    page = client.post(url("detail", programme, risk.pk), FILLED | {"title": "Mine", "seen": seen})
    assert "changed this while you had it open" in page.content.decode()
    assert "Mine" in page.content.decode()
    assert Risk.objects.get().title == "Theirs"
    again = page.context["form"]["seen"].value()
    client.post(url("detail", programme, risk.pk), FILLED | {"title": "Mine", "seen": again})
    assert Risk.objects.get().title == "Mine"


def test_action_refuses_a_change_on_top_of_another(programme, coordinator):
    risk = RiskFactory(programme=programme)
    seen, other = latest_change(risk), Risk.objects.get(pk=risk.pk)
    other.title = "Changed by somebody"
    other.save()
    risk.title = "Changed by somebody else"
    with pytest.raises(EntryChanged):
        save_entry(programme=programme, entry=risk, by=coordinator, seen=seen)


def test_change_sent_twice_is_made_once_and_nobody_is_told_off(client, programme):
    risk = RiskFactory(programme=programme, likelihood=3, impact=4, review_on=date(2024, 12, 1))
    given = FILLED | {"title": "Put right", "seen": latest_change(risk)}
    assert [client.post(url("detail", programme, risk.pk), given).status_code for _ in range(2)] == [302, 302]
    assert risk.history.count() == 2


def test_removed_entry_is_gone_its_history_stays_and_twice_is_once(client, programme, coordinator):
    risk = RiskFactory(programme=programme)
    assert "Remove this risk?" in client.get(url("remove", programme, risk.pk)).content.decode()
    client.post(url("remove", programme, risk.pk))
    remove_entry(programme=programme, entry=risk, by=coordinator)
    assert not Risk.objects.exists()
    assert list(Risk.history.values_list("history_type", "history_user").order_by("history_id")) == [
        ("+", None),
        ("-", coordinator.pk),
    ]


def test_entry_that_others_rest_on_cannot_be_removed(client, programme):
    MembershipFactory(
        programme=programme, user=(user := MembershipFactory(role=Role.STEERING).user), role="commissioner"
    )
    client.force_login(user)
    contribution = ContributionFactory(stage__programme=programme)
    address = reverse("commissioning:partner-remove", args=[programme.slug, contribution.partner_id])
    page = client.post(address, follow=True).content.decode()
    assert "other entries rest on it" in page
    assert type(contribution.partner).objects.filter(pk=contribution.partner_id).exists()


@pytest.mark.parametrize("role", [Role.FIELDWORKER, Role.EVALUATOR, Role.STEERING])
def test_those_who_may_not_change_read_the_facts(client, programme, role):
    risk = RiskFactory(programme=programme, response="Look for rooms.")
    as_member(client, programme, role)
    page = client.get(url("detail", programme, risk.pk)).content.decode()
    assert "Look for rooms." in page
    assert "<textarea" not in page
    assert client.post(url("detail", programme, risk.pk), FILLED).status_code == 403
    assert client.get(url("new", programme)).status_code == 403
    assert client.post(url("remove", programme, risk.pk)).status_code == 403


def test_steering_group_reads_roles_where_others_read_names(client, programme, coordinator):
    risk = RiskFactory(programme=programme, owner=coordinator)
    risk._history_user = coordinator
    risk.save()
    as_member(client, programme, Role.STEERING)
    for address in (url("detail", programme, risk.pk), url("list", programme)):
        page = client.get(address).content.decode()
        assert coordinator.name not in page
        assert "coordinator" in page
    as_member(client, programme, Role.FIELDWORKER)
    assert coordinator.name in client.get(url("detail", programme, risk.pk)).content.decode()


def test_entry_of_another_programme_is_not_found(client, programme):
    risk = RiskFactory()
    for verb in ("detail", "remove"):
        assert client.get(url(verb, programme, risk.pk)).status_code == 404
        assert client.get(url(verb, risk.programme, risk.pk)).status_code == 404


@time_machine.travel(date(2024, 12, 2), tick=False)
def test_number_of_queries_does_not_grow_with_the_changes(client, programme, django_assert_max_num_queries):
    risk = RiskFactory(programme=programme)
    for number in range(30):
        risk.title = f"Title {number}"
        risk.save()
    with django_assert_max_num_queries(16):
        client.get(url("detail", programme, risk.pk))
