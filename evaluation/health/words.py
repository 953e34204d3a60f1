"""What the page of health statistics says: its finding, and what going together is not."""

from typing import NamedTuple

import numpy as np
from django.utils.formats import date_format

from commissioning.number_words import counted
from evaluation.health.pairs import CHANGE, FEWEST_PLACES, LEVEL
from evaluation.rounding import plain
from evaluation.statistics import t_quantile

ALPHA = 0.05
PAIRS_LOOKED_AT = 20
# How the statistic tended where community life rose more: with it, and against it.
TENDED = {
    CHANGE: ("rise more, or fall less", "fall more, or rise less"),
    LEVEL: ("be higher", "be lower"),
}


class Caution(NamedTuple):
    """One thing that a correlation over areas is not."""

    title: str
    words: str


def is_clear(association):
    """Whether the two went together beyond chance: by the test, and by the interval where there is one."""
    has_interval = association.low == association.low
    return association.p <= ALPHA and (not has_interval or association.low > 0 or association.high < 0)


def finding(page):
    """What the scatter shows, in a sentence that never says more than chance allows."""
    beside = "changed" if page.beside == CHANGE else "stood"
    if page.is_same_period:
        return "Two different periods are needed for a change"
    if page.association is None:
        few = f"{counted(len(page.pairs), 'neighbourhood')}: too few to say anything"
        return few if len(page.pairs) < FEWEST_PLACES else "Nothing differs between the neighbourhoods"
    if not is_clear(page.association):
        return f"No clear pattern between what changed in community life and how the statistic {beside}"
    with_it, against_it = TENDED[page.beside]
    tended = with_it if page.association.rho > 0 else against_it
    return f"Where “{page.indicator.name}” rose more, the statistic tended to {tended}"


def left_out_words(page):
    """How many neighbourhoods are in it, and why the others are not."""
    every = len(page.pairs) + page.left_out.total
    begin = f"{len(page.pairs)} of {counted(every, 'neighbourhood')} are in it."
    return f"{begin} Not in it: {', '.join(page.left_out.words)}." if page.left_out.total else begin


def cautions(page):
    """What the pattern, clear or not, is no evidence of."""
    return [
        Caution("It is about areas, not people", _areas(page)),
        Caution("There are few areas", _few(len(page.pairs))),
        Caution("Chance is in both", _chance()),
        Caution("Deprivation may stand behind both", DEPRIVATION),
        Caution("Order in time matters", _order(page)),
        Caution("It is no proof of cause", CAUSE),
    ]


DEPRIVATION = (
    "Support began where deprivation is greatest. Places that stood low tend to come back up by themselves, and what "
    "makes a place poor works on its health and on its community life at once. A pattern can come from that alone."
)
CAUSE = (
    "A pattern is a reason to look closer: at what was done where, at neighbourhoods that do not fit, and at places "
    "where support had not begun. No pattern is no proof either that community life does nothing for health: small "
    "effects over few years are lost in so few areas."
)


def _areas(page):
    return (
        "Each dot is a neighbourhood. That places with one thing more often have the other does not say that the "
        f"people counted in “{page.indicator.name}” are the people whose health the statistic tells of."
    )


def _few(n):
    if n < FEWEST_PLACES:
        return f"Fewer than {FEWEST_PLACES} get no coefficient: nearly any order of so few comes about by chance."
    least = plain(least_clear_rho(n), 2)
    return (
        f"With {n}, rho has to be about {least} or more, either way, to be told from chance. Weaker patterns stay "
        "unseen."
    )


def least_clear_rho(n):
    """How far from 0 rho of n areas has to be for p of 0.05, by the t approximation."""
    t = float(t_quantile(n - 2))
    return t / np.sqrt(n - 2 + t * t)


def _chance():
    return (
        "A survey of a neighbourhood has a wide interval, and so has its published figure. Such blur pulls rho towards "
        f"0. On the other hand, of {PAIRS_LOOKED_AT} pairs looked at on this page about one comes out with p under "
        f"{ALPHA} by chance alone. Decide beforehand which pair matters."
    )


def _order(page):
    """When each of the two changed, and which can have come first."""
    on = page.waves[page.wave]
    life = f"What changed in community life ran up to {_month(on)}"
    if page.baseline_days:
        life = f"What changed in community life ran from {_month(page.baseline_days[0])} to {_month(on)}"
    ends = f"the statistic’s last period, {page.until_words}, ended in {_month(page.until_on)}"
    if page.until_on < on:
        return f"{life}; {ends}, before that. What had happened by then cannot be the result of what came after."
    return f"{life}; {ends}. That one came later does not yet say that it came from the other."


def _month(day):
    return date_format(day, "F Y")
