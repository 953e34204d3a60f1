"""The programme everything hangs from, and who belongs to it in which role."""

from datetime import timedelta

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

    key = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text="Brought along by the form that set it up, so that sent twice it is made once.",
    )
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    area_name = models.CharField("area", max_length=120)
    population = models.PositiveIntegerField(
        "people in the area",
        null=True,
        blank=True,
        help_text="As agreed in the contract; unknown is left empty.",
    )
    commissioning_body = models.CharField(max_length=200, blank=True)
    contractor = models.CharField(max_length=200, blank=True, help_text="Who runs the programme in the field.")
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
    register_version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Rises by one whenever a register that figures are counted from changes.",
    )

    objects = ProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["evidence_version", "register_version"])

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("evaluation:programme-overview", args=[self.slug])

    def month_start(self, number):
        """The first day of month `number` of this programme."""
        return month_start(self.starts_on, number)

    def month_end(self, number):
        """The last day of month `number` of this programme."""
        return self.month_start(number + 1) - timedelta(days=1)

    def month_on(self, on):
        """The number of the month in which `on` falls."""
        return month_number(self.starts_on, on)

    def contract_stages(self):
        """The contract's stages in order with their decisions and reports; none without a contract. Asked for once."""
        if "_stages" not in self.__dict__:
            self.__dict__["_stages"] = self._stages_as_stored() if self.pk else []
        return self.__dict__["_stages"]

    def _stages_as_stored(self):
        fetched = "stages" in getattr(self, "_prefetched_objects_cache", {})
        stages = list(self.stages.all() if fetched else self.stages.select_related("decision", "report"))
        for stage in stages:
            stage.programme = self
        return stages

    def stage_on(self, on):
        """The stage that the programme is in on the date `on`, or None before its first and after its last.

        By the contract it is the stage that runs on that day, however late its gate is. Where none has begun, and
        without a contract, it is the one whose months are planned then.
        """
        stages, month = self.contract_stages(), self.month_on(on)
        if any(stage.begins_on for stage in stages):
            return next((stage for stage in stages if stage.runs_on(on)), None)
        if stages:
            return next((stage for stage in stages if stage.first_month <= month <= stage.last_month), None)
        return stage_in_month(month)

    @property
    def last_month(self):
        """The number of the last month, as agreed now."""
        return max((stage.last_month for stage in self.contract_stages()), default=PROGRAMME_MONTHS)

    @property
    def ends_before(self):
        """The day after the programme's last, as agreed now."""
        return self.month_start(self.last_month + 1)

    @property
    def ends_on(self):
        """The programme's last day: as agreed now, or the one on which a gate ended it."""
        begun = [stage for stage in self.contract_stages() if stage.begins_on]
        return (begun[-1].ends_on if begun else None) or self.ends_before - timedelta(days=1)

    @property
    def month_now(self):
        return self.month_on(timezone.localdate())

    @property
    def stage_now(self):
        """The stage that the programme is in today, or None."""
        return self.stage_on(timezone.localdate())

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


def raise_evidence_version(programme):
    """Say that figures of `programme` may have changed, so that no page shows a stale one."""
    Programme.objects.filter(pk=programme.pk).update(evidence_version=F("evidence_version") + 1)


def raise_register_version(programme):
    """Say that a register of `programme` changed, so that no figure counted from it is a stale one."""
    Programme.objects.filter(pk=programme.pk).update(register_version=F("register_version") + 1)
