"""What the directory of groups can be searched and filtered by. Every field may be left open."""

from django import forms

from neighbourhoods.directory.listing import IN_WORDS, ORDERS, UNKNOWN
from neighbourhoods.forms.filters import DayForm, FilterForm, choice, search
from neighbourhoods.groups.typology import KINDS
from neighbourhoods.models import CommunityGroup, GroupProfile
from neighbourhoods.themes import THEMES

NOT_KNOWN = (UNKNOWN, "Not known")


class DirectoryForm(DayForm):
    """The filters of the directory that members use."""

    FIRST = ("q", "theme", "place")

    q = search("Name, what it does or where")
    theme = choice("Theme", [*THEMES, NOT_KNOWN])
    place = choice("Neighbourhood", [(UNKNOWN, "No place known")])
    kind = choice("Kind", [*KINDS, NOT_KNOWN])
    sector = choice("Sector", [*CommunityGroup.Sector.choices, NOT_KNOWN])
    open = choice("Open to other residents", [("yes", "Yes"), ("no", "No"), NOT_KNOWN])
    state = choice("Active or not", [*GroupProfile.State.choices, (UNKNOWN, "No profile yet")])
    health = choice("About health", [("yes", "Yes"), ("no", "No"), NOT_KNOWN])
    meets = choice("Meets", [("place", "In a place"), ("online", "Online"), NOT_KNOWN])
    standing = forms.ChoiceField(
        label="Standing", choices=[("", "All"), *IN_WORDS.items()], required=False, widget=forms.HiddenInput
    )
    sort = choice("Order", [(name, label) for name, (label, _) in list(ORDERS.items())[1:]], everything="By name")

    field_order = ["q", "theme", "place", "kind", "sector", "open", "state", "health", "meets", "on", "sort"]

    @property
    def first(self):
        """The fields that always show."""
        return [self[name] for name in self.FIRST]

    @property
    def others(self):
        return [self[name] for name in self.field_order if name not in self.FIRST]

    @property
    def others_are_used(self):
        """Whether one of the fields behind “More filters” says something."""
        return any(field.errors or self.cleaned_data.get(field.name) for field in self.others)


class GapsForm(DayForm):
    """Which table of gaps: by theme or by kind, of all neighbourhoods or one."""

    by = choice("By", [("kind", "Kind of group")], everything="Theme")
    place = choice("Neighbourhood", [])

    field_order = ["by", "place", "on"]


class PublicDirectoryForm(FilterForm):
    """What a visitor may search the public directory by."""

    q = search("Name, what it does or where")
    theme = choice("About", THEMES, everything="Everything")
    place = choice("Neighbourhood", [], everything="Everywhere")
