"""Translations of a draft: in part, by two people, as a file, and into right-to-left languages."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.actions.questionnaires import QuestionnaireRefused, publish_questionnaire
from surveys.actions.translating import choose_languages, translate
from surveys.answering.wording import asked_in, untranslated
from surveys.drafting.translations import (
    HEADINGS,
    Text,
    TranslationFaults,
    guarded,
    read_file,
    rows_for_file,
    texts_of,
    tidy,
    unguarded,
)
from surveys.forms.translations import TranslationForm
from surveys.languages import LANGUAGES
from surveys.tests.questionnaires.designing import address, anew, draft, text_of
from surveys.views import translations


@pytest.fixture
def asked(programme):
    made = draft(programme, "R4", "R5")
    choose_languages(questionnaire=made, codes=["ar", "pl"])
    return anew(made)


def as_csv(rows, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def faults_of(content, texts):
    with pytest.raises(TranslationFaults) as refused:
        read_file(content, texts)
    return refused.value.faults


def test_every_text_is_translated_in_part_and_taken_away_again(asked):
    words = {"introduction": "مقدمة", "R4 wording": "سؤال", "R4 option 1": "نعم"}
    assert translate(questionnaire=asked, code="ar", words=words) == 3
    assert translate(questionnaire=asked, code="ar", words=words) == 0
    stored = anew(asked)
    item = stored.items.get(code="R4")
    assert stored.translations == {"ar": {"introduction": "مقدمة"}}
    assert item.translations == {"ar": {"wording": "سؤال", "options": {"1": "نعم"}}}
    assert asked_in(item, "ar").options[0][1].language.is_rtl
    assert "R4 wording" not in untranslated(stored, "ar")
    translate(questionnaire=asked, code="ar", words=dict.fromkeys(words, ""))
    stored = anew(asked)
    assert (stored.translations, stored.items.get(code="R4").translations) == ({}, {})


def test_same_english_takes_a_translation_over_where_it_has_none(programme):
    made = draft(programme, "R4", "R7")
    choose_languages(questionnaire=made, codes=["ar"])
    translate(questionnaire=anew(made), code="ar", words={"R7 option 2": "كلا"})

    assert translate(questionnaire=anew(made), code="ar", words={"R4 option 1": "نعم", "R4 option 2": "لا"}) == 3

    options = {item.code: item.translations["ar"]["options"] for item in anew(made).items.all()}
    assert options == {"R4": {"1": "نعم", "2": "لا"}, "R7": {"1": "نعم", "2": "كلا"}}


def test_names_of_texts_are_those_of_what_is_missing(asked):
    assert [text.name for text in texts_of(asked, "ar")] == untranslated(asked, "ar")


def test_language_taken_out_keeps_its_words(asked):
    translate(questionnaire=asked, code="pl", words={"R4 option 1": "Tak"})
    choose_languages(questionnaire=asked, codes=["ar"])
    with pytest.raises(QuestionnaireRefused, match="not asked in Polish"):
        translate(questionnaire=asked, code="pl", words={"R4 option 2": "Nie"})
    assert anew(asked).items.get(code="R4").translations["pl"] == {"options": {"1": "Tak"}}


@pytest.mark.parametrize("codes", [["en"], ["xx"]])
def test_language_that_cannot_be_chosen_is_refused(asked, codes):
    with pytest.raises(QuestionnaireRefused, match="Not a language that can be chosen"):
        choose_languages(questionnaire=asked, codes=codes)


def test_translation_of_a_published_questionnaire_is_refused(asked):
    publish_questionnaire(questionnaire=asked, by=None)
    with pytest.raises(QuestionnaireRefused, match="published"):
        translate(questionnaire=asked, code="ar", words={"thanks": "ش"})


def test_file_goes_out_and_comes_back_unchanged(asked):
    translate(questionnaire=asked, code="ar", words={"consent": "=سطر\n\nسطر", "R5 option 2": "-1"})
    texts = texts_of(anew(asked), "ar")
    read = read_file(as_csv(rows_for_file(texts)), texts)
    assert read == {text.name: text.translation for text in texts}
    assert translate(questionnaire=asked, code="ar", words=read) == 0


@given(st.text())
@example("=1")
@example("'=1")
@example("''-x")
@example("'plain")
def test_guard_against_formulas_is_taken_away_again(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60).map(tidy)


@given(pairs=st.lists(st.tuples(WORDS.filter(bool), WORDS), min_size=1, max_size=4), delimiter=st.sampled_from(",;\t"))
def test_any_translation_survives_the_file(pairs, delimiter):
    texts = [Text(f"R{n} wording", f"R{n}", "wording", english, words) for n, (english, words) in enumerate(pairs)]
    read = read_file(as_csv(rows_for_file(texts), delimiter), texts)
    assert read == {text.name: text.translation for text in texts}


def test_file_with_faults_names_every_one_and_takes_nothing_in(asked):
    texts = texts_of(asked, "ar")
    rows = [
        ["R4 option 1", "Yes", "نعم"],
        ["R4 option 1", "Yes", "نعم"],
        ["R4 option 2", "Nay", "لا"],
        ["R9 wording", "?", "؟"],
        ["thanks", texts[2].english, "x" * 5_001],
    ]
    faults = faults_of(as_csv(rows), texts)
    assert [place for place, _ in faults] == [
        "Row 3, R4 option 1",
        "Row 4, R4 option 2",
        "Row 5, R9 wording",
        "Row 6, thanks",
    ]
    assert [reason.split()[0] for _, reason in faults] == ["It", "The", "The", "At"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"", "must name the columns what, english, translation"),
        (b"what,translation\n", "english is not there"),
    ],
)
def test_file_that_is_no_list_of_translations_says_why(asked, content, reason):
    [(_, said)] = faults_of(content, texts_of(asked, "ar"))
    assert reason in said


def test_two_translators_do_not_take_away_each_others_words():
    texts = [Text("thanks", "", "thanks", "Thanks", ""), Text("R4 wording", "R4", "wording", "Do you?", "")]
    page = TranslationForm(texts=texts, language=LANGUAGES["ar"])
    by_now = [texts[0], Text("R4 wording", "R4", "wording", "Do you?", "سؤال")]
    sent = {"seen": page.initial["seen"], "t0": "شكرا", "t1": ""}
    form = TranslationForm(sent, texts=by_now, language=LANGUAGES["ar"])
    assert form.is_valid()
    assert form.changed == {"thanks": "شكرا"}


def test_page_of_a_language_has_english_beside_fields_that_run_from_right_to_left(evaluator, asked):
    url = address("questionnaire-translate", asked.pk, "ar")
    page = text_of(evaluator.get(url))
    assert 'lang="ar" dir="rtl"' in page
    assert "0 of 13 texts are translated" in page
    seen = evaluator.get(url).context["form"].initial["seen"]
    page = text_of(evaluator.post(url, {"seen": seen, "t0": "مقدمة"}, follow=True))
    assert "1 text kept in Arabic." in page
    assert "1 of 13 texts are translated" in page


def test_long_questionnaire_is_translated_page_by_page(evaluator, programme, monkeypatch):
    monkeypatch.setattr(translations, "TEXTS_A_PAGE", 60)
    asked = draft(programme, *(f"R{number}" for number in range(1, 29)))
    choose_languages(questionnaire=asked, codes=["ar"])
    url = address("questionnaire-translate", asked.pk, "ar")
    first, last = (evaluator.get(f"{url}?page={page}").context["form"] for page in ("1", "99"))
    assert len(first.texts) + len(last.texts) == len(texts_of(anew(asked), "ar"))
    sent = {"seen": last.initial["seen"], f"t{len(last.texts) - 1}": "لا"}
    evaluator.post(f"{url}?page=2", sent)
    assert anew(asked).items.get(code=last.texts[-1].code).translations["ar"]


def test_file_is_taken_down_and_up_on_the_pages(evaluator, asked):
    down = evaluator.get(address("questionnaire-translation-csv", asked.pk, "ar"))
    assert down.headers["Content-Disposition"] == 'attachment; filename="residents-v1-ar.csv"'
    load = address("questionnaire-translation-load", asked.pk, "ar")
    same = SimpleUploadedFile("ar.csv", down.content)
    assert "Nothing was changed in Arabic." in text_of(evaluator.post(load, {"file": same}, follow=True))
    filled = down.content.decode().replace("R4 option 1,Yes,", "R4 option 1,Yes,نعم").encode()
    page = text_of(evaluator.post(load, {"file": SimpleUploadedFile("ar.csv", filled)}, follow=True))
    assert "1 text kept in Arabic." in page
    wrong = SimpleUploadedFile("ar.csv", filled.replace(b"R4 option 1", b"R4 option 9"))
    page = text_of(evaluator.post(load, {"file": wrong}))
    assert "1 fault in the file" in page
    assert "Row 6, R4 option 9" in page
    assert "no such text" in page


def test_language_that_was_not_chosen_has_no_page(evaluator, asked):
    for code in ("ur", "en", "xx"):
        assert evaluator.get(address("questionnaire-translate", asked.pk, code)).status_code == 404


def test_languages_are_chosen_on_their_page(evaluator, asked):
    url = address("questionnaire-languages", asked.pk)
    page = text_of(evaluator.post(url, {"languages": ["ur", "xx"]}))
    assert "Languages: choose from what the page offers." in page
    page = text_of(evaluator.post(url, {"languages": ["ur"]}, follow=True))
    assert "0 of 13 texts" in page
    assert anew(asked).languages == ["ur"]


def test_texts_without_english_are_not_asked_for():
    bare = SimpleNamespace(translations={}, introduction="", consent="c", thanks="", asked=[])
    assert [text.name for text in texts_of(bare, "ar")] == ["consent"]
