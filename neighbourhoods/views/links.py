"""A link between two groups or with an agency: its page, the one tap that confirms it, and its end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from commissioning.registers import Register
from neighbourhoods.actions.links import LinkRefused, confirm_link
from neighbourhoods.forms.links import LinkEndForm, LinkForm
from neighbourhoods.models import GroupLink
from neighbourhoods.networks.links import LinkOfGroup, links_seen_by, may_keep_link, with_confirmations
from neighbourhoods.permissions import KEEP

RELATED = ("group__programme", "other", "agency")


def of_group(programme, link=None):
    """The page of the group that a link was entered for, or the directory."""
    return link.group.get_absolute_url() if link else reverse("neighbourhoods:group-list", args=[programme.slug])


def group_words(link=None):
    return str(link.group) if link else "Groups"


LINK = Register(
    name="link",
    words="link",
    model=GroupLink,
    form=LinkForm,
    act=KEEP,
    listed=of_group,
    crumb=group_words,
    new_title="Add a link",
    hint="Who works with whom. It counts for a year after somebody last saw or heard that it holds.",
    room="neighbourhoods",
    related=RELATED,
    within=may_keep_link,
    rows=links_seen_by,
)


@require_safe
def link_detail(request, slug, pk):
    """One link: between whom, how, since when, and every day on which it was confirmed."""
    programme = programme_for(request, slug)
    links = with_confirmations(links_seen_by(programme, request.user), timezone.localdate()).select_related(*RELATED)
    link = get_object_or_404(links, pk=pk)
    link.group.programme = programme
    shown = {
        "link": link,
        "seen": LinkOfGroup(link, link.other or link.agency, link.confirmed_on, timezone.localdate()),
        "confirmations": link.confirmations.order_by("-confirmed_on"),
        "changes": changes_of(link, programme, request.user),
        "may_keep": LINK.may_change(programme, request.user, link),
    }
    return render(request, "neighbourhoods/link_detail.html", shown)


@require_POST
def link_confirm(request, slug, pk):
    """Still so: the link holds today. Goes back to the group that the tap was made on."""
    programme, link = _kept_link(request, slug, pk)
    try:
        confirm_link(programme=programme, link=link, on=timezone.localdate(), by=request.user)
    except LinkRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Confirmed today: {link}.")
    groups = {str(group.pk): group for group in (link.group, link.other) if group is not None}
    return redirect(groups.get(request.POST.get("group"), link))


@require_http_methods(["GET", "POST"])
def link_end(request, slug, pk):
    """Ask for the day with which the link ends."""
    programme, link = _kept_link(request, slug, pk)
    posted = request.POST if request.method == "POST" else None
    form = LinkEndForm(posted, instance=link, programme=programme, viewer=request.user)
    if form.is_valid() and form.save_by(request.user):
        messages.success(request, f"Ended: {link}.")
        return redirect(link.group)
    return render(request, "neighbourhoods/link_end.html", {"form": form, "link": link})


def _kept_link(request, slug, pk):
    """The programme, and a link in it that the visitor may write about."""
    programme = programme_for(request, slug, KEEP)
    link = get_object_or_404(GroupLink.objects.of(programme).select_related(*RELATED), pk=pk)
    if not LINK.may_change(programme, request.user, link):
        raise PermissionDenied("You record where you are deployed; none of these two groups is at work there.")
    return programme, link
