"""Changing a draft: picked, moved, removed, worded and routed; published ones refuse all of it."""

import pytest

from accounts.tests.factories import UserFactory
from surveys.actions.bank import load_file
from surveys.actions.drafting import (
    StillNeeded,
    add_questions,
    ask_as_menu,
    move_question,
    remove_questions,
    route_question,
    set_words,
    word_question,
)
from surveys.actions.questionnaires import (
    QuestionnaireRefused,
    delete_draft,
    draft_next_version,
    publish_questionnaire,
)
from surveys.models import Questionnaire, QuestionnaireItem, Sitting
from surveys.tests.question_files import HEADING, QUESTION
from surveys.tests.questionnaires.designing import anew, codes_of, draft, published

ARABIC = {"wording": "…", "options": {"1": "نعم", "2": "لا"}}


def worded(questionnaire, code, **changes):
    item = questionnaire.items.get(code=code)
    labels = {option["code"]: option["label"] for option in item.options}
    kept = {"wording": item.wording, "hint": item.hint, "labels": labels, "section": item.section}
    return word_question(questionnaire=questionnaire, code=code, **kept | changes)


def around(questionnaire, **changes):
    names = ("title", "introduction", "consent", "thanks", "one_at_a_time")
    kept = {name: getattr(questionnaire, name) for name in names}
    return set_words(questionnaire=questionnaire, **kept | changes)


def test_new_draft_begins_with_words_that_say_what_people_agree_to(programme):
    first = draft(programme, "R2")
    assert "Vale" in first.consent
    for promise in ("up to you", "not asked for your name", "fewer than 5 people", "are destroyed"):
        assert promise in first.consent
    assert first.introduction
    assert first.thanks


def test_questions_picked_come_at_the_end_with_what_their_routing_needs(programme):
    asked = draft(programme, "R2")
    added = add_questions(questionnaire=asked, codes=["R24", "R5", "H1"], by=UserFactory(name="Eve"))
    assert [question.code for question in added] == ["R4", "R5", "H1", "R23", "R24"]
    assert codes_of(asked) == ["R2", "R4", "R5", "H1", "R23", "R24"]
    assert asked.items.get(code="R24").asked_if == {"question": "R23", "is": [1, 2, 3]}
    assert anew(asked).history.first().history_user.name == "Eve"


def test_questions_picked_twice_are_asked_once(programme):
    asked = draft(programme, "R2")
    for _ in range(2):
        add_questions(questionnaire=asked, codes=["R2", "R4"])
    assert codes_of(asked) == ["R2", "R4"]


def test_local_question_that_rests_on_one_later_in_the_menu_comes_after_it(programme):
    rests = QUESTION.replace('"Q1"', '"Q2"') + 'asked_if = {question = "Q1", is = [1]}\n'
    load_file(text=HEADING + QUESTION.replace("Q1", "Q0") + QUESTION, programme=programme)
    load_file(text=HEADING + rests, programme=programme)
    asked = draft(programme, "R2")
    add_questions(questionnaire=asked, codes=["Q2"])
    assert codes_of(asked) == ["R2", "Q1", "Q2"]


def test_questions_of_another_audience_are_not_picked(programme):
    with pytest.raises(QuestionnaireRefused, match="Not on the menu for residents: V1"):
        add_questions(questionnaire=draft(programme, "R2"), codes=["V1"])


@pytest.mark.parametrize(
    ("code", "place", "order", "stands"),
    [
        ("R7", 1, ["R7", "R2", "R4", "R5"], 1),
        ("R2", 4, ["R4", "R5", "R7", "R2"], 4),
        ("R4", 1, ["R4", "R2", "R5", "R7"], 1),
        ("R2", 99, ["R4", "R5", "R7", "R2"], 4),
        ("R7", 0, ["R7", "R2", "R4", "R5"], 1),
        ("R4", 2, ["R2", "R4", "R5", "R7"], 2),
    ],
)
def test_question_is_moved_to_a_place_and_sent_twice_stays_there(programme, code, place, order, stands):
    asked = draft(programme, "R2", "R4", "R5", "R7")
    for _ in range(2):
        assert move_question(questionnaire=asked, code=code, place=place) == stands
    assert codes_of(asked) == order


@pytest.mark.parametrize(("code", "place"), [("R5", 1), ("R4", 4), ("R5", 2)])
def test_question_is_not_moved_away_from_what_it_rests_on(programme, code, place):
    asked = draft(programme, "R2", "R4", "R5", "R7")
    with pytest.raises(QuestionnaireRefused, match="R5 is asked only after R4, which is not asked before it"):
        move_question(questionnaire=asked, code=code, place=place)
    assert codes_of(asked) == ["R2", "R4", "R5", "R7"]


def test_question_that_others_rest_on_goes_with_them_or_stays(programme):
    asked = draft(programme, "R2", "R4", "R5", "H1")
    with pytest.raises(StillNeeded, match="R5 and H1 are asked only after R4") as refused:
        remove_questions(questionnaire=asked, codes=["R4"])
    assert refused.value.needing == ["R5", "H1"]
    for _ in range(2):
        remove_questions(questionnaire=asked, codes=["R4", "R5", "H1"])
    assert codes_of(asked) == ["R2"]


def test_heading_of_a_removed_question_moves_to_the_next_of_its_section(programme):
    asked = draft(programme, "R1", "R2", "R4")
    worded(asked, "R1", section="Groups")
    worded(asked, "R4", section="Help")
    remove_questions(questionnaire=asked, codes=["R1"])
    remove_questions(questionnaire=asked, codes=["R4"])
    assert list(asked.items.values_list("code", "section")) == [("R2", "Groups")]


def test_local_words_keep_the_codes_and_forget_only_their_own_translations(programme):
    asked = draft(programme, "R2")
    item = asked.items.get()
    item.translations = {"ar": {"wording": "…", "options": {"1": "نعم", "2": "لا"}}, "pl": {"options": {"1": "Tak"}}}
    item.save()
    lost = worded(asked, "R2", wording=item.wording, labels={1: "Yes, I have", 2: "No"}, section="Groups")
    item.refresh_from_db()
    assert item.options == [{"code": 1, "label": "Yes, I have"}, {"code": 2, "label": "No"}]
    assert item.translations == {"ar": {"wording": "…", "options": {"2": "لا"}}}
    assert sorted(lost) == ["ar", "pl"]


def test_question_is_asked_again_as_on_the_menu(programme):
    asked = draft(programme, "R4", "R5")
    before = asked.items.get(code="R5")
    worded(asked, "R5", wording="How often?", section="Help")
    route_question(questionnaire=asked, code="R5", asked_if=None)
    ask_as_menu(questionnaire=asked, code="R5")
    after = asked.items.get(code="R5")
    assert (after.wording, after.asked_if, after.section) == (before.wording, before.asked_if, "Help")


@pytest.mark.parametrize(
    ("asked_if", "reason"),
    [
        ({"question": "R7", "is": [1]}, "only after an earlier question"),
        ({"question": "R28t", "is": [1]}, "only after an earlier question"),
        ({"question": "R4", "is": []}, "otherwise nobody would be"),
        ({"question": "R4", "is": [1, 7]}, "R4 cannot be answered with 7"),
        ({"question": "H1", "is": [96]}, "H1 cannot be answered with 96"),
    ],
)
def test_routing_that_leads_nowhere_is_refused(programme, asked_if, reason):
    asked = draft(programme, "R28", "R28t", "R4", "H1", "R5", "R7")
    with pytest.raises(QuestionnaireRefused, match=reason):
        route_question(questionnaire=asked, code="R5", asked_if=asked_if)
    assert asked.items.get(code="R5").asked_if == {"question": "R4", "is": [1]}


def test_routing_is_set_by_options_and_by_counts_and_taken_away(programme):
    asked = draft(programme, "R4", "H1", "R7", "R12")
    route_question(questionnaire=asked, code="R7", asked_if={"question": "R4", "is": [2, 1, 2]})
    route_question(questionnaire=asked, code="R12", asked_if={"question": "H1", "is": [3, 2]})
    assert asked.items.get(code="R7").asked_if == {"question": "R4", "is": [1, 2]}
    assert asked.items.get(code="R12").asked_if == {"question": "H1", "is": [2, 3]}
    route_question(questionnaire=asked, code="R7", asked_if=None)
    assert asked.items.get(code="R7").asked_if is None


def test_words_around_the_questions_forget_translations_of_what_changed(programme):
    asked = draft(programme, "R2")
    asked.translations = {"ar": {"introduction": "م", "thanks": "ش"}}
    asked.save()
    around(asked, thanks="Thanks.", one_at_a_time=False, title="Panel")
    asked = anew(asked)
    assert asked.translations == {"ar": {"introduction": "م"}}
    assert (asked.title, asked.thanks, asked.one_at_a_time) == ("Panel", "Thanks.", False)


def test_title_stays_one_thing_for_all_versions(programme):
    published(programme, "R2")
    with pytest.raises(QuestionnaireRefused, match="keeps the title"):
        around(draft(programme, "R2", "R4"), title="Panel")
    with pytest.raises(QuestionnaireRefused, match="another questionnaire called “Residents”"):
        around(draft(programme, "R2", title="Other"), title="Residents")


ACTS = {
    "add": lambda q: add_questions(questionnaire=q, codes=["R1"]),
    "move": lambda q: move_question(questionnaire=q, code="R4", place=1),
    "remove": lambda q: remove_questions(questionnaire=q, codes=["R2"]),
    "word": lambda q: worded(q, "R2", wording="Other"),
    "as menu": lambda q: ask_as_menu(questionnaire=q, code="R2"),
    "route": lambda q: route_question(questionnaire=q, code="R4", asked_if={"question": "R2", "is": [1]}),
    "words": lambda q: around(q, thanks="Other"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_published_questionnaire_is_not_changed(programme, act):
    asked = published(programme, "R2", "R4")
    before = list(QuestionnaireItem.objects.values_list())
    with pytest.raises(QuestionnaireRefused, match="is published and never changes"):
        act(asked)
    assert list(QuestionnaireItem.objects.values_list()) == before


def test_draft_deleted_meanwhile_says_so(programme):
    asked = draft(programme, "R2")
    delete_draft(questionnaire=asked, by=None)
    with pytest.raises(QuestionnaireRefused, match="was deleted"):
        add_questions(questionnaire=asked, codes=["R1"])


def test_next_version_is_a_copy_that_asks_the_same_once(programme):
    first = draft(programme, "R4", "R5")
    worded(first, "R4", wording="Own words", section="Help")
    around(first, thanks="Ta.")
    item = first.items.get(code="R4")
    item.translations = {"ar": ARABIC}
    item.save()
    first = publish_questionnaire(questionnaire=first, by=None)
    second = draft_next_version(questionnaire=first)
    assert draft_next_version(questionnaire=first) == second
    assert (second.version, second.thanks, second.is_published) == (2, "Ta.", False)
    copied = second.items.get(code="R4")
    assert (copied.wording, copied.section, copied.translations) == ("Own words", "Help", {"ar": ARABIC})


def test_next_version_begins_from_the_latest_alone(programme):
    first = published(programme, "R2")
    published(programme, "R2", "R4")
    with pytest.raises(QuestionnaireRefused, match="version 2 came after"):
        draft_next_version(questionnaire=first)
    assert Questionnaire.objects.count() == 2


def test_new_version_from_the_menu_takes_over_translations_of_unchanged_texts(programme):
    load_file(text=HEADING + QUESTION, programme=programme)
    first = draft(programme, "R2", "Q1")
    first.languages, first.translations = ["ar"], {"ar": {"consent": "م"}}
    first.save()
    first.items.update(translations={"ar": ARABIC}, section="Part")
    publish_questionnaire(questionnaire=first, by=None)
    load_file(text=HEADING + QUESTION.replace("Do you garden?", "Do you dig?"), programme=programme)
    second = draft(programme, "R2", "Q1", "R4")
    assert (second.languages, second.translations) == (["ar"], {"ar": {"consent": "م"}})
    kept = {item.code: (item.section, item.translations) for item in second.asked}
    assert kept["R2"] == ("Part", {"ar": ARABIC})
    assert kept["Q1"] == ("Part", {"ar": {"options": ARABIC["options"]}})
    assert kept["R4"] == ("", {})


def test_publishing_takes_away_tries_that_were_not_sent(programme):
    asked = draft(programme, "R2")
    Sitting.objects.create(token_hash="x", questionnaire=asked, touched_on="2026-11-01")
    publish_questionnaire(questionnaire=asked, by=None)
    assert not Sitting.objects.exists()


def test_draft_whose_routing_leads_nowhere_is_not_published(programme):
    asked = draft(programme, "R4", "R5")
    asked.items.filter(code="R4").delete()
    with pytest.raises(QuestionnaireRefused, match="R5 is asked only after R4"):
        publish_questionnaire(questionnaire=asked, by=None)
