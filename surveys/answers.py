"""What a packed answer may be.

One whole number per question; of several options, one bit for each that was chosen. Zero and above is an answer, below
zero is missing: the reserved codes that files write as 96, 98 and 99 are kept as negatives, so that no count can be
mistaken for "don't know". Blank, don't know and not asked stay three different things.
"""

import numpy as np

PACKED = np.dtype("<i2")
# Options of which several may be chosen have the codes 1 to 14, so that their bits fit into a packed answer.
MOST_CHOSEN = 14
# A count stops below the reserved codes; nothing may be higher than a packed answer can hold.
HIGHEST_COUNT, HIGHEST_CODE = 95, 30_000

BLANK = -1
NOT_ASKED = -96
DONT_KNOW = -98
REFUSED = -99
OTHER = 97

RESERVED_IN_FILES = {96: NOT_ASKED, 98: DONT_KNOW, 99: REFUSED}
MISSING_WORDS = {BLANK: "blank", NOT_ASKED: "not asked", DONT_KNOW: "don't know", REFUSED: "refused"}


def pack_chosen(codes):
    """The packed answer of somebody who chose the options `codes` (1 to 14); 0 is none of them."""
    return sum(1 << code - 1 for code in set(codes))


def chosen_codes(packed):
    """The codes of the options chosen in a packed answer, ascending; none where it is missing."""
    return [code for code in range(1, MOST_CHOSEN + 1) if packed > 0 and packed >> code - 1 & 1]
