"""Figures of a wave whose lock was taken off are nowhere any more, whatever was drawn or made while it was locked."""

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.models import ProgrammeFile
from evaluation.sharing.making import ask_for_file, make_file
from evaluation.tests.factories import surveyed
from surveys.actions.unlocking import agree_to_unlock, ask_to_unlock

pytestmark = pytest.mark.django_db
PAGES = (
    *(("indicator-detail", "A1"), ("indicator-svg", "A1"), ("indicator-csv", "A1"), ("indicator-selection-csv", "A1")),
    *(("comparison", "A1"), ("comparison-csv", "A1"), ("heat",), ("heat-csv",), ("inequality",), ("inequality-csv",)),
    *(("health",), ("estimates-csv",), ("steering",), ("programme-overview",), ("what-it-shows",), ("indicator-list",)),
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        yield


@pytest.fixture
def world(client):
    programme, (_, later) = surveyed({"Ropewalk": [(21, 300), (36, 300)], "Dockray": [(21, 300), (36, 300)]})
    asking = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user
    agreeing = MembershipFactory(programme=programme, role=Role.EVALUATOR).user
    client.force_login(asking, backend="django.contrib.auth.backends.ModelBackend")

    def unlock():
        request = ask_to_unlock(wave=later, reason="Late answers.", by=asking)
        agree_to_unlock(request=request, by=agreeing)

    return programme, later, unlock


def opened(client, programme):
    for name, *args in PAGES:
        answer = client.get(reverse(f"evaluation:{name}", args=[programme.slug, *args]))
        yield name, answer.content.decode() if answer.status_code == 200 else ""


def test_no_page_or_file_says_what_it_said_while_the_wave_was_locked(client, world):
    programme, later, unlock = world
    before = dict(opened(client, programme))
    assert "12%" in before["indicator-detail"]
    unlock()
    for name, said in opened(client, programme):
        for figure in ("12% (", "12.0,", f"{later.name},20"):
            assert figure not in said or figure not in before[name], (name, figure)


def test_file_of_the_whole_programme_goes_with_the_lock(client, world):
    programme, _, unlock = world
    with_its_figures = ProgrammeFile.objects.create(programme=programme, kind="zip", state="ready", content=b"12%")
    url = reverse("evaluation:programme-file", args=[programme.slug, "zip"])
    assert client.get(url).status_code == 200
    unlock()
    assert client.get(url).status_code == 404
    assert not ProgrammeFile.objects.filter(pk=with_its_figures.pk).exists()


def test_file_that_was_being_made_is_not_kept(world):
    programme, _, unlock = world
    file = ask_for_file(programme=programme, kind="zip", by=None)
    unlock()
    make_file.func(file.pk)
    assert not ProgrammeFile.objects.exists()
