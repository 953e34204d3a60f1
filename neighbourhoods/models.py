"""What is there: the neighbourhoods, who lives in them, and official figures about them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models import Appointment, Cohort, Entry, Kpi, OfProgrammeQuerySet, Programme, Role
from neighbourhoods.bands import AGE_BANDS, SEXES
from neighbourhoods.deployment_rules import check_deployment


class Neighbourhood(models.Model):
    """A place where residents are surveyed and supported: a ward, a set of small areas, or a district abroad.

    `code` with `vintage` names it for ever: statistics of another year's boundaries are another place.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="neighbourhoods")
    cohort = models.ForeignKey(Cohort, models.SET_NULL, null=True, blank=True, related_name="neighbourhoods")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    vintage = models.CharField(max_length=20, blank=True, help_text="The year of the boundaries, for example 2017.")
    boundary = models.JSONField(null=True, blank=True, help_text="GeoJSON geometry, longitude and latitude (WGS 84).")

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["boundary"])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="neighbourhood_code_once",
                violation_error_message="The programme already has a neighbourhood with this code.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("evaluation:neighbourhood-detail", args=[self.programme.slug, self.code])


class PopulationGroup(models.Model):
    """Residents of a neighbourhood of one sex in one age range, as counted by a census or estimate."""

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="population_groups")
    sex = models.PositiveSmallIntegerField(choices=[(s.number, s.label) for s in SEXES])
    age_band = models.PositiveSmallIntegerField(choices=[(0, "under 16"), *((b.number, b.label) for b in AGE_BANDS)])
    residents = models.PositiveIntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["neighbourhood", "sex", "age_band"]
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "sex", "age_band"], name="population_group_once"),
        ]

    def __str__(self):
        return f"{self.neighbourhood}, {self.get_sex_display()} {self.get_age_band_display()}"


class SmallArea(models.Model):
    """An LSOA and the neighbourhood it counts towards by best fit; its population weighs its figures."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="small_areas")
    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="small_areas")
    code = models.CharField(max_length=20)
    vintage = models.CharField(max_length=20, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True, help_text="Unknown until a population file came.")

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="small_area_in_one_neighbourhood"),
        ]

    def __str__(self):
        return self.code


class AreaStatistic(models.Model):
    """One official figure about one neighbourhood at one date, with its source. Unknown ones have no row."""

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="statistics")
    measure = models.SlugField(max_length=80)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    value = models.FloatField()
    as_of = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["neighbourhood", "measure", "as_of"]
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "measure", "as_of"], name="area_statistic_once_a_date"),
        ]
        indexes = [models.Index(fields=["measure", "as_of"])]

    def __str__(self):
        return f"{self.neighbourhood}: {self.label} {self.value:g} ({self.as_of})"


class AreaFile(models.Model):
    """An official file as it was uploaded, what reading it found, and when it was applied.

    Nothing of a file is applied while it has a fault. The bytes are kept until then, so that the dry run and
    the application read the same file.
    """

    class Kind(models.TextChoices):
        BOUNDARIES = "boundaries", "Ward boundaries (GeoJSON)"
        LOOKUP = "lookup", "LSOA to ward lookup (CSV)"
        POPULATION = "population", "Census population by ward, sex and single year of age (CSV)"
        IOD_FILE_1 = "iod-file-1", "Indices of Deprivation 2019, File 1: index of multiple deprivation (CSV)"
        IOD_FILE_2 = "iod-file-2", "Indices of Deprivation 2019, File 2: domains of deprivation (CSV)"
        IOD_FILE_6 = "iod-file-6", "Indices of Deprivation 2019, File 6: population denominators (CSV)"
        WARD_FIGURES = "ward-figures", "Figures by ward (CSV: area_code, indicator, period, value)"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="area_files")
    kind = models.CharField(max_length=20, choices=Kind)
    filename = models.CharField(max_length=255)
    vintage = models.CharField(max_length=20, blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    summary = models.JSONField(default=list, help_text="What applying it would change, in sentences.")
    faults = models.JSONField(default=list, help_text="Lists of line, column, value and reason.")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(faults=[]),
                name="area_file_applied_only_without_faults",
            )
        ]

    def __str__(self):
        return self.filename


class KpiPlace(models.Model):
    """A neighbourhood that a KPI over chosen neighbourhoods covers."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="places")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="kpi_places")

    history = HistoricalRecords()

    class Meta:
        ordering = ["kpi", "neighbourhood__name"]
        constraints = [models.UniqueConstraint(fields=["kpi", "neighbourhood"], name="kpi_place_once")]

    def __str__(self):
        return f"{self.kpi}, {self.neighbourhood}"


class Deployment(Entry):
    """Somebody of the team at work in a neighbourhood from one day to another, with a share of full time.

    Intensive support lasts 18 months, and so does the maintenance after it; anything longer is warned of.
    """

    LONGEST_MONTHS = 18

    class Kind(models.TextChoices):
        INTENSIVE = "intensive", "Intensive support"
        MAINTENANCE = "maintenance", "Maintenance"

    PROGRAMME = "neighbourhood__programme"

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="deployments", verbose_name="who")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="deployments", verbose_name="where")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INTENSIVE)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    fte = models.DecimalField("share of full time", max_digits=3, decimal_places=2)

    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="deployment_ends_after_start",
                violation_error_message="A deployment cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(fte__gt=0, fte__lte=1),
                name="deployment_share_of_full_time",
                violation_error_message="A share of full time is above 0 and at most 1.",
            ),
        ]

    def __str__(self):
        return f"{self.appointment.name}, {self.neighbourhood}"

    def get_absolute_url(self):
        return reverse("neighbourhoods:deployment-detail", args=[self.neighbourhood.programme.slug, self.pk])

    def clean(self):
        check_deployment(self)

    def runs_on(self, on):
        """Whether the person works there on the date `on`."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class BaselinePart(models.Model):
    """One of the five parts of a neighbourhood's baseline that somebody has confirmed as complete, and where it is.

    The residents' survey and the survey of organisations are seen from their locked waves and need no row.
    """

    class Part(models.TextChoices):
        PARTICIPATION = "participation", "How many residents take part"
        SECTOR = "sector", "Profile of the community sector"
        INTERACTION = "interaction", "Dealings between groups and agencies"
        EXISTING = "existing", "Community development there already"
        ASSETS = "assets", "Meeting spaces, grants and other assets"

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="baseline_parts")
    part = models.CharField(max_length=15, choices=Part)
    completed_on = models.DateField()
    note = models.TextField("what it is based on")
    evidence_link = models.URLField("link to the evidence", max_length=500, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["neighbourhood", "part"]
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "part"], name="baseline_part_once"),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="baseline_part_has_a_note",
                violation_error_message="Say what it is based on.",
            ),
        ]

    def __str__(self):
        return f"{self.neighbourhood}: {self.get_part_display()}"


class RecordIsKept(Exception):
    """What was written down stays as it was; something new is written beside it."""


class KeptRecordQuerySet(models.QuerySet):
    """Records that are added and never changed."""

    def update(self, **fields):
        raise RecordIsKept(f"{self.model._meta.verbose_name_plural.capitalize()} are never changed.")


class KeptRecord(models.Model):
    """Something about a neighbourhood that was written down once, by somebody in a role, and stays."""

    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_as = models.CharField("role", max_length=20, choices=Role, blank=True, help_text="Their role that day.")
    written_at = models.DateTimeField(default=timezone.now)

    objects = KeptRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-written_at", "-pk"]

    def save(self, *args, **kwargs):
        if self.pk:
            raise RecordIsKept(f"{self._meta.verbose_name_plural.capitalize()} are never changed.")
        super().save(*args, **kwargs)


class LocalIntelligence(KeptRecord):
    """What somebody who knows a place says of it that no figure does. A later note does not replace an earlier one."""

    note = models.TextField()

    history = HistoricalRecords()

    class Meta(KeptRecord.Meta):
        verbose_name_plural = "notes of local intelligence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(note=""),
                name="local_intelligence_says_something",
                violation_error_message="Write down what is known of the place.",
            )
        ]

    def __str__(self):
        return f"{self.neighbourhood}: {self.note[:60]}"


class CohortChoice(KeptRecord):
    """That somebody put a neighbourhood into a cohort, or took it out of one, and why.

    The numbers stay should a cohort ever be deleted; empty is no cohort. `ranking` holds how the place stood in the
    ranking that was looked at: its score, rank, the number of places, and the weights. It is empty where none was.
    """

    cohort = models.ForeignKey(Cohort, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    former_number = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField()
    ranking = models.JSONField(default=dict, blank=True)
    baseline = models.CharField(
        "locked baseline", max_length=200, blank=True, help_text="The one it already had when it was moved."
    )

    class Meta(KeptRecord.Meta):
        verbose_name_plural = "cohort choices"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="cohort_choice_has_a_reason",
                violation_error_message="Write down why.",
            )
        ]

    def __str__(self):
        return f"{self.neighbourhood}: {self.words}"

    @property
    def words(self):
        """What was chosen: "cohort 2", "cohort 2, before in cohort 1", "no cohort, before in cohort 1"."""
        now = "no cohort" if self.number is None else f"cohort {self.number}"
        moved = self.former_number is not None and self.former_number != self.number
        return f"{now}, before in cohort {self.former_number}" if moved else now
