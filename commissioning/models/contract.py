"""The contract: four stages, each with tasks and milestones, and what was extended and why."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.calendar import LATEST_MONTH, STAGES, gate_name
from commissioning.models.entries import Entry, Promise
from commissioning.models.programmes import Programme


class Stage(Entry):
    """A contracted step of a programme, in programme months. A gate's decision lets the next one begin.

    `first_month` to `last_month` is what is agreed now, the original months what was agreed first. `begins_on` is
    the day it began or will begin, once that is decided; `ends_on` its actual last day.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    first_month = models.PositiveSmallIntegerField()
    last_month = models.PositiveSmallIntegerField()
    original_first_month = models.PositiveSmallIntegerField(editable=False)
    original_last_month = models.PositiveSmallIntegerField(editable=False)
    begins_on = models.DateField(null=True, blank=True, editable=False)
    begins_under = models.OneToOneField(
        "commissioning.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="begins",
        help_text="The decision at the gate before, without which no stage after the first begins.",
    )
    ends_on = models.DateField(null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="stage_number_once",
                violation_error_message="The programme already has a stage with this number.",
            ),
            models.CheckConstraint(
                condition=Q(first_month__gte=1, last_month__gte=F("first_month"), last_month__lte=LATEST_MONTH),
                name="stage_months_in_order",
                violation_error_message=f"A stage ends no earlier than it starts, by month {LATEST_MONTH}.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(begins_on=None) | Q(begins_under__isnull=False),
                name="stage_begins_under_a_decision",
                violation_error_message="A stage after the first begins only under the decision at the gate before.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(begins_on__isnull=False, ends_on__gte=F("begins_on")),
                name="stage_ends_after_it_began",
                violation_error_message="A stage cannot end before it began.",
            ),
        ]

    def __str__(self):
        return f"Stage {self.number}"

    def save(self, *args, **kwargs):
        if self.original_first_month is None:
            self.original_first_month, self.original_last_month = self.first_month, self.last_month
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("evaluation:stage-detail", args=[self.programme.slug, self.number])

    @property
    def kind_slug(self):
        """How addresses name this kind of thing."""
        return self._meta.model_name

    @property
    def is_last(self):
        return self.number == len(STAGES)

    @property
    def gate_name(self):
        return gate_name(self.number)

    @property
    def planned_start(self):
        return self.programme.month_start(self.first_month)

    @property
    def planned_end(self):
        """The last day as agreed now; the gate is due then."""
        return self.programme.month_end(self.last_month)

    @property
    def original_end(self):
        return self.programme.month_end(self.original_last_month)

    @property
    def is_extended(self):
        return self.last_month != self.original_last_month

    @property
    def is_moved(self):
        """Whether it now stands in other months than were agreed first."""
        return (self.first_month, self.last_month) != (self.original_first_month, self.original_last_month)

    @property
    def decided(self):
        """The decision at its gate, or None."""
        return getattr(self, "decision", None)

    def has_begun_on(self, on):
        """Whether the stage had begun by the date `on`, whatever became of it since."""
        return self.begins_on is not None and self.begins_on <= on

    def is_open_on(self, on):
        """Whether what is due in it still waits on the date `on`: until its gate is decided and it has ended.

        What it left undone was weighed at the gate.
        """
        return self.decided is None or self.runs_on(on)

    def runs_on(self, on):
        """Whether the stage is active on the date `on`."""
        return self.begins_on is not None and self.begins_on <= on and (self.ends_on is None or on <= self.ends_on)


class Task(Promise):
    """Work that the contract asks for in a stage. `throughout` marks what the contract asks for in every stage."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not started"
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        DROPPED = "dropped", "Will not be done"

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done_on = models.DateField(null=True, blank=True)
    throughout = models.BooleanField("asked for in every stage", default=False)

    history = HistoricalRecords()

    class Meta(Promise.Meta):
        constraints = [
            *Promise.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="task_done_has_its_day",
                violation_error_message="A task that is done has the day it was done; any other has none.",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(explanation=""),
                name="task_dropped_is_explained",
                violation_error_message="Explain why the task will not be done.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "dropped"]), name="task_state_known"
            ),
        ]

    def get_absolute_url(self):
        return reverse("commissioning:task-detail", args=[self.programme.slug, self.pk])

    @property
    def is_settled(self):
        return self.state in (self.State.DONE, self.State.DROPPED)

    @property
    def settled_on(self):
        return self.done_on


class Milestone(Promise):
    """A point that the contract says is reached by a month."""

    met_on = models.DateField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Promise.Meta):
        pass

    def get_absolute_url(self):
        return reverse("commissioning:milestone-detail", args=[self.programme.slug, self.pk])

    @property
    def is_settled(self):
        return self.met_on is not None

    @property
    def settled_on(self):
        return self.met_on


class Extension(Entry):
    """A due month that was moved: from which month to which, why, and who agreed. Never changed or deleted."""

    OF = ("stage", "task", "milestone", "kpi")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="extensions")
    stage = models.ForeignKey(Stage, models.CASCADE, null=True, blank=True, related_name="extensions")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="extensions")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, blank=True, related_name="extensions")
    kpi = models.ForeignKey("commissioning.Kpi", models.CASCADE, null=True, blank=True, related_name="extensions")
    from_month = models.PositiveSmallIntegerField()
    to_month = models.PositiveSmallIntegerField()
    reason = models.TextField()
    agreed_at = models.DateTimeField(auto_now_add=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["agreed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__isnull=False, task=None, milestone=None, kpi=None)
                | Q(stage=None, task__isnull=False, milestone=None, kpi=None)
                | Q(stage=None, task=None, milestone__isnull=False, kpi=None)
                | Q(stage=None, task=None, milestone=None, kpi__isnull=False),
                name="extension_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
        ]

    def __str__(self):
        return f"Month {self.from_month} to month {self.to_month}"


class StageReport(Entry):
    """The stage's formal report as it was handed in: where it can be read, and when it came."""

    PROGRAMME = "stage__programme"

    stage = models.OneToOneField(Stage, models.CASCADE, related_name="report")
    title = models.CharField(max_length=200)
    link = models.URLField("where it can be read", max_length=500, blank=True)
    note = models.TextField("what a reader should know", blank=True)
    submitted_on = models.DateField("handed in on")

    history = HistoricalRecords()

    class Meta:
        ordering = ["stage"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("commissioning:report-detail", args=[self.stage.programme.slug, self.pk])
