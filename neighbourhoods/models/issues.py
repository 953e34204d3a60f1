"""What residents and groups raised, the agency each issue was put to, the replies, and what came of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import EntryQuerySet
from neighbourhoods.days import refuse_ahead
from neighbourhoods.issues.clocks import IssueClock
from neighbourhoods.models.groups import CommunityGroup
from neighbourhoods.models.links import Agency
from neighbourhoods.models.places import Neighbourhood
from neighbourhoods.models.registers import RegisterEntry
from neighbourhoods.themes import THEMES


class IssueQuerySet(EntryQuerySet):
    def clocked(self):
        """Issues with `answered_on`, the day of their first substantive reply, None where there is none."""
        substantive = AgencyReply.objects.filter(issue=OuterRef("pk"), is_substantive=True)
        return self.annotate(answered_on=Subquery(substantive.order_by("replied_on").values("replied_on")[:1]))

    def waiting(self):
        """Issues without an answer and without an outcome; asked of `clocked` issues."""
        return self.filter(answered_on=None, outcome="")

    def raised_before(self, day):
        return self.filter(raised_on__lt=day)

    def answered(self):
        """Issues that were answered, and of which nobody has said yet what came; asked of `clocked` issues."""
        return self.filter(answered_on__isnull=False, outcome="")

    def closed(self):
        """Issues of which it is known what came."""
        return self.exclude(outcome="")

    def clocks(self):
        """(id of the neighbourhood, IssueClock) of each, in one query: what F7 to F9 are counted from."""
        asked = ("neighbourhood", "raised_on", "answered_on", "outcome_on", "outcome")
        rows = self.clocked().order_by().values_list(*asked)
        return [
            (place, clock_of(raised, answered, closed, outcome)) for place, raised, answered, closed, outcome in rows
        ]


def clock_of(raised_on, answered_on, outcome_on, outcome):
    """The clock of an issue by its days and its outcome."""
    kinds = CommunityIssue.Outcome
    return IssueClock(raised_on, answered_on, outcome_on, outcome == kinds.CHANGED, outcome == kinds.WITHDRAWN)


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

    objects = IssueQuerySet.as_manager()
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
                condition=Q(outcome="", outcome_on=None)
                | (~Q(outcome="") & Q(outcome_on__isnull=False, outcome_on__gte=F("raised_on"))),
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

    def clean(self):
        """Nothing of an issue lies ahead, no reply came before it was raised, and no answer it had is forgotten."""
        refuse_ahead(self, "raised_on", "sent_on", "acknowledged_on", "outcome_on")
        first = self.replies.order_by("replied_on").first() if self.pk else None
        if first and self.raised_on and first.replied_on < self.raised_on:
            raise ValidationError(
                {"raised_on": f"Raised on: there is a reply of {first.replied_on:%-d %B %Y} already."}
            )
        if not self._state.adding and self.outcome_on:
            self._keep_answer()

    def _keep_answer(self):
        """An outcome may be all the answer there is. Before a later one takes its place, the answer becomes a reply."""
        was, was_on = CommunityIssue.objects.filter(pk=self.pk).values_list("outcome", "outcome_on").get()
        no_answer = ("", self.Outcome.WITHDRAWN)
        if was in (*no_answer, self.outcome) or self.outcome in no_answer or self.outcome_on <= was_on:
            return
        if not self.replies.filter(is_substantive=True, replied_on__lte=was_on).exists():
            raise ValidationError(
                {
                    "outcome_on": f"Decided on: the outcome that stands was its answer, on {was_on:%-d %B %Y}. Add "
                    "that answer as a reply of that day first, or it would count as waiting until the new day."
                }
            )

    @property
    def clock(self):
        """How long it has waited; asked of `clocked` issues."""
        return clock_of(self.raised_on, self.answered_on, self.outcome_on, self.outcome)


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

    def clean(self):
        """A reply came on a day that is past, and after the issue was raised."""
        refuse_ahead(self, "replied_on")
        if self.replied_on and self.issue_id and self.replied_on < self.issue.raised_on:
            raise ValidationError(
                {"replied_on": f"Replied on: it was raised on {self.issue.raised_on:%-d %B %Y} only."}
            )
