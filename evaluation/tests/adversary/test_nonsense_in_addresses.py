"""Nonsense in every address and every question of the pages of evidence: an answer in words, never a broken page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.models import Role
from evaluation.models import ApiToken
from evaluation.sharing.tokens import issue_token
from evaluation.tests.adversary.nonsense import ASKED, CHOSEN, HUGE, NASTY, PAGES, PLACED, WORST, WRITING
from tests.test_access import ROUTES, a_world, address

pytestmark = pytest.mark.django_db
FINE = {200, 302, 400, 401, 403, 404, 405, 410, 422, 429}
PARAMETERS = dict(ROUTES)


@pytest.fixture
def here():
    return a_world()


def url_of(name, things):
    return address(f"evaluation:{name}", PARAMETERS[f"evaluation:{name}"], things)


def client_of(people, role):
    client = Client(raise_request_exception=False)
    client.force_login(people[role])
    return client


def key_of(programme, people):
    token = ApiToken(name="A dashboard", expires_on=timezone.localdate() + timedelta(days=9))
    return issue_token(programme=programme, token=token, by=people[Role.COMMISSIONER])


def shown(nasty):
    return repr(nasty)[:40]


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.COORDINATOR])
def test_nonsense_in_every_question_at_once(here, role):
    _, people, things = here
    client = client_of(people, role)
    faults = []
    for name in PAGES if role == Role.COMMISSIONER else WRITING:
        url = url_of(name, things)
        for nasty in WORST:
            answer = client.get(url, dict.fromkeys(ASKED, nasty))
            if answer.status_code not in FINE:
                faults.append((name, shown(nasty), answer.status_code))
    assert not faults


def test_what_no_database_takes_in_one_question_at_a_time(here):
    _, people, things = here
    client = client_of(people, Role.COMMISSIONER)
    faults = []
    for name in CHOSEN:
        url = url_of(name, things)
        for asked in ASKED:
            answer = client.get(url, {asked: "\0"})
            if answer.status_code not in FINE:
                faults.append((name, asked, answer.status_code))
    assert not faults


def test_questions_asked_a_hundred_times(here):
    _, people, things = here
    client = client_of(people, Role.COMMISSIONER)
    asked = {question: ["A1", "here", "", "\0", "9" * 30] * 20 for question in ASKED}
    for name in CHOSEN:
        assert client.get(url_of(name, things), asked).status_code in FINE, name


def test_numbers_in_addresses_that_no_database_holds(here):
    programme, people, things = here
    key = key_of(programme, people)
    faults = []
    for role in (Role.COMMISSIONER, Role.COORDINATOR):
        client = client_of(people, role)
        for url in PLACED:
            for huge in HUGE:
                path = url.format(slug=programme.slug, huge=huge, code="efgh6789")
                for method in ("get", "post"):
                    answer = getattr(client, method)(path, headers={"Authorization": f"Bearer {key}"})
                    if answer.status_code not in FINE:
                        faults.append((method, path[:80], answer.status_code))
    assert not faults


API_QUESTIONS = ("indicator", "goal", "area_kind", "area_code", "wave", "breakdown", "page", "size")


@pytest.mark.parametrize(
    "route", ["programme", "neighbourhoods", "indicators", "waves", "estimates", "register-figures", "reports"]
)
def test_api_with_nonsense(here, settings, route):
    settings.API_READS_A_MINUTE = 10_000
    programme, people, _ = here
    key = key_of(programme, people)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})
    faults = []
    for question in API_QUESTIONS:
        for nasty in NASTY:
            answer = client.get(f"/api/v1/{route}", {question: nasty})
            if answer.status_code not in FINE:
                faults.append((question, shown(nasty), answer.status_code))
            elif "Traceback" in answer.content.decode() or "/site-packages/" in answer.content.decode():
                faults.append((question, shown(nasty), "tells too much"))
    assert not faults


def test_public_page_with_nonsense(here):
    client = Client(raise_request_exception=False)
    for nasty in ("..", "%00", "efgh6789%00", "EFGH6789", "here", "x" * 5_000, "%ff", "efgh6789%0a", "efgh6789%20"):
        for path in (
            f"/progress/{nasty}/",
            f"/progress/{nasty}/reports/1/1/pdf/",
            f"/progress/{nasty}/reports/1/1/exe/",
        ):
            assert client.get(path).status_code == 404, path
