"""Makes a programme with its cohorts, and the framework's contract if asked."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.formats import date_format

from accounts.invitations import password_link
from commissioning.actions.contract import agree_contract
from commissioning.actions.members import MemberRefused, add_member
from commissioning.actions.programmes import ProgrammeRefused, create_programme
from commissioning.actions.team import set_up_team
from commissioning.management.programmes import person_words
from commissioning.models import Role


class Command(BaseCommand):
    help = "Make a programme: its address, name, area, first day and cohorts, and with --contract its contract."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="address, for example northern-vale")
        parser.add_argument("--name", required=True)
        parser.add_argument("--area", required=True, help="the area it covers")
        parser.add_argument("--starts-on", required=True, help="the first day of month 1, as YYYY-MM-DD")
        parser.add_argument("--body", default="", help="who commissions it")
        parser.add_argument("--contractor", default="", help="who runs it in the field")
        parser.add_argument("--population", type=int, help="people in the area")
        parser.add_argument(
            "--contract", action="store_true", help="agree the framework’s contract: stages, tasks, KPIs and posts"
        )
        parser.add_argument("--fictional", action="store_true", help="say on every page that it is invented")
        parser.add_argument(
            "--cohort",
            action="append",
            default=[],
            metavar="NUMBER:MONTH",
            help="a cohort and the month its support starts, for example 1:7; once for each",
        )
        parser.add_argument("--commissioner", metavar="EMAIL", help="its first commissioner")

    def handle(self, *, slug, commissioner, contract, **options):
        try:
            with transaction.atomic():
                programme = _made(slug, options)
                member = commissioner and add_member(programme=programme, email=commissioner, role=Role.COMMISSIONER)
                if contract:
                    agree_contract(programme=programme)
                    set_up_team(programme=programme, by=None)
        except (ProgrammeRefused, MemberRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Made {programme}, /programmes/{programme.slug}/, from {date_format(programme.starts_on)}.")
        if member:
            self.stdout.write(f"{person_words(member)}.")
            if not member.user.has_usable_password():
                self.stdout.write(f"Set a password: {password_link(member.user)}")


def _made(slug, options):
    """The programme as the options describe it."""
    if options["population"] is not None and options["population"] < 1:
        raise CommandError(f"--population: {options['population']} is not a number of people.")
    return create_programme(
        slug=slug,
        name=options["name"],
        area_name=options["area"],
        population=options["population"],
        starts_on=_date_of(options["starts_on"]),
        cohorts=_cohorts_of(options["cohort"]),
        commissioning_body=options["body"],
        contractor=options["contractor"],
        is_fictional=options["fictional"],
    )


def _date_of(written):
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"--starts-on: “{written}” is not a date such as 2026-04-01.") from error


def _cohorts_of(written):
    """{number: month} from texts such as "1:7"."""
    cohorts = {}
    for text in written:
        number, _, month = text.partition(":")
        if not (number.isdecimal() and month.isdecimal()):
            raise CommandError(f"--cohort: “{text}” is not a number and a month such as 1:7.")
        if int(number) in cohorts:
            raise CommandError(f"--cohort: cohort {number} is named twice.")
        cohorts[int(number)] = int(month)
    return cohorts
