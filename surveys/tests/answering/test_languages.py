"""Every phrase in every language; pages that run from right to left; English where nothing is translated yet."""

import string
import tomllib

import pytest

from surveys.answering.phrases import FOLDER, phrases_of, spoken
from surveys.models import Response, Sitting
from surveys.tests.answering.residents import Browser, open_sample, page_of

ENGLISH = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))
OTHERS = [code for code in spoken() if code != "en"]


def placeholders(phrase):
    return sorted(name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None)


def test_at_least_english_arabic_polish_and_urdu_are_spoken():
    assert {"en", "ar", "pl", "ur"} <= set(spoken())
    assert [path.stem for path in sorted(FOLDER.glob("*.toml"))] == spoken()


@pytest.mark.parametrize("code", OTHERS)
def test_every_phrase_is_there_with_the_same_placeholders(code):
    phrases = phrases_of(code)

    assert set(phrases) == set(ENGLISH)
    wrong = {key for key, phrase in ENGLISH.items() if placeholders(phrase) != placeholders(phrases[key])}
    assert wrong == set()
    assert all(phrase.strip() for phrase in phrases.values())


@pytest.mark.parametrize("code", OTHERS)
def test_phrases_are_translated(code):
    same = {key for key, phrase in phrases_of(code).items() if phrase == ENGLISH[key]}

    assert same <= {"quoted"}


def test_language_without_phrases_has_the_pages_in_english():
    assert phrases_of("cy").language.code == "en"
    assert phrases_of("xx").language.code == "en"


def test_names_within_a_right_to_left_sentence_are_kept_together():
    assert "\u2068A (B)\u2069" in phrases_of("ar").say("fictional", name="A (B)")
    assert phrases_of("en").say("fictional", name="A (B)").startswith("A (B) is")


@pytest.fixture
def browser(db):
    open_sample()
    begun = Browser()
    begun.begin("ar")
    return begun


def html(response):
    return response.content.decode()


def test_arabic_pages_run_from_right_to_left(browser):
    page = html(browser.get("question", 1))

    assert '<html lang="ar" dir="rtl">' in page
    assert "هل قدمت مساعدة؟" in page
    assert "السؤال" in page
    assert "bootstrap.rtl.min.css" in page


def test_what_is_not_translated_is_marked_as_english(browser):
    page = html(browser.get("question", 5))

    assert '<span lang="en" dir="ltr">How many friends?</span>' in page
    assert '<span lang="en" dir="ltr">Food</span>' in html(browser.get("question", 3))
    assert "<span>رياضة</span>" in html(browser.get("question", 3))


def test_english_pages_mark_nothing(db):
    open_sample()
    begun = Browser()
    begun.begin()

    page = html(begun.get("question", 5))

    assert '<html lang="en-GB" dir="ltr">' in page
    assert 'lang="en"' not in page


def test_faults_are_said_in_the_language_of_the_page(browser):
    response = browser.answer(5, R11="many")

    assert "اكتب عددًا صحيحًا" in page_of(response)
    assert "Write a whole number" not in page_of(response)


def test_only_if_is_said_in_the_language_of_the_page(browser):
    assert "فقط إذا أجبت بـ \u2068«\u2068نعم\u2069»\u2069 عن السؤال \u20681\u2069" in page_of(browser.get("whole"))


def test_switching_the_language_keeps_what_is_answered_and_typed(browser):
    browser.answer(1, R4="1")

    response = browser.post("question", 5, typed={"R11": "7", "language": "en"})

    assert response.headers["Location"] == browser.url("question", 5)
    assert Sitting.objects.get().answers == {"R4": "1", "R11": "7"}
    page = html(browser.get("question", 5))
    assert '<html lang="en-GB" dir="ltr">' in page
    assert 'value="7"' in page


def test_switching_the_language_while_checking_keeps_everything(browser):
    browser.answer(5, R11="7")

    browser.post("language", typed={"language": "en"})

    assert "Check your answers" in page_of(browser.get("check"))
    assert Sitting.objects.get().answers == {"R11": "7"}


@pytest.mark.parametrize("wanted", ["pl", "xx", "", "ar\0"])
def test_language_that_is_not_offered_changes_nothing(browser, wanted):
    browser.post("language", typed={"language": wanted})

    assert Sitting.objects.get().language == "ar"


def test_answers_know_their_language_and_thanks_are_in_it(browser):
    browser.answer(5, R11="7")

    browser.send()

    assert Response.objects.get().language == "ar"
    assert "أُرسلت إجاباتك" in page_of(browser.get("thanks"))


def test_first_page_speaks_as_the_browser_prefers_among_what_is_offered(db):
    open_sample()

    assert 'dir="rtl"' in html(Browser().get("door", headers={"Accept-Language": "pl, ar;q=0.9, en;q=0.5"}))
    assert '<html lang="en-GB"' in html(Browser().get("door", headers={"Accept-Language": "pl"}))
    door = html(Browser().get("door"))
    assert '<a href="?language=ar" lang="ar" dir="rtl" hreflang="ar">العربية</a>' in door
    assert "Polski" not in door


def test_language_without_phrases_can_be_chosen(db):
    open_sample(languages=["ar", "cy"])
    begun = Browser()
    begun.begin("cy")

    assert '<html lang="en-GB" dir="ltr">' in html(begun.get("question", 1))
    begun.answer(5, R11="3")
    begun.send()
    assert Response.objects.get().language == "cy"
