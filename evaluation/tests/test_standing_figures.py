"""Which wave's figure stands for now: a small quota sample does not blank a ward's good one."""

from datetime import date

import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.selection import standing
from evaluation.tests.factories import answer, answers_with, surveyed
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.models import Wave
from surveys.tests.factories import SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db


class Row:
    """What `standing` looks at in a row of the frame."""

    def __init__(self, day, design="random", suppressed=""):
        self.wave_date, self.design, self.suppressed = day, design, suppressed


GOOD = Row(date(2025, 7, 16))


@pytest.mark.parametrize(
    ("latest", "stands"),
    [
        (Row(date(2025, 9, 1), "quota", "few"), False),
        (Row(date(2026, 9, 1), "quota", "few"), True),
        (Row(date(2025, 9, 1), "quota"), True),
        (Row(date(2025, 9, 1), "random", "few"), True),
    ],
)
def test_only_a_hidden_quota_sample_within_a_year_leaves_the_figure_before_it(latest, stands):
    assert standing([GOOD, latest]) is (latest if stands else GOOD)


def test_ward_keeps_its_figure_after_a_street_survey_of_twelve(client):
    programme, (_, after) = surveyed({"Ropewalk": [(21, 300), (60, 300)]})
    place = programme.neighbourhoods.get()
    street = WaveFactory(
        programme=programme,
        questionnaire=after.questionnaire,
        purpose=Wave.Purpose.FOLLOW_UP,
        design=Wave.Design.QUOTA,
        starts_on=date(2025, 8, 1),
        ends_on=date(2025, 8, 3),
    )
    answer(SampleFactory(wave=street, neighbourhood=place, population=6496), answers_with("R2", 6, 12))
    lock_wave(wave=weigh_wave(wave=street, method="equal"), by=None)
    user = MembershipFactory(programme=programme, role=Role.STEERING).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(reverse("evaluation:neighbourhood-detail", args=[programme.slug, place.code])).text

    assert "20%" in page
    assert "n 300" in page
