"""Computes the weights of a wave."""

from django.core.management.base import BaseCommand, CommandError

from surveys.actions.weights import WeightsRefused, weigh_wave
from surveys.management.waves import add_wave_arguments, named_wave
from surveys.models import WaveLocked, Weighting


class Command(BaseCommand):
    help = "Give every answer of a wave its weight, and say what the weights do in each neighbourhood."

    def add_arguments(self, parser):
        add_wave_arguments(parser)
        parser.add_argument("--method", choices=Weighting.values, help="the wave's own if not given")

    def handle(self, *, programme, wave, method, **options):
        try:
            weighted = weigh_wave(wave=named_wave(programme, wave), method=method)
        except WeightsRefused as error:
            for reason in error.reasons:
                self.stderr.write(reason)
            raise CommandError("No weight was changed.") from error
        except WaveLocked as error:
            raise CommandError(str(error)) from error
        for sample in weighted.samples.select_related("neighbourhood").defer("sealed"):
            for line in _report(sample):
                self.stdout.write(line)
        self.stdout.write(f"{weighted} is weighted: {weighted.get_weighting_display()}.")


def _report(sample):
    report = sample.weighting_report
    if not report:
        yield f"{sample.neighbourhood}: no answers."
        return
    yield (
        f"{sample.neighbourhood}: design effect {report['deff']:.2f}, "
        f"largest weight {report['largest']:.1f} times the median."
    )
    for warning in report.get("warnings", []):
        yield f"  {warning}"
