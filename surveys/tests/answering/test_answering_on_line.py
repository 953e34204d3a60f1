"""Answering question by question or on one page: kept as it comes, routed, checked, sent once, linked to nobody."""

import re

import pytest

from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, pack_chosen
from surveys.models import Invitation, Response, Sitting, WrittenAnswer
from surveys.tests.answering.residents import Browser, draft, later, open_sample, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    return open_sample()


@pytest.fixture
def browser(sample):
    begun = Browser()
    begun.begin()
    return begun


def stored():
    return Response.objects.get().answers.as_dict()


def kept():
    return Sitting.objects.get().answers


def test_whole_way_one_question_a_page(sample, browser):
    ways = [
        browser.answer(1, R4="1"),
        browser.answer(2, R5="2"),
        browser.answer(3, L1=["2", "14"]),
        browser.answer(4, L2="Allotments"),
        browser.answer(5, R11="0"),
        browser.answer(6, L3="1200"),
        browser.post("about", typed={"sex": "2", "age_band": "4"}),
        browser.send(after_seconds=95),
    ]

    places = [browser.url("question", number) for number in range(2, 7)]
    assert [way.headers["Location"] for way in ways] == [*places, *map(browser.url, ("about", "check", "thanks"))]
    response = Response.objects.get()
    assert stored() == {"R4": 1, "R5": 2, "L1": pack_chosen([2, 14]), "R11": 0, "L3": 1200}
    assert (response.sample, response.mode, response.sex, response.age_band) == (sample, "link", 2, 4)
    assert (response.seconds, response.language) == (95, "")
    assert WrittenAnswer.objects.get().text == "Allotments"
    assert not Sitting.objects.exists()


def test_every_question_may_be_left_out_but_not_all(browser):
    for number in (1, 3, 5, 6):
        browser.answer(number)
    browser.post("about")

    words = page_of(browser.send())

    assert "there is nothing to send" in words
    assert not Response.objects.exists()
    browser.answer(5, R11="dk")
    browser.send()
    assert stored() == {"R4": BLANK, "R5": BLANK, "L1": BLANK, "R11": DONT_KNOW, "L3": BLANK}


def test_question_that_is_ruled_out_is_passed_over(browser):
    assert browser.answer(1, R4="2").headers["Location"] == browser.url("question", 3)
    assert browser.get("question", 2).headers["Location"] == browser.url("question", 3)
    assert f'href="{browser.url("question", 1)}"' in browser.get("question", 3).content.decode()
    browser.send()
    assert stored()["R5"] == NOT_ASKED


def test_question_left_out_takes_an_earlier_answer_away(browser):
    browser.answer(5, R11="7")

    browser.post("question", 5, typed={"R11": "7", "go": "skip"})

    assert kept() == {}


@pytest.mark.parametrize(
    ("number", "typed", "said"),
    [
        (1, {"R4": "3"}, "Choose from the answers shown."),
        (3, {"L1": ["1", "9"]}, "Choose from the answers shown."),
        (5, {"R11": "96"}, "Write a whole number from 0 to 95, in figures."),
        (5, {"R11": "many"}, "Write a whole number from 0 to 95, in figures."),
        (6, {"L3": "9" * 5000}, "Write a whole number from 0 to 30,000, in figures."),
        (4, {"L2": "a" * 5001}, "This is too long. Write at most 5,000 letters."),
    ],
)
def test_what_is_no_answer_is_said_at_the_question_and_not_kept(browser, number, typed, said):
    browser.answer(3, L1="2")
    before = kept()

    response = browser.answer(number, **typed)

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(said) == 2
    assert "Error: Question" in page_of(response)
    assert kept() == before


def test_what_was_typed_wrongly_stands_there_to_be_mended(browser):
    assert 'value="many"' in browser.answer(5, R11="many").content.decode()


@pytest.mark.parametrize(
    ("typed", "kept_as"),
    [
        (["2", "none"], ["2"]),
        (["none", "dk"], ["none"]),
        (["dk"], ["dk"]),
        (["14", "2", "2"], ["2", "14"]),
    ],
)
def test_none_of_these_and_dont_know_do_not_mix_with_options(browser, typed, kept_as):
    browser.answer(3, L1=typed)

    assert kept() == {"L1": kept_as}


def test_dont_know_beside_a_number_wins_over_it(browser):
    browser.answer(5, R11=["7", "dk"])

    assert kept() == {"R11": "dk"}


def test_figures_of_another_script_are_figures(browser):
    browser.answer(5, R11="٧")

    assert kept() == {"R11": "7"}


def test_whole_page_keeps_what_fits_and_says_what_does_not(browser):
    response = browser.post("whole", typed={"R4": "1", "R11": "many", "L1": ["1"], "sex": "1", "age_band": "7"})

    words = page_of(response)
    assert "5. Write a whole number from 0 to 95" in words
    assert "Choose from the answers shown." in words
    assert kept() == {"R4": "1", "L1": ["1"], "sex": "1"}


@pytest.mark.parametrize("page", [("question", 3), ("whole",)])
def test_what_was_ticked_is_ticked_when_one_comes_back(browser, page):
    browser.answer(3, L1=["2", "14"])

    shown = browser.get(*page).content.decode()

    ticked = [
        code for code in ("1", "2", "14", "none", "dk") if re.search(rf'name="L1" value="{code}"[^>]* checked', shown)
    ]
    assert ticked == ["2", "14"]


def test_whole_page_says_in_words_who_is_asked(browser):
    words = page_of(browser.get("whole"))

    assert "Only if you answered “Yes” to question 1" in words
    assert "Only if you answered “Food” to question 3" in words


def test_whole_questionnaire_is_asked_on_one_page_where_it_says_so():
    open_sample(one_at_a_time=False)
    browser = Browser()

    assert browser.begin().headers["Location"] == browser.url("whole")
    browser.post("whole", typed={"R4": "2", "R5": "1", "R11": "3"})
    browser.send()
    assert stored() == {"R4": 2, "R5": NOT_ASKED, "L1": BLANK, "R11": 3, "L3": BLANK}


def test_switching_to_the_whole_keeps_what_stands_on_the_page(browser):
    response = browser.post("question", 5, typed={"R11": "7", "go": "whole"})

    assert response.headers["Location"] == browser.url("whole")
    assert kept() == {"R11": "7"}


def test_change_from_checking_comes_back_unless_it_opens_a_question(browser):
    browser.answer(1, R4="2")

    opened = browser.post("question", 1, query="?check", typed={"R4": "1"})
    back = browser.post("question", 2, query="?check", typed={"R5": "1"})

    assert opened.headers["Location"] == browser.url("question", 2) + "?check"
    assert back.headers["Location"] == browser.url("check")


def test_checking_shows_every_answer_in_words(browser):
    browser.answer(1, R4="1")
    browser.answer(3, L1=["1", "14"])
    browser.answer(6, L3="dk")
    browser.post("about", typed={"sex": "2", "age_band": "0"})

    words = page_of(browser.get("check"))

    for said in ("Yes", "Sport", "Music", "Don’t know", "Left out", "a woman", "Prefer not to say"):
        assert said in words


def test_about_you_is_asked_of_residents_alone():
    open_sample(audience="organisations")
    browser = Browser()
    browser.begin()

    assert browser.answer(6).headers["Location"] == browser.url("check")
    assert browser.get("about").headers["Location"] == browser.url("check")
    assert "How old are you?" not in page_of(browser.get("whole"))
    browser.post("whole", typed={"R11": "3", "sex": "2", "age_band": "1"})
    browser.send()
    assert (Response.objects.get().sex, Response.objects.get().age_band) == (0, 0)


def test_sent_twice_and_back_after_sending_is_one_response(browser):
    browser.answer(5, R11="7")
    browser.send()

    for response in (browser.send(), browser.get("check"), browser.get("question", 5), browser.answer(5, R11="8")):
        assert response.headers["Location"] == browser.url("thanks")
    assert "can no longer be changed" in page_of(browser.get("thanks"))
    assert stored()["R11"] == 7


def test_two_windows_send_one_response_and_the_second_is_told(browser):
    browser.answer(5, R11="7")
    second = Browser()
    second.client.cookies["answering"] = browser.cookie.value
    browser.send()

    for response in (second.answer(6, L3="4"), second.send()):
        assert response.headers["Location"] == second.url("door") + "?gone"
    assert Response.objects.count() == 1


def test_answers_sent_in_the_same_moment_elsewhere_are_told_of(browser, monkeypatch):
    browser.answer(5, R11="7")
    sitting = Sitting.objects.get()
    monkeypatch.setattr("surveys.views.answering.visit.sitting_of", lambda **asked: sitting)
    Sitting.objects.all().delete()

    for response in (browser.answer(6, L3="4"), browser.send()):
        assert response.status_code == 409
        assert "they have been sent already" in page_of(response)


def test_personal_link_is_used_up_and_leads_to_no_answers(sample):
    invitation = Invitation.objects.create(sample=sample, number=1)
    browser, elsewhere = Browser(invitation.code), Browser(invitation.code)
    browser.begin()
    elsewhere.begin()
    browser.answer(5, R11="7")
    elsewhere.answer(5, R11="9")

    browser.send()

    invitation.refresh_from_db()
    assert invitation.is_answered
    assert stored()["R11"] == 7
    assert not Sitting.objects.exists()
    assert elsewhere.send().headers["Location"] == elsewhere.url("door")
    assert "it has been used" in page_of(elsewhere.get("door"))
    assert invitation.history.count() == 1
    links = {field.related_model for field in Response._meta.get_fields() if field.is_relation}
    assert Invitation not in links
    assert Sitting not in links


def test_public_link_may_be_used_by_the_next_person_on_the_same_device(browser):
    browser.answer(5, R11="7")
    browser.send()

    assert "Answers were sent from this device a short while ago" in page_of(browser.get("door"))
    browser.begin()
    browser.answer(5, R11="8")
    browser.send()
    assert Response.objects.count() == 2


def test_door_that_closes_meanwhile_keeps_answers_and_says_they_are_not_sent(sample, browser):
    browser.answer(5, R11="7")
    sample.wave.takes_answers_online = False
    sample.wave.save()

    assert browser.send().headers["Location"] == browser.url("door")
    assert "What was begun on this device was not sent." in page_of(browser.get("door"))
    assert not Response.objects.exists()
    assert kept() == {"R11": "7"}
    browser.post("leave", typed={"what": "all"})
    assert not Sitting.objects.exists()


def test_door_that_closes_in_the_moment_of_sending_stores_nothing(sample, browser, monkeypatch):
    browser.answer(5, R11="7")
    sample.wave.weighted_at = sample.wave.locked_at = "2024-08-02T12:00Z"
    sample.wave.save()
    monkeypatch.setattr("surveys.doors.Door.why_closed", lambda door, on=None: "")

    assert browser.send().headers["Location"] == browser.url("door")
    assert not Response.objects.exists()
    assert kept() == {"R11": "7"}


def test_pages_ask_the_database_little_however_long_the_questionnaire(browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        browser.get("question", 5)
    with django_assert_max_num_queries(4):
        browser.get("whole")
    with django_assert_max_num_queries(9):
        browser.answer(5, R11="7")


def test_draft_cannot_be_answered_at_the_link_of_a_wave(sample, browser):
    other = draft(title="Another", programme=sample.wave.programme)

    assert Browser(str(other.pk)).get("door").status_code == 404


def test_seconds_are_not_known_after_a_return_code(browser):
    browser.answer(5, R11="7")
    browser.post("later")
    code = browser.get("later").context["code"]
    again = Browser()
    again.post("resume", typed={"return_code": code})

    with later(60):
        again.post("send")

    assert Response.objects.get().seconds is None
