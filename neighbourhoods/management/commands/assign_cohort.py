"""Puts neighbourhoods into a cohort, by their codes."""

from django.core.management.base import BaseCommand, CommandError

from commissioning.management.programmes import add_programme_argument, named_programme
from neighbourhoods.actions.areas import BaselineLocked, assign_cohort, choose_cohort


class Command(BaseCommand):
    help = "Put the neighbourhoods with these CODES into cohort NUMBER of PROGRAMME; 0 takes them out of any."

    def add_arguments(self, parser):
        add_programme_argument(parser)
        parser.add_argument("number", type=int, help="The cohort's number, or 0.")
        parser.add_argument("codes", nargs="+", help="Codes of neighbourhoods.")

        parser.add_argument(
            "--because",
            metavar="REASON",
            help="Keep this reason with each, and move those as well that have a locked baseline.",
        )

    def handle(self, *, programme, number, codes, because, **options):
        found = named_programme(programme)
        cohort = found.cohorts.filter(number=number).first()
        if number and cohort is None:
            numbers = ", ".join(str(n) for n in found.cohorts.values_list("number", flat=True)) or "none yet"
            raise CommandError(f"{found} has no cohort {number}. Its cohorts: {numbers}.")
        places = list(found.neighbourhoods.filter(code__in=codes))
        if unknown := sorted(set(codes) - {place.code for place in places}):
            raise CommandError(f"Not neighbourhoods of {found}: {', '.join(unknown)}. Nothing was changed.")
        move = {"neighbourhoods": places, "cohort": cohort, "by": None}
        try:
            if because and because.strip():
                choose_cohort(**move, reason=because, after_baseline=True)
            else:
                assign_cohort(**move)
        except BaselineLocked as error:
            raise CommandError(f"{error} Nothing was changed. If it is meant, say why with --because.") from error
        self.stdout.write(f"{len(places)} neighbourhoods are now in {cohort or 'no cohort'}.")
