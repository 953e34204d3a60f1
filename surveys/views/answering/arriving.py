"""At the door of a link: what it is, who asks, beginning, going on, and coming back with a return code."""

import time

from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.formats import date_format

from surveys.actions.sittings import begin_sitting, drop_sitting, resume_sitting, speak
from surveys.answering import limits
from surveys.answering.wording import text_in
from surveys.drafting.minutes import seconds_for, whole_minutes
from surveys.views.answering.posts import TOO_MANY, Refused
from surveys.views.answering.visit import answering, new_token

LONGEST_CODE = 40


@answering()
def door(visit):
    """The first page; nothing is kept and no cookie is set before "Begin"."""
    if visit.why_closed:
        return visit.show("closed", opens_on=day_in_words(visit, "starts_on"))
    return visit.show("door", **_about(visit), has_gone="gone" in visit.request.GET)


@answering(checks_token=False)
def begin(visit):
    """Begin, go on, or start afresh where somebody began on this device."""
    if visit.request.method != "POST" or visit.why_closed:
        return visit.go("door")
    language = visit.offered(visit.request.POST.get("language", "")) or ""
    wanted = visit.request.POST.get("go", "")
    if visit.sitting and wanted == "on":
        visit.touch()
        visit.sitting = speak(sitting=visit.sitting, language=language)
        return go_on(visit)
    if visit.sitting and wanted != "afresh":
        return visit.go("door")
    _refuse_machines(visit.request)
    if visit.sitting and not visit.sitting.return_hash:
        # Nobody could ever come back to it.
        drop_sitting(sitting=visit.sitting)
    return _begin(visit, language)


@answering(checks_token=False)
def resume(visit):
    """Come back with a return code, on this device or another one."""
    if visit.why_closed:
        return visit.go("door")
    if visit.request.method != "POST":
        return visit.show("resume")
    if limits.is_over(visit.request, "wrong code", limits.MOST_WRONG_CODES):
        raise Refused("too_many_codes", TOO_MANY)
    token = new_token()
    code = visit.request.POST.get("return_code", "")[:LONGEST_CODE]
    sitting = resume_sitting(door=visit.door, return_code=code, token=token, on=timezone.localdate())
    if sitting is None:
        limits.count(visit.request, "wrong code")
        return visit.show("resume", fault=visit.phrases["wrong_code" if code.strip() else "no_code"])
    visit.sitting = sitting
    visit.keep(token=token)
    return go_on(visit)


def go_on(visit):
    """To where these answers are to be continued."""
    return redirect(place_of(visit))


def place_of(visit):
    """The address of the page where these answers are to be continued."""
    if not visit.door.questionnaire.one_at_a_time:
        return visit.url("whole")
    number = visit.steps.place()
    if number:
        return visit.url("question", number)
    return visit.url("about" if visit.asks_about else "check")


def _refuse_machines(request):
    if limits.is_trapped(request.POST):
        raise Refused("trapped", 400)
    if limits.is_over(request, "begin", limits.MOST_BEGUN):
        raise Refused("too_many", TOO_MANY)
    limits.count(request, "begin")


def _begin(visit, language):
    token = new_token()
    visit.sitting = begin_sitting(door=visit.door, token=token, language=language, on=timezone.localdate())
    visit.keep(token=token, began_at=time.time())
    return go_on(visit)


def day_in_words(visit, name):
    """The first or the last day of a wave in words of the visitor's language; "" for a try, which has none."""
    if not visit.door.wave:
        return ""
    with translation.override(visit.phrases.language.code):
        return date_format(getattr(visit.door.wave, name), "j E Y")


def _about(visit):
    questionnaire, code = visit.door.questionnaire, visit.language
    invited = visit.door.invitation
    return {
        "introduction": text_in(questionnaire, "introduction", code),
        "consent": text_in(questionnaire, "consent", code),
        "open_until": day_in_words(visit, "ends_on"),
        "minutes": whole_minutes(seconds_for(questionnaire)),
        "invited": (invited.group or invited.agency) if invited else None,
        "trap": limits.TRAP,
    }
