"""What somebody meets who opens a link: what it is and who asks, or why it is closed, and nothing that follows them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from neighbourhoods.tests.register_factories import CommunityGroupFactory
from surveys.models import Invitation, Sitting
from surveys.tests.answering.residents import CODE, PILOT_CODE, Browser, draft, later, open_sample, page_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def sample():
    return open_sample()


def test_door_says_what_it_is_and_keeps_nothing(sample):
    browser = Browser()

    response = browser.get("door")

    words = page_of(response)
    for said in ("Street life", sample.neighbourhood.name, "We ask about your street.", "You agree to be counted."):
        assert said in words
    assert "about 1 min" in words
    assert response.cookies == {}
    assert browser.get("resume").cookies == {}
    assert not Sitting.objects.exists()


def test_door_says_until_when_it_is_open(sample):
    today = timezone.localdate()

    assert f"You can answer until {today:%-d %B %Y}" in page_of(Browser().get("door"))


def test_door_of_a_try_has_no_last_day(db):
    draft(pilot_code=PILOT_CODE)

    assert "You can answer until" not in page_of(Browser(PILOT_CODE).get("door"))


def test_door_names_the_commissioning_body(sample):
    sample.wave.programme.commissioning_body = "Quayside Council"
    sample.wave.programme.save()

    assert "Quayside Council" in page_of(Browser().get("door"))


@pytest.mark.parametrize("name", ["door", "resume"])
def test_pages_are_neither_cached_nor_listed_and_tell_no_other_site(sample, name):
    response = Browser().get(name)

    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert 'content="noindex' in response.content.decode()


@pytest.mark.parametrize("code", ["zzzzzzzz", "1-aaaaaaaaaaaa", "%00", "a" * 300, "' OR 1=1", "ab.cd", "abcdefgh2345"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_code_is_not_found_in_plain_words(client, sample, code, method):
    for page in ("", "begin/", "question/1/", "send/"):
        response = getattr(client, method)(f"/answer/{code}/{page}")

        assert response.status_code == 404
        assert "There is no questionnaire at this address" in page_of(response)
        assert "Sign in" not in page_of(response)


@pytest.mark.parametrize("path", ["", "abcd2345/nothing/", "abcd2345/question/x/", "a/b/c/d/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_any_other_address_says_the_same(sample, path, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(f"/answer/{path}")

    assert response.status_code == 404
    assert "There is no questionnaire at this address" in page_of(response)


def test_address_typed_without_its_slash_is_led_to_its_page(sample, client):
    assert client.get(f"/answer/{CODE}").headers["Location"] == f"/answer/{CODE}/"


def test_unknown_code_is_told_in_the_language_of_the_browser(client):
    response = client.get("/answer/zzzzzzzz/", headers={"Accept-Language": "ur-PK, en;q=0.5"})

    assert '<html lang="ur" dir="rtl">' in response.content.decode()


def test_code_in_capitals_leads_to_the_same_door(sample, client):
    assert client.get(f"/answer/{CODE.upper()}/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_on": 9 * DAY, "starts_on": 5 * DAY}, "It can be answered from"),
        ({"starts_on": -9 * DAY, "ends_on": -DAY}, "The time for answering is over."),
        ({"takes_answers_online": False}, "It cannot be answered on line at the moment."),
        ({"weighted_at": "2024-08-01T12:00Z", "locked_at": "2024-08-02T12:00Z"}, "The time for answering is over."),
    ],
)
def test_closed_door_says_why(sample, changes, said):
    today = timezone.localdate()
    for name, change in changes.items():
        setattr(sample.wave, name, today + change if isinstance(change, timedelta) else change)
    sample.wave.save()
    browser = Browser()

    assert said in page_of(browser.get("door"))
    assert browser.begin().headers["Location"] == browser.url("door")
    assert not Sitting.objects.exists()


def test_day_of_opening_is_said_in_the_visitors_language(sample):
    sample.wave.starts_on = sample.wave.ends_on = sample.wave.starts_on.replace(year=sample.wave.starts_on.year + 1)
    sample.wave.save()

    words = page_of(Browser().get("door", query="?language=ar"))

    assert "يمكن الإجابة عنه ابتداءً من" in words
    assert str(sample.wave.starts_on.year) in words


@pytest.mark.parametrize(
    ("field", "said"), [("is_answered", "it has been used"), ("is_withdrawn", "This link is no longer in use")]
)
def test_personal_link_that_is_used_or_withdrawn_says_so(sample, field, said):
    invitation = Invitation.objects.create(sample=sample, number=1, **{field: True})

    assert said in page_of(Browser(invitation.code).get("door"))


def test_personal_link_names_the_group_that_it_is_for(sample):
    group = CommunityGroupFactory(programme=sample.wave.programme, name="Ropewalk Choir")
    invitation = Invitation.objects.create(sample=sample, number=1, group=group)

    assert "This link is for Ropewalk Choir" in page_of(Browser(invitation.code).get("door"))


def test_draft_without_questions_is_not_open():
    made = draft(pilot_code=PILOT_CODE)
    made.items.all().delete()

    assert "cannot be answered on line at the moment" in page_of(Browser(PILOT_CODE).get("door"))


def test_begin_sets_one_cookie_for_this_link_alone(sample):
    browser = Browser()

    response = browser.begin()

    assert set(response.cookies) == {"answering"}
    cookie = response.cookies["answering"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"/answer/{CODE}/", True, "Lax")
    assert cookie["max-age"] == 2 * 60 * 60
    sitting = Sitting.objects.get()
    assert sitting.token_hash not in cookie.value
    assert (sitting.sample, sitting.answers) == (sample, {})


def test_begun_answers_are_shown_only_once_somebody_says_they_are_theirs(sample):
    browser = Browser()
    browser.begin()
    browser.answer(5, R11="7")

    words = page_of(browser.get("door"))
    assert "Somebody began answering on this device" in words
    assert " 7 " not in words
    with later(20 * 60):
        assert browser.get("check").headers["Location"] == browser.url("door")
        assert browser.begin(go="on").headers["Location"] == browser.url("question", 6)
        assert "7" in page_of(browser.get("check"))


def test_starting_afresh_deletes_what_nobody_could_come_back_to(sample):
    browser = Browser()
    browser.begin()
    browser.answer(5, R11="7")

    browser.begin(go="afresh")

    assert Sitting.objects.get().answers == {}


def test_starting_afresh_leaves_answers_that_have_a_return_code(sample):
    browser = Browser()
    browser.begin()
    browser.answer(5, R11="7")
    browser.post("later")

    browser.begin(go="afresh")

    assert sorted(len(each.answers) for each in Sitting.objects.all()) == [0, 1]


def test_begin_pressed_without_saying_which_asks_again(sample):
    browser = Browser()
    browser.begin()
    browser.answer(5, R11="7")

    assert browser.begin().headers["Location"] == browser.url("door")
    assert Sitting.objects.get().answers == {"R11": "7"}


def test_after_two_hours_only_the_return_code_helps(sample):
    browser = Browser()
    browser.begin()
    browser.answer(5, R11="7")

    with later(2 * 60 * 60 + 1):
        response = browser.get("check")
        assert response.headers["Location"] == browser.url("door") + "?gone"
        assert "two hours have passed" in page_of(browser.get("door", query="?gone"))


def test_old_sittings_are_deleted_when_somebody_begins(sample):
    browser = Browser()
    browser.begin()
    Sitting.objects.update(touched_on=timezone.localdate() - 31 * DAY)
    kept = Browser()
    kept.begin()
    assert Sitting.objects.count() == 1
    Sitting.objects.update(touched_on=timezone.localdate() - 30 * DAY)

    Browser().begin()

    assert Sitting.objects.count() == 2
