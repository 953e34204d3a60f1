"""The public directory as Open Referral UK 3.0: each listed group as an organisation with one service. Pure.

Numbers of things are stable: a service has its group's key, everything else a number made from it. What is not known is
left out. docs/data-formats/directory.md lists the fields.
"""

import re
from dataclasses import dataclass
from datetime import date
from math import ceil
from uuid import UUID, uuid5

# The root of the numbers of our taxonomies, which are the same in every installation. Never changes.
OURS = UUID("6f1d1c52-6a55-5f0e-9a3c-0b8f7c1d2e44")
VERSION = {
    "version": "HSDS-UK-3.0",
    "profile": "https://openreferraluk.org",
    "openapi_url": "https://openreferraluk.org/specifications/3.0/openapi.json",
}
ONS_CODE = re.compile(r"[EWSN]\d{8}")
STATISTICAL_AREA = "http://statistics.data.gov.uk/id/statistical-geography/"
# Registers whose numbers of organisations are public, by their prefix at org-id.guide.
REGISTERS = {
    "GB-CHC": "Charity number, England and Wales",
    "GB-SC": "Charity number, Scotland",
    "GB-NIC": "Charity number, Northern Ireland",
    "GB-COH": "Company number",
}
OPEN_TO = {True: "Open to everybody", False: "For its members", None: "Ask whether you can join"}
LOCATION_TYPES = {"place": ["physical"], "online": ["virtual"], "both": ["physical", "virtual"]}


@dataclass(frozen=True)
class ListedGroup:
    """What the public may know of a group. `themes` and `areas` are pairs of code and name; None is not known."""

    key: UUID
    name: str
    kind: str
    kind_words: str
    about: str
    themes: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    meets: str
    meets_where: str
    website: str
    open_to_join: bool | None
    checked_on: date
    sector_words: str = ""
    identifiers: tuple[str, ...] = ()

    @property
    def open_to_words(self):
        return OPEN_TO[self.open_to_join]


@dataclass(frozen=True)
class Taxonomy:
    """A list of terms that services are sorted by."""

    code: str
    name: str
    description: str

    @property
    def id(self):
        return str(uuid5(OURS, self.code))

    def id_of(self, term):
        """The number of the term with this code."""
        return str(uuid5(OURS, f"{self.code}/{term}"))

    def as_json(self):
        return {"id": self.id, "name": self.name, "description": self.description}

    def term_as_json(self, code, name):
        return {"id": self.id_of(code), "name": name, "taxonomy": self.name, "taxonomy_id": self.id, "term": name}


THEMES = Taxonomy("themes", "Foothold themes", "What a community group is about.")
KINDS = Taxonomy("kinds", "Foothold kinds", "The kind of group or organisation.")


def page_of(contents, total, number, size):
    """Page `number`, from 1, of `total` things, at most `size` on each, in the standard's envelope."""
    pages = max(ceil(total / size), 1)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def service_of(group):
    """Everything about one service."""
    several = {
        "organization": organization_of(group, whole=True),
        "schedules": _schedules(group),
        "service_areas": _service_areas(group),
        "service_at_locations": [_at_location(group, way) for way in ways_of(group.meets, group.meets_where)],
        "attributes": _attributes(group),
    }
    return without_empty(summary_of(group) | several)


def at_location_of(group, way):
    """One way in which a service can be met, with the service."""
    return _at_location(group, way) | {"service_id": str(group.key), "service": summary_of(group)}


def at_location_id(key, way):
    """The number of a way in which the service of the group with this key can be met."""
    return str(uuid5(key, f"at/{way}"))


def ways_of(meets, meets_where):
    """In which ways a group can be met, as types of location; a place that is only told in words is a physical one."""
    return LOCATION_TYPES.get(meets) or (["physical"] if meets_where else [])


def summary_of(group):
    """A service with its organisation."""
    open_to = "" if group.open_to_join is None else f"{group.open_to_words}."
    description = " ".join(filter(None, [group.about, open_to]))
    return without_empty(
        {
            "id": str(group.key),
            "organization_id": _organization_id(group),
            "name": group.name,
            "description": description,
            "url": group.website,
            "status": "active",
            "assured_date": group.checked_on.isoformat(),
            "organization": organization_of(group),
        }
    )


def organization_of(group, whole=False):
    """The group itself; `whole` with its numbers in public registers."""
    words = filter(None, [group.kind_words, group.sector_words])
    found = {
        "id": _organization_id(group),
        "name": group.name,
        "description": group.about or ", ".join(words) or "A group or organisation",
        "website": group.website,
    }
    return without_empty(found | ({"organization_identifiers": _identifiers(group)} if whole else {}))


def _organization_id(group):
    return _made(group, "organization")


def _identifiers(group):
    found = [(prefix, value) for value in group.identifiers for prefix in REGISTERS if value.startswith(f"{prefix}-")]
    return [
        {
            "id": _made(group, f"identifier/{value}"),
            "identifier_scheme": prefix,
            "identifier_type": REGISTERS[prefix],
            "identifier": value.removeprefix(f"{prefix}-"),
        }
        for prefix, value in found
    ]


def _schedules(group):
    """When it meets, in its own words: where and when are one sentence."""
    return [{"id": _made(group, "schedule"), "description": group.meets_where}] if group.meets_where else []


def _service_areas(group):
    return [
        without_empty(
            {
                "id": _made(group, f"area/{code}"),
                "name": name,
                "uri": f"{STATISTICAL_AREA}{code}" if ONS_CODE.fullmatch(code) else "",
            }
        )
        for code, name in group.areas
    ]


def _at_location(group, way):
    location = {
        "id": _made(group, f"location/{way}"),
        "location_type": way,
        "name": "Online" if way == "virtual" else group.meets_where,
        "url": group.website if way == "virtual" else "",
    }
    return {"id": at_location_id(group.key, way), "location": without_empty(location)}


def _attributes(group):
    terms = [("theme", THEMES.term_as_json(code, name)) for code, name in group.themes]
    if group.kind:
        terms.append(("kind", KINDS.term_as_json(group.kind, group.kind_words)))
    return [
        {"id": _made(group, f"attribute/{term['id']}"), "link_type": what, "taxonomy_term": term}
        for what, term in terms
    ]


def _made(group, what):
    """The number of a thing that belongs to a group: the same each time."""
    return str(uuid5(group.key, what))


def without_empty(found):
    """What is not known is left out: no empty words, lists or nulls."""
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}
