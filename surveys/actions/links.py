"""Opening and closing answering on line, and renewing a public link."""

from django.db import transaction

from surveys.doors import LINK_LENGTH, new_code
from surveys.models import Sample, Wave, WaveLocked


@transaction.atomic
def open_links(*, wave, by):
    """Let the wave's links be answered on the days of its fieldwork, with a public link for each neighbourhood.

    A link that is there stays. Done twice it is done once. Raises WaveLocked.
    """
    wave = held(wave)
    made = 0
    for sample in _samples(wave).filter(link_code=None):
        sample.link_code = new_code(LINK_LENGTH)
        sample.save(update_fields=["link_code"])
        made += 1
    if made or not wave.takes_answers_online:
        wave.takes_answers_online = True
        note(wave, by, f"Answering on line opened; public links made: {made}")
    return wave


@transaction.atomic
def close_links(*, wave, by):
    """Let no link of the wave be answered. The links stay and work again when it is opened. Raises WaveLocked."""
    wave = held(wave)
    if wave.takes_answers_online:
        wave.takes_answers_online = False
        note(wave, by, "Answering on line closed")
    return wave


@transaction.atomic
def renew_link(*, sample, ends, by):
    """Give a neighbourhood another public link in the place of the one that `ends`. Raises WaveLocked.

    Where that one is replaced already nothing happens, so that a form sent twice ends no link that was just made.
    """
    wave = held(sample.wave)
    sample = _samples(wave).select_related("neighbourhood").get(pk=sample.pk)
    if not ends or sample.link_code != ends:
        return sample
    sample.link_code = new_code(LINK_LENGTH)
    sample.save(update_fields=["link_code"])
    note(wave, by, f"Public link renewed: {sample.neighbourhood}")
    return sample


def held(wave):
    """The wave, held until the transaction is over. Raises WaveLocked where nothing of it may change."""
    wave = Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=wave.pk)
    if wave.is_locked:
        raise WaveLocked(f"{wave} is locked: its links are closed for good.")
    return wave


def note(wave, by, reason):
    """Save the wave and put on its record what was done to its links, without any person or organisation in it."""
    wave._history_user, wave._change_reason = by, reason[:100]
    wave.save()


def _samples(wave):
    return Sample.objects.filter(wave=wave).defer("sealed", "neighbourhood__boundary").order_by("pk")
