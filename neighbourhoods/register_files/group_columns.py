"""The columns of a file of groups: what each holds, how it is read from a cell and written into one."""

import re
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from commissioning.forms.fields import plain_field
from commissioning.ledger.sheets import plain_text
from neighbourhoods.codes import CodesField
from neighbourhoods.models import CommunityGroup, GroupProfile

BETWEEN = "; "
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
UNKNOWN = {"", "not known", "unknown", "don't know", "na", "n/a", "?"}
GROUP, PROFILE = CommunityGroup, GroupProfile


class Column(NamedTuple):
    """A column: its heading and the field of a group or a profile that it holds; a field of None has a reader of its
    own. `hides` says that people write names into it, so that a fault does not repeat what stands there.
    """

    heading: str
    model: type | None = None
    field: str = ""
    hides: bool = False


REFERENCE, NEIGHBOURHOODS, IDENTIFIERS, MERGED_INTO = "reference", "neighbourhoods", "identifiers", "merged into"
DAY = "profile day"
COLUMNS = (
    Column(REFERENCE),
    Column("name", GROUP, "name"),
    Column("kind", GROUP, "kind"),
    Column("sector", GROUP, "sector"),
    Column(NEIGHBOURHOODS),
    Column("what it does", GROUP, "about"),
    Column("meets", GROUP, "meets"),
    Column("where", GROUP, "meets_where"),
    Column("website", GROUP, "website"),
    Column("founded", GROUP, "founded_on"),
    Column("ways of working", GROUP, "approaches"),
    Column("in the public directory", GROUP, "is_listed"),
    Column(IDENTIFIERS),
    Column(DAY, PROFILE, "as_of"),
    Column("state", PROFILE, "state"),
    Column(MERGED_INTO),
    Column("named", PROFILE, "named"),
    Column("contact person", PROFILE, "has_contact", hides=True),
    Column("open to join", PROFILE, "open_to_join"),
    Column("members", PROFILE, "members"),
    Column("volunteers", PROFILE, "volunteers"),
    Column("paid staff", PROFILE, "paid_staff"),
    Column("activities a month", PROFILE, "activities"),
    Column("themes", PROFILE, "themes"),
    Column("about health", PROFILE, "about_health"),
    Column("income band", PROFILE, "income_band"),
    Column("income", PROFILE, "income"),
    Column("confidence", PROFILE, "confidence"),
)
HEADINGS = [column.heading for column in COLUMNS]
GROUP_COLUMNS = [column for column in COLUMNS if column.model is GROUP]
PROFILE_COLUMNS = [column for column in COLUMNS if column.model is PROFILE]


def reader_of(column):
    """A function text -> value for a column that holds a field. It raises ValidationError, worded for the user."""
    model_field = column.model._meta.get_field(column.field)
    heading = column.heading[:1].upper() + column.heading[1:]
    if isinstance(model_field, CodesField):
        return lambda text: _codes(text, model_field.offered, heading)
    if model_field.choices:
        return lambda text: _choice(text, model_field.flatchoices, heading)
    if model_field.get_internal_type() == "BooleanField":
        return lambda text: yes_no(text, heading)
    form_field = plain_field(model_field, label=heading, required=column.field == "name")
    return lambda text: _cleaned(text, form_field, model_field, heading)


def yes_no(text, heading):
    """True, False, or None for not known."""
    plain = text.casefold().replace("’", "'")
    if plain in UNKNOWN:
        return None
    if plain not in YES | NO:
        raise ValidationError(f"{heading}: write yes or no, or leave it empty while it is not known.")
    return plain in YES


def cell_of(value, column):
    """What stands in the cell of a stored value: a number, a day, a text, or None where nothing is known."""
    if value is None or value == "" or value == ():
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    model_field = column.model._meta.get_field(column.field)
    if isinstance(value, tuple):
        return BETWEEN.join(str(dict(model_field.offered).get(code, code)) for code in value)
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    return plain_text(value) if isinstance(value, str) else value


def kept_value(entry, column):
    """The stored value of a field as reading its own cell gives it back."""
    stored = getattr(entry, column.field)
    if isinstance(stored, str):
        return plain_text(stored)
    return stored.quantize(Decimal("0.01")) if isinstance(stored, Decimal) else stored


def parts_of(text, is_known):
    """The entries of a cell with several: between semicolons, bars or lines; between commas where that gives none."""
    parts = [part.strip() for part in re.split(r"[;|\n]", text) if part.strip()]
    return [
        smaller.strip()
        for part in parts
        for smaller in ([part] if is_known(part) else part.split(","))
        if smaller.strip()
    ]


def _by_words(offered):
    """Plain code or words -> code."""
    by_label = {plain_words(str(label)): code for code, label in offered}
    return by_label | {plain_words(str(code)): code for code, _ in offered if code}


def plain_words(text):
    """Words as they are compared: in small letters, with one space between two."""
    return " ".join(text.casefold().replace("’", "'").split())


def _choice(text, offered, heading):
    if plain_words(text) in UNKNOWN:
        return ""
    known = _by_words(offered)
    if plain_words(text) not in known:
        raise ValidationError(f"{heading}: write one of {_listed(offered)}. Leave it empty while it is not known.")
    return known[plain_words(text)]


def _codes(text, offered, heading):
    known = _by_words(offered)
    parts = parts_of(text, lambda part: plain_words(part) in known)
    if strange := [part for part in parts if plain_words(part) not in known]:
        raise ValidationError(f"{heading}: “{strange[0]}” is none of {_listed(offered)}. Put “;” between several.")
    order = [code for code, _ in offered]
    return tuple(sorted({known[plain_words(part)] for part in parts}, key=order.index))


def _cleaned(text, form_field, model_field, heading):
    value = form_field.clean(text)
    if value in (None, ""):
        return value
    if model_field.name == "as_of" and value > timezone.localdate():
        raise ValidationError(f"{heading}: this day lies ahead.")
    model_field.run_validators(value)
    return value.quantize(Decimal("0.01")) if isinstance(value, Decimal) else value


def _listed(offered):
    """The words on offer; of a long list the codes, which are shorter."""
    words = [str(label) for code, label in offered if code]
    return ", ".join(words if len(words) <= 13 else [code for code, _ in offered])
