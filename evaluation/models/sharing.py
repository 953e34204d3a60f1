"""What leaves the programme: its page for everybody, keys for programs that read it, and files of all of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, OfProgrammeQuerySet, Programme


class PublicPage(models.Model):
    """A programme's page for people without an account: closed, open to whoever has the link, or to everybody.

    `code` is the secret part of the link; a new one ends the old link. Where the page is public its address holds the
    programme's slug in the place of the code.
    """

    class Opened(models.TextChoices):
        CLOSED = "closed", "Nobody"
        LINK = "link", "Whoever has the link"
        PUBLIC = "public", "Everybody"

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="public_page")
    opened = models.CharField("who may read it", max_length=6, choices=Opened, default=Opened.CLOSED)
    code = models.CharField(max_length=40, unique=True, editable=False)
    words = models.TextField("in your own words", blank=True, help_text="Shown above the figures.")

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["code"])

    def __str__(self):
        return f"Public page of {self.programme}"

    @property
    def address(self):
        """Its path, or "" while it is closed."""
        if self.opened == self.Opened.CLOSED:
            return ""
        return reverse("progress", args=[self.programme.slug if self.opened == self.Opened.PUBLIC else self.code])


class ApiToken(Entry):
    """A key by which a program reads a programme's figures: only its digest is kept, never the key.

    `ending` are its last four signs, so that people can tell keys apart.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="api_tokens")
    name = models.CharField("what it is for", max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(max_length=4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_on = models.DateField("last day it works")
    last_used_on = models.DateField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["digest", "last_used_on"])

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("evaluation:token-list", args=[self.programme.slug])

    @property
    def works(self):
        """Whether it opens anything today."""
        return self.revoked_at is None and self.expires_on >= timezone.localdate()


class ProgrammeFile(models.Model):
    """A file of the whole programme, made in the background, kept until the next one of its kind."""

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Workbook (XLSX)"
        CSVS = "zip", "CSV files (ZIP)"

    class State(models.TextChoices):
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="programme_files")
    kind = models.CharField(max_length=4, choices=Kind)
    state = models.CharField(max_length=6, choices=State, default=State.MAKING)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    parts = models.PositiveSmallIntegerField(default=0)
    done_parts = models.PositiveSmallIntegerField(default=0)
    progressed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind"], condition=Q(state="making"), name="programme_file_made_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(content__isnull=False), name="programme_file_ready_has_content"
            ),
        ]

    def __str__(self):
        return f"{self.programme}, {self.get_kind_display()}"
