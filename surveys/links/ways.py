"""How many answers came by each way, as each reader may see it."""

from dataclasses import dataclass

from django.db.models import Count

from surveys.disclosure import FEWEST_SHOWN
from surveys.models import Response

Mode = Response.Mode
MODE_WORDS = {
    Mode.LINK: "on line",
    Mode.INTERVIEW: "to an interviewer",
    Mode.PAPER: "on paper",
    Mode.FILE: "in files",
}


@dataclass(frozen=True)
class ModeShare:
    """Answers that came by one way, or by several together where each alone were too few to be told."""

    words: str
    count: int


def by_mode(wave, *, everything):
    """ModeShares of the answers of a wave, the most first; `everything` for who may see each number.

    Others see neither the answers of neighbourhoods with fewer than 5, nor a way by which fewer than 5 came: that one
    stands together with the next.
    """
    counts = _counted(wave)
    if not everything:
        counts = _told_places(counts)
    totals = {mode: sum(found.get(mode, 0) for found in counts.values()) for mode in MODE_WORDS}
    told = sorted(((count, mode) for mode, count in totals.items() if count), reverse=True)
    return _in_words(told if everything else _put_together(told))


def link_answers(wave):
    """Sample id -> how many answers came by links."""
    return {sample: found.get(Mode.LINK, 0) for sample, found in _counted(wave).items()}


def _counted(wave):
    """Sample id -> mode -> answers. One query."""
    rows = Response.objects.of_wave(wave).counted().order_by().values_list("sample", "mode").annotate(Count("pk"))
    found = {}
    for sample, mode, count in rows:
        found.setdefault(sample, {})[mode] = count
    return found


def _told_places(counts):
    return {sample: found for sample, found in counts.items() if sum(found.values()) >= FEWEST_SHOWN}


def _put_together(told):
    """The last ways together until they are enough, as (count, mode, mode…)."""
    kept, small = [entry for entry in told if entry[0] >= FEWEST_SHOWN], [e for e in told if e[0] < FEWEST_SHOWN]
    if small and kept:
        # With the smallest that would be told alone: else the sum of all would tell what is left out.
        small.append(kept.pop())
    total = sum(count for count, *_ in small)
    together = [(total, *(mode for _, *modes in small for mode in modes))] if total >= FEWEST_SHOWN else []
    return sorted(kept + together, key=lambda entry: -entry[0])


def _in_words(told):
    return [
        ModeShare(" or ".join(words for mode, words in MODE_WORDS.items() if mode in modes), count)
        for count, *modes in told
    ]
