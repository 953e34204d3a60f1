"""One person's answers, packed, and the words they wrote."""

import numpy as np
from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from neighbourhoods.bands import UNKNOWN
from surveys.answers import BLANK, PACKED
from surveys.models.waves import Sample, WaveLocked

LOCKED = "The wave is locked: its answers cannot be changed."


class PackedAnswers:
    """The answers of one response, read and written by question code: `response.answers["R4"]`."""

    def __init__(self, response, packed):
        self._response = response
        self.values = np.frombuffer(bytes(packed), PACKED).copy()

    @property
    def _order(self):
        return self._response.sample.wave.questionnaire.order

    def __getitem__(self, code):
        return int(self.values[self._order[code]])

    def __setitem__(self, code, value):
        column = self._order[code]
        if len(self.values) < len(self._order):
            blank = np.full(len(self._order), BLANK, PACKED)
            blank[: len(self.values)] = self.values
            self.values = blank
        self.values[column] = value

    def __eq__(self, other):
        return isinstance(other, PackedAnswers) and np.array_equal(self.values, other.values)

    __hash__ = None

    def __bytes__(self):
        return self.values.tobytes()

    def as_dict(self):
        """Every question's code with its packed answer."""
        return {code: int(self.values[column]) for code, column in self._order.items()}


class AnswersAttribute:
    """Turns the stored bytes of a response into PackedAnswers on first use."""

    def __init__(self, field):
        self.field = field

    def __get__(self, response, owner=None):
        if response is None:
            return self
        value = response.__dict__.get(self.field.attname, b"")
        if not isinstance(value, PackedAnswers):
            value = response.__dict__[self.field.attname] = PackedAnswers(response, value)
        return value

    def __set__(self, response, value):
        response.__dict__[self.field.attname] = value


class AnswersField(models.BinaryField):
    """Answers as bytes: one little-endian 16-bit integer per question, in the questionnaire's order."""

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, name, AnswersAttribute(self))

    def get_prep_value(self, value):
        return bytes(value) if isinstance(value, PackedAnswers | np.ndarray | memoryview) else value

    def get_db_prep_value(self, value, connection, prepared=False):
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)


class EvidenceQuerySet(models.QuerySet):
    """Rows that belong to a wave. Every way of changing them refuses those of a locked one."""

    wave_path = ""
    parent = ""

    def _refuse_locked(self):
        if self.filter(**{f"{self.wave_path}__locked_at__isnull": False}).exists():
            raise WaveLocked(LOCKED)

    def _refuse_locked_parents(self, parents):
        """Refuse rows that would be put into a locked wave; `parents` are what they would belong to."""
        keys = {getattr(parent, "pk", parent) for parent in parents}
        beyond = self.wave_path.removeprefix(self.parent).removeprefix("__")
        model = self.model._meta.get_field(self.parent).related_model
        if model._base_manager.filter(pk__in=keys, **{f"{beyond}__locked_at__isnull": False}).exists():
            raise WaveLocked(LOCKED)

    def update(self, **fields):
        self._refuse_locked()
        self._refuse_locked_parents(fields[name] for name in (self.parent, f"{self.parent}_id") if name in fields)
        return super().update(**fields)

    def delete(self):
        self._refuse_locked()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def destroy(self):
        """Delete rows of locked waves too, for good: `surveys.actions.retention` says when."""
        return self._raw_delete(self.db)

    destroy.alters_data = True
    destroy.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        self._refuse_locked_parents(getattr(row, f"{self.parent}_id") for row in objs)
        self.filter(pk__in=[row.pk for row in objs if row.pk])._refuse_locked()
        return super().bulk_create(objs, *args, **kwargs)

    def refuse_change_of(self, row):
        """Raise WaveLocked if the wave that `row` belongs to, or belonged to as stored, is locked."""
        self._refuse_locked_parents([getattr(row, f"{self.parent}_id")])
        self.filter(pk=row.pk)._refuse_locked()


class ResponseQuerySet(EvidenceQuerySet):
    """Answers."""

    wave_path, parent = "sample__wave", "sample"

    def of_wave(self, wave):
        return self.filter(sample__wave=wave)

    def counted(self):
        """Those that figures are made of: not the ones that an evaluator excluded at a quality check."""
        return self.filter(is_excluded=False)


class WrittenAnswerQuerySet(EvidenceQuerySet):
    """Words written in answer to a question."""

    wave_path, parent = "response__sample__wave", "response"


class Response(models.Model):
    """One person's answers in one sample. Nothing in it says who the person is."""

    class Mode(models.TextChoices):
        FILE = "file", "File"
        LINK = "link", "Link"
        INTERVIEW = "interview", "Interviewer"
        PAPER = "paper", "Paper"

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="responses")
    batch = models.ForeignKey("surveys.ImportBatch", models.CASCADE, null=True, blank=True, related_name="responses")
    key = models.CharField(max_length=64, help_text="What makes a second delivery of the same answers recognisable.")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.FILE)
    answered_on = models.DateField(null=True, blank=True)
    sex = models.PositiveSmallIntegerField(default=UNKNOWN)
    age_band = models.PositiveSmallIntegerField(default=UNKNOWN)
    design_weight = models.FloatField(null=True, blank=True, help_text="The weight that came with the answers.")
    weight = models.FloatField(null=True, blank=True, help_text="The weight used in figures; none until weighted.")
    # Defaults of the database, so that rows copied from files need not name them.
    language = models.CharField(
        max_length=10, blank=True, default="", db_default="", help_text="In which it was answered; English where empty."
    )
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="How long answering took, where known.")
    is_excluded = models.BooleanField(
        default=False, db_default=False, help_text="An evaluator decided at a quality check that it does not count."
    )
    answers = AnswersField()

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "key"], name="response_once_per_sample"),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gt=0),
                name="response_weight_positive",
                violation_error_message="A weight must be above zero.",
            ),
            models.CheckConstraint(
                condition=Q(design_weight=None) | Q(design_weight__gt=0),
                name="response_design_weight_positive",
            ),
        ]

    def __str__(self):
        return f"Response {self.pk}"

    def save(self, *args, **kwargs):
        Response.objects.refuse_change_of(self)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        Response.objects.refuse_change_of(self)
        return super().delete(*args, **kwargs)


class WrittenAnswer(models.Model):
    """Words written in answer to a question. Kept apart: people name themselves and others in words."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="written_answers")
    code = models.CharField(max_length=20)
    text = models.TextField()

    objects = WrittenAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["response", "code"]
        constraints = [models.UniqueConstraint(fields=["response", "code"], name="written_answer_once")]

    def __str__(self):
        return f"{self.code}: {self.text[:40]}"

    def save(self, *args, **kwargs):
        WrittenAnswer.objects.refuse_change_of(self)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        WrittenAnswer.objects.refuse_change_of(self)
        return super().delete(*args, **kwargs)


@receiver(pre_delete, sender=Sample, dispatch_uid="surveys.keep_locked_sample")
def keep_locked_sample(sender, instance, **kwargs):
    """Keep the answers of a locked sample, whatever deletion would have taken them along."""
    if instance.wave.is_locked and instance.responses.exists():
        raise WaveLocked(f"{instance} is locked and cannot be deleted.")
