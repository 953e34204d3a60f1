"""Questionnaires: listed, begun from the menu, read, tried as they will be seen, published, deleted while drafts."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from surveys.actions.questionnaires import (
    QuestionnaireRefused,
    delete_draft,
    draft_next_version,
    draft_questionnaire,
    publish_questionnaire,
)
from surveys.drafting.indicator_needs import fed_by, indicators_of, wanted_indicators
from surveys.drafting.minutes import minutes_words, seconds_for, time_taken
from surveys.drafting.preview import preview_of
from surveys.drafting.rows import asked_rows
from surveys.drafting.standing import standing_of
from surveys.forms.questionnaires import QuestionnaireForm
from surveys.languages import ENGLISH, language_of
from surveys.models.questionnaires import Audience
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import number_in, questionnaire_of


@require_safe
def questionnaire_list(request, slug):
    programme = programme_for(request, slug)
    questionnaires = (
        programme.questionnaires.select_related("published_by")
        .prefetch_related("items")
        .annotate(wave_count=Count("waves", distinct=True))
        .order_by("title", "-version")
    )
    shown = {
        "questionnaires": [(each, minutes_words(seconds_for(each))) for each in questionnaires],
        "may_run": request.user.has_perm(RUN_WAVES, programme),
    }
    return render(request, "surveys/questionnaire_list.html", shown)


@require_http_methods(["GET", "POST"])
def questionnaire_new(request, slug):
    """Begin a questionnaire; `?audience=` says for whom, `?from=` starts from another one."""
    programme = programme_for(request, slug, RUN_WAVES)
    model = _model(programme, request.GET.get("from", ""))
    audience = _audience(request.GET.get("audience"), model)
    sent = request.POST if request.method == "POST" else None
    wanted = wanted_indicators(programme, audience)
    start = _start(model, audience)
    form = QuestionnaireForm(sent, programme=programme, audience=audience, fed=fed_by(wanted), initial=start)
    if form.is_valid():
        drafted = form.draft_sent_before() or _drafted(form, programme, audience, request.user)
        if drafted:
            messages.success(request, f"{drafted} is drafted. Put it in order, look at it, then publish it.")
            return redirect("surveys:questionnaire-edit", slug, drafted.pk)
    shown = {
        "form": form,
        "audience": Audience(audience),
        "audiences": list(Audience),
        "model": model,
        "indicators": indicators_of([], wanted),
    }
    return render(request, "surveys/questionnaire_new.html", shown)


@require_safe
def questionnaire_detail(request, slug, pk):
    """The questionnaire as people are asked it, and what comes of it."""
    questionnaire = questionnaire_of(request, slug, pk)
    may_run = request.user.has_perm(RUN_WAVES, questionnaire.programme)
    standing = standing_of(questionnaire)
    shown = {
        "questionnaire": questionnaire,
        "rows": asked_rows(questionnaire, fed_by(standing.wanted)),
        "standing": standing,
        "taken": time_taken(questionnaire, everything=may_run) if questionnaire.is_published else None,
        "waves": questionnaire.waves.order_by("starts_on", "pk"),
        "may_run": may_run,
    }
    return render(request, "surveys/questionnaire_detail.html", shown)


@require_safe
def questionnaire_preview(request, slug, pk):
    """The whole questionnaire as those who answer see it, in a language (`?language=`); nothing can be sent from it."""
    questionnaire = questionnaire_of(request, slug, pk)
    offered = [ENGLISH, *map(language_of, questionnaire.languages)]
    asked_for = request.GET.get("language", "")
    language = next((each for each in offered if each.code == asked_for), ENGLISH)
    shown = {
        "questionnaire": questionnaire,
        "languages": offered,
        "language": language,
        "minutes": minutes_words(seconds_for(questionnaire)),
        "may_run": request.user.has_perm(RUN_WAVES, questionnaire.programme),
        **preview_of(questionnaire, language),
    }
    return render(request, "surveys/questionnaire_preview.html", shown)


@require_POST
def questionnaire_next(request, slug, pk):
    """Draft the next version as a copy of a published one."""
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    try:
        draft = draft_next_version(questionnaire=questionnaire, by=request.user)
    except QuestionnaireRefused as error:
        messages.error(request, str(error))
        return redirect("surveys:questionnaire-detail", slug, pk)
    messages.success(request, f"{draft} is drafted: it asks what the version before asks. Change what has to change.")
    return redirect("surveys:questionnaire-edit", slug, draft.pk)


@require_http_methods(["GET", "POST"])
def questionnaire_publish(request, slug, pk):
    """Say what is in it and what is missing, then publish."""
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    if request.method == "GET" and not questionnaire.is_published:
        return _confirm_publication(request, questionnaire)
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
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    if request.method == "GET" and not questionnaire.is_published:
        return render(request, "surveys/questionnaire_delete.html", {"questionnaire": questionnaire})
    try:
        delete_draft(questionnaire=questionnaire, by=request.user)
    except QuestionnaireRefused as error:
        messages.error(request, str(error))
        return redirect("surveys:questionnaire-detail", slug, pk)
    messages.success(request, f"The draft of {questionnaire} is deleted.")
    return redirect("surveys:questionnaire-list", slug)


def _confirm_publication(request, questionnaire):
    standing = standing_of(questionnaire)
    shown = {
        "questionnaire": questionnaire,
        "rows": asked_rows(questionnaire, fed_by(standing.wanted)),
        "standing": standing,
        "tries": questionnaire.pilot_answers.count(),
    }
    return render(request, "surveys/questionnaire_publish.html", shown)


def _model(programme, pk):
    """The questionnaire to start from, if the address names one of this programme's."""
    return programme.questionnaires.filter(pk=number_in(pk)).first()


def _audience(named, model):
    if named in Audience.values:
        return named
    return model.audience if model else Audience.RESIDENTS.value


def _start(model, audience):
    if model is None or model.audience != audience:
        return {}
    return {"title": model.title, "codes": [item.code for item in model.asked]}


def _drafted(form, programme, audience, by):
    """The draft as the form has it, or None with the reason at the field."""
    chosen = form.cleaned_data
    try:
        return draft_questionnaire(
            programme=programme, title=chosen["title"], audience=audience, codes=chosen["codes"], by=by
        )
    except QuestionnaireRefused as error:
        form.add_error("codes", str(error))
        return None
