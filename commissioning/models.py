"""What was asked for and agreed: the programme, who belongs to it, and its cohorts."""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.calendar import PROGRAMME_MONTHS, month_number, month_start, stage_in_month


class Role(models.TextChoices):
    """What a person is in one programme. One role per person and programme."""

    COMMISSIONER = "commissioner", "Commissioner"
    COORDINATOR = "coordinator", "Coordinator"
    FIELDWORKER = "fieldworker", "Fieldworker"
    EVALUATOR = "evaluator", "Evaluator"
    STEERING = "steering", "Steering group"


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Programmes that `user` belongs to."""
        return self.filter(memberships__user_id=user.pk)


class Programme(models.Model):
    """A community development programme for one area, five years long. Everything else hangs from it."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    area_name = models.CharField("area", max_length=120)
    commissioning_body = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(help_text="The first day of month 1.")
    is_fictional = models.BooleanField(default=False, help_text="Says on every page that the figures are invented.")
    about_areas = models.TextField(
        "what the areas are",
        blank=True,
        help_text="Shown where areas are listed, for example how they were grouped.",
    )
    evidence_version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Rises by one whenever a figure may have changed; pages are cached by it.",
    )

    objects = ProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["evidence_version"])

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("evaluation:programme-overview", args=[self.slug])

    def month_start(self, number):
        """The first day of month `number` of this programme."""
        return month_start(self.starts_on, number)

    def month_on(self, on):
        """The number of the month in which `on` falls."""
        return month_number(self.starts_on, on)

    @property
    def ends_before(self):
        """The day after the programme's last."""
        return self.month_start(PROGRAMME_MONTHS + 1)

    @property
    def ends_on(self):
        """The programme's last day."""
        return self.ends_before - timedelta(days=1)

    @property
    def month_now(self):
        return self.month_on(timezone.localdate())

    @property
    def stage_now(self):
        """The stage today falls into, or None outside the programme's five years."""
        return stage_in_month(self.month_now)

    def membership_of(self, user):
        """The membership of `user` in this programme, or None. Asked of the database once a request."""
        found = self.__dict__.setdefault("_membership_by_user", {})
        if user.pk not in found:
            found[user.pk] = self.memberships.filter(user_id=user.pk).first() if user.pk else None
        return found[user.pk]


class OfProgrammeQuerySet(models.QuerySet):
    """Rows that belong to a programme."""

    def visible_to(self, user):
        """Rows of the programmes that `user` belongs to."""
        return self.filter(programme__in=Programme.objects.visible_to(user))


class Membership(models.Model):
    """One person's role in one programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"],
                name="membership_one_role_per_programme",
                violation_error_message="This person already has a role in the programme.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message="Choose one of the roles.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"


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


def raise_evidence_version(programme):
    """Say that figures of `programme` may have changed, so that no page shows a stale one."""
    Programme.objects.filter(pk=programme.pk).update(evidence_version=F("evidence_version") + 1)
