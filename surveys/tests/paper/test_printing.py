"""The printed questionnaire: it opens, it is tagged, it says what is asked, in its language, whatever the words are."""

import re
import shutil

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.models import Questionnaire, QuestionnaireItem
from surveys.printing.paper import (
    MOST_TAGGED,
    Edition,
    PrintedForm,
    content_of,
    letters_missing,
    printed_languages,
    questionnaire_pdf,
)
from surveys.printing.typesetting import NO_LETTER, SHIPPED, letters_without_font
from surveys.tests.answering.questions import YES_NO, one_of_each_kind
from surveys.tests.paper.paper_waves import evaluator_of, paper_questionnaire, paper_sample
from tests.pdf_text import words_of

ARABIC = {"R4": {"wording": "هل قدمت مساعدة؟", "options": {"1": "نعم", "2": "لا"}}}


def drawn_up(items=None, published=True, **fields):
    """A questionnaire that is not stored, with one question of each kind."""
    fields = {"title": "Life here", "audience": "residents", "consent": "By giving it back you agree."} | fields
    questionnaire = Questionnaire(introduction="We ask everybody.", thanks="Many thanks.", **fields)
    questionnaire.published_at = "2024-06-01T12:00Z" if published else None
    questionnaire.__dict__["asked"] = one_of_each_kind() if items is None else items
    return questionnaire


def printed(questionnaire=None, forms=None, **edition):
    asked = {"forms": forms} if forms else {}
    return questionnaire_pdf(questionnaire or drawn_up(), Edition(**edition), **asked)


def numbered(*numbers):
    return [PrintedForm(number, f"https://foothold.example/key/?number={number}") for number in numbers]


def is_tagged(pdf):
    return b"/StructTreeRoot" in pdf and b"pdfuaid:part" in pdf


def test_everything_that_is_asked_is_printed_and_tagged():
    pdf = printed()

    page = " ".join(words_of(pdf))
    assert pdf.startswith(b"%PDF")
    assert is_tagged(pdf)
    for words in (
        "Life here",
        "We ask everybody.",
        "By giving it back you agree.",
        "1. Have you given help? R4 Tick one box. 1 Yes 2 No 98 Don’t know",
        "2. Only if you answered “Yes” to question 1 How often? R5",
        "3. Which topics? L1 Tick all that apply. 1 Sport 2 Food 14 Music 0 None of these 98 Don’t know",
        "4. Only if you answered “Food” to question 3 What about food? L2",
        "5. How many friends? R11 A whole number from 0 to 95 98 Don’t know",
        "6. How many metres? L3 A whole number from 0 to 30000",
        "About you",
        "7. Are you … Tick one box. 2 a woman 1 a man 0 Another way, or prefer not to say",
        "8. How old are you? Tick one box. 1 16 to 24",
        "Many thanks.",
        "Please give this form back to the person who brought it.",
    ):
        assert words in page


def test_markup_in_words_stays_text():
    item = QuestionnaireItem(
        code="L9", kind="single", wording="= *Bold* #panic() $x$ @here", hint="\\ `raw` <b>", options=YES_NO
    )

    page = " ".join(words_of(printed(drawn_up([item], title="#let x = 1"))))

    assert "= *Bold* #panic() $x$ @here" in page
    assert "\\ `raw` <b>" in page
    assert "#let x = 1" in page


def test_organisations_are_not_asked_for_sex_and_age():
    page = " ".join(words_of(printed(drawn_up(audience="organisations"))))

    assert "About you" not in page


def test_draft_says_so_and_a_published_one_does_not():
    assert "DRAFT" in words_of(printed(drawn_up(published=False)))[0]
    assert "DRAFT" not in words_of(printed())[0]


def test_large_print_needs_more_pages_and_says_the_same():
    ordinary, large = words_of(printed()), words_of(printed(is_large=True))

    assert len(large) > len(ordinary)
    assert "How many metres?" in " ".join(large)


def test_few_numbered_forms_are_each_tagged_with_number_and_place():
    pdf = printed(forms=numbered(7, 8), place="Quayside", wave="July 2024")

    pages = words_of(pdf)
    assert is_tagged(pdf)
    assert "Life here · Quayside Form 7" in pages[0]
    assert "For the office Form 7 Quayside" in pages[0]
    assert [page.split(" ")[-3:] for page in (pages[0], pages[-1])] == [["1", "/", "2"], ["2", "/", "2"]]
    assert "Form 8" in pages[2]
    assert "Form 7" not in pages[2]


def test_many_numbered_forms_have_every_number_on_every_page():
    numbers = range(1, MOST_TAGGED + 3)

    pages = words_of(printed(forms=numbered(*numbers), place="Quayside"))

    assert [re.match(r"Form (\d+)", page)[1] for page in pages] == [str(n) for n in numbers for _ in range(2)]


def test_translated_form_is_in_its_language_from_right_to_left():
    items = one_of_each_kind()
    for item in items:
        item.translations = {"ar": ARABIC.get(item.code, {})}
    content = content_of(drawn_up(items, languages=["ar"]), Edition("ar"), [PrintedForm()])

    assert (content["lang"], content["direction"]) == ("ar", "rtl")
    assert content["questions"][0]["wording"] == {"text": "هل قدمت مساعدة؟", "lang": "ar", "direction": "rtl"}
    assert content["questions"][4]["wording"] == {"text": "How many friends?", "lang": "en", "direction": "ltr"}
    assert "نعم" in content["questions"][1]["route"]
    assert letters_missing(drawn_up(items), "ar") == ""
    assert is_tagged(printed(drawn_up(items), language="ar"))


@pytest.mark.parametrize("words", ["ਪੰਜਾਬੀ", "বাংলা", "中文", "ےہ"])
def test_letters_that_no_font_has_are_named_and_printed_as_a_sign(words):
    item = QuestionnaireItem(code="L9", kind="single", wording=f"What is {words}?", options=YES_NO)

    assert letters_without_font(words) == "".join(dict.fromkeys(words))
    assert f"What is {NO_LETTER * len(words)}?" in words_of(printed(drawn_up([item])))[0]


def test_own_font_of_an_installation_is_used_for_its_letters(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert letters_without_font("中文") == "中文"
    (tmp_path / "fonts").mkdir()
    shutil.copy(SHIPPED / "LastResortHE-Regular.ttf", tmp_path / "fonts")
    item = QuestionnaireItem(code="L9", kind="single", wording="中文?", options=YES_NO)

    assert letters_without_font("中文") == ""
    assert NO_LETTER not in words_of(printed(drawn_up([item])))[0]


def test_languages_that_the_product_does_not_know_are_not_offered():
    assert [each.code for each in printed_languages(drawn_up(languages=["ar", "xx"]))] == ["en", "ar"]


def test_question_longer_than_a_page_goes_on_over_the_page():
    item = QuestionnaireItem(code="L9", kind="single", wording="Long words. " * 900 + "The end.", options=YES_NO)

    pages = words_of(printed(drawn_up([item])))

    assert len(pages) > 2
    assert "The end. L9" in " ".join(pages)


def test_question_that_does_not_fit_begins_on_the_next_page():
    items = [
        QuestionnaireItem(
            code=f"L{number}",
            kind="single",
            wording=f"Question {number}?",
            options=[{"code": code, "label": f"Answer {number}.{code}"} for code in range(1, 15)],
        )
        for number in range(1, 8)
    ]

    for page in words_of(printed(drawn_up(items))):
        for number in range(1, 8):
            assert page.count(f"Answer {number}.") in (0, 14)


LETTERS = st.text(max_size=200)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@examples(wording=LETTERS, hint=LETTERS, label=LETTERS, title=st.text(min_size=1, max_size=80))
def test_any_words_whatsoever_can_be_printed(wording, hint, label, title):
    item = QuestionnaireItem(
        code="L9", kind="multiple", wording=wording, hint=hint, section=label, options=[{"code": 1, "label": label}]
    )

    assert is_tagged(printed(drawn_up([item], title=title, consent=hint, audience="agencies"), give_back=label))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@examples(words=LETTERS)
def test_any_words_in_another_language_can_be_printed(words):
    item = QuestionnaireItem(
        code="L9", kind="single", wording="?", options=YES_NO, translations={"ar": {"wording": words, "hint": words}}
    )

    assert is_tagged(printed(drawn_up([item]), language="ar", is_large=True))


@pytest.fixture
def sample(db):
    return paper_sample(languages=["ar"])


def asked_for(client, sample, **query):
    client.force_login(evaluator_of(sample.wave.programme))
    address = reverse("surveys:paper-print", args=["vale", sample.wave_id])
    return client.get(address, {"place": "Q1", "first": "1", "count": "2"} | query)


def test_evaluator_prints_numbered_forms_for_a_neighbourhood(client, sample, settings):
    response = asked_for(client, sample, first="41", give_back="Put it into the box at the library.")

    pages = words_of(response.content)
    assert response.headers["Content-Type"] == "application/pdf"
    assert "Form 41" in pages[0]
    assert "Quayside" in pages[0]
    assert "Put it into the box at the library." in " ".join(pages)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"count": "501"}, "How many forms: write a number from 1 to 500."),
        ({"count": "0"}, "How many forms: write a number from 1 to 500."),
        ({"first": "99999"}, "numbers go up to 99,999"),
        ({"first": "x"}, "First number: write a whole number"),
        ({"place": "X9"}, "Neighbourhood: choose from what the page offers."),
        ({"language": "pl"}, "Language: choose from what the page offers."),
    ],
)
def test_what_is_asked_for_wrongly_is_said_on_the_page(client, sample, query, words):
    response = asked_for(client, sample, **query)

    assert response.headers["Content-Type"].startswith("text/html")
    assert words in " ".join(response.content.decode().split())


def test_language_whose_letters_no_font_has_is_refused_by_name(client, db):
    sample = paper_sample(languages=["pa"], translations={"pa": {"introduction": "ਪੰਜਾਬੀ"}})

    page = asked_for(client, sample, language="pa").content.decode()

    assert "no letters for some of the Punjabi words: ਪ" in page


@pytest.mark.parametrize("role", Role.values)
def test_every_member_prints_the_questionnaire_they_may_read(client, db, role):
    questionnaire = paper_questionnaire(ProgrammeFactory(slug="vale"), published=False)
    client.force_login(MembershipFactory(programme=questionnaire.programme, role=role).user)

    response = client.get(reverse("surveys:questionnaire-pdf", args=["vale", questionnaire.pk]), {"large": "on"})

    assert "DRAFT" in words_of(response.content)[0]


def test_questionnaire_in_a_language_it_does_not_have_is_told(client, sample):
    client.force_login(evaluator_of(sample.wave.programme))
    address = reverse("surveys:questionnaire-pdf", args=["vale", sample.wave.questionnaire_id])

    page = client.get(address, {"language": "zz"}, follow=True).content.decode()

    assert "Language: choose from what the page offers." in page
