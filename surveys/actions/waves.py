"""Opening a wave over some neighbourhoods, and putting one right that was opened by mistake."""

from django.db import transaction
from django.db.models import Q

from commissioning.models import raise_evidence_version
from neighbourhoods.population import survey_population
from surveys.fieldwork_dates import date_faults
from surveys.models import ImportBatch, PaperForm, Questionnaire, Response, Sample, Wave, WaveLocked, Weighting
from surveys.models.questionnaires import Audience
from surveys.signals import evidence_changed

CHANGEABLE = ("name", "purpose", "starts_on", "ends_on", "design", "note")
# What figures and their order in time are made from.
MOVES_FIGURES = {"purpose", "starts_on", "ends_on"}


class WaveRefused(Exception):
    """The wave cannot be opened, changed or deleted as asked; the message says why."""


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
    _add_samples(wave, neighbourhoods, target)
    return wave


def _add_samples(wave, neighbourhoods, target):
    asks_residents = wave.questionnaire.audience == Audience.RESIDENTS
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


@transaction.atomic
def change_wave(*, wave, by, target=None, **fields):
    """Put an open wave right: its name, purpose, days, design, note, and how many answers each sample aims at.

    A `target` of None leaves every sample its own. The same values again change nothing. Figures of a weighted wave
    are brought up to date where its purpose or its days change. Raises WaveLocked, WaveRefused.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.is_locked:
        raise WaveLocked(f"{wave} is locked: it is evidence and cannot be changed.")
    days = (wave.starts_on, wave.ends_on)
    changed = _set(wave, fields)
    _refuse_dates(wave.starts_on, wave.ends_on)
    _refuse_days_without_answers(wave, *days)
    if "name" in changed:
        _refuse_used_name(wave.programme, wave.name)
    if target is not None and wave.samples.exclude(target=target).update(target=target):
        changed.append("target")
    if changed:
        wave._history_user, wave._change_reason = by, f"Changed: {', '.join(changed)}"
        wave.save()
        raise_evidence_version(wave.programme)
    if wave.weighted_at and MOVES_FIGURES.intersection(changed):
        evidence_changed.send(sender=Wave, wave=wave)
    return wave


@transaction.atomic
def delete_wave(*, wave, by):
    """Delete a wave in which no answers have come in, with the files that wait in it. A second time does nothing.

    Raises WaveRefused with what has to be done first.
    """
    wave = Wave.objects.select_for_update(no_key=True).filter(pk=wave.pk).first()
    if wave is None:
        return
    if reason := reason_against_deletion(wave):
        raise WaveRefused(reason)
    programme = wave.programme
    wave._history_user, wave._change_reason = by, "Deleted: no answers had come in"
    wave.delete()
    raise_evidence_version(programme)


def reason_against_deletion(wave):
    """Why the wave has to stay for now or for good, in a sentence; "" where it can be deleted."""
    if wave.is_locked:
        return f"{wave} is locked: it is evidence and stays."
    if wave.imports.filter(state__in=ImportBatch.AT_WORK).exists():
        return f"A file of {wave} is being checked or imported. Wait until that is over."
    if Response.objects.of_wave(wave).exists():
        return f"Answers have come in for {wave}, so it stays. Answers of a file can be taken back with its import."
    if PaperForm.objects.filter(sample__wave=wave).exists():
        return f"Paper forms of {wave} are keyed. Take them back first."
    if wave.takes_answers_online:
        return f"{wave} is being answered on line. Close its links first."
    return ""


def _set(wave, fields):
    """Give the wave other values; the names of the fields that are really other than before."""
    if unknown := fields.keys() - set(CHANGEABLE):
        raise TypeError(f"A wave's {', '.join(sorted(unknown))} cannot be changed.")
    changed = [name for name in CHANGEABLE if name in fields and getattr(wave, name) != fields[name]]
    for name in changed:
        setattr(wave, name, fields[name])
    return changed


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
    _refuse_dates(starts_on, ends_on)


def _refuse_days_without_answers(wave, first, last):
    """Refuse to move fieldwork away from days on which people answered: it was not over yet, or had begun."""
    answered = Response.objects.of_wave(wave).filter(answered_on__range=(first, last))
    outside = answered.filter(Q(answered_on__lt=wave.starts_on) | Q(answered_on__gt=wave.ends_on))
    if on := outside.order_by("answered_on").values_list("answered_on", flat=True).last():
        raise WaveRefused(f"Somebody answered on {on:%-d %B %Y}: that day belongs to the fieldwork.")


def _refuse_dates(starts_on, ends_on):
    if faults := [reason for _, reason in date_faults(starts_on, ends_on)]:
        raise WaveRefused(" ".join(faults))
