"""What every entry that people make by form has in common: a key of its own, a programme, and dates that may move."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from commissioning.calendar import LATEST_MONTH
from commissioning.models.programmes import Programme, Role

OWNER_LABEL = "whose it is"


class EntryQuerySet(models.QuerySet):
    """Entries of programmes, whichever way they hang from one."""

    def of(self, programme):
        """Entries of one programme."""
        return self.filter(**{self.model.PROGRAMME: programme})

    def visible_to(self, user):
        """Entries of the programmes that `user` belongs to."""
        return self.filter(**{f"{self.model.PROGRAMME}__in": Programme.objects.visible_to(user)})


class Entry(models.Model):
    """A row that people enter by form. The form brings the key along, so sent twice it is entered once.

    `PROGRAMME` is the way from the row to its programme.
    """

    PROGRAMME = "programme"

    key = models.UUIDField(default=uuid4, unique=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True

    def why_it_stays(self):
        """Why it cannot be taken away again, in words, or "" where it can."""
        return ""

    @property
    def entered_in(self):
        """The programme it hangs from, by the way that `PROGRAMME` names."""
        found = self
        for name in self.PROGRAMME.split("__"):
            found = getattr(found, name)
        return found


class Promise(Entry):
    """Something of a stage that somebody is to reach by the end of a programme month.

    `original_due_month` never changes; `due_month` moves with an `Extension`, which keeps the reason. `explanation`
    says why it stands as it does where it was not reached; a gate accepts what is reached or explained.
    """

    PROGRAMME = "stage__programme"

    stage = models.ForeignKey("commissioning.Stage", models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    detail = models.TextField("what done looks like", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=OWNER_LABEL,
    )
    owner_role = models.CharField(
        "role", max_length=20, choices=Role, blank=True, help_text="Whose it is while nobody is named."
    )
    due_month = models.PositiveSmallIntegerField("due by the end of month")
    original_due_month = models.PositiveSmallIntegerField(editable=False)
    explanation = models.TextField(blank=True, help_text="Why it was not reached, or not as agreed.")
    evidence_link = models.URLField("link to the evidence", max_length=500, blank=True)
    evidence_note = models.TextField("what the evidence is", blank=True)

    class Meta:
        abstract = True
        ordering = ["stage", "position", "due_month", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_month__gte=1, due_month__lte=LATEST_MONTH),
                name="%(class)s_due_within_reach",
                violation_error_message=f"The due month is a number from 1 to {LATEST_MONTH}.",
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self._keep_original()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        self._keep_original()
        super().clean_fields(exclude=exclude)

    def _keep_original(self):
        if self.original_due_month is None:
            self.original_due_month = self.due_month

    @property
    def programme(self):
        return self.stage.programme

    @property
    def kind_slug(self):
        """How addresses name this kind of thing."""
        return self._meta.model_name

    def why_it_stays(self):
        """What was agreed before its stage began, or before today, is part of what the gate asks about."""
        today = timezone.localdate()
        made = self.history.order_by("history_date").values_list("history_date", flat=True).first()
        if not self.stage.has_begun_on(today) or (made and timezone.localdate(made) == today):
            return ""
        return (
            f"{self.stage} has begun, so what was agreed in it stays on record. Explain it, or have it waived at the "
            "gate."
        )

    @property
    def due_on(self):
        """The last day on which it is in time."""
        return self.programme.month_end(self.due_month)

    @property
    def original_due_on(self):
        return self.programme.month_end(self.original_due_month)

    @property
    def is_extended(self):
        return self.due_month != self.original_due_month

    @property
    def settled_on(self):
        """The day on which it was reached, or None."""
        return None

    @property
    def days_late(self):
        """By how many days it was reached late, or is late today; 0 for what was in time or will not be done."""
        if self.is_settled and self.settled_on is None:
            return 0
        return max(((self.settled_on or timezone.localdate()) - self.due_on).days, 0)

    @property
    def is_late(self):
        """Whether its day has passed without it."""
        return not self.is_settled and self.due_on < timezone.localdate()
