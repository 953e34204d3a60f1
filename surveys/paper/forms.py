"""Paper forms of a wave: how far each is, what waits for somebody, and what keying twice shows about keying."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum

from surveys.models import PaperForm

FIRST, SECOND = 1, 2
FEWEST_COMPARED = 100
WAITING = Q(response=None)
FOR_SECOND = WAITING & Q(second__isnull=True)
TO_DECIDE = WAITING & Q(second__isnull=False)


def forms_of(wave):
    """Every paper form keyed in a wave."""
    return PaperForm.objects.filter(sample__wave=wave)


def waiting(wave):
    """Forms that do not count yet: keyed once and to be keyed again, or keyed differently and to be decided."""
    return forms_of(wave).filter(WAITING)


def taken_back(wave):
    """The records of forms that were taken back, the latest first; each says why and by whom."""
    records = PaperForm.history.filter(history_type="-", sample__wave=wave).select_related("sample__neighbourhood")
    return records.defer("sample__sealed", "sample__neighbourhood__boundary").order_by("-history_id")


def next_for_second(sample, by, after=0):
    """The number of the next form that waits for a second keying, best one that somebody else keyed; or None."""
    forms = PaperForm.objects.filter(FOR_SECOND, sample=sample).exclude(first_by=by)
    numbers = list(forms.values_list("number", flat=True).order_by("number"))
    return next((number for number in numbers if number > after), numbers[0] if numbers else None)


def next_number(sample, after=None):
    """The next number that is not keyed, after one or after the highest."""
    used = set(PaperForm.objects.filter(sample=sample).values_list("number", flat=True))
    number = (max(used, default=0) if after is None else after) + 1
    while number in used:
        number += 1
    return number


@dataclass(frozen=True)
class KeyedForms:
    """Paper forms of one sample: those that count, those waiting for a second keying, those to be decided."""

    sample: object
    counted: int = 0
    for_second: int = 0
    to_decide: int = 0
    highest: int = 0

    @property
    def following(self):
        """The number that printing goes on with."""
        return self.highest + 1


def keyed_forms(wave):
    """KeyedForms of each sample of the wave, by neighbourhood; two queries."""
    counts = (
        forms_of(wave)
        .order_by()
        .values("sample")
        .annotate(
            counted=Count("pk", filter=Q(response__isnull=False)),
            for_second=Count("pk", filter=FOR_SECOND),
            to_decide=Count("pk", filter=TO_DECIDE),
            highest=Max("number"),
        )
    )
    by_sample = {row.pop("sample"): row for row in counts}
    return [KeyedForms(sample, **by_sample.get(sample.pk, {})) for sample in wave.samples.by_neighbourhood()]


@dataclass(frozen=True)
class KeyingErrors:
    """In how many of how many answers two keyings of the same form differed."""

    differed: int
    compared: int
    forms: int

    @property
    def is_enough(self):
        """Whether so many answers were compared that the share says something."""
        return self.compared >= FEWEST_COMPARED

    @property
    def share_words(self):
        return f"{100 * self.differed / self.compared:.1f}%"

    @property
    def once_words(self):
        """What one keying alone would let through: either of the two may be wrong, so about half of what differed."""
        return f"{50 * self.differed / self.compared:.1f}%"


def keying_errors(wave):
    """The KeyingErrors of a wave, or None where no form was keyed twice."""
    found = forms_of(wave).aggregate(
        differed=Sum("differed"), compared=Sum("asked"), forms=Count("pk", filter=Q(asked__isnull=False))
    )
    return KeyingErrors(**found) if found["compared"] else None
