"""Gives a member of a programme another role."""

from django.core.management.base import BaseCommand, CommandError

from commissioning.actions.members import MemberRefused, change_role
from commissioning.management.programmes import add_programme_argument, named_member, person_words
from commissioning.models import Role


class Command(BaseCommand):
    help = "Give a member of a programme another role."

    def add_arguments(self, parser):
        add_programme_argument(parser)
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *, programme, email, role, **options):
        try:
            member = change_role(membership=named_member(programme, email), role=role)
        except MemberRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person_words(member)} of {member.programme}.")
