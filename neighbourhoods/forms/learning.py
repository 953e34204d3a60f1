"""The forms for unintended effects, case studies and steps of a method."""

from django import forms
from django.utils import timezone

from commissioning.models import Role
from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.methods import methods
from neighbourhoods.models import CaseStudy, Effect, MethodStep

NO_NAMES = "Leave out names and anyone’s health."


class PlacedForm(RegisterForm):
    """A form whose entry may stand for the whole programme; a fieldworker’s stands for a place where they work."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.fields["neighbourhood"]
        membership = self.programme.membership_of(self.viewer) if self.viewer else None
        place.required = membership is not None and membership.role == Role.FIELDWORKER
        if not place.required:
            place.empty_label = "The whole programme"
        if place.required and self.instance._state.adding and place.queryset.count() == 1:
            self.initial.setdefault("neighbourhood", place.queryset.get().pk)


class EffectForm(PlacedForm):
    """Something that the work brought about without meaning to."""

    class Meta:
        model = Effect
        fields = ["kind", "title", "neighbourhood", "group", "seen_on", "words", "response"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "title": f"In a line. {NO_NAMES}",
            "words": NO_NAMES,
            "response": "What was done so that it goes on, or stops. Empty while nothing was.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (Effect.Kind.GOOD, "Good: worth more of"),
            (Effect.Kind.BAD, "Bad: to be stopped or softened"),
        ]
        self.fields["group"].empty_label = "None in particular"
        if self.instance._state.adding:
            self.initial.setdefault("seen_on", timezone.localdate())


class CaseStudyForm(PlacedForm):
    """A story; it is shared only once those in it agreed."""

    FIELD_OF = {"case_study_shared_with_consent": "is_shared"}
    needed_sometimes = ("consent_how", "consent_on", "consent_by")

    class Meta:
        model = CaseStudy
        fields = [
            "title",
            "neighbourhood",
            "group",
            "told_on",
            "story",
            "consent_how",
            "consent_on",
            "consent_by",
            "is_shared",
        ]
        help_texts = {
            "story": "Leave an empty line between paragraphs. Until it is shared, only those who keep it read it.",
            "consent_how": "The three about consent are needed before it is shared.",
            "consent_by": "Never shown to the steering group.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].empty_label = "None in particular"
        self.fields["story"].widget.attrs["rows"] = 12
        self.fields["consent_how"].choices = [("", "Nobody was asked yet"), *CaseStudy.Consent.choices]
        if self.instance._state.adding:
            self.initial.setdefault("told_on", timezone.localdate())


class StepForm(RegisterForm):
    """That a neighbourhood reached a step; the address names the method, and may name the place and the step."""

    FIELD_OF = {"method_step_once": "number"}

    class Meta:
        model = MethodStep
        fields = ["method", "neighbourhood", "number", "reached_on", "evidence", "evidence_link"]
        help_texts = {
            "evidence": f"What anybody can see or look up. {NO_NAMES}",
            "reached_on": "Steps may be reached in any order.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        method = self._method()
        steps = method.steps if method else ()
        self.fields["method"] = forms.ChoiceField(
            choices=[(each.key, each.title) for each in methods().values()],
            widget=forms.HiddenInput if method else forms.Select,
            error_messages={"required": "Method: choose one.", "invalid_choice": "Method: choose one that is offered."},
        )
        self.fields["number"] = forms.TypedChoiceField(
            label="Step",
            choices=[("", "Choose one"), *((step.number, f"{step.number} {step.title}") for step in steps)],
            coerce=int,
            error_messages={
                "required": "Step: choose one.",
                "invalid_choice": "Step: choose from what the page offers.",
            },
        )
        if method:
            self.initial["method"] = method.key
        if self.instance._state.adding:
            self.initial.setdefault("reached_on", timezone.localdate())

    def _method(self):
        """The method that the form or the address names; the only one where there is but one."""
        known = methods()
        named = self.data.get(self.add_prefix("method")) or self.instance.method or self.initial.get("method")
        return known.get(named) or (next(iter(known.values())) if len(known) == 1 else None)
