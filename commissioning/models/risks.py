"""The risk register."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models.entries import OWNER_LABEL, Entry
from commissioning.models.programmes import Programme


class Level(models.IntegerChoices):
    """How likely, or how bad, on five levels."""

    LOWEST = 1, "1 Very low"
    LOW = 2, "2 Low"
    MIDDLE = 3, "3 Middling"
    HIGH = 4, "4 High"
    HIGHEST = 5, "5 Very high"


def score_of(row):
    """Likelihood times impact, 1 to 25, of a risk or of a record in its history."""
    return row.likelihood * row.impact


class Risk(Entry):
    """Something that may go wrong: how likely, how bad, what is done about it, and when it is looked at again."""

    SERIOUS_FROM = 12
    TOLD_TOO = {"Score": score_of}  # told in the list of changes, though it is no field

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="risks")
    title = models.CharField(max_length=200)
    detail = models.TextField("what may happen, and why", blank=True)
    likelihood = models.PositiveSmallIntegerField(choices=Level)
    impact = models.PositiveSmallIntegerField(choices=Level)
    response = models.TextField("what is done about it", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=OWNER_LABEL,
    )
    review_on = models.DateField("look at it again on", null=True, blank=True)
    closed_on = models.DateField("closed on", null=True, blank=True)
    closed_because = models.TextField("why it was closed", blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_levels_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(review_on__isnull=False),
                name="risk_open_has_a_review",
                violation_error_message="An open risk has a day on which it is looked at again.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(closed_because=""),
                name="risk_closed_says_why",
                violation_error_message="Say why the risk was closed.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("commissioning:risk-detail", args=[self.programme.slug, self.pk])

    @property
    def score(self):
        """Likelihood times impact, 1 to 25."""
        return score_of(self)

    @property
    def is_serious(self):
        return self.score >= self.SERIOUS_FROM

    @property
    def is_late(self):
        """Whether its review is overdue."""
        return self.closed_on is None and self.review_on < timezone.localdate()
