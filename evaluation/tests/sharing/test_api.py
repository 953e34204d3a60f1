"""The API: a key opens one programme's published figures, and nothing else."""

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.models import ApiToken
from evaluation.sharing.figures import COLUMNS, FigureRows
from evaluation.sharing.tokens import KeyShownBefore, issue_token, revoke_token, token_of
from evaluation.tests.factories import surveyed

TODAY = date(2026, 11, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY}T12:00:00Z", tick=False):
        cache.clear()
        yield


def a_key(programme, *, days=30):
    """A commissioner's key of a programme, as its holder sends it."""
    user = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user
    token = ApiToken(name="Power BI", expires_on=TODAY + timedelta(days=days))
    return issue_token(programme=programme, token=token, by=user), token, user


def read(client, name, key, args=(), **query):
    return client.get(reverse(f"api:{name}", args=args), query, headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def world():
    programme, waves = surveyed({"Ropewalk": [(21, 300), (36, 300)], "Dockray": [(15, 300), (30, 300)]})
    key, token, user = a_key(programme)
    return {"programme": programme, "waves": waves, "key": key, "token": token, "user": user}


def test_estimates_are_those_of_the_frame_with_their_words(client, world):
    answer = read(client, "estimates", world["key"], indicator="A1", area_kind="neighbourhood", breakdown="all")
    rows = answer.json()["items"]
    found = {(row["area_name"], row["wave"]): row for row in rows}
    ropewalk = found["Ropewalk", world["waves"][1].name]
    assert list(ropewalk) == list(COLUMNS)
    assert (ropewalk["n"], ropewalk["estimate"], ropewalk["baseline_estimate"]) == (300, 12.0, 7.0)
    assert ropewalk["words"].startswith("12% (9 to 16) · n 300 · baseline 7% · up 5")
    assert len(rows) == 4


def test_pages_hold_every_row_once_and_link_to_the_next(client, world):
    seen, address = [], reverse("api:estimates") + "?size=7&indicator=A1"
    while address:
        answer = client.get(address, headers={"Authorization": f"Bearer {world['key']}"}).json()
        seen += answer["items"]
        address = answer["next"]
    assert len(seen) == answer["total"] == len(FigureRows(world["programme"], indicator="A1"))
    assert len({(row["area_code"], row["wave"], row["group"]) for row in seen}) == len(seen)


@pytest.mark.parametrize("asked", [{"page": 99}, {"indicator": "B1"}, {"indicator": "Z9"}])
def test_what_is_not_there_is_not_found(client, world, asked):
    answer = read(client, "estimates", world["key"], **asked)
    assert answer.status_code == 404
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "asked", [{"page": 0}, {"page": "x"}, {"size": 50_000}, {"goal": 7}, {"area_kind": "street"}, {"breakdown": "R6"}]
)
def test_a_question_that_makes_no_sense_is_refused_in_words(client, world, asked):
    answer = read(client, "estimates", world["key"], **asked)
    assert answer.status_code == 422


def test_a_wave_that_is_not_locked_is_in_no_answer(client):
    programme, _ = surveyed({"Ropewalk": [(21, 300)]}, purposes=("baseline",), lock=False)
    key, _, _ = a_key(programme)
    assert read(client, "estimates", key).json()["total"] == 0
    assert read(client, "waves", key).json() == []


def test_hidden_figures_have_no_number(client):
    programme, _ = surveyed({"Ropewalk": [(2, 12), (3, 12)], "Dockray": [(15, 300), (30, 300)]})
    key, _, _ = a_key(programme)
    rows = read(client, "estimates", key, indicator="A1", breakdown="all").json()["items"]
    hidden = [row for row in rows if row["area_name"] == "Ropewalk"]
    numbers = ("n", "n_eff", "estimate", "se", "ci_low", "ci_high", "change", "p_value")
    assert hidden
    assert all(row["suppressed"] and row[name] is None for row in hidden for name in numbers)
    assert all(row["words"].startswith("Too few answers") for row in hidden)


@pytest.mark.parametrize(
    "name", ["programme", "neighbourhoods", "indicators", "waves", "estimates", "register-figures", "reports"]
)
def test_nothing_opens_without_a_key_that_works(client, world, name):
    client.force_login(world["user"])
    assert client.get(reverse(f"api:{name}")).status_code == 401
    assert read(client, name, "fh_wrong").status_code == 401
    assert read(client, name, world["key"]).status_code == 200
    revoke_token(token=world["token"], by=world["user"])
    assert read(client, name, world["key"]).status_code == 401


def test_a_key_ends_after_its_last_day(client, world):
    with time_machine.travel(TODAY + timedelta(days=31)):
        assert read(client, "programme", world["key"]).status_code == 401


def test_a_key_opens_its_own_programme_only(client, world):
    other, _ = surveyed({"Elsewhere": [(21, 300), (36, 300)]}, programme=ProgrammeFactory(slug="other"))
    key, _, _ = a_key(other)
    names = {row["name"] for row in read(client, "neighbourhoods", key).json()}
    assert names == {"Elsewhere"}
    codes = {row["area_code"] for row in read(client, "estimates", key).json()["items"]}
    assert not codes & {place.code for place in world["programme"].neighbourhoods.all()}


def test_only_the_digest_of_a_key_is_stored(world):
    stored = json.dumps(list(ApiToken.objects.values()), default=str)
    history = json.dumps(list(ApiToken.history.values()), default=str)
    assert world["key"] not in stored + history
    assert token_of(world["key"]) == world["token"]


def test_the_same_form_makes_one_key(world):
    again = ApiToken(name="Power BI", expires_on=TODAY, key=world["token"].key)
    with pytest.raises(KeyShownBefore):
        issue_token(programme=world["programme"], token=again, by=world["user"])
    assert ApiToken.objects.count() == 1


def test_too_many_readings_in_a_minute_are_refused_for_that_key_alone(client, world, settings):
    settings.API_READS_A_MINUTE = 2
    other_key, _, _ = a_key(world["programme"])
    assert [read(client, "programme", world["key"]).status_code for _ in range(3)] == [200, 200, 429]
    refused = read(client, "programme", world["key"])
    assert 0 < int(refused["Retry-After"]) <= 60
    assert read(client, "programme", other_key).status_code == 200
    with time_machine.travel(f"{TODAY}T12:01:00Z"):
        assert read(client, "programme", world["key"]).status_code == 200


def test_the_openapi_document_describes_every_column(client):
    document = client.get(reverse("api:openapi-json")).json()
    figure = document["components"]["schemas"]["Figure"]["properties"]
    assert list(figure) == list(COLUMNS)
    assert all(column["description"] for column in figure.values())
    assert "/api/v1/estimates" in document["paths"]


def test_reading_takes_the_same_queries_however_many_neighbourhoods(client, django_assert_max_num_queries):
    programme, _ = surveyed({f"Ward {n:02}": [(21, 300), (36, 300)] for n in range(8)})
    key, _, _ = a_key(programme)
    read(client, "programme", key)  # the day of its use is noted once
    with django_assert_max_num_queries(14):
        read(client, "estimates", key)
    with django_assert_max_num_queries(12):
        read(client, "waves", key)
