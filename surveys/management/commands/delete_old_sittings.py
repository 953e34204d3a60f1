"""Delete answers that somebody began on line and never sent."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from surveys.actions.sittings import KEPT_FOR, delete_old_sittings


class Command(BaseCommand):
    help = (
        f"Delete answers that were begun by a link, not sent, and not touched for {KEPT_FOR.days} days. The same "
        "happens whenever somebody begins to answer; run it daily so that it happens when nobody does."
    )

    def handle(self, **options):
        deleted = delete_old_sittings(on=timezone.localdate())
        self.stdout.write(f"Deleted {deleted:,} unfinished {'sitting' if deleted == 1 else 'sittings'}.")
