"""What community life can draw on: meeting spaces and other assets, grant schemes and grants, projects."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import EntryQuerySet, Programme
from commissioning.money_words import pounds_words
from neighbourhoods.codes import CodesField
from neighbourhoods.days import refuse_ahead
from neighbourhoods.models.groups import MOST_PEOPLE, CommunityGroup, GroupPlace, tri_state
from neighbourhoods.models.places import Neighbourhood
from neighbourhoods.models.registers import RegisterEntry
from neighbourhoods.themes import APPROACHES

POUNDS = "GBP"


class DatedQuerySet(EntryQuerySet):
    def there_on(self, on):
        """Entries that were there on the date `on`."""
        return self.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on))


class Asset(RegisterEntry):
    """Something in a neighbourhood that groups can draw on, since a day and until it goes."""

    class Kind(models.TextChoices):
        SPACE = "space", "Meeting space"
        HUB = "hub", "Community hub"
        FORUM = "forum", "Forum or network"
        PARISH = "parish", "Parish or town council"
        ANCHOR = "anchor", "Anchor organisation"
        INPUT = "input", "Community development by others"
        OTHER = "other", "Other"

    class Cost(models.TextChoices):
        FREE = "free", "Free"
        LOW = "low", "Low cost"
        FULL = "full", "Full price"

    PROGRAMME = "neighbourhood__programme"

    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="assets")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.SPACE)
    name = models.CharField(max_length=150)
    run_by = models.CharField("who runs it", max_length=150, blank=True, help_text="An organisation, not a person.")
    group = models.ForeignKey(
        CommunityGroup, models.SET_NULL, null=True, blank=True, related_name="assets", verbose_name="group that runs it"
    )
    where = models.CharField("where it is", max_length=200, blank=True)
    cost = models.CharField("cost for a group", max_length=4, choices=Cost, blank=True)
    cost_words = models.CharField("cost in words", max_length=150, blank=True)
    step_free = tri_state("can be reached without steps")
    access = models.CharField("access in words", max_length=200, blank=True)
    capacity = models.PositiveIntegerField(
        "people it holds",
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PEOPLE, message=f"Write a number of at most {MOST_PEOPLE:,}.")],
    )
    fte = models.DecimalField(
        "workers, as full-time posts",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(Decimal(0), message="Write 0 or more."),
            MaxValueValidator(Decimal(50), message="Write at most 50."),
        ],
        help_text="For community development by others: 0.2 is one day a week.",
    )
    since = models.DateField("there since", null=True, blank=True, help_text="Empty if it always was.")
    until = models.DateField("last day", null=True, blank=True, help_text="Empty while it is there.")
    note = models.TextField(blank=True)

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["neighbourhood", "kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="asset_goes_after_it_came",
                violation_error_message="It cannot have gone before it came.",
            ),
            models.CheckConstraint(
                condition=Q(fte=None) | Q(fte__gte=0),
                name="asset_workers_not_negative",
                violation_error_message="Write 0 or more.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("neighbourhoods:asset-detail", args=[self.neighbourhood.programme.slug, self.pk])


class GrantScheme(RegisterEntry):
    """Money that groups can ask for, open from one day to another, in some neighbourhoods or in all of them."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="grant_schemes")
    name = models.CharField(max_length=150)
    funder = models.CharField("who gives the money", max_length=150)
    about = models.TextField("what it pays for", blank=True)
    opens_on = models.DateField("open from")
    closes_on = models.DateField("last day", null=True, blank=True, help_text="Empty while no end is known.")
    most = models.DecimalField("most for one grant", max_digits=12, decimal_places=2, null=True, blank=True)
    places = models.ManyToManyField(
        Neighbourhood, blank=True, related_name="grant_schemes", help_text="None chosen means the whole programme."
    )

    history = HistoricalRecords(m2m_fields=[places])

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="grant_scheme_closes_after_it_opens",
                violation_error_message="A scheme cannot close before it opens.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("neighbourhoods:scheme-detail", args=[self.programme.slug, self.pk])


class GrantQuerySet(EntryQuerySet):
    def in_pounds(self):
        """Grants whose amounts can be added up."""
        return self.filter(currency=POUNDS)

    def used_in(self, places):
        """Grants used in one of `places`: as they say, or else where their group was at work when they were awarded."""
        at_work = GroupPlace.objects.filter(
            Q(since=None) | Q(since__lte=OuterRef("awarded_on")),
            Q(until=None) | Q(until__gte=OuterRef("awarded_on")),
            group=OuterRef("group"),
            neighbourhood__in=places,
        )
        return self.filter(Q(neighbourhood__in=places) | Q(Exists(at_work), neighbourhood=None))


class Grant(RegisterEntry):
    """Money awarded to a group. The fields are those of the 360Giving standard that reports and figures read.

    `more` keeps the other columns of the file it came from, so that an export gives them back.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="grants")
    group = models.ForeignKey(CommunityGroup, models.PROTECT, related_name="grants")
    scheme = models.ForeignKey(GrantScheme, models.PROTECT, null=True, blank=True, related_name="grants")
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        help_text="Where the money is used; empty for wherever the group is at work.",
    )
    identifier = models.CharField(
        max_length=150, blank=True, help_text="As in 360Giving, such as 360G-council-0001. Given if left empty."
    )
    title = models.CharField("what for, in a line", max_length=300)
    description = models.TextField("what for", blank=True)
    amount = models.DecimalField("amount awarded", max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default=POUNDS)
    awarded_on = models.DateField("awarded on")
    starts_on = models.DateField("planned start", null=True, blank=True)
    ends_on = models.DateField("planned end", null=True, blank=True)
    funder_name = models.CharField("who gave it", max_length=200)
    funder_identifier = models.CharField("identifier of who gave it", max_length=150, blank=True)
    more = models.JSONField(default=dict, blank=True, editable=False)

    objects = GrantQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-awarded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "identifier"],
                condition=~Q(identifier=""),
                name="grant_identifier_once",
                violation_error_message="Another grant has this identifier already.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_start",
                violation_error_message="A grant cannot end before it starts.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("neighbourhoods:grant-detail", args=[self.programme.slug, self.pk])

    def clean(self):
        refuse_ahead(self, "awarded_on")

    @property
    def is_in_pounds(self):
        """Whether it stands in sums; amounts in another currency stand beside them."""
        return self.currency == POUNDS

    @property
    def amount_words(self):
        """The amount as pages write it: £1,234, or 1,234 EUR."""
        words = pounds_words(self.amount)
        return words if self.is_in_pounds else f"{words.removeprefix('£')} {self.currency}"

    def save(self, *args, **kwargs):
        self.give_identifier()
        super().save(*args, **kwargs)

    def give_identifier(self):
        """One of its own, by its key, for a grant that came without: saved again it stays the same."""
        self.identifier = self.identifier or f"360G-{self.programme.slug}-{self.key.hex[:12]}"


class Project(RegisterEntry):
    """Work with a beginning and an end that groups and agencies do together, tagged by its ways of working."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="projects")
    name = models.CharField(max_length=150)
    about = models.TextField("what it does", blank=True)
    led_by = models.CharField("who leads it", max_length=150, blank=True, help_text="An organisation, not a person.")
    since = models.DateField("from")
    until = models.DateField("until", null=True, blank=True)
    approaches = CodesField("ways of working", offered=APPROACHES)
    places = models.ManyToManyField(
        Neighbourhood, blank=True, related_name="projects", help_text="None chosen means the whole programme."
    )

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[places])

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="project_ends_after_start",
                violation_error_message="A project cannot end before it starts.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("neighbourhoods:project-detail", args=[self.programme.slug, self.pk])
