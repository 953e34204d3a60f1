"""Which entries of the register may be one group twice: names alike, a shared place, the same contact. Pure.

RapidFuzz compares the names, without their case, accents, punctuation and the words that half of all groups have in
their name. The answer is a list of pairs for a person to look at; nothing is decided here.
"""

import re
import unicodedata
from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

# Words that tell no group from another.
COMMON = frozenset(
    ("a", "an", "and", "at", "cic", "cio", "club", "clubs", "for", "group", "groups", "in", "limited", "ltd", "of")
    + ("on", "plc", "society", "the")
)
THE_SAME = 100  # out of 100
ALIKE = 88  # names as like as this are shown wherever the groups are
ALIKE_NEARBY = 72  # and as like as this where they share a place
ALIKE_WITH_CONTACT = 45  # one person may speak for several groups
SLIP = 80  # what two names do not share is a slip of the keyboard from here on
ROWS_AT_ONCE = 500
MOST_SHARING = 100


class Listed(NamedTuple):
    """An entry as it is compared: its name made plain, its neighbourhoods, and the contacts the viewer may see."""

    pk: int
    name: str
    words: frozenset[str]
    places: frozenset[int] = frozenset()
    contacts: frozenset[str] = frozenset()


class Likeness(NamedTuple):
    """That two entries may be one group: how like the names are, out of 100, and why they are shown."""

    one: int
    other: int
    score: int
    reasons: tuple[str, ...]


def listed(pk, name, places=(), contacts=()):
    """A Listed entry, made from words as people typed them. `contacts` are phone numbers and e-mail addresses."""
    reached = frozenset(address for address in map(plain_contact, contacts) if address)
    plain = plain_name(name)
    return Listed(pk, plain, frozenset(plain.split()), frozenset(places), reached)


def plain_name(name):
    """The words of a name that tell groups apart, in order of the alphabet: "choir ropewalk"."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    words = re.findall(r"\w+", re.sub(r"['’.]", "", bare))
    return " ".join(sorted([word for word in words if word not in COMMON] or words))


def plain_contact(contact):
    """An e-mail address or a phone number as it is compared; British numbers with and without +44 are the same."""
    bare = contact.strip().casefold()
    if "@" in bare:
        return bare
    digits = re.sub(r"\D", "", bare)
    return re.sub(r"^(0044|44|0)", "", digits) if len(digits) >= 7 else ""


def likely(entry, others):
    """The Likeness of each of `others` that `entry` may be one group with, the likeliest first."""
    found = [likeness for other in others if (likeness := compared(entry, other))]
    return sorted(found, key=_likeliest_first)


def compared(one, other):
    """The Likeness of two entries, or None where nothing speaks for one group."""
    contact, slip = bool(one.contacts & other.contacts), _differ_by_a_slip(one, other)
    if one.pk == other.pk or not (contact or slip):
        return None
    score, nearby = _score(one, other), bool(one.places & other.places)
    nowhere = not (one.places and other.places)
    alike = slip and score >= (ALIKE_NEARBY if nearby or nowhere else ALIKE)
    if not alike and not (contact and score >= ALIKE_WITH_CONTACT):
        return None
    return Likeness(one.pk, other.pk, score, tuple(_reasons(score, alike, nearby, contact)))


def pairs(entries):
    """Every Likeness among `entries`, the likeliest first, each pair once with the smaller number first.

    Names are compared all with all in blocks; the rest is looked at only where two entries share two words of their
    names, or a contact.
    """
    entries = sorted(entries, key=lambda entry: entry.pk)
    wanted = _alike(entries) | _sharing(entries, _word_pairs) | _sharing(entries, lambda entry: entry.contacts)
    found = [likeness for a, b in wanted if (likeness := compared(entries[a], entries[b]))]
    return sorted(found, key=_likeliest_first)


def _score(one, other):
    """How like two plain names are, out of 100; a name with words added to another is rather like it."""
    whole = fuzz.ratio(one.name, other.name)
    fewer, more = sorted((one.words, other.words), key=len)
    added = len(fewer) > 1 and fewer < more
    return round(max(whole, ALIKE_NEARBY) if added else whole)


def _differ_by_a_slip(one, other):
    """Whether the words that only one of two names has tell no other group: none, or the same but for a slip.

    So the parent associations of two schools are two, and the 7th scouts are not the 17th.
    """
    left, right = one.words - other.words, other.words - one.words
    if not left or not right:
        return True
    mine, theirs = "".join(sorted(left)), "".join(sorted(right))
    return fuzz.ratio(mine, theirs) >= SLIP and not re.search(r"\d", mine + theirs)


def _reasons(score, alike, nearby, contact):
    if alike:
        yield "the same name" if score == THE_SAME else "a name much like it"
    if nearby:
        yield "at work in the same place"
    if contact:
        yield "the same contact"


def _likeliest_first(likeness):
    return -len(likeness.reasons), -likeness.score, likeness.one, likeness.other


def _alike(entries):
    """Positions of the pairs whose names are alike, by blocks of rows, so that the table of scores stays small."""
    names = [entry.name for entry in entries]
    found = set()
    for start in range(0, len(names), ROWS_AT_ONCE):
        block = names[start : start + ROWS_AT_ONCE]
        scores = process.cdist(block, names[start:], scorer=fuzz.ratio, score_cutoff=ALIKE_NEARBY, dtype=np.uint8)
        rows, columns = np.nonzero(scores)
        found |= {(start + a, start + b) for a, b in zip(rows.tolist(), columns.tolist(), strict=True) if a < b}
    return found


def _sharing(entries, read):
    """Positions of the pairs that share one of what `read` finds in an entry; what very many share tells nothing."""
    holders = defaultdict(list)
    for position, entry in enumerate(entries):
        for shared in read(entry):
            holders[shared].append(position)
    telling = (positions for positions in holders.values() if len(positions) <= MOST_SHARING)
    return {pair for positions in telling for pair in combinations(positions, 2)}


def _word_pairs(entry):
    return combinations(sorted(entry.words), 2)
