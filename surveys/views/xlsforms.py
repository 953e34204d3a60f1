"""Forms for KoboToolbox and ODK: a questionnaire handed out as one, and one taken over as questions."""

import base64

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.downloads import CONTENT_TYPES, download
from commissioning.number_words import counted
from commissioning.reading.faults import UnreadableFile
from surveys.actions.bank import BankFaults
from surveys.actions.questionnaires import QuestionnaireRefused
from surveys.actions.xlsforms import load_form
from surveys.forms.xlsforms import TakeOverForm, XlsformFileForm
from surveys.languages import language_of
from surveys.permissions import RUN_WAVES
from surveys.routing import routing_words
from surveys.views.lookups import number_in, questionnaire_of
from surveys.xlsforms.plan import plan_of
from surveys.xlsforms.reading import read_form
from surveys.xlsforms.writing import xlsform_of

TEXT_NAMES = (("introduction", "introduction"), ("consent", "consent"), ("thanks", "thanks"))


@require_safe
def questionnaire_xlsform(request, slug, pk):
    """The questionnaire as an XLSForm; `?wave=` offers the neighbourhoods of a wave that asks it."""
    questionnaire = questionnaire_of(request, slug, pk)
    wave = _wave(questionnaire, request.GET.get("wave"))
    name = slugify(f"{questionnaire.title} {questionnaire.version} {wave or ''}") or "questionnaire"
    return download(xlsform_of(questionnaire, wave), f"{name}.xlsx", CONTENT_TYPES["xlsx"])


def _wave(questionnaire, number):
    """The wave of this questionnaire that the address names, or None; 404 for one of another."""
    if not number:
        return None
    waves = questionnaire.waves.select_related("programme")
    return get_object_or_404(waves, pk=number_in(number))


@require_http_methods(["GET", "POST"])
def xlsform_load(request, slug):
    """Step 1: the file; then what it would bring; then, if it is wished, its questions."""
    programme = programme_for(request, slug, RUN_WAVES)
    if request.method == "POST" and "content" in request.POST:
        return _take_over(request, programme)
    form = XlsformFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file, audience = form.cleaned_data["file"], form.cleaned_data["audience"]
        content = file.read()
        try:
            plan = _plan(programme, content, audience, file.name)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return _looked_at(request, plan, _take_over_form(plan, content, file.name))
    return render(request, "surveys/xlsform_load.html", {"form": form})


def _plan(programme, content, audience, filename):
    return plan_of(read_form(content), programme, audience, filename=filename)


def _take_over_form(plan, content, filename):
    kept = {"content": base64.b64encode(content).decode(), "filename": filename, "audience": plan.audience}
    return TakeOverForm(initial=kept | {"with_draft": True, "title": plan.form.title})


def _take_over(request, programme):
    """Take the form over as the page that was looked at said, or show that page again with what is wrong."""
    form = TakeOverForm(request.POST)
    if {"content", "audience"} & form.errors.keys():
        return _start_again(request, "The page did not arrive whole. Choose the file once more.")
    sent = form.cleaned_data
    try:
        plan = _plan(programme, sent["content"], sent["audience"], sent.get("filename", ""))
    except UnreadableFile as error:
        return _start_again(request, str(error))
    if form.is_valid():
        form.refuse_other_draft(programme, plan)
    if not form.is_valid():
        return _looked_at(request, plan, form)
    try:
        loaded, draft = load_form(programme=programme, plan=plan, title=form.wanted_title, by=request.user)
    except (BankFaults, QuestionnaireRefused) as error:
        form.add_error(None, [str(error), *map(str, getattr(error, "faults", []))])
        return _looked_at(request, plan, form)
    messages.success(request, _words(loaded, draft))
    if draft:
        return redirect("surveys:questionnaire-detail", programme.slug, draft.pk)
    return redirect("surveys:question-list", programme.slug)


def _start_again(request, reason):
    form = XlsformFileForm()
    return render(request, "surveys/xlsform_load.html", {"form": form, "reason": reason})


def _looked_at(request, plan, form):
    """What taking over would bring. Nothing is stored."""
    by_code = {each.code: each.question for each in plan.planned}
    shown = {
        "plan": plan,
        "rows": [(each, routing_words(each.asked_if, by_code)) for each in plan.planned],
        "texts": [label for name, label in TEXT_NAMES if name in plan.form.texts],
        "languages": [language_of(code).name for code in plan.form.languages],
        "form": form,
    }
    return render(request, "surveys/xlsform_check.html", shown)


def _words(loaded, draft):
    count = len(loaded)
    words = f"{counted(count, 'question')} loaded." if count else "Every question was here already."
    return f"{words} {draft} is drafted: read it through." if draft else words
