"""What works without a signal: the service worker, the page it falls back to, and where a phone sends what waits."""

import json
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from neighbourhoods.fieldwork.phone import PHONE_FORMS, is_only_likeness, looks_like
from neighbourhoods.permissions import KEEP

SIGNED_IN_AS = "Foothold-User"  # tells the service worker whose page it keeps

# What the pages that open without a signal are drawn with, whatever names the storage gives these files.
SHELL = (
    "bootstrap/css/bootstrap.min.css",
    "foothold.css",
    "favicon.svg",
    "django_htmx/htmx-2.min.js",
    "offline.js",
    "parts.js",
    "fieldwork.js",
    "routing.js",
    "interview.js",
)


@login_not_required
@never_cache
@require_safe
def service_worker(request):
    """The script that answers for the site when there is no signal. It changes whenever one of its files does."""
    shell = [reverse("no-signal"), *map(static, SHELL)]
    given = {
        "shell": shell,
        "version": sha256("\n".join(shell).encode()).hexdigest()[:12],
        "noSignal": reverse("no-signal"),
        "files": settings.STATIC_URL,
        "signOut": reverse("account_logout"),
        "userHeader": SIGNED_IN_AS,
    }
    script = f"self.given = {json.dumps(given)};\nimportScripts({json.dumps(static('service-worker.js'))});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
def no_signal(request):
    """What a phone shows without a signal in place of a page that it does not keep."""
    return render(request, "neighbourhoods/no_signal.html")


@never_cache
@require_http_methods(["GET", "POST"])
def fieldwork_send(request, slug):
    """Take in one entry that waited on a phone, by the same form as the page's; what became of it, as JSON.

    Asked with GET it says who is signed in, with a fresh token for sending: the phone sends nobody's entries as
    somebody else's. An entry that was refused is answered with 422 and the reasons, by field.
    """
    programme = programme_for(request, slug, KEEP)
    if request.method == "GET":
        return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})
    if request.POST.get("sent_by") != str(request.user.pk):
        return JsonResponse({"state": "sign-in"}, status=401)
    kind = PHONE_FORMS.get(request.POST.get("sent_kind"))
    if kind is None:
        return _refused({"": ["This is not a kind of entry that can be sent from a phone."]})
    try:
        form = kind.read(request.POST, programme=programme, viewer=request.user)
    except ValidationError as error:
        return _refused(error.message_dict)
    if form.is_valid():
        is_there = kind.model.objects.of(programme).filter(key=form.cleaned_data["key"]).exists()
        if entry := form.save_by(request.user):
            return _saved(entry, "already" if is_there else "saved")
    if is_only_likeness(form):
        told = {"state": "looks-like", "like": looks_like(form), "another": form.all_matches}
        return JsonResponse(told, status=409)
    return _refused(form.errors, key=form.data.get("key"))


def _saved(entry, state):
    return JsonResponse({"state": state, "title": str(entry), "url": entry.get_absolute_url()})


def _refused(reasons, **more):
    errors = {"" if name == "__all__" else name: list(words) for name, words in reasons.items()}
    return JsonResponse({"state": "refused", "errors": errors, **more}, status=422)
