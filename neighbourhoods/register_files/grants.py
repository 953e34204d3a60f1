"""A file of grants: what importing it would make and change. Recipients become groups of which little is known."""

from datetime import date
from decimal import Decimal

from commissioning.ledger.reading import shown
from commissioning.reading.faults import Fault
from neighbourhoods.models import CommunityGroup, Grant, GrantScheme
from neighbourhoods.models.assets import POUNDS
from neighbourhoods.register_files.codelists import AREA_KINDS
from neighbourhoods.register_files.grant_reading import read_grants
from neighbourhoods.register_files.known import KnownGroups, SeveralMeant, note_look_alikes
from neighbourhoods.register_files.names import charity_identifier, company_identifier, same_name
from neighbourhoods.register_files.plan import GRANT_FIELDS, NEW, UPDATED, Plan
from neighbourhoods.register_files.published import Publisher, areas_of, is_whole_day
from neighbourhoods.register_files.standard import GRANT, Leaf
from neighbourhoods.register_files.titles import title_of

PENNY = Decimal("0.01")
RECIPIENT, FUNDER, DATES = "recipientOrganization", "fundingOrganization", "plannedDates"
OWN_FIELDS = ("id", "title", "description", "currency", "amountAwarded", "awardDate")
# Title -> where in an object it stands, and how long it may be here.
LENGTHS = {
    "Identifier": ((), "id", Grant._meta.get_field("identifier").max_length),
    "Title": ((), "title", Grant._meta.get_field("title").max_length),
    "Recipient Org:Name": (((RECIPIENT, 0),), "name", CommunityGroup._meta.get_field("name").max_length),
    "Recipient Org:Identifier": (((RECIPIENT, 0),), "id", 120),
    "Funding Org:Name": (((FUNDER, 0),), "name", Grant._meta.get_field("funder_name").max_length),
    "Funding Org:Identifier": (((FUNDER, 0),), "id", Grant._meta.get_field("funder_identifier").max_length),
}


def plan_grants(programme, content, *, with_look_alikes=True):
    """The Plan of importing the bytes of a CSV, XLSX or JSON file of grants. Raises UnreadableFile."""
    found = read_grants(content)
    plan = Plan(unit=found.unit, rows=found.rows, people=found.people, faults=list(found.faults), said=found.said)
    importer = _Importer(programme, plan)
    for row, grant in found.grants:
        importer.take(row, grant)
    importer.conclude()
    if with_look_alikes:
        note_look_alikes(plan, importer.known)
    return plan


class _Importer:
    """Compares grant after grant with those that the programme has."""

    def __init__(self, programme, plan):
        self.programme, self.plan = programme, plan
        self.known = KnownGroups(programme)
        self.areas = areas_of(programme)
        self.neighbourhoods = {place.pk: place for place in programme.neighbourhoods.defer("boundary")}
        self.publisher = Publisher(programme, self.known, self.areas)
        self.schemes = {same_name(scheme.name): scheme for scheme in GrantScheme.objects.of(programme)}
        self.stored = {}
        for grant in self.publisher.grants():
            self.stored[grant.identifier or self.publisher.object_of(grant, bare=True)["id"]] = grant
        self.rows, self.called, self.foreign = {}, set(), 0

    def take(self, row, given):
        """Add to the plan what one grant makes or changes, or why it is left out."""
        if faults := [*self._unkeepable(row, given)]:
            self.plan.faults += faults
            return
        self.rows[given["id"]] = row
        standing = self.stored.get(given["id"])
        if standing and given in (self.publisher.object_of(standing), self.publisher.object_of(standing, bare=True)):
            self.plan.same.add(row)
            return
        try:
            group, is_new_group = self._recipient(row, given)
        except SeveralMeant as error:
            self.plan.faults.append(Fault(row, "Recipient Org:Name", shown(given[RECIPIENT][0]["name"]), str(error)))
            return
        if standing:
            self._update(row, standing, given, group)
        else:
            self._add(row, given, group, is_new_group)
        self._remark(row, given)

    def conclude(self):
        """Say what holds for the whole file."""
        plan = self.plan
        if count := len(self.known.added):
            words = "1 recipient is" if count == 1 else f"{count:,} recipients are"
            plan.said = [
                f"{words} new in the register. Whether they are community groups, and where they are at work, is not "
                "known: they are not counted before that is confirmed.",
                *plan.said,
            ]
        if plan.people:
            plan.said = [*plan.said, "Grants to people are left out, and nothing of those people is kept."]
        if self.foreign:
            plan.said = [*plan.said, f"{self.foreign:,} of the amounts are not in pounds."]

    def _unkeepable(self, row, given):
        """Faults of a grant that the standard allows and the register cannot keep."""
        if (earlier := self.rows.get(given["id"])) is not None:
            reason = (
                f"{self.plan.unit.capitalize()} {earlier} has the same identifier. It is imported, this one is not."
            )
            yield Fault(row, "Identifier", shown(given["id"]), reason)
        for title, (parts, name, most) in LENGTHS.items():
            text = (given[parts[0][0]][0] if parts else given)[name]
            if len(text) > most:
                yield Fault(row, title, shown(text), f"At most {most} characters; this has {len(text)}. Shorten it.")
        amount = Decimal(str(given["amountAwarded"]))
        if amount < 0:
            reason = "An award is 0 or more. Money paid back is no award: correct the award itself."
            yield Fault(row, "Amount Awarded", str(amount), reason)
        elif amount != amount.quantize(PENNY) or amount >= Decimal(10) ** 12:
            yield Fault(row, "Amount Awarded", str(amount), "Write pounds and pence, below 1,000,000,000,000.")
        starts, ends = _planned(given)
        if starts and ends and ends < starts:
            yield Fault(row, "Planned Dates:End Date", ends.isoformat(), "A grant cannot end before it starts.")

    def _recipient(self, row, given):
        """(the group that got a grant, whether it is new), with its identifiers noted."""
        recipient = given[RECIPIENT][0]
        numbers = [
            recipient["id"],
            charity_identifier(recipient.get("charityNumber", "")),
            company_identifier(recipient.get("companyNumber", "")),
        ]
        group = self.known.find(numbers, recipient["name"])
        is_new = group is None
        if is_new:
            website = recipient.get("url", "")
            group = CommunityGroup(
                programme=self.programme,
                name=recipient["name"],
                about=recipient.get("description", ""),
                website=website if len(website) <= CommunityGroup._meta.get_field("website").max_length else "",
            )
            self.plan.new_groups.append(group)
            self.known.add(group, row)
        made, taken = self.known.new_identifiers(group, numbers)
        self.plan.identifiers += made
        for value, holder in taken:
            self.plan.note(row, group.name, f"{value} is an identifier of “{holder.name}”, and stays with it.")
        self._note_name(row, group, recipient)
        return group, is_new

    def _note_name(self, row, group, recipient):
        """Say once that a group goes by another name in the file."""
        name = recipient["name"]
        if same_name(name) != same_name(group.name) and (group.key, same_name(name)) not in self.called:
            self.called.add((group.key, same_name(name)))
            words = f"Called “{shown(name)}” here. It has the identifier {recipient['id']}, so it is one group."
            self.plan.note(row, group.name, words)

    def _add(self, row, given, group, is_new_group):
        grant = Grant(programme=self.programme, **self._values(given, group))
        self.plan.new_grants.append(grant)
        self.plan.change(row, NEW, given["title"], f"to {shown(group.name)}{', new in the register' * is_new_group}")

    def _update(self, row, grant, given, group):
        before = self.publisher.object_of(grant, bare=True)
        values = self._values(given, group)
        for name in ("scheme", "neighbourhood"):
            values[name] = values[name] or getattr(grant, name)
        for name, value in values.items():
            setattr(grant, name, value)
        self.plan.changed_grants.append(grant)
        self.plan.change(row, UPDATED, given["title"], "; ".join(_differences(before, given)))

    def _values(self, given, group):
        """The fields of a stored grant; what has none goes into `more`."""
        funder, (starts, ends) = given[FUNDER][0], _planned(given)
        stored = (
            *(group, self._scheme(given), self._place(given), given["id"], given["title"], given["description"]),
            *(Decimal(str(given["amountAwarded"])), given["currency"], date.fromisoformat(given["awardDate"])),
            *(starts, ends, funder["name"], funder["id"], _more(given)),
        )
        return dict(zip(GRANT_FIELDS, stored, strict=True))

    def _scheme(self, given):
        names = [same_name(each.get("title", "")) for each in given.get("grantProgramme", ())]
        return next((self.schemes[name] for name in names if name in self.schemes), None)

    def _place(self, given):
        """The neighbourhood that the money is used in, where the file names just one of ours."""
        codes = [each.get("geoCode", "") for each in given.get("beneficiaryLocation", ())]
        found = {self.areas[code] for code in codes if code in self.areas}
        return self.neighbourhoods[found.pop()] if len(found) == 1 else None

    def _remark(self, row, given):
        """Note what is allowed and still worth a look."""
        self.foreign += given["currency"] != POUNDS
        if given["amountAwarded"] == 0:
            words = "The amount is 0. It is imported as £0: a grant that was given back, or help in kind."
            self.plan.note(row, given["title"], words)
        if len(given[RECIPIENT]) > 1:
            words = (
                f"It has {len(given[RECIPIENT])} recipients, and stands with the first, {given[RECIPIENT][0]['name']}."
            )
            self.plan.note(row, given["title"], words)
        for each in given.get("beneficiaryLocation", ()):
            kind = each.get("geoCodeType")
            if kind and kind not in AREA_KINDS:
                words = f"“{shown(kind)}” is not among the standard’s kinds of area. It is kept as it stands."
                self.plan.note(row, given["title"], words)


def _planned(given):
    """First and last day that a grant is planned for; None where the file names a month or less, or nothing."""
    dates = (given.get(DATES) or [{}])[0]
    days = map(dates.get, ("startDate", "endDate"))
    return tuple(date.fromisoformat(text) if is_whole_day(text) else None for text in days)


def _more(given):
    """What a grant has beside the fields of its own."""
    kept = {name: value for name, value in given.items() if name not in OWN_FIELDS}
    first = {name: value for name, value in given[FUNDER][0].items() if name not in ("id", "name")}
    kept[FUNDER] = [first, *given[FUNDER][1:]]
    if given.get(DATES):
        dates = {name: value for name, value in given[DATES][0].items() if not _is_own_day(name, value)}
        kept[DATES] = [dates, *given[DATES][1:]]
    return {name: value for name, value in kept.items() if value != [{}]}


def _is_own_day(name, value):
    return name in ("startDate", "endDate") and is_whole_day(value)


def _differences(before, given):
    """What changes, in words, field by field."""
    for name, known in GRANT.items():
        old, new = before.get(name), given.get(name)
        if old != new:
            title = title_of((), name) if isinstance(known, Leaf) else known.title
            is_plain = isinstance(known, Leaf) and not isinstance(old or new, list)
            yield f"{title}: {shown(new or 'nothing')} (was {shown(old or 'nothing')})" if is_plain else title
