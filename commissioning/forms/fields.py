"""How a field of each kind is asked for and what it says when it is filled in wrongly, for forms made from models."""

from django import forms
from django.db import models

from commissioning.money_words import pounds_of

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
LONGEST_NUMBER = 18
NOT_OFFERED = "{name}: choose from what the page offers."


class PoundsField(forms.DecimalField):
    """An amount of money as people write it: 1250, 1,250.50 or £1,250.50."""

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                value = pounds_of(value.strip())
            except ValueError as error:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)


class YesNoField(forms.TypedChoiceField):
    """Yes, no or not known, as three radio buttons; not known is None, and never a no."""

    def __init__(self, **options):
        answers = [("yes", "Yes"), ("no", "No"), ("", "Not known")]
        options |= {"choices": answers, "coerce": lambda answer: answer == "yes", "empty_value": None}
        super().__init__(**{"widget": forms.RadioSelect, "required": False} | options)

    def prepare_value(self, value):
        return {True: "yes", False: "no", None: ""}.get(value, value)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows. A number too long for any row is no choice, as a word is none, and is never put to the database."""

    def clean(self, value):
        for number in value if isinstance(value, list | tuple) else ():
            if len(str(getattr(number, "pk", number))) > LONGEST_NUMBER:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": "…"})
        return super().clean(value)


def plain_field(field, **options):
    """The form field for a model field: its widget, and messages in plain words that name it."""
    name = _sentence(field.verbose_name)
    made = _made(field, options)
    if made is None:
        return None
    made.label = options.get("label", name)
    if isinstance(made, forms.TypedChoiceField) and not isinstance(made, YesNoField):
        empty = "Choose one" if made.required else "None"
        made.choices = [(value, empty if value == "" else label) for value, label in made.choices]
    made.error_messages |= messages_of(made, name)
    return made


def _made(field, options):
    if isinstance(field, models.ManyToManyField):
        return field.formfield(form_class=RowsField, **options)
    if isinstance(field, models.BooleanField) and field.null:
        return YesNoField(**{"help_text": field.help_text} | options)
    if isinstance(field, models.DateField):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return field.formfield(input_formats=DATE_FORMATS, widget=widget, **options)
    if isinstance(field, models.URLField):
        return field.formfield(assume_scheme="https", **options)
    if isinstance(field, models.DecimalField) and field.decimal_places == 2 and field.max_digits > 4:
        attrs = {"inputmode": "decimal", "class": "fh-short"}
        return field.formfield(form_class=PoundsField, widget=forms.TextInput(attrs=attrs), **options)
    if isinstance(field, models.DecimalField | models.FloatField):
        return field.formfield(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "fh-short"}), **options)
    if isinstance(field, models.IntegerField) and not field.choices and not field.is_relation:
        return field.formfield(widget=forms.NumberInput(attrs={"class": "fh-short"}), **options)
    if isinstance(field, models.TextField) and not hasattr(field, "offered"):
        return field.formfield(**{"widget": forms.Textarea(attrs={"rows": 3})} | options)
    return field.formfield(**options)


def messages_of(field, name):
    """Messages of a form field called `name`."""
    found = {"required": f"{name}: fill this in.", "null_characters_not_allowed": f"{name}: type this anew."}
    too_long = f"{name}: at most %(limit_value)d characters; this has %(show_value)d. Shorten it."
    if isinstance(field, forms.DateField):
        return found | {"invalid": f"{name}: write a real date such as 22/11/2026."}
    if isinstance(field, PoundsField):
        number = "write pounds and pence in figures, such as 1250 or 1,250.50."
        return found | _bounds(name) | _number(name, number)
    if isinstance(field, forms.FloatField | forms.DecimalField):  # before whole numbers: Django derives them from those
        return found | _number(name, "write a number in figures, such as 2.5.")
    if isinstance(field, forms.IntegerField):
        return found | _bounds(name) | _number(name, "write a whole number in figures, such as 12.")
    if isinstance(field, forms.URLField):
        address = f"{name}: write the whole web address, such as https://example.org/report."
        return found | {"invalid": address, "max_length": too_long}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        not_offered = NOT_OFFERED.format(name=name)
        return found | {"required": f"{name}: choose one.", "invalid_choice": not_offered}
    return found | {"max_length": too_long}


def _number(name, words):
    return {
        "invalid": f"{name}: {words}",
        "max_decimal_places": f"{name}: write at most %(max)s decimal places.",
        "max_whole_digits": f"{name}: this is more than can be stored.",
        "max_digits": f"{name}: this is more than can be stored.",
    }


def _bounds(name):
    return {
        "min_value": f"{name}: this is too small; write at least %(limit_value)s.",
        "max_value": f"{name}: this is too big; write at most %(limit_value)s.",
    }


def _sentence(label):
    return str(label)[:1].upper() + str(label)[1:]
