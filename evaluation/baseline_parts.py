"""The five parts of a neighbourhood's baseline: complete by a locked survey, a confirmed register, or by hand."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from evaluation.registers.counting import plural
from evaluation.registers.state import GROUPS, INPUT, LINKS, MONEY, SPACES
from neighbourhoods.models import BaselineDuty, BaselinePart, RegisterConfirmation
from surveys.disclosure import shown_answers
from surveys.models import Sample

Part = BaselinePart.Part
# The parts that a survey measures, and whom it asks. How many residents take part nobody can confirm by hand.
SURVEYED = {Part.PARTICIPATION: "residents", Part.INTERACTION: "organisations"}
ONLY_SURVEYED = Part.PARTICIPATION
# The parts that a register shows, complete once somebody confirmed it.
REGISTERED = {Part.SECTOR: "groups", Part.ASSETS: "assets", Part.EXISTING: "input"}


@dataclass(frozen=True)
class PartState:
    """One part in one neighbourhood: whether it is complete, what it rests on, and where to look."""

    part: str
    label: str
    complete: bool
    words: str
    url: str
    confirmed: BaselinePart | None = None
    duty: BaselineDuty | None = None

    @property
    def is_surveyed(self):
        return self.part in SURVEYED

    @property
    def register(self):
        """The register that shows it, or nothing."""
        return REGISTERED.get(self.part, "")

    @property
    def is_late(self):
        """Whether its day has passed without it."""
        due_on = self.duty and self.duty.due_on
        return bool(due_on) and not self.complete and due_on < timezone.localdate()

    @property
    def may_be_confirmed(self):
        """Whether somebody may say by hand that it is complete."""
        is_shown_otherwise = self.complete and self.confirmed is None
        return self.part != ONLY_SURVEYED and not is_shown_otherwise


def baseline_parts(programme, neighbourhoods):
    """Neighbourhood id -> PartState of each of the five parts, in their order. Five queries."""
    places = [place.pk for place in neighbourhoods]
    seen = {part: _samples(programme, audience) for part, audience in SURVEYED.items()} | _confirmations(places)
    confirmed, duties = (
        {(row.neighbourhood_id, row.part): row for row in model.objects.filter(neighbourhood__in=places)}
        for model in (BaselinePart, BaselineDuty)
    )
    return {
        place.pk: [
            _state(programme, place, part, seen[part].get(place.pk) if part in seen else None, confirmed, duties)
            for part in Part
        ]
        for place in neighbourhoods
    }


def _confirmations(places):
    """Part -> neighbourhood id -> the last RegisterConfirmation of the register that shows it."""
    rows = list(RegisterConfirmation.objects.filter(neighbourhood__in=places).order_by("as_at", "pk"))
    return {
        part: {row.neighbourhood_id: row for row in rows if row.register == register}
        for part, register in REGISTERED.items()
    }


def _samples(programme, audience):
    """Neighbourhood id -> its sealed baseline sample among people of this audience; the latest where there are two."""
    rows = Sample.objects.of_locked_baselines(programme, audience).select_related("wave").defer("sealed")
    return {sample.neighbourhood_id: sample for sample in rows.order_by("wave__starts_on", "pk")}


def _state(programme, place, part, seen, confirmed, duties):
    """`seen` is the sample or the confirmation that shows the part, or None."""
    row, duty = confirmed.get((place.pk, part)), duties.get((place.pk, part))
    if seen is not None and part in SURVEYED:
        return _surveyed(programme, part, seen, duty)
    url = reverse("evaluation:baseline", args=[programme.slug, place.code])
    if seen is not None:
        return PartState(part, part.label, True, _confirmed_words(seen), url, None, duty)
    if row is not None and part != ONLY_SURVEYED:
        words = f"Confirmed by hand, {date_format(row.completed_on, 'j F Y')}: {row.note}"
        return PartState(part, part.label, True, words, url, row, duty)
    missing = "No locked baseline survey" if part in SURVEYED else "Not confirmed yet"
    return PartState(part, part.label, False, missing, url, None, duty)


def _confirmed_words(confirmation):
    by = confirmation.get_confirmed_as_display().lower()
    who = f" by the {by}" if by else ""
    return f"Register confirmed{who} as it stood on {date_format(confirmation.as_at, 'j F Y')}: {confirmation.note}"


def _surveyed(programme, part, sample, duty):
    """A survey is complete when it reached its target; organisations are all asked, and one answer tells of them."""
    sample.wave.programme = programme
    enough = sample.respondents >= sample.target if part == Part.PARTICIPATION else sample.respondents > 0
    answered = shown_answers([(sample.respondents, sample.target)], everything=False).words
    locked = date_format(sample.wave.locked_at, "j F Y")
    words = f"{answered} answers, locked {locked}"
    return PartState(part, part.label, enough, words, sample.wave.get_absolute_url(), None, duty)


def register_words(state):
    """Part -> what a RegisterState has on record of it, in words, and what is missing."""
    return {
        Part.SECTOR: _sector_words(state),
        Part.ASSETS: f"{_assets_words(state)}; {_money_words(state)}",
        Part.EXISTING: _existing_words(state),
    }


def _sector_words(state):
    if GROUPS not in state.known:
        return "no group recorded"
    waiting = f", {len(state.waiting)} to confirm" if state.waiting else ""
    within = sum(one in state.groups and other in state.groups for one, other in state.links)
    links = plural(within, "link") if LINKS in state.known else "no link recorded"
    return f"{plural(len(state.groups), 'group')}{waiting}; {links}"


def _assets_words(state):
    if SPACES not in state.known:
        return "no meeting space recorded"
    unpriced = f", {len(state.unpriced)} more of unknown cost" if state.unpriced else ""
    return f"{plural(len(state.spaces), 'meeting space')} free or at low cost{unpriced}"


def _money_words(state):
    return plural(len(state.schemes), "grant scheme") if MONEY in state.known else "no grant scheme recorded"


def _existing_words(state):
    if INPUT not in state.known:
        return "no community development recorded"
    told = [fte for fte in state.workers.values() if fte is not None]
    return f"{plural(len(state.workers), 'worker')}, together {float(sum(told)):.1f} of full time"
