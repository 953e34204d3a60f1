"""Grants as 360Giving publishes them: a package of JSON objects, or rows with the standard's titles."""

from copy import deepcopy
from decimal import Decimal

from django.utils import timezone

from commissioning.ledger.sheets import plain_text
from neighbourhoods.models import Grant, Neighbourhood, SmallArea
from neighbourhoods.register_files.grant_reading import tidy
from neighbourhoods.register_files.known import OWN, KnownGroups
from neighbourhoods.register_files.names import CHARITY, COMPANY
from neighbourhoods.register_files.standard import DAY, GRANT, VERSION
from neighbourhoods.register_files.titles import flat, title_of

# How the codes of the Office for National Statistics begin -> the standard's kind of area.
CODE_KINDS = {"E05": "WD", "W05": "WD", "S13": "WD", "N08": "WD", "E01": "LSOA", "W01": "LSOA", "E02": "MSOA"}
FIRST = (*("id", "title", "description", "currency", "amountAwarded", "awardDate"),)


class Publisher:
    """Writes grants of a programme as objects of the standard. `areas` leads from an area's code to the id of the
    neighbourhood that it is, or is in.
    """

    def __init__(self, programme, known=None, areas=None):
        self.programme = programme
        self.known = known or KnownGroups(programme)
        self.areas = areas if areas is not None else areas_of(programme)

    def grants(self):
        """The stored grants, the oldest first. One query."""
        stored = Grant.objects.of(self.programme).select_related("scheme", "neighbourhood")
        return stored.defer("neighbourhood__boundary").order_by("awarded_on", "pk")

    def object_of(self, grant, *, bare=False):
        """A grant as the standard has it. Without `bare` with the scheme and the place that it has here, where what
        it came with names none.
        """
        made = deepcopy(grant.more)
        made |= {
            "id": grant.identifier,
            "title": plain_text(grant.title),
            "description": plain_text(grant.description) or plain_text(grant.title),
            "currency": grant.currency,
            "amountAwarded": _amount(grant.amount),
            "awardDate": grant.awarded_on.isoformat(),
        }
        self._add_dates(made, grant)
        self._add_recipient(made, grant)
        funder = _first(made, "fundingOrganization")
        funder["name"] = plain_text(grant.funder_name)
        funder["id"] = grant.funder_identifier or f"{OWN}{self.programme.slug}"
        if not bare:
            self._add_place(made, grant)
            self._add_scheme(made, grant)
        return tidy(GRANT, made)

    def _add_dates(self, made, grant):
        for name, day in (("startDate", grant.starts_on), ("endDate", grant.ends_on)):
            if day:
                _first(made, "plannedDates")[name] = day.isoformat()

    def _add_recipient(self, made, grant):
        """The recipient as it was published, or the group as it is here where that is another one."""
        group = self.known.kept(self.known.by_pk[grant.group_id])
        recipient = _first(made, "recipientOrganization")
        if self.known.by_reference(recipient.get("id", "")) is not group:
            made["recipientOrganization"][0] = self.recipient_of(group)
        if group.nameless:  # what is published names no person
            made["recipientOrganization"][0]["name"] = group.nameless

    def recipient_of(self, group):
        """A group as the recipient of a grant that was not published before."""
        numbers = sorted(self.known.identifiers[str(group.key)], key=_best_first)
        found = {"id": numbers[0] if numbers else f"{OWN}{group.key}", "name": plain_text(group.name)}
        for prefix, name in ((CHARITY, "charityNumber"), (COMPANY, "companyNumber")):
            if number := next((value for value in numbers if value.startswith(prefix)), ""):
                found[name] = number.removeprefix(prefix)
        return found

    def _add_place(self, made, grant):
        place = grant.neighbourhood
        codes = [each.get("geoCode") for each in made.get("beneficiaryLocation", ())]
        if place and place.pk not in map(self.areas.get, codes):
            location = {"name": place.name, "geoCode": place.code, "geoCodeType": CODE_KINDS.get(place.code[:3])}
            made["beneficiaryLocation"] = [location, *made.get("beneficiaryLocation", [])]

    def _add_scheme(self, made, grant):
        if grant.scheme and not made.get("grantProgramme"):
            made["grantProgramme"] = [{"title": plain_text(grant.scheme.name)}]


def package_of(programme):
    """The programme's grants as a package for publication."""
    publisher = Publisher(programme)
    return {
        "version": VERSION,
        "title": f"Grants to community groups, {programme.name}",
        "issued": timezone.localdate().isoformat(),
        "publisher": {"name": programme.commissioning_body or programme.name},
        "grants": [publisher.object_of(grant) for grant in publisher.grants()],
    }


def grant_rows(programme):
    """(headings, rows) of the programme's grants with the standard's titles, for a CSV."""
    publisher = Publisher(programme)
    rows = [
        {(parts, name): value for parts, name, value in flat(GRANT, publisher.object_of(grant))}
        for grant in publisher.grants()
    ]
    columns = sorted({column for row in rows for column in row} | set(_usual()), key=_in_order)
    return [title_of(*column) for column in columns], [[_cell(row.get(column)) for column in columns] for row in rows]


def areas_of(programme):
    """The code of each neighbourhood and small area -> the neighbourhood's id. Two queries."""
    small = SmallArea.objects.filter(programme=programme).values_list("code", "neighbourhood")
    return dict(small) | dict(Neighbourhood.objects.filter(programme=programme).values_list("code", "pk"))


def is_whole_day(text):
    return bool(DAY.fullmatch(text or ""))


def _usual():
    """The columns that every file has."""
    yield from (((), name) for name in FIRST)
    yield from (((("recipientOrganization", 0),), name) for name in ("id", "name", "charityNumber", "companyNumber"))
    yield from (((("fundingOrganization", 0),), name) for name in ("id", "name"))


def _in_order(column):
    """Columns as the standard orders them; those of a second part after all of the first."""
    parts, name = column
    fields, order = GRANT, []
    for part, which in parts:
        order += [list(fields).index(part), which]
        fields = fields[part].fields
    return [*order, list(fields).index(name)]


def _best_first(value):
    """Charity numbers before company numbers, those before other identifiers."""
    prefixes = (CHARITY, COMPANY, "360G-")
    return next((place for place, prefix in enumerate(prefixes) if value.startswith(prefix)), len(prefixes)), value


def _first(made, part):
    """The first of several parts of an object, made where there is none."""
    return made.setdefault(part, [{}])[0]


def _amount(amount):
    return int(amount) if amount == int(amount) else float(amount)


def _cell(value):
    if isinstance(value, list):
        return ";".join(value)
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else value
