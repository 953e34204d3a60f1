"""How weights are spread: how many answers have a weight far below, around or far above the middle one."""

import numpy as np

# Multiples of the median at which one step ends and the next begins; 0.8 to 1.25 is around it.
EDGES = (0.25, 0.5, 0.8, 1.25, 2, 3, 5)
STEPS = (
    f"under {EDGES[0]:g}",
    *(f"{low:g} to {high:g}" for low, high in zip(EDGES, EDGES[1:], strict=False)),
    f"{EDGES[-1]:g} and over",
)
# So that a weight of exactly one edge is on the same side of it whatever it was divided by.
ROUNDED_TO = 9


def spread_of(weights):
    """Answers in each of STEPS, as a list."""
    weights = np.asarray(weights, dtype=float)
    multiples = np.round(weights / np.median(weights), ROUNDED_TO)
    return np.bincount(np.searchsorted(EDGES, multiples, side="right"), minlength=len(STEPS)).tolist()
