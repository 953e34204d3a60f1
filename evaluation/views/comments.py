"""Remarks of members on reports, indicators and the programme: the list, a new one, one with its replies."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of, changes_of_parts
from evaluation.catalogue import Catalogue
from evaluation.models import Comment, Edition
from evaluation.selection import chosen
from evaluation.steering.comment_actions import CommentRefused, may_settle, reopen_comment, why_words_stay
from evaluation.steering.comment_forms import CommentForm, ReplyForm, SettleForm
from evaluation.steering.comments import (
    ABOUT,
    RELATED,
    STATES,
    about_of,
    readable,
    remarks_for,
    section_title,
    with_about,
)

ACT = "evaluation.comment"
PER_PAGE = 20
LONGEST_NUMBER = 18


@require_safe
def comment_list(request, slug):
    """Remarks, the latest first: those that are open, unless others are asked for."""
    programme = programme_for(request, slug)
    state, about = chosen(request.GET.get("state"), STATES), chosen(request.GET.get("about"), ABOUT)
    page = Paginator(remarks_for(programme, request.user, state, about), PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "comments": with_about(programme, page.object_list),
        "state": state,
        "states": STATES,
        "about": about,
        "abouts": ABOUT,
        "any": remarks_for(programme, request.user).exists(),
    }
    return render(request, "evaluation/comment_list.html", shown)


@require_http_methods(["GET", "POST"])
def comment_new(request, slug):
    """A remark about what the address names: ?edition= with perhaps &section=, ?indicator=, or the programme."""
    programme = programme_for(request, slug, ACT)
    comment = _begun(programme, request)
    form = CommentForm(_posted(request), instance=comment, programme=programme, viewer=request.user)
    if form.is_valid() and (saved := form.save_by(request.user)):
        messages.success(request, "Your comment is saved. You find replies here and under what waits for you.")
        return redirect(saved)
    about = about_of(comment, Catalogue(programme))
    return render(request, "evaluation/comment_new.html", {"form": form, "about": about})


@require_http_methods(["GET", "POST"])
def comment_detail(request, slug, pk):
    """A remark with its replies; sent, the form adds a reply."""
    programme = programme_for(request, slug)
    comment = _comment(programme, request.user, pk)
    if comment.answers_id:
        return redirect(f"{comment.get_absolute_url()}#comment-{comment.pk}")
    form = None
    if request.user.has_perm(ACT, programme) and (request.method == "POST" or comment.settled_at is None):
        reply = Comment(programme=programme, answers=comment, **_thing_of(comment))
        form = ReplyForm(_posted(request), instance=reply, programme=programme, viewer=request.user)
        if form.is_valid() and (saved := form.save_by(request.user)):
            messages.success(request, "Your reply is saved.")
            return redirect(f"{comment.get_absolute_url()}#comment-{saved.pk}")
    return render(request, "evaluation/comment_detail.html", _shown(programme, request.user, comment, form))


@require_http_methods(["GET", "POST"])
def comment_edit(request, slug, pk):
    """Put one's own words right, while nobody has replied."""
    programme = programme_for(request, slug, ACT)
    comment = _comment(programme, request.user, pk)
    if comment.written_by_id != request.user.pk:
        raise PermissionDenied("These are somebody else’s words.")
    form = CommentForm(_posted(request), instance=comment, programme=programme, viewer=request.user)
    if form.is_valid() and (saved := form.save_by(request.user)):
        messages.success(request, "Your words are saved.")
        return redirect(f"{saved.get_absolute_url()}#comment-{saved.pk}")
    if request.method == "GET" and (why := why_words_stay(comment, request.user)):
        messages.warning(request, why)
        return redirect(comment)
    return render(request, "evaluation/comment_edit.html", {"form": form, "comment": comment})


@require_http_methods(["GET", "POST"])
def comment_settle(request, slug, pk):
    """Say what came of a remark."""
    programme, comment = _to_settle(request, slug, pk)
    form = SettleForm(_posted(request), programme=programme, comment=comment)
    if form.is_valid() and form.save_by(request.user):
        messages.success(request, "Settled. Everybody can read what came of it.")
        return redirect(comment)
    return render(request, "evaluation/comment_settle.html", {"form": form, "comment": comment})


@require_POST
def comment_reopen(request, slug, pk):
    """Say that a remark is not settled after all."""
    programme, comment = _to_settle(request, slug, pk)
    try:
        reopen_comment(programme=programme, comment=comment, by=request.user)
    except CommentRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Open again. How it was settled stays in its changes.")
    return redirect(comment)


def _shown(programme, user, comment, form):
    replies = list(comment.replies.order_by("written_at", "pk"))
    for each in replies:
        each.programme, each.answers = programme, comment
    changes = changes_of(comment, programme, user)
    changes += changes_of_parts(Comment, programme, user, kind="Reply", called="words", answers=comment)
    return {
        "comment": comment,
        "about": about_of(comment, Catalogue(programme)),
        "replies": replies,
        "form": form,
        "may_edit": [each.pk for each in (comment, *replies) if not _words_stay(each, comment, replies, user)],
        "may_settle": may_settle(programme, user, comment),
        "changes": sorted(changes, key=lambda change: change.at, reverse=True),
    }


def _words_stay(each, remark, replies, user):
    """As `why_words_stay`, with the replies at hand: no query for each of them."""
    return each.written_by_id != user.pk or remark.settled_at or any(reply.pk > each.pk for reply in replies)


def _comment(programme, user, pk):
    """A remark or reply that the reader may find: one on an edition they may not see is not there."""
    found = readable(programme, user).select_related(*RELATED, "answers").defer("edition__content", "edition__evidence")
    comment = get_object_or_404(found, pk=pk)
    comment.programme = programme
    return comment


def _to_settle(request, slug, pk):
    """The programme and a remark that the visitor may settle or open again."""
    programme = programme_for(request, slug)
    comment = _comment(programme, request.user, pk)
    if comment.answers_id:
        raise Http404("A reply is not settled; its comment is.")
    if not may_settle(programme, request.user, comment):
        raise PermissionDenied("Only whoever wrote it, or whoever settles comments here, can do this.")
    return programme, comment


def _begun(programme, request):
    """The new remark as far as the address places it."""
    edition, indicator, section = (request.GET.get(name, "") for name in ("edition", "indicator", "section"))
    if edition:
        found = _edition(programme, request.user, edition)
        if section and not section_title(found, section):
            raise Http404("The report has no such section.")
        return Comment(programme=programme, edition=found, section=section)
    if indicator and indicator not in Catalogue(programme):
        raise Http404("There is no such indicator.")
    return Comment(programme=programme, indicator=indicator)


def _edition(programme, user, number):
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        raise Http404("There is no such version.")
    found = Edition.objects.visible_to(user).filter(report__programme=programme)
    return get_object_or_404(found.select_related("report__programme").defer("content", "evidence"), pk=number)


def _thing_of(comment):
    """What a reply is about: the same as its remark."""
    return {name: getattr(comment, name) for name in ("edition", "section", "indicator")}


def _posted(request):
    return request.POST if request.method == "POST" else None
