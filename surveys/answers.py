"""What a packed answer may be.

One whole number per question. Zero and above is an answer, below zero is missing: the reserved codes that files
write as 96, 98 and 99 are kept as negatives, so that no count can be mistaken for "don't know". Blank, don't know and
not asked stay three different things.
"""

BLANK = -1
NOT_ASKED = -96
DONT_KNOW = -98
REFUSED = -99
OTHER = 97

RESERVED_IN_FILES = {96: NOT_ASKED, 98: DONT_KNOW, 99: REFUSED}
MISSING_WORDS = {BLANK: "blank", NOT_ASKED: "not asked", DONT_KNOW: "don't know", REFUSED: "refused"}
