"""Ends somebody's role in a programme."""

from django.core.management.base import BaseCommand, CommandError

from commissioning.actions.members import MemberRefused, remove_member
from commissioning.management.programmes import add_programme_argument, named_member


class Command(BaseCommand):
    help = "End somebody's role in a programme; the account stays."

    def add_arguments(self, parser):
        add_programme_argument(parser)
        parser.add_argument("email")

    def handle(self, *, programme, email, **options):
        member = named_member(programme, email)
        try:
            remove_member(membership=member)
        except MemberRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{member.user} has no role in {member.programme} any more.")
