"""The public directory: a page that anybody may read where a commissioner switched it on, and the same as JSON."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from neighbourhoods.directory import openreferral
from neighbourhoods.directory.listing import ON_A_PAGE, found
from neighbourhoods.directory.public import (
    TERMS,
    carrying,
    listed,
    listed_groups,
    meeting_ways,
    public_programme,
    terms_as_json,
)
from neighbourhoods.forms.directory import PublicDirectoryForm
from neighbourhoods.forms.filters import MOST_LETTERS

A_PAGE, MOST_A_PAGE, LAST_PAGE = 50, 500, 100_000


@login_not_required
@require_safe
def directory(request, slug):
    """The groups that agreed to be listed, by name; search by words, theme and neighbourhood."""
    programme, rules = public_programme(slug)
    today = timezone.localdate()
    form = PublicDirectoryForm(request.GET, programme=programme)
    groups = found(listed_groups(programme, today), form.wanted, today)
    page = Paginator(groups, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "programme": programme,
        "words": rules.directory_words,
        "form": form,
        "page": page,
        "groups": listed(page.object_list, today),
        "today": today,
    }
    return render(request, "neighbourhoods/directory_public.html", shown)


class AskedWrongly(Exception):
    """Something in the address of a feed cannot be read; the message says what."""


def feed(view):
    """A view of (request, listed groups, day, ...) -> something for JSON, for anybody and for pages of other sites."""

    @login_not_required
    @require_safe
    @wraps(view)
    def answered(request, slug, **given):
        programme, _ = public_programme(slug)
        today = timezone.localdate()
        try:
            content, status = view(request, listed_groups(programme, today), today, **given), 200
        except AskedWrongly as error:
            content, status = {"error": str(error)}, 400
        if content is None:
            content, status = {"error": "There is no such thing in this directory."}, 404
        response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


@feed
def directory_openreferral(request, groups, today):
    return openreferral.VERSION


@feed
def directory_services(request, groups, today):
    form = openreferral.service_of if request.GET.get("full") == "true" else openreferral.summary_of
    return _page(request, _narrowed(request, groups, today), lambda shown: map(form, listed(shown, today)))


@feed
def directory_service(request, groups, today, pk):
    return next(map(openreferral.service_of, listed(groups.filter(key=pk), today)), None)


@feed
def directory_taxonomies(request, groups, today):
    return _page(request, [taxonomy.as_json() for taxonomy in TERMS])


@feed
def directory_taxonomy(request, groups, today, pk):
    return _one(pk, [taxonomy.as_json() for taxonomy in TERMS])


@feed
def directory_taxonomy_terms(request, groups, today):
    return _page(request, terms_as_json())


@feed
def directory_taxonomy_term(request, groups, today, pk):
    return _one(pk, terms_as_json())


@feed
def directory_service_at_locations(request, groups, today):
    ways = meeting_ways(_narrowed(request, groups, today))
    return _page(request, ways, lambda shown: _at_locations(groups, shown, today))


@feed
def directory_service_at_location(request, groups, today, pk):
    ways = [each for each in meeting_ways(groups) if openreferral.at_location_id(*each[1:]) == pk]
    return next(_at_locations(groups, ways, today), None)


def _at_locations(groups, ways, today):
    """What the feed says of each of `ways`, as `meeting_ways` gives them."""
    known = {group.key: group for group in listed(groups.filter(pk__in=[pk for pk, _, _ in ways]), today)}
    return (openreferral.at_location_of(known[key], way) for _, key, way in ways)


def _narrowed(request, groups, today):
    """The groups that the address asks for."""
    if words := request.GET.get("search", "").replace("\0", "").strip():
        groups = found(groups, {"q": words[:MOST_LETTERS]}, today)
    if term := request.GET.get("taxonomy_term_id", "").strip():
        groups = carrying(groups, term, today)
    return groups


def _one(pk, things):
    return next((thing for thing in things if thing["id"] == pk), None)


def _page(request, things, form=list):
    """A page of `things`, a list or a query, each of those on it in the form that `form` gives them."""
    number, size = _whole(request, "page", 1, LAST_PAGE), _whole(request, "per_page", A_PAGE, MOST_A_PAGE)
    total = things.count() if isinstance(things, QuerySet) else len(things)
    return openreferral.page_of(list(form(things[(number - 1) * size : number * size])), total, number, size)


def _whole(request, name, otherwise, most):
    """A whole number from 1 in the address."""
    asked = request.GET.get(name, "").strip()
    if not asked:
        return otherwise
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9 and 1 <= int(asked) <= most):
        raise AskedWrongly(f"{name}: write a whole number from 1 to {most}.")
    return int(asked)
