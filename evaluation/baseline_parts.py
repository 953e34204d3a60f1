"""The five parts of a neighbourhood's baseline: which are complete, seen from locked surveys or confirmed by hand."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format

from neighbourhoods.models import BaselinePart
from surveys.disclosure import shown_answers
from surveys.models import Sample

Part = BaselinePart.Part
# The parts that a survey measures, and whom it asks. How many residents take part nobody can confirm by hand.
SURVEYED = {Part.PARTICIPATION: "residents", Part.INTERACTION: "organisations"}
ONLY_SURVEYED = Part.PARTICIPATION


@dataclass(frozen=True)
class PartState:
    """One part in one neighbourhood: whether it is complete, what it rests on, and where to look."""

    part: str
    label: str
    complete: bool
    words: str
    url: str
    confirmed: BaselinePart | None = None

    @property
    def is_surveyed(self):
        return self.part in SURVEYED

    @property
    def may_be_confirmed(self):
        """Whether somebody may say by hand that it is complete."""
        return self.part != ONLY_SURVEYED and not (self.is_surveyed and self.complete and self.confirmed is None)


def baseline_parts(programme, neighbourhoods):
    """Neighbourhood id -> PartState of each of the five parts, in their order. Three queries."""
    samples = {part: _samples(programme, audience) for part, audience in SURVEYED.items()}
    confirmed = {
        (row.neighbourhood_id, row.part): row
        for row in BaselinePart.objects.filter(neighbourhood__in=[place.pk for place in neighbourhoods])
    }
    return {
        place.pk: [
            _state(programme, place, part, samples.get(part, {}).get(place.pk), confirmed.get((place.pk, part)))
            for part in Part
        ]
        for place in neighbourhoods
    }


def _samples(programme, audience):
    """Neighbourhood id -> its sealed baseline sample among people of this audience; the latest where there are two."""
    rows = Sample.objects.of_locked_baselines(programme, audience).select_related("wave").defer("sealed")
    return {sample.neighbourhood_id: sample for sample in rows.order_by("wave__starts_on", "pk")}


def _state(programme, place, part, sample, row):
    if sample is not None:
        return _surveyed(programme, part, sample)
    url = reverse("evaluation:baseline", args=[programme.slug, place.code])
    if row is not None and part != ONLY_SURVEYED:
        words = f"Confirmed {date_format(row.completed_on, 'j F Y')}: {row.note}"
        return PartState(part, part.label, True, words, url, row)
    missing = "No locked baseline survey" if part in SURVEYED else "Not confirmed yet"
    return PartState(part, part.label, False, missing, url)


def _surveyed(programme, part, sample):
    """A survey is complete when it reached its target; organisations are all asked, and one answer tells of them."""
    sample.wave.programme = programme
    enough = sample.respondents >= sample.target if part == Part.PARTICIPATION else sample.respondents > 0
    answered = shown_answers([(sample.respondents, sample.target)], everything=False).words
    locked = date_format(sample.wave.locked_at, "j F Y")
    words = f"{answered} answers, locked {locked}"
    return PartState(part, part.label, enough, words, sample.wave.get_absolute_url())
