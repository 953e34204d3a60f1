"""What a wave needs before it becomes evidence, condition by condition.

To add a condition, add a function to CHECKS that takes a `Readiness` and returns a `Condition`, or None where it has
nothing to say about such a wave.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from commissioning.number_words import listed
from surveys.actions.quality import are_checks_current, waiting_flags
from surveys.models import ImportBatch, PaperForm, Response


@dataclass(frozen=True)
class Condition:
    """One thing that ought to be so before a wave is locked, in words for as it stands: done, or what is missing.

    `url_name` is the page, `surveys:…` of a programme's slug and the wave, where it is put right. Advice that the
    lock does not wait for is not `is_needed`. Where `words` tell how many people, `without_number` says it without.
    """

    words: str
    is_met: bool
    url_name: str = "surveys:wave-detail"
    is_needed: bool = True
    without_number: str = ""

    @property
    def for_readers(self):
        """Its words as everybody may read them: numbers of people can be too small for that."""
        return self.without_number or self.words


class Readiness:
    """A wave and what several conditions ask about its answers, read once."""

    def __init__(self, wave):
        self.wave = wave
        self.today = timezone.localdate()

    @cached_property
    def answers(self):
        return Response.objects.of_wave(self.wave).counted()

    @cached_property
    def counts(self):
        """How many answers count, and how many of those have no weight."""
        return self.answers.aggregate(all=Count("pk"), unweighted=Count("pk", filter=Q(weight=None)))

    @cached_property
    def places_without(self):
        """Names of the neighbourhoods in which nobody has answered."""
        samples = self.wave.samples.exclude(pk__in=self.answers.order_by().values("sample"))
        return list(samples.order_by("neighbourhood__name").values_list("neighbourhood__name", flat=True))


def readiness_of(wave):
    """Every Condition of locking `wave`, in the order in which they are shown."""
    known = Readiness(wave)
    return [condition for check in CHECKS if (condition := check(known)) is not None]


def reasons_against_lock(wave):
    """What still stands against locking the wave, in sentences; empty when it is ready."""
    return reasons_in(readiness_of(wave))


def reasons_in(conditions):
    """Of some conditions those that a lock waits for, in sentences."""
    return [condition.words for condition in conditions if condition.is_needed and not condition.is_met]


def answers_are_in(known):
    if not (count := known.counts["all"]):
        return Condition("No answers have come in.", False, "surveys:import-new")
    words = "1 answer has come in." if count == 1 else f"{count:,} answers have come in."
    return Condition(words, True, without_number="Answers have come in.")


def everywhere_is_explained(known):
    """A neighbourhood in which nobody answered is named in the note for readers, which says why."""
    if not known.counts["all"]:
        return None
    note = known.wave.note.casefold()
    unexplained = [name for name in known.places_without if name.casefold() not in note]
    if unexplained:
        words = f"Nobody has answered in {listed(unexplained)}. Say why in the note for readers, by name."
        return Condition(words, False, "surveys:wave-edit")
    if known.places_without:
        return Condition(f"The note for readers names {listed(known.places_without)}, without answers.", True)
    return Condition("Somebody has answered in every neighbourhood.", True)


def weights_are_current(known):
    if not known.counts["all"]:
        return None
    if known.wave.weighted_at is None:
        return Condition("The answers have no weights yet.", False, "surveys:wave-weights")
    if known.counts["unweighted"]:
        words = "Some answers came in after the weights were computed. Compute them again."
        return Condition(words, False, "surveys:wave-weights")
    return Condition("Every answer has its weight.", True, "surveys:wave-weights")


def files_are_at_rest(known):
    if known.wave.imports.filter(state__in=ImportBatch.AT_WORK).exists():
        return Condition("A file is being imported.", False)
    return Condition("No file is being imported.", True)


def flags_are_decided(known):
    """What quality checks noticed is decided; the lock does not wait for checks that nobody has run."""
    if not known.counts["all"]:
        return None
    if count := waiting_flags(known.wave).count():
        words = "1 quality flag is not decided yet." if count == 1 else f"{count:,} quality flags are not decided yet."
        return Condition(words, False, "surveys:wave-quality", without_number="Quality flags are not decided yet.")
    if not known.wave.is_locked and not are_checks_current(known.wave):
        words = "Quality checks have not seen every answer. They run when you open the page."
        return Condition(words, False, "surveys:wave-quality", is_needed=False)
    return Condition("Everything that quality checks noticed is decided.", True, "surveys:wave-quality")


def paper_is_settled(known):
    """Forms that wait for a second keying, or for a decision where two keyings differ, count nowhere."""
    forms = PaperForm.objects.filter(sample__wave=known.wave, response=None)
    waiting = forms.aggregate(once=Count("pk", filter=Q(second__isnull=True)), all=Count("pk"))
    words = [
        f"{number:,} paper form{' waits for its' if number == 1 else 's wait for their'} {what}."
        for number, what in ((waiting["once"], "second keying"), (waiting["all"] - waiting["once"], "decision"))
        if number
    ]
    if words:
        return Condition(" ".join(words), False, "surveys:wave-paper")
    return Condition("No paper form waits.", True, "surveys:wave-paper") if known.wave.keyed_twice else None


def fieldwork_is_over(known):
    last = f"{known.wave.ends_on:%-d %B %Y}"
    if known.wave.ends_on >= known.today:
        return Condition(f"Fieldwork runs until {last}.", False, "surveys:wave-edit")
    return Condition(f"Fieldwork ended on {last}.", True)


def links_are_closed(known):
    """Links close by themselves after fieldwork, and for good with the lock."""
    if known.wave.takes_answers_online and known.wave.ends_on >= known.today:
        return Condition("Links take answers. Locking closes them.", False, "surveys:wave-links", is_needed=False)
    return Condition("No link takes answers.", True)


def day_of_destruction_is_set(known):
    if known.wave.answers_kept_until is None:
        words = "Nobody has said how long single answers stay."
        return Condition(words, False, "surveys:wave-retention", is_needed=False)
    until = f"{known.wave.answers_kept_until:%-d %B %Y}"
    return Condition(f"Single answers stay until {until}.", True, "surveys:wave-retention")


CHECKS = [
    answers_are_in,
    everywhere_is_explained,
    weights_are_current,
    files_are_at_rest,
    paper_is_settled,
    flags_are_decided,
    fieldwork_is_over,
    links_are_closed,
    day_of_destruction_is_set,
]
