"""Cohorts: neighbourhoods that start together, and what support they get when."""

from enum import StrEnum

from django.db import models
from simple_history.models import HistoricalRecords

from commissioning.calendar import PROGRAMME_MONTHS
from commissioning.models.programmes import OfProgrammeQuerySet, Programme


class Support(StrEnum):
    """What a cohort gets at a time: nothing yet, then 18 months intensive, then maintenance."""

    NOT_STARTED = "not started"
    INTENSIVE = "intensive support"
    MAINTENANCE = "maintenance"


class Cohort(models.Model):
    """Neighbourhoods that start together: 18 months of intensive support, then 18 of maintenance."""

    INTENSIVE_MONTHS = 18

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cohorts")
    number = models.PositiveSmallIntegerField()
    starts_in_month = models.PositiveSmallIntegerField(help_text="The programme month in which support starts.")

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="cohort_number_once",
                violation_error_message="The programme already has a cohort with this number.",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, starts_in_month__gte=1, starts_in_month__lte=PROGRAMME_MONTHS),
                name="cohort_starts_within_programme",
                violation_error_message="Support starts in a month from 1 to 60.",
            ),
        ]

    def __str__(self):
        return f"Cohort {self.number}"

    @property
    def area_code(self):
        """How exports name this cohort among areas."""
        return f"cohort-{self.number}"

    @property
    def support_starts_on(self):
        return self.programme.month_start(self.starts_in_month)

    def support_on(self, on):
        """The Support that the cohort gets on the date `on`."""
        month = self.programme.month_on(on)
        if month < self.starts_in_month:
            return Support.NOT_STARTED
        return Support.INTENSIVE if month < self.starts_in_month + self.INTENSIVE_MONTHS else Support.MAINTENANCE

    def has_started(self, on):
        """Whether support has begun by the date `on`, whatever it is by now."""
        return self.support_on(on) is not Support.NOT_STARTED
