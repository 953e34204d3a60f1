"""How sign-in differs from the library's: nobody signs up alone, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made by a programme's commissioner; the public sign-up page stays closed."""

    def is_open_for_signup(self, request):
        return False
