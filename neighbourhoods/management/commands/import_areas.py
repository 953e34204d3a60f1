"""Import official area files into a programme, all of them or none."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.management.programmes import add_programme_argument, named_programme
from commissioning.models import Programme
from neighbourhoods.actions.areas import apply_area_file, check_area_file
from neighbourhoods.plans import IMPORT_ORDER


class Command(BaseCommand):
    help = (
        "Import official area files into PROGRAMME. They are read in the order in which they are needed, "
        "in one transaction: with a fault in any of them, or with --dry-run, nothing changes. "
        "Exits with 1 if there are faults."
    )

    def add_arguments(self, parser):
        add_programme_argument(parser)
        for kind in IMPORT_ORDER:
            parser.add_argument(f"--{kind.value}", type=Path, metavar="FILE", help=kind.label)
        parser.add_argument("--vintage", default="", help="the year of the boundaries, for example 2017")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *, programme, vintage, dry_run, **options):
        files = [(kind, options[kind.value.replace("-", "_")]) for kind in IMPORT_ORDER]
        files = [(kind, path) for kind, path in files if path]
        if not files:
            raise CommandError("Name at least one file to import, for example --boundaries wards.geojson.")
        contents = [(kind, path.name, self._bytes_of(path)) for kind, path in files]
        with transaction.atomic():
            found = Programme.objects.select_for_update(no_key=True).get(pk=named_programme(programme).pk)
            read = [self._import(found, vintage, *file) for file in contents]
            faults = sum(len(area_file.faults) for area_file, _ in read)
            if faults or dry_run:
                transaction.set_rollback(True)
        if faults:
            raise CommandError(f"Nothing was imported: {_count(faults)}. Correct the files and run this again.")
        self.stdout.write(_closing(dry_run, imported=sum(is_new for _, is_new in read), of=len(read)))

    def _bytes_of(self, path):
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None

    def _import(self, programme, vintage, kind, filename, content):
        """Check one file, import it if it has no fault, and say so.

        Returns the AreaFile and whether it was imported now.
        """
        area_file = check_area_file(
            programme=programme, kind=kind, filename=filename, content=content, vintage=vintage, by=None
        )
        self.stdout.write(f"{filename} ({kind.label})")
        if area_file.applied_at:
            day = date_format(timezone.localtime(area_file.applied_at), "j F Y")
            self.stdout.write(f"  Imported on {day} already. Nothing in it is new.")
            return area_file, False
        for sentence in area_file.summary:
            self.stdout.write(f"  {sentence}")
        for line, column, value, reason in area_file.faults:
            place = ", ".join(filter(None, [f"line {line}" if line else "", column, value and f"“{value}”"]))
            self.stdout.write(f"  {place or 'the file'}: {reason}")
        if area_file.faults:
            return area_file, False
        return apply_area_file(area_file=area_file, by=None), True


def _closing(dry_run, imported, of):
    """The last line: what became of `of` files, `imported` of which are new."""
    if dry_run:
        return "Dry run: nothing was changed."
    if not imported:
        return "Nothing was changed."
    return "Imported." if imported == of else f"Imported {imported} of {of} files; the others were there already."


def _count(faults):
    return "1 fault" if faults == 1 else f"{faults:,} faults"
