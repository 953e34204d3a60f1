"""Drafts, published versions and pages, for tests of designing questionnaires."""

from django.urls import reverse

from surveys.actions.questionnaires import draft_questionnaire, publish_questionnaire
from surveys.models import Questionnaire

TWELVE = ("R1", "R2", "R3", "R4", "R5", "H1", "R6", "R7", "R11", "R12", "R23", "R24")


def draft(programme, *codes, title="Residents", audience="residents"):
    made = draft_questionnaire(programme=programme, title=title, audience=audience, codes=codes)
    return Questionnaire.objects.select_related("programme").get(pk=made.pk)


def published(programme, *codes, title="Residents", audience="residents"):
    made = publish_questionnaire(questionnaire=draft(programme, *codes, title=title, audience=audience), by=None)
    return Questionnaire.objects.select_related("programme").get(pk=made.pk)


def anew(questionnaire):
    """The questionnaire as it is stored now."""
    return Questionnaire.objects.select_related("programme").get(pk=questionnaire.pk)


def codes_of(questionnaire):
    return list(questionnaire.items.values_list("code", flat=True))


def address(name, *args):
    return reverse(f"surveys:{name}", args=["vale", *args])


def text_of(response):
    return " ".join(response.content.decode().split())
