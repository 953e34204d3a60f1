"""Forms for a group: a new one with its first profile, and the facts of one that is there with its neighbourhoods."""

from datetime import timedelta

from crispy_forms.bootstrap import InlineCheckboxes, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.calendar import LONG_AGO
from commissioning.forms.fields import DATE_FORMATS, RowsField, messages_of, plain_field
from neighbourhoods.actions.groups import PlaceSpan, record_group, save_group
from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.forms.folding import Folded, say_not_known, three_answers
from neighbourhoods.forms.founding import FoundingField
from neighbourhoods.forms.profiles import THREE_PARTS
from neighbourhoods.groups.likely import likely_groups
from neighbourhoods.models import CommunityGroup, Contact, GroupProfile, Neighbourhood
from neighbourhoods.permissions import places_of_work

OF_PROFILE = ["members", "volunteers", "activities", "themes", "about_health", "income_band", "source", "as_of"]
OF_CONTACT = {"contact_name": "name", "contact_phone": "phone", "contact_email": "email", "contact_how": "consent_how"}
ASK_AGAIN_AFTER = timedelta(days=730)
HINTS = {
    "name": "As its members say it.",
    "founded_on": "A year is enough.",
    "meets_where": "A public place. Never somebody’s home address.",
}
LIKELY = "This may be a group that is here already. Look at the likely ones; if it is another group, say so."


def _ask(model, name, **options):
    """The form field for a field of another model than the form's own."""
    return plain_field(model._meta.get_field(name), **options)


class GroupNewForm(RegisterForm):
    """A new group: what it is, where it is at work, and how it is today; if wanted, its contact.

    Groups that it may be already are in `matches` once it was sent; it is saved when `another` names all of them, as
    numbers with commas between them: they are other groups.
    """

    needed_sometimes = ("contact_phone", "contact_email", "contact_how", "sector", *THREE_PARTS)
    matches = ()

    another = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CommunityGroup
        fields = ["name", "kind", "sector", "about", "meets", "meets_where", "website", "approaches"]
        help_texts = HINTS
        widgets = {"sector": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {"places": self._places()}
        for name in (*THREE_PARTS, *OF_PROFILE):
            self.fields[name] = _ask(GroupProfile, name)
        for name, of in OF_CONTACT.items():
            self.fields[name] = _ask(Contact, of, required=False)
        self._word()
        self.initial = {
            "named": True,
            "as_of": timezone.localdate(),
            "source": GroupProfile.Source.VISIT,
        } | self.initial
        if len(self.fields["places"].queryset) == 1:
            self.initial.setdefault("places", list(self.fields["places"].queryset))
        self.helper.layout = _layout_of_new()

    def clean(self):
        given = super().clean()
        if given.get("contact_name") and not given.get("contact_how"):
            self.add_error("contact_how", "How they agreed: nobody’s details are kept unless they agreed. Choose how.")
        elif given.get("contact_name") and not (given.get("contact_phone") or given.get("contact_email")):
            self.add_error("contact_phone", "Phone: write a phone number or an e-mail address.")
        elif not given.get("contact_name") and (given.get("contact_phone") or given.get("contact_email")):
            self.add_error("contact_name", "Name: whose number or address is it?")
        return given

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            self._check_profile()
        if not self.errors:
            self._ask_whether_another()

    def _check_profile(self):
        given = self.cleaned_data
        self.profile = GroupProfile(**{name: given[name] for name in (*THREE_PARTS, *OF_PROFILE)})
        if given["contact_name"] and self.profile.has_contact is None:
            self.profile.has_contact = True
        try:
            self.profile.full_clean(exclude=["group", "key"])
        except ValidationError as error:
            for name, reasons in error.message_dict.items():
                self.add_error(name if name in self.fields else None, reasons)

    def _ask_whether_another(self):
        given = self.cleaned_data
        self.matches = () if self._was_sent_before() else self._likely(given)
        told = set(given["another"].split(","))
        if {str(match.group.pk) for match in self.matches} - told:
            self.add_error(None, LIKELY)

    def _likely(self, given):
        reached = (given["contact_phone"], given["contact_email"])
        return likely_groups(self.programme, self.viewer, name=given["name"], places=given["places"], contacts=reached)

    @property
    def all_matches(self):
        """What the button sends that says: it is another group than each of these."""
        return ",".join(str(match.group.pk) for match in self.matches)

    def write(self, user):
        return record_group(
            programme=self.programme,
            group=self.instance,
            places=self.cleaned_data["places"],
            profile=self.profile,
            contact=self._contact(),
            distinct_from=[match.group for match in self.matches],
            by=user,
        )

    def _contact(self):
        given = self.cleaned_data
        if not given["contact_name"]:
            return None
        details = {of: given[name] for name, of in OF_CONTACT.items()}
        today = timezone.localdate()
        return Contact(**details, consent_on=today, review_on=today + ASK_AGAIN_AFTER)

    def _places(self):
        places = places_of_work(self.programme, self.viewer) if self.viewer else self.programme.neighbourhoods.all()
        field = RowsField(
            label="Where is it at work?",
            queryset=places.order_by("name"),
            widget=forms.CheckboxSelectMultiple,
            help_text="Where the people live who take part.",
        )
        field.error_messages |= messages_of(field, "Where it is at work")
        field.error_messages["required"] = "Where it is at work: choose at least one."
        return field

    def _word(self):
        fields = self.fields
        fields["sector"].help_text = "Only community groups are counted."
        fields["contact_name"].label = "Name of the contact"
        fields["contact_how"].label = "How they agreed that we keep this"
        fields["contact_email"].widget.attrs["autocomplete"] = "off"
        fields["contact_how"].help_text = "Kept as agreed today, to be asked again in two years."
        fields["members"].help_text = "Empty is not known; 0 is an answer."
        say_not_known(self, "kind", "sector", "meets", "income_band")
        fields["contact_how"].choices = [("", "Choose one"), *Contact.Consent.choices]


def _layout_of_new():
    """What decides whether it counts first; the rest folded away."""
    return Layout(
        *("key", "seen", "name", InlineCheckboxes("places"), "kind", InlineRadios("sector")),
        *map(three_answers, THREE_PARTS),
        "members",
        Folded("What it is about", InlineCheckboxes("themes"), three_answers("about_health"), "about"),
        Folded("Where it meets", "meets", "meets_where", "website"),
        Folded("More of its numbers", "volunteers", "activities", "income_band"),
        Folded("Who to get in touch with", *OF_CONTACT),
        Folded("Ways of working, and how we know", "approaches", "as_of", "source"),
    )


class GroupForm(RegisterForm):
    """The facts of a group that do not change by themselves. How it is on a day is in its profiles.

    Where it is at work is in `rows`, a PlaceRows beside it.
    """

    needed_sometimes = ("sector", "is_listed")

    class Meta:
        model = CommunityGroup
        fields = [
            *("name", "kind", "sector", "about", "meets", "meets_where", "website", "founded_on", "approaches"),
            "is_listed",
        ]
        widgets = {"sector": forms.RadioSelect}
        help_texts = HINTS

    def __init__(self, *args, rows=None, **kwargs):
        self.rows = rows
        super().__init__(*args, **kwargs)
        founded = FoundingField(label="Founded", help_text="A year is enough.")
        founded.error_messages |= messages_of(founded, "Founded")
        self.fields["founded_on"] = founded
        say_not_known(self, "kind", "sector", "meets")
        self.helper.layout = Layout(
            *("key", "seen", "name", "kind", InlineRadios("sector"), "about", "meets", "meets_where", "website"),
            *("founded_on", three_answers("is_listed"), Folded("Ways of working", "approaches")),
        )

    def write(self, user):
        return save_group(
            programme=self.programme,
            group=self.instance,
            spans=self.rows.spans(),
            within=self.rows.within,
            by=user,
            seen=self.cleaned_data.get("seen"),
        )


class PlaceRow(forms.Form):
    """A neighbourhood that a group serves, and the days from and until which it did."""

    neighbourhood = forms.ModelChoiceField(queryset=Neighbourhood.objects.none(), required=False, empty_label="None")
    since = forms.DateField(label="Since", required=False, input_formats=DATE_FORMATS)
    until = forms.DateField(label="Last day", required=False, input_formats=DATE_FORMATS)
    wrong = forms.BooleanField(label="Never was here: take it off", required=False)

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].queryset = offered
        if not self.initial:
            del self.fields["wrong"]
            self.fields["neighbourhood"].label = "Another neighbourhood"
        for name, field in self.fields.items():
            field.error_messages |= messages_of(field, field.label or name.capitalize())
            if name in ("since", "until"):
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
                no_slip = f"{field.label}: write a day from {date_format(LONG_AGO)} on."
                field.validators.append(MinValueValidator(LONG_AGO, message=no_slip))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self):
        given = super().clean()
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "Last day: this is before the first.")
        return given


class PlaceRows(forms.BaseFormSet):
    """The neighbourhoods of a group among those in which the viewer may record, and an empty row for another."""

    def __init__(self, *args, group, offered, **kwargs):
        self.within = set(offered.values_list("pk", flat=True))
        standing = [place for place in group.places.all() if place.neighbourhood_id in self.within]
        initial = [
            {"neighbourhood": place.neighbourhood_id, "since": place.since, "until": place.until} for place in standing
        ]
        super().__init__(*args, initial=initial, prefix="places", form_kwargs={"offered": offered}, **kwargs)

    def clean(self):
        chosen = [form.cleaned_data.get("neighbourhood") for form in self.forms if form.is_valid()]
        if len(chosen := [place for place in chosen if place]) != len(set(chosen)):
            raise ValidationError("Each neighbourhood stands here once.")

    def spans(self):
        """The PlaceSpans that stand from now on."""
        given = (form.cleaned_data for form in self.forms)
        return [
            PlaceSpan(row["neighbourhood"].pk, row.get("since"), row.get("until"))
            for row in given
            if row.get("neighbourhood") and not row.get("wrong")
        ]


PlaceRowSet = forms.formset_factory(PlaceRow, formset=PlaceRows, extra=1)
