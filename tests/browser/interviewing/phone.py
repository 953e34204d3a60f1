"""What an interviewer does on a phone."""

from django.urls import reverse

from surveys.models import Wave
from tests.browser.fieldwork.phone import find_signal, listed, lose_signal, lose_the_answer, stored_on, waiting

__all__ = ["find_signal", "listed", "lose_signal", "lose_the_answer", "stored_on", "waiting"]


def page_of(wave):
    return reverse("surveys:wave-interview", args=["quay", wave.pk])


def open_interviews(page, wave):
    """The page of interviews, once the phone keeps it."""
    page.goto(page_of(wave))
    page.wait_for_selector("body[data-kept]")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def go_on(page):
    page.locator("[data-on]").click()


def question(page, code):
    return page.locator(f"[id='id_q-{code}']")


def begin(page, place="Ropewalk", language="English", sex="A woman", age="25 to 44"):
    """From the choice of the place to the first question."""
    page.get_by_label(place, exact=True).check()
    page.get_by_label(language).check()
    go_on(page)
    page.get_by_label("I have read this out, and they agree").check()
    go_on(page)
    page.get_by_role("group", name="Who answers: sex").get_by_label(sex).check()
    page.get_by_role("group", name="Who answers: age").get_by_label(age).check()
    go_on(page)


def answer(page, **chosen):
    """Answer the question of each code and go on: with labels of options, or with what is typed after an "="."""
    for code, given in chosen.items():
        for each in [given] if isinstance(given, str) else given:
            if each.startswith("="):
                question(page, code).get_by_role("textbox").fill(each[1:])
            else:
                question(page, code).get_by_label(each, exact=True).check()
        go_on(page)


def said(page):
    return page.locator("[data-told]")


def lock(wave):
    Wave.objects.filter(pk=wave.pk).update(weighted_at="2024-08-02T12:00Z", locked_at="2024-08-02T12:00Z")
