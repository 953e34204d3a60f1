"""Waves: one round of one questionnaire over some neighbourhoods, and the sample taken in each."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import OfProgrammeQuerySet, Programme
from neighbourhoods.models import Neighbourhood
from surveys.models.questionnaires import Questionnaire


class Weighting(models.TextChoices):
    """How answers are made to stand for all residents."""

    POSTSTRATIFY = "poststratify", "Age by sex (post-stratification)"
    RAKE = "rake", "Age and sex separately (raking)"
    SUPPLIED = "supplied", "Weights supplied with the file"
    EQUAL = "equal", "Every answer counts the same"


LOCK_DATES = {"weighted_at", "locked_at"}


class WaveLocked(Exception):
    """A locked wave is evidence: its answers, samples and weights cannot change."""


class WaveQuerySet(OfProgrammeQuerySet):
    """Waves. A locked one can be given another date of locking, and nothing else."""

    def update(self, **fields):
        undone = any(fields.get(name, name) is None for name in LOCK_DATES)
        if (undone or fields.keys() - LOCK_DATES) and self.filter(locked_at__isnull=False).exists():
            raise WaveLocked("A locked wave cannot be changed.")
        return super().update(**fields)

    def take_lock_off(self):
        """Unlock: the one way there is. `surveys.actions.unlocking` sees to it that two roles want it."""
        return super().update(locked_at=None, locked_by=None)

    def keep_answers_until(self, day):
        """Say until when single answers are kept, of locked waves too: `surveys.actions.retention` says who may."""
        return super().update(answers_kept_until=day)

    def note_destroyed(self, on):
        """Note of locked waves that their single answers were destroyed on a day."""
        return super().update(destroyed_on=on)


class Wave(models.Model):
    """One round of one questionnaire. Baseline waves come first; once locked, a wave is evidence."""

    class Purpose(models.TextChoices):
        BASELINE = "baseline", "Baseline"
        FOLLOW_UP = "follow-up", "Follow-up"

    class Design(models.TextChoices):
        RANDOM = "random", "Random sample"
        QUOTA = "quota", "Quota sample"
        CENSUS = "census", "Everyone was asked"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="waves")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="waves")
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=10, choices=Purpose)
    design = models.CharField(max_length=10, choices=Design, default=Design.RANDOM)
    starts_on = models.DateField()
    ends_on = models.DateField()
    weighting = models.CharField(max_length=15, choices=Weighting, default=Weighting.POSTSTRATIFY)
    weighted_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(
        blank=True, help_text="What a reader must know, for example that clusters were not recorded."
    )
    takes_answers_online = models.BooleanField(
        default=False, help_text="Whether its links can be answered, on the days of its fieldwork."
    )
    keyed_twice = models.BooleanField(default=False, help_text="Whether each paper form is keyed by two people.")
    answers_kept_until = models.DateField(
        null=True, blank=True, help_text="The day after which single answers are destroyed; figures stay."
    )
    destroyed_on = models.DateField(null=True, blank=True, help_text="When its single answers were destroyed.")

    objects = WaveQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="wave_name_once",
                violation_error_message="The programme already has a wave of this name.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="wave_ends_after_start",
                violation_error_message="A wave cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None) | Q(weighted_at__isnull=False), name="wave_weighted_before_lock"
            ),
            models.CheckConstraint(
                condition=Q(destroyed_on=None) | Q(locked_at__isnull=False), name="wave_locked_before_destruction"
            ),
            models.CheckConstraint(
                condition=Q(answers_kept_until=None) | Q(answers_kept_until__gt=F("ends_on")),
                name="wave_answers_kept_past_fieldwork",
                violation_error_message="Answers are kept at least until fieldwork is over.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if self.pk and Wave.objects.filter(pk=self.pk, locked_at__isnull=False).exists():
            raise WaveLocked(f"{self} is locked and cannot be changed.")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("surveys:wave-detail", args=[self.programme.slug, self.pk])

    def delete(self, *args, **kwargs):
        if Wave.objects.filter(pk=self.pk, locked_at__isnull=False).exists():
            raise WaveLocked(f"{self} is locked and cannot be deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_locked(self):
        return self.locked_at is not None

    @property
    def is_baseline(self):
        return self.purpose == self.Purpose.BASELINE

    @property
    def held_on(self):
        """The middle of the fieldwork: the date its figures stand for."""
        return self.starts_on + timedelta(days=(self.ends_on - self.starts_on).days // 2)


class SampleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Samples of the programmes that `user` belongs to."""
        return self.filter(wave__programme__in=Programme.objects.visible_to(user))

    def by_neighbourhood(self):
        """With their neighbourhoods, by name; without what is long, the seal and the boundary."""
        light = self.select_related("neighbourhood").defer("sealed", "neighbourhood__boundary")
        return light.order_by("neighbourhood__name", "pk")

    def of_locked_baselines(self, programme, audience):
        """Samples of the programme's locked baselines among people of `audience`."""
        return self.filter(
            wave__programme=programme,
            wave__purpose=Wave.Purpose.BASELINE,
            wave__locked_at__isnull=False,
            wave__questionnaire__audience=audience,
        )

    def update(self, **fields):
        self._refuse_locked()
        return super().update(**fields)

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        if Wave.objects.filter(pk__in={sample.wave_id for sample in objs}, locked_at__isnull=False).exists():
            raise WaveLocked("The wave is locked: no sample can be added.")
        return super().bulk_create(objs, *args, **kwargs)

    def _refuse_locked(self):
        if self.filter(wave__locked_at__isnull=False).exists():
            raise WaveLocked("The wave is locked: its samples cannot be changed.")

    def destroy_seals(self):
        """Destroy the single answers in the seals, for good: `surveys.actions.retention` says when."""
        return super().update(sealed=None)


class Sample(models.Model):
    """The people asked in one neighbourhood in one wave.

    Sealed when the wave is locked: `sealed` holds all its answers and weights, `fingerprint` their SHA-256. Once single
    answers are destroyed the seal is gone too; its fingerprint stays.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="samples")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="samples")
    target = models.PositiveIntegerField(default=300)
    population = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Residents the sample stands for; unknown means no correction for its size.",
    )
    respondents = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many answered, known for good once the sample is sealed."
    )
    weighting_report = models.JSONField(default=dict, blank=True)
    link_code = models.CharField(
        max_length=20, null=True, blank=True, unique=True, help_text="The end of the address at which residents answer."
    )
    margins = models.JSONField(
        null=True,
        blank=True,
        help_text="Residents by sex and age band that weights use instead of the census, as rows of SEXES.",
    )
    margins_source = models.CharField(max_length=250, blank=True, help_text="Where they come from.")
    sealed = models.BinaryField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["wave", "neighbourhood__name"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "neighbourhood"], name="sample_once_per_neighbourhood"),
            models.CheckConstraint(
                condition=Q(sealed=None) | ~Q(fingerprint=""),
                name="sample_seal_has_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(margins=None, margins_source="") | Q(margins__isnull=False) & ~Q(margins_source=""),
                name="sample_margins_have_source",
                violation_error_message="Say where the table of residents comes from.",
            ),
        ]

    def __str__(self):
        return f"{self.wave}, {self.neighbourhood}"

    def save(self, *args, **kwargs):
        of_sample = Q(pk=self.wave_id) | (Q(samples=self.pk) if self.pk else Q())
        if Wave.objects.filter(of_sample, locked_at__isnull=False).exists():
            raise WaveLocked(f"{self.wave} is locked: its samples cannot be changed.")
        super().save(*args, **kwargs)
