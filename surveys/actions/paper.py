"""Paper: forms are keyed once or twice, compared, decided about, counted, and taken back."""

from datetime import date
from uuid import uuid4

from django.db import transaction

from surveys.actions.answers import take_in
from surveys.actions.evidence import answers_changed, refuse_locked
from surveys.answering.given import read_given
from surveys.models import PaperForm, Response, Wave
from surveys.paper.forms import FIRST, SECOND, waiting
from surveys.paper.keying import DAY, LANGUAGE, compare

EMPTY = "Nothing is typed, so there is nothing to keep."


class KeyingRefused(Exception):
    """What was keyed cannot be kept; the message says why, in words for who keys."""


class KeyedByYourself(KeyingRefused):
    """The second keying is by who keyed first: two pairs of eyes see more, so it must be meant."""


@transaction.atomic
def key_form(*, sample, number, round, typed, by, myself_again=False):
    """Keep what somebody keyed of form `number`: answers as in Sitting with `sex`, `age_band`, `day`, `language`.

    Keyed once it counts at once, unless the wave's forms are keyed twice; then it waits for a second keying, and
    counts if that is equal. The same keying sent again changes nothing. Raises KeyingRefused, WaveLocked.
    """
    wave = _open_wave(sample.wave_id)
    sample.wave = wave
    if read_given(wave.questionnaire.asked, typed).is_empty:
        raise KeyingRefused(EMPTY)
    form = PaperForm.objects.filter(sample=sample, number=number).select_related("response").first()
    if form is not None:
        form.sample = sample
        if _is_sent_again(form, round, typed, by):
            return form
        if form.response_id or form.second is not None or round == FIRST:
            raise KeyingRefused(f"Form {number} is keyed already.")
        return _key_second(form, typed, by, myself_again)
    if round == SECOND:
        raise KeyingRefused(f"Form {number} was not keyed a first time in {sample.neighbourhood}.")
    return _key_first(PaperForm(sample=sample, number=number, first_by=by), typed, by)


@transaction.atomic
def settle_form(*, form, chosen, by):
    """Count a form whose two keyings differ, with what the paper says where they do: `chosen`, by name.

    A form that counts already stays as it is. Raises KeyingRefused where a difference is left open; WaveLocked.
    """
    wave = _open_wave(form.sample.wave_id)
    form = PaperForm.objects.select_related("sample__neighbourhood").filter(pk=form.pk).first()
    if form is None:
        raise KeyingRefused("The form was taken back.")
    if form.response_id:
        return form
    if form.second is None:
        raise KeyingRefused(f"{form} waits for its second keying.")
    form.sample.wave = wave
    if open_ones := {each.name for each in _comparison(form).differences} - chosen.keys():
        raise KeyingRefused(f"Decide about every difference: {', '.join(sorted(open_ones))}.")
    return _count(form, settled(form, chosen), by, "Decided what the paper says: it counts")


@transaction.atomic
def take_back_form(*, form, reason, by):
    """Forget a keyed form, with the answers it became, so that it can be keyed anew. A second time does nothing.

    Raises WaveLocked.
    """
    wave = _open_wave(form.sample.wave_id)
    form = PaperForm.objects.filter(pk=form.pk).first()
    if form is None:
        return
    response = form.response
    form._history_user, form._change_reason = by, f"Taken back: {reason}"
    form.delete()
    if response is not None:
        response.delete()
        answers_changed(wave)


@transaction.atomic
def set_keyed_twice(*, wave, keyed_twice, by):
    """Say whether forms are keyed twice from now on; those that count stay as they are. Raises WaveLocked.

    Raises KeyingRefused for going back to once while forms wait, which nobody would then key a second time.
    """
    wave = _open_wave(wave.pk)
    if wave.keyed_twice == keyed_twice:
        return wave
    left = waiting(wave).count()
    if not keyed_twice and left:
        forms = "1 form waits" if left == 1 else f"{left} forms wait"
        raise KeyingRefused(f"{forms} for a second keying or a decision. Finish them first, or take them back.")
    wave.keyed_twice = keyed_twice
    wave._history_user, wave._change_reason = by, f"Paper forms are keyed {'twice' if keyed_twice else 'once'}"
    wave.save(update_fields=["keyed_twice"])
    return wave


def settled(form, chosen):
    """What is kept of a form keyed twice: the first keying, with what was chosen where the second differs."""
    return {name: typed for name, typed in (form.first | chosen).items() if typed is not None}


def _open_wave(pk):
    wave = Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("questionnaire").get(pk=pk)
    refuse_locked(wave)
    return wave


def _key_first(form, typed, by):
    if not form.sample.wave.keyed_twice:
        return _count(form, typed, by, "Keyed")
    form.first = typed
    return _save(form, by, "Keyed the first time")


def _key_second(form, typed, by, myself_again):
    if form.first_by_id == by.pk and not myself_again:
        raise KeyedByYourself(f"You keyed form {form.number} the first time. Somebody else should key it now.")
    form.second, form.second_by = typed, by
    comparison = _comparison(form)
    form.differed, form.asked = comparison.differed, comparison.compared
    if comparison.differences:
        return _save(form, by, "Keyed the second time: to be decided")
    return _count(form, form.first, by, "Keyed the second time: equal")


def _comparison(form):
    return compare(form.sample.wave.questionnaire.asked, form.first, form.second)


def _count(form, typed, by, why):
    """Make the form a Response, and forget what was keyed."""
    day = date.fromisoformat(typed[DAY]) if typed.get(DAY) else None
    form.response = take_in(
        sample=form.sample,
        given=read_given(form.sample.wave.questionnaire.asked, typed),
        mode=Response.Mode.PAPER,
        key=uuid4(),
        on=day,
        language=typed.get(LANGUAGE, ""),
    )
    form.answered_on, form.first, form.second = day, None, None
    return _save(form, by, why)


def _save(form, by, why):
    form._history_user, form._change_reason = by, why
    form.save()
    return form


def _is_sent_again(form, round, typed, by):
    """Whether the same person has sent the same keying before, as after a lost answer of the network."""
    last_by, kept = (form.first_by_id, form.first) if round == FIRST else (form.second_by_id, form.second)
    if last_by != by.pk:
        return False
    return kept == typed if form.response is None else _became(form.response, form, typed)


def _became(response, form, typed):
    given = read_given(form.sample.wave.questionnaire.asked, typed)
    response.sample = form.sample
    words = dict(response.written_answers.values_list("code", "text"))
    same_person = (given.sex, given.age_band) == (response.sex, response.age_band)
    packed = given.packed(form.sample.wave.questionnaire)
    return same_person and words == given.words and packed == bytes(response.answers)
