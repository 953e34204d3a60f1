"""A draft is tried through the same pages; what comes back never counts, and survives changes of the draft."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from surveys.actions.pilots import PilotRefused, close_pilot, open_pilot
from surveys.actions.sittings import DoorClosed, send_try
from surveys.answering.tries import tries_of
from surveys.answers import NOT_ASKED
from surveys.doors import PILOT_LENGTH, door_at
from surveys.models import PilotAnswer, Response, Sitting
from surveys.tests.answering.residents import PILOT_CODE, Browser, draft, open_sample, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def questionnaire():
    return draft(pilot_code=PILOT_CODE)


@pytest.fixture
def evaluator(questionnaire):
    client = Client()
    member = MembershipFactory(programme=questionnaire.programme, role=Role.EVALUATOR)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def try_out(after_seconds=120, overall="", **typed):
    """Somebody tries the draft on one page."""
    browser = Browser(PILOT_CODE)
    browser.begin()
    browser.post("whole", typed=typed)
    return browser, browser.send(after_seconds=after_seconds, **{"remark-": overall})


def address(questionnaire, name="questionnaire-pilot"):
    return reverse(f"surveys:{name}", args=[questionnaire.programme.slug, questionnaire.pk])


def opened(questionnaire):
    """The questionnaire as it is stored now, nothing read before."""
    return type(questionnaire).objects.get(pk=questionnaire.pk)


def test_try_is_kept_apart_from_answers_that_count(questionnaire):
    browser, response = try_out(
        R4="2", R11="7", L1=["2"], L2="Soup", **{"remark-R11": "Whose friends?", "remark-R4": " "}, overall="Too long."
    )

    assert response.headers["Location"] == browser.url("thanks")
    tried = PilotAnswer.objects.get()
    assert tried.answers == {"R4": 2, "R5": NOT_ASKED, "L1": 2, "R11": 7, "L3": -1}
    assert tried.words == {"L2": "Soup"}
    assert tried.remarks == {"R11": "Whose friends?", "": "Too long."}
    assert (tried.seconds, tried.answered_on) == (120, timezone.localdate())
    assert not Response.objects.exists()
    assert not Sitting.objects.exists()


def test_every_page_of_a_try_says_so(questionnaire):
    browser = Browser(PILOT_CODE)
    pages = [browser.get("door"), browser.begin() and browser.get("question", 1), browser.get("whole")]

    assert all("This is a try. Your answers do not count." in page_of(page) for page in pages)
    assert "Was anything unclear? (optional)" in page_of(pages[1])


def test_remarks_are_asked_for_in_tries_alone(questionnaire):
    open_sample()
    browser = Browser()
    browser.begin()
    browser.post("question", 1, typed={"R4": "1", "remark-R4": "What help?"})

    assert "Was anything unclear" not in page_of(browser.get("question", 1))
    assert Sitting.objects.get().answers == {"R4": "1"}


def test_remarks_alone_may_be_sent(questionnaire):
    try_out(overall="I stopped at question 1.")

    assert PilotAnswer.objects.get().remarks == {"": "I stopped at question 1."}


def test_nothing_at_all_is_not_sent(questionnaire):
    _, response = try_out()

    assert response.status_code == 200
    assert not PilotAnswer.objects.exists()


def test_page_shows_time_answers_and_remarks(questionnaire, evaluator):
    try_out(60, R4="1", R5="1", R11="dk", **{"remark-R11": "Whose friends?"})
    try_out(120, R4="2", R11="4")
    try_out(200, R4="2", overall="Too long.")

    response = evaluator.get(address(questionnaire))

    tries = response.context["tries"]
    by_code = {each.code: each for each in tries.questions}
    counted = {c: (q.asked, q.answered, q.left_out, q.dont_know) for c, q in by_code.items()}
    assert counted == {
        "R4": (3, 3, 0, 0),
        "R5": (1, 1, 0, 0),
        "L1": (3, 0, 3, 0),
        "L2": (0, 0, 0, 0),
        "R11": (3, 1, 1, 1),
        "L3": (3, 0, 3, 0),
    }
    words = page_of(response)
    for said in ("Whose friends?", "Too long.", "2 minutes", "Tried by 3"):
        assert said in words


def test_answers_to_questions_since_removed_are_shown_as_such(questionnaire, evaluator):
    try_out(R4="1", R11="4", **{"remark-R11": "Whose friends?"})
    questionnaire.items.filter(code="R11").delete()

    tries = tries_of(opened(questionnaire))

    last = tries.questions[-1]
    assert (last.code, last.wording, last.answered, last.remarks) == ("R11", "", 1, ["Whose friends?"])
    assert "Asked no longer" in page_of(evaluator.get(address(questionnaire)))


def test_draft_may_change_while_somebody_tries_it(questionnaire):
    browser = Browser(PILOT_CODE)
    browser.begin()
    browser.answer(1, R4="2")
    browser.answer(5, R11="40")
    item = questionnaire.items.get(code="R11")
    item.high = 10
    item.save()
    questionnaire.items.filter(code="L3").delete()

    assert browser.answer(6, L3="4").headers["Location"] == browser.url("about")
    browser.send()
    assert PilotAnswer.objects.get().answers == {"R4": 2, "R5": NOT_ASKED, "L1": -1, "L2": NOT_ASKED, "R11": -1}


def test_published_draft_is_no_longer_tried(questionnaire):
    browser = Browser(PILOT_CODE)
    browser.begin()
    browser.answer(5, R11="4")
    questionnaire.published_at = timezone.now()
    questionnaire.save()

    assert browser.send().headers["Location"] == browser.url("door")
    assert not PilotAnswer.objects.exists()


@pytest.mark.parametrize("change", [{"published_at": timezone.now()}, {"pilot_code": None}])
def test_draft_that_closes_while_a_try_is_on_its_way_takes_none(questionnaire, change):
    browser = Browser(PILOT_CODE)
    browser.begin()
    browser.answer(5, R11="4")
    door = door_at(PILOT_CODE)
    for name, value in change.items():
        setattr(questionnaire, name, value)
    questionnaire.save()

    with pytest.raises(DoorClosed):
        send_try(door=door, sitting=Sitting.objects.get(), seconds=60, on=timezone.localdate())


def test_link_is_opened_once_and_closed_for_good(questionnaire, evaluator):
    made = draft(title="Another", programme=questionnaire.programme)

    evaluator.post(address(made, "pilot-open"))
    code = opened(made).pilot_code
    evaluator.post(address(made, "pilot-open"))

    assert len(code) == PILOT_LENGTH
    assert opened(made).pilot_code == code
    assert f"/answer/{code}/" in evaluator.get(address(made)).content.decode()
    Browser(code).begin()
    evaluator.post(address(made, "pilot-close"))
    evaluator.post(address(made, "pilot-close"))
    assert opened(made).pilot_code is None
    assert not Sitting.objects.exists()
    assert Browser(code).get("door").status_code == 404
    assert [each.history_change_reason for each in made.history.all()[:2]] == ["Pilot link closed", "Pilot link opened"]


def test_neither_published_nor_empty_drafts_are_opened(questionnaire):
    empty = draft(title="Empty", programme=questionnaire.programme)
    empty.items.all().delete()
    with pytest.raises(PilotRefused):
        open_pilot(questionnaire=empty, by=None)

    questionnaire.published_at = timezone.now()
    questionnaire.save()
    for act in (open_pilot, close_pilot):
        with pytest.raises(PilotRefused):
            act(questionnaire=questionnaire, by=None)


def test_tries_are_discarded_only_after_asking(questionnaire, evaluator):
    try_out(R4="1")
    try_out(R4="2")

    asked = evaluator.get(address(questionnaire, "pilot-discard"))
    assert "Discard all 2 tries?" in page_of(asked)
    assert PilotAnswer.objects.count() == 2
    said = evaluator.post(address(questionnaire, "pilot-discard"), follow=True)

    assert "2 tries are deleted." in page_of(said)
    assert "Nobody has tried it yet." in page_of(said)
    assert evaluator.get(address(questionnaire, "pilot-discard")).status_code == 302


def test_page_asks_the_database_as_little_for_many_tries(questionnaire, evaluator, django_assert_max_num_queries):
    for number in range(3):
        try_out(R4="1", R11=str(number))

    with django_assert_max_num_queries(12):
        evaluator.get(address(questionnaire))
