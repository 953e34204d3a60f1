"""Leaving: looking through the answers and sending them once, or finishing later, or taking them away."""

from django.conf import settings
from django.utils import timezone

from surveys.actions.answers import AnswersRefused
from surveys.actions.sittings import (
    DoorClosed,
    drop_sitting,
    give_return_code,
    keep_answers,
    return_code_of,
    send_sitting,
    send_try,
    speak,
)
from surveys.answering import limits
from surveys.answering.given import Unfit
from surveys.answering.keeping import ABOUT, OVERALL, REMARK, kept_remark
from surveys.answering.posing import answer_words
from surveys.answering.wording import asked_in, text_in
from surveys.views.answering.arriving import day_in_words, place_of
from surveys.views.answering.visit import answering, with_sitting


@answering()
@with_sitting
def check(visit):
    """Everything answered, to look through before it is sent."""
    return _check(visit)


@answering()
@with_sitting
def send(visit):
    """Send. However often the button is pressed, and in however many windows, it is one Response."""
    if visit.request.method != "POST":
        return visit.go("check")
    if limits.is_trapped(visit.request.POST):
        return _check(visit, problem=visit.phrases["trapped"])
    if limits.is_too_quick(visit.kept.seconds, len(visit.steps.asked())):
        return _check(visit, problem=visit.phrases["too_quick"])
    try:
        _send(visit)
    except AnswersRefused:
        return _check(visit, problem=visit.phrases["nothing_answered"])
    except DoorClosed:
        return visit.go("door")
    visit.sent()
    return visit.go("thanks")


@answering()
def thanks(visit):
    """Thanks, for whoever has just sent something from this device."""
    if not visit.kept.was_sent:
        return visit.go("door")
    return visit.show("thanks", thanks=text_in(visit.door.questionnaire, "thanks", visit.language))


@answering()
@with_sitting
def later(visit):
    """A return code to write down; nothing is e-mailed."""
    if visit.request.method == "POST":
        visit.sitting = give_return_code(sitting=visit.sitting)
        return visit.go("later")
    code = return_code_of(visit.sitting) if visit.sitting.return_hash else ""
    address = settings.SITE_URL + visit.url("resume")
    until = day_in_words(visit, "ends_on")
    return visit.show("later", code=code, address=address, go_on_url=place_of(visit), open_until=until)


@answering()
@with_sitting
def language(visit):
    """Go on in another language, on a page that has nothing to type."""
    wanted = visit.offered(visit.request.POST.get("language", ""))
    if wanted is not None:
        speak(sitting=visit.sitting, language=wanted)
    return visit.go("later" if visit.request.POST.get("at") == "later" else "check")


@answering()
def leave(visit):
    """Take the answers off this device; those that nobody can come back to are deleted, or all of them if wanted."""
    if visit.request.method == "POST" and visit.sitting:
        if visit.request.POST.get("what") == "all" or not visit.sitting.return_hash:
            drop_sitting(sitting=visit.sitting)
        visit.forget()
    return visit.go("door")


def _send(visit):
    kept_words = _remark_on_the_whole(visit)
    if kept_words:
        visit.sitting = keep_answers(sitting=visit.sitting, kept=kept_words, on=timezone.localdate())
    act = send_try if visit.door.is_pilot else send_sitting
    act(door=visit.door, sitting=visit.sitting, seconds=visit.kept.seconds, on=timezone.localdate())


def _remark_on_the_whole(visit):
    if not visit.door.is_pilot:
        return {}
    try:
        return kept_remark(visit.request.POST, OVERALL)
    except Unfit:
        return {}


def _check(visit, problem=""):
    steps, phrases = visit.steps, visit.phrases
    rows = []
    for number in steps.asked():
        asked = asked_in(steps.item(number), visit.language)
        rows.append((number, asked, answer_words(asked, visit.sitting.answers.get(asked.item.code), phrases)))
    about = [
        (phrases[name], phrases[f"{name}_{value}"] if value else "")
        for name in ABOUT
        for value in [visit.sitting.answers.get(name)]
    ]
    shown = {
        "rows": rows,
        "about": about if visit.asks_about else [],
        "problem": problem,
        "is_empty": steps.given.is_empty,
        "remark": visit.sitting.answers.get(REMARK + OVERALL, ""),
        "trap": limits.TRAP,
    }
    return visit.show("check", **shown)
