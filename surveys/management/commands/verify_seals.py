"""Checks that no answer of a locked wave has changed."""

from django.core.management.base import BaseCommand, CommandError

from commissioning.management.programmes import named_programme
from surveys.actions.locking import destroyed_waves, sealed_samples, verify_seals


class Command(BaseCommand):
    help = "Compare the answers of every locked wave with their seals; exits 1 if any differs."

    def add_arguments(self, parser):
        parser.add_argument("programme", nargs="?", help="a programme's address; all programmes if not given")

    def handle(self, *, programme, **options):
        of = named_programme(programme) if programme else None
        problems = verify_seals(programme=of)
        for problem in problems:
            self.stdout.write(problem)
        for wave in destroyed_waves(of):
            self.stdout.write(f"{wave}: single answers destroyed on {wave.destroyed_on}; its figures are kept.")
        checked = sealed_samples(of).filter(wave__destroyed_on=None).count()
        closing = f"{checked} sealed samples checked, {len(problems)} problems."
        if problems:
            raise CommandError(closing)
        self.stdout.write(closing)
