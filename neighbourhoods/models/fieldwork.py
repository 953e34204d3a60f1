"""The diary of the people in the field: what was done where, for how long, and whom it reached."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from neighbourhoods.codes import CodesField
from neighbourhoods.days import refuse_ahead
from neighbourhoods.models.groups import CommunityGroup, people_field
from neighbourhoods.models.places import Neighbourhood
from neighbourhoods.models.registers import RegisterEntry
from neighbourhoods.themes import APPROACHES, WORK_KINDS


class FieldworkEntry(RegisterEntry):
    """A piece of work in the field: a visit, a listening event, support for a group. The measured input."""

    PROGRAMME = "neighbourhood__programme"

    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="fieldwork", verbose_name="where")
    kinds = CodesField("what did you do?", offered=WORK_KINDS)
    done_on = models.DateField("day")
    hours = models.DecimalField(
        "how many hours?",
        max_digits=4,
        decimal_places=2,
        validators=[
            MinValueValidator(Decimal("0.25"), message="Write at least a quarter of an hour, 0.25."),
            MaxValueValidator(Decimal(24), message="A day has 24 hours. Enter each day for itself."),
        ],
    )
    people = people_field("how many people did you meet?", help_text="Your best count. 0 is an answer.")
    groups = models.ManyToManyField(CommunityGroup, blank=True, related_name="fieldwork", verbose_name="which groups?")
    what_happened = models.TextField("what happened?", blank=True, help_text="Leave out names and anyone’s health.")
    next_step = models.CharField("what is next?", max_length=300, blank=True)
    next_on = models.DateField("by when", null=True, blank=True)
    next_done_on = models.DateField("done on", null=True, blank=True)
    approaches = CodesField("ways of working", offered=APPROACHES)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="who",
    )

    history = HistoricalRecords(m2m_fields=[groups])

    class Meta:
        ordering = ["-done_on", "-pk"]
        verbose_name_plural = "fieldwork entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=24),
                name="fieldwork_hours_of_a_day",
                violation_error_message="Hours are above 0 and at most 24.",
            ),
            models.CheckConstraint(
                condition=Q(next_done_on=None) | Q(next_done_on__gte=F("done_on")),
                name="fieldwork_next_step_done_after",
                violation_error_message="The next step cannot be done before the visit.",
            ),
        ]

    def __str__(self):
        return f"{self.kinds_words}, {self.done_on:%-d %B %Y}"

    def clean(self):
        refuse_ahead(self, "done_on", "next_done_on")

    @property
    def kinds_words(self):
        """What was done, as a list in words."""
        return self._meta.get_field("kinds").in_words(self.kinds) or "Visit"

    def get_absolute_url(self):
        return reverse("neighbourhoods:visit-detail", args=[self.neighbourhood.programme.slug, self.pk])
