"""The API asked by whoever has no key, the wrong key, or too much time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.models import ApiToken
from evaluation.sharing.tokens import issue_token, revoke_token
from evaluation.tests.steering.factories import an_edition

pytestmark = pytest.mark.django_db
PATHS = ("programme", "neighbourhoods", "indicators", "waves", "estimates", "register-figures", "reports")


def a_key(slug="here"):
    programme = ProgrammeFactory(slug=slug)
    user = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user
    token = ApiToken(name="A dashboard", expires_on=timezone.localdate() + timedelta(days=9))
    return issue_token(programme=programme, token=token, by=user), token


def asked(path, sent=None, method="get", **query):
    headers = {} if sent is None else {"Authorization": sent}
    return getattr(Client(raise_request_exception=False), method)(f"/api/v1/{path}", query, headers=headers)


def test_only_a_whole_key_in_the_header_opens_anything():
    key, token = a_key()
    wrong = ("", key, f"Basic {key}", f"Bearer {key[:-1]}", f"Bearer {key}x", f"Bearer {key.upper()}", "Bearer ")
    wrong += (f"Bearer {token.digest}", "Bearer \udcff\x00".encode("utf-8", "surrogateescape").decode("latin-1"))
    wrong += (f"Bearer {'x' * 10_000}", f"Bearer  {key[:4]} {key[4:]}", "Bearer ²")
    for path in PATHS:
        for sent in (None, *wrong):
            answer = asked(path, sent, key=key, token=key, api_key=key, access_token=key)
            assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"}), (path, sent)


def test_a_session_opens_nothing():
    _, token = a_key()
    client = Client()
    client.force_login(token.made_by, backend="django.contrib.auth.backends.ModelBackend")
    assert {client.get(f"/api/v1/{path}").status_code for path in PATHS} == {401}


def test_no_method_but_get_does_anything():
    key, token = a_key()
    before = ApiToken.objects.values().get(pk=token.pk)
    for path in (*PATHS, "reports/1/1/pdf"):
        for method in ("post", "put", "patch", "delete", "options", "head", "trace"):
            answer = asked(path, f"Bearer {key}", method)
            assert answer.status_code in (401, 405), (path, method)
    assert ApiToken.objects.values().get(pk=token.pk) == before


@pytest.mark.parametrize("sent", ["with", "without"])
def test_no_cache_keeps_an_answer(sent):
    key, _ = a_key()
    for path in PATHS:
        answer = asked(path, f"Bearer {key}" if sent == "with" else None)
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.cookies


def test_report_of_another_programme_or_in_another_state_is_not_there():
    key, _ = a_key()
    other = an_edition(ProgrammeFactory(slug="other"))
    here = ApiToken.objects.get().programme
    editions = [other, *(an_edition(here, state) for state in ("draft", "submitted", "returned", "accepted"))]
    for edition in editions:
        for kind in ("html", "pdf", "docx", "xlsx"):
            answer = asked(f"reports/{edition.report_id}/{edition.number}/{kind}", f"Bearer {key}")
            assert (answer.status_code, answer.json()) == (404, {"detail": "Nothing is there."})
    assert asked("reports", f"Bearer {key}").json() == []


def test_ended_key_stays_ended():
    key, token = a_key()
    revoke_token(token=token, by=token.made_by)
    assert asked("programme", f"Bearer {key}").status_code == 401


def test_key_goes_with_its_programme():
    key, token = a_key()
    token.programme.delete()
    assert asked("programme", f"Bearer {key}").status_code == 401


def test_no_table_holds_a_key_in_the_clear():
    key, _ = a_key()
    asked("programme", f"Bearer {key}")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            assert key not in str(cursor.fetchall()), table
