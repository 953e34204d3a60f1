"""What is written down once about a neighbourhood, and stays."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models import Cohort, Role
from neighbourhoods.models.places import Neighbourhood


class RecordIsKept(Exception):
    """What was written down stays as it was; something new is written beside it."""


class KeptRecordQuerySet(models.QuerySet):
    """Records that are added and never changed."""

    def update(self, **fields):
        raise RecordIsKept(f"{self.model._meta.verbose_name_plural.capitalize()} are never changed.")


class KeptRecord(models.Model):
    """Something about a neighbourhood that was written down once, by somebody in a role, and stays."""

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_as = models.CharField("role", max_length=20, choices=Role, blank=True, help_text="Their role that day.")
    written_at = models.DateTimeField(default=timezone.now)

    objects = KeptRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-written_at", "-pk"]

    def save(self, *args, **kwargs):
        if self.pk:
            raise RecordIsKept(f"{self._meta.verbose_name_plural.capitalize()} are never changed.")
        super().save(*args, **kwargs)


class LocalIntelligence(KeptRecord):
    """What somebody who knows a place says of it that no figure does. A later note does not replace an earlier one."""

    note = models.TextField()

    history = HistoricalRecords()

    class Meta(KeptRecord.Meta):
        verbose_name_plural = "notes of local intelligence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(note=""),
                name="local_intelligence_says_something",
                violation_error_message="Write down what is known of the place.",
            )
        ]

    def __str__(self):
        return f"{self.neighbourhood}: {self.note[:60]}"


class CohortChoice(KeptRecord):
    """That somebody put a neighbourhood into a cohort, or took it out of one, and why.

    The numbers stay should a cohort ever be deleted; empty is no cohort. `ranking` holds how the place stood in the
    ranking that was looked at: its score, rank, the number of places, and the weights. It is empty where none was.
    """

    cohort = models.ForeignKey(Cohort, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    former_number = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField()
    ranking = models.JSONField(default=dict, blank=True)
    baseline = models.CharField(
        "locked baseline", max_length=200, blank=True, help_text="The one it already had when it was moved."
    )

    class Meta(KeptRecord.Meta):
        verbose_name_plural = "cohort choices"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="cohort_choice_has_a_reason",
                violation_error_message="Write down why.",
            )
        ]

    def __str__(self):
        return f"{self.neighbourhood}: {self.words}"

    @property
    def words(self):
        """What was chosen: "cohort 2", "cohort 2, before in cohort 1", "no cohort, before in cohort 1"."""
        now = "no cohort" if self.number is None else f"cohort {self.number}"
        moved = self.former_number is not None and self.former_number != self.number
        return f"{now}, before in cohort {self.former_number}" if moved else now
