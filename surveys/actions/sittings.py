"""Answering on line: begun, kept, gone on with by a return code, sent once, and deleted when nobody comes back."""

from datetime import timedelta
from hmac import compare_digest

from django.db import transaction
from django.utils.crypto import salted_hmac

from surveys.actions.answers import AnswersRefused, take_in
from surveys.answering.given import read_given
from surveys.answering.keeping import remarks_in
from surveys.answering.steps import Steps
from surveys.answers import BLANK, NOT_ASKED
from surveys.doors import LETTERS
from surveys.models import Invitation, PilotAnswer, Questionnaire, Response, Sitting, Wave, WaveLocked

KEPT_FOR = timedelta(days=30)
RETURN_LENGTH = 10


class SittingGone(Exception):
    """These answers are not here any more: sent, deleted, or gone on with on another device."""


class DoorClosed(Exception):
    """The link can no longer be answered."""


@transaction.atomic
def begin_sitting(*, door, token, language, on):
    """A Sitting that whoever holds `token` can go on with. Those that nobody came back to are deleted."""
    delete_old_sittings(on=on)
    return Sitting.objects.create(
        token_hash=_hash(token),
        sample=door.sample,
        invitation=door.invitation,
        questionnaire=door.questionnaire,
        language=language,
        touched_on=on,
    )


def sitting_of(*, door, token):
    """The Sitting that a token opens at this door, or None."""
    return _at(door).filter(token_hash=_hash(token)).first() if token else None


@transaction.atomic
def keep_answers(*, sitting, kept, on):
    """Keep what `kept` says by name; None takes an answer away. Raises SittingGone."""
    current = _current(sitting)
    answers = current.answers | kept
    current.answers = {name: typed for name, typed in answers.items() if typed is not None}
    current.touched_on = on
    current.save(update_fields=["answers", "touched_on"])
    return current


@transaction.atomic
def speak(*, sitting, language):
    """Go on in another language; what is answered stays. Raises SittingGone."""
    current = _current(sitting)
    current.language = language
    current.save(update_fields=["language"])
    return current


@transaction.atomic
def give_return_code(*, sitting):
    """Let these answers be gone on with by `return_code_of`. Raises SittingGone."""
    current = _current(sitting)
    current.return_hash = _hash(_return_letters(current))
    current.save(update_fields=["return_hash"])
    return current


def return_code_of(sitting):
    """The code to write down, in two halves. It is computed, never stored, so that a copy of the database has none."""
    letters = _return_letters(sitting)
    half = RETURN_LENGTH // 2
    return f"{letters[:half]}-{letters[half:]}"


@transaction.atomic
def resume_sitting(*, door, return_code, token, on):
    """The Sitting of a return code, which `token` opens from now on and no earlier one. None for a wrong code."""
    letters = "".join(letter for letter in return_code.lower() if letter in LETTERS)
    if len(letters) != RETURN_LENGTH:
        return None
    sitting = _at(door).select_for_update(of=("self",)).filter(return_hash=_hash(letters)).first()
    if sitting:
        sitting.token_hash, sitting.touched_on = _hash(token), on
        sitting.save(update_fields=["token_hash", "touched_on"])
    return sitting


@transaction.atomic
def send_sitting(*, door, sitting, seconds, on):
    """Turn a Sitting into a Response; nothing then leads from one to the other, or to the invitation.

    Raises SittingGone, DoorClosed, and AnswersRefused for empty or faulty answers.
    """
    # The wave before the invitation and that before its sittings: two devices would otherwise wait for one another.
    Wave.objects.select_for_update(no_key=True, of=("self",)).get(pk=door.sample.wave_id)
    _refuse_closed(door, on)
    current = _current(sitting)
    given = read_given(door.questionnaire.asked, current.answers)
    try:
        take_in(
            sample=door.sample,
            given=given,
            mode=Response.Mode.LINK,
            key=_response_key(current),
            on=on,
            language=current.language,
            seconds=seconds,
        )
    except WaveLocked as error:
        raise DoorClosed(str(error)) from error
    if door.invitation:
        Invitation.objects.filter(pk=door.invitation.pk).mark_answered()
        # Begun on another device and not sent, they never can be.
        Sitting.objects.filter(invitation=door.invitation).delete()
    current.delete()


@transaction.atomic
def send_try(*, door, sitting, seconds, on):
    """Turn a Sitting at a draft into a PilotAnswer, which never counts.

    Raises SittingGone, DoorClosed, and AnswersRefused where nothing is answered or remarked.
    """
    draft = Questionnaire.objects.select_for_update(of=("self",)).get(pk=door.questionnaire.pk)
    current = _current(sitting)
    if draft.is_published or draft.pilot_code != door.code:
        raise DoorClosed(f"{draft} is no longer tried.")
    steps, remarks = Steps(draft.asked, current.answers), remarks_in(current.answers)
    if steps.given.is_empty and not remarks:
        raise AnswersRefused("Nothing is answered, so there is nothing to send.")
    PilotAnswer.objects.get_or_create(
        key=current.key,
        defaults={
            "questionnaire": draft,
            "answers": _tried(steps),
            "words": steps.given.words,
            "remarks": remarks,
            "language": current.language,
            "seconds": seconds,
            "answered_on": on,
        },
    )
    current.delete()


def drop_sitting(*, sitting):
    """Delete what somebody has begun, as they wish. A second time does nothing."""
    Sitting.objects.filter(pk=sitting.pk).delete()


def delete_old_sittings(*, on):
    """Delete what nobody has gone on with for KEPT_FOR; how many there were."""
    deleted, _ = Sitting.objects.filter(touched_on__lt=on - KEPT_FOR).delete()
    return deleted


def _at(door):
    return Sitting.objects.filter(sample=door.sample, invitation=door.invitation, questionnaire=door.questionnaire)


def _current(sitting):
    """The row as it stands now, held until the transaction ends."""
    current = Sitting.objects.select_for_update(of=("self",)).filter(pk=sitting.pk).first()
    if current is None or not compare_digest(current.token_hash, sitting.token_hash):
        raise SittingGone("These answers are not here any more.")
    return current


def _refuse_closed(door, on):
    """Look again, since the link may have closed or been answered on another device meanwhile."""
    door.wave.refresh_from_db(fields=["locked_at", "ends_on", "starts_on", "takes_answers_online"])
    if door.invitation:
        held = Invitation.objects.select_for_update(of=("self",)).get(pk=door.invitation.pk)
        door.invitation.is_answered, door.invitation.is_withdrawn = held.is_answered, held.is_withdrawn
    if why := door.why_closed(on):
        raise DoorClosed(why)


def _tried(steps):
    """Packed answers to a draft: here it is known of every question, of words too, whether it was asked."""
    asked = {steps.item(number).code for number in steps.asked()}
    codes = [item.code for item in steps.items if item.code not in steps.given.words]
    return {code: int(steps.given.answers.get(code, BLANK)) if code in asked else NOT_ASKED for code in codes}


def _response_key(sitting):
    """The key of the Response: a copy of the database from before the sending does not lead to the answers."""
    return salted_hmac("surveys.answering.response", str(sitting.key), algorithm="sha256").hexdigest()


def _return_letters(sitting):
    digest = salted_hmac("surveys.answering.return", str(sitting.key), algorithm="sha256").digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:RETURN_LENGTH])


def _hash(secret):
    return salted_hmac("surveys.answering.sitting", secret, algorithm="sha256").hexdigest()
