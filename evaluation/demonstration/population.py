"""Who lives in Harbourside: 200,000 people by ward, sex and age band."""

import numpy as np

from evaluation.demonstration.borough import FIGURE_TWO_WARD, SEED, WARDS, place_of

RESIDENTS = 200_000
PEOPLE_PER_WARD = RESIDENTS / len(WARDS)
# Shares of the age groups under 16, 16-24, 25-44, 45-64 and 65+ in an average ward, and the step per unit of
# need.
AGE_SHARES = np.array([0.185, 0.105, 0.265, 0.255, 0.190])
AGE_SHARES_BY_NEED = np.array([0.016, 0.010, 0.014, -0.012, -0.028])
WOMEN_SHARES = np.array([0.488, 0.490, 0.503, 0.509, 0.548])

# Figure 2's ward has 6,500 people. Of survey age 150 x 35, so that 300 answers, two for every 35 people,
# weigh the same.
FIGURE_TWO_UNDER_16 = ((640,), (610,))
FIGURE_TWO_UNITS = np.array([[10, 25, 24, 14], [10, 25, 24, 18]])
PEOPLE_PER_UNIT, ANSWERS_PER_UNIT = 35, 2


def ward_population():
    """People by ward, sex and age group: ints of shape (30, 2, 5), ages under 16 first, then AGE_BANDS."""
    rng = np.random.default_rng([SEED, 1])
    fixed, place = _figure_two_ward(), place_of(FIGURE_TWO_WARD)
    shares = np.stack([_shares(ward.need, rng) for ward in WARDS])
    sizes = rng.normal(PEOPLE_PER_WARD, 550, len(WARDS)).clip(5_300, 8_200)
    shares *= sizes[:, None, None]
    shares[place] = 0
    people = whole_numbers(shares, RESIDENTS - fixed.sum())
    people[place] = fixed
    return people


def survey_age(people):
    """The part of `ward_population` that surveys ask: shape (30, 2, 4)."""
    return people[:, :, 1:]


def whole_numbers(shares, total):
    """Whole numbers in proportion to `shares` (any shape) that add up to `total`, by largest remainders."""
    exact = shares * (total / shares.sum())
    whole = np.floor(exact).astype(int)
    short = total - whole.sum()
    largest = np.argsort(-(exact - whole), axis=None, kind="stable")[:short]
    np.add.at(whole.reshape(-1), largest, 1)
    return whole


def _shares(need, rng):
    """Shares of a ward's people by sex and age group, shape (2, 5), adding up to 1."""
    ages = (AGE_SHARES + need * AGE_SHARES_BY_NEED) * rng.normal(1, 0.05, len(AGE_SHARES))
    ages /= ages.sum()
    return np.stack([ages * (1 - WOMEN_SHARES), ages * WOMEN_SHARES])


def _figure_two_ward():
    return np.hstack([FIGURE_TWO_UNDER_16, FIGURE_TWO_UNITS * PEOPLE_PER_UNIT])
