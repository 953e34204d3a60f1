"""The pages of the evaluator who designs a questionnaire, from the menu to the published version."""

import re

import pytest

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from surveys.actions.bank import load_file
from surveys.actions.questionnaires import draft_next_version
from surveys.actions.translating import choose_languages
from surveys.doors import PILOT_LENGTH, door_at, new_code
from surveys.models import PilotAnswer, Questionnaire
from surveys.tests.factories import ResponseFactory, SampleFactory, WaveFactory
from surveys.tests.question_files import HEADING, QUESTION
from surveys.tests.questionnaires.designing import TWELVE, address, anew, codes_of, draft, published, text_of


@pytest.mark.parametrize(
    ("filters", "there", "gone"),
    [
        ("q=unpaid+HELP", 'id="q-R4"', 'id="q-R2"'),
        ("q=R24", 'id="q-R24"', 'id="q-R2"'),
        ("q=every+three+months", 'id="q-R5"', 'id="q-R1"'),
        ("source=own", 'id="q-Q1"', 'id="q-R1"'),
        ("source=Foothold+evaluation+team%2C+2026", 'id="q-H1"', 'id="q-R1"'),
        ("source=nobody&goal=%C2%B2&q=%00", 'id="q-R1"', "No question fits"),
        ("q=quasar", "No question fits", 'id="q-R1"'),
    ],
)
def test_menu_is_searched_by_words_and_source(evaluator, programme, filters, there, gone):
    load_file(text=HEADING + QUESTION, programme=programme)
    page = text_of(evaluator.get(f"{address('question-list')}?{filters}"))
    assert there in page
    assert gone not in page


def test_menu_names_the_indicators_of_each_question(evaluator):
    page = text_of(evaluator.get(f"{address('question-list')}?q=R5"))
    row = page[page.index('id="q-R5"') :]
    assert "A4<span" in row
    assert "Regular unpaid help, monthly or more" in row


def test_menu_asks_a_fixed_number_of_queries(evaluator, programme, django_assert_num_queries):
    evaluator.get(address("question-list"))
    for count in (0, 30):
        text = HEADING + "".join(QUESTION.replace('"Q1"', f'"Q{number}"') for number in range(1, count + 1))
        if count:
            load_file(text=text, programme=programme)
        with django_assert_num_queries(8):
            evaluator.get(address("question-list"))


def test_list_of_questionnaires_says_how_long_each_takes_with_a_fixed_number_of_queries(
    evaluator, programme, django_assert_num_queries
):
    draft(programme, *TWELVE, title="First")
    evaluator.get(address("questionnaire-list"))
    for number in range(4):
        published(programme, "R1", "R4", title=f"Title {number}")
        with django_assert_num_queries(6):
            page = text_of(evaluator.get(address("questionnaire-list")))
    assert "about 4 minutes" in page


def test_twelve_questions_are_picked_at_once_and_stand_on_the_draft(evaluator):
    page = text_of(evaluator.post(address("questionnaire-new"), {"title": "Panel", "codes": TWELVE}, follow=True))
    asked = Questionnaire.objects.get()
    assert codes_of(asked) == list(TWELVE)
    assert "indicators can be computed" in page
    assert "12</span>, about 4 minutes" in page
    assert "only if R4 is “Yes”" in page
    assert "Nobody has tried it" in page


def test_form_for_a_new_questionnaire_sent_twice_makes_one_draft(evaluator):
    for _ in range(2):
        page = text_of(evaluator.post(address("questionnaire-new"), {"title": "Panel", "codes": ["R2"]}, follow=True))
        assert "Panel, version 1 is drafted" in page
    assert Questionnaire.objects.count() == 1


def test_new_questionnaire_never_overwrites_a_draft_of_the_same_title(evaluator, programme):
    asked = draft(programme, "R2", title="Panel")
    response = evaluator.post(address("questionnaire-new"), {"title": "Panel ", "codes": ["R4"]})
    assert "is a draft already" in response.context["form"].errors["title"][0]
    assert codes_of(asked) == ["R2"]


def test_what_is_ticked_is_told_as_it_is_ticked(evaluator, programme):
    published(programme, "R2", "R4", "R5", title="Panel")
    url = f"{address('questionnaire-indicators')}?audience=residents&title=Panel&codes=R2&codes=R4"
    page = text_of(evaluator.get(url))
    assert '<b class="fh-num">2</b> questions, about 1 minute' in page
    assert "Lost against version 1:" in page
    assert "<b>A4</b> Regular unpaid help, monthly or more: needs R5" in page
    asked = draft(programme, "R2", "R4", title="Panel")
    page = text_of(evaluator.get(f"{url}&codes=R5&questionnaire={asked.pk}"))
    assert '<b class="fh-num">3</b> questions' in page
    assert "None is lost against version 1." in page


@pytest.mark.parametrize("query", ["", "?audience=cats&questionnaire=x&codes=R99&title=%00", "?questionnaire=99999"])
def test_what_is_ticked_bears_nonsense(evaluator, query):
    assert evaluator.get(address("questionnaire-indicators") + query).status_code == 200


def test_agencies_questions_feed_no_indicator_and_the_page_says_so(evaluator, programme):
    asked = draft(programme, "K1", audience="agencies")
    assert "No indicator is computed from these answers" in text_of(
        evaluator.get(address("questionnaire-edit", asked.pk))
    )


def test_more_questions_are_picked_with_those_they_need(evaluator, programme):
    asked = draft(programme, "R2")
    url = address("questionnaire-pick", asked.pk)
    page = text_of(evaluator.get(url))
    assert 'value="R2"' not in page
    assert "feeds A4" in page
    page = text_of(evaluator.post(url, {"codes": ["R5"]}, follow=True))
    assert "2 questions added. Along came R4, which others depend on." in page
    assert "Pick more questions" in text_of(evaluator.post(url, {"codes": ["R5"]}, follow=True))
    assert codes_of(asked) == ["R2", "R4", "R5"]
    assert "Tick at least one question." in text_of(evaluator.post(url, {}))
    assert "choose from what the page offers" in text_of(evaluator.post(url, {"codes": ["V1"]}))


def test_question_is_moved_without_a_script_and_a_wrong_place_is_explained(evaluator, programme):
    asked = draft(programme, "R2", "R4", "R5")
    move = address("questionnaire-move", asked.pk, "R2")
    assert "R2 is question 3." in text_of(evaluator.post(move, {"place": "3"}, follow=True))
    for place in ("", "x", "-1", "²", "99999"):
        assert "write a number from 1 to 3" in text_of(evaluator.post(move, {"place": place}, follow=True))
    over = address("questionnaire-move", asked.pk, "R5")
    page = text_of(evaluator.post(over, {"place": "1"}, follow=True))
    assert "R5 stays where it is. R5 is asked only after R4" in page
    gone = address("questionnaire-move", asked.pk, "R9")
    assert "no longer asks R9" in text_of(evaluator.post(gone, {"place": "1"}, follow=True))
    assert codes_of(asked) == ["R4", "R5", "R2"]


def test_move_by_htmx_answers_with_what_became_of_it_in_the_part_that_is_swapped(evaluator, programme):
    asked = draft(programme, "R2", "R4")
    page = text_of(
        evaluator.post(address("questionnaire-move", asked.pk, "R2"), {"place": "2"}, headers={"HX-Request": "true"})
    )
    assert page == ""
    page = text_of(evaluator.get(address("questionnaire-edit", asked.pk), headers={"HX-Request": "true"}))
    part = page[page.index('id="draft"') :]
    assert "R2 is question 2." in part


def test_question_that_others_rest_on_is_removed_only_with_them(evaluator, programme):
    asked = draft(programme, "R2", "R4", "R5")
    url = address("questionnaire-remove", asked.pk, "R4")
    assert "Remove R4 and R5?" in text_of(evaluator.get(url))
    assert "R5 is asked only after R4. Remove them together, or none." in text_of(evaluator.post(url, follow=True))
    assert codes_of(asked) == ["R2", "R4", "R5"]
    for _ in range(2):
        page = text_of(evaluator.post(url, {"together": "1"}, follow=True))
    assert codes_of(asked) == ["R2"]
    evaluator.post(address("questionnaire-remove", asked.pk, "R2"))
    assert "It asks nothing yet" in text_of(evaluator.get(address("questionnaire-edit", asked.pk)))
    page = text_of(evaluator.post(address("questionnaire-publish", asked.pk), follow=True))
    assert "at least one question" in page


def test_words_of_a_question_depart_from_the_menu_and_return(evaluator, programme):
    asked = draft(programme, "R4", "R2")
    url = address("questionnaire-item", asked.pk, "R4")
    sent = {"section": "Help", "wording": "Do you help?", "hint": "", "option_1": "Aye", "option_2": "No"}
    page = text_of(evaluator.post(url, sent, follow=True))
    assert "Departs from R4 of the menu." in page
    assert "Another wording. Other words for the answer 1." in page
    assert "Help</h3>" in page
    assert "This draft departs from it." in text_of(evaluator.get(url))
    page = text_of(evaluator.get(address("questionnaire-publish", asked.pk)))
    assert "R4 departs from the menu" in page
    page = text_of(evaluator.post(address("questionnaire-as-menu", asked.pk, "R4"), follow=True))
    assert "R4 is asked as on the menu." in page
    assert "Departs from" not in page
    errors = evaluator.post(url, sent | {"wording": "", "option_2": " "}).context["form"].errors
    assert set(errors) == {"wording", "option_2"}


def test_question_that_the_draft_does_not_ask_has_no_page(evaluator, programme):
    asked = draft(programme, "R4")
    for name in ("questionnaire-item", "questionnaire-route"):
        assert evaluator.get(address(name, asked.pk, "R9")).status_code == 404
    page = text_of(evaluator.post(address("questionnaire-as-menu", asked.pk, "R9"), follow=True))
    assert "no longer asks R9" in page


def test_routing_is_set_in_two_steps_without_a_script(evaluator, programme):
    asked = draft(programme, "R4", "H1", "R7")
    url = address("questionnaire-route", asked.pk, "R7")
    assert "Everybody is asked it." in text_of(evaluator.get(url))
    after = f"{url}?after=R4"
    assert "Asked only after one of these answers" in text_of(evaluator.get(after))
    assert "Tick at least one answer" in text_of(evaluator.post(after, {}))
    assert "Answers: choose from what the page offers." in text_of(evaluator.post(after, {"codes": ["7"]}))
    evaluator.post(after, {"codes": ["2"]})
    assert asked.items.get(code="R7").asked_if == {"question": "R4", "is": [2]}
    by_count = f"{url}?after=H1"
    assert "this is below the count" in text_of(evaluator.post(by_count, {"least": "5", "most": "2"}))
    evaluator.post(by_count, {"least": "1", "most": "3"})
    assert asked.items.get(code="R7").asked_if == {"question": "H1", "is": [1, 2, 3]}
    evaluator.post(f"{url}?after=everybody", {})
    assert asked.items.get(code="R7").asked_if is None
    first = text_of(evaluator.get(address("questionnaire-route", asked.pk, "R4")))
    assert "no question with options or a count stands before it" in first


def test_words_around_the_questions_are_kept_and_a_taken_title_is_refused(evaluator, programme):
    draft(programme, "R2", title="Taken")
    asked = draft(programme, "R2")
    url = address("questionnaire-words", asked.pk)
    sent = {"title": "Panel", "introduction": "Hello", "consent": "Yes", "thanks": "Ta", "one_at_a_time": "whole"}
    assert "are kept" in text_of(evaluator.post(url, sent, follow=True))
    stored = anew(asked)
    assert (stored.title, stored.consent, stored.one_at_a_time) == ("Panel", "Yes", False)
    errors = evaluator.post(url, sent | {"title": "Taken"}).context["form"].errors
    assert "another questionnaire called “Taken”" in errors["title"][0]


def test_preview_shows_every_part_in_the_chosen_language_and_sends_nothing(evaluator, programme):
    asked = draft(programme, "R4", "R5", "H1")
    choose_languages(questionnaire=asked, codes=["ar"])
    asked.items.filter(code="R4").update(section="Help", translations={"ar": {"wording": "هل تساعد؟"}})
    page = text_of(evaluator.get(address("questionnaire-preview", asked.pk)))
    for shown in ("Help", "up to you", "unpaid help to any groups", "Thank you", "About 1 minute"):
        assert shown in page
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    assert "<button" not in main
    page = text_of(evaluator.get(address("questionnaire-preview", asked.pk) + "?language=ar"))
    assert 'lang="ar" dir="rtl"' in page
    assert "هل تساعد؟" in page
    assert re.search(r'lang="en" dir="ltr">In the last four weeks', page)
    assert evaluator.get(address("questionnaire-preview", asked.pk) + "?language=xx").status_code == 200


def test_publish_page_says_what_is_in_it_and_what_is_missing(evaluator, programme):
    published(programme, "R2", "R4", "R5")
    asked = anew(draft_next_version(questionnaire=Questionnaire.objects.get()))
    evaluator.post(address("questionnaire-remove", asked.pk, "R5"))
    choose_languages(questionnaire=asked, codes=["pl"])
    url = address("questionnaire-publish", asked.pk)
    page = text_of(evaluator.get(url))
    assert "2 questions for residents, about 1 minute." in page
    assert "Nobody has tried it" in page
    assert "Let a few people read it first" in page
    assert "Polish: 9 of 9 texts missing" in page
    assert "Lost: " in page
    assert '<b>A4</b> Regular unpaid help, monthly or more. <span class="fh-quiet">It needs R5.</span>' in page
    PilotAnswer.objects.create(
        questionnaire=asked, key="00000000-0000-0000-0000-000000000001", answered_on="2026-11-01"
    )
    page = text_of(evaluator.get(url))
    assert "Tried by 1" in page
    assert "Let a few people read it first" not in page


def test_publishing_closes_the_link_at_which_it_was_tried(evaluator, programme):
    asked = draft(programme, "R2")
    Questionnaire.objects.filter(pk=asked.pk).update(pilot_code=new_code(PILOT_LENGTH))
    code = anew(asked).pilot_code
    assert "The link for tries closes." in text_of(evaluator.get(address("questionnaire-publish", asked.pk)))
    assert door_at(code).why_closed() == ""
    evaluator.post(address("questionnaire-publish", asked.pk))
    assert door_at(code).why_closed() == "closed"


def test_published_version_says_what_stayed_comparable(evaluator, programme):
    first = published(programme, "R2", "R4", "R5")
    evaluator.post(address("questionnaire-next", first.pk))
    second = Questionnaire.objects.get(version=2)
    for _ in range(2):
        evaluator.post(address("questionnaire-next", first.pk))
    assert Questionnaire.objects.count() == 2
    page = text_of(evaluator.get(address("questionnaire-edit", second.pk)))
    assert "Every indicator of version 1 stays comparable." in page
    sent = {"section": "", "wording": "Do you help?", "hint": "", "option_1": "Yes", "option_2": "No"}
    evaluator.post(address("questionnaire-item", second.pk, "R4"), sent)
    evaluator.post(address("questionnaire-publish", second.pk))
    page = text_of(evaluator.get(address("questionnaire-detail", second.pk)))
    assert "Against version 1" in page
    assert "Asked in other words: " in page
    assert "R4: Another wording." in page
    assert "R5: Who is asked rests on R4, which is asked in other words." in page


def test_time_really_taken_is_shown_with_its_number_and_not_of_few_to_readers(client, evaluator, programme):
    asked = published(programme, "R2")
    sample = SampleFactory(wave=WaveFactory(programme=programme, questionnaire=asked))
    for seconds in (100, 220, 300):
        ResponseFactory(sample=sample, seconds=seconds)
    url = address("questionnaire-detail", asked.pk)
    page = text_of(evaluator.get(url))
    assert "3 minutes 40 seconds" in page
    assert "the middle of 3 who answered" in page
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    page = text_of(client.get(url))
    assert "3 minutes 40 seconds" not in page
    assert "too few answers to say" in page


@pytest.mark.parametrize("name", ["edit", "pick", "words", "item", "route", "remove"])
def test_page_of_a_published_questionnaire_leads_to_its_own_page(evaluator, programme, name):
    asked = published(programme, "R2", "R4")
    more = ["R4"] if name in ("item", "route", "remove") else []
    page = text_of(evaluator.get(address(f"questionnaire-{name}", asked.pk, *more), follow=True))
    assert "is published and never changes" in page
    assert "Why it is read only" in page


def test_draft_page_asks_a_fixed_number_of_queries(evaluator, programme, django_assert_num_queries):
    few, many = draft(programme, "R2", title="Few"), draft(programme, *TWELVE, title="Many")
    evaluator.get(address("questionnaire-edit", few.pk))
    for asked in (few, many):
        with django_assert_num_queries(10):
            evaluator.get(address("questionnaire-edit", asked.pk))


def test_reader_sees_the_preview_and_none_of_the_drafting(client, programme):
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    asked = draft(programme, "R2")
    assert client.get(address("questionnaire-preview", asked.pk)).status_code == 200
    for name in ("questionnaire-edit", "questionnaire-languages", "questionnaire-indicators"):
        more = [] if name == "questionnaire-indicators" else [asked.pk]
        assert client.get(address(name, *more)).status_code == 403
    page = text_of(client.get(address("questionnaire-preview", asked.pk)))
    assert "Parts of this draft" not in page
