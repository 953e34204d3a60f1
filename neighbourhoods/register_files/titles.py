"""Headings of a 360Giving spreadsheet and the fields they stand for, in both directions.

A heading joins titles with colons ("Recipient Org:Name"), or names with bars ("recipientOrganization/0/name"). A number
says which of several is meant, from 0; without one it is the first.
"""

from typing import NamedTuple

from neighbourhoods.register_files.cells import plain_heading
from neighbourhoods.register_files.standard import (
    GRANT,
    OF_PEOPLE,
    ORGANISATION,
    PERSON,
    PERSON_DETAILS,
    Leaf,
    Part,
)

PEOPLE, WHOLE = "people", "whole"


class Place(NamedTuple):
    """Where a column's values go: (name, which of several) for each part, then the field's name."""

    parts: tuple
    name: str
    leaf: Leaf


def place_of(heading):
    """The Place of a heading; PEOPLE where it is about a person, WHOLE for a part without a field, None for others."""
    steps = [step.strip() for step in heading.replace("/", ":").split(":")]
    return _place(GRANT, [step for step in steps if step], ())


def title_of(parts, name):
    """A heading in titles: the first of several has no number."""
    fields, titles = GRANT, []
    for part, which in parts:
        titles += [fields[part].title, *([str(which)] if which else [])]
        fields = fields[part].fields
    return ":".join([*titles, fields[name].title] if name else titles)


def example_of(heading):
    """A column that would stand for a part whose heading names no field: "Funding Org:Identifier"."""
    first = plain_heading(heading).replace("/", ":").split(":")[0]
    part = next(field for name, field in GRANT.items() if first in map(plain_heading, (name, field.title)))
    return f"{part.title}:{next(iter(part.fields.values())).title}"


def is_person(heading):
    """Whether a column names or describes a person who got a grant."""
    first = plain_heading(heading.replace("/", ":")).split(":")[0]
    return first in {plain_heading(word) for word in (*PERSON, *PERSON_DETAILS)}


def _place(fields, steps, parts):
    if not steps:
        return WHOLE
    step, rest = plain_heading(steps[0]), steps[1:]
    if fields is ORGANISATION and any(step in (plain_heading(n), plain_heading(t)) for n, t in OF_PEOPLE.items()):
        return PEOPLE
    name = next((n for n, field in fields.items() if step in (plain_heading(n), plain_heading(field.title))), None)
    if name is None:
        return None
    if isinstance(fields[name], Part):
        which = int(rest.pop(0)) if rest and rest[0].isdecimal() and len(rest[0]) < 3 else 0
        return _place(fields[name].fields, rest, (*parts, (name, which)))
    return Place(parts, name, fields[name]) if not rest else None


def put(grant, place, value):
    """Set a value in a grant's object, making the parts on the way."""
    holder = grant
    for part, which in place.parts:
        several = holder.setdefault(part, [])
        several.extend({} for _ in range(which + 1 - len(several)))
        holder = several[which]
    holder[place.name] = value


def flat(fields, thing, parts=()):
    """(parts, name, value) of every field that holds a value, in the standard's order."""
    for name, field in fields.items():
        if name not in thing:
            continue
        if isinstance(field, Part):
            for which, inner in enumerate(thing[name]):
                yield from flat(field.fields, inner, (*parts, (name, which)))
        else:
            yield parts, name, thing[name]
