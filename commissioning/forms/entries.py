"""What every form for an entry shares."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from accounts.models import User
from accounts.privacy import PERSONAL
from commissioning.actions.entries import EntryChanged, EntryRefused, EntrySentBefore, latest_change, save_entry
from commissioning.calendar import LONG_AGO, believable_days
from commissioning.forms.fields import plain_field
from commissioning.forms.wording import NOT_WHOLE
from commissioning.people import naming_for


class EntryForm(forms.ModelForm):
    """A form for one entry of a programme.

    It carries the entry's key, so that sent twice it is entered once, and the latest change it knows of, so that two
    people at the same entry do not overwrite each other unseen. Choices of other rows are those of the programme.
    A `viewer` who may not see names chooses people by role, and is not shown personal words that stand already.
    `FIELD_OF` says at which field the message of a constraint, by its name, is shown; `needed_sometimes` names the
    fields that only some answers need, whose label does not call them optional; `long_ago` those whose day may lie long
    before the programme.
    """

    FIELD_OF = {}
    needed_sometimes = ()
    long_ago = ()
    begun = None  # the new entry as far as the address places it, with its meeting for example

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages=NOT_WHOLE)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, error_messages=NOT_WHOLE)

    def __init_subclass__(cls, **options):
        """Django reads how fields are made from each form's own Meta, and from nowhere else."""
        super().__init_subclass__(**options)
        if "Meta" in vars(cls):
            cls.Meta.formfield_callback = staticmethod(plain_field)

    def __init__(self, *args, programme, viewer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.naming = naming = naming_for(programme, viewer) if viewer else None
        if naming and naming.by_role and not self.instance._state.adding:
            self._withhold()
        if self.instance._state.adding and self.instance.PROGRAMME == "programme":
            self.instance.programme = programme
        self.initial |= {"key": uuid4(), "seen": latest_change(self.instance)}
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self.choices_of(name, field)
                if naming and field.queryset.model is User:
                    field.label_from_instance = naming.choice
                if getattr(field, "empty_label", None) is not None:
                    field.empty_label = "Nobody yet" if field.queryset.model is User else "Choose one"
        self.helper = FormHelper()
        self.helper.form_tag = False

    def choices_of(self, name, field):
        """The rows that may be chosen for the field `name`: members of the programme, or its own entries."""
        if field.queryset.model is User:
            return User.objects.filter(memberships__programme=self.programme).order_by("name")
        if hasattr(field.queryset, "of"):
            return field.queryset.model.objects.of(self.programme)
        return field.queryset.model.objects.filter(programme=self.programme)

    def clean(self):
        given = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField) and given.get(name):
                self._check_day(name, given[name])
        return given

    def _check_day(self, name, day):
        """Refuse a day that nobody can mean: a slip of the keyboard."""
        first, last = believable_days(self.programme.starts_on)
        begins = f"; the programme begins on {date_format(self.programme.starts_on)}"
        if name in self.long_ago:
            first, begins = LONG_AGO, ""
        if not first <= day <= last:
            words = f"write a day from {date_format(first)} to {date_format(last)}{begins}."
            self.add_error(name, f"{self.fields[name].label}: {words}")

    def _get_validation_exclusions(self):
        """An entry that stands already does not get into its own way; the action says what it is."""
        excluded = super()._get_validation_exclusions()
        return (
            excluded | {field.name for field in self._meta.model._meta.fields} if self._was_sent_before() else excluded
        )

    def _was_sent_before(self):
        """Whether this form was sent before, so that its entry stands already."""
        key = self.cleaned_data.get("key")
        sent = self._meta.model.objects.of(self.programme).filter(key=key)
        return self.instance._state.adding and key is not None and sent.exists()

    def save_by(self, user):
        """The saved entry, or None with the reasons in the form."""
        if self.instance._state.adding and self.cleaned_data.get("key"):
            self.instance.key = self.cleaned_data["key"]
        try:
            return self.write(user)
        except EntryChanged as error:
            self.add_error(None, str(error))
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(latest_change(self.instance))
        except EntryRefused as error:
            self.add_error(None, str(error))
            if isinstance(error, EntrySentBefore):
                self.data = self.data.copy()
                self.data[self.add_prefix("key")] = str(uuid4())
        except ValidationError as error:
            for field, reasons in self._at_fields(error).message_dict.items():
                self.add_error(field if field in self.fields else None, reasons)
        return None

    def write(self, user):
        """Carry out the action. Forms whose entry has an action of its own replace this."""
        return save_entry(
            programme=self.programme,
            entry=self.instance,
            by=user,
            seen=self.cleaned_data.get("seen"),
            belonging=self.belonging(),
        )

    def belonging(self):
        """Field name -> the rows that are to belong to the entry: those chosen, and those that were not offered."""
        found = {}
        for field in self._meta.model._meta.many_to_many:
            if field.name in self.cleaned_data:
                standing = getattr(self.instance, field.name).all() if self.instance.pk else ()
                offered = set(self.fields[field.name].queryset.values_list("pk", flat=True))
                kept = [row for row in standing if row.pk not in offered]
                found[field.name] = [*self.cleaned_data[field.name], *kept]
        return found

    def _withhold(self):
        """Take away the personal fields that are no choice of a person; what stands in them stays."""
        for name in PERSONAL.get(self._meta.model._meta.label, ()):
            if name in self.fields and not isinstance(self.fields[name], forms.ModelChoiceField):
                del self.fields[name]

    def _update_errors(self, errors):
        super()._update_errors(self._at_fields(errors))

    def _at_fields(self, error):
        """The same error with the message of each constraint at its field."""
        rules = self.instance._meta.constraints
        places = {
            rule.violation_error_message: self.FIELD_OF[rule.name] for rule in rules if rule.name in self.FIELD_OF
        }
        found = {}
        for field, reasons in error.error_dict.items():
            for reason in reasons:
                place = places.get(reason.messages[0], field)
                found.setdefault(place if place in self.fields else field, []).append(reason)
        return ValidationError(found)
