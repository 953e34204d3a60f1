"""Import files of groups and grants into a programme."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.management.programmes import add_programme_argument, named_programme
from commissioning.models import Programme
from neighbourhoods.actions.register_files import apply_register_file, check_register_file
from neighbourhoods.models import RegisterFile

# Groups before grants, so that a grant finds the group that got it.
ORDER = (RegisterFile.Kind.GROUPS, RegisterFile.Kind.CHARITIES, RegisterFile.Kind.GRANTS)


class Command(BaseCommand):
    help = (
        "Import groups, charities and grants into PROGRAMME, in one transaction. With a fault in any row, or with "
        "--dry-run, nothing changes; --leave-out-faulty imports the other rows. Exits with 1 if nothing was imported "
        "because of faults."
    )

    def add_arguments(self, parser):
        add_programme_argument(parser)
        for kind in ORDER:
            parser.add_argument(f"--{kind.value}", type=Path, metavar="FILE", help=kind.label)
        parser.add_argument("--leave-out-faulty", action="store_true", help="import the rows that have no fault")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *, programme, leave_out_faulty, dry_run, **options):
        files = [(kind, options[kind.value]) for kind in ORDER if options[kind.value]]
        if not files:
            raise CommandError("Name at least one file to import, for example --groups groups.csv.")
        contents = [(kind, path.name, self._bytes_of(path)) for kind, path in files]
        with transaction.atomic():
            found = Programme.objects.select_for_update(no_key=True).get(pk=named_programme(programme).pk)
            faults = sum(self._import(found, leave_out_faulty, *file) for file in contents)
            if faults or dry_run:
                transaction.set_rollback(True)
        if faults:
            count = "1 fault" if faults == 1 else f"{faults:,} faults"
            raise CommandError(
                f"Nothing was imported: {count}. Correct the files, or add --leave-out-faulty to import the other rows."
            )
        self.stdout.write("Dry run: nothing was changed." if dry_run else "Done.")

    def _bytes_of(self, path):
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None

    def _import(self, programme, leave_out_faulty, kind, filename, content):
        """Check one file, import it if it may be, and say so. Returns how many faults stand in the way."""
        checked = check_register_file(programme=programme, kind=kind, filename=filename, content=content, by=None)
        self.stdout.write(f"{filename} ({kind.label})")
        if checked.applied_at:
            day = date_format(timezone.localtime(checked.applied_at), "j F Y")
            self.stdout.write(f"  Imported on {day} already. Nothing in it is new.")
            return 0
        self._tell(checked)
        faults = checked.counts["faults"]
        if faults and not (leave_out_faulty and checked.changes):
            return faults
        if checked.changes:
            apply_register_file(register_file=checked, by=None)
        return 0

    def _tell(self, checked):
        for sentence in checked.summary:
            self.stdout.write(f"  {sentence}")
        for row, column, value, reason in checked.faults:
            where = f"{checked.counts['unit']} {row}" if row else "whole file"
            self.stdout.write(f"  {', '.join(filter(None, [where, column, value and f'“{value}”']))}: {reason}")
        for row, subject, words in checked.notes:
            self.stdout.write(f"  {checked.counts['unit']} {row}, {subject}: {words}")
