"""Locks a wave."""

from django.core.management.base import BaseCommand, CommandError

from surveys.actions.locking import NotReadyToLock, lock_wave
from surveys.management.waves import add_wave_arguments, named_wave


class Command(BaseCommand):
    help = "Lock a wave: seal its answers and weights as evidence. Unlocking takes a commissioner and an evaluator."

    def add_arguments(self, parser):
        add_wave_arguments(parser)

    def handle(self, *, programme, wave, **options):
        try:
            locked = lock_wave(wave=named_wave(programme, wave), by=None)
        except NotReadyToLock as error:
            raise CommandError(f"{wave} cannot be locked yet. {error}") from error
        for sample in locked.samples.select_related("neighbourhood").defer("sealed"):
            self.stdout.write(f"{sample.fingerprint}  {sample.neighbourhood.code}  {sample.neighbourhood}")
        self.stdout.write(f"{locked} is locked since {locked.locked_at:%Y-%m-%d %H:%M}.")
