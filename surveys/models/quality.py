"""What quality checks noticed in answers, and what an evaluator decided about each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from commissioning.models import Programme
from surveys.models.responses import Response


class QualityFlagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Flags of the programmes that `user` belongs to."""
        return self.filter(response__sample__wave__programme__in=Programme.objects.visible_to(user))

    def of_wave(self, wave):
        return self.filter(response__sample__wave=wave)

    def open(self):
        """Those that nobody has decided about."""
        return self.filter(verdict=QualityFlag.Verdict.OPEN)


class QualityFlag(models.Model):
    """What a check noticed about one response. An evaluator accepts it, or excludes it with a reason.

    Nothing is excluded by itself, and an excluded response is never deleted: surveys.actions.quality.
    """

    class Check(models.TextChoices):
        SPEED = "speed", "Answered very fast"
        STRAIGHT_LINE = "straight-line", "The same option throughout"
        DUPLICATE = "duplicate", "The same answers as another"
        IMPOSSIBLE = "impossible", "Answers that cannot both be true"
        MISSING = "missing", "Most questions left out"

    class Verdict(models.TextChoices):
        OPEN = "open", "To be decided"
        ACCEPTED = "accepted", "Accepted"
        EXCLUDED = "excluded", "Excluded"

    response = models.ForeignKey(Response, models.CASCADE, related_name="flags")
    check_name = models.CharField(max_length=15, choices=Check)
    detail = models.CharField(max_length=250, help_text="What was noticed, in words, without an answer in them.")
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    objects = QualityFlagQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["response", "check_name"]
        constraints = [
            models.UniqueConstraint(fields=["response", "check_name"], name="flag_once_per_check"),
            models.CheckConstraint(
                condition=Q(verdict="open", decided_on=None) | ~Q(verdict="open") & Q(decided_on__isnull=False),
                name="flag_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="excluded") | ~Q(reason=""),
                name="flag_excluded_with_reason",
                violation_error_message="Give the reason why the answers do not count.",
            ),
        ]

    def __str__(self):
        return self.get_check_name_display()
