"""A wave is never opened by accident."""

import pytest
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from surveys.models import UnlockRequest, Wave
from surveys.tests.factories import SampleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """A commissioner's request about a locked wave."""
    wave = SampleFactory().wave
    wave.weighted_at = wave.locked_at = timezone.now()
    wave.save()
    by = MembershipFactory(programme=wave.programme, role=Role.COMMISSIONER).user
    return UnlockRequest.objects.create(wave=wave, reason="Late answers.", asked_by=by, asked_as=Role.COMMISSIONER)


@pytest.mark.parametrize("sent", [{}, {"answer": "No, never."}, {"agree": "", "decline": "", "answer": ""}, {"x": "1"}])
def test_post_without_the_button_that_agrees_leaves_the_wave_locked(client, asked, sent):
    client.force_login(MembershipFactory(programme=asked.wave.programme, role=Role.EVALUATOR).user)

    client.post(reverse("surveys:unlock-answer", args=[asked.wave.programme.slug, asked.pk]), sent)

    assert Wave.objects.get().is_locked


def test_whoever_asked_cannot_agree(client, asked):
    client.force_login(asked.asked_by)

    client.post(reverse("surveys:unlock-answer", args=[asked.wave.programme.slug, asked.pk]), {"agree": ""})

    assert Wave.objects.get().is_locked


def test_the_other_role_can_agree(client, asked):
    client.force_login(MembershipFactory(programme=asked.wave.programme, role=Role.EVALUATOR).user)

    client.post(reverse("surveys:unlock-answer", args=[asked.wave.programme.slug, asked.pk]), {"agree": ""})

    assert not Wave.objects.get().is_locked
