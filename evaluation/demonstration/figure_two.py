"""One ward answers exactly as the handbook's Figure 2 tells: 21 then 36 of 300 active, 15 then 30 with health
benefit.

The answers are drawn like everybody's; then the least or the most active people change theirs until the
counts hold.
"""

import numpy as np

from evaluation.demonstration.borough import FIGURE_TWO_WARD, place_of
from evaluation.demonstration.residents import LATEST, route

# People of 300, wave by wave. The handbook tells of the first and the last; between them the ward was on its
# way.
ACTIVE = (21, 24, 31, 36)
HEALTH_BENEFIT = (15, 16, 24, 30)
IMPROVEMENT_SEEN = 180  # in the latest wave
YES, NO = 1, 2
BETTER, NO_EFFECT, NO_ACTIVITY = 1, 2, 4


def fit_figure_two(answers, respondents):
    """Make the ward's answers fit, in place; nobody's answers to what is counted are missing."""
    ward = place_of(FIGURE_TWO_WARD)
    for wave, (active, benefit) in enumerate(zip(ACTIVE, HEALTH_BENEFIT, strict=True)):
        here = {code: column[wave, ward] for code, column in answers.items()}
        rank = respondents.active[wave, ward]
        _fit_active(here, rank, active)
        _fit_health_benefit(here, rank, benefit)
    seen = answers["X1"][LATEST, ward]
    _fit(seen, seen == YES, respondents.trusting[LATEST, ward], IMPROVEMENT_SEEN, yes=YES, no=NO)
    route(answers)


def _fit_active(here, rank, count):
    """`count` people took part in a local group or gave unpaid help."""
    for code in ("R2", "R4"):
        here[code][here[code] < 0] = NO
    active = (here["R2"] == YES) | (here["R4"] == YES)
    surplus = active.sum() - count
    if surplus > 0:
        least = _lowest(rank, active, surplus)
        here["R2"][least] = here["R4"][least] = NO
    else:
        here["R2"][_lowest(-rank, ~active, -surplus)] = YES


def _fit_health_benefit(here, rank, count):
    """`count` people say that their activity did them good."""
    here["R23"][here["R23"] < 0] = NO_ACTIVITY
    doing = here["R23"] != NO_ACTIVITY
    effect = here["R24"]
    effect[doing & (effect < 0)] = NO_EFFECT
    _fit(effect, effect == BETTER, np.where(doing, rank, -np.inf), count, yes=BETTER, no=NO_EFFECT)


def _fit(column, positive, rank, count, *, yes, no):
    """Change answers of those lowest or highest in rank until `count` are positive; none stays missing."""
    column[(column < 0) & np.isfinite(rank)] = no
    surplus = positive.sum() - count
    if surplus > 0:
        column[_lowest(rank, positive, surplus)] = no
    else:
        column[_lowest(-rank, ~positive, -surplus)] = yes


def _lowest(rank, among, count):
    """Places of the `count` lowest in rank among some people."""
    places = np.flatnonzero(among)
    return places[np.argsort(rank[places], kind="stable")[:count]]
