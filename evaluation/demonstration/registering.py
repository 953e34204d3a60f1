"""Writing Harbourside's groups into the register: entries, careers, places, identifiers and contacts, in bulk."""

from datetime import timedelta

from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from commissioning.calendar import month_start
from evaluation.demonstration.careers import career_of, merges_into
from evaluation.demonstration.contacts import KEPT_FOR_MONTHS, contact_of
from evaluation.demonstration.groups import COUNTED_FROM
from evaluation.demonstration.history import moment, written
from neighbourhoods.models import CommunityGroup, Contact, GroupIdentifier, GroupPlace, GroupProfile

WRITTEN_DAYS_AFTER = 1
WEBSITE_EVERY, IDENTIFIER_EVERY = 6, 4  # so many groups, one has it
MEETS_AT = ("{} in the school hall", "{} in the library", "{} at the church rooms", "{} in the community rooms")
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")
APPROACHES = ((), ("development",), ("development",), ("development", "design"), ("pathways",))


class Register:
    """The groups as they were written: `rows` by the number that `draw_groups` gave them, `careers` likewise."""

    def __init__(self, programme, days, drawn, recorders):
        self.programme, self.days, self.drawn = programme, days, drawn
        self.by = recorders  # place in WARDS -> who writes it down
        self.careers = {each.number: career_of(each) for each in drawn}
        self.rows = {}
        self.by_ward = {}
        for each in drawn:
            self.by_ward.setdefault(each.ward, []).append(each)

    def first_day(self, each):
        """The day on which a group was first written down."""
        stop = self.careers[each.number][0]
        return self.days.on(stop.month, stop.day)


def fill_groups(programme, days, drawn, neighbourhoods, recorders):
    """Write every group with its career; gives the Register back. `neighbourhoods` by their place in WARDS."""
    register = Register(programme, days, drawn, recorders)
    rows = [_signed(_group(register, each), register, each) for each in drawn]
    bulk_create_with_history(rows, CommunityGroup)
    register.rows = {each.number: row for each, row in zip(drawn, rows, strict=True)}
    places = [row for each in drawn for row in _places(register, each, neighbourhoods)]
    bulk_create_with_history(places, GroupPlace)
    GroupProfile.objects.bulk_create([row for each in drawn for row in _profiles(register, each)])
    bulk_create_with_history(list(_identifiers(register)), GroupIdentifier)
    bulk_create_with_history(list(_contacts(register)), Contact)
    return register


def _signed(row, register, each):
    return written(row, register.first_day(each) + timedelta(days=WRITTEN_DAYS_AFTER), register.by[each.ward])


def _group(register, each):
    slug = slugify(each.name)
    return CommunityGroup(
        programme=register.programme,
        name=each.name,
        kind=each.activity.kind,
        sector=each.sector,
        about=each.activity.about,
        meets=each.meets,
        meets_where=_meets_where(each),
        website=f"https://{slug}.example.org" if each.number % WEBSITE_EVERY == 1 or each.meets == "online" else "",
        founded_on=month_start(register.programme.starts_on, each.founded) if each.number % 8 else None,
        approaches=APPROACHES[each.number % len(APPROACHES)],
        is_listed=(True, True, None, True, False)[each.number % 5],
    )


def _meets_where(each):
    if each.meets == "online":
        return ""
    return MEETS_AT[each.number % len(MEETS_AT)].format(WEEKDAYS[each.number % len(WEEKDAYS)])


def _places(register, each, neighbourhoods):
    """Where it is at work; elsewhere only since some months after it was listed."""
    row = register.rows[each.number]
    yield _signed(GroupPlace(group=row, neighbourhood=neighbourhoods[each.ward]), register, each)
    since = register.days.on(COUNTED_FROM + 14)
    for place in each.also:
        further = GroupPlace(group=row, neighbourhood=neighbourhoods[place], since=since)
        yield written(further, since, register.by[each.ward])


def _profiles(register, each):
    for stop in register.careers[each.number]:
        on = register.days.on(stop.month, stop.day)
        yield GroupProfile(
            group=register.rows[each.number],
            as_of=on,
            merged_into=register.rows[merges_into(each)] if stop.state == "merged" else None,
            themes=each.activity.themes,
            about_health=each.activity.health,
            recorded_by=register.by[each.ward],
            recorded_at=moment(on + timedelta(days=WRITTEN_DAYS_AFTER)),
            **{name: getattr(stop, name) for name in _AS_TOLD},
        )


_AS_TOLD = (
    "state", "source", "named", "has_contact", "open_to_join", "members", "volunteers", "paid_staff", "activities",
    "income_band", "income", "confidence", "ambition", "achievements", "problems",
)  # fmt: skip


def _identifiers(register):
    for each in register.drawn:
        if each.number % IDENTIFIER_EVERY == 2:
            value = f"HBS-REG-{each.number:04d}"
            row = GroupIdentifier(programme=register.programme, group=register.rows[each.number], value=value)
            yield _signed(row, register, each)


def _contacts(register):
    for each in register.drawn:
        if person := contact_of(each, register.careers[each.number]):
            on = register.days.on(person.month, person.day)
            contact = Contact(
                group=register.rows[each.number],
                name=person.name,
                position=person.position,
                phone=person.phone,
                email=person.email,
                consent_how=person.how,
                consent_on=on,
                review_on=month_start(on, KEPT_FOR_MONTHS + 1),
            )
            yield written(contact, on + timedelta(days=WRITTEN_DAYS_AFTER), register.by[each.ward])
