"""Opening a wave over some neighbourhoods."""

from django.db import transaction

from neighbourhoods.population import survey_population
from surveys.models import Questionnaire, Sample, Wave, Weighting
from surveys.models.questionnaires import Audience


class WaveRefused(Exception):
    """The wave cannot be opened as asked; the message says why."""


@transaction.atomic
def open_wave(
    *,
    programme,
    questionnaire,
    name,
    purpose,
    starts_on,
    ends_on,
    neighbourhoods,
    target=300,
    design=Wave.Design.RANDOM,
    weighting=Weighting.POSTSTRATIFY,
    note="",
    by=None,
):
    """Open a wave of `questionnaire` with one sample in each of `neighbourhoods`.

    A residents' sample stands for the neighbourhood's residents of survey age, where their number is known.
    `target` is how many answers each sample aims at, or a dict of that by neighbourhood code.
    """
    _refuse_unready(programme, questionnaire, neighbourhoods, starts_on, ends_on)
    _refuse_used_name(programme, name)
    wave = Wave(
        programme=programme,
        questionnaire=questionnaire,
        name=name,
        purpose=purpose,
        design=design,
        starts_on=starts_on,
        ends_on=ends_on,
        weighting=weighting,
        note=note,
    )
    wave._history_user, wave._change_reason = by, "Opened"
    wave.save()
    asks_residents = questionnaire.audience == Audience.RESIDENTS
    residents = survey_population([n.pk for n in neighbourhoods]) if asks_residents else {}
    Sample.objects.bulk_create(
        Sample(
            wave=wave,
            neighbourhood=n,
            target=target[n.code] if isinstance(target, dict) else target,
            population=_total(residents.get(n.pk)),
        )
        for n in neighbourhoods
    )
    return wave


def _total(counts):
    """Residents in all, or None where no count came in."""
    return int(counts.sum()) if counts is not None and counts.sum() else None


def _refuse_used_name(programme, name):
    if programme.waves.filter(name=name).exists():
        raise WaveRefused(f"The programme already has a wave called “{name}”.")


def _refuse_unready(programme, questionnaire, neighbourhoods, starts_on, ends_on):
    if questionnaire.programme_id != programme.pk:
        raise WaveRefused("The questionnaire belongs to another programme.")
    if not Questionnaire.objects.filter(pk=questionnaire.pk, published_at__isnull=False).exists():
        raise WaveRefused("Publish the questionnaire first: a wave needs questions that no longer change.")
    if not neighbourhoods:
        raise WaveRefused("Choose at least one neighbourhood.")
    if any(n.programme_id != programme.pk for n in neighbourhoods):
        raise WaveRefused("A neighbourhood belongs to another programme.")
    if ends_on < starts_on:
        raise WaveRefused("A wave cannot end before it starts.")
