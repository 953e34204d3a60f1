"""The pages on which a commissioner adds people, changes their roles and removes them."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from commissioning.models import Membership, Role
from commissioning.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
NEW = {"email": "new@example.org", "name": "New Person", "role": Role.FIELDWORKER}


@pytest.fixture
def commissioner(client):
    membership = MembershipFactory(role=Role.COMMISSIONER)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def programme(commissioner):
    return commissioner.programme


def url(name, programme, *rest):
    return reverse(f"commissioning:member-{name}", args=[programme.slug, *rest])


def test_list_names_people_roles_and_who_cannot_sign_in_yet(client, programme):
    MembershipFactory(programme=programme, role=Role.EVALUATOR, user=UserFactory(name="Eva", password=None))
    MembershipFactory(user=UserFactory(name="A stranger"))
    page = client.get(url("list", programme)).content.decode()
    assert "Eva" in page
    assert "Evaluator" in page
    assert page.count("Has no password yet") == 1
    assert "A stranger" not in page


def test_menu_leads_commissioners_and_nobody_else_to_the_people(client, programme):
    assert url("list", programme) in client.get(programme.get_absolute_url()).content.decode()
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
    assert url("list", programme) not in client.get(programme.get_absolute_url()).content.decode()


def test_person_without_account_is_added_and_sent_a_link_that_the_page_does_not_show(
    client, programme, commissioner, mailoutbox
):
    page = client.post(url("list", programme), NEW, follow=True).content.decode()
    member = programme.memberships.get(user__email="new@example.org")
    assert (member.user.name, member.role) == ("New Person", Role.FIELDWORKER)
    assert member.history.get().history_user == commissioner.user
    assert [message.to for message in mailoutbox] == [["new@example.org"]]
    assert "was sent to new@example.org" in page
    assert "password/reset/key" not in page


def test_page_says_where_the_link_is_when_no_mail_server_is_set(client, programme, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client.post(url("list", programme), NEW, follow=True).content.decode()
    assert "No mail server is set" in page
    assert "password/reset/key" in capsys.readouterr().out


def test_person_with_a_password_is_added_without_a_message(client, programme, mailoutbox):
    known = UserFactory(email="known@example.org", name="Known")
    client.post(url("list", programme), {**NEW, "email": "Known@example.org", "name": "Other"})
    assert programme.memberships.get(user=known).role == Role.FIELDWORKER
    known.refresh_from_db()
    assert known.name == "Known"
    assert mailoutbox == []


def test_adding_twice_is_once_and_another_role_is_refused_on_the_form(client, programme):
    client.post(url("list", programme), NEW)
    client.post(url("list", programme), NEW)
    page = client.post(url("list", programme), {**NEW, "role": Role.STEERING}).content.decode()
    assert programme.memberships.filter(user__email="new@example.org").count() == 1
    assert "Change the role instead." in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": ""}, "Write the e-mail address."),
        ({"email": "nobody"}, "Write the whole e-mail address"),
        ({"name": " "}, "Write the name."),
        ({"role": ""}, "Choose a role."),
        ({"role": "owner"}, "Choose one of the roles."),
    ],
)
def test_form_that_cannot_be_used_says_why_and_adds_nobody(client, programme, wrong, words):
    page = client.post(url("list", programme), {**NEW, **wrong}).content.decode()
    assert words in page
    assert page.count("There is a problem") == 1
    assert not User.objects.filter(name="New Person").exists()


def test_message_that_does_not_leave_is_said_and_the_person_stays(client, programme, monkeypatch):
    def down(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.invitations.send_mail", down)
    page = client.post(url("list", programme), NEW, follow=True).content.decode()
    assert "could not be sent" in page
    assert programme.memberships.filter(user__email="new@example.org").exists()


def test_link_is_sent_again_while_no_password_is_set_and_not_after(client, programme, mailoutbox):
    waiting = MembershipFactory(programme=programme, user=UserFactory(password=None))
    signed_up = MembershipFactory(programme=programme)
    client.post(url("invite", programme, waiting.pk))
    page = client.post(url("invite", programme, signed_up.pk), follow=True).content.decode()
    assert [message.to for message in mailoutbox] == [[waiting.user.email]]
    assert "has a password already" in page


def test_role_is_changed_and_audited(client, programme, commissioner):
    member = MembershipFactory(programme=programme, role=Role.STEERING)
    response = client.post(url("edit", programme, member.pk), {"role": Role.EVALUATOR})
    member.refresh_from_db()
    assert response.url == url("list", programme)
    assert member.role == Role.EVALUATOR
    assert member.history.first().history_user == commissioner.user


def test_removal_is_asked_about_first_and_keeps_the_account(client, programme, commissioner):
    member = MembershipFactory(programme=programme)
    address = url("remove", programme, member.pk)
    assert "no longer sees anything" in client.get(address).content.decode()
    assert programme.memberships.filter(pk=member.pk).exists()
    client.post(address)
    assert not programme.memberships.filter(pk=member.pk).exists()
    assert User.objects.filter(pk=member.user_id).exists()
    assert Membership.history.filter(id=member.pk, history_type="-").get().history_user == commissioner.user
    assert client.post(address).status_code == 404


def test_last_commissioner_can_neither_leave_nor_become_something_else(client, programme, commissioner):
    page = client.post(url("edit", programme, commissioner.pk), {"role": Role.STEERING}).content.decode()
    assert "last commissioner" in page
    page = client.post(url("remove", programme, commissioner.pk), follow=True).content.decode()
    assert "last commissioner" in page
    commissioner.refresh_from_db()
    assert commissioner.role == Role.COMMISSIONER


def test_commissioner_who_gives_up_the_role_lands_where_they_still_may(client, programme, commissioner):
    MembershipFactory(programme=programme, role=Role.COMMISSIONER)
    changed = client.post(url("edit", programme, commissioner.pk), {"role": Role.STEERING}, follow=True)
    assert (changed.status_code, changed.request["PATH_INFO"]) == (200, programme.get_absolute_url())


def test_commissioner_who_leaves_lands_on_their_programmes(client, programme, commissioner):
    MembershipFactory(programme=programme, role=Role.COMMISSIONER)
    left = client.post(url("remove", programme, commissioner.pk), follow=True)
    assert (left.status_code, left.request["PATH_INFO"]) == (200, "/")


def test_member_of_another_programme_is_not_found(client, programme):
    stranger = MembershipFactory()
    assert client.get(url("edit", programme, stranger.pk)).status_code == 404
    assert client.post(url("remove", programme, stranger.pk)).status_code == 404
    assert Membership.objects.filter(pk=stranger.pk).exists()


def test_list_takes_the_same_queries_however_many_people(client, programme, django_assert_max_num_queries):
    MembershipFactory.create_batch(12, programme=programme)
    with django_assert_max_num_queries(8):
        client.get(url("list", programme))
