"""How many answers an evaluator excluded, and why: every reader of a wave is told, without small numbers."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from surveys.disclosure import FEWEST_SHOWN
from surveys.models import QualityFlag, Response

SEALED_AS = "excluded"


@dataclass(frozen=True)
class Excluded:
    """Answers that do not count; `by_check` counts them by the check that noticed something, several for some."""

    total: int
    by_check: dict

    def words(self, *, everything):
        """One sentence, or nothing where none was excluded; `everything` for who may see each number."""
        if not self.total:
            return ""
        labels = dict(QualityFlag.Check.choices)
        reasons = {labels[check].lower(): self.by_check[check] for check in labels if self.by_check.get(check)}
        told = everything or min([self.total, *reasons.values()]) >= FEWEST_SHOWN
        listed = "; ".join(f"{words} ({count:,})" if told else words for words, count in reasons.items())
        return f"{self._head(everything)} excluded by the evaluator and {self._do(everything)} not count: {listed}."

    def _head(self, everything):
        if self.total < FEWEST_SHOWN and not everything:
            return f"Fewer than {FEWEST_SHOWN} answers were"
        return "1 answer was" if self.total == 1 else f"{self.total:,} answers were"

    def _do(self, everything):
        return "does" if self.total == 1 and everything else "do"

    def as_stored(self):
        """As a sealed sample keeps it."""
        return {"total": self.total, "by_check": dict(self.by_check)}


def excluded_of(wave, samples):
    """The Excluded of a wave with these samples: as sealed once it is locked, since single answers may be destroyed."""
    if not wave.is_locked:
        return _counted(Response.objects.of_wave(wave))
    kept = [sample.weighting_report.get(SEALED_AS, {}) for sample in samples]
    by_check = Counter()
    for each in kept:
        by_check.update(each.get("by_check", {}))
    return Excluded(sum(each.get("total", 0) for each in kept), by_check)


def excluded_in(sample):
    """The Excluded of one sample, from its stored answers."""
    return _counted(Response.objects.filter(sample=sample))


def _counted(responses):
    gone = responses.filter(is_excluded=True)
    flags = gone.filter(flags__verdict=QualityFlag.Verdict.EXCLUDED).order_by().values_list("flags__check_name")
    by_check = {check: count for check, count in flags.annotate(Count("pk")) if check}
    return Excluded(gone.count(), by_check)
