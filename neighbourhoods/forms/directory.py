"""What the directory of groups can be searched and filtered by. Every field may be left open."""

from django import forms
from django.utils import timezone

from commissioning.forms.fields import DATE_FORMATS, messages_of
from neighbourhoods.asked import EARLIEST, can_be_asked
from neighbourhoods.directory.listing import IN_WORDS, ORDERS, UNKNOWN
from neighbourhoods.groups.typology import KINDS
from neighbourhoods.models import CommunityGroup, GroupProfile
from neighbourhoods.themes import THEMES

NOT_KNOWN = (UNKNOWN, "Not known")
MOST_LETTERS = 100


class FilterForm(forms.Form):
    """A form in the address of a list. A value that is not on offer is refused at its field and filters nothing."""

    def __init__(self, asked, *, programme):
        super().__init__(asked, auto_id="f-%s")
        places = list(programme.neighbourhoods.order_by("name").values_list("code", "name"))
        self.places = dict(places)
        if "place" in self.fields:
            self.fields["place"].choices += places
        for field in self.fields.values():
            field.error_messages |= messages_of(field, field.label)
        self.is_valid()

    @property
    def wanted(self):
        """Name of a filter -> what is asked for, of what was asked for and understood."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrowed(self):
        """Whether anything but the order and the day is asked for."""
        return bool(self.wanted.keys() - {"sort", "on", "by"})


def search(label):
    widget = forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=MOST_LETTERS, required=False, widget=widget)


def choice(label, choices, everything="All"):
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=[("", everything), *choices], required=False, widget=widget)


def day():
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label="As at", required=False, input_formats=DATE_FORMATS, widget=widget)


class DayForm(FilterForm):
    """Filters of a list that can be asked for as at a day in the past."""

    on = day()

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and not can_be_asked(on):
            raise forms.ValidationError(f"As at: choose today or a day before, from {EARLIEST.year} on.")
        return on

    @property
    def day(self):
        """The day that is asked for: today unless another was."""
        return self.cleaned_data.get("on") or timezone.localdate()


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
