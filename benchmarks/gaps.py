"""How often intervals of gaps cover, how often tests find what is not there, and how large "highest less lowest" is by
chance: `python -m benchmarks.gaps [REPLICATES]`. The figures of docs/methods.md come from here.
"""

import sys

import numpy as np

from evaluation.statistics import Sums, benjamini_hochberg
from evaluation.statistics.gaps import change_of_gap, everybody_else, gap_between, is_clear

PEOPLE, RESIDENTS = 300, 6_500
AGES, SEXES = (0.10, 0.28, 0.33, 0.29), (0.5, 0.5)
AT_A_TIME = 2_000


def drawn(shares, parts, wards, spread, replicates, rng):
    """Sums (wards, replicates, groups) of samples in which group g is `parts[g]` and says yes with `shares[g]`.

    `spread` is that of the logarithm of the weights. With several wards, shares lie up to 6 points apart.
    """
    shares, apart = np.asarray(shares), np.linspace(-0.06, 0.06, wards) if wards > 1 else [0]
    found = [
        np.concatenate(
            [_block(shares + shift, parts, spread, size, rng) for size in _blocks(replicates)],
            axis=1,
        )
        for shift in apart
    ]
    n, x, sw, sw2, swy, sw2y = np.moveaxis(np.stack(found), 1, 0)
    of_ward = np.ones((wards, 1, 1))
    return Sums(n, x, sw, sw2, swy, sw2y, sw2y, PEOPLE * of_ward, PEOPLE * of_ward, RESIDENTS * of_ward)


def _blocks(replicates):
    return [min(AT_A_TIME, replicates - start) for start in range(0, replicates, AT_A_TIME)]


def _block(shares, parts, spread, size, rng):
    group = rng.choice(len(parts), (size, PEOPLE), p=parts)
    weight = np.exp(rng.normal(0, spread, group.shape))
    yes = rng.random(group.shape) < shares[group]
    terms = (np.ones(group.shape), yes, weight, weight**2, weight * yes, weight**2 * yes)
    return np.stack([[(term * (group == g)).sum(axis=1) for g in range(len(parts))] for term in terms]).swapaxes(1, 2)


def true_gaps(shares, parts):
    shares, parts = np.asarray(shares), np.asarray(parts)
    return np.array(
        [share - np.delete(shares * parts, g).sum() / np.delete(parts, g).sum() for g, share in enumerate(shares)]
    )


def measure(before, after, parts, wards, spread, replicates, rng):
    """Coverage of gap and change, least over the groups; how often any of a table is called clear; the distance."""
    samples = [drawn(shares, parts, wards, spread, replicates, rng) for shares in (before, after)]
    everybody = np.ones(len(parts), bool)
    was, now = (gap_between(sums, everybody_else(sums, everybody, axis=-1)) for sums in samples)
    change = change_of_gap(was, now)
    gaps = true_gaps(after, parts)
    moved = gaps - true_gaps(before, parts)
    figures = samples[1].swy.sum(axis=0) / samples[1].sw.sum(axis=0)
    with np.errstate(invalid="ignore"):
        wald = np.abs(now.gap / now.se) > 1.968
    return {
        "gap": covered(now, gaps),
        "change": covered(change, moved),
        "clear gap": is_clear(now, benjamini_hochberg(now.p)).any(axis=-1).mean(),
        "clear change": is_clear(change, benjamini_hochberg(change.p)).any(axis=-1).mean(),
        "wald": wald.mean(axis=0).max(),
        "distance": 100 * (figures.max(axis=-1) - figures.min(axis=-1)).mean(),
    }


def covered(gap, truth):
    """The least coverage over the groups."""
    return ((gap.low <= truth) & (truth <= gap.high)).mean(axis=0).min()


SCENES = {
    **{
        f"four ages, all {share:.0%}, {words}": ([share] * 4, [share] * 4, AGES, 1, spread)
        for spread, words in ((0, "equal weights"), (0.5, "weights"))
        for share in (0.03, 0.05, 0.15, 0.5)
    },
    "four ages that differ and move, weights": ((0.08, 0.15, 0.18, 0.20), (0.15, 0.18, 0.20, 0.22), AGES, 1, 0.5),
    "four ages, all 15%, four wards apart, weights": ([0.15] * 4, [0.15] * 4, AGES, 4, 0.5),
    "two sexes, both 15%, weights": ([0.15] * 2, [0.15] * 2, SEXES, 1, 0.5),
}


def main(replicates):
    rng = np.random.default_rng(2026)
    print(f"{replicates:,} replicates, {PEOPLE} people a ward and wave")
    for words, scene in SCENES.items():
        found = measure(*scene, replicates, rng)
        print(f"{words}: " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
