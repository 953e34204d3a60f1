"""Gives somebody a role in a programme."""

from django.core.management.base import BaseCommand, CommandError

from accounts.invitations import password_link
from commissioning.actions.members import MemberRefused, add_member
from commissioning.management.programmes import add_programme_argument, named_programme, person_words
from commissioning.models import Role


class Command(BaseCommand):
    help = "Add a person to a programme; prints a link to set a password where the account has none."

    def add_arguments(self, parser):
        add_programme_argument(parser)
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--name", default="", help="full name, for a new account")

    def handle(self, *, programme, email, role, name, **options):
        found = named_programme(programme)
        try:
            member = add_member(programme=found, email=email, role=role, name=name)
        except MemberRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person_words(member)} of {found}.")
        if not member.user.has_usable_password():
            self.stdout.write(f"Set a password: {password_link(member.user)}")
