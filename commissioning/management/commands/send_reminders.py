"""Sends everybody the weekly digest of what waits for them."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commissioning.actions.reminders import DigestNotSent, digest_message, digests_due, monday_of, send_digest
from commissioning.models import Digest


class Command(BaseCommand):
    help = "Send each person one e-mail of what is late or due within two weeks, at most one a week. Run it daily."

    def add_arguments(self, parser):
        parser.add_argument("--today", help="as if it were this day, as YYYY-MM-DD")
        parser.add_argument("--dry-run", action="store_true", help="print who would get what; send and keep nothing")

    def handle(self, *, today, dry_run, **options):
        day = _date_of(today) if today else timezone.localdate()
        if dry_run:
            return self._show(day)
        sent, had, failed = [], [], []
        for user, sections in digests_due(day):
            try:
                (sent if send_digest(user=user, sections=sections, today=day) else had).append(user)
            except DigestNotSent as error:
                failed.append(user)
                self.stderr.write(str(error))
        self.stdout.write(f"Sent {len(sent)}. Had theirs this week: {len(had)}. Not sent: {len(failed)}.")
        if failed:
            raise CommandError(f"{len(failed)} could not be sent. They are tried again the next time.")
        return None

    def _show(self, day):
        had = set(Digest.objects.filter(week=monday_of(day)).values_list("user_id", flat=True))
        for user, sections in digests_due(day):
            subject, text = digest_message(user=user, sections=sections, today=day)
            said = "had theirs this week" if user.pk in had else "would get"
            self.stdout.write(f"{user} <{user.email}> {said}: {subject}\n\n{text}\n")


def _date_of(written):
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"--today: “{written}” is not a date such as 2026-04-01.") from error
