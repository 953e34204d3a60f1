"""What a profile says, in words, for one reader. What is not known says so; 0 is a number."""

from datetime import date
from typing import NamedTuple

from accounts.privacy import PERSONAL
from commissioning.money_words import pounds_words
from commissioning.people import naming_for
from neighbourhoods.models import GroupProfile

NOT_KNOWN = "not known"
NUMBERS = ("members", "volunteers", "paid_staff", "activities")
TESTED = ("named", "has_contact", "open_to_join")
TOLD = (
    *("state", "merged_into", *NUMBERS, *TESTED, "themes", "about_health", "income_band", "income", "confidence"),
    *("ambition", "networks", "achievements", "problems"),
)


class Told(NamedTuple):
    """One field in words, and the words before it where something changed."""

    label: str
    words: str
    before: str = ""


class ProfileWords:
    """The fields of profiles in words. Those that may name somebody are left out for a reader who sees no names."""

    def __init__(self, programme, viewer):
        self.naming = naming_for(programme, viewer)
        self.called = self.naming.called
        hidden = PERSONAL[GroupProfile._meta.label] if self.naming.by_role else set()
        self.fields = [GroupProfile._meta.get_field(name) for name in TOLD if name not in hidden]

    def facts(self, profile, apart=("merged_into",)):
        """A Told for each field of a profile."""
        return [Told(_label(field), self._words(profile, field)) for field in self.fields if field.name not in apart]

    def changes(self, before, after, apart=()):
        """A Told for each field in which two profiles differ."""
        differing = (
            field
            for field in self.fields
            if field.name not in apart and getattr(before, field.attname) != getattr(after, field.attname)
        )
        return [Told(_label(field), self._words(after, field), self._words(before, field)) for field in differing]

    def _words(self, profile, field):
        if field.is_relation and (row := getattr(profile, field.name)):
            return self.called(row)
        return value_words(profile, field)

    @staticmethod
    def differ(before, after):
        """Whether two profiles differ in anything at all, shown to this reader or not."""
        fields = map(GroupProfile._meta.get_field, TOLD)
        return any(getattr(before, field.attname) != getattr(after, field.attname) for field in fields)

    def struck_out_words(self, profile):
        """Who struck a profile out and why, as far as the reader may know."""
        who = self.naming(profile.struck_out_by_id, "somebody")
        return f"struck out by {who}" + ("" if self.naming.by_role else f": {profile.struck_out_because}")


def value_words(profile, field):
    """A field of a profile in words."""
    raw = getattr(profile, field.attname)
    if raw in (None, "", ()):
        return NOT_KNOWN
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if field.name == "income":
        return pounds_words(raw)
    if hasattr(field, "in_words"):
        return field.in_words(raw)
    if field.choices:
        return getattr(profile, f"get_{field.name}_display")()
    return raw.isoformat() if isinstance(raw, date) else str(raw)


def _label(field):
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]
