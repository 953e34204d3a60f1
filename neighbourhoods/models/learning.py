"""What the work showed: unintended effects, case studies, steps of a method, and the anchors discussion."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, EntryQuerySet, Meeting, Programme
from neighbourhoods.days import refuse_ahead
from neighbourhoods.methods import step_of
from neighbourhoods.models.groups import CommunityGroup
from neighbourhoods.models.places import Neighbourhood


class Effect(Entry):
    """Something that the work brought about without meaning to, good or bad."""

    class Kind(models.TextChoices):
        GOOD = "good", "Good"
        BAD = "bad", "Bad"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="effects")
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, null=True, blank=True, related_name="effects", verbose_name="where"
    )
    kind = models.CharField("good or bad", max_length=4, choices=Kind)
    title = models.CharField("what happened, in a line", max_length=200)
    words = models.TextField("more about it", blank=True)
    group = models.ForeignKey(CommunityGroup, models.SET_NULL, null=True, blank=True, related_name="effects")
    seen_on = models.DateField("seen on")
    response = models.TextField("what was done about it", blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-seen_on", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("neighbourhoods:effect-detail", args=[self.programme.slug, self.pk])

    def clean(self):
        refuse_ahead(self, "seen_on")


class CaseStudy(Entry):
    """The story of a group's career or of a change. Nobody but its keepers reads it before consent is recorded."""

    class Consent(models.TextChoices):
        SPOKEN = "spoken", "Spoken"
        WRITTEN = "written", "In writing"
        MESSAGE = "message", "By e-mail or message"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="case_studies")
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, null=True, blank=True, related_name="case_studies", verbose_name="where"
    )
    group = models.ForeignKey(CommunityGroup, models.SET_NULL, null=True, blank=True, related_name="case_studies")
    title = models.CharField(max_length=200)
    story = models.TextField("the story")
    told_on = models.DateField("told on")
    consent_how = models.CharField("how those in it agreed", max_length=7, choices=Consent, blank=True)
    consent_on = models.DateField("agreed on", null=True, blank=True)
    consent_by = models.CharField("who agreed", max_length=200, blank=True)
    is_shared = models.BooleanField("may be read by everybody in the programme", default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-told_on", "-pk"]
        verbose_name_plural = "case studies"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shared=False) | (~Q(consent_how="") & Q(consent_on__isnull=False) & ~Q(consent_by="")),
                name="case_study_shared_with_consent",
                violation_error_message="Record who agreed, how and when, before it is shared.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("neighbourhoods:case-study-detail", args=[self.programme.slug, self.pk])

    def clean(self):
        refuse_ahead(self, "told_on", "consent_on")


class MethodStep(Entry):
    """That a neighbourhood reached a step of a method, on a day and with evidence. Methods are data: `methods/`."""

    PROGRAMME = "neighbourhood__programme"

    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="method_steps")
    method = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField("step")
    reached_on = models.DateField("reached on")
    evidence = models.TextField("what shows it")
    evidence_link = models.URLField("link to the evidence", max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["neighbourhood", "method", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood", "method", "number"],
                name="method_step_once",
                violation_error_message="This step is on record already for this neighbourhood.",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="method_step_has_evidence"),
        ]

    def __str__(self):
        words = f": {self.step.title}" if self.step else ""
        return f"{self.neighbourhood}, step {self.number}{words}"

    def get_absolute_url(self):
        return reverse("neighbourhoods:step-detail", args=[self.neighbourhood.programme.slug, self.pk])

    def clean(self):
        """A step of a method that ships, on a day that is past. Steps may be reached out of their order."""
        refuse_ahead(self, "reached_on")
        if self.method and self.number is not None and step_of(self.method, self.number) is None:
            raise ValidationError({"number": "Step: the method has no step of this number."})

    @property
    def step(self):
        """What the method says of this step, or None where the method is not offered any more."""
        return step_of(self.method, self.number)


class DiscussionQuerySet(EntryQuerySet):
    def before(self, discussion):
        """The discussion of the same programme that was held last before this one, or None."""
        held_on, pk = discussion.meeting.held_on, discussion.pk
        earlier = Q(meeting__held_on__lt=held_on) | Q(meeting__held_on=held_on, pk__lt=pk)
        return self.of(discussion.meeting.programme).filter(earlier).order_by("-meeting__held_on", "-pk").first()


class AnchorsDiscussion(Entry):
    """The 20-minute discussion on community anchors, as a meeting of a board or committee held it."""

    PROGRAMME = "meeting__programme"

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="anchors_discussion")
    summary = models.TextField("what was said overall", blank=True)

    objects = DiscussionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting__held_on", "-pk"]

    def __str__(self):
        return f"Anchors discussion, {self.meeting}"

    def get_absolute_url(self):
        return reverse("neighbourhoods:discussion-detail", args=[self.meeting.programme.slug, self.pk])


class AnchorsPosition(models.Model):
    """Where the group stands on one of the five questions; empty where it was not discussed."""

    class Standing(models.IntegerChoices):
        NOT_YET = 0, "Not yet"
        BEGINNING = 1, "Beginning"
        PARTLY = 2, "In part"
        MOSTLY = 3, "Mostly"
        FULLY = 4, "Fully"

    discussion = models.ForeignKey(AnchorsDiscussion, models.CASCADE, related_name="positions")
    question = models.PositiveSmallIntegerField()
    standing = models.PositiveSmallIntegerField(choices=Standing, null=True, blank=True)
    words = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["discussion", "question"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "question"], name="anchors_position_once"),
            models.CheckConstraint(condition=Q(question__gte=1, question__lte=5), name="anchors_one_of_five_questions"),
        ]

    def __str__(self):
        return f"{self.discussion}, question {self.question}"
