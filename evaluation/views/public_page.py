"""The settings of the page for everybody: who may read it, its words, a preview, and another secret link."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from evaluation.steering.public_actions import page_of, renew_link
from evaluation.steering.public_forms import PublicPageForm
from evaluation.steering.public_page import full_address, shown_of

ACT = "evaluation.open_public_page"


@never_cache
@require_http_methods(["GET", "POST"])
def public_page(request, slug):
    """Who may read the page, and what stands on it in one's own words."""
    programme = programme_for(request, slug, ACT)
    page = page_of(programme)
    form = PublicPageForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid() and (saved := form.save_by(request.user)):
        messages.success(request, f"Saved. Who may read it: {saved.get_opened_display().lower()}.")
        return redirect("evaluation:public-page", slug)
    stored = page_of(programme)
    shown = {
        "form": form,
        "page": stored,
        "address": full_address(stored),
        "changes": changes_of(stored, programme, request.user) if stored.pk else [],
    }
    return render(request, "evaluation/public_page.html", shown)


@never_cache
@require_safe
def public_page_preview(request, slug):
    """The page as others would read it, open or not."""
    programme = programme_for(request, slug, ACT)
    shown = shown_of(page_of(programme), timezone.localdate())
    return render(request, "evaluation/progress.html", shown | {"is_preview": True, "shown_programme": programme})


@require_http_methods(["GET", "POST"])
def public_page_renew(request, slug):
    """Ask, then give the page another secret link."""
    programme = programme_for(request, slug, ACT)
    page = page_of(programme)
    if request.method == "GET" and page.pk:
        return render(request, "evaluation/public_page_renew.html", {"page": page})
    if (
        page.pk
        and renew_link(programme=programme, ends=request.POST.get("ends", ""), by=request.user).code != page.code
    ):
        messages.success(request, "The page has another secret link. The old one leads nowhere.")
    return redirect("evaluation:public-page", slug)
