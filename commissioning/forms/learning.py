"""The forms for a session that passes on knowledge, and for advice on a clause."""

from django.utils import timezone

from commissioning.forms.entries import EntryForm
from commissioning.models import ClauseAdvice, KnowledgeSession


class SessionForm(EntryForm):
    """A session, planned or held, and what was done differently after it."""

    FIELD_OF = {
        "knowledge_session_change_has_a_day": "changed_on",
        "knowledge_session_asked_after_it": "changed_on",
        "knowledge_session_takes_time": "hours",
    }
    needed_sometimes = ("changed_on",)

    class Meta:
        model = KnowledgeSession
        fields = [
            "kind",
            "title",
            "held_on",
            "audience",
            "invited",
            "attended",
            "hours",
            "changed",
            "changed_on",
        ]
        labels = {"invited": "How many were invited", "attended": "How many came", "hours": "How many hours it took"}
        help_texts = {
            "attended": "Left empty, nobody counted; 0 says that nobody came.",
            "changed": "In the words of those who came, without names. That nothing changed is an answer too.",
            "changed_on": "Needed with what was done differently.",
        }

    def clean(self):
        given = super().clean()
        held_on, today = given.get("held_on"), timezone.localdate()
        if held_on and held_on > today and given.get("attended") is not None:
            self.add_error("attended", "The session is still ahead: leave empty how many came until it was held.")
        if given.get("changed_on") and given["changed_on"] > today:
            self.add_error("changed_on", "Asked on: this day is ahead.")
        return given


class ClauseForm(EntryForm):
    """Advice on a clause in somebody's contract, and what came of it."""

    FIELD_OF = {
        "clause_advice_outcome_has_a_day": "outcome_on",
        "clause_advice_answered_after_it": "outcome_on",
    }
    needed_sometimes = ("outcome_on",)

    class Meta:
        model = ClauseAdvice
        fields = ["contract", "holder", "advice", "given_on", "outcome", "outcome_on", "outcome_note"]
        help_texts = {
            "contract": "For example “Cleaning of the health centres”.",
            "holder": "The organisation that places the contract.",
            "advice": "In the words you proposed, or what they come to.",
            "outcome_on": "Needed once there is an answer.",
        }

    def clean(self):
        given = super().clean()
        for name in ("given_on", "outcome_on"):
            if given.get(name) and given[name] > timezone.localdate():
                self.add_error(name, f"{self.fields[name].label}: this day is ahead.")
        return given
