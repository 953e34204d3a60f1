"""Writes a programme's estimates as CSV, one row for each indicator, area, wave and group."""

import sys

from django.core.management.base import BaseCommand

from commissioning.management.programmes import add_programme_argument, named_programme
from evaluation.exports import estimates_csv


class Command(BaseCommand):
    help = "Write the estimates of PROGRAMME as CSV; docs/data-formats/estimates.md explains the columns."

    def add_arguments(self, parser):
        add_programme_argument(parser)
        parser.add_argument("--out", help="A file to write; the screen if not given.")
        parser.add_argument("--provisional", action="store_true", help="Also waves that are not locked yet.")

    def handle(self, *, programme, out, provisional, **options):
        found = named_programme(programme)
        text = estimates_csv(found, provisional=provisional)
        if out:
            with open(out, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            self.stderr.write(f"{text.count(chr(10)) - 1:,} rows written to {out}.")
        else:
            sys.stdout.write(text)
