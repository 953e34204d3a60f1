"""The registers' rules: set by the commissioner alone, read by every member, on record with every change."""

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.actions.entries import EntryChanged, latest_change
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.actions.rules import set_register_rules
from neighbourhoods.forms.rules import UNREAD
from neighbourhoods.models import RegisterRules
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory

pytestmark = pytest.mark.django_db
AS_USUAL = {"income_threshold": "10,000", "reply_days": "90", "directory_words": ""}


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


def sign_in(client, programme, role=Role.COMMISSIONER):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory(name="Ada Moss")).user
    client.force_login(user)
    return user


def address():
    return reverse("neighbourhoods:register-rules", args=["vale"])


def page(client):
    return client.get(address()).content.decode()


def send(client, **changed):
    return client.post(address(), AS_USUAL | changed)


def errors_at(response, field):
    return " ".join(response.context["form"].errors.get(field, []))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_rules_are_read_by_everybody_and_set_by_the_commissioner(client, programme, role):
    sign_in(client, programme, role)
    assert "At most £10,000 a year" in page(client)
    assert '<form method="post"' not in page(client).split("<main")[1]
    assert send(client, reply_days="30").status_code == 403
    assert RegisterRules.of_programme(programme).reply_days == 90


def test_form_says_what_each_rule_moves_and_shows_whole_pounds(client, programme):
    sign_in(client, programme)
    shown = page(client)
    assert 'value="10,000"' in shown
    assert "which groups count it does not move" in shown
    assert "It moves F7" in shown


def test_rules_are_saved_once_and_their_changes_are_on_record(client, programme):
    user = sign_in(client, programme)
    assert send(client, income_threshold="£8,500.50", reply_days="60").status_code == 302
    rules = RegisterRules.objects.get(programme=programme)
    assert (str(rules.income_threshold), rules.reply_days) == ("8500.50", 60)
    assert rules.history.get().history_user == user
    assert send(client, income_threshold="8500.5", reply_days="60").status_code == 302
    assert rules.history.count() == 1
    assert "Ada Moss" in page(client)


def test_exactly_the_threshold_is_explained_to_be_in(client, programme):
    sign_in(client, programme)
    assert "exactly this income is in" in page(client)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("income_threshold", "-1"),
        ("income_threshold", "a lot"),
        ("income_threshold", "100,000,000"),
        ("income_threshold", ""),
        ("reply_days", "0"),
        ("reply_days", "731"),
        ("reply_days", "9.5"),
        ("reply_days", "soon"),
    ],
)
def test_nonsense_is_refused_at_its_field(client, programme, field, value):
    sign_in(client, programme)
    response = send(client, **{field: value})
    assert response.status_code == 200
    assert errors_at(response, field)
    assert not RegisterRules.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("income_threshold", "0"), ("reply_days", "1"), ("reply_days", "730")])
def test_the_ends_of_what_is_possible_are_taken(client, programme, field, value):
    sign_in(client, programme)
    assert send(client, **{field: value}).status_code == 302
    assert getattr(RegisterRules.objects.get(), field) == int(value)


def test_directory_is_not_public_before_it_was_read_what_that_means(client, programme):
    sign_in(client, programme)
    response = send(client, directory_is_public="on")
    assert errors_at(response, "understood") == UNREAD
    assert not RegisterRules.of_programme(programme).directory_is_public
    assert send(client, directory_is_public="on", understood="on").status_code == 302
    assert RegisterRules.of_programme(programme).directory_is_public


def test_directory_that_is_public_is_saved_without_asking_again_and_can_be_switched_off(client, programme):
    sign_in(client, programme)
    RegisterRules.objects.create(programme=programme, directory_is_public=True)
    assert "I have read" not in page(client)
    assert send(client, directory_is_public="on", reply_days="30").status_code == 302
    assert RegisterRules.of_programme(programme).directory_is_public
    assert send(client).status_code == 302
    assert not RegisterRules.of_programme(programme).directory_is_public


def test_page_says_how_many_groups_become_public_and_what_never_does(client, programme):
    sign_in(client, programme)
    place = NeighbourhoodFactory(programme=programme)
    CommunityGroupFactory(programme=programme, is_listed=True, eligible_in=[place])
    CommunityGroupFactory(programme=programme, is_listed=None, eligible_in=[place])
    told = " ".join(page(client).split())
    assert "1 of 2 groups" in told
    assert "Never" in told
    assert "names, phone numbers and e-mail addresses" in told


def test_two_people_at_once_do_not_overwrite_each_other_unseen(programme):
    first, second = (MembershipFactory(programme=programme, role=Role.COMMISSIONER).user for _ in range(2))
    new = [RegisterRules(programme=programme, reply_days=days) for days in (30, 45)]
    set_register_rules(programme=programme, rules=new[0], by=first)
    with pytest.raises(EntryChanged):
        set_register_rules(programme=programme, rules=new[1], by=second)
    stored = RegisterRules.objects.get()
    assert stored.reply_days == 30
    seen = latest_change(stored)
    stored.reply_days = 45
    assert set_register_rules(programme=programme, rules=stored, by=second, seen=seen).reply_days == 45
    late = RegisterRules.objects.get()
    late.reply_days = 60
    with pytest.raises(EntryChanged):
        set_register_rules(programme=programme, rules=late, by=first, seen=seen)


def test_settings_lead_to_the_rules(client, programme):
    sign_in(client, programme)
    assert address() in client.get(reverse("commissioning:programme-edit", args=["vale"])).content.decode()
