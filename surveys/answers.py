"""What a packed answer may be.

One whole number per question. Zero and above is an answer, below zero is missing: the reserved codes that files
write as 96, 98 and 99 are kept as negatives, so that no count can be mistaken for "don't know". Blank, don't know and
not asked stay three different things.
"""

import numpy as np

PACKED = np.dtype("<i2")
# A count stops below the reserved codes; nothing may be higher than a packed answer can hold.
HIGHEST_COUNT, HIGHEST_CODE = 95, 30_000

BLANK = -1
NOT_ASKED = -96
DONT_KNOW = -98
REFUSED = -99
OTHER = 97

RESERVED_IN_FILES = {96: NOT_ASKED, 98: DONT_KNOW, 99: REFUSED}
MISSING_WORDS = {BLANK: "blank", NOT_ASKED: "not asked", DONT_KNOW: "don't know", REFUSED: "refused"}
