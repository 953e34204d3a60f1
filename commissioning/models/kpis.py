"""Key performance indicators: what a stage is to move, by how much, where and by when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from simple_history.models import HistoricalRecords

from commissioning.models.cohorts import Cohort
from commissioning.models.entries import Entry, Promise


class Kpi(Promise):
    """A contracted measure of success: an indicator over some places with a target, or a judgement by people.

    `indicator` is a code of the evaluation room's catalogue, empty for a judgement. `target` is in the indicator's
    published unit: points (of percent) or units for `points`, the level for `reach`, the least score that counts as met
    for `judgement`; empty where the kind needs none. Which neighbourhoods a KPI over chosen ones covers is kept by the
    neighbourhoods room (`KpiPlace`).
    """

    class Kind(models.TextChoices):
        ANY_INCREASE = "any_increase", "Any improvement that is beyond chance"
        POINTS = "points", "An improvement of at least so much"
        REACH = "reach", "Reach a level"
        SIGNIFICANT = "significant", "A statistically significant improvement"
        JUDGEMENT = "judgement", "A judgement on evidence, with a score"

    TERMS = ("kind", "indicator", "target", "covers", "cohort_id")

    class Covers(models.TextChoices):
        COHORT = "cohort", "A cohort"
        PLACES = "places", "Chosen neighbourhoods"
        PROGRAMME = "programme", "The whole programme"

    kind = models.CharField("kind of target", max_length=15, choices=Kind)
    indicator = models.CharField(max_length=20, blank=True)
    target = models.FloatField(null=True, blank=True)
    covers = models.CharField("where", max_length=10, choices=Covers, default=Covers.PROGRAMME)
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="kpis")
    first_agreed = models.TextField(
        "target agreed at first",
        blank=True,
        editable=False,
        help_text="In words, once the target or where it is measured was changed after the stage had begun.",
    )
    changed_because = models.TextField("why the target changed", blank=True, editable=False)

    history = HistoricalRecords()

    class Meta(Promise.Meta):
        constraints = [
            *Promise.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="judgement", indicator="") | (~Q(kind="judgement") & ~Q(indicator="")),
                name="kpi_indicator_unless_judged",
                violation_error_message="Choose the indicator; a judgement has none.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["points", "reach", "judgement"], target__isnull=False)
                | Q(kind__in=["any_increase", "significant"], target=None),
                name="kpi_target_where_needed",
                violation_error_message="This kind of target needs a number, or must have none.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="points") | Q(target__gt=0),
                name="kpi_points_above_zero",
                violation_error_message="An improvement is a number above 0, whichever way is better.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="judgement") | Q(target__in=[1, 2, 3, 4]),
                name="kpi_judgement_target_is_a_score",
                violation_error_message="The score that counts as met is 1, 2, 3 or 4.",
            ),
            models.CheckConstraint(
                condition=Q(covers="cohort", cohort__isnull=False) | (~Q(covers="cohort") & Q(cohort=None)),
                name="kpi_cohort_where_it_covers_one",
                violation_error_message="Choose the cohort that the KPI covers.",
            ),
            models.CheckConstraint(
                condition=Q(first_agreed="") | ~Q(changed_because=""),
                name="kpi_changed_target_has_its_reason",
                violation_error_message="Say why the target changes.",
            ),
        ]

    def get_absolute_url(self):
        return reverse("evaluation:kpi-detail", args=[self.programme.slug, self.pk])

    @property
    def terms(self):
        """Names of the fields that say what is to be reached; what people judge is said by the title."""
        return (*self.TERMS, "title", "detail") if self.is_judged else self.TERMS

    def why_it_stays(self):
        """Judgements are added to and never taken away with their KPI."""
        if self.judgements.exists():
            return "It has been judged, and judgements stay on record."
        return super().why_it_stays()

    @property
    def is_judged(self):
        return self.kind == self.Kind.JUDGEMENT

    @property
    def is_settled(self):
        """A KPI is never settled by hand: its status is read from the evidence."""
        return False


class Score(models.IntegerChoices):
    """How far something judged by people has come, on their evidence."""

    NOTHING = 0, "0 Nothing to see yet"
    LITTLE = 1, "1 First signs"
    SOME = 2, "2 Some, here and there"
    GOOD = 3, "3 Good, in most places"
    STRONG = 4, "4 Strong and lasting"


class Judgement(Entry):
    """What somebody judged of a KPI that no survey measures, on which evidence. Added to, never overwritten."""

    PROGRAMME = "kpi__stage__programme"

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="judgements")
    score = models.PositiveSmallIntegerField(choices=Score)
    reason = models.TextField("why this score")
    evidence_link = models.URLField("link to the evidence", max_length=500, blank=True)
    judged_on = models.DateField()
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["judged_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=4), name="judgement_score_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="judgement_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.get_score_display()} ({date_format(self.judged_on, 'j F Y')})"
