"""The steering group reads in which role somebody acted on the surveys, never who it was."""

import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.tests.factories import surveyed
from surveys.actions.locking import lock_wave
from surveys.actions.questionnaires import publish_questionnaire
from surveys.tests.factories import QuestionnaireFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "reads_names"), [(Role.STEERING, False), (Role.COORDINATOR, True)])
def test_who_locked_a_wave_or_published_a_questionnaire_is_named_by_role(client, role, reads_names):
    evaluator = MembershipFactory(role=Role.EVALUATOR, user__name="Robin Hale")
    user = evaluator.user
    programme, (wave,) = surveyed(
        {"Ropewalk": [(21, 60)]}, programme=evaluator.programme, purposes=("baseline",), lock=False
    )
    lock_wave(wave=wave, by=user)
    questionnaire = publish_questionnaire(questionnaire=QuestionnaireFactory(programme=programme), by=user)
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    addresses = [
        reverse("surveys:wave-list", args=[programme.slug]),
        wave.get_absolute_url(),
        reverse("surveys:questionnaire-list", args=[programme.slug]),
        reverse("surveys:questionnaire-detail", args=[programme.slug, questionnaire.pk]),
        reverse("evaluation:indicator-detail", args=[programme.slug, "A1"]),
    ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert ("Robin Hale" in page) == reads_names, address
