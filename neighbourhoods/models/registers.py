"""What every entry of the community registers has in common, and a programme's rules for them."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, Programme, raise_register_version


class RegisterEntry(Entry):
    """An entry of a register that figures are counted from: every change of one is told to the figures."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        raise_register_version(self.entered_in)

    def delete(self, *args, **kwargs):
        programme = self.entered_in
        deleted = super().delete(*args, **kwargs)
        raise_register_version(programme)
        return deleted


class RegisterRules(Entry):
    """What a programme counts and publishes: one row each, or the defaults below where there is none."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="register_rules")
    income_threshold = models.DecimalField(
        "income of the community sector, at most",
        max_digits=9,
        decimal_places=2,
        default=Decimal(10_000),
        validators=[MinValueValidator(Decimal(0), message="An income is 0 or more.")],
        help_text="Pounds a year. A group with exactly this income is in.",
    )
    reply_days = models.PositiveSmallIntegerField(
        "days an agency has for a reply",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text="Counted from the day on which the issue was raised.",
    )
    directory_is_public = models.BooleanField(
        "the directory of groups is public",
        default=False,
        help_text="Anybody can then read it, without names, numbers or addresses of people.",
    )
    directory_words = models.TextField(
        "what stands at the top of the public directory", blank=True, help_text="Who keeps it and how to get in touch."
    )

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(income_threshold__gte=0), name="register_rules_threshold_is_an_income"),
            models.CheckConstraint(condition=Q(reply_days__gte=1), name="register_rules_reply_takes_a_day"),
        ]

    def __str__(self):
        return f"Registers of {self.programme}"

    @classmethod
    def of_programme(cls, programme):
        """The stored rules of a programme, or unsaved ones with the usual values."""
        return cls.objects.filter(programme=programme).first() or cls(programme=programme)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        raise_register_version(self.programme)
