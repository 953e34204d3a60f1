"""Make the demonstration programme, Harbourside, and print how to sign in."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evaluation.demonstration.building import NotTheDemonstration, make_demonstration
from evaluation.demonstration.people import PASSWORD, sign_ins


class Command(BaseCommand):
    help = (
        "Makes the fictional programme Harbourside, dated so that today falls in its month 40, with one "
        "person to sign in as for each role. Run again, it does nothing until the month has passed; then it "
        "makes the programme anew."
    )

    def add_arguments(self, parser):
        parser.add_argument("--today", type=_date, help="the day that falls in month 40, such as 2026-11-22")
        parser.add_argument("--fresh", action="store_true", help="make it anew even if it stands in month 40")

    def handle(self, *, today, fresh, verbosity, **options):
        today, password = today or timezone.localdate(), _password()
        if today > timezone.localdate():
            raise CommandError("--today may not lie ahead: waves are locked only after their fieldwork.")
        try:
            made = make_demonstration(today=today, password=password, fresh=fresh)
        except NotTheDemonstration as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self._say(made, password)

    def _say(self, made, password):
        done = "is made" if made.is_new else "is there already"
        self.stdout.write(f"The demonstration programme {made.programme} {done}. Sign in as")
        for person in sign_ins(password):
            secret = person.password or "(a password of their own)"
            self.stdout.write(f"  {person.role:<15}{person.email:<36}{secret}")


def _password():
    """The password everybody knows, unless the settings give another; a public site must give one."""
    if settings.SERVED_OVER_HTTPS and not settings.DEMONSTRATION_PASSWORD:
        raise CommandError("This site is public. Set DEMONSTRATION_PASSWORD to a password of your own first.")
    return settings.DEMONSTRATION_PASSWORD or PASSWORD


def _date(written):
    return date.fromisoformat(written)
