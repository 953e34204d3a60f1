"""Making programmes, and who belongs to them."""

from datetime import date

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from commissioning.actions.members import MemberRefused, add_member, change_role, remove_member
from commissioning.actions.programmes import ProgrammeRefused, create_programme
from commissioning.models import Membership, Programme, Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
ASKED = {"slug": "northern-vale", "name": "Northern Vale", "area_name": "Vale", "starts_on": date(2026, 4, 1)}


def test_programme_is_made_with_its_cohorts_and_its_maker_recorded():
    maker = UserFactory()
    programme = create_programme(**ASKED, cohorts={1: 7, 2: 25}, by=maker)
    assert list(programme.cohorts.values_list("number", "starts_in_month")) == [(1, 7), (2, 25)]
    assert programme.history.get().history_user == maker


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"slug": "Northern Vale"}, "small letters, digits and hyphens"),
        ({"slug": ""}, "small letters, digits and hyphens"),
        ({"cohorts": {0: 7}}, "Cohort 0: cohorts are numbered from 1."),
        ({"cohorts": {1: 61}}, "Cohort 1: support starts in a month from 1 to 60, not 61."),
    ],
)
def test_programme_asked_for_wrongly_is_refused_with_the_reason(asked, reason):
    with pytest.raises(ProgrammeRefused, match=reason):
        create_programme(**ASKED | asked)
    assert not Programme.objects.exists()


def test_programme_with_a_used_address_is_refused():
    create_programme(**ASKED)
    with pytest.raises(ProgrammeRefused, match="There is a programme with the address “northern-vale” already"):
        create_programme(**ASKED)


def test_new_person_gets_an_account_without_a_password():
    member = add_member(programme=ProgrammeFactory(), email="New@Example.org", role=Role.EVALUATOR, name="New Person")
    assert (member.user.email, member.user.name) == ("new@example.org", "New Person")
    assert not member.user.has_usable_password()


def test_person_with_an_account_is_found_whatever_the_case_of_the_address():
    user = UserFactory(email="ann@example.org")
    member = add_member(programme=ProgrammeFactory(), email=" Ann@Example.ORG", role=Role.STEERING)
    assert member.user == user
    assert User.objects.count() == 1


def test_adding_somebody_twice_is_the_same_as_once():
    programme = ProgrammeFactory()
    first = add_member(programme=programme, email="ann@example.org", role=Role.STEERING)
    assert add_member(programme=programme, email="ann@example.org", role=Role.STEERING) == first
    assert programme.memberships.count() == 1


def test_adding_somebody_in_a_second_role_is_refused():
    member = MembershipFactory(role=Role.STEERING)
    with pytest.raises(MemberRefused, match="is steering group in .* already. Change the role instead"):
        add_member(programme=member.programme, email=member.user.email, role=Role.COORDINATOR)


def test_unknown_role_is_refused_and_the_roles_named():
    with pytest.raises(MemberRefused, match="“boss” is not a role. Choose one of commissioner,"):
        add_member(programme=ProgrammeFactory(), email="ann@example.org", role="boss")


def test_change_of_role_is_recorded_with_who_made_it():
    member, by = MembershipFactory(role=Role.STEERING), UserFactory()
    change_role(membership=member, role=Role.COORDINATOR, by=by)
    member.refresh_from_db()
    assert member.role == Role.COORDINATOR
    assert member.history.first().history_user == by


def test_same_role_again_records_nothing():
    member = MembershipFactory(role=Role.STEERING)
    change_role(membership=member, role=Role.STEERING)
    assert member.history.count() == 1


def test_last_commissioner_keeps_the_role():
    member = MembershipFactory(role=Role.COMMISSIONER)
    MembershipFactory(role=Role.COMMISSIONER)
    with pytest.raises(MemberRefused, match="is the last commissioner of"):
        change_role(membership=member, role=Role.STEERING)
    with pytest.raises(MemberRefused, match="is the last commissioner of"):
        remove_member(membership=member)
    assert Membership.objects.filter(pk=member.pk, role=Role.COMMISSIONER).exists()


def test_one_of_two_commissioners_can_go_and_removing_twice_does_no_harm():
    member = MembershipFactory(role=Role.COMMISSIONER)
    MembershipFactory(role=Role.COMMISSIONER, programme=member.programme)
    remove_member(membership=member, by=member.user)
    remove_member(membership=member)
    assert member.programme.memberships.count() == 1
    assert User.objects.filter(pk=member.user_id).exists()
