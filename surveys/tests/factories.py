"""Questionnaires, waves and responses for tests."""

from datetime import date

import factory
import numpy as np
from django.utils import timezone

from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys import models
from surveys.answers import BLANK
from surveys.models import Questionnaire, QuestionnaireItem, Response, Sample, Wave

YES_NO = [{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]


class QuestionnaireFactory(factory.django.DjangoModelFactory):
    """A questionnaire of R2, R4 and R11; `published=True` publishes it, `codes=[…]` asks other yes/no questions."""

    class Meta:
        model = Questionnaire
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Residents {n}")
    audience = "residents"

    @factory.post_generation
    def codes(self, create, codes, **kwargs):
        for position, code in enumerate(codes or ["R2", "R4", "R11"]):
            count = code == "R11"
            QuestionnaireItem.objects.create(
                questionnaire=self,
                code=code,
                position=position,
                kind="count" if count else "single",
                wording=f"Wording of {code}",
                options=[] if count else YES_NO,
                low=0 if count else None,
                high=95 if count else None,
            )

    @factory.post_generation
    def published(self, create, published, **kwargs):
        if published:
            self.published_at = timezone.now()
            self.save()


class WaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Wave

    programme = factory.SubFactory(ProgrammeFactory)
    questionnaire = factory.SubFactory(
        QuestionnaireFactory, programme=factory.SelfAttribute("..programme"), published=True
    )
    name = factory.Sequence(lambda n: f"Wave {n}")
    purpose = Wave.Purpose.BASELINE
    starts_on = date(2024, 7, 1)
    ends_on = date(2024, 7, 31)


class SampleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sample

    wave = factory.SubFactory(WaveFactory)
    neighbourhood = factory.SubFactory(NeighbourhoodFactory, programme=factory.SelfAttribute("..wave.programme"))
    population = 6500


def a_testimony(programme, **about):
    """A testimony that may not be repeated."""
    return models.Testimony.objects.create(
        programme=programme, **{"theme": "harm", "words": "The hall closed."} | about
    )


class ResponseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Response

    sample = factory.SubFactory(SampleFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    sex = 1
    age_band = 2
    answers = factory.LazyAttribute(lambda r: np.full(len(r.sample.wave.questionnaire.order), BLANK, "<i2").tobytes())
