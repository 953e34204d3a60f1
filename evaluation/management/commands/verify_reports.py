"""Checks that no report has changed since it was handed in."""

from django.core.management.base import BaseCommand, CommandError

from commissioning.management.programmes import named_programme
from evaluation.editions.checks import faults_of
from evaluation.models import Edition, EditionFile


class Command(BaseCommand):
    help = "Compare every report that was handed in, and its files, with their fingerprints; exits 1 if any differs."

    def add_arguments(self, parser):
        parser.add_argument("programme", nargs="?", help="a programme's address; all programmes if not given")

    def handle(self, *, programme, **options):
        issued = Edition.objects.issued().select_related("report").order_by("report", "number")
        if programme:
            issued = issued.of(named_programme(programme))
        editions = list(issued.values_list("pk", flat=True))
        files = EditionFile.objects.filter(edition__in=editions).count()
        problems = 0
        for pk in editions:  # one at a time: each holds its whole report
            edition = Edition.objects.select_related("report").get(pk=pk)
            for fault in faults_of(edition):
                self.stdout.write(f"{edition}: {fault}.")
                problems += 1
        closing = f"{len(editions)} versions and {files} files checked, {problems} problems."
        if problems:
            raise CommandError(closing)
        self.stdout.write(closing)
