"""What residents and groups raised, the agency each issue was put to, the replies, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from neighbourhoods.models.groups import CommunityGroup
from neighbourhoods.models.links import Agency
from neighbourhoods.models.places import Neighbourhood
from neighbourhoods.models.registers import RegisterEntry
from neighbourhoods.themes import THEMES


class CommunityIssue(RegisterEntry):
    """Something that residents want changed. Its clock runs from the day it was raised to the first real reply."""

    class RaisedBy(models.TextChoices):
        RESIDENT = "resident", "A resident"
        GROUP = "group", "A group"
        EVENT = "event", "Residents at an event"

    class Outcome(models.TextChoices):
        CHANGED = "changed", "A service changed"
        ANSWERED = "answered", "A question was answered"
        AGREED = "agreed", "A change is promised"
        DECLINED = "declined", "Declined, with the reason"
        WITHDRAWN = "withdrawn", "Withdrawn by those who raised it"

    PROGRAMME = "neighbourhood__programme"

    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="issues", verbose_name="where")
    title = models.CharField("what should change?", max_length=200, help_text="In a line. Leave out names.")
    detail = models.TextField("more about it", blank=True, help_text="Leave out names and anyone’s health.")
    theme = models.CharField("what is it about?", max_length=10, choices=THEMES, blank=True)
    raised_by = models.CharField("who raised it?", max_length=8, choices=RaisedBy, default=RaisedBy.RESIDENT)
    group = models.ForeignKey(
        CommunityGroup, models.SET_NULL, null=True, blank=True, related_name="issues", verbose_name="which group?"
    )
    raised_on = models.DateField("raised on")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name="put to"
    )
    sent_on = models.DateField("put to it on", null=True, blank=True)
    acknowledged_on = models.DateField("acknowledged on", null=True, blank=True)
    outcome = models.CharField("what came of it", max_length=9, choices=Outcome, blank=True)
    outcome_on = models.DateField("decided on", null=True, blank=True)
    outcome_words = models.TextField(
        "in words, for residents", blank=True, help_text="What changed, or why not. It stands on “You said, we did”."
    )
    is_public = models.BooleanField("may stand on “You said, we did”", default=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on=None) | Q(agency__isnull=False),
                name="issue_put_to_an_agency",
                violation_error_message="Say which agency it was put to.",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None) | Q(sent_on__gte=F("raised_on")),
                name="issue_sent_after_it_was_raised",
                violation_error_message="It cannot be put to an agency before it was raised.",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None) | Q(sent_on__isnull=False, acknowledged_on__gte=F("sent_on")),
                name="issue_acknowledged_after_it_was_sent",
                violation_error_message="It cannot be acknowledged before it was put to the agency.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on=None) | (~Q(outcome="") & Q(outcome_on__gte=F("raised_on"))),
                name="issue_outcome_has_a_day",
                violation_error_message="An outcome has its day, not before the issue was raised.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["changed", "declined"]) | ~Q(outcome_words=""),
                name="issue_outcome_in_words",
                violation_error_message="Say in words what changed, or why it was declined.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("neighbourhoods:issue-detail", args=[self.neighbourhood.programme.slug, self.pk])


class AgencyReply(RegisterEntry):
    """What an agency answered to an issue. The first substantive reply stops the clock."""

    PROGRAMME = "issue__neighbourhood__programme"

    issue = models.ForeignKey(CommunityIssue, models.CASCADE, related_name="replies")
    replied_on = models.DateField("replied on")
    is_substantive = models.BooleanField(
        "it answers the issue", default=True, help_text="An acknowledgement or a holding reply does not."
    )
    words = models.TextField("what it said")

    history = HistoricalRecords()

    class Meta:
        ordering = ["issue", "replied_on", "pk"]
        verbose_name_plural = "agency replies"

    def __str__(self):
        return f"Reply, {self.replied_on:%-d %B %Y}"

    def get_absolute_url(self):
        return self.issue.get_absolute_url()
