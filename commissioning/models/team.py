"""The team: posts with their descriptions, and who holds them with which skills."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.framework import skills
from commissioning.models.entries import Entry
from commissioning.models.programmes import Programme
from commissioning.team_rules import check_appointment, check_post


def full_time_share(label, **options):
    """A share of full time, above 0 and at most 1."""
    return models.DecimalField(
        label,
        max_digits=3,
        decimal_places=2,
        validators=[
            MinValueValidator(Decimal("0.01"), message="A share of full time is above 0."),
            MaxValueValidator(Decimal(1), message="Full time is 1; nobody has more."),
        ],
        **options,
    )


def skill_words(keys):
    """Skills by their labels."""
    return ", ".join(skills()[key].label if key in skills() else str(key) for key in keys)


class Post(Entry):
    """A place in the team with its description, whether or not somebody holds it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="posts")
    title = models.CharField(max_length=120)
    team = models.PositiveSmallIntegerField(
        "neighbourhood team", null=True, blank=True, help_text="1, 2 or 3 and so on; empty for the core team."
    )
    position = models.PositiveSmallIntegerField(default=0)
    fte = full_time_share("share of full time", default=Decimal(1))
    purpose = models.TextField(blank=True)
    duties = models.TextField(blank=True, help_text="One to a line.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", F("team").asc(nulls_first=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(fte__gt=0, fte__lte=1), name="post_share_of_full_time"),
        ]

    def __str__(self):
        return f"{self.title}, team {self.team}" if self.team else self.title

    def get_absolute_url(self):
        return reverse("commissioning:post-detail", args=[self.programme.slug, self.pk])

    def clean(self):
        check_post(self)


class Appointment(Entry):
    """Somebody in a post from one day to another. `skills` are keys of the framework's nine.

    An empty `ends_on` means that no end is known.
    """

    PROGRAMME = "post__programme"
    WORDS = {"skills": skill_words}

    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    name = models.CharField(max_length=150)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="signs in as",
    )
    employer = models.CharField(
        max_length=150, blank=True, help_text="Where the person is seconded or shared: who employs them."
    )
    fte = full_time_share("share of full time", default=Decimal(1))
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    skills = models.JSONField(default=list, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["post", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
                violation_error_message="An appointment cannot end before it starts.",
            ),
            models.CheckConstraint(condition=Q(fte__gt=0, fte__lte=1), name="appointment_share_of_full_time"),
        ]

    def __str__(self):
        return f"{self.name}, {self.post}"

    def get_absolute_url(self):
        return reverse("commissioning:appointment-detail", args=[self.post.programme.slug, self.pk])

    def clean(self):
        check_appointment(self)

    def holds_on(self, on):
        """Whether the person is in the post on the date `on`."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
