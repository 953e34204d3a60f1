"""Testimonies: what agencies, key informants, organisations or residents said in words that are kept as evidence."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, EntryQuerySet, Programme
from neighbourhoods.models import Neighbourhood
from surveys.models.waves import Wave


class TestimonyQuerySet(EntryQuerySet):
    """Testimonies."""

    def quotable(self):
        """Those that may be repeated, with or without the role of who said them."""
        return self.filter(consent__in=Testimony.QUOTABLE)


class Testimony(Entry):
    """Words that somebody said, with the theme they bear on and how far they may be repeated."""

    class Consent(models.TextChoices):
        NOT_GIVEN = "not-given", "Not to be repeated"
        ANONYMOUS = "anonymous", "May be quoted without saying who"
        ROLE = "role", "May be quoted with the role"

    class Theme(models.TextChoices):
        RESPONSIVENESS = "responsiveness", "How agencies respond"
        PARTNERSHIP = "partnership", "Working together"
        SERVICE_CHANGE = "service-change", "Services that changed"
        RECOGNITION = "recognition", "Support and recognition"
        COMMUNITY_LIFE = "community-life", "Community life"
        HEALTH = "health", "Health and wellbeing"
        HARM = "harm", "What went wrong"

    QUOTABLE = (Consent.ANONYMOUS, Consent.ROLE)

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="testimonies")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="testimonies")
    wave = models.ForeignKey(Wave, models.SET_NULL, null=True, blank=True, related_name="testimonies")
    theme = models.CharField(max_length=20, choices=Theme)
    words = models.TextField()
    said_as = models.CharField(max_length=100, blank=True, help_text="The role of who said it, never the name.")
    said_on = models.DateField(null=True, blank=True)
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.NOT_GIVEN)

    objects = TestimonyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["theme", "-said_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="testimony_has_words", violation_error_message="Write down what was said."
            ),
        ]

    def __str__(self):
        return self.get_theme_display()

    def get_absolute_url(self):
        return reverse("surveys:testimony-detail", args=[self.programme.slug, self.pk])

    @property
    def who(self):
        """Who said it, as far as that may be told."""
        return self.said_as if self.consent == self.Consent.ROLE else ""
