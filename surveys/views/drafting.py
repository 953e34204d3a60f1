"""The page of a draft questionnaire: questions picked, put in order, worded and routed until it is published."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.number_words import counted
from surveys.actions.drafting import (
    StillNeeded,
    add_questions,
    ask_as_menu,
    dependents,
    gates_for,
    move_question,
    remove_questions,
    route_question,
    set_words,
    word_question,
)
from surveys.actions.questionnaires import QuestionnaireRefused
from surveys.drafting.indicator_needs import fed_by, indicators_of, wanted_indicators
from surveys.drafting.menu import menu_of
from surveys.drafting.minutes import estimated_seconds, minutes_words
from surveys.drafting.rows import asked_rows, departures
from surveys.drafting.standing import standing_of, version_before
from surveys.forms.drafting import FrameForm, ItemWordsForm, PickForm, RouteForm
from surveys.languages import language_of
from surveys.models import Questionnaire
from surveys.models.questionnaires import Audience
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import number_in, questionnaire_of

EVERYBODY = "everybody"


@require_safe
def questionnaire_edit(request, slug, pk):
    """A draft with its questions in order, and what it computes and loses beside them."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    standing = standing_of(draft)
    shown = {
        "questionnaire": draft,
        "rows": asked_rows(draft, fed_by(standing.wanted)),
        "standing": standing,
        "tries": draft.pilot_answers.count(),
        "may_run": True,
    }
    return render(request, "surveys/questionnaire_edit.html", shown)


@require_http_methods(["GET", "POST"])
def questionnaire_pick(request, slug, pk):
    """More questions from the menu."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    wanted = wanted_indicators(draft.programme, draft.audience)
    form = PickForm(request.POST if request.method == "POST" else None, draft=draft, fed=fed_by(wanted))
    if request.method == "POST" and not _are_new(form, draft):
        return _to_draft(slug, draft)
    if form.is_valid():
        codes = form.cleaned_data["codes"]
        added = _attempted(form, add_questions, questionnaire=draft, codes=codes, by=request.user)
        if added is not None:
            messages.success(request, _added_words(added, codes))
            return _to_draft(slug, draft)
    shown = {
        "questionnaire": draft,
        "form": form,
        "indicators": indicators_of(draft.asked, wanted, version_before(draft)),
    }
    return render(request, "surveys/questionnaire_pick.html", shown)


@require_safe
def questionnaire_indicators(request, slug):
    """What the questions ticked so far compute and lose: the part of a page that is fetched again at every tick."""
    programme = programme_for(request, slug, RUN_WAVES)
    audience = request.GET.get("audience")
    audience = audience if audience in Audience.values else Audience.RESIDENTS.value
    menu, ticked = menu_of(programme, audience), set(request.GET.getlist("codes"))
    draft = _draft_at(programme, audience, request.GET.get("questionnaire", ""))
    asked = list(draft.asked) if draft else []
    asked += [question for code, question in menu.items() if code in ticked and code not in {q.code for q in asked}]
    title = draft.title if draft else request.GET.get("title", "").replace("\x00", "").strip()
    before = version_before(draft or Questionnaire(programme=programme, title=title, audience=audience, version=32_000))
    shown = {
        "indicators": indicators_of(asked, wanted_indicators(programme, audience), before),
        "count": len(asked),
        "minutes": minutes_words(estimated_seconds(asked, audience=audience)),
    }
    return render(request, "surveys/_questionnaire_indicators.html", shown)


@require_POST
def questionnaire_move(request, slug, pk, code):
    """Put a question to another place."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    place = number_in(request.POST.get("place", "").strip(), figures=4)
    if place is None:
        messages.error(request, f"Place of {code}: write a number from 1 to {len(draft.asked)}.")
        return _to_draft(slug, draft, code)
    try:
        now = move_question(questionnaire=draft, code=code, place=place, by=request.user)
    except QuestionnaireRefused as error:
        messages.error(request, f"{code} stays where it is. {error}")
    else:
        messages.success(request, f"{code} is question {now}.")
    return _to_draft(slug, draft, code)


@require_http_methods(["GET", "POST"])
def questionnaire_remove(request, slug, pk, code):
    """Remove a question; where others depend on it, ask whether they go too."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    items = {item.code: item for item in draft.asked}
    if code not in items:
        return _to_draft(slug, draft)
    needing = [items[each] for each in dependents(draft.asked, [code])]
    if request.method == "POST":
        together = [item.code for item in needing] if "together" in request.POST else []
        try:
            remove_questions(questionnaire=draft, codes=[code, *together], by=request.user)
        except StillNeeded as error:
            messages.error(request, str(error))
            return redirect("surveys:questionnaire-remove", slug, pk, code)
        except QuestionnaireRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"No longer asked: {', '.join([code, *together])}.")
        return _to_draft(slug, draft)
    shown = {"questionnaire": draft, "item": items[code], "needing": needing}
    return render(request, "surveys/questionnaire_remove.html", shown)


@require_http_methods(["GET", "POST"])
def questionnaire_item(request, slug, pk, code):
    """The words of one question, and the section that begins at it."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    item, menu = _item(draft, code), menu_of(draft.programme, draft.audience)
    form = ItemWordsForm(request.POST if request.method == "POST" else None, item=item)
    if form.is_valid():
        languages = _attempted(form, word_question, questionnaire=draft, code=code, by=request.user, **form.chosen)
        if languages is not None:
            messages.success(request, f"{code} is changed.{_forgotten(languages)}")
            return _to_draft(slug, draft, code)
    shown = {
        "questionnaire": draft,
        "item": item,
        "form": form,
        "on_menu": menu.get(code),
        "departures": departures(item, menu, {each.code: each for each in draft.asked}),
        "translated": [language_of(language).name for language in item.translations],
        "feeds": fed_by(wanted_indicators(draft.programme, draft.audience)).get(code, []),
    }
    return render(request, "surveys/questionnaire_item.html", shown)


@require_POST
def questionnaire_as_menu(request, slug, pk, code):
    """Ask a question again as the menu has it."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    try:
        languages = ask_as_menu(questionnaire=draft, code=code, by=request.user)
    except QuestionnaireRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{code} is asked as on the menu.{_forgotten(languages)}")
    return _to_draft(slug, draft, code)


@require_http_methods(["GET", "POST"])
def questionnaire_route(request, slug, pk, code):
    """Who is asked one question: first after which earlier question (`?after=`), then after which of its answers."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    item = _item(draft, code)
    gates = {gate.code: gate for gate in gates_for(draft, item)}
    now = item.asked_if["question"] if item.asked_if else EVERYBODY
    after = request.GET.get("after", now)
    gate = gates.get(after)
    sent = request.POST if request.method == "POST" else None
    form = RouteForm(sent, gate=gate, asked_if=item.asked_if) if gate else None
    if sent is not None and (form is None or form.is_valid()):
        asked_if = form.asked_if if form else None
        try:
            route_question(questionnaire=draft, code=code, asked_if=asked_if, by=request.user)
        except QuestionnaireRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Who is asked {code} is set.")
            return _to_draft(slug, draft, code)
    shown = {"questionnaire": draft, "item": item, "gates": gates.values(), "after": after, "gate": gate, "form": form}
    return render(request, "surveys/questionnaire_route.html", shown)


@require_http_methods(["GET", "POST"])
def questionnaire_words(request, slug, pk):
    """Title, introduction, consent, thanks, and whether one question is asked at a time."""
    draft, elsewhere = _draft(request, slug, pk)
    if elsewhere:
        return elsewhere
    form = FrameForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_valid():
        chosen = form.cleaned_data | {"title": form.cleaned_data["title"].strip()}
        if _attempted(form, set_words, at="title", questionnaire=draft, by=request.user, **chosen) is not None:
            messages.success(request, "The words around the questions are kept.")
            return _to_draft(slug, draft)
    return render(request, "surveys/questionnaire_words.html", {"questionnaire": draft, "form": form})


def _draft(request, slug, pk):
    """The draft; or, where it is published already, where to look instead."""
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    if not questionnaire.is_published:
        return questionnaire, None
    messages.error(request, f"{questionnaire} is published and never changes. Draft the next version instead.")
    return questionnaire, redirect("surveys:questionnaire-detail", slug, pk)


def _draft_at(programme, audience, pk):
    draft = programme.questionnaires.filter(pk=number_in(pk), audience=audience).first()
    if draft:
        draft.programme = programme
    return draft


def _item(draft, code):
    item = next((each for each in draft.asked if each.code == code), None)
    if item is None:
        raise Http404(f"{draft} does not ask {code}")
    return item


def _to_draft(slug, draft, code=""):
    response = redirect("surveys:questionnaire-edit", slug, draft.pk)
    if code:
        response["Location"] += f"#q-{code}"
    return response


def _attempted(form, action, *, at=None, **wanted):
    """What `action` gives back, or None with the reason in the form."""
    try:
        return action(**wanted)
    except QuestionnaireRefused as error:
        form.add_error(at, str(error))
        return None


def _are_new(form, draft):
    """Whether any ticked question is new to the draft: not so where a form is sent a second time."""
    ticked = form.data.getlist("codes")
    return not ticked or not set(ticked) <= {item.code for item in draft.asked}


def _added_words(added, ticked):
    along = [question.code for question in added if question.code not in ticked]
    words = f"{counted(len(added), 'question')} added."
    return f"{words} Along came {', '.join(along)}, which others depend on." if along else words


def _forgotten(languages):
    names = ", ".join(language_of(code).name for code in languages)
    return f" Its words are others now, so their translation has to be made anew: {names}." if names else ""
