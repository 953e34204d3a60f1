"""A file of grants, CSV, XLSX or JSON, as objects of the 360Giving standard: each checked, with every fault."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from commissioning.ledger.reading import shown
from commissioning.reading.csv_files import decoded
from commissioning.reading.faults import Fault, UnreadableFile
from commissioning.reading.files import MOST_BYTES
from neighbourhoods.register_files.cells import MOST_ROWS, CellReader, missing_columns, unread_words
from neighbourhoods.register_files.checks import Unfit, fit
from neighbourhoods.register_files.standard import (
    GRANT,
    NEEDED,
    NEEDED_OF_AN_ORGANISATION,
    NEEDED_PARTS,
    OF_PEOPLE,
    ORGANISATION,
    PERSON,
    PERSON_DETAILS,
    Leaf,
    Part,
)
from neighbourhoods.register_files.titles import (
    PEOPLE,
    WHOLE,
    Place,
    example_of,
    is_person,
    place_of,
    put,
    title_of,
)

SHEET = "grants"
NEEDED_BY_ALL = "360Giving asks this of every grant: fill it in."


@dataclass
class GrantFile:
    """What a file holds: (row, object) of each grant without a fault so far, the faults, and what was not read."""

    unit: str
    rows: int = 0
    people: int = 0
    grants: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    said: list = field(default_factory=list)


def read_grants(content):
    """The GrantFile in the bytes of a file. Raises UnreadableFile."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _from_json(content)
    return _from_table(CellReader(content, sheet=SHEET))


# Spreadsheets


def _from_table(reader):
    found = GrantFile("row", rows=reader.rows)
    places = {heading: place_of(heading) for heading in reader.headings.values()}
    people = [heading for heading in places if is_person(heading)]
    persons = {at for heading in people for at, text in enumerate(reader.texts(heading)) if text}
    lacks = _lacking_columns(reader, places, has_people=bool(people))
    grants, refused = [{} for _ in reader.numbers], defaultdict(set)
    for heading, place in places.items():
        for at, text in enumerate(reader.texts(heading)) if place and place != PEOPLE else ():
            if text and at not in persons:
                try:
                    _fill(grants[at], heading, place, text)
                except Unfit as error:
                    refused[at].add(heading if place == WHOLE else title_of(place.parts, place.name))
                    reader.faults.append(Fault(reader.numbers[at], heading, shown(text), str(error)))
    found.faults = [*lacks, *reader.faults]
    for at, (row, grant) in enumerate(zip(reader.numbers, grants, strict=True)):
        if at not in persons:
            faults = _lacking(row, grant, excused=refused[at] | {fault.column for fault in lacks})
            found.faults += faults
            if not faults and not lacks and not refused[at]:
                found.grants.append((row, tidy(GRANT, grant)))
    found.people, found.said = len(persons), _unread(places)
    return found


def _fill(grant, heading, place, text):
    """Put a cell into a grant's object. Raises Unfit."""
    if place == WHOLE:
        raise Unfit(f"This has columns of its own, such as “{example_of(heading)}”.")
    put(grant, place, fit(place.leaf, text, is_text=True))


def _lacking_columns(reader, places, *, has_people):
    """Faults of the whole file for columns that every grant needs and the file does not have."""
    there = {(place.parts, place.name) for place in places.values() if isinstance(place, Place)}
    parts = [part for part in NEEDED_PARTS if part != "recipientOrganization" or not has_people]
    needed = [((), name) for name in NEEDED]
    needed += [(((part, 0),), name) for part in parts for name in NEEDED_OF_AN_ORGANISATION]
    missing = [title_of(*each) for each in needed if each not in there]
    if len(missing) == len(needed):
        return [missing_columns(missing, reader, "A 360Giving file")]
    return [Fault(None, title, "", "The column is missing. 360Giving asks this of every grant.") for title in missing]


def _unread(places):
    people = [heading for heading, place in places.items() if place == PEOPLE or is_person(heading)]
    others = [heading for heading, place in places.items() if place is None and heading not in people]
    return unread_words(others, people)


# JSON


def _from_json(content):
    grants = _parsed(content)
    found, unread = GrantFile("grant", rows=len(grants)), set()
    for row, given in enumerate(grants, start=1):
        if not isinstance(given, dict):
            found.faults.append(Fault(row, "", "", "This is no grant: it is to stand in braces."))
        elif given.keys() & {PERSON[0], PERSON_DETAILS[0]}:
            found.people += 1
        else:
            walk = _Walk(row)
            grant = walk.through(GRANT, given)
            faults = walk.faults + _lacking(row, grant, excused={fault.column for fault in walk.faults})
            found.faults += faults
            unread |= walk.unread
            if not faults:
                found.grants.append((row, grant))
    people = sorted(name for name in unread if name.rpartition("/")[2] in OF_PEOPLE)
    found.said = unread_words(sorted(unread - set(people)), people)
    return found


def _parsed(content):
    """The list of grants in a package. Raises UnreadableFile."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile("The file is larger than 25 MB. Split it.")
    try:
        package = json.loads(decoded(content), parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"Line {error.lineno}, character {error.colno}: the file is not JSON from here on, so none of it can be "
            "read. Is there a comma, a bracket or a quotation mark too many or too few?"
        ) from error
    except (RecursionError, ValueError, ArithmeticError) as error:
        raise UnreadableFile("The file holds what no 360Giving file holds: numbers or brackets without end.") from error
    grants = package.get("grants") if isinstance(package, dict) else None
    if not isinstance(grants, list):
        raise UnreadableFile("A 360Giving file is a package, {“grants”: [ … ]}. This one has no list of grants.")
    if not grants:
        raise UnreadableFile("The file has an empty list of grants.")
    if len(grants) > MOST_ROWS:
        raise UnreadableFile(f"The file has more than {MOST_ROWS:,} grants. Split it.")
    return grants


def _refuse_constant(name):
    raise ValueError(name)


class _Walk:
    """Goes through one grant as the standard describes it; what the standard does not have is passed over."""

    def __init__(self, row):
        self.row, self.faults, self.unread = row, [], set()

    def through(self, fields, given, parts=()):
        """The fields of `given` that the standard has, each in one spelling."""
        kept = {}
        for name, value in given.items():
            known = fields.get(name)
            if known is None:
                self.unread.add("/".join([*(part for part, _ in parts), name]))
            elif value is not None and (found := self._value(known, name, value, parts)) not in (None, "", []):
                kept[name] = found
        return tidy(fields, kept)

    def _value(self, known, name, value, parts):
        if isinstance(known, Leaf):
            try:
                return fit(known, value, is_text=False)
            except Unfit as error:
                self._fault(title_of(parts, name), value, str(error))
                return None
        return self._several(known, name, value, parts)

    def _several(self, known: Part, name, value, parts):
        here = (*parts, (name, 0))
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._fault(title_of(here, ""), "" if known.fields is ORGANISATION else value, "This is to be a list.")
            return None
        return [self.through(known.fields, each, (*parts, (name, at))) for at, each in enumerate(value)]

    def _fault(self, title, value, reason):
        self.faults.append(Fault(self.row, title, shown(str(value)), reason))


def tidy(fields, thing):
    """A grant, or a part of one, without what is empty, in the order of the standard."""
    kept = {}
    for name in fields:
        value = thing.get(name)
        if isinstance(fields[name], Part) and value:
            value = [part for each in value if (part := tidy(fields[name].fields, each))]
        if value not in (None, "", []):
            kept[name] = value
    return kept


def _lacking(row, grant, excused):
    """Faults of what every grant needs and this one lacks, but for the titles that a fault names already."""
    missing = [title_of((), name) for name in NEEDED if grant.get(name) in (None, "")]
    for part in NEEDED_PARTS:
        for at, organisation in enumerate(grant.get(part) or [{}]):
            lacks = [name for name in NEEDED_OF_AN_ORGANISATION if not organisation.get(name)]
            missing += [title_of(((part, at),), name) for name in lacks]
    return [
        Fault(row, title, "", NEEDED_BY_ALL)
        for title in missing
        if title not in excused and title.split(":")[0] not in excused
    ]
