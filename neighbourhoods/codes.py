"""A field that keeps several of a fixed list of codes: the themes of a group, the kinds of a visit."""

from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import lookups

from commissioning.forms.fields import NOT_OFFERED

BAR = "|"
KEPT = 1024


class CodesChoice(forms.MultipleChoiceField):
    """Several of the offered codes as a tuple, so that a form sent twice says the same as what is stored."""

    def to_python(self, value):
        return tuple(super().to_python(value))


class CodesField(models.TextField):
    """Several codes of `offered`, a list of (code, words), stored as "|food|sport|" and read as a tuple.

    A query finds the rows with one code by `field__contains="food"`, whole codes only. None are the empty tuple.
    """

    def __init__(self, *args, offered=(), **kwargs):
        self.offered = tuple(offered)
        self._place = {code: number for number, (code, _) in enumerate(self.offered)}
        self._stored = lru_cache(KEPT)(self.to_python)  # thousands of groups share few sets of codes
        super().__init__(*args, **kwargs | {"blank": True, "default": tuple})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"], kwargs["default"]
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return self._stored(value)

    def to_python(self, value):
        """The codes as a tuple, each once, in the order in which they are offered."""
        given = value.strip(BAR).split(BAR) if isinstance(value, str) else value or ()
        place = self._place
        return tuple(sorted({code for code in given if code}, key=lambda code: (place.get(code, len(place)), code)))

    def get_prep_value(self, value):
        codes = self.to_python(value)
        return f"{BAR}{BAR.join(codes)}{BAR}" if codes else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        if strange := set(value) - {code for code, _ in self.offered}:
            words = NOT_OFFERED.format(name=str(self.verbose_name)[:1].upper() + str(self.verbose_name)[1:])
            raise ValidationError(f"{words} “{sorted(strange)[0]}” is not among it.")

    def formfield(self, **kwargs):
        allowed = {"required", "label", "initial", "help_text", "widget", "error_messages"}
        options = {"required": False, "label": self.verbose_name, "help_text": self.help_text}
        options |= {name: value for name, value in kwargs.items() if name in allowed}
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        return CodesChoice(choices=self.offered, **options)

    def in_words(self, codes):
        """The codes as people read them: "Food, Sport and exercise"."""
        known = dict(self.offered)
        return ", ".join(str(known.get(code, code)) for code in self.to_python(codes))


@CodesField.register_lookup
class HasCode(lookups.Contains):
    """Finds the rows that have one code: "food" does not find "food-bank"."""

    def get_prep_lookup(self):
        return f"{BAR}{self.rhs}{BAR}"
