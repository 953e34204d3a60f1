"""A neighbourhood's baseline: its five parts, who sees to them, and what it was when it was frozen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, Role, raise_register_version
from neighbourhoods.models.places import Neighbourhood
from neighbourhoods.models.records import KeptRecord


class BaselinePart(models.Model):
    """One of the five parts of a neighbourhood's baseline that somebody has confirmed as complete, and where it is.

    The residents' survey and the survey of organisations are seen from their locked waves and need no row.
    """

    class Part(models.TextChoices):
        PARTICIPATION = "participation", "How many residents take part"
        SECTOR = "sector", "Profile of the community sector"
        INTERACTION = "interaction", "Dealings between groups and agencies"
        EXISTING = "existing", "Community development there already"
        ASSETS = "assets", "Meeting spaces, grants and other assets"

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="baseline_parts")
    part = models.CharField(max_length=15, choices=Part)
    completed_on = models.DateField()
    note = models.TextField("what it is based on")
    evidence_link = models.URLField("link to the evidence", max_length=500, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["neighbourhood", "part"]
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "part"], name="baseline_part_once"),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="baseline_part_has_a_note",
                violation_error_message="Say what it is based on.",
            ),
        ]

    def __str__(self):
        return f"{self.neighbourhood}: {self.get_part_display()}"


class BaselineDuty(models.Model):
    """Who sees to a part of a neighbourhood's baseline, and by when."""

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="baseline_duties")
    part = models.CharField(max_length=15, choices=BaselinePart.Part)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="who does it"
    )
    due_on = models.DateField("by when", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["neighbourhood", "part"]
        constraints = [models.UniqueConstraint(fields=["neighbourhood", "part"], name="baseline_duty_once")]

    def __str__(self):
        return f"{self.neighbourhood}: {self.get_part_display()}"


class RegisterConfirmation(Entry):
    """That somebody went through a neighbourhood's register and found it complete as it stood on a day.

    Without one, nothing on record is unknown; with one, it is none.
    """

    class Register(models.TextChoices):
        GROUPS = "groups", "Groups and links"
        ASSETS = "assets", "Meeting spaces, grants and other assets"
        INPUT = "input", "Community development by others"

    PROGRAMME = "neighbourhood__programme"

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="register_confirmations")
    register = models.CharField("which register", max_length=6, choices=Register, default=Register.GROUPS)
    as_at = models.DateField("as it stood on")
    note = models.CharField("how it was checked", max_length=300)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    confirmed_as = models.CharField("role", max_length=20, choices=Role, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["neighbourhood", "register", "-as_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="register_confirmation_says_how"),
        ]

    def __str__(self):
        return f"{self.neighbourhood}: {self.get_register_display()}, {self.as_at:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("evaluation:baseline", args=[self.neighbourhood.programme.slug, self.neighbourhood.code])

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        raise_register_version(self.neighbourhood.programme)

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        raise_register_version(self.neighbourhood.programme)
        return deleted


class BaselineFreeze(KeptRecord):
    """A neighbourhood's baseline as the registers had it on a day: later corrections do not move it.

    `state` holds what was counted (groups, links, assets, issues by number), `values` the figures made of it, and
    `fingerprint` is the SHA-256 of both. One a neighbourhood, and it stays.
    """

    reference_on = models.DateField()
    state = models.JSONField()
    values = models.JSONField()
    fingerprint = models.CharField(max_length=64)

    class Meta(KeptRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["neighbourhood"], name="baseline_frozen_once")]

    def __str__(self):
        return f"{self.neighbourhood}: baseline of {self.reference_on:%-d %B %Y}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        raise_register_version(self.neighbourhood.programme)
