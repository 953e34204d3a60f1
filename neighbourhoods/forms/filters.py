"""What lists can be narrowed by: forms in the address of a page. Every field may be left open."""

from django import forms
from django.utils import timezone

from commissioning.forms.fields import DATE_FORMATS, messages_of
from neighbourhoods.asked import EARLIEST, can_be_asked

MOST_LETTERS = 100


class FilterForm(forms.Form):
    """A form in the address of a list. A value that is not on offer is refused at its field and filters nothing.

    `offered` gives further choices by the name of their field, as (value, words); a field that gets none is left out.
    """

    def __init__(self, asked, *, programme, **offered):
        super().__init__(asked, auto_id="f-%s")
        places = list(programme.neighbourhoods.order_by("name").values_list("code", "name"))
        self.places = dict(places)
        if "place" in self.fields:
            self.fields["place"].choices += places
        for name, choices in offered.items():
            if choices:
                self.fields[name].choices += choices
            else:
                del self.fields[name]
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


def day(label):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, required=False, input_formats=DATE_FORMATS, widget=widget)


class DayForm(FilterForm):
    """Filters of a list that can be asked for as at a day in the past."""

    on = day("As at")

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and not can_be_asked(on):
            raise forms.ValidationError(f"As at: choose today or a day before, from {EARLIEST.year} on.")
        return on

    @property
    def day(self):
        """The day that is asked for: today unless another was."""
        return self.cleaned_data.get("on") or timezone.localdate()
