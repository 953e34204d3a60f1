"""Figures derived from answers, and a programme's own indicators."""

from django.db import models
from simple_history.models import HistoricalRecords

from commissioning.models import Cohort, OfProgrammeQuerySet, Programme
from neighbourhoods.models import Neighbourhood
from surveys.models import Wave


class LocalIndicator(models.Model):
    """An indicator of a programme's own, on its own questions: one definition in the format of the shipped files."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="local_indicators")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    definition = models.TextField(help_text="TOML, as in docs/data-formats/indicators.md.")

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="local_indicator_code_once")]

    def __str__(self):
        return self.code


class KeptSums(models.Model):
    """The additive sums of a wave whose single answers were destroyed: what its figures are rebuilt from since.

    `content` holds the arrays of WaveSums; `fingerprint` is their SHA-256.
    """

    wave = models.OneToOneField(Wave, models.CASCADE, related_name="kept_sums")
    indicators = models.JSONField(help_text="Codes of the indicators, in the order of the arrays' last axis.")
    content = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    kept_on = models.DateField()

    def __str__(self):
        return f"Sums of {self.wave}"


class EstimateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Estimates of the programmes that `user` belongs to."""
        return self.filter(wave__programme__in=Programme.objects.visible_to(user))


class Estimate(models.Model):
    """One indicator for one area, wave and group of people: additive sums and the figures published from them.

    Derived and rebuildable: `engine.recompute` writes these rows and nothing else does. Shares are between 0 and 1.
    A figure that does not exist (nobody answered, no baseline) is NULL, never 0.
    """

    class AreaKind(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood"
        COHORT = "cohort"
        PROGRAMME = "programme"

    # The unique constraint begins with the wave; more indexes would only slow down every recomputation.
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="estimates", db_index=False)
    area_kind = models.CharField(max_length=13, choices=AreaKind)
    area_code = models.CharField(max_length=60)
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.CASCADE, null=True, related_name="estimates", db_index=False
    )
    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, related_name="estimates", db_index=False)
    indicator = models.CharField(max_length=20)
    breakdown = models.CharField(max_length=10, help_text="all, sex or age.")
    group = models.CharField(max_length=10, help_text="all, or the code of a sex or an age band.")

    respondents = models.PositiveIntegerField(help_text="Everybody in the sample, whatever they answered.")
    population = models.PositiveIntegerField(null=True)
    places = models.PositiveSmallIntegerField(default=1, help_text="How many neighbourhoods the figure is made of.")
    n = models.PositiveIntegerField(help_text="Valid answers of this group.")
    n_missing = models.PositiveIntegerField(help_text="Of those asked: don't know, refused or skipped.")
    x = models.FloatField(help_text="Sum of y: people counted, for a share.")
    sw = models.FloatField(help_text="Sum of weights over valid answers.")
    sw2 = models.FloatField()
    swy = models.FloatField()
    sw2y = models.FloatField()
    sw2yy = models.FloatField()
    sw_missing = models.FloatField(help_text="Sum of weights of those counted in n_missing.")

    estimate = models.FloatField(null=True)
    se = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    n_eff = models.FloatField(null=True)
    n_kish = models.FloatField(null=True)
    se_test = models.FloatField(null=True, help_text="Without the correction for the population; for tests and trends.")
    df = models.FloatField(null=True)
    deff = models.FloatField(null=True)
    suppressed = models.CharField(max_length=10, blank=True, help_text="Why no figure is shown; empty when one is.")
    caution = models.BooleanField(default=False)

    baseline_wave = models.ForeignKey(Wave, models.CASCADE, null=True, related_name="+", db_index=False)
    baseline_estimate = models.FloatField(null=True)
    baseline_n = models.PositiveIntegerField(null=True)
    change = models.FloatField(null=True)
    change_low = models.FloatField(null=True)
    change_high = models.FloatField(null=True)
    p_value = models.FloatField(null=True)
    p_adjusted = models.FloatField(null=True)
    verdict = models.CharField(max_length=15, blank=True)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        ordering = ["wave", "indicator", "area_kind", "area_code", "breakdown", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "indicator", "breakdown", "group", "area_kind", "area_code"], name="estimate_once"
            ),
        ]

    def __str__(self):
        return f"{self.indicator}, {self.area_code}, {self.group}"
