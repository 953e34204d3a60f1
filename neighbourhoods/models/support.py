"""Who of the team works where."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import Appointment, EntryQuerySet
from neighbourhoods.deployment_rules import check_deployment
from neighbourhoods.models.places import Neighbourhood
from neighbourhoods.models.registers import RegisterEntry


class DeploymentQuerySet(EntryQuerySet):
    """Deployments, which run from one day to another."""

    def running(self, on):
        """Those whose people work there on the date `on`; `Deployment.runs_on` says the same of one."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Deployment(RegisterEntry):
    """Somebody of the team at work in a neighbourhood from one day to another, with a share of full time.

    Intensive support lasts 18 months, and so does the maintenance after it; anything longer is warned of.
    """

    LONGEST_MONTHS = 18

    class Kind(models.TextChoices):
        INTENSIVE = "intensive", "Intensive support"
        MAINTENANCE = "maintenance", "Maintenance"

    PROGRAMME = "neighbourhood__programme"

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="deployments", verbose_name="who")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="deployments", verbose_name="where")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INTENSIVE)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    fte = models.DecimalField("share of full time", max_digits=3, decimal_places=2)

    objects = DeploymentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="deployment_ends_after_start",
                violation_error_message="A deployment cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(fte__gt=0, fte__lte=1),
                name="deployment_share_of_full_time",
                violation_error_message="A share of full time is above 0 and at most 1.",
            ),
        ]

    def __str__(self):
        return f"{self.appointment.name}, {self.neighbourhood}"

    def get_absolute_url(self):
        return reverse("neighbourhoods:deployment-detail", args=[self.neighbourhood.programme.slug, self.pk])

    def clean(self):
        check_deployment(self)

    def runs_on(self, on):
        """Whether the person works there on the date `on`."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
