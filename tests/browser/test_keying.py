"""Two people key a paper form by the keyboard alone, differ in one answer, and one of them decides by the paper."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.models import PaperForm, Response
from surveys.tests.factories import SampleFactory, WaveFactory
from surveys.tests.paper.paper_waves import paper_questionnaire
from tests.browser.conftest import PHONE
from tests.browser.test_every_page import fits

KEYING = "/programmes/here/surveys/waves/{}/paper/Q1/key/"
# Number, day, then R4, R5, L1, L2, R11, L3, sex and age.
FORM = ["1", "", "1", "2", "1 2", "More allotments", "3", "250", "2", "4"]


@pytest.fixture
def wave(db):
    programme = ProgrammeFactory(slug="here", starts_on=timezone.localdate().replace(day=1))
    wave = WaveFactory(programme=programme, questionnaire=paper_questionnaire(programme), keyed_twice=True)
    place = NeighbourhoodFactory(programme=programme, code="Q1", name="Quayside")
    SampleFactory(wave=wave, neighbourhood=place)
    return wave


def evaluator(wave, name):
    return MembershipFactory(programme=wave.programme, role=Role.EVALUATOR, user__name=name).user


def key(page, answers):
    """Type each answer and press Enter, with nothing but the keyboard."""
    for answer in answers:
        page.keyboard.type(answer)
        page.keyboard.press("Enter")


def test_form_is_keyed_twice_by_keyboard_and_decided_by_the_paper(wave, page, open_window, sign_in, assert_accessible):
    sign_in(page, evaluator(wave, "Ana"))
    page.goto(KEYING.format(wave.pk))
    expect(page.get_by_label("Form number")).to_be_focused()
    assert_accessible(page)

    key(page, FORM)

    expect(page.get_by_text("Form 1 waits for its second keying.")).to_be_visible()
    expect(page.get_by_label("Form number")).to_be_focused()
    expect(page.get_by_label("Form number")).to_have_value("2")
    assert Response.objects.count() == 0

    second = open_window({"width": 1200, "height": 900})
    sign_in(second, evaluator(wave, "Ben"))
    second.goto(KEYING.format(wave.pk) + "?number=1")
    expect(second.get_by_text("This is its second keying.")).to_be_visible()
    key(second, [*FORM[:6], "8", *FORM[7:]])

    expect(second.get_by_role("heading", name="What does the paper say?")).to_be_visible()
    assert_accessible(second)
    second.get_by_label("Second keying: 8").press("Space")
    second.get_by_role("button", name="Count the form").press("Enter")
    expect(second.get_by_text("Form 1 of Quayside counts.")).to_be_visible()
    expect(second.get_by_text("1 of 7 answers differed")).to_be_visible()
    assert_accessible(second)
    assert fits(second)
    assert Response.objects.get().answers.as_dict() == {"R4": 1, "R5": 2, "L1": 3, "R11": 8, "L3": 250}


def test_words_stand_beside_figures_and_what_is_not_asked_is_greyed(wave, page, sign_in, assert_accessible):
    sign_in(page, evaluator(wave, "Ana"))
    page.goto(KEYING.format(wave.pk))

    key(page, ["7", "", "2", "1", "1 9"])

    rows = page.locator("[data-asks]")
    expect(rows.nth(0)).to_contain_text("No")
    expect(rows.nth(1)).to_contain_text("not asked: look at the paper")
    expect(rows.nth(2)).to_contain_text("no answer to this question")
    expect(rows.nth(3)).to_contain_text("not asked")
    page.get_by_label("L1 Which topics?").fill("98")
    expect(rows.nth(2)).to_contain_text("don’t know")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Look at the paper again.")).to_be_visible()
    expect(page.get_by_label("R5 How often?")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Form 7 waits for its second keying.")).to_be_visible()


def test_what_is_typed_stays_while_there_is_no_connection_and_is_kept_once(wave, page, sign_in):
    sign_in(page, evaluator(wave, "Ana"))
    page.goto(KEYING.format(wave.pk))
    key(page, FORM[:-1])
    page.context.set_offline(True)

    key(page, FORM[-1:])

    expect(page.get_by_text("What you typed is still here.")).to_be_visible()
    expect(page.get_by_label("L2 What about food?")).to_have_value("More allotments")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Form 1 waits for its second keying.")).to_be_visible()
    assert PaperForm.objects.count() == 1


def test_what_is_typed_stays_when_somebody_was_signed_out(wave, page, sign_in):
    user = evaluator(wave, "Ana")
    sign_in(page, user)
    page.goto(KEYING.format(wave.pk))
    key(page, FORM[:-1])
    page.context.clear_cookies(name="sessionid")

    key(page, FORM[-1:])

    expect(page.get_by_text("What you typed is still here.")).to_be_visible()
    expect(page.get_by_label("L2 What about food?")).to_have_value("More allotments")


def test_number_keyed_before_is_told_as_soon_as_it_is_typed(wave, page, sign_in):
    sign_in(page, evaluator(wave, "Ana"))
    page.goto(KEYING.format(wave.pk))
    key(page, FORM)
    expect(page.get_by_label("Form number")).to_have_value("2")

    key(page, ["1"])

    expect(page.get_by_text("Form 1 was keyed by you")).to_be_visible()
    expect(page.get_by_text("I key it a second time myself")).to_be_visible()
    expect(page.get_by_label("Day on the form")).to_be_focused()


def test_keying_works_without_the_script(wave, open_window, sign_in):
    page = open_window(PHONE, java_script_enabled=False)
    sign_in(page, evaluator(wave, "Ana"))
    page.goto(KEYING.format(wave.pk))
    page.get_by_label("R4 Have you given help?").fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Yes", exact=True)).to_be_visible()
    assert PaperForm.objects.count() == 0
    assert fits(page)

    page.get_by_role("button", name="Save and next form").click()

    expect(page.get_by_text("Form 1 waits for its second keying.")).to_be_visible()
