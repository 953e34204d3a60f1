"""Opening and closing the page for everybody, and renewing its secret link."""

from django.db import transaction

from commissioning.actions.entries import EntryChanged, hold, refuse_stale
from evaluation.models import PublicPage
from surveys.doors import new_code

CODE_LENGTH = 24
WIDER = (PublicPage.Opened.CLOSED, PublicPage.Opened.LINK, PublicPage.Opened.PUBLIC)
REASONS = {
    PublicPage.Opened.CLOSED: "Closed",
    PublicPage.Opened.LINK: "Opened to whoever has the link",
    PublicPage.Opened.PUBLIC: "Opened to everybody",
}


def page_of(programme):
    """The public page of a programme; closed, and not stored yet, where nobody has set it up."""
    found = PublicPage.objects.filter(programme=programme).first()
    if found is None:
        return PublicPage(programme=programme)
    found.programme = programme
    return found


def opens_wider(was, wanted):
    """Whether more people could read the page than could before."""
    return WIDER.index(wanted) > WIDER.index(was)


@transaction.atomic
def set_page(*, programme, opened, words, by, seen=None):
    """Say who may read the page and what stands on it in one's own words. Said twice it is said once.

    `seen` is the latest change that the form knew of; raises EntryChanged where there was a later one.
    """
    hold(programme)
    page = page_of(programme)
    if page.pk and (page.opened, page.words) == (opened, words):
        return page
    _refuse_stale(programme, page, by, seen)
    reason = REASONS[opened] if page.opened != opened else "Own words changed"
    page.opened, page.words, page.code = opened, words, page.code or new_code(CODE_LENGTH)
    return _written(page, by, reason)


@transaction.atomic
def renew_link(*, programme, ends, by):
    """Give the page another secret link in the place of the one that `ends`; that one leads nowhere from now on.

    Where it is replaced already nothing happens, so that a form sent twice ends no link that was just made.
    """
    hold(programme)
    page = page_of(programme)
    if not page.pk or not ends or page.code != ends:
        return page
    page.code = new_code(CODE_LENGTH)
    return _written(page, by, "New secret link; the old one ended")


def _refuse_stale(programme, page, by, seen):
    if page.pk and seen is None:
        raise EntryChanged("Somebody else set this page up while you had it open. Look at it, then save once more.")
    if page.pk:
        refuse_stale(programme, page, by, seen)


def _written(page, by, reason):
    page._history_user, page._change_reason = by, reason
    page.save()
    return page
