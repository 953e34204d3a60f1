"""Interviews: the page that asks a questionnaire with or without a signal, and where a phone sends what it took."""

from django.contrib import messages
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from neighbourhoods.views.offline import SIGNED_IN_AS
from surveys.actions.interviews import interview_of
from surveys.forms.interviews import InterviewForm
from surveys.interviewing.days import last_day_to_send, state_of
from surveys.interviewing.questions import carried
from surveys.interviewing.quotas import quotas_of
from surveys.models.questionnaires import Audience
from surveys.permissions import INTERVIEW, RUN_WAVES
from surveys.views.lookups import wave_of

ASKING = ("open", "late")


@never_cache
@require_http_methods(["GET", "POST"])
def wave_interview(request, slug, pk):
    """Interviews of one wave: whom to ask, the questionnaire, and what waits on the phone.

    The page stays when the wave is over or locked, so that what waits on a phone can still be looked at there.
    """
    wave = wave_of(request, slug, pk, INTERVIEW)
    form = InterviewForm(request.POST if request.method == "POST" else None, wave=wave, initial=_asked_for(request))
    if request.method == "POST" and _is_there(wave, form):
        return _thanked(request, wave, form, "It was saved before, and is kept once.")
    if form.is_valid() and form.save():
        return _thanked(request, wave, form, "The interview is saved.")
    return _show(request, wave, form)


def _asked_for(request):
    """The neighbourhood and the language that an address names, for phones without the script."""
    names = {"sample": "at", "language": "language"}
    return {field: request.GET[name] for field, name in names.items() if name in request.GET}


def _thanked(request, wave, form, words):
    messages.success(request, words)
    at = form.data.get("sample", "")
    address = reverse("surveys:wave-interview", args=[wave.programme.slug, wave.pk])
    return redirect(f"{address}?at={at}" if at in form.samples else address)


def _show(request, wave, form):
    now = timezone.localtime()
    samples = list(form.samples.values())
    is_of_people = wave.questionnaire.audience == Audience.RESIDENTS
    quotas = quotas_of(samples) if is_of_people else {}
    shown = {
        "wave": wave,
        "form": form,
        "now": now,
        "state": state_of(wave, now.date()),
        "asks": state_of(wave, now.date()) in ASKING,
        "until": last_day_to_send(wave),
        "quotas": [(sample, quotas[sample.pk]) for sample in samples] if quotas else [],
        "carried": carried(wave),
        "may_run": request.user.has_perm(RUN_WAVES, wave.programme),
        "send_url": reverse("surveys:interview-send", args=[wave.programme.slug, wave.pk]),
    }
    response = render(request, "surveys/wave_interview.html", shown)
    if request.method == "GET" and not request.GET:  # the page that the phone keeps is in nobody's language yet
        response[SIGNED_IN_AS] = request.user.pk
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def interview_send(request, slug, pk):
    """Take in one interview that waited on a phone, by the same form as the page's; what became of it, as JSON.

    Answers as `fieldwork_send` does. Nothing that is told leads to the answers.
    """
    wave = wave_of(request, slug, pk, INTERVIEW)
    if request.method == "GET":
        return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})
    if request.POST.get("sent_by") != str(request.user.pk):
        return JsonResponse({"state": "sign-in"}, status=401)
    form = InterviewForm(request.POST, wave=wave)
    if _is_there(wave, form):
        return JsonResponse({"state": "already", "title": "Interview"})
    if form.is_valid() and (saved := form.save()):
        _, is_new = saved
        return JsonResponse({"state": "saved" if is_new else "already", "title": "Interview"})
    errors = {"" if name == "__all__" else name: list(words) for name, words in form.errors.items()}
    return JsonResponse({"state": "refused", "errors": errors}, status=422)


def _is_there(wave, form):
    """Whether this interview was taken in before: sent again it needs to fit no day and no open wave."""
    form.is_valid()
    key = form.cleaned_data.get("key")
    return key is not None and interview_of(wave, key) is not None
