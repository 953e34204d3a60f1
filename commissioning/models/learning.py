"""What the commissioner's own staff and partners learn, and advice on clauses in other contracts."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models.entries import Entry
from commissioning.models.programmes import Programme


class KnowledgeSession(Entry):
    """A session in which knowledge of community development is passed on, and what was done differently after it.

    `attended` is empty while nobody counted, 0 where nobody came. Those who came are asked `FOLLOW_UP_AFTER` later.
    """

    FOLLOW_UP_AFTER = timedelta(weeks=6)

    class Kind(models.TextChoices):
        TRAINING = "training", "Training session"
        BRIEFING = "briefing", "Briefing"
        VISIT = "visit", "Visit to a neighbourhood"
        SHADOWING = "shadowing", "Shadowing"
        OTHER = "other", "Other"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="knowledge_sessions")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    held_on = models.DateField("held on", help_text="A day ahead means that it is planned.")
    audience = models.CharField("for whom", max_length=200, help_text="For example “GP practice managers”.")
    invited = models.PositiveIntegerField(null=True, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    changed = models.TextField(
        "what was done differently after", blank=True, help_text="In the words of those who came, some weeks later."
    )
    changed_on = models.DateField("asked on", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(changed="", changed_on=None) | (~Q(changed="") & Q(changed_on__isnull=False)),
                name="knowledge_session_change_has_a_day",
                violation_error_message="Write what was done differently and the day you asked, or leave both empty.",
            ),
            models.CheckConstraint(
                condition=Q(changed_on=None) | Q(changed_on__gte=F("held_on")),
                name="knowledge_session_asked_after_it",
                violation_error_message="Nobody can be asked what changed before the session was held.",
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0),
                name="knowledge_session_takes_time",
                violation_error_message="A session takes more than 0 hours; leave it empty where unknown.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("commissioning:session-detail", args=[self.programme.slug, self.pk])

    @property
    def is_ahead(self):
        return self.held_on > timezone.localdate()

    @property
    def follow_up_on(self):
        """The day on which those who came are to be asked what they did differently."""
        return self.held_on + self.FOLLOW_UP_AFTER

    @property
    def waits_for_follow_up(self):
        """Whether that day has passed and nobody asked. Where nobody came there is nobody to ask."""
        return not self.changed and self.attended != 0 and self.follow_up_on < timezone.localdate()


class ClauseAdvice(Entry):
    """Advice on a community-friendly clause in somebody else's contract, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "No answer yet"
        ADOPTED = "adopted", "Adopted"
        PARTLY = "partly", "Adopted in part"
        DECLINED = "declined", "Declined"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="clause_advice")
    contract = models.CharField("which contract", max_length=200)
    holder = models.CharField("whose contract", max_length=200)
    advice = models.TextField("the clause advised")
    given_on = models.DateField("advised on")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    outcome_on = models.DateField("answered on", null=True, blank=True)
    outcome_note = models.TextField("what came of it", blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", outcome_on=None) | (~Q(outcome="waiting") & Q(outcome_on__isnull=False)),
                name="clause_advice_outcome_has_a_day",
                violation_error_message="An answer has the day it came; without an answer there is none.",
            ),
            models.CheckConstraint(
                condition=Q(outcome_on=None) | Q(outcome_on__gte=F("given_on")),
                name="clause_advice_answered_after_it",
                violation_error_message="An answer cannot come before the advice was given.",
            ),
        ]

    def __str__(self):
        return f"{self.contract}, {self.holder}"

    def get_absolute_url(self):
        return reverse("commissioning:clause-detail", args=[self.programme.slug, self.pk])
