"""Checks that no frozen baseline has changed."""

from django.core.management.base import BaseCommand, CommandError

from commissioning.management.programmes import named_programme
from evaluation.registers.frozen import faults_of
from neighbourhoods.models import BaselineFreeze


class Command(BaseCommand):
    help = "Compare every frozen baseline with its fingerprint and its figures; exits 1 if any differs."

    def add_arguments(self, parser):
        parser.add_argument("programme", nargs="?", help="a programme's address; all programmes if not given")

    def handle(self, *, programme, **options):
        frozen = BaselineFreeze.objects.select_related("neighbourhood").order_by("neighbourhood__code")
        if programme:
            frozen = frozen.filter(neighbourhood__programme=named_programme(programme))
        problems = [f"{freeze}: {fault}." for freeze in frozen for fault in faults_of(freeze)]
        for problem in problems:
            self.stdout.write(problem)
        closing = f"{len(frozen)} frozen baselines checked, {len(problems)} problems."
        if problems:
            raise CommandError(closing)
        self.stdout.write(closing)
