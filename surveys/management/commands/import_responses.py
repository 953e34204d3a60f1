"""Import a file of answers from the command line."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissioning.downloads import write_rows
from commissioning.reading.faults import Fault, UnreadableFile
from surveys.actions.imports import (
    ImportRefused,
    check_import,
    discard_file,
    receive_file,
    run_import,
    set_mapping,
)
from surveys.management.waves import add_wave_arguments, named_wave
from surveys.mapping import UnreadableMapping
from surveys.models import ImportBatch, WaveLocked

BAR = 40
FAULTS_PRINTED = 20


class Command(BaseCommand):
    help = (
        "Import a CSV or XLSX file of answers into a wave, read as a mapping file says. Rows with a fault "
        "are set aside and listed; the others are imported. Exits with 1 only if nothing could be read."
    )

    def add_arguments(self, parser):
        add_wave_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True, help="A TOML file: which column says what.")
        parser.add_argument("--dry-run", action="store_true", help="Check the file and import nothing.")
        parser.add_argument("--faults", type=Path, help="Write every fault, if there are any, to this CSV file.")
        parser.add_argument("--progress", action="store_true", help="Show progress even without a terminal.")

    def handle(self, *args, programme, wave, file, mapping, faults, **options):
        wave = named_wave(programme, wave)
        try:
            batch = self._import(wave, file, mapping, options)
        except (UnreadableFile, UnreadableMapping, ImportRefused, WaveLocked) as error:
            raise CommandError(str(error)) from error
        self._report(batch, options["dry_run"])
        if faults:
            self._write_faults(batch, faults)

    def _write_faults(self, batch, path):
        if not batch.faults:
            self.stdout.write(f"No row has a fault, so {path} was not written.")
            return
        with path.open("w", newline="", encoding="utf-8-sig") as stream:
            write_rows(stream, Fault._fields, batch.faults)
        self.stdout.write(f"Faults written to {path}.")

    def _import(self, wave, file, mapping, options):
        content, toml = _bytes_of(file), _bytes_of(mapping).decode("utf-8-sig", "replace")
        batch = receive_file(wave=wave, filename=file.name, content=content, by=None)
        progress = self._bar(options["progress"])
        try:
            batch = set_mapping(batch=batch, toml=toml, by=None)
            if options["dry_run"]:
                return check_import(batch=batch, progress=progress)
            return run_import(batch=batch, by=None, progress=progress)
        finally:
            if progress:
                self.stderr.write("")
            self._forget(batch)

    def _forget(self, batch):
        """A file that was not imported is still on the user's disk: the product need not keep it."""
        if ImportBatch.objects.filter(pk=batch.pk).exclude(state=ImportBatch.State.DONE).exists():
            discard_file(batch=ImportBatch.objects.get(pk=batch.pk), by=None)

    def _bar(self, wanted):
        """A progress callback that redraws one line of the terminal; None where nobody watches."""
        if not wanted and not sys.stderr.isatty():
            return None

        def progress(share):
            done = round(share * BAR)
            self.stderr.write(f"\r[{'#' * done}{'.' * (BAR - done)}] {share:4.0%}", ending="")
            self.stderr.flush()

        return progress

    def _report(self, batch, is_dry_run):
        kept = "would be kept" if is_dry_run else "kept"
        self.stdout.write(
            f"{batch.filename}: {batch.rows} rows, {batch.kept} {kept}, {batch.set_aside} set aside, "
            f"{batch.already_here} already here."
        )
        for row, column, value, reason in batch.faults[:FAULTS_PRINTED]:
            self.stdout.write(f"  Row {row}, {column}, “{value}”: {reason}")
        if (more := batch.findings.get("faults_total", 0) - FAULTS_PRINTED) > 0:
            self.stdout.write(f"  … and {more} more faults; --faults writes them to a file.")


def _bytes_of(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
