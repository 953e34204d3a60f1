"""Area codes: which a programme knows, and what to say about those it does not."""

import difflib
import re
from dataclasses import dataclass, field

OFFICIAL = re.compile(r"[EWSNK][0-9]{8}")
ALIKE, MOST_NEAR = 0.75, 3
USABLE = re.compile(r"[A-Za-z0-9_-]{1,20}")
PAGES = ("priorities",)  # what addresses have where a place's code stands
A_COHORT = re.compile(r"cohort-[0-9]+", re.IGNORECASE)
WHAT_IT_IS = {
    "E00": "a census output area",
    "E01": "an LSOA",
    "E02": "an MSOA",
    "E04": "a parish",
    "E05": "a ward",
    "E06": "a unitary authority",
    "E07": "a district",
    "E08": "a metropolitan district",
    "E09": "a London borough",
    "E10": "a county",
    "E12": "a region",
    "E54": "an integrated care board",
    "W05": "a Welsh ward",
    "S13": "a Scottish ward",
    "N08": "a Northern Irish ward",
}


def is_official(code):
    """Whether `code` has the nine characters of a UK government area code."""
    return OFFICIAL.fullmatch(code) is not None


def why_reserved(code, programme):
    """Why `code` cannot be a place's in the programme with the address `programme`, or ""."""
    if A_COHORT.fullmatch(code):
        return "This code stands for a cohort in tables and exports. Give the place another one."
    if code.casefold() in PAGES:
        return "This code is a page's address here. Give the place another one."
    if programme and code.casefold() == programme.casefold():
        return "This code stands for the whole programme in tables and exports. Give the place another one."
    return ""


def why_unknown(code, name, places):
    """Why `code` is not one of the programme's neighbourhoods, and by `name` which may be meant."""
    kinds = {known[:3] for known in places.names}
    if is_official(code) and code[:3] not in kinds and code[:3] in WHAT_IT_IS:
        return f"This is the code of {WHAT_IT_IS[code[:3]]}, not of one of {places.wards}."
    if not (is_official(code) and code[:3] in kinds):
        return f"This is not the code of one of {places.wards}.{_likely(name, places)}"
    if same := namesakes(name, places):
        meant = f"{places.names[same[0]]} is {same[0]}"
        return f"This is the code of another year's ward: in {places.wards}, {meant}."
    return f"This is a ward of another year or another place, not one of {places.wards}.{_likely(name, places)}"


def namesakes(name, places):
    """Codes of the neighbourhoods called `name`, however its small words, signs and capitals are written."""
    wanted = _plain(name)
    return [code for code, known in places.names.items() if wanted and _plain(known) == wanted]


def _likely(name, places):
    """A sentence with the neighbourhoods whose names begin alike and go on alike, or ""."""
    alike = [code for code, known in places.names.items() if _alike(_plain(name), _plain(known))]
    near = (namesakes(name, places) or alike)[:MOST_NEAR]
    found = " and ".join(f"{places.names[code]} ({code})" for code in near)
    return f" A similar name is {found}." if len(near) == 1 else f" Similar names are {found}." if near else ""


def _alike(one, other):
    if not one or one[:3] != other[:3]:
        return False
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter) or difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE


def _plain(name):
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("&", "and"))


@dataclass
class UnknownAreas:
    """Codes met in a file that the programme does not know: one fault each, on the first line that has it."""

    heading: str
    lines: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, line, code, name=""):
        self.lines.setdefault(code, []).append(line)
        self.names.setdefault(code, name)

    def report(self, reading, places):
        for code, lines in self.lines.items():
            reason = why_unknown(code, self.names[code], places) if code else "The area code is missing."
            more = len(lines) - 1
            repeated = f" {more:,} more {'row has' if more == 1 else 'rows have'} this code." if more else ""
            reading.fault(lines[0], self.heading, code, reason + repeated)


def outside(rows, is_known):
    """The rows of districts in which the programme has no area: a file of the whole country has many.

    `rows` have `code` and `district`. Where none is known, nothing can be told apart and no row is outside.
    """
    ours = {row.district for row in rows if row.district and is_known(row)}
    return [row for row in rows if ours and row.district and row.district not in ours]
