"""How sign-in differs from the library's: nobody signs up alone, people are invited; and it speaks plainly."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made by a programme's commissioner; the public sign-up page stays closed."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "The e-mail address or the password is not correct.",
        "enter_current_password": "This is not the password you have now.",
        "incorrect_password": "The password is not correct.",
        "too_many_login_attempts": "Too many failed sign-ins. Try again in five minutes.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_reset_password_from_key_url(self, key):
        """The address in the message begins with ours, whatever host the request named."""
        uid, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
