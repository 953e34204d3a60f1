"""Forms of a neighbourhood's baseline: registers confirmed as complete, and who sees to which part."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from accounts.models import User
from commissioning.calendar import believable_days
from commissioning.forms.entries import EntryForm
from commissioning.forms.fields import DATE_FORMATS
from commissioning.number_words import counted
from commissioning.people import naming_for
from neighbourhoods.models import Asset, BaselineDuty, BaselinePart, RegisterConfirmation
from neighbourhoods.place_life import place_life

LISTS = ("group-list", "asset-list")


class ConfirmationForm(EntryForm):
    """That a register of a neighbourhood was gone through and is complete as it stood on a day."""

    class Meta:
        model = RegisterConfirmation
        fields = ["neighbourhood", "register", "as_at", "note"]
        widgets = {"register": forms.RadioSelect}
        labels = {"neighbourhood": "Where"}
        help_texts = {
            "as_at": "A day that has come. What is not on record as at this day counts as none.",
            "note": "How you know that nothing is missing: who went through it, with whom. No names of people.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = RegisterConfirmation.Register.choices
        asked = str(self.initial.get("neighbourhood", ""))
        if self.instance._state.adding and asked.isdecimal():
            place = self.fields["neighbourhood"].queryset.filter(pk=asked[:18]).first()
            if place is not None:
                self.instance.neighbourhood = place
                self.begun = self.instance
                self.fields["register"].help_text = self._on_record(place)

    def _on_record(self, place):
        """What the registers of the place have today, each with its list: what whoever confirms vouches for."""
        place.programme = self.programme
        life = place_life(place, timezone.localdate())
        groups, assets = (reverse(f"neighbourhoods:{name}", args=[self.programme.slug]) for name in LISTS)
        return format_html(
            "On record in {place} today: <a href='{groups_url}?place={code}'>{groups}</a>, {links} between those that "
            "count; <a href='{assets_url}?place={code}'>{assets}</a>, {by_others} of community development by others; "
            "{grants}.",
            place=place.name,
            code=place.code,
            groups_url=groups,
            groups=counted(life.groups.all, "group"),
            links=counted(life.network.links, "link"),
            assets_url=assets,
            assets=counted(life.assets.total, "asset"),
            by_others=sum(number for kind, _, number in life.assets.kinds if kind == Asset.Kind.INPUT),
            grants=counted(life.grants.number + life.grants.others, "grant"),
        )

    def clean_as_at(self):
        on = self.cleaned_data["as_at"]
        if on > timezone.localdate():
            raise forms.ValidationError("As it stood on: a day ahead cannot be confirmed.")
        return on

    def write(self, user):
        if self.instance._state.adding:
            membership = self.programme.membership_of(user)
            self.instance.confirmed_by, self.instance.confirmed_as = user, membership.role if membership else ""
        return super().write(user)


class DutiesForm(forms.Form):
    """Who sees to each part of a neighbourhood's baseline, and by when."""

    def __init__(self, *args, neighbourhood, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        programme = neighbourhood.programme
        self.programme, naming = programme, naming_for(programme, viewer)
        people = User.objects.filter(memberships__programme=programme).order_by("name")
        standing = {row.part: row for row in BaselineDuty.objects.filter(neighbourhood=neighbourhood)}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout()
        for part in BaselinePart.Part:
            row, names = standing.get(part), self._names(part)
            owner = forms.ModelChoiceField(people, required=False, label="Who does it", empty_label="Nobody yet")
            owner.label_from_instance = naming.choice
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            due_on = forms.DateField(required=False, label="By when", input_formats=DATE_FORMATS, widget=widget)
            self.fields |= dict(zip(names, (owner, due_on), strict=True))
            self.initial |= {names[0]: row and row.owner_id, names[1]: row and row.due_on}
            self.helper.layout.append(Fieldset(part.label, *names))

    @staticmethod
    def _names(part):
        return f"{part}_owner", f"{part}_due_on"

    @property
    def duties(self):
        """Part -> (who, by when), as it was sent."""
        return {part: tuple(self.cleaned_data[name] for name in self._names(part)) for part in BaselinePart.Part}

    def clean(self):
        given = super().clean()
        first, last = believable_days(self.programme.starts_on)
        for part in BaselinePart.Part:
            name = self._names(part)[1]
            if given.get(name) and not first <= given[name] <= last:
                self.add_error(name, f"By when: write a day from {date_format(first)} to {date_format(last)}.")
        return given
