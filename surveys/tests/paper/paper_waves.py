"""A wave whose questionnaire has a question of each kind, and people who key its forms, for tests of paper."""

from datetime import date

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.tests.answering.questions import one_of_each_kind
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory


def paper_questionnaire(programme=None, published=True, **fields):
    """R4, R5 after a yes, L1 several, L2 words, R11 a count, L3 a number."""
    questionnaire = QuestionnaireFactory(programme=programme or ProgrammeFactory(), codes=["R2"], **fields)
    questionnaire.items.all().delete()
    for item in one_of_each_kind(questionnaire=questionnaire):
        item.save()
    if published:
        questionnaire.published_at = "2024-06-01T12:00Z"
        questionnaire.save()
    return type(questionnaire).objects.get(pk=questionnaire.pk)


def paper_sample(name="Quayside", code="Q1", keyed_twice=False, **of_questionnaire):
    """The sample of one neighbourhood, in an open wave of July 2024."""
    questionnaire = paper_questionnaire(ProgrammeFactory(slug="vale"), **of_questionnaire)
    wave = WaveFactory(
        programme=questionnaire.programme,
        questionnaire=questionnaire,
        starts_on=date(2024, 7, 1),
        ends_on=date(2024, 7, 31),
        keyed_twice=keyed_twice,
    )
    place = NeighbourhoodFactory(programme=questionnaire.programme, name=name, code=code)
    return SampleFactory(wave=wave, neighbourhood=place)


def evaluator_of(programme, name="Ana"):
    return MembershipFactory(programme=programme, role=Role.EVALUATOR, user__name=name).user
