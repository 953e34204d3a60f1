"""Money: what was budgeted and spent by stage and kind, and what partners put in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.models import HistoricalRecords

from commissioning.models.contract import Stage
from commissioning.models.entries import Entry
from commissioning.models.programmes import OfProgrammeQuerySet, Programme


class MoneyKind(models.TextChoices):
    """What money goes on."""

    STAFF = "staff", "Staff"
    TRAINING = "training", "Training"
    GRANTS = "grants", "Seedcorn grants"
    PREMISES = "premises", "Premises"
    EQUIPMENT = "equipment", "Equipment"
    EVALUATION = "evaluation", "Evaluation and surveys"
    OTHER = "other", "Other"


def pounds(label, **options):
    """An amount in pounds and pence, never below 0."""
    return models.DecimalField(
        label,
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0, message="An amount is 0 or more.")],
        **options,
    )


class BudgetLine(Entry):
    """Money set aside for one thing in one stage."""

    PROGRAMME = "stage__programme"

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="budget_lines")
    kind = models.CharField(max_length=12, choices=MoneyKind)
    what = models.CharField("what it is for", max_length=200)
    amount = pounds("amount")

    history = HistoricalRecords()

    class Meta:
        ordering = ["stage", "kind", "what", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "kind", "what"],
                name="budget_line_once",
                violation_error_message="The stage already has a budget line of this kind with these words.",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
        ]

    def __str__(self):
        return f"{self.what}, {self.stage}"

    def get_absolute_url(self):
        return reverse("commissioning:budget-line-detail", args=[self.stage.programme.slug, self.pk])


class Payment(Entry):
    """Money spent on a day: the actuals that a budget is held against. A refund is a payment below 0."""

    PROGRAMME = "stage__programme"

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="payments")
    kind = models.CharField(max_length=12, choices=MoneyKind)
    what = models.CharField("what it was for", max_length=200)
    amount = models.DecimalField("amount", max_digits=12, decimal_places=2, help_text="A refund is below 0.")
    paid_on = models.DateField("paid on")
    reference = models.CharField(max_length=100, blank=True, help_text="As the finance system names it.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="payment_is_an_amount",
                violation_error_message="A payment is not 0.",
            ),
            models.UniqueConstraint(
                fields=["stage", "reference"],
                condition=~Q(reference=""),
                name="payment_reference_once",
                violation_error_message="A payment of this stage already has this reference.",
            ),
        ]

    def __str__(self):
        return f"{self.what}, {date_format(self.paid_on)}"

    def clean(self):
        if self.paid_on and self.paid_on > timezone.localdate():
            raise ValidationError({"paid_on": "A payment has been made: its day cannot lie ahead."})

    def get_absolute_url(self):
        return reverse("commissioning:payment-detail", args=[self.stage.programme.slug, self.pk])


class Partner(Entry):
    """An organisation that belongs to the programme beside the commissioning body and the contractor."""

    class Kind(models.TextChoices):
        NHS = "nhs", "NHS"
        COUNCIL = "council", "Council"
        POLICE = "police", "Police"
        FIRE = "fire", "Fire service"
        HOUSING = "housing", "Housing provider"
        EDUCATION = "education", "School, college or university"
        VOLUNTARY = "voluntary", "Voluntary organisation"
        BUSINESS = "business", "Business"
        OTHER = "other", "Other"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="partners")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="partner_once",
                violation_error_message="The programme already has a partner of this name.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("commissioning:partner-detail", args=[self.programme.slug, self.pk])


class Contribution(Entry):
    """What a partner puts in for one stage: cash, something in kind with its valuation, or a seconded person.

    `received` is what has come in so far, empty while that is unknown; 0 says that nothing came.
    """

    class Kind(models.TextChoices):
        CASH = "cash", "Cash"
        IN_KIND = "in kind", "In kind"
        SECONDMENT = "secondment", "Secondment"

    PROGRAMME = "stage__programme"

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="contributions")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=12, choices=Kind)
    what = models.CharField("what it is", max_length=200)
    amount = pounds("worth as agreed")
    received = pounds("received so far", null=True, blank=True)
    valuation = models.TextField(
        "how it was valued", blank=True, help_text="Needed for what is not cash, for example hours times a rate."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["stage", "partner__name", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="cash") | ~Q(valuation=""),
                name="contribution_valued",
                violation_error_message="Say how it was valued: what is not cash has no price of its own.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (Q(received=None) | Q(received__gte=0)), name="contribution_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.what}, {self.partner}"

    def get_absolute_url(self):
        return reverse("commissioning:contribution-detail", args=[self.stage.programme.slug, self.pk])


class MoneyFile(models.Model):
    """A spreadsheet of budget, payments and contributions as it was uploaded, and what importing it would change.

    Nothing of a file is imported while it has a fault. Its bytes are kept until it is imported or cancelled, so that
    the check and the import read the same file.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="money_files")
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    summary = models.JSONField(default=list, help_text="What importing it would do, in sentences.")
    changes = models.JSONField(default=list, help_text="Lists of sheet, row, what happens, to what, and how.")
    faults = models.JSONField(default=list, help_text="Lists of sheet, row, column, value and reason.")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = OfProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(faults=[]), name="money_file_applied_only_without_faults"
            )
        ]

    def __str__(self):
        return self.filename
