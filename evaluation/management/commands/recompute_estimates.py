"""Computes every figure again, for example after an upgrade that changed an indicator."""

from django.core.management.base import BaseCommand

from commissioning.management.programmes import named_programme
from commissioning.models import Programme
from evaluation.engine import recompute
from evaluation.models import Estimate


class Command(BaseCommand):
    help = "Compute the estimates of PROGRAMME, or of every programme, again from the stored answers."

    def add_arguments(self, parser):
        parser.add_argument("programme", nargs="?", help="the programme's address; every programme if not given")

    def handle(self, *, programme, **options):
        for each in [named_programme(programme)] if programme else Programme.objects.all():
            recompute(each)
            count = Estimate.objects.filter(wave__programme=each).count()
            self.stdout.write(f"{each}: {count:,} estimates.")
