"""Questionnaires: listed, drafted from the menu, read, published, deleted while they are drafts."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from surveys.actions.questionnaires import (
    QuestionnaireRefused,
    delete_draft,
    draft_questionnaire,
    publish_questionnaire,
)
from surveys.forms.questionnaires import QuestionnaireForm
from surveys.models.questionnaires import Audience
from surveys.routing import routing_words

ACT = "surveys.run_waves"


@require_safe
def questionnaire_list(request, slug):
    programme = programme_for(request, slug)
    questionnaires = (
        programme.questionnaires.select_related("published_by")
        .annotate(questions=Count("items", distinct=True), wave_count=Count("waves", distinct=True))
        .order_by("title", "-version")
    )
    shown = {"questionnaires": questionnaires, "may_run": request.user.has_perm(ACT, programme)}
    return render(request, "surveys/questionnaire_list.html", shown)


@require_http_methods(["GET", "POST"])
def questionnaire_new(request, slug):
    """Draft a questionnaire; `?audience=` says for whom, `?from=` starts from another one."""
    programme = programme_for(request, slug, ACT)
    model = _model(programme, request.GET.get("from", ""))
    audience = _audience(request.GET.get("audience"), model)
    sent = request.POST if request.method == "POST" else None
    form = QuestionnaireForm(sent, programme=programme, audience=audience, initial=_start(model, audience))
    if form.is_valid():
        try:
            drafted = _draft(programme, audience, form.cleaned_data, request.user)
        except QuestionnaireRefused as error:
            form.add_error("codes", str(error))
        else:
            messages.success(request, f"{drafted} is drafted. Read it through, then publish it.")
            return redirect("surveys:questionnaire-detail", slug, drafted.pk)
    shown = {"form": form, "audience": Audience(audience), "audiences": list(Audience), "model": model}
    return render(request, "surveys/questionnaire_new.html", shown)


@require_safe
def questionnaire_detail(request, slug, pk):
    """The questionnaire as people are asked it."""
    questionnaire = _questionnaire(request, slug, pk)
    by_code = {item.code: item for item in questionnaire.asked}
    shown = {
        "questionnaire": questionnaire,
        "items": [(item, routing_words(item.asked_if, by_code)) for item in questionnaire.asked],
        "waves": questionnaire.waves.order_by("starts_on", "pk"),
        "may_run": request.user.has_perm(ACT, questionnaire.programme),
    }
    return render(request, "surveys/questionnaire_detail.html", shown)


@require_http_methods(["GET", "POST"])
def questionnaire_publish(request, slug, pk):
    """Ask first, then publish."""
    questionnaire = _questionnaire(request, slug, pk, ACT)
    if request.method == "GET" and not questionnaire.is_published:
        return render(request, "surveys/questionnaire_publish.html", {"questionnaire": questionnaire})
    try:
        published = publish_questionnaire(questionnaire=questionnaire, by=request.user)
    except QuestionnaireRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{published} is published. Waves can now be opened with it.")
    return redirect("surveys:questionnaire-detail", slug, pk)


@require_http_methods(["GET", "POST"])
def questionnaire_delete(request, slug, pk):
    """Ask first, then delete a draft."""
    questionnaire = _questionnaire(request, slug, pk, ACT)
    if request.method == "GET" and not questionnaire.is_published:
        return render(request, "surveys/questionnaire_delete.html", {"questionnaire": questionnaire})
    try:
        delete_draft(questionnaire=questionnaire, by=request.user)
    except QuestionnaireRefused as error:
        messages.error(request, str(error))
        return redirect("surveys:questionnaire-detail", slug, pk)
    messages.success(request, f"The draft of {questionnaire} is deleted.")
    return redirect("surveys:questionnaire-list", slug)


def _questionnaire(request, slug, pk, permission=None):
    programme = programme_for(request, slug, permission)
    found = get_object_or_404(programme.questionnaires.select_related("published_by"), pk=pk)
    found.programme = programme
    return found


def _model(programme, pk):
    """The questionnaire to start from, if the address names one of this programme's."""
    return programme.questionnaires.filter(pk=pk).first() if pk.isdecimal() else None


def _audience(named, model):
    if named in Audience.values:
        return named
    return model.audience if model else Audience.RESIDENTS.value


def _start(model, audience):
    if model is None or model.audience != audience:
        return {}
    return {"title": model.title, "codes": [item.code for item in model.asked]}


def _draft(programme, audience, chosen, by):
    return draft_questionnaire(
        programme=programme, title=chosen["title"].strip(), audience=audience, codes=chosen["codes"], by=by
    )
