"""Files of answers: how their columns are read, and what each import found and did."""

from django.conf import settings
from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import Programme
from surveys.models.questionnaires import Questionnaire
from surveys.models.waves import Wave, WaveLocked


class ColumnMapping(models.Model):
    """How one layout of file answers one questionnaire, in TOML; the last used is offered again."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="mappings")
    name = models.CharField(max_length=100)
    toml = models.TextField()
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-used_at"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "name"], name="column_mapping_name_once")]

    def __str__(self):
        return self.name


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Imports of the programmes that `user` belongs to."""
        return self.filter(wave__programme__in=Programme.objects.visible_to(user))

    def for_list(self):
        """Imports with who uploaded them, without their bytes and long lists."""
        return self.select_related("uploaded_by").defer("content", "faults", "findings", "mapping")


class ImportBatch(models.Model):
    """One file of answers for one wave: uploaded, mapped, checked, imported, perhaps taken back."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        IMPORTING = "importing", "Being imported"
        DONE = "done", "Imported"
        FAILED = "failed", "Failed"
        TAKEN_BACK = "taken-back", "Taken back"

    AT_WORK = (State.CHECKING, State.IMPORTING)

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="imports")
    filename = models.CharField(max_length=255)
    content = models.BinaryField(null=True, blank=True, help_text="The file, until it is imported.")
    sha256 = models.CharField(max_length=64)
    mapping = models.TextField(blank=True, help_text="The TOML mapping this import uses.")
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    rows = models.PositiveIntegerField(null=True, blank=True)
    done_rows = models.PositiveIntegerField(default=0, help_text="For the progress bar.")
    kept = models.PositiveIntegerField(null=True, blank=True)
    set_aside = models.PositiveIntegerField(null=True, blank=True)
    already_here = models.PositiveIntegerField(null=True, blank=True)
    faults = models.JSONField(default=list, help_text="Lists of row, column, value and reason.")
    failure = models.TextField(blank=True, help_text="Why the whole file failed, in plain words.")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(
        default=dict,
        blank=True,
        help_text="The file's columns with their first values, and counts of what was noticed.",
    )
    progressed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the work in the background last said that it is alive."
    )

    objects = ImportBatchQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["content", "faults", "done_rows", "findings", "progressed_at"])

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.filename

    def get_absolute_url(self):
        return reverse("surveys:import-detail", args=[self.wave.programme.slug, self.pk])


@receiver(pre_delete, sender=ImportBatch, dispatch_uid="surveys.keep_locked_import")
def keep_locked_import(sender, instance, **kwargs):
    """Keep the answers that came in this file once their wave is locked."""
    if instance.wave.is_locked and instance.responses.exists():
        raise WaveLocked(f"{instance.wave} is locked: the answers of {instance} stay.")
