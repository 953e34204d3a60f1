"""A condition of a decision: its words stay as they were decided, and a commissioner records that it was met."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.tests.factories import UserFactory
from commissioning.models import Condition, DecisionIsFinal, Role
from commissioning.tests.entry_factories import ConditionFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

TODAY = date(2024, 12, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MET = {"met_on": "2024-11-20", "met_how": "It met again in November."}


@pytest.fixture
def now():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def condition(programme):
    return ConditionFactory(
        decision__stage__programme=programme,
        decision__outcome="conditions",
        decision__decided_at=datetime(2024, 10, 1, 9, 0, tzinfo=UTC),
        words="Restore the forum.",
    )


def sign_in(client, programme, role=Role.COMMISSIONER, name="Ada Moss"):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory(name=name)).user
    client.force_login(user)
    return user


def page(client, condition):
    return client.get(condition.get_absolute_url()).content.decode()


def errors_at(response, field):
    return " ".join(response.context["form"].errors.get(field, []))


def test_commissioner_records_that_it_was_met_and_the_page_says_who(client, programme, condition):
    sign_in(client, programme)
    assert "Coordinator, by <time" in page(client, condition)
    assert "Not met yet." in page(client, condition)
    assert client.post(condition.get_absolute_url(), MET).headers["Location"] == condition.get_absolute_url()
    condition.refresh_from_db()
    assert (condition.met_on, condition.met_how) == (date(2024, 11, 20), "It met again in November.")
    shown = page(client, condition)
    assert "Met 20 November 2024." in shown
    assert "Changed by Ada Moss" in shown


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        (MET | {"met_how": " "}, "met_how", "Say how the condition was met."),
        (MET | {"met_on": "2024-12-02"}, "met_on", "a day ahead cannot have met it yet"),
        (MET | {"met_on": "2024-09-30"}, "met_on", "it was set on 1 October 2024 and not met before that"),
        (MET | {"met_on": "in autumn"}, "met_on", "write a real date such as 22/11/2026"),
    ],
)
def test_met_wrongly_says_so_at_the_field_and_keeps_what_was_typed(client, programme, condition, given, field, message):
    sign_in(client, programme)
    response = client.post(condition.get_absolute_url(), given)
    assert message in errors_at(response, field)
    assert {name: response.context["form"].data[name] for name in given} == given
    condition.refresh_from_db()
    assert condition.met_on is None


@pytest.mark.parametrize("day", ["2024-10-01", "2024-12-01"])
def test_day_of_the_decision_and_today_are_days_on_which_it_can_be_met(client, programme, condition, day):
    sign_in(client, programme)
    assert client.post(condition.get_absolute_url(), MET | {"met_on": day}).status_code == 302


def test_two_commissioners_do_not_overwrite_each_other_unseen(client, programme, condition):
    sign_in(client, programme)
    seen = client.get(condition.get_absolute_url()).context["form"]["seen"].value()
    client.post(condition.get_absolute_url(), MET | {"seen": seen})
    sign_in(client, programme, name="Bo Ek")
    stale = client.post(condition.get_absolute_url(), MET | {"met_how": "Otherwise.", "seen": seen})
    assert "Ada Moss changed this while you had it open." in stale.content.decode()
    condition.refresh_from_db()
    assert condition.met_how == "It met again in November."


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_nobody_but_a_commissioner_records_it(client, programme, condition, role):
    sign_in(client, programme, role)
    shown = page(client, condition)
    assert "Restore the forum." in shown
    assert "<textarea" not in shown
    assert client.post(condition.get_absolute_url(), MET).status_code == 403
    condition.refresh_from_db()
    assert condition.met_on is None


def test_words_owner_and_day_stay_whatever_a_form_sends(client, programme, condition):
    sign_in(client, programme)
    sent = MET | {"words": "Nothing.", "due_on": "2030-01-01", "owner_role": "steering"}
    client.post(condition.get_absolute_url(), sent)
    stored = Condition.objects.get()
    assert (stored.words, stored.due_on, stored.owner_role) == ("Restore the forum.", date(2025, 1, 31), "coordinator")


@pytest.mark.parametrize("changed", [{"words": "Nothing."}, {"due_on": date(2030, 1, 1)}, {"owner_role": "steering"}])
def test_condition_refuses_to_be_saved_otherwise_than_decided_and_to_be_deleted(condition, changed):
    for name, value in changed.items():
        setattr(condition, name, value)
    with pytest.raises(DecisionIsFinal):
        condition.save()
    with pytest.raises(DecisionIsFinal):
        condition.delete()


def test_overdue_condition_is_said_to_be(client, programme, condition):
    sign_in(client, programme, Role.STEERING)
    late = ConditionFactory(decision=condition.decision, due_on=date(2024, 11, 30))
    assert "Overdue." in page(client, late)
    assert "Overdue." not in page(client, condition)


def test_condition_of_another_programme_is_not_found(client, programme):
    sign_in(client, programme)
    stranger = ConditionFactory()
    address = stranger.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client.get(address.replace(stranger.decision.stage.programme.slug, "vale")).status_code == 404
