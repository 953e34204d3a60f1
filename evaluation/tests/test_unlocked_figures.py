"""Figures around a wave that is unlocked: hidden while it is open, and back when it is locked again."""

import pytest

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.frames import estimates_frame
from evaluation.models import Estimate
from evaluation.tests.factories import surveyed
from surveys.actions.locking import lock_wave
from surveys.actions.unlocking import agree_to_unlock, ask_to_unlock
from surveys.models import Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def waves():
    """A locked baseline and a locked follow-up."""
    return surveyed({"Ropewalk": [(21, 300), (36, 300)]})[1]


def unlocked(wave):
    evaluator, commissioner = (
        MembershipFactory(programme=wave.programme, role=role).user for role in (Role.EVALUATOR, Role.COMMISSIONER)
    )
    agree_to_unlock(request=ask_to_unlock(wave=wave, reason="Late answers.", by=evaluator), by=commissioner)
    return Wave.objects.get(pk=wave.pk)


def changes(wave):
    fields = ("indicator", "area_kind", "group", "estimate", "change", "p_adjusted", "verdict")
    return sorted(wave.estimates.values_list(*fields), key=str)


def test_waves_compared_with_an_open_baseline_have_no_baseline_until_it_is_locked_again(waves):
    baseline, later = waves
    before = changes(later)
    opened = unlocked(baseline)
    assert not Estimate.objects.filter(wave=later, change__isnull=False).exists()
    lock_wave(wave=opened, by=None)
    assert changes(later) == before


def test_figures_of_an_unlocked_wave_are_provisional_again(waves):
    baseline, later = waves
    unlocked(later)
    assert set(estimates_frame(baseline.programme)["wave"]) == {str(baseline)}
    assert set(estimates_frame(baseline.programme, provisional=True)["wave"]) == {str(baseline), str(later)}
