"""Answering on line: personal links, answers that are begun and not sent, and answers to a draft that never count."""

import hmac
from base64 import b32encode
from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from simple_history.models import HistoricalRecords

from commissioning.models import Programme
from neighbourhoods.models import Agency, CommunityGroup
from surveys.models.questionnaires import Questionnaire
from surveys.models.waves import Sample

MAC_LENGTH = 12


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Invitations of the programmes that `user` belongs to."""
        return self.filter(sample__wave__programme__in=Programme.objects.visible_to(user))

    def of_wave(self, wave):
        return self.filter(sample__wave=wave)

    def mark_answered(self):
        """Note that these were answered: without a time and without history, which could lead to the answers.

        All invitations of their samples are written anew: PostgreSQL keeps rows in the order of their last change,
        each with the number of its transaction, and a copy of the database would pair single ones with the answers.
        """
        answered = Case(When(pk__in=list(self.values_list("pk", flat=True)), then=True), default=F("is_answered"))
        samples = self.order_by().values_list("sample", flat=True)
        return self.model.objects.filter(sample__in=list(samples)).update(is_answered=answered)


class Invitation(models.Model):
    """A personal link that can be answered once, for a household, an organisation or an agency.

    Nothing leads from it to the answers or back: once they are sent it only says that somebody answered. Its code is
    computed, never stored, so that a copy of the database opens no link.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="invitations")
    number = models.PositiveIntegerField(help_text="Counted from 1 in its sample, for letters and lists.")
    label = models.CharField(max_length=100, blank=True, help_text="What the evaluator calls it, such as A-017.")
    group = models.ForeignKey(CommunityGroup, models.CASCADE, null=True, blank=True, related_name="invitations")
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, blank=True, related_name="invitations")
    is_answered = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False, help_text="The link opens no longer.")
    sent_on = models.DateField(null=True, blank=True, help_text="When it was last sent by e-mail.")

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["is_answered"])

    class Meta:
        ordering = ["sample", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="invitation_number_once"),
            models.UniqueConstraint(
                fields=["sample", "group"], condition=Q(group__isnull=False), name="invitation_once_per_group"
            ),
            models.UniqueConstraint(
                fields=["sample", "agency"], condition=Q(agency__isnull=False), name="invitation_once_per_agency"
            ),
            models.CheckConstraint(condition=Q(group=None) | Q(agency=None), name="invitation_of_a_group_or_an_agency"),
        ]

    def __str__(self):
        return self.label or f"Invitation {self.number}"

    @property
    def code(self):
        """The end of its address: its number in the table and what only this installation can compute."""
        made = hmac.new(settings.SECRET_KEY.encode(), f"invitation {self.key}".encode(), sha256).digest()
        return f"{self.pk}-{b32encode(made).decode().lower()[:MAC_LENGTH]}"


class Sitting(models.Model):
    """Answers that somebody has begun on line and not sent. Sent or too old, the row is deleted.

    Who holds the token (in a cookie) or the return code can go on; neither is stored as it is. No time is kept.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    return_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    sample = models.ForeignKey(Sample, models.CASCADE, null=True, blank=True, related_name="sittings")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="sittings")
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="sittings")
    key = models.UUIDField(
        default=uuid4, unique=True, editable=False, help_text="What the key of the Response is computed from."
    )
    answers = models.JSONField(default=dict, blank=True, help_text="By code, as typed: options, numbers, words.")
    language = models.CharField(max_length=10, blank=True)
    touched_on = models.DateField(help_text="The last day on which something was answered.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(invitation=None) | Q(sample__isnull=False), name="sitting_invited_to_a_sample"
            ),
        ]

    def __str__(self):
        return f"Sitting {self.pk}"


class PilotAnswer(models.Model):
    """One try of a draft questionnaire. It is no Response, so it can never count."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="pilot_answers")
    key = models.UUIDField(unique=True, help_text="Sent twice it is kept once.")
    answers = models.JSONField(default=dict, help_text="Packed answers by code.")
    words = models.JSONField(default=dict, blank=True, help_text="Written answers by code.")
    remarks = models.JSONField(default=dict, blank=True, help_text='What was unclear, by code; "" for the whole.')
    language = models.CharField(max_length=10, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    answered_on = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Pilot answer {self.pk}"


class PaperForm(models.Model):
    """A questionnaire answered on paper and keyed, once or, to be compared, by two people.

    `first` and `second` hold what each typed: answers as in Sitting. It becomes a Response when it is complete; then
    only what was keyed is forgotten and the number stays, so that no form is keyed again by mistake.
    """

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="paper_forms")
    number = models.PositiveIntegerField(help_text="Written on the form; counted in its sample.")
    first = models.JSONField(null=True, blank=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    second = models.JSONField(null=True, blank=True)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    differed = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="In how many answers the two differed; unknown where it was keyed once."
    )
    asked = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many answers were compared; unknown where it was keyed once."
    )
    answered_on = models.DateField(null=True, blank=True, help_text="The day written on the form.")
    response = models.OneToOneField(
        "surveys.Response", models.CASCADE, null=True, blank=True, related_name="paper_form"
    )

    # Not what was typed, nor which answers it became.
    history = HistoricalRecords(excluded_fields=["first", "second", "response"])

    class Meta:
        ordering = ["sample", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "number"],
                name="paper_form_number_once",
                violation_error_message="A form with this number is keyed already.",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | Q(first__isnull=False), name="paper_form_first_before_second"
            ),
            models.CheckConstraint(
                condition=Q(differed=None) | Q(differed__lte=F("asked")), name="paper_form_differed_within_asked"
            ),
        ]

    def __str__(self):
        return f"Form {self.number}"
