"""What a Harbourside resident is likely to answer: one line a question.

Each answer is a point on a scale cut into categories. It moves with how active the person is, how much they
trust their neighbours, how deprived the ward is, how much support it has had, and the years. Shares are those
of an average ward at the baseline; effects are in standard deviations of the scale.
"""

from typing import NamedTuple


class Scale(NamedTuple):
    """How a question is answered. `shares` belong to `codes`, the most active or trusting answer first.

    `active` and `trusting` are the pull of the two traits, `need` of one step of deprivation, `support` of a
    fully supported neighbourhood and `yearly` of each year everywhere. `unsure` is the share who do not know.
    """

    codes: tuple[int, ...]
    shares: tuple[float, ...]
    active: float = 0.0
    trusting: float = 0.0
    need: float = 0.0
    support: float = 0.0
    yearly: float = 0.0
    unsure: float = 0.008


def yes(share, **pulls):
    """A yes/no question to which `share` say yes."""
    return Scale((1, 2), (share, 1 - share), **pulls)


def agreement(strongly, agree, neither, disagree, **pulls):
    """Five steps from strongly agree to strongly disagree."""
    last = 1 - strongly - agree - neither - disagree
    return Scale((1, 2, 3, 4, 5), (strongly, agree, neither, disagree, last), **pulls)


# Fewer people find enough to do nearby from the third year on: the leisure centre closed.
SCALES = {
    "R1": yes(0.45, active=0.7, need=-0.08, support=0.14),
    "R2": yes(0.135, active=0.8, need=-0.16, support=0.44),
    "R3": yes(0.10, active=0.6, need=-0.10),
    "R4": yes(0.115, active=0.9, need=-0.14, support=0.38),
    "R5": Scale((1, 2, 3, 4, 5), (0.33, 0.27, 0.16, 0.17, 0.07), active=0.3, unsure=0.02),
    "R6": yes(0.14, need=0.06),
    "R7": yes(0.20, active=0.2, trusting=0.5, need=-0.03, support=0.24),
    "R8": yes(0.19, trusting=0.5, need=0.03, support=0.20),
    "R9": Scale((1, 2, 3, 4), (0.36, 0.24, 0.30, 0.10), active=0.5, trusting=0.2, need=-0.05, support=0.14),
    "R10": Scale((1, 2, 3, 4), (0.42, 0.25, 0.26, 0.07), trusting=0.2, need=0.04),
    "R12": yes(0.30, trusting=0.4, need=-0.10, support=0.10, unsure=0.045),
    "R13": yes(0.25, active=0.5, need=0.02, unsure=0.02),
    "R14": agreement(0.22, 0.42, 0.21, 0.11, trusting=0.7, need=-0.10, support=0.16, unsure=0.012),
    "R15": agreement(0.19, 0.39, 0.24, 0.13, active=0.2, trusting=0.7, need=-0.08, support=0.18, unsure=0.014),
    "R16": agreement(0.16, 0.38, 0.22, 0.17, trusting=0.7, need=-0.09, support=0.16, unsure=0.016),
    "R17": agreement(0.11, 0.29, 0.21, 0.25, trusting=0.8, need=-0.05, support=0.16, unsure=0.012),
    "R18": agreement(0.16, 0.42, 0.24, 0.12, active=0.4, trusting=0.4, need=-0.04, support=0.20, unsure=0.02),
    "R19": yes(0.62, trusting=0.8, need=-0.14, support=0.20, unsure=0.03),
    "R20": yes(0.43, active=0.2, trusting=0.6, support=0.16),
    "R21": yes(0.40, trusting=0.6, support=0.14),
    "R22": yes(0.52, active=0.2, trusting=0.5, need=-0.08, support=0.26, unsure=0.06),
    "R23": Scale((1, 2, 3, 4), (0.42, 0.06, 0.05, 0.47), active=0.9, need=-0.12, support=0.22),
    "R24": Scale((1, 2, 3), (0.15, 0.82, 0.03), active=0.2, need=-0.12, support=0.30, unsure=0.02),
    "R25": Scale((1, 2, 3), (0.10, 0.33, 0.57), need=-0.14, yearly=-0.085, unsure=0.035),
    "R26": yes(0.17, active=0.5, need=-0.04, support=0.40, unsure=0.015),
    "X1": yes(0.37, trusting=0.4, need=-0.06, support=0.40, unsure=0.05),
}

# Questions answered with a number have no shares; what is drawn from their scale stands below.
NUMBERS = {
    "H1": Scale((), (), unsure=0.025),
    "R11": Scale((), (), active=0.2, trusting=0.6, need=-0.10, support=0.10, unsure=0.012),
    "R27": Scale((), (), active=0.8, need=-0.05, support=0.35, unsure=0.006),
}
# Asked beside the others: the share with a long-term condition in each age band, and what pulls at it.
HEALTH_CONDITION = Scale((1, 2), (), active=-0.35, need=0.10, unsure=0.02)
HEALTH_CONDITION_BY_AGE = (0.20, 0.27, 0.42, 0.60)
HOURS_BY_HOW_OFTEN = {1: 13.0, 2: 5.0, 3: 1.2, 4: 0.3, 5: 2.5}
CRISIS_FRIENDS_MEAN = 5.5
# One more of the groups read out is known above each of these levels.
GROUPS_KNOWN_ABOVE = (0.55, 1.05, 1.5, 1.9, 2.25, 2.6, 2.9, 3.2)

REFUSED_SHARE = 0.003
SKIPPED_SHARE = 0.005
# Months of support after which a neighbourhood answers as a fully supported one.
MONTHS_TO_FULL_SUPPORT = 30

# Dockray's hub closed as the second year ended: what had grown there went, and more.
SETBACKS = {"Dockray": (1.0, 1.0, 0.3, -0.3)}
# In these wards the latest survey was mostly done without reading out the list of groups.
LIST_NOT_READ = ("Holm Bridge", "Castle Landing")
LIST_NOT_READ_SHARE = 0.93
