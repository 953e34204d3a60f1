"""How views get their programme: members find it, everybody else finds nothing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from commissioning.models import Membership, Programme


def programme_for(request, slug, permission=None):
    """The programme `slug` with the visitor's membership attached.

    Raises Http404 for people outside the programme, PermissionDenied for members without `permission`.
    """
    membership = get_object_or_404(
        Membership.objects.select_related("programme"), programme__slug=slug, user_id=request.user.pk
    )
    programme = membership.programme
    programme.__dict__["_membership_by_user"] = {request.user.pk: membership}
    request.programme = programme
    if permission and not request.user.has_perm(permission, programme):
        raise PermissionDenied(f"Your role here, {membership.get_role_display()}, may not do this.")
    return programme


def programmes_of(user):
    """The programmes in the switcher, by name."""
    return Programme.objects.visible_to(user)
