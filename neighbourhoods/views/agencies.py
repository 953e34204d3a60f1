"""The register of agencies, and one agency with its issues and links."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from commissioning.registers import Register, page
from neighbourhoods.forms.agencies import AgencyForm
from neighbourhoods.models import Agency
from neighbourhoods.networks.links import LinkOfGroup, links_seen_by, with_confirmations
from neighbourhoods.permissions import KEEP

ISSUES_SHOWN = 12

AGENCY = Register(
    name="agency",
    words="agency",
    model=Agency,
    form=AgencyForm,
    act=KEEP,
    listed=page("agency-list", "neighbourhoods"),
    crumb="Agencies",
    new_title="Add an agency",
    hint="A public or other body that groups deal with and that issues are put to.",
    room="neighbourhoods",
    related=("programme",),
    has_page=True,
)


@require_safe
def agency_list(request, slug):
    """Every agency by name, with how many issues were put to it and how many groups it is linked with today."""
    programme = programme_for(request, slug)
    standing = Q(links__ended_on=None) | Q(links__ended_on__gt=timezone.localdate())
    agencies = Agency.objects.of(programme).annotate(
        issue_count=Count("issues", distinct=True),
        open_count=Count("issues", filter=Q(issues__outcome=""), distinct=True),
        group_count=Count("links__group", filter=standing, distinct=True),
    )
    for agency in agencies:
        agency.programme = programme
    shown = {"agencies": agencies, "may_keep": request.user.has_perm(AGENCY.act, programme)}
    return render(request, "neighbourhoods/agency_list.html", shown)


@require_safe
def agency_detail(request, slug, pk):
    """One agency: the issues that were put to it, and the groups it is linked with."""
    programme = programme_for(request, slug)
    agency = get_object_or_404(Agency.objects.of(programme), pk=pk)
    agency.programme = programme
    issues = agency.issues.select_related("neighbourhood").defer("neighbourhood__boundary")
    shown = {
        "agency": agency,
        "issues": list(issues[:ISSUES_SHOWN]),
        "issue_count": agency.issues.count(),
        "links": links_of_agency(agency, links_seen_by(programme, request.user), timezone.localdate()),
        "changes": changes_of(agency, programme, request.user),
        "may_keep": request.user.has_perm(AGENCY.act, programme),
    }
    return render(request, "neighbourhoods/agency_detail.html", shown)


def links_of_agency(agency, links, on):
    """The LinkOfGroups of an agency among `links`, whose partner is the group; standing ones first, by group."""
    links = with_confirmations(links.filter(agency=agency).select_related("group"), on)
    for link in links:
        link.agency, link.group.programme = agency, agency.programme
    found = [LinkOfGroup(link, link.group, link.confirmed_on, on) for link in links]
    return sorted(found, key=lambda each: (each.has_ended, str(each.partner).lower(), each.link.pk))
