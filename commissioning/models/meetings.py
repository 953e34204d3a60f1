"""Meetings of the steering group and others: who came, what was on the table, what was decided and is to be done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models.entries import OWNER_LABEL, Entry
from commissioning.models.programmes import Programme

ACCOUNT_GONE = "somebody whose account was deleted"


class Meeting(Entry):
    """A meeting, ahead or held."""

    class Kind(models.TextChoices):
        STEERING = "steering", "Steering group"
        CONTRACT = "contract", "Contract review"
        PARTNERS = "partners", "Partners"
        TEAM = "team", "Team"
        OTHER = "other", "Other"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STEERING)
    title = models.CharField(max_length=150)
    held_on = models.DateField("day")
    place = models.CharField(max_length=150, blank=True)
    notes = models.TextField("notes", blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("commissioning:meeting-detail", args=[self.programme.slug, self.pk])

    @property
    def is_ahead(self):
        return self.held_on > timezone.localdate()

    def why_it_stays(self):
        """What was written down of a meeting does not go with it unseen."""
        found = {
            "people": self.attendances.count(),
            "papers": self.papers.count(),
            "decisions": self.resolutions.count(),
            "actions": self.actions.count(),
        }
        there = ", ".join(f"{words}: {number}" for words, number in found.items() if number)
        return f"The meeting has entries of its own ({there}). Remove those first." if there else ""


class OfMeeting(Entry):
    """Something that belongs to a meeting."""

    PROGRAMME = "meeting__programme"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True
        ordering = ["meeting", "pk"]

    def get_absolute_url(self):
        return self.meeting.get_absolute_url()


class Attendance(OfMeeting):
    """Somebody who came, or sent apologies."""

    name = models.CharField(max_length=150)
    organisation = models.CharField("from", max_length=150, blank=True, help_text="Their organisation or street.")
    came = models.BooleanField("they came", default=True, help_text="Left unticked, they sent apologies.")

    history = HistoricalRecords()

    class Meta(OfMeeting.Meta):
        ordering = ["meeting", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "name"],
                name="attendance_once",
                violation_error_message="This person is on the list of the meeting already.",
            )
        ]

    def __str__(self):
        return self.name


class Paper(OfMeeting):
    """A paper that was on the table."""

    title = models.CharField(max_length=200)
    link = models.URLField("where it can be read", max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta(OfMeeting.Meta):
        pass

    def __str__(self):
        return self.title


class Resolution(OfMeeting):
    """Something that a meeting decided. The decision at a gate is not one: that is a `Decision`."""

    words = models.TextField("what was decided")

    history = HistoricalRecords()

    class Meta(OfMeeting.Meta):
        pass

    def __str__(self):
        return self.words


class Action(OfMeeting):
    """Something that a meeting asked somebody to do by a day."""

    words = models.TextField("what is to be done")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=OWNER_LABEL,
    )
    owner_words = models.CharField(
        "or somebody who does not sign in", max_length=150, blank=True, help_text="A name or a body."
    )
    due_on = models.DateField("due on")
    done_on = models.DateField("done on", null=True, blank=True)
    done_note = models.TextField("what was done", blank=True)

    history = HistoricalRecords()

    class Meta(OfMeeting.Meta):
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_words=""),
                name="action_belongs_to_somebody",
                violation_error_message="Say whose it is.",
            )
        ]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return reverse("commissioning:action-detail", args=[self.meeting.programme.slug, self.pk])

    @property
    def is_late(self):
        return self.done_on is None and self.due_on < timezone.localdate()


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def name_owner_in_words(instance, **kwargs):
    """An account that is deleted leaves its actions to somebody in words: an action always belongs to somebody."""
    for action in Action.objects.filter(owner=instance):
        action.owner, action.owner_words = None, action.owner_words or ACCOUNT_GONE
        action._change_reason = "The account was deleted"
        action.save(update_fields=["owner", "owner_words"])
