"""An extract of a register of charities: organisations of which little is known that the figures ask for.

A registered charity may be a community group, a service or a trust fund; the extract does not say. So the sector, the
kind and the places stay empty, and the first profile of each says nothing but that it was on the register that day: it
is not confirmed, and not counted, before somebody has asked.
"""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.forms.fields import plain_field
from commissioning.ledger.reading import shown
from commissioning.reading.faults import Fault
from neighbourhoods.models import CommunityGroup, GroupProfile
from neighbourhoods.register_files.cells import CellReader, missing_columns
from neighbourhoods.register_files.known import (
    KnownGroups,
    SeveralMeant,
    note_look_alikes,
    was_last_written_by_a_file,
)
from neighbourhoods.register_files.names import charity_identifier, company_identifier, is_nothing, same_name
from neighbourhoods.register_files.plan import NEW, UPDATED, Plan
from neighbourhoods.register_files.profiles import Careers

NUMBER, NAME = "registered_charity_number", "charity_name"
COMPANY, KIND = "charity_company_registration_number", "charity_type"
ACTIVITIES, REGISTERED = "charity_activities", "date_of_registration"
POSTCODE = "charity_contact_postcode"
COLUMNS = (NUMBER, COMPANY, NAME, KIND, ACTIVITIES, REGISTERED, POSTCODE)
FILLED = ("about", "founded_on")
WORDS = {"about": "what it does", "founded_on": "founded", "name": "name"}
SAID = (
    "The extract does not say whether these are community groups, where they are at work, whether residents can join "
    "or who can be reached. They are not counted before that is confirmed.",
    "“Founded” is the day of registration as a charity; a group may be older. Postcodes are not kept.",
)


class Charity(NamedTuple):
    """One row of the extract; what is not known is empty."""

    row: int
    name: str
    charity: str
    company: str
    about: str
    founded_on: object

    @property
    def numbers(self):
        return [number for number in (self.charity, self.company) if number]


def plan_charities(programme, content, *, with_look_alikes=True):
    """The Plan of importing the bytes of an extract, CSV or XLSX. Raises UnreadableFile."""
    reader = CellReader(content)
    plan = Plan(rows=reader.rows, said=reader.unread(COLUMNS))
    if fault := missing_columns([NUMBER, NAME], reader, "An extract of a charity register"):
        plan.faults = [fault]
        return plan
    charities = _charities(reader)
    plan.faults = reader.faults
    known, careers = KnownGroups(programme), Careers(programme)
    seen = {}
    for charity in charities:
        if (earlier := seen.setdefault(charity.charity, charity.row)) != charity.row:
            plan.faults.append(_fault(charity, NUMBER, f"Row {earlier} has the same number."))
        else:
            _compare(plan, charity, known, careers)
    plan.said = [*SAID, *plan.said]
    if with_look_alikes:
        note_look_alikes(plan, known)
    return plan


def _charities(reader):
    """The rows without a fault; faults are with the reader."""
    cells = [
        reader.values(NUMBER, _charity_number),
        reader.values(NAME, _name),
        _of(reader, COMPANY, _company_number),
        _of(reader, ACTIVITIES, _known_text),
        _of(reader, REGISTERED, _registered_on),
        _of(reader, KIND, _known_text),
    ]
    faulty = reader.faulty_rows()
    return [
        Charity(row, name, charity, company, _about(charity, activities, registered, kind), registered)
        for row, charity, name, company, activities, registered, kind in zip(reader.numbers, *cells, strict=True)
        if row not in faulty
    ]


def _of(reader, heading, understand):
    """A column's values; where the file does not have it, nothing is known."""
    return reader.values(heading, understand) if reader.has(heading) else [understand("")] * len(reader.numbers)


def _compare(plan, charity, known, careers):
    """Add to the plan what a row makes or changes."""
    try:
        group = known.find(charity.numbers, charity.name)
    except SeveralMeant as error:
        plan.faults.append(_fault(charity, NAME, str(error)))
        return
    is_new = group is None
    if is_new:
        group = CommunityGroup(
            programme=known.programme, name=charity.name, about=charity.about, founded_on=charity.founded_on
        )
        plan.new_groups.append(group)
        known.add(group, charity.row)
        how = []
    else:
        how = _updated(plan, group, charity, known)
    how += _identified(plan, group, charity, known, is_new)
    if not careers.has_any(group):
        plan.profiles.append(GroupProfile(group=group, as_of=timezone.localdate(), source=GroupProfile.Source.FILE))
        how += [] if is_new else ["first profile"]
    if is_new or how:
        plan.change(charity.row, NEW if is_new else UPDATED, group.name, "; ".join(how))
    else:
        plan.same.add(charity.row)


def _updated(plan, group, charity, known):
    """Give a stored group what it lacks, and the latest of what a file wrote; in words. What people wrote stays."""
    may_replace = was_last_written_by_a_file(group)
    is_renamed = same_name(group.name) != same_name(charity.name)
    wanted = {name: getattr(charity, name) for name in (("name", *FILLED) if is_renamed else FILLED)}
    changed = {
        name: value
        for name, value in wanted.items()
        if value and value != getattr(group, name) and (may_replace or not getattr(group, name))
    }
    if is_renamed and not may_replace:
        plan.note(charity.row, group.name, f"The register of charities calls it “{shown(charity.name)}”.")
    if changed:
        how = [
            f"{WORDS[name]}: {_words(value)} (was {_words(getattr(group, name))})" for name, value in changed.items()
        ]
        plan.update_group(group, changed)
        return how
    return []


def _identified(plan, group, charity, known, is_new):
    if not is_new and not known.identifiers[str(group.key)] & set(charity.numbers):
        plan.note(charity.row, group.name, "Taken to be the group of this name in the register.")
    made, taken = known.new_identifiers(group, charity.numbers)
    plan.identifiers += made
    for value, holder in taken:
        plan.note(charity.row, group.name, f"{value} is an identifier of “{holder.name}”, and stays with it.")
    return [] if is_new else [f"identifier: {identifier.value}" for identifier in made]


def _fault(charity, column, reason):
    return Fault(charity.row, column, charity.name, reason)


def _words(value):
    if not value:
        return "nothing"
    return shown(value) if isinstance(value, str) else date_format(value)


def _charity_number(text):
    if is_nothing(text):
        raise ValidationError("Charity number: fill this in. It is how the charity is known again.")
    if found := charity_identifier(text):
        return found
    raise ValidationError("Charity number: write the number alone, such as 1146179.")


def _company_number(text):
    if is_nothing(text) or not text.strip("0"):
        return ""
    if found := company_identifier(text):
        return found
    raise ValidationError(f"Company number: it has eight letters and digits, such as 01234567; this has {len(text)}.")


def _name(text):
    if is_nothing(text):
        raise ValidationError("Name of the charity: fill this in.")
    return plain_field(CommunityGroup._meta.get_field("name")).clean(" ".join(text.split()))


def _known_text(text):
    return "" if is_nothing(text) else text


def _registered_on(text):
    if is_nothing(text):
        return None
    try:
        day = plain_field(CommunityGroup._meta.get_field("founded_on")).clean(text)
    except ValidationError as error:
        raise ValidationError("Date of registration: write a real date such as 2012-03-14, or NA.") from error
    if day > timezone.localdate():
        raise ValidationError("Date of registration: this day lies ahead.")
    return day


def _about(charity, activities, registered, kind):
    """What it does in its own words, and that the founding day is the day of its registration."""
    if not charity:
        return ""
    kind = f" ({kind})" if kind and kind.casefold() != "other" else ""
    since = f" since {date_format(registered)}; when it was founded is not known" if registered else ""
    return "\n\n".join(filter(None, [activities, f"Charity {charity.removeprefix('GB-CHC-')}{kind}{since}."]))
