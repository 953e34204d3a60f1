"""Community groups: what each is, and its career as dated profiles that are never overwritten."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commissioning.models import EntryQuerySet, Programme, raise_register_version
from neighbourhoods.codes import CodesField
from neighbourhoods.days import refuse_ahead
from neighbourhoods.groups.typology import KINDS, kinds
from neighbourhoods.models.places import Neighbourhood
from neighbourhoods.models.records import RecordIsKept
from neighbourhoods.models.registers import RegisterEntry
from neighbourhoods.themes import APPROACHES, THEMES

MOST_PEOPLE = 100_000


def people_field(label, **options):
    """A number of people; 0 is an answer, unknown stays empty."""
    limit = MaxValueValidator(MOST_PEOPLE, message=f"Write a number of at most {MOST_PEOPLE:,}.")
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[limit], **options)


def tri_state(label, **options):
    """Yes, no, or not known."""
    return models.BooleanField(label, null=True, blank=True, **options)


class GroupQuerySet(EntryQuerySet):
    def standing(self):
        """Groups that are in the register for themselves, not found to be another's second entry."""
        return self.filter(duplicate_of=None)


class CommunityGroup(RegisterEntry):
    """A group or organisation of residents, or one that works with them. What changes over time is in its profiles."""

    class Sector(models.TextChoices):
        COMMUNITY = "community", "Community group"
        OVERLAP = "overlap", "Both a community group and a service"
        PROFESSIONAL = "professional", "Professional organisation"

    class Meets(models.TextChoices):
        PLACE = "place", "In a place"
        ONLINE = "online", "Online"
        BOTH = "both", "In a place and online"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="groups")
    name = models.CharField("name of the group", max_length=160)
    kind = models.CharField("kind", max_length=20, choices=KINDS, blank=True)
    sector = models.CharField(
        "sector",
        max_length=12,
        choices=Sector,
        blank=True,
        help_text="Only community groups are counted. Not known yet is left empty.",
    )
    about = models.TextField("what it does", blank=True, help_text="For residents and agencies. No names of people.")
    meets = models.CharField("where it meets", max_length=6, choices=Meets, blank=True)
    meets_where = models.CharField(
        "where and when", max_length=200, blank=True, help_text="A public place. Never somebody’s home address."
    )
    website = models.URLField("website or page", max_length=300, blank=True)
    founded_on = models.DateField("founded on", null=True, blank=True, help_text="About when is enough.")
    approaches = CodesField("ways of working", offered=APPROACHES)
    is_listed = tri_state("agrees to be in the public directory")
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="duplicates"
    )

    objects = GroupQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["programme", "name"], name="group_by_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name"),
            models.CheckConstraint(condition=~Q(duplicate_of=F("pk")), name="group_is_not_its_own_duplicate"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("neighbourhoods:group-detail", args=[self.programme.slug, self.pk])

    @property
    def nameless(self):
        """What an entry that is one person is called to those who read no names; empty for a group."""
        kind = kinds().get(self.kind)
        return "" if kind is None or kind.is_group else kind.label

    def why_it_stays(self):
        """A slip is taken away on the day it was made; what has a history is closed, or merged with what it is too."""
        made = self.history.order_by("history_id").values_list("history_date", flat=True).first()
        told = self.profiles.count() > 1 or any(self._has(relation) for relation in self._meta.related_objects)
        if made and timezone.localdate(made) == timezone.localdate() and not told:
            return ""
        return (
            f"{self} is on record with more than its first profile, or since before today, and figures rest on that. "
            "If it ended, record a profile that says it is closed. If it is here twice, have the two entries merged."
        )

    def _has(self, relation):
        """Whether something hangs from it that is more than where it is and how it was at first."""
        if relation.related_model in (GroupPlace, GroupProfile):
            return False
        return relation.related_model._base_manager.filter(**{relation.field.name: self}).exists()


class GroupPlaceQuerySet(models.QuerySet):
    def serving(self, on):
        """Rows that hold on the date `on`."""
        return self.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on))


class GroupPlace(models.Model):
    """That a group's activity is of people who live in a neighbourhood; a group may serve several.

    Without `since` it always did as far as is known; `until` is the last day on which it did.
    """

    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="places")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="group_places")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = GroupPlaceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["group", "neighbourhood__name"]
        constraints = [
            models.UniqueConstraint(fields=["group", "neighbourhood"], name="group_place_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="group_place_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.group}, {self.neighbourhood}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        raise_register_version(self.group.programme)

    def delete(self, *args, **kwargs):
        programme = self.group.programme
        deleted = super().delete(*args, **kwargs)
        raise_register_version(programme)
        return deleted


class GroupIdentifier(models.Model):
    """A name by which files know a group, such as GB-CHC-1146179 or 360G-council-choir. One group may have several."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="group_identifiers")
    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="identifiers")
    value = models.CharField(max_length=120)

    history = HistoricalRecords()

    class Meta:
        ordering = ["group", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "value"],
                name="group_identifier_of_one_group",
                violation_error_message="Another group has this identifier already.",
            ),
        ]

    def __str__(self):
        return self.value


class ProfileQuerySet(EntryQuerySet):
    def told(self):
        """Profiles that nobody has struck out."""
        return self.filter(struck_out_at=None)

    def as_at(self, programme, on):
        """The latest profile of each standing group of `programme` on the date `on`: at most one a group.

        A profile entered later for the same day puts the earlier one right.
        """
        last = self.model.objects.told().filter(group=OuterRef("pk"), as_of__lte=on).order_by("-as_of", "-pk")
        groups = CommunityGroup.objects.standing().filter(programme=programme)
        return self.filter(pk__in=groups.annotate(_last=Subquery(last.values("pk")[:1])).values("_last"))

    def update(self, **fields):
        if set(fields) - GroupProfile.MOVES:
            raise RecordIsKept("Profiles are never changed. Enter a new one, or strike the wrong one out.")
        return super().update(**fields)


class GroupProfile(RegisterEntry):
    """How a group was on a day: one stop of its career. It is never changed; a wrong one is struck out with a reason.

    Unknown is empty, in numbers as in answers; 0 is a number.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        DORMANT = "dormant", "Dormant"
        CLOSED = "closed", "Closed"
        MERGED = "merged", "Merged into another group"

    class Income(models.TextChoices):
        NONE = "none", "No income"
        UNDER_5K = "under-5k", "Under £5,000"
        TO_10K = "to-10k", "£5,000 to £10,000"
        TO_100K = "to-100k", "Over £10,000, to £100,000"
        OVER_100K = "over-100k", "Over £100,000"

    class Confidence(models.TextChoices):
        VERY = "very", "Very confident"
        FAIRLY = "fairly", "Fairly confident"
        NEITHER = "neither", "Neither confident nor unconfident"
        NOT_VERY = "not-very", "Not very confident"
        NOT_AT_ALL = "not-at-all", "Not at all confident"

    class Source(models.TextChoices):
        VISIT = "visit", "A visit or meeting"
        CALL = "call", "A call or message"
        PAPERS = "papers", "Its own papers or page"
        HEARD = "heard", "Heard from others"
        FILE = "file", "A file that was imported"

    PROGRAMME = "group__programme"
    MOVES = {"group", "struck_out_at", "struck_out_by", "struck_out_because"}

    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="profiles", db_index=False)
    as_of = models.DateField("how it was on")
    state = models.CharField("is it active?", max_length=8, choices=State, default=State.ACTIVE)
    merged_into = models.ForeignKey(
        CommunityGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="merged into"
    )
    named = tri_state("has a name of its own")
    has_contact = tri_state("has a contact person")
    open_to_join = tri_state("other residents can join")
    members = people_field("members")
    volunteers = people_field("volunteers")
    paid_staff = people_field("paid staff")
    activities = people_field("activities a month")
    themes = CodesField("what it is about", offered=THEMES)
    about_health = tri_state("it is about health")
    income_band = models.CharField("income a year", max_length=9, choices=Income, blank=True)
    income = models.DecimalField(
        "income in pounds, if known exactly",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), message="An income is 0 or more.")],
    )
    confidence = models.CharField(
        "confident of reaching its aims in the next year", max_length=10, choices=Confidence, blank=True
    )
    ambition = models.TextField("what it wants next", blank=True)
    networks = models.TextField("whom it works with", blank=True)
    achievements = models.TextField("what it achieved", blank=True)
    problems = models.TextField("what it struggles with", blank=True)
    source = models.CharField("how we know", max_length=6, choices=Source, default=Source.VISIT)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    struck_out_at = models.DateTimeField(null=True, editable=False)
    struck_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    struck_out_because = models.TextField(blank=True, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["group", "as_of", "pk"]
        indexes = [models.Index(fields=["group", "-as_of", "-id"], name="profile_latest_of_group")]
        constraints = [
            models.CheckConstraint(
                condition=Q(income=None) | Q(income__gte=0),
                name="profile_income_is_no_debt",
                violation_error_message="An income is 0 or more.",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="profile_merged_into_a_group",
                violation_error_message="Say which group it merged into.",
            ),
            models.CheckConstraint(
                condition=Q(struck_out_at=None) | ~Q(struck_out_because=""),
                name="profile_struck_out_for_a_reason",
                violation_error_message="Say why it is struck out.",
            ),
        ]

    def __str__(self):
        return f"{self.group}, {self.as_of:%-d %B %Y}"

    def get_absolute_url(self):
        return self.group.get_absolute_url()

    def clean(self):
        refuse_ahead(self, "as_of")

    def save(self, *args, **kwargs):
        if self.pk and set(kwargs.get("update_fields") or {"everything"}) - self.MOVES:
            raise RecordIsKept("Profiles are never changed. Enter a new one, or strike the wrong one out.")
        super().save(*args, **kwargs)

    def why_it_stays(self):
        return "Profiles are never removed. Strike a wrong one out, with the reason."


class GroupMerge(models.Model):
    """That an entry of the register was found to be another's double: `absorbed` was put under `kept`.

    `moved` holds, by kind of row, the numbers of the rows that went over, so that undoing gives back exactly those.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="group_merges")
    kept = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="absorptions")
    reason = models.TextField()
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="group_merge_of_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="group_merge_has_a_reason"),
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="group_merge_standing_once"),
        ]

    def __str__(self):
        return f"{self.absorbed} into {self.kept}"


class DistinctGroups(models.Model):
    """That two entries that look alike are two groups: somebody looked, and nobody is asked again."""

    one = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="+")
    other = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="+")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["one", "other"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_groups_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_groups_in_order"),
        ]

    def __str__(self):
        return f"{self.one} is not {self.other}"


def tell_figures(programme):
    """Say that register entries of `programme` were written in bulk, which no `save` told."""
    raise_register_version(programme)
