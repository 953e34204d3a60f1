"""Asking: one question a page, or the whole on one page; every answer is kept as it comes."""

from django.utils import timezone

from surveys.actions.sittings import keep_answers, speak
from surveys.answering.given import Unfit
from surveys.answering.keeping import REMARK, kept_about, kept_of, kept_remark, typed_in
from surveys.answering.posing import about_choices, fault_of, only_if_words, posed
from surveys.views.answering.arriving import go_on
from surveys.views.answering.visit import answering, with_sitting

# Where a button beside "Continue" leads, once what stands on the page is kept.
ASIDE = {"whole": "whole", "later": "later", "check": "check"}
CHECKING = "?check"


@answering()
@with_sitting
def question(visit, number):
    """One question. What was typed is kept, then the next one is asked."""
    item = visit.steps.item(number)
    if item is None:
        return go_on(visit)
    if visit.request.method != "POST":
        return _ask(visit, item, number) if visit.steps.is_asked(number) else _after(visit, number)
    typed = "" if visit.request.POST.get("go") == "skip" else typed_in(item, visit.request.POST)
    fault = _keep(visit, [(item, typed)])
    if fault:
        return _ask(visit, item, number, typed=typed, fault=fault[item.code])
    return _aside(visit, "question", number) or _after(visit, number)


@answering()
@with_sitting
def about(visit):
    """Sex and age band, of residents."""
    if not visit.asks_about:
        return visit.go("check")
    faults = {}
    if visit.request.method == "POST":
        faults = _keep(visit, [], about=True)
        if not faults:
            return _aside(visit, "about") or visit.go("check")
    groups = about_choices(visit.phrases, visit.sitting.answers)
    return visit.show("about", groups=_with_faults(groups, faults), before=visit.steps.before(len(visit.items) + 1))


@answering()
@with_sitting
def whole(visit):
    """Every question on one page, with who is asked in words."""
    typed, faults = {}, {}
    if visit.request.method == "POST":
        typed = {item.code: typed_in(item, visit.request.POST) for item in visit.items}
        faults = _keep(visit, [(item, typed[item.code]) for item in visit.items], about=visit.asks_about)
        if not faults:
            return _aside(visit, "whole") or visit.go("check")
    groups = about_choices(visit.phrases, visit.sitting.answers) if visit.asks_about else ()
    shown = {"questions": list(_all_posed(visit, typed, faults)), "groups": _with_faults(groups, faults)}
    return visit.show("whole", **shown, has_faults=bool(faults))


def _ask(visit, item, number, typed=None, fault=""):
    answers = visit.sitting.answers
    one = posed(
        item,
        number,
        phrases=visit.phrases,
        code=visit.language,
        typed=answers.get(item.code, "") if typed is None else typed,
        fault=fault,
        remark=answers.get(REMARK + item.code, ""),
    )
    checking = "check" in visit.request.GET
    shown = {"posed": one, "before": visit.steps.before(number), "total": len(visit.items), "checking": checking}
    return visit.show("question", **shown)


def _all_posed(visit, typed, faults):
    answers = visit.sitting.answers
    for number, item in enumerate(visit.items, start=1):
        fault = faults.get(item.code, "")
        yield posed(
            item,
            number,
            phrases=visit.phrases,
            code=visit.language,
            typed=typed[item.code] if fault else answers.get(item.code, ""),
            fault=fault,
            only_if=only_if_words(item, visit.items, visit.phrases, visit.language),
            remark=answers.get(REMARK + item.code, ""),
        )


def _keep(visit, typed, about=False):
    """Keep what is an answer, in the language now wanted; what is wrong with the rest, in words by name."""
    posted = visit.request.POST
    _speak_as_wanted(visit, posted.get("language", ""))
    kept, faults = {}, {}
    for item, answer in typed:
        if fault := fault_of(item, answer, visit.phrases):
            faults[item.code] = fault
        else:
            kept[item.code] = kept_of(item, answer)
        kept |= _remark(visit, item)
    if about:
        about_kept, unfit = kept_about(posted)
        kept |= about_kept
        faults |= dict.fromkeys(unfit, visit.phrases["fault_choice"])
    visit.sitting = keep_answers(sitting=visit.sitting, kept=kept, on=timezone.localdate())
    return faults


def _remark(visit, item):
    """What somebody who tries a draft said of a question; nothing where answers count, or where it is endless."""
    if not visit.door.is_pilot or f"remark-{item.code}" not in visit.request.POST:
        return {}
    try:
        return kept_remark(visit.request.POST, item.code)
    except Unfit:
        return {}


def _speak_as_wanted(visit, wanted):
    language = visit.offered(wanted)
    if language is not None and language != visit.sitting.language:
        visit.sitting = speak(sitting=visit.sitting, language=language)
        visit.__dict__.pop("language", None)


def _aside(visit, name, *address):
    """Where a button beside "Continue" leads, or None for "Continue" itself."""
    if visit.request.POST.get("language"):
        query = CHECKING if "check" in visit.request.GET else ""
        return visit.go(name, *address, query=query)
    aside = ASIDE.get(visit.request.POST.get("go", ""))
    return visit.go(aside) if aside else None


def _after(visit, number):
    """The page after a question: back to checking where somebody came from there, else the next one."""
    steps = visit.steps
    if "check" in visit.request.GET:
        opened = steps.opened_by(number)
        return visit.go("question", opened, query=CHECKING) if opened else visit.go("check")
    following = steps.after(number)
    if following:
        return visit.go("question", following)
    return visit.go("about" if visit.asks_about else "check")


def _with_faults(groups, faults):
    return [(name, heading, choices, faults.get(name, "")) for name, heading, choices in groups]
