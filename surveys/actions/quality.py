"""Quality checks of a wave: run, and what an evaluator decides about each thing that they noticed.

Nothing is excluded by itself, and nothing is deleted: an excluded response stays stored, counts in no figure, and can
be taken in again until the wave is locked.
"""

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from surveys.actions.evidence import answers_changed, refuse_locked
from surveys.models import QualityFlag, Response, Wave
from surveys.quality.looking import findings_of

Verdict = QualityFlag.Verdict
DECIDED = ("verdict", "reason", "decided_by", "decided_on")
REASON_NEEDED = "Give the reason why these answers do not count."


class FlagsRefused(Exception):
    """The flags cannot be decided as asked; the message says why."""


@transaction.atomic
def run_checks(*, wave):
    """Look through all answers: a flag for each new finding, and none any more for what no longer holds.

    Flags that somebody has decided about stay as they are. Running twice is the same as once. A locked wave is left
    alone. Open flags are no decision, so they have no history. Returns how many flags are new.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.is_locked:
        return 0
    state = _state_of(wave)
    found = findings_of(wave)
    flags = {(flag.response_id, flag.check_name): flag for flag in QualityFlag.objects.of_wave(wave)}
    still_open = {key: flag for key, flag in flags.items() if flag.verdict == Verdict.OPEN}
    _drop([flag.pk for key, flag in still_open.items() if key not in found])
    _reword([flag for key, flag in still_open.items() if key in found and flag.detail != found[key]], found)
    new = [
        QualityFlag(response_id=response, check_name=check, detail=words)
        for (response, check), words in found.items()
        if (response, check) not in flags
    ]
    QualityFlag.objects.bulk_create(new, batch_size=1_000)
    cache.set(_key(wave), state, None)
    return len(new)


def _drop(pks):
    """Remove open flags, without a record of them."""
    for start in range(0, len(pks), 1_000):
        doomed = QualityFlag.objects.open().filter(pk__in=pks[start : start + 1_000])
        doomed._raw_delete(doomed.db)


def _reword(flags, found):
    for flag in flags:
        flag.detail = found[flag.response_id, flag.check_name]
    QualityFlag.objects.bulk_update(flags, ["detail"], batch_size=500)


def waiting_flags(wave):
    """Flags to be decided about: the open ones, but for those of answers that are excluded already."""
    return QualityFlag.objects.of_wave(wave).open().filter(response__is_excluded=False)


def are_checks_current(wave):
    """Whether the checks have seen every answer of the wave, and none that has gone since."""
    return cache.get(_key(wave)) == _state_of(wave)


def _key(wave):
    return f"quality-checked-{wave.pk}"


def _state_of(wave):
    """What changes whenever answers come or go; a stored answer itself never changes."""
    state = Response.objects.of_wave(wave).aggregate(Count("pk"), Max("pk"))
    return [state["pk__count"], state["pk__max"]]


@transaction.atomic
def decide_flags(*, wave, flags, verdict, by, reason=""):
    """Accept or exclude what flags of a wave noticed, or open them again; `flags` are their numbers.

    A response that any flag excludes counts in no figure and has no weight. The same decision again changes nothing.
    Raises WaveLocked, and FlagsRefused where an exclusion has no reason. Returns how many flags changed.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    refuse_locked(wave)
    reason = reason.strip() if verdict != Verdict.OPEN else ""
    if verdict == Verdict.EXCLUDED and not reason:
        raise FlagsRefused(REASON_NEEDED)
    chosen = QualityFlag.objects.of_wave(wave).select_for_update(of=("self",)).in_bulk(list(flags))
    changed = [flag for flag in chosen.values() if (flag.verdict, flag.reason) != (verdict, reason)]
    if not changed:
        return 0
    for flag in changed:
        flag.verdict, flag.reason = verdict, reason
        flag.decided_by = None if verdict == Verdict.OPEN else by
        flag.decided_on = None if verdict == Verdict.OPEN else timezone.localdate()
    bulk_update_with_history(
        changed,
        QualityFlag,
        DECIDED,
        batch_size=500,
        default_user=by,
        default_change_reason=_said(verdict, reason),
    )
    _count_in_or_out(wave, {flag.response_id for flag in changed})
    return len(changed)


def _said(verdict, reason):
    """A decision as the audit trail tells it."""
    words = "Opened again" if verdict == Verdict.OPEN else verdict.label
    return f"{words}: {reason}"[:100] if reason else words


def _count_in_or_out(wave, responses):
    """Let the responses count, or not, as their flags now say; weights and figures follow where that changed."""
    excluded = QualityFlag.objects.of_wave(wave).filter(verdict=Verdict.EXCLUDED).order_by().values("response")
    mine = Response.objects.of_wave(wave)
    gone = come = 0
    for some in _in_parts(sorted(responses)):
        concerned = mine.filter(pk__in=some)
        gone += concerned.filter(is_excluded=False, pk__in=excluded).update(is_excluded=True, weight=None)
        come += concerned.filter(is_excluded=True).exclude(pk__in=excluded).update(is_excluded=False)
    if gone or come:
        answers_changed(wave)


def _in_parts(numbers, size=500):
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
