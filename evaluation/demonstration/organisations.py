"""Answers of Harbourside's community organisations, in two waves, and of agencies, in one that is still going
on.

Few answer, so shares are dealt out rather than drawn: those of better standing get the better answers, and
chance only decides between them.
"""

from typing import NamedTuple

import numpy as np

from evaluation.demonstration.borough import SEED, WARDS
from evaluation.demonstration.population import whole_numbers
from surveys.answers import DONT_KNOW
from surveys.bank import shipped_questions

ORGANISATIONS = (66, 64)  # that answered in the baseline and in the latest wave
ASKED_PER_WARD = 2  # at least; some wards have more
AGENCIES = 11
AGENCIES_ASKED_PER_WARD = 5
ORGANISATION_CODES = tuple(c for c, q in shipped_questions().items() if q.audience == "organisations")
AGENCY_CODES = tuple(c for c, q in shipped_questions().items() if q.audience == "agencies" and q.kind == "single")
UNSURE = 0.02

FIVE = (1, 2, 3, 4, 5)
SUCCESS = (1, 2, 5, 3, 4)  # the middle answer has the code 5
# Codes from best to worst, and their shares in the baseline and in the latest wave. Agencies' influence is
# felt to be worse: a commissioning round was called off in the third year.
DEALT = {
    "V1": (SUCCESS, (0.20, 0.53, 0.14, 0.10, 0.03), (0.22, 0.52, 0.13, 0.10, 0.03)),
    "V2": (SUCCESS, (0.24, 0.48, 0.13, 0.12, 0.03), (0.22, 0.47, 0.14, 0.13, 0.04)),
    "V3": (FIVE, (0.09, 0.30, 0.29, 0.22, 0.10), (0.12, 0.34, 0.27, 0.19, 0.08)),
    "V4": ((1, 2), (0.36, 0.64), (0.47, 0.53)),
    "V5a": (FIVE, (0.08, 0.28, 0.32, 0.22, 0.10), (0.06, 0.25, 0.32, 0.25, 0.12)),
    "V5b": (FIVE, (0.09, 0.34, 0.33, 0.17, 0.07), (0.08, 0.33, 0.33, 0.18, 0.08)),
    "V5c": (FIVE, (0.06, 0.25, 0.32, 0.26, 0.11), (0.05, 0.24, 0.32, 0.27, 0.12)),
    "V5d": (FIVE, (0.06, 0.29, 0.29, 0.25, 0.11), (0.06, 0.27, 0.28, 0.27, 0.12)),
    "V5e": (FIVE, (0.05, 0.24, 0.29, 0.28, 0.14), (0.04, 0.20, 0.28, 0.31, 0.17)),
    "V5f": (FIVE, (0.04, 0.17, 0.30, 0.32, 0.17), (0.03, 0.14, 0.29, 0.34, 0.20)),
    "V5g": (FIVE, (0.03, 0.15, 0.32, 0.33, 0.17), (0.02, 0.11, 0.30, 0.36, 0.21)),
    "V6": (FIVE, (0.04, 0.20, 0.31, 0.29, 0.16), (0.03, 0.16, 0.29, 0.32, 0.20)),
    "V7": (FIVE, (0.06, 0.30, 0.42, 0.16, 0.06), (0.02, 0.13, 0.47, 0.27, 0.11)),
    "V10": ((5, 4, 3, 2, 1), (0.03, 0.09, 0.20, 0.46, 0.22), (0.03, 0.10, 0.21, 0.45, 0.21)),
}
AGENCIES_DEALT = {
    "K1": ((1, 2, 3, 4), (0.2, 0.4, 0.3, 0.1)),
    "K2": ((1, 2, 3, 4), (0.1, 0.5, 0.3, 0.1)),
    "K3": ((1, 2, 3, 4), (0.1, 0.4, 0.3, 0.2)),
    "K4": (FIVE, (0.1, 0.3, 0.2, 0.3, 0.1)),
    "K5": ((1, 2), (0.5, 0.5)),
    "K7": (FIVE, (0.1, 0.3, 0.4, 0.1, 0.1)),
    "K9": ((2, 1, 3), (0.4, 0.4, 0.2)),
}
MEDIAN_VOLUNTEERS = 12
PAID_STAFF = (0, 1, 2, 4, 9)
PAID_STAFF_SHARES = (0.74, 0.11, 0.07, 0.05, 0.03)


class Replies(NamedTuple):
    """Where each organisation works, as a place in WARDS, and its answers by question code; all of shape
    (replies,).
    """

    ward: np.ndarray
    answers: dict


def draw_organisations(wave):
    """The Replies of wave 0, the baseline, or 1, the latest: from one to a few in every ward."""
    rng = np.random.default_rng([SEED, 3, wave])
    count = ORGANISATIONS[wave]
    standing = rng.normal(size=count)
    answers = {code: _dealt(codes, shares[wave], standing, rng) for code, (codes, *shares) in DEALT.items()}
    for column in answers.values():
        column[rng.random(count) < UNSURE] = DONT_KNOW
    answers["V8"] = rng.choice(PAID_STAFF, count, p=PAID_STAFF_SHARES)
    answers["V9"] = np.exp(rng.normal(np.log(MEDIAN_VOLUNTEERS), 0.8, count)).round().clip(1, 250)
    further = rng.integers(0, len(WARDS), count - len(WARDS))
    return Replies(np.sort(np.append(np.arange(len(WARDS)), further)), _packed(answers, ORGANISATION_CODES))


def draw_agencies():
    """The Replies of agencies that work in the first cohort's wards, so far."""
    rng = np.random.default_rng([SEED, 4])
    standing = rng.normal(size=AGENCIES)
    answers = {code: _dealt(*dealt, standing, rng) for code, dealt in AGENCIES_DEALT.items()}
    asked = np.flatnonzero([ward.cohort == 1 for ward in WARDS])
    return Replies(np.sort(np.resize(asked, AGENCIES)), _packed(answers, AGENCY_CODES))


def _dealt(codes, shares, standing, rng):
    """Codes in their shares, as nearly as whole numbers allow, the best to those who stand best and are
    lucky.
    """
    counts = whole_numbers(np.array(shares), len(standing))
    order = np.argsort(-(0.8 * standing + rng.normal(0, 0.6, len(standing))), kind="stable")
    column = np.empty(len(standing), dtype=int)
    column[order] = np.repeat(codes, counts)
    return column


def _packed(answers, codes):
    return {code: answers[code].astype(np.int16) for code in codes}
