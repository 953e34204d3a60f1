"""Taking things out: files of the whole programme, and the keys of programs that read it."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from commissioning.access import programme_for
from commissioning.downloads import CONTENT_TYPES, download
from evaluation.api.endpoints import api
from evaluation.models import ApiToken, ProgrammeFile
from evaluation.sharing.contents import TABLES
from evaluation.sharing.forms import TokenForm
from evaluation.sharing.making import MAKERS, ask_for_file, has_stalled
from evaluation.sharing.tokens import revoke_token

KEEP = "evaluation.keep_tokens"


@require_safe
def take_out(request, slug):
    """Everything that can be taken out of the programme, and by which way. During the making htmx asks again."""
    programme = programme_for(request, slug)
    files = [_latest(programme, kind) for kind in MAKERS]
    shown = {
        "files": files,
        "tables": TABLES,
        "is_asked_again": bool(request.htmx),
        "may_keep_tokens": request.user.has_perm(KEEP, programme),
    }
    if request.htmx:
        return render(request, "evaluation/_programme_files.html", shown)
    return render(request, "evaluation/take_out.html", shown)


def _latest(programme, kind):
    """The latest file of a kind for the page: what it is, and its row without the bytes, or None."""
    rows = ProgrammeFile.objects.filter(programme=programme, kind=kind).defer("content")
    file = rows.first()
    ready = file if file and file.state == file.State.READY else rows.filter(state=ProgrammeFile.State.READY).first()
    stalled = bool(file) and has_stalled(file)
    return {
        "kind": kind,
        "ready": ready,
        "making": file if file and file.state == file.State.MAKING and not stalled else None,
        "failure": file.failure if file and file.state == file.State.FAILED else "",
        "stalled": stalled,
    }


@require_POST
def programme_file_make(request, slug, kind):
    programme = programme_for(request, slug)
    if kind not in MAKERS:
        raise Http404("There is no such file.")
    ask_for_file(programme=programme, kind=kind, by=request.user)
    return redirect("evaluation:take-out", programme.slug)


@require_safe
def programme_file(request, slug, kind):
    """The latest file of a kind that is ready."""
    programme = programme_for(request, slug)
    ready = ProgrammeFile.objects.filter(programme=programme, kind=kind, state=ProgrammeFile.State.READY)
    file = get_object_or_404(ready[:1])
    response = download(bytes(file.content), f"{programme.slug}-whole.{file.kind}", CONTENT_TYPES[file.kind])
    patch_cache_control(response, private=True, no_store=True)
    return response


def token_list(request, slug):
    """The keys of the programme; a new one is shown in the answer that made it, and never again."""
    programme = programme_for(request, slug, KEEP)
    form = TokenForm(request.POST or None, programme=programme, viewer=request.user)
    made = form.made if form.is_bound and form.is_valid() and form.save_by(request.user) else ""
    shown = {
        "form": TokenForm(programme=programme, viewer=request.user) if made else form,
        "made": made,
        "tokens": ApiToken.objects.of(programme),
        "address": f"{settings.SITE_URL}/api/v1/",
        "routes": list(_routes()),
        "reads": settings.API_READS_A_MINUTE,
    }
    response = render(request, "evaluation/token_list.html", shown)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _routes():
    """(address, what it gives, names of what narrows it down) of every route, from the OpenAPI document."""
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        route = methods["get"]
        asked = [each["name"] for each in route["parameters"] if each["in"] == "query"]
        yield path, route["summary"], asked


@require_POST
def token_revoke(request, slug, pk):
    programme = programme_for(request, slug, KEEP)
    revoke_token(token=get_object_or_404(ApiToken.objects.of(programme), pk=pk), by=request.user)
    return redirect("evaluation:token-list", programme.slug)
