"""The page of a programme for people without an account, and the files of its published reports."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from commissioning.downloads import CONTENT_TYPES, download, pdf_to_read
from evaluation.models import EditionFile, PublicPage
from evaluation.steering.public_page import file_of, open_page_at, shown_of


def at_open_page(view):
    """A view of (request, open PublicPage, …) for anybody. Whatever is not open is not there, and does not say why.

    No cache keeps what may be closed at any moment, and no search engine lists what only a link opens.
    """

    @login_not_required
    @require_safe
    @wraps(view)
    def opened(request, code, **address):
        page = open_page_at(code)
        if page is None:
            raise Http404("There is no open page at this address.")
        response = view(request, page, **address)
        add_never_cache_headers(response)
        if page.opened == PublicPage.Opened.LINK:
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@at_open_page
def progress(request, page):
    """Where the programme is, its goals, what residents raised, and its published reports."""
    if request.path != page.address:
        return redirect(page.address)  # the secret link of a page that is public by now
    return render(request, "evaluation/progress.html", shown_of(page, timezone.localdate()))


@at_open_page
def progress_report(request, page, pk, number, kind):
    """A file of a published report, the same bytes as were issued."""
    file = file_of(page, pk, number, kind)
    if file is None:
        raise Http404("There is no such report here.")
    name = f"{slugify(page.programme.name)}-report-{pk}-{number}.{kind}"
    if kind == EditionFile.Kind.PDF:
        return pdf_to_read(bytes(file.content), name)
    # A page with its own style: read from disk, as this site's policy lets no page style itself.
    return download(bytes(file.content), name, CONTENT_TYPES[kind])
