"""The question menu, and questionnaires that pick from it."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from commissioning.models import OfProgrammeQuerySet, Programme


class Audience(models.TextChoices):
    RESIDENTS = "residents", "Residents"
    ORGANISATIONS = "organisations", "Community organisations"
    AGENCIES = "agencies", "Agencies and key informants"


class Kind(models.TextChoices):
    """What an answer is. A count stops at 95, below the reserved codes; a number has no reserved codes.

    Of several options the chosen ones are packed as one number: answers.chosen_codes.
    """

    SINGLE = "single", "One option"
    MULTIPLE = "multiple", "Any of several options"
    COUNT = "count", "A count from 0 to 95"
    NUMBER = "number", "A whole number"
    TEXT = "text", "Words"


class AsAsked(models.Model):
    """A question as somebody meets it: wording, options, and who is asked."""

    FIELDS = ("code", "kind", "wording", "hint", "options", "low", "high", "asked_if")

    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    wording = models.TextField()
    hint = models.TextField(blank=True)
    options = models.JSONField(default=list, blank=True, help_text="Pairs of code and label, in order.")
    low = models.IntegerField(null=True, blank=True)
    high = models.IntegerField(null=True, blank=True)
    asked_if = models.JSONField(null=True, blank=True, help_text='For example {"question": "R4", "is": [1]}.')

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.code} {self.wording}"


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The shared menu and the local questions of the programmes that `user` belongs to."""
        return self.filter(Q(programme=None) | Q(programme__in=Programme.objects.visible_to(user)))

    def open_to(self, programme):
        """The shared menu and the programme's own questions."""
        return self.filter(Q(programme=None) | Q(programme=programme))


class Question(AsAsked):
    """A question of the menu, or one of a programme's own. Loaded from files; see docs/data-formats."""

    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="questions")
    audience = models.CharField(max_length=20, choices=Audience)
    goal = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=250)
    licence = models.CharField(max_length=120)
    is_modified = models.BooleanField(default=False, help_text="The published wording was adapted.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["audience", "position"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(programme=None), name="question_code_once_in_menu"),
            models.UniqueConstraint(
                fields=["programme", "code"],
                condition=Q(programme__isnull=False),
                name="question_code_once_in_programme",
            ),
            models.CheckConstraint(condition=Q(goal__lte=6), name="question_goal_known"),
        ]


class QuestionnaireQuerySet(OfProgrammeQuerySet):
    """Questionnaires. A published one can be given another date of publication, and nothing else."""

    def published(self):
        return self.filter(published_at__isnull=False)

    def update(self, **fields):
        only_redated = fields.keys() == {"published_at"} and fields["published_at"] is not None
        if not only_redated and self.published().exists():
            raise PublishedQuestionnaire("A published questionnaire cannot be changed. Make a new version.")
        return super().update(**fields)

    def delete(self):
        if self.published().exists():
            raise PublishedQuestionnaire("A published questionnaire cannot be deleted.")
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Questionnaire(models.Model):
    """A set of questions in order. Once published it is never edited, only superseded by a new version."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="questionnaires")
    title = models.CharField(max_length=150)
    audience = models.CharField(max_length=20, choices=Audience)
    version = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    introduction = models.TextField(blank=True, help_text="What the people asked read first.")
    consent = models.TextField(blank=True, help_text="What they agree to by answering.")
    thanks = models.TextField(blank=True, help_text="What they read when they have answered.")
    one_at_a_time = models.BooleanField(default=True, help_text="One question a page on line; else all on one page.")
    languages = models.JSONField(default=list, blank=True, help_text="Codes of the languages besides English.")
    translations = models.JSONField(
        default=dict, blank=True, help_text='By language: {"ar": {"introduction": "…", "consent": "…", "thanks": "…"}}.'
    )
    pilot_code = models.CharField(
        max_length=20, null=True, blank=True, unique=True, help_text="The end of the address at which a draft is tried."
    )

    objects = QuestionnaireQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["title", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title", "version"],
                name="questionnaire_version_once",
                violation_error_message="The programme already has this version of the questionnaire.",
            )
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"

    def save(self, *args, **kwargs):
        if self.pk and Questionnaire.objects.published().filter(pk=self.pk).exists():
            raise PublishedQuestionnaire(f"{self} is published and cannot be changed. Make a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if Questionnaire.objects.published().filter(pk=self.pk).exists():
            raise PublishedQuestionnaire(f"{self} is published and cannot be deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_published(self):
        return self.published_at is not None

    @cached_property
    def asked(self):
        """Its items in order, read once."""
        return list(self.items.all())

    @cached_property
    def order(self):
        """The column of each packed question by its code; words are kept elsewhere and have no column."""
        packed = [item for item in self.asked if item.kind != Kind.TEXT]
        return {item.code: column for column, item in enumerate(packed)}


class PublishedQuestionnaire(Exception):
    """A published questionnaire was about to change; its waves would stop being comparable."""


class QuestionnaireItemQuerySet(models.QuerySet):
    def _refuse_published(self):
        if self.filter(questionnaire__published_at__isnull=False).exists():
            raise PublishedQuestionnaire("A published questionnaire cannot be changed. Make a new version.")

    def update(self, **fields):
        self._refuse_published()
        return super().update(**fields)

    def delete(self):
        self._refuse_published()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        if Questionnaire.objects.published().filter(pk__in={item.questionnaire_id for item in objs}).exists():
            raise PublishedQuestionnaire("A published questionnaire cannot be changed. Make a new version.")
        return super().bulk_create(objs, *args, **kwargs)


class QuestionnaireItem(AsAsked):
    """A question as this questionnaire asks it: a copy, so that later edits of the menu leave it alone."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=150, blank=True, help_text="The heading above it, where a section begins.")
    translations = models.JSONField(
        default=dict,
        blank=True,
        help_text='By language: {"ar": {"wording": "…", "hint": "…", "section": "…", "options": {"1": "…"}}}.',
    )

    objects = QuestionnaireItemQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="item_code_once"),
            models.UniqueConstraint(fields=["questionnaire", "position"], name="item_position_once"),
        ]

    def save(self, *args, **kwargs):
        self._refuse_published()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_published()
        return super().delete(*args, **kwargs)

    def _refuse_published(self):
        of_item = Q(pk=self.questionnaire_id) | (Q(items=self.pk) if self.pk else Q())
        if Questionnaire.objects.published().filter(of_item).exists():
            raise PublishedQuestionnaire(f"{self.questionnaire} is published and cannot be changed.")
