"""Remarks of members: which of them somebody may read, what each is about, and those about one thing."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.urls import reverse

from evaluation.catalogue import Catalogue
from evaluation.models import Comment, Edition
from evaluation.reports.sections import sections_of

RELATED = ("programme", "edition__report__programme")
LIGHT = ("edition__content", "edition__evidence")  # what is long of an edition
STATES = {"open": "Open", "settled": "Settled", "all": "All"}
ABOUT = {"": "Everything", "programme": "The programme", "reports": "Reports", "indicators": "Indicators"}


class About(NamedTuple):
    """What a remark is about: in words, its page, and how the address of a new remark names it."""

    words: str
    url: str
    query: str


def comments_of(programme, edition=None, indicator=""):
    """Remarks about an edition, an indicator or, without either, the programme at large; those that are open first.

    Each has its `replies` at hand and its `about`. Whoever asks has made sure that the reader may see the edition.
    """
    found = _whole(Comment.objects.of(programme).filter(edition=edition, indicator=indicator))
    return with_about(programme, sorted(found, key=lambda comment: comment.settled_at is not None))


def readable(programme, user):
    """Remarks and replies of a programme that somebody may read: those on an edition go where the edition goes."""
    seen = Edition.objects.visible_to(user).filter(report__programme=programme).values("pk")
    return Comment.objects.of(programme).filter(Q(edition=None) | Q(edition__in=seen))


def remarks_for(programme, user, state="all", about=""):
    """Remarks that somebody may read, the latest first, narrowed as a list asks; a queryset, for `with_about`."""
    found = _whole(readable(programme, user)).order_by("-written_at", "-pk")
    if state in ("open", "settled"):
        found = found.filter(settled_at__isnull=state == "open")
    narrow = {
        "programme": {"edition": None, "indicator": ""},
        "reports": {"edition__isnull": False},
        "indicators": {"edition": None, "indicator__gt": ""},
    }
    return found.filter(**narrow.get(about, {}))


def with_about(programme, comments):
    """The same remarks in a list, each with its `about`."""
    comments = list(comments)
    catalogue = Catalogue(programme) if any(comment.indicator for comment in comments) else None
    for comment in comments:
        comment.about = about_of(comment, catalogue)
    return comments


def about_of(comment, catalogue):
    """The About of a remark, whose edition is at hand where it has one."""
    if comment.edition_id:
        return _about_edition(comment)
    slug = comment.programme.slug
    if comment.indicator:
        known = catalogue.indicators.get(comment.indicator)
        words = f"{comment.indicator} {known.name}" if known else f"{comment.indicator}, not defined any more"
        url = reverse("evaluation:indicator-detail", args=[slug, comment.indicator]) if known else ""
        return About(words, url, urlencode({"indicator": comment.indicator}))
    return About("the programme", reverse("evaluation:steering", args=[slug]), "")


def section_title(edition, slug):
    """What a named section of an edition is called; "" where its report has no such section."""
    return next((section.title for section in sections_of(edition.report) if section.slug == slug), "")


def _about_edition(comment):
    edition, query = comment.edition, {"edition": comment.edition_id}
    words, url = str(edition), edition.get_absolute_url()
    if comment.section:
        title = section_title(edition, comment.section) or comment.section
        return About(f"{words}: {title}", f"{url}#{comment.section}", urlencode(query | {"section": comment.section}))
    return About(words, url, urlencode(query))


def _whole(comments):
    """Remarks alone, with what their lines show; two queries for however many."""
    replies = Prefetch("replies", Comment.objects.order_by("written_at", "pk"))
    return comments.filter(answers=None).select_related(*RELATED).defer(*LIGHT).prefetch_related(replies)
