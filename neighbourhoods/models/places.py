"""The neighbourhoods, who lives in them, and official figures about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import Cohort, Kpi, OfProgrammeQuerySet, Programme
from neighbourhoods.bands import AGE_BANDS, SEXES


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
    # Only published health statistics have these; unknown ones are NULL.
    period = models.CharField(max_length=40, blank=True, help_text="As its source writes it, such as 2019 - 23.")
    low = models.FloatField(null=True, blank=True, help_text="Of the published 95% interval.")
    high = models.FloatField(null=True, blank=True)
    count = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

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
        FINGERTIPS = "fingertips", "Public health profiles (CSV of OHID Fingertips)"

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
