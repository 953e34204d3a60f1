"""Who works with whom: agencies, and links between groups and with agencies, each confirmed from time to time."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import EntryQuerySet, Programme, raise_register_version
from neighbourhoods.days import refuse_ahead
from neighbourhoods.models.groups import CommunityGroup
from neighbourhoods.models.registers import RegisterEntry


class Agency(RegisterEntry):
    """A public or other body that groups deal with and that issues are put to."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Council"
        NHS = "nhs", "NHS"
        POLICE = "police", "Police or fire service"
        HOUSING = "housing", "Housing provider"
        SCHOOL = "school", "School or college"
        VOLUNTARY = "voluntary", "Voluntary organisation"
        OTHER = "other", "Other"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="agencies")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.COUNCIL)
    about = models.CharField("what it answers for", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="agency_once",
                violation_error_message="There is an agency of this name already.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("neighbourhoods:agency-detail", args=[self.programme.slug, self.pk])


class LinkQuerySet(EntryQuerySet):
    def standing(self, on, confirmed_since):
        """Links that hold on the date `on` and were confirmed from `confirmed_since` to then."""
        seen = LinkConfirmation.objects.filter(
            link=OuterRef("pk"), confirmed_on__lte=on, confirmed_on__gte=confirmed_since
        )
        return self.filter(Exists(seen), Q(ended_on=None) | Q(ended_on__gt=on), started_on__lte=on)

    def beside(self, link):
        """Other links of the same two, in whichever order, and of the same kind, that stand at the same time."""
        pair = Q(group=link.group_id, other=link.other_id, agency=link.agency_id)
        if link.other_id:
            pair |= Q(group=link.other_id, other=link.group_id)
        then = Q(ended_on=None) | Q(ended_on__gt=link.started_on)
        if link.ended_on:
            then &= Q(started_on__lt=link.ended_on)
        return self.filter(pair, then, kind=link.kind).exclude(key=link.key)


class GroupLink(RegisterEntry):
    """That a group works with another group or with an agency, since a day and until it ends."""

    class Kind(models.TextChoices):
        TOGETHER = "together", "Do something together"
        SPACE = "space", "Share a space or equipment"
        PEOPLE = "people", "Share members or volunteers"
        REFER = "refer", "Send people to each other"
        MEMBER = "member", "Member of a network or umbrella body"
        SUPPORT = "support", "Advice or support"
        MONEY = "money", "Money"
        VOICE = "voice", "Speak up together"

    PROGRAMME = "group__programme"

    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="links")
    other = models.ForeignKey(
        CommunityGroup, models.CASCADE, null=True, blank=True, related_name="links_back", verbose_name="with the group"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="links", verbose_name="or with the agency"
    )
    kind = models.CharField("how", max_length=8, choices=Kind, default=Kind.TOGETHER)
    started_on = models.DateField("since")
    ended_on = models.DateField("ended on", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = LinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["group", "started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, agency__isnull=True) | Q(other__isnull=True, agency__isnull=False),
                name="link_with_one",
                violation_error_message="Choose the other group or the agency, one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("group")),
                name="link_not_with_itself",
                violation_error_message="A group has no link with itself.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="link_ends_after_start",
                violation_error_message="A link cannot end before it starts.",
            ),
        ]

    def __str__(self):
        return f"{self.group} and {self.other or self.agency}"

    def get_absolute_url(self):
        return reverse("neighbourhoods:link-detail", args=[self.group.programme.slug, self.pk])

    def clean(self):
        """Two stand linked in one way only once at a time, whichever of the two it was entered for."""
        refuse_ahead(self, "started_on", "ended_on")
        partner = self.other or self.agency
        if self.group_id is None or partner is None or self.started_on is None:
            return
        field = "other" if self.other_id else "agency"
        if partner.programme_id != self.group.programme_id:
            raise ValidationError({field: "Choose from the same programme."})
        if standing := GroupLink.objects.beside(self).first():
            raise ValidationError(
                {
                    field: f"{standing} stand linked in this way already, since {standing.started_on:%-d %B %Y}. "
                    "Confirm that link, or end it before you enter another."
                }
            )


class LinkConfirmation(models.Model):
    """A day on which somebody saw or heard that a link holds. One that is not confirmed for a year counts no more."""

    link = models.ForeignKey(GroupLink, models.CASCADE, related_name="confirmations")
    confirmed_on = models.DateField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["link", "confirmed_on"]
        constraints = [models.UniqueConstraint(fields=["link", "confirmed_on"], name="link_confirmed_once_a_day")]

    def __str__(self):
        return f"{self.link}, {self.confirmed_on:%-d %B %Y}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        raise_register_version(self.link.entered_in)

    def delete(self, *args, **kwargs):
        programme = self.link.entered_in
        deleted = super().delete(*args, **kwargs)
        raise_register_version(programme)
        return deleted
