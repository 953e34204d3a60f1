"""The people one can reach a group by, and what was done when somebody asked about what is held of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, Programme
from neighbourhoods.days import refuse_ahead
from neighbourhoods.models.groups import CommunityGroup


class Contact(Entry):
    """Somebody who speaks for a group and agreed that the programme keeps how to reach them.

    Seen by the coordinator and the fieldworkers deployed where the group is at work, and by nobody else.
    """

    class Consent(models.TextChoices):
        SPOKEN = "spoken", "Spoken"
        WRITTEN = "written", "In writing"
        MESSAGE = "message", "By e-mail or message"

    PROGRAMME = "group__programme"

    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="contacts")
    name = models.CharField("name", max_length=150)
    position = models.CharField("what they do in the group", max_length=120, blank=True)
    phone = models.CharField("phone", max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    is_designated = models.BooleanField("is the group’s contact person", default=True)
    consent_how = models.CharField("how they agreed", max_length=7, choices=Consent)
    consent_on = models.DateField("agreed on")
    review_on = models.DateField("ask again by", help_text="Until when the details may be kept without asking again.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["group", "-is_designated", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="", email=""),
                name="contact_can_be_reached",
                violation_error_message="Write a phone number or an e-mail address.",
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=models.F("consent_on")),
                name="contact_reviewed_after_consent",
                violation_error_message="The day to ask again is after the day on which they agreed.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.group.get_absolute_url()

    def clean(self):
        refuse_ahead(self, "consent_on")


class PersonRequest(models.Model):
    """That details of somebody were exported or erased because they asked. It holds counts, nothing of the person."""

    class Kind(models.TextChoices):
        EXPORT = "export", "Export"
        ERASE = "erase", "Erasure"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="person_requests")
    kind = models.CharField(max_length=6, choices=Kind)
    found = models.JSONField(default=dict, help_text="Kind of row -> how many were exported or erased.")
    reason = models.CharField(max_length=200, help_text="How the request came, without naming the person.")
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-done_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.done_at:%-d %B %Y}"
