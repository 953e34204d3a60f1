"""The form for the anchors discussion: a meeting, and where it stood on each of the five questions."""

from uuid import UUID

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils import timezone

from commissioning.forms.entries import EntryForm
from commissioning.models import Meeting
from neighbourhoods.actions.learning import positions_of, record_discussion
from neighbourhoods.anchors import NOT_DISCUSSED, QUESTIONS
from neighbourhoods.models import AnchorsDiscussion, AnchorsPosition

NO_NAMES = "Without names of people."
STANDINGS = [("", NOT_DISCUSSED), *((str(value), label) for value, label in AnchorsPosition.Standing.choices)]


class DiscussionForm(EntryForm):
    """What a meeting said. A question that is left at “not discussed” and without words has no position."""

    class Meta:
        model = AnchorsDiscussion
        fields = ["meeting", "summary"]
        help_texts = {"summary": NO_NAMES, "meeting": "One that was held, and is not written up yet."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stored = positions_of(self.instance) if self.instance.pk else {}
        for question in QUESTIONS:
            standing, words = stored.get(question.number, (None, ""))
            self.fields[f"standing_{question.number}"] = _standing(question, standing)
            self.fields[f"words_{question.number}"] = _words(question, words)
        asked = [
            Fieldset(
                f"{question.number}. {question.short}",
                HTML(f"<p>{question.words}</p>"),
                InlineRadios(f"standing_{question.number}"),
                f"words_{question.number}",
                css_class="fh-section",
            )
            for question in QUESTIONS
        ]
        self.helper.layout = Layout("key", "seen", "meeting", *asked, "summary")

    def choices_of(self, name, field):
        """Meetings that were held and are not written up; the one of this discussion."""
        held = super().choices_of(name, field)
        if field.queryset.model is not Meeting:
            return held
        waiting = Q(held_on__lte=timezone.localdate(), anchors_discussion=None)
        own = Q(anchors_discussion__key__in=[self.instance.key, *self._key_sent()])
        return held.filter(waiting | own)

    def _key_sent(self):
        """The key that came with the form, if one did: sent twice, its meeting is written up already, by itself."""
        try:
            return [UUID(str(self.data.get(self.add_prefix("key"), "")))]
        except ValueError:
            return []

    def clean(self):
        given = super().clean()
        self.positions = {
            question.number: (given.get(f"standing_{question.number}"), given.get(f"words_{question.number}", ""))
            for question in QUESTIONS
        }
        if not self.errors and not any(said != (None, "") for said in self.positions.values()):
            self.add_error("standing_1", "Say where the meeting stood on at least one of the five questions.")
        return given

    def write(self, user):
        return record_discussion(
            programme=self.programme,
            discussion=self.instance,
            positions=self.positions,
            by=user,
            seen=self.cleaned_data.get("seen"),
        )


def _standing(question, standing):
    return forms.TypedChoiceField(
        label="Where does the meeting stand?",
        choices=STANDINGS,
        required=False,
        coerce=int,
        empty_value=None,
        initial="" if standing is None else str(standing),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": f"Question {question.number}: choose from what the page offers."},
    )


def _words(question, words):
    return forms.CharField(
        label="What was said",
        required=False,
        initial=words,
        help_text=NO_NAMES,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": f"Question {question.number}: at most 4,000 characters. Shorten it.",
            "null_characters_not_allowed": f"Question {question.number}: type this anew.",
        },
    )
