"""Opening a locked wave again: asked for by one of two roles and agreed to by the other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from commissioning.models import Programme, Role
from surveys.models.waves import Wave


class UnlockRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests of the programmes that `user` belongs to."""
        return self.filter(wave__programme__in=Programme.objects.visible_to(user))

    def open(self):
        """Those that wait for the other role."""
        return self.filter(outcome=UnlockRequest.Outcome.WAITING)


class UnlockRequest(models.Model):
    """A wish to unlock a wave, with its reason. A commissioner and an evaluator must both want it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waiting for the other role"
        AGREED = "agreed", "Agreed: the wave was unlocked"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ROLES = (Role.COMMISSIONER, Role.EVALUATOR)

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="unlock_requests")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_as = models.CharField(max_length=20, choices=[(role.value, role.label) for role in ROLES])
    asked_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    answer = models.TextField(blank=True, help_text="Why it was declined.")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = UnlockRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave"],
                condition=Q(outcome="waiting"),
                name="unlock_request_open_once",
                violation_error_message="Somebody has asked for this wave to be unlocked already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="unlock_request_has_reason",
                violation_error_message="Give the reason.",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("answered_by")) | Q(outcome="withdrawn"),
                name="unlock_request_of_two_people",
            ),
        ]

    def __str__(self):
        return f"Request to unlock {self.wave}"
