"""Reading what somebody typed one to a line: people who came to a meeting, papers that were on the table."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

MOST_LINES = 200
LONGEST_NAME, LONGEST_ORGANISATION, LONGEST_TITLE, LONGEST_LINK = 150, 150, 200, 500
BETWEEN = re.compile(r"[,;\t]")
WITH_LINK = re.compile(r"(?P<title>.*?)(?:^|[\s,;]+)(?P<link>(?:https?:|ftp:|www\.|//)\S*)$", re.IGNORECASE)
is_address = URLValidator(schemes=["http", "https"])


class Attendee(NamedTuple):
    """One person on a list: the line they stand on, their name, and where they are from."""

    line: int
    name: str
    organisation: str


class PaperLine(NamedTuple):
    """One paper on a list: the line it stands on, its title, and where it can be read."""

    line: int
    title: str
    link: str


def read_attendees(text):
    """(Attendees, faults) of a text with "name, organisation" one to a line. Empty lines are passed over."""
    found, faults = [], []
    for number, line in _lines(text, faults):
        name, _, organisation = (part.strip() for part in _split_once(line))
        if not name:
            faults.append(f"Line {number}: write the name before the comma.")
        elif len(name) > LONGEST_NAME or len(organisation) > LONGEST_ORGANISATION:
            faults.append(f"Line {number}: name and organisation have at most {LONGEST_NAME} characters each.")
        else:
            found.append(Attendee(number, name, organisation))
    return found, faults


def read_papers(text):
    """(PaperLines, faults) of a text with "title, link" one to a line; the link may be left out."""
    found, faults = [], []
    for number, line in _lines(text, faults):
        title, link = _title_and_link(line)
        if not title:
            faults.append(f"Line {number}: write the title before the link.")
        elif len(title) > LONGEST_TITLE:
            faults.append(f"Line {number}: a title has at most {LONGEST_TITLE} characters; this has {len(title)}.")
        elif link and not _can_be_opened(link):
            faults.append(f"Line {number}: write the whole web address, such as https://example.org/report.")
        else:
            found.append(PaperLine(number, title, link))
    return found, faults


def repeated(people):
    """Faults for names that stand on a list more than once, whatever the case of their letters."""
    first, faults = {}, []
    for person in people:
        standing = first.setdefault(person.name.casefold(), person)
        if standing is not person:
            faults.append(f"Line {person.line}: {person.name} stands on line {standing.line} already.")
    return faults


def _lines(text, faults):
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        faults.append(f"At most {MOST_LINES} lines at once; these are {len(lines)}.")
    return lines[:MOST_LINES]


def _split_once(line):
    parts = BETWEEN.split(line, maxsplit=1)
    return parts[0], "", parts[1] if len(parts) > 1 else ""


def _title_and_link(line):
    """The link is the last word of the line where that begins like one; commas belong to the title."""
    found = WITH_LINK.match(line)
    return (found["title"].strip(), found["link"]) if found else (line, "")


def _can_be_opened(link):
    try:
        is_address(link)
    except ValidationError:
        return False
    return len(link) <= LONGEST_LINK
