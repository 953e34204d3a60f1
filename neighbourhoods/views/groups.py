"""The directory of groups, and one group with its career."""

from django.shortcuts import get_object_or_404, render

from commissioning.access import programme_for
from neighbourhoods.models import CommunityGroup


def group_list(request, slug):
    """The directory: search, filter, and what is there."""
    programme = programme_for(request, slug)
    groups = CommunityGroup.objects.of(programme).standing()
    return render(request, "neighbourhoods/group_list.html", {"groups": groups})


def group_detail(request, slug, pk):
    """One group: its profile now, its career, links, grants and contacts."""
    programme = programme_for(request, slug)
    group = get_object_or_404(CommunityGroup.objects.of(programme), pk=pk)
    return render(request, "neighbourhoods/group_detail.html", {"group": group})
