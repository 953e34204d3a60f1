"""Headers, cookies, caches and logs around the pages at a link."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from surveys.models import Invitation, Response
from surveys.tests.answering.residents import Browser, open_sample

pytestmark = pytest.mark.django_db
PAGES = (("door",), ("resume",), ("question", 1), ("whole",), ("about",), ("check",), ("later",), ("nowhere",))


def visited(code):
    browser = Browser(code)
    browser.begin()
    yield from (browser.client.get(browser.url(name, *rest)) for name, *rest in PAGES[:-1])
    yield browser.client.get("/answer/zzzzzzzz/")
    yield browser.answer(1, R4="1")
    yield browser.answer(1, R4="77")
    yield browser.post("later")
    yield browser.client.get(browser.url("later"))
    yield browser.send()
    yield browser.get("thanks")
    yield browser.get("door")


def test_pages_at_a_link_are_private():
    sample = open_sample()
    for response in visited(sample.link_code):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert response["X-Robots-Tag"].startswith("noindex")
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        content = response.content.decode()
        assert "http://www.google" not in content
        assert 'style="' not in content
        assert "onclick" not in content


def test_door_sets_no_cookie():
    browser = Browser(open_sample().link_code)
    for name in ("door", "resume", "thanks", "question"):
        browser.client.get(browser.url(name, *([1] if name == "question" else [])))
    assert not browser.client.cookies


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_cookies_over_https_are_closed_to_scripts_and_to_other_sites():
    browser = Browser(open_sample().link_code)
    browser.begin()
    browser.get("question", 1)
    for name, cookie in browser.client.cookies.items():
        assert (bool(cookie["secure"]), cookie["samesite"]) == (True, "Lax"), name
    assert browser.cookie["httponly"]
    assert browser.cookie["path"] == browser.url("door")
    assert not set(browser.client.cookies) - {"answering", "csrftoken"}


def test_logs_and_caches_name_no_link(caplog):
    sample = open_sample()
    invitation = Invitation.objects.create(sample=sample, number=1)
    with caplog.at_level(logging.WARNING):
        list(visited(invitation.code))
        Client(enforce_csrf_checks=True).post(f"/answer/{invitation.code}/send/", {"x": 1})
        Client().post(f"/answer/{invitation.code}/begin/", b"--", content_type="multipart/form-data")
    Invitation.objects.filter(pk=invitation.pk).update(is_answered=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cache") if "cache" in connection.introspection.table_names() else None
        stored = str(cursor.fetchall() if cursor.description else "")
    loud = [
        record.getMessage() for record in caplog.records if logging.getLogger(record.name).isEnabledFor(record.levelno)
    ]
    assert invitation.code not in stored
    assert "127.0.0.1" not in stored
    assert not [line for line in loud if invitation.code in line]


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "javascript:alert(1)"])
def test_nothing_leads_away(wanted):
    browser = Browser(open_sample().link_code)
    names = dict.fromkeys(("next", "go", "at", "what", "language", "return_code", "url"), wanted)
    browser.begin()
    for name, *rest in (("question", 1), ("language",), ("later",), ("leave",), ("begin",), ("resume",)):
        for response in (browser.post(name, *rest, typed=names), browser.client.get(browser.url(name, *rest), names)):
            assert response.get("Location", "/answer/").startswith("/answer/")


def test_post_from_elsewhere_is_refused():
    sample = open_sample()
    strict = Client(enforce_csrf_checks=True)
    here = f"/answer/{sample.link_code}"
    assert (
        strict.post(f"{here}/begin/", {"language": "en"}, headers={"Origin": "https://evil.example"}).status_code == 403
    )
    assert strict.post(f"{here}/begin/", {"language": "en"}, headers={"Origin": "null"}).status_code == 403
    strict.post(f"{here}/begin/", {"language": "en"})
    for name in ("question/1", "send", "later", "leave", "language", "whole", "about-you"):
        assert strict.post(f"{here}/{name}/", {"R4": "1"}).status_code == 403, name


def test_library_is_not_locked_out():
    sample = open_sample()
    for _ in range(299):
        Browser(sample.link_code).begin()
    assert Browser(sample.link_code).begin().status_code == 302
    assert Browser(sample.link_code).begin().status_code == 429
    assert Browser(sample.link_code, **{"X-Forwarded-For": "1.2.3.4"}).get("door").status_code == 200


def test_sent_twice_with_the_cookie_of_before_is_one_answer():
    browser = Browser(open_sample().link_code)
    browser.begin()
    browser.answer(1, R4="1")
    cookie = browser.cookie.value
    browser.send()
    browser.client.cookies["answering"] = cookie
    assert browser.send().status_code in (302, 409)
    assert Response.objects.count() == 1


def test_personal_link_answered_on_two_devices_counts_once():
    sample = open_sample()
    invitation = Invitation.objects.create(sample=sample, number=1)
    first, second = Browser(invitation.code), Browser(invitation.code)
    for browser in (first, second):
        browser.begin()
        browser.answer(1, R4="1")
    first.send()
    second.send()
    assert Response.objects.count() == 1


def test_cookie_of_one_link_opens_nothing_at_another():
    sample = open_sample()
    one, two = (Invitation.objects.create(sample=sample, number=n) for n in (1, 2))
    first, second = Browser(one.code), Browser(two.code)
    first.begin()
    second.client.cookies["answering"] = first.cookie.value
    assert second.get("question", 1).status_code == 302


def test_link_outside_its_days_takes_nothing():
    sample = open_sample()
    browser = Browser(sample.link_code)
    browser.begin()
    browser.answer(1, R4="1")
    type(sample.wave).objects.filter(pk=sample.wave_id).update(
        ends_on=timezone.localdate() - timedelta(days=1), starts_on=timezone.localdate() - timedelta(days=9)
    )
    browser.send()
    assert not Response.objects.exists()
