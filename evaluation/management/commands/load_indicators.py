"""Loads a programme's own indicators from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissioning.management.programmes import add_programme_argument, named_programme
from evaluation.actions import DefinitionFaults, load_indicators


class Command(BaseCommand):
    help = "Load local indicators from FILE (TOML, see docs/data-formats/indicators.md) and compute all figures again."

    def add_arguments(self, parser):
        add_programme_argument(parser)
        parser.add_argument("file", type=Path)

    def handle(self, *, programme, file, **options):
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        try:
            loaded = load_indicators(programme=named_programme(programme), text=text)
        except DefinitionFaults as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{error} Nothing was loaded.") from error
        self.stdout.write(f"Loaded: {', '.join(indicator.code for indicator in loaded)}.")
