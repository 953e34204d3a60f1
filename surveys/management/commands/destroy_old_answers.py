"""Destroys the single answers of waves whose day has passed. To be run every day."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commissioning.number_words import counted
from surveys.actions.retention import RetentionRefused, destroy_answers
from surveys.models import Response, Wave


class Command(BaseCommand):
    help = (
        "Destroy the single answers of locked waves whose day has passed; figures stay. Exits 1 if some have to stay."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would be destroyed")

    def handle(self, *, dry_run, **options):
        due = Wave.objects.filter(answers_kept_until__lt=timezone.localdate(), destroyed_on=None)
        stayed = 0
        for wave in due.select_related("programme", "questionnaire").order_by("answers_kept_until", "pk"):
            stayed += not self._destroyed(wave, dry_run)
        if stayed:
            raise CommandError(f"{counted(stayed, 'wave')} past the day could not be dealt with.")

    def _destroyed(self, wave, dry_run):
        """Whether there is nothing more to do about the wave; says what was done."""
        name, count = f"{wave.programme.slug}, {wave}", Response.objects.of_wave(wave).count()
        if not wave.is_locked:
            self.stderr.write(
                f"{name}: its day was {wave.answers_kept_until}, but it was never locked, so its figures would go with "
                f"its {count:,} answers. Nothing is destroyed. Lock it, or take the answers back."
            )
            return False
        if dry_run:
            self.stdout.write(f"{name}: {count:,} answers would be destroyed.")
            return True
        try:
            destroy_answers(wave=wave)
        except RetentionRefused as error:
            self.stderr.write(f"{name}: {error}")
            return False
        self.stdout.write(f"{name}: {count:,} answers destroyed; its figures stay.")
        return True
