"""A wave that asked in other words says so beside its figures: a change may come from the words."""

import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.asked_words import asked_otherwise
from evaluation.tests.factories import surveyed
from surveys.models import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    """Ropewalk with its baseline and a follow-up, both locked."""
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    return programme


def menu_question(programme, wording):
    """R2 as the menu has it, with the options that the waves offered."""
    item = programme.waves.first().questionnaire.items.get(code="R2")
    return Question.objects.create(
        code="R2", kind="single", wording=wording, options=item.options, audience="residents", source="s", licence="l"
    )


def text_of_page(client, programme):
    user = MembershipFactory(programme=programme, role=Role.STEERING).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("evaluation:indicator-detail", args=[programme.slug, "A1"])).text


def test_wave_that_asked_as_the_menu_has_it_is_not_named(programme):
    wave = programme.waves.first()

    assert asked_otherwise([wave], [menu_question(programme, wave.questionnaire.items.get(code="R2").wording)]) == []


def test_page_tells_which_wave_asked_otherwise_and_how(client, programme):
    menu_question(programme, "Have you taken part in a group?")

    page = text_of_page(client, programme)

    assert "asked R2 otherwise than the menu has it" in page
    assert "Another wording." in page


def test_waves_cost_one_query(programme, django_assert_num_queries):
    question = menu_question(programme, "Have you taken part in a group?")
    waves = list(programme.waves.all())

    with django_assert_num_queries(1):
        found = asked_otherwise(waves, [question])

    assert len(found) == 2
