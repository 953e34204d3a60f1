"""Questionnaires become forms that KoboToolbox and ODK take as they are."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from surveys.languages import LANGUAGES
from surveys.tests.factories import NeighbourhoodFactory, SampleFactory, WaveFactory
from surveys.tests.xlsforms.forms import asking, questionnaires, whole_form
from surveys.xlsforms.names import language_name, question_names
from surveys.xlsforms.writing import form_of, xlsform_of


def converted(questionnaire, wave=None):
    """The form as pyxform makes it, with its warnings."""
    warnings = []
    result = convert(io.BytesIO(xlsform_of(questionnaire, wave)), warnings=warnings, file_type=".xlsx")
    return result.xform, warnings


def rows_of(questionnaire, wave=None):
    return {row["name"] or row["type"]: row for row in form_of(questionnaire, wave).survey}


def choices_of(questionnaire, name):
    form = form_of(questionnaire)
    [kind] = [row["type"] for row in form.survey if row["name"] == name]
    label = "label::English (en)"
    return [(row["name"], row[label]) for row in form.choices if row["list_name"] == kind.split()[1]]


def test_form_of_every_kind_is_taken_without_warnings():
    xform, warnings = converted(whole_form())

    assert warnings == []
    for part in ("هل قدمت مساعدة؟", 'lang="Arabic (ar)"', 'default="true()"', "Count adults only"):
        assert part in xform


def test_each_kind_has_its_type_and_what_may_be_answered_instead():
    rows = rows_of(whole_form())

    assert [row["type"].split()[0] for row in rows.values()] == [
        "today", "note", "select_one", "begin_group", "text", "select_one", "select_one", "begin_group",
        "select_multiple", "text", "integer", "integer", "end_group", "select_one", "select_one", "note",
    ]  # fmt: skip
    assert choices_of(whole_form(), "R4")[-2:] == [("98", "Don’t know"), ("99", "Prefer not to say")]
    assert choices_of(whole_form(), "L1")[-3][0] == "0"
    assert rows["R11"]["constraint"] == "(. >= 0 and . <= 95) or . = 98 or . = 99"
    assert rows["L3"]["constraint"] == "(. >= 0 and . <= 30000) or . = -98 or . = -99"


def test_routing_is_relevant_and_refusal_of_consent_ends_the_form():
    rows = rows_of(whole_form())

    assert rows["R5"]["relevant"] == "${R4} = '1'"
    assert rows["L2"]["relevant"] == "selected(${L1}, '2')"
    assert rows["answers"]["relevant"] == "${consent} = 'yes'"
    assert rows["consent"]["required"] == "yes"


def test_missing_translation_is_english():
    rows = rows_of(whole_form())

    assert rows["R11"]["label::Arabic (ar)"] == rows["R11"]["label::English (en)"] == "How many friends?"


def test_option_called_dont_know_is_told_from_the_one_that_can_always_be_said():
    questionnaire = whole_form()
    questionnaire.asked[0].options = [{"code": 5, "label": "Don't know"}, {"code": 6, "label": "Yes"}]

    assert choices_of(questionnaire, "R4") == [
        ("5", "Don't know"), ("6", "Yes"), ("98", "Do not know"), ("99", "Prefer not to say"),
    ]  # fmt: skip


def test_words_that_look_like_references_or_formulas_stay_words():
    questionnaire = whole_form()
    questionnaire.asked[0].wording = "=1+1 is ${R5} and ${nothing"

    xform, warnings = converted(questionnaire)

    assert warnings == []
    assert "=1+1 is $\u2060{R5}" in xform


def test_every_language_is_one_that_forms_know():
    xform, warnings = converted(whole_form(languages=list(LANGUAGES), translations={}))

    assert warnings == []
    assert all(f'lang="{language_name(language)}"' in xform for language in LANGUAGES.values())


def test_names_of_questions_are_valid_and_differ():
    names = question_names(["R4", "r4", "5b", "V 5", "area", "ß"])

    assert list(names.values()) == ["R4", "r4_2", "q_5b", "V_5", "area_2", "_"]


def test_titles_that_look_alike_have_forms_of_their_own():
    ids = {form_of(asking([], title=title)).settings["form_id"] for title in ("Résidents", "Residents", "سكان")}

    assert len(ids) == 3
    assert form_of(asking([], version=4)).settings["form_id"] == form_of(asking([])).settings["form_id"]


@pytest.mark.django_db
def test_form_of_a_wave_offers_its_neighbourhoods():
    wave = WaveFactory()
    for code, name in (("W 1", "Newtown"), ("W2", "Quayside"), ("W3", "Newtown")):
        place = NeighbourhoodFactory(programme=wave.programme, code=code, name=name)
        if code != "W3":
            SampleFactory(wave=wave, neighbourhood=place)
    form = form_of(wave.questionnaire, wave)

    places = [(row["name"], row["label::English (en)"]) for row in form.choices if row["list_name"] == "area"]
    assert places == [("W-1", "Newtown (W 1)"), ("W2", "Quayside")]
    assert form.settings["form_id"] != form_of(wave.questionnaire).settings["form_id"]
    assert converted(wave.questionnaire, wave)[1] == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questionnaires())
def test_any_questionnaire_is_taken_without_warnings(questionnaire):
    assert converted(questionnaire)[1] == []
