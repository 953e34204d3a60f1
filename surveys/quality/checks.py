"""What looks wrong in answers. Pure numpy: arrays in, Findings out; docs/methods.md says why these rules.

A finding is a reason to look, never a verdict: people can be quick, of one mind, or like their neighbour. All answers
of a wave are looked at together, also those that were excluded, so that a decision changes nothing for the others.
"""

from typing import NamedTuple

import numpy as np

from surveys.answers import NOT_ASKED

# Of the median time of those who answered in the same way and language.
FAST_SHARE = 0.4
FEWEST_TIMED = 20
# Questions in a row that offer the same options. Yes-no questions are no battery: the same answer to five is common.
BATTERY, FEWEST_OPTIONS = 5, 3
FEWEST_SAME = 10
# Questions that were asked, for a share of them to be worth a word.
FEWEST_ASKED = 5


class Finding(NamedTuple):
    """What a check noticed: the position of the response, and in words what it is, without an answer in them."""

    at: int
    words: str


class Battery(NamedTuple):
    """Questions in a row with the same options: the first and the last code, and their columns."""

    first: str
    last: str
    columns: tuple[int, ...]


class Contradiction(NamedTuple):
    """Answers that cannot all be true: the codes of the questions, and pairs of column and packed answers."""

    codes: tuple[str, ...]
    parts: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def words(self):
        """Which questions, without what was answered: what is stored of a finding has no answer in it."""
        *others, last = self.codes
        return f"{', '.join(others)} and {last} cannot {'all' if len(others) > 1 else 'both'} be true."


def speeders(seconds, group):
    """Responses given in less than FAST_SHARE of the median time of their group.

    Parameters
    ----------
    seconds : array_like of float, (people,)
        NaN where unknown: those are never found, and no part of the median.
    group : array_like of int, (people,)
        Who is compared with whom; groups with fewer than FEWEST_TIMED known times are not judged.
    """
    seconds, group = np.asarray(seconds, dtype=float), np.asarray(group)
    found = []
    for number in np.unique(group):
        timed = np.flatnonzero((group == number) & np.isfinite(seconds))
        if len(timed) < FEWEST_TIMED:
            continue
        usual = np.median(seconds[timed])
        fast = timed[seconds[timed] < FAST_SHARE * usual]
        found += [Finding(int(at), _fast(seconds[at], usual)) for at in fast]
    return sorted(found)


def _fast(seconds, usual):
    return f"{seconds / usual:.0%} of the usual time of those who answered in the same way and language."


def straight_liners(answers, batteries):
    """Responses with the same option in every question of a battery, all of them answered."""
    found = []
    for battery in batteries:
        block = answers[:, battery.columns]
        same = (block[:, 0] >= 0) & (block == block[:, :1]).all(axis=1)
        words = f"The same option in all {len(battery.columns)} questions from {battery.first} to {battery.last}."
        found += [Finding(int(at), words) for at in np.flatnonzero(same)]
    return sorted(found)


def duplicates(answers, sample, sex, band, names):
    """Responses that say in every question what an earlier one of the same sample, sex and age says.

    Only those with at least FEWEST_SAME answers are compared; the earliest of several is not found. `names` are what
    the responses are called, in the order in which they came.
    """
    answers = np.ascontiguousarray(answers)
    enough = (answers >= 0).sum(axis=1) >= FEWEST_SAME
    first, found = {}, []
    for at in np.flatnonzero(enough):
        said = (sample[at], sex[at], band[at], answers[at].tobytes())
        earlier = first.setdefault(said, at)
        if earlier != at:
            count = int((answers[at] >= 0).sum())
            found.append(Finding(int(at), f"The same {count} answers as {names[earlier]}, of the same sex and age."))
    return found


def impossible(answers, contradictions):
    """Responses with answers that cannot all be true."""
    found = []
    for contradiction in contradictions:
        all_said = np.ones(len(answers), dtype=bool)
        for column, packed in contradiction.parts:
            all_said &= np.isin(answers[:, column], packed)
        found += [Finding(int(at), contradiction.words) for at in np.flatnonzero(all_said)]
    return sorted(found)


def mostly_missing(answers):
    """Responses that answered less than half of what they were asked: the rest blank, don't know or refused."""
    asked = (answers != NOT_ASKED).sum(axis=1)
    missing = asked - (answers >= 0).sum(axis=1)
    found = np.flatnonzero((asked >= FEWEST_ASKED) & (2 * missing > asked))
    return [Finding(int(at), f"{missing[at]} of {asked[at]} questions without an answer.") for at in found]
