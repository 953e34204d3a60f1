"""Gates: what was waived, what was decided, on which evidence, and under which conditions."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models.contract import Stage
from commissioning.models.entries import Entry, EntryQuerySet


class DecisionIsFinal(Exception):
    """A decision and the evidence frozen with it cannot be changed or deleted."""


class Waiver(Entry):
    """A line of a gate's checklist that is let pass, with the reason. `line` is the line's key."""

    PROGRAMME = "stage__programme"

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="waivers")
    line = models.CharField(max_length=80)
    said = models.TextField("what the line said then", blank=True)
    reason = models.TextField()
    waived_at = models.DateTimeField(auto_now_add=True)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["stage", "line"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "line"], name="waiver_once_per_line"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_has_a_reason",
                violation_error_message="A line is waived only with a reason.",
            ),
        ]

    def __str__(self):
        return f"{self.stage}: {self.line}"


class FinalQuerySet(EntryQuerySet):
    """Rows that are written once."""

    def update(self, **fields):
        raise DecisionIsFinal("A decision cannot be changed.")

    def delete(self):
        raise DecisionIsFinal("A decision cannot be deleted.")

    def bulk_update(self, objs, fields, *args, **kwargs):
        raise DecisionIsFinal("A decision cannot be changed.")

    def bulk_create(self, objs, batch_size=None, ignore_conflicts=False, update_conflicts=False, **fields):
        if update_conflicts:
            raise DecisionIsFinal("A decision cannot be changed.")
        return super().bulk_create(objs, batch_size, ignore_conflicts)


def fingerprint_of(evidence):
    """SHA-256 of the evidence as text that is the same on every database: keys sorted, no spaces."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Decision(Entry):
    """What a commissioner decided at a stage's gate, with all the evidence that was on the page. Written once.

    `evidence` holds the checklist, KPIs and money in the words in which they were read, so that the page can be shown
    years later as it was; `fingerprint` is its SHA-256.
    """

    class Outcome(models.TextChoices):
        CONTINUE = "continue", "Continue"
        CONDITIONS = "conditions", "Continue with conditions"
        BREAK = "break", "Break"
        CONCLUDE = "conclude", "Conclude"

    PROGRAMME = "stage__programme"

    stage = models.OneToOneField(Stage, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reasons = models.TextField()
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decider_name = models.CharField(
        max_length=150, blank=True, help_text="As it was that day, whatever becomes of them."
    )
    evidence = models.JSONField()
    fingerprint = models.CharField(max_length=64)

    objects = FinalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["stage"]
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="decision_has_reasons"),
            models.CheckConstraint(
                condition=Q(outcome__in=["continue", "conditions", "break", "conclude"]), name="decision_outcome_known"
            ),
        ]

    def __str__(self):
        return f"{self.stage.gate_name}: {self.get_outcome_display().lower()}"

    def save(self, *args, **kwargs):
        if not self._state.adding or Decision.objects.filter(pk=self.pk).exists():
            raise DecisionIsFinal("A decision cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise DecisionIsFinal("A decision cannot be deleted.")

    def get_absolute_url(self):
        return reverse("evaluation:decision-detail", args=[self.stage.programme.slug, self.stage.number])

    @property
    def lets_continue(self):
        return self.outcome in (self.Outcome.CONTINUE, self.Outcome.CONDITIONS)

    @property
    def is_intact(self):
        """Whether the evidence is still what was frozen."""
        return fingerprint_of(self.evidence) == self.fingerprint


class ConditionQuerySet(FinalQuerySet):
    """Conditions: that one was met can be added, and nothing else changed."""

    def update(self, **fields):
        if set(fields) & {*Condition.FIXED, "decision", "owner"}:
            raise DecisionIsFinal("A condition stays as it was decided; only that it was met can be added.")
        return models.QuerySet.update(self, **fields)


class Condition(Entry):
    """What has to be done for a decision to hold: by whom, by when. Its words stay; that it was met is added."""

    PROGRAMME = "decision__stage__programme"
    FIXED = ("decision_id", "words", "due_on", "owner_id", "owner_role")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="conditions", editable=False)
    words = models.TextField("what has to be done", editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    owner_role = models.CharField(max_length=20, blank=True, editable=False)
    due_on = models.DateField(editable=False)
    met_on = models.DateField("met on", null=True, blank=True)
    met_how = models.TextField("how it was met", blank=True)

    objects = ConditionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["decision", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="condition_has_words"),
            models.CheckConstraint(
                condition=Q(met_on=None) | ~Q(met_how=""),
                name="condition_met_says_how",
                violation_error_message="Say how the condition was met.",
            ),
        ]

    def __str__(self):
        return self.words

    def save(self, *args, **kwargs):
        stored = Condition.objects.filter(pk=self.pk).values(*self.FIXED).first()
        if stored and any(stored[name] != getattr(self, name) for name in stored):
            raise DecisionIsFinal("A condition stays as it was decided; only that it was met can be added.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise DecisionIsFinal("A condition cannot be deleted.")

    def get_absolute_url(self):
        return reverse("commissioning:condition-detail", args=[self.decision.stage.programme.slug, self.pk])

    @property
    def is_late(self):
        return self.met_on is None and self.due_on < timezone.localdate()
