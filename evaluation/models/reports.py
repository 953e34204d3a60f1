"""Reports: what each is about, its editions, the words people add, the way through review, and the files issued."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, EntryQuerySet, Programme, Stage, fingerprint_of
from commissioning.rules import ACTS
from neighbourhoods.models import Neighbourhood

REPORT_STAYS = "A report of which anything was handed in stays on record."
FILE_STAYS = "An issued file cannot change."
STAYS = "A version that was handed in stays as it is. Make a new version to correct it."


class EditionIsFixed(Exception):
    """An edition that was handed in cannot change; the message says why and what can be done instead."""


class ReportQuerySet(EntryQuerySet):
    """Reports: one of which anything was handed in stays."""

    def delete(self):
        if Edition.objects.filter(report__in=self.order_by()).handed_in().exists():
            raise EditionIsFixed(REPORT_STAYS)
        return super().delete()


class Report(Entry):
    """What a report is about: a stage, a neighbourhood, the programme now, or all four stages at its end.

    Its words and evidence are in its editions; a correction of an issued one is a further edition.
    """

    class Kind(models.TextChoices):
        STAGE = "stage", "Stage report"
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood report"
        PROGRAMME = "programme", "Programme summary"
        CONCLUDING = "concluding", "Concluding report"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=13, choices=Kind)
    # Restricted: they take no report with them, but all go with their programme.
    stage = models.OneToOneField(Stage, models.RESTRICT, null=True, blank=True, related_name="written_report")
    neighbourhood = models.ForeignKey(Neighbourhood, models.RESTRICT, null=True, blank=True, related_name="reports")
    title = models.CharField(max_length=200)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "kind", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["stage", "concluding"], stage__isnull=False)
                | Q(kind__in=["neighbourhood", "programme"], stage__isnull=True),
                name="report_of_a_stage_names_it",
            ),
            models.CheckConstraint(
                condition=Q(kind="neighbourhood", neighbourhood__isnull=False)
                | (~Q(kind="neighbourhood") & Q(neighbourhood__isnull=True)),
                name="report_of_a_neighbourhood_names_it",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("evaluation:report-detail", args=[self.programme.slug, self.pk])

    def delete(self, *args, **kwargs):
        if self.why_it_stays():
            raise EditionIsFixed(REPORT_STAYS)
        return super().delete(*args, **kwargs)

    def why_it_stays(self):
        """What was handed in once, even if it was returned, is part of the record."""
        return REPORT_STAYS if self.editions.handed_in().exists() else ""


class EditionQuerySet(EntryQuerySet):
    """Editions: how far their files are may be noted at any time, everything else only while they are in writing."""

    PROGRESS = frozenset({"made_parts", "made_at", "progressed_at", "failure"})

    def visible_to(self, user):
        """What was handed in, in the programmes that `user` belongs to; all of it where they write or review it."""
        roles = ACTS["evaluation.write_reports"] | ACTS["evaluation.review_reports"]
        own = Programme.objects.filter(memberships__user_id=user.pk, memberships__role__in=roles)
        return super().visible_to(user).filter(Q(report__programme__in=own) | ~Q(state__in=Edition.OPEN))

    def published(self):
        """Those that anybody may read where the programme lets them; their files are made."""
        return self.filter(state=Edition.State.PUBLISHED, made_at__isnull=False)

    def issued(self):
        """Those that stand as they were handed in."""
        return self.exclude(state__in=Edition.OPEN)

    def handed_in(self):
        """Those that were handed in at any time, whatever became of them."""
        return self.filter(Q(steps__kind=EditionStep.Kind.SUBMITTED) | ~Q(state__in=Edition.OPEN)).distinct()

    def without_content(self):
        """For lists: without what is long."""
        return self.defer("content", "evidence")

    def update(self, **fields):
        if set(fields) - self.PROGRESS and self.issued().exists():
            raise EditionIsFixed(STAYS)
        return super().update(**fields)

    def delete(self):
        if self.handed_in().exists():
            raise EditionIsFixed("A version that was handed in cannot be deleted.")
        return super().delete()

    def bulk_create(self, objs, batch_size=None, ignore_conflicts=False, update_conflicts=False, **fields):
        if update_conflicts:
            raise EditionIsFixed(STAYS)
        return super().bulk_create(objs, batch_size, ignore_conflicts)


class Edition(models.Model):
    """One edition of a report: in writing, handed in, accepted, published.

    While it is in writing (or returned) its evidence is live. Handing it in freezes `content`, the whole document as a
    tree (evaluation/reports/document.py), and `evidence`, the figures and fingerprints it rests on; the files are made
    from `content` and never again. `fingerprint` is the SHA-256 of `content` and `evidence`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "In writing"
        SUBMITTED = "submitted", "Handed in"
        RETURNED = "returned", "Returned"
        ACCEPTED = "accepted", "Accepted"
        PUBLISHED = "published", "Published"

    OPEN = (State.DRAFT, State.RETURNED)
    ACCEPTED = (State.ACCEPTED, State.PUBLISHED)
    FIXED = ("content", "evidence", "fingerprint", "as_at", "number", "report_id", "what_changed")

    report = models.ForeignKey(Report, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    as_at = models.DateField("evidence as at", null=True, help_text="Set when it is handed in; live until then.")
    what_changed = models.TextField("what changed since the version before", blank=True)
    content = models.JSONField(null=True)
    evidence = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    made_parts = models.PositiveSmallIntegerField(default=0, help_text="Of the files: how many are made.")
    made_at = models.DateTimeField(null=True, help_text="When all files were made.")
    progressed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, help_text="Why the files could not be made.")

    objects = EditionQuerySet.as_manager()
    PROGRAMME = "report__programme"
    history = HistoricalRecords(excluded_fields=["content", "evidence", "made_parts", "progressed_at"])

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state__in=["draft", "returned", "submitted"]),
                name="edition_in_hand_once",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(what_changed=""), name="edition_says_what_changed"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"]) | Q(content__isnull=False, as_at__isnull=False),
                name="edition_handed_in_is_frozen",
            ),
        ]

    def __str__(self):
        return f"{self.report}, version {self.number}"

    def save(self, *args, **kwargs):
        self._refuse_changes()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("evaluation:edition-detail", args=[self.report.programme.slug, self.report_id, self.number])

    def delete(self, *args, **kwargs):
        if Edition.objects.filter(pk=self.pk).handed_in().exists():
            raise EditionIsFixed("A version that was handed in cannot be deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_open(self):
        """Whether people may still write in it."""
        return self.state in self.OPEN

    @property
    def is_intact(self):
        """Whether content and evidence are still what was handed in."""
        return frozen_fingerprint(self.content, self.evidence) == self.fingerprint

    def _refuse_changes(self):
        """What was handed in can only be returned; what was accepted stays accepted, published or not."""
        stored = Edition.objects.filter(pk=self.pk).values("state", *self.FIXED).first()
        if not stored or (state := stored.pop("state")) in self.OPEN:
            return
        if state == self.State.SUBMITTED and self.state == self.State.RETURNED:
            return
        goes_back = self.state == self.State.DRAFT or (state in self.ACCEPTED and self.state not in self.ACCEPTED)
        if goes_back or any(stored[name] != getattr(self, name) for name in stored):
            raise EditionIsFixed(STAYS)


def frozen_fingerprint(content, evidence):
    """SHA-256 of what an edition says and what that rests on."""
    return fingerprint_of({"content": content, "evidence": evidence})


class EditionTextQuerySet(EntryQuerySet):
    """Words of editions: they change only while theirs is in writing."""

    def update(self, **fields):
        self._refuse_fixed()
        return super().update(**fields)

    def delete(self):
        self._refuse_fixed()
        return super().delete()

    def bulk_create(self, objs, batch_size=None, ignore_conflicts=False, update_conflicts=False, **fields):
        objs = list(objs)
        if update_conflicts or Edition.objects.issued().filter(pk__in={text.edition_id for text in objs}).exists():
            raise EditionIsFixed(STAYS)
        return super().bulk_create(objs, batch_size, ignore_conflicts)

    def _refuse_fixed(self):
        if self.exclude(edition__state__in=Edition.OPEN).exists():
            raise EditionIsFixed(STAYS)


class EditionText(Entry):
    """What somebody wrote in one named section of an edition (evaluation/reports/sections.py): plain text."""

    PROGRAMME = "edition__report__programme"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="texts")
    section = models.SlugField(max_length=40)
    words = models.TextField(blank=True)

    objects = EditionTextQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["edition", "section"]
        constraints = [models.UniqueConstraint(fields=["edition", "section"], name="edition_text_once")]

    def __str__(self):
        return f"{self.edition}: {self.section}"

    def save(self, *args, **kwargs):
        self._refuse_fixed()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_fixed()
        return super().delete(*args, **kwargs)

    def _refuse_fixed(self):
        if Edition.objects.issued().filter(pk=self.edition_id).exists():
            raise EditionIsFixed("This version was handed in, so its words stay. Make a new version to correct them.")


class StepQuerySet(models.QuerySet):
    """Steps: written once."""

    def update(self, **fields):
        raise EditionIsFixed("A step that was taken stays on record.")

    def delete(self):
        raise EditionIsFixed("A step that was taken stays on record.")

    def bulk_create(self, objs, batch_size=None, ignore_conflicts=False, update_conflicts=False, **fields):
        if update_conflicts:
            raise EditionIsFixed("A step that was taken stays on record.")
        return super().bulk_create(objs, batch_size, ignore_conflicts)


class EditionStep(models.Model):
    """A step of an edition on its way: who, when, why, and which content it was about. Written once."""

    class Kind(models.TextChoices):
        STARTED = "started", "Started"
        SUBMITTED = "submitted", "Handed in"
        RETURNED = "returned", "Returned"
        ACCEPTED = "accepted", "Accepted"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Taken back from publication"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["returned", "withdrawn"]) | ~Q(words=""), name="edition_step_says_why"
            )
        ]

    def __str__(self):
        return f"{self.edition}: {self.get_kind_display().lower()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise EditionIsFixed("A step that was taken stays on record.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EditionIsFixed("A step that was taken stays on record.")


class FileQuerySet(models.QuerySet):
    """Issued files: written once; they go only with the handing in of an edition that was returned."""

    def update(self, **fields):
        raise EditionIsFixed(FILE_STAYS)

    def delete(self):
        if self.exclude(edition__state__in=Edition.OPEN).exists():
            raise EditionIsFixed(FILE_STAYS)
        return super().delete()

    def bulk_create(self, objs, batch_size=None, ignore_conflicts=False, update_conflicts=False, **fields):
        if update_conflicts:
            raise EditionIsFixed(FILE_STAYS)
        return super().bulk_create(objs, batch_size, ignore_conflicts)

    def without_content(self):
        """For lists: without the bytes."""
        return self.defer("content")


class EditionFile(models.Model):
    """An issued file of an edition: the same bytes for ever, with their SHA-256. Written once."""

    class Kind(models.TextChoices):
        HTML = "html", "Web page (file)"
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Spreadsheet of its figures"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=4, choices=Kind)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "kind"]
        constraints = [models.UniqueConstraint(fields=["edition", "kind"], name="edition_file_once")]

    def __str__(self):
        return f"{self.edition}, {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise EditionIsFixed(FILE_STAYS)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if Edition.objects.issued().filter(pk=self.edition_id).exists():
            raise EditionIsFixed(FILE_STAYS)
        return super().delete(*args, **kwargs)

    @property
    def is_intact(self):
        """Whether the bytes are still those that were issued."""
        return hashlib.sha256(self.content).hexdigest() == self.sha256 and len(self.content) == self.size
