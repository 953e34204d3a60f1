"""Replayed, forged, endless and broken posts, machines and crowds: a clear answer each time, nothing wrong stored."""

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.answering import limits
from surveys.answering.given import INSTEAD, NONE_OF_THESE
from surveys.models import Invitation, Response, Sitting
from surveys.tests.answering.residents import Browser, open_sample, page_of
from surveys.tests.factories import SampleFactory

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
POSTED_TO = ("begin", "resume", "whole", "about", "check", "send", "thanks", "later", "language", "leave", "door")


@pytest.fixture
def sample():
    return open_sample()


@pytest.fixture
def browser(sample):
    begun = Browser()
    begun.begin()
    begun.answer(5, R11="7")
    return begun


def kept():
    return Sitting.objects.get().answers


def with_cookie(value, code=None):
    other = Browser(code) if code else Browser()
    other.client.cookies["answering"] = value
    return other


def test_cookie_of_another_link_opens_nothing(browser, sample):
    other = SampleFactory(wave=sample.wave, link_code="wxyz2345")
    invitation = Invitation.objects.create(sample=sample, number=1)

    for code in (other.link_code, invitation.code):
        forged = with_cookie(browser.cookie.value, code)
        assert forged.get("check").headers["Location"] == forged.url("door") + "?gone"
        assert forged.answer(5, R11="9").status_code == 302
    assert kept() == {"R11": "7"}


def test_word_that_something_was_sent_is_believed_at_its_own_link_alone(browser, sample):
    browser.send()
    other = SampleFactory(wave=sample.wave, link_code="wxyz2345")

    elsewhere = with_cookie(browser.cookie.value, other.link_code)

    assert elsewhere.get("thanks").headers["Location"] == elsewhere.url("door")


@pytest.mark.parametrize("value", ["", "a", "a:b:c", "é" * 40, "x" * 4_000])
def test_invented_cookie_opens_nothing(browser, value):
    forged = with_cookie(value)

    assert forged.get("check").headers["Location"] == forged.url("door") + "?gone"
    assert forged.send().status_code == 302
    assert not Response.objects.exists()


def test_replayed_answer_after_sending_changes_nothing(browser):
    cookie = browser.cookie.value
    browser.send()

    replayed = with_cookie(cookie)

    assert replayed.answer(5, R11="9").headers["Location"] == replayed.url("door") + "?gone"
    assert replayed.send().status_code == 302
    assert Response.objects.get().answers["R11"] == 7


def test_form_without_its_token_is_refused_in_words(browser):
    strict = Browser()
    strict.client = Client(enforce_csrf_checks=True)
    strict.client.cookies["answering"] = browser.cookie.value

    response = strict.answer(5, R11="9")

    assert response.status_code == 403
    assert "This page was open for too long" in page_of(response)
    assert "CSRF" not in page_of(response)
    assert kept() == {"R11": "7"}


def test_form_with_its_token_is_kept(browser):
    strict = Browser()
    strict.client = Client(enforce_csrf_checks=True)
    strict.client.cookies["answering"] = browser.cookie.value
    token = strict.get("question", 5).context["csrf_token"]

    strict.answer(5, R11="9", csrfmiddlewaretoken=str(token))

    assert kept() == {"R11": "9"}


@pytest.mark.parametrize("name", ["begin", "resume"])
@pytest.mark.parametrize(
    ("origin", "status"), [("https://elsewhere.example", 403), ("null", 403), ("http://testserver", 302)]
)
def test_form_without_cookies_must_come_from_this_site(browser, name, origin, status):
    browser.post("later")
    typed = {"return_code": browser.get("later").context["code"]}
    strict = Browser()
    strict.client = Client(enforce_csrf_checks=True)

    assert strict.post(name, typed=typed, headers={"Origin": origin}).status_code == status


def test_too_many_fields_are_refused_in_words(browser):
    typed = {f"X{number}": "1" for number in range(1_001)}

    response = browser.post("whole", typed=typed)

    assert response.status_code == 400
    assert "could not be read" in page_of(response)


def test_endless_body_is_refused_in_words(browser):
    response = browser.post("whole", typed={"L2": "a" * 1_100_000})

    assert response.status_code == 413
    assert "far longer than any answer" in page_of(response)
    assert kept() == {"R11": "7"}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"not a form", "multipart/form-data", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 302),
        (b"R11=\xff\xfe", FORM, 302),
        (b"R11=9", f"{FORM}; charset=utf-7", 400),
        (b'{"R11": "9"}', "application/json", 302),
        (b"%%%&&&===", FORM, 302),
    ],
)
def test_malformed_body_never_breaks(browser, body, kind, status):
    response = browser.client.generic("POST", browser.url("about"), body, content_type=kind)

    assert response.status_code == status
    assert kept() == {"R11": "7"}


@pytest.mark.parametrize("length", ["abc", "-1", "9" * 5000])
def test_invented_length_never_breaks(browser, length):
    assert browser.post("about", CONTENT_LENGTH=length).status_code in (302, 400, 413)


def test_machine_that_fills_in_the_hidden_field_is_refused(sample):
    browser = Browser()

    response = browser.begin(**{limits.TRAP: "https://spam.example"})

    assert response.status_code == 400
    assert "A field that people cannot see was filled in" in page_of(response)
    assert not Sitting.objects.exists()


def test_machine_that_fills_in_the_hidden_field_sends_nothing(browser):
    assert "A field that people cannot see" in page_of(browser.send(**{limits.TRAP: "x"}))
    assert not Response.objects.exists()


def test_answering_in_no_time_is_refused_politely_and_can_be_sent_again(browser):
    assert "That was very quick" in page_of(browser.send(after_seconds=2))
    assert not Response.objects.exists()
    assert browser.send(after_seconds=20).headers["Location"] == browser.url("thanks")
    assert Response.objects.count() == 1


def test_sixty_people_behind_one_address_get_through(sample):
    for _ in range(60):
        assert Browser().begin().headers["Location"].endswith("/question/1/")


def test_crowd_of_machines_is_told_to_wait_and_no_address_is_kept(sample, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BEGUN", 3)
    for _ in range(3):
        Browser().begin()

    refused = Browser().begin()

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert "try again in ten minutes" in page_of(refused)
    assert Sitting.objects.count() == 3
    elsewhere = Browser()
    assert elsewhere.post("begin", REMOTE_ADDR="192.0.2.7").status_code == 302
    assert not [key for key in cache._cache if "127.0.0.1" in key or "192.0.2.7" in key]


def test_one_household_of_the_newer_addresses_counts_as_one(sample, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BEGUN", 1)

    assert Browser().post("begin", REMOTE_ADDR="2001:db8::1").status_code == 302
    assert Browser().post("begin", REMOTE_ADDR="2001:db8::2").status_code == 429
    assert Browser().post("begin", REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def allowed(name, typed):
    """Whether a value kept under a name is one that the questionnaire allows."""
    if name == "L2":
        return isinstance(typed, str) and 0 < len(typed) <= 5_000 and "\0" not in typed
    if name in ("sex", "age_band"):
        return typed in ("0", "1", "2") + (("3", "4") if name == "age_band" else ())
    if name == "L1":
        return set(typed) <= {"1", "2", "14"} or typed in ([NONE_OF_THESE], *([word] for word in INSTEAD))
    top = {"R4": (1, 2), "R5": (1, 2), "R11": (0, 95), "L3": (0, 30_000)}[name]
    return typed in INSTEAD or (typed.isascii() and top[0] <= int(typed) <= top[1])


NAMES = st.sampled_from(
    ["R4", "R5", "L1", "L2", "R11", "L3", "sex", "age_band", "go", "language", "what", "at", "return_code", "remark-R4"]
)
VALUES = st.one_of(
    st.sampled_from(
        ["", "1", "2", "14", "95", "dk", "none", "refused", "skip", "whole", "later", "ar", "en", "on", "-1"]
    ),
    st.integers().map(str),
    st.text(max_size=60),
    st.text(min_size=5_001, max_size=5_010),
)
POSTS = st.dictionaries(
    st.one_of(NAMES, st.text(max_size=10)), st.one_of(VALUES, st.lists(VALUES, max_size=4)), max_size=12
)
PLACES = st.one_of(
    st.sampled_from([(name,) for name in POSTED_TO]), st.tuples(st.just("question"), st.integers(0, 10**6))
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=PLACES, typed=POSTS, query=st.sampled_from(["", "?check", "?language=ar", "?gone", "?language=%00"]))
def test_any_post_whatsoever_is_answered_and_stores_only_what_the_questionnaire_allows(sample, place, typed, query):
    Response.objects.all().delete()
    Sitting.objects.all().delete()
    cache.clear()
    browser = Browser()
    browser.begin()
    browser.answer(5, R11="7")

    response = browser.post(*place, query=query, typed=typed)

    assert response.status_code in (200, 302, 400, 413, 429)
    for sitting in Sitting.objects.all():
        wrong = {name: value for name, value in sitting.answers.items() if not allowed(name, value)}
        assert wrong == {}
        assert sitting.language in ("", "ar")
    browser.send()
    for stored in Response.objects.all():
        for code, packed in stored.answers.as_dict().items():
            assert packed in (-1, -96, -98, -99) or packed >= 0, code


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), kind=st.sampled_from([FORM, "multipart/form-data; boundary=x", "text/plain", ""]))
def test_any_bytes_whatsoever_are_answered(sample, body, kind):
    cache.clear()
    browser = Browser()
    browser.begin()

    for name in ("whole", "about", "resume"):
        response = browser.client.generic("POST", browser.url(name), body, content_type=kind)
        assert response.status_code in (200, 302, 400)
