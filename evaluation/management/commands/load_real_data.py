"""Load the programmes made of published files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commissioning.actions.members import add_member
from evaluation.demonstration.people import NAMES, email_of
from evaluation.realdata.afrobarometer import build_tunisia
from evaluation.realdata.files import FilesMissing, FilesRefused
from evaluation.realdata.trafford import build_trafford


class Command(BaseCommand):
    help = (
        "Load two programmes from the published files in DIR: Trafford (official statistics of its wards) "
        "and Afrobarometer's surveys of Tunisia. Run again, it loads only what is missing. Whoever signs in "
        "to the demonstration gets the same role in them; add others with add_member."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="holds the folders trafford, afrobarometer")
        parser.add_argument("--only", choices=["trafford", "tunisia"], help="load one of the two")

    def handle(self, *, folder, only, **options):
        builds = {
            "trafford": lambda: build_trafford(folder=folder, today=timezone.localdate()),
            "tunisia": lambda: build_tunisia(folder=folder),
        }
        for name in [only] if only else builds:
            self._load(builds[name])

    @transaction.atomic
    def _load(self, build):
        try:
            programme, said = build()
        except (FilesMissing, FilesRefused) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        _admit_demonstration_people(programme)
        self.stdout.write(f"{programme}, /programmes/{programme.slug}/")
        for sentence in said:
            self.stdout.write(f"  {sentence}")
        if not programme.memberships.exists():
            invite = f"manage.py add_member {programme.slug} EMAIL ROLE"
            self.stdout.write(f"  Nobody may open it yet: {invite}")


def _admit_demonstration_people(programme):
    """Whoever signs in to the demonstration, where there is one, has the same role in `programme`."""
    for role in NAMES:
        user = User.objects.filter(email=email_of(role)).first()
        if user and programme.membership_of(user) is None:
            add_member(programme=programme, email=user.email, role=role)
