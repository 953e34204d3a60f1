"""Files of groups and grants as they were uploaded, what reading found, and when they were applied."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from commissioning.models import OfProgrammeQuerySet, Programme


class RegisterFile(models.Model):
    """A file of groups or grants. Its good rows are kept, its faulty ones listed with row, column and reason.

    The bytes are kept until it is applied, so that the dry run and the application read the same file.
    """

    class Kind(models.TextChoices):
        GROUPS = "groups", "Groups (CSV or XLSX)"
        CHARITIES = "charities", "Extract of a charity register (CSV or XLSX)"
        GRANTS = "grants", "Grants as 360Giving publishes them (CSV, XLSX or JSON)"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="register_files")
    kind = models.CharField(max_length=10, choices=Kind)
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    summary = models.JSONField(default=list, help_text="What applying it would change, in sentences.")
    faults = models.JSONField(default=list, help_text="Lists of row, column, value and reason.")
    counts = models.JSONField(default=dict, help_text="How many rows are new, updated, unchanged, faulty, left out.")
    changes = models.JSONField(default=list, help_text="Lists of row, what happens, to what, and how.")
    notes = models.JSONField(default=list, help_text="Lists of row, what it is about, and what to look at.")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.filename
