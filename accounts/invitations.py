"""Inviting people: they set their own password through a link that works once."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse


class InvitationNotSent(Exception):
    """The message did not leave; the account is there and waits."""


def password_link(user):
    """The address at which `user` sets a password. It works once, as long as a reset does."""
    keys = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=keys)


def send_invitation(*, user, programme, inviter):
    """Send `user` the link that sets a password, with the names of the programme and of who invites.

    It goes to the address and is shown to nobody else, so that only its owner gets in. Raises InvitationNotSent.
    """
    words = {
        "name": user.name,
        "email": user.email,
        "programme": programme,
        "inviter": inviter,
        "link": password_link(user),
    }
    subject = " ".join(render_to_string("account/email/invitation_subject.txt", words).split())
    try:
        send_mail(subject, render_to_string("account/email/invitation_message.txt", words).strip(), None, [user.email])
    except OSError as error:
        raise InvitationNotSent(f"The message to {user.email} could not be sent.") from error


def messages_are_printed():
    """Whether this installation prints its messages where it runs, because no mail server is set."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend"
