"""Waves that are locked, and waves whose day has passed, for tests."""

from datetime import date, timedelta

from django.utils import timezone

from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.models import Wave
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

PURPOSES = (Wave.Purpose.BASELINE, Wave.Purpose.FOLLOW_UP)


def locked_waves(programme, purposes=PURPOSES, places=None, people=6):
    """A locked wave for each of `purposes`, a year apart, of the same questionnaire in the same places."""
    asked = QuestionnaireFactory(programme=programme, published=True)
    places = places or [SampleFactory(wave__programme=programme).neighbourhood]
    return [locked_wave(programme, asked, purpose, 2020 + n, places, people) for n, purpose in enumerate(purposes)]


def locked_wave(programme, questionnaire, purpose, year, places, people):
    wave = WaveFactory(
        programme=programme,
        questionnaire=questionnaire,
        purpose=purpose,
        starts_on=date(year, 7, 1),
        ends_on=date(year, 7, 31),
    )
    for place in places:
        sample = SampleFactory(wave=wave, neighbourhood=place)
        for number in range(people):
            ResponseFactory(sample=sample, sex=number % 2 + 1, age_band=number % 4 + 1)
    return lock_wave(wave=weigh_wave(wave=wave, method="equal"), by=None)


def let_the_day_pass(wave):
    """Single answers of the wave were to be kept until yesterday."""
    Wave.objects.filter(pk=wave.pk).keep_answers_until(timezone.localdate() - timedelta(days=1))
    wave.refresh_from_db()
