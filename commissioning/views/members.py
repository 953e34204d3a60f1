"""The people of a programme: who has which role. For commissioners."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.invitations import InvitationNotSent, messages_are_printed, send_invitation
from commissioning.access import programme_for
from commissioning.actions.members import MemberRefused, add_member, change_role, remove_member
from commissioning.changes import changes_of
from commissioning.forms.members import NewMemberForm, RoleForm
from commissioning.models import Role

ACT = "commissioning.manage_members"


@require_http_methods(["GET", "POST"])
def member_list(request, slug):
    """Everybody with a role, by name, and the form to add somebody."""
    programme = programme_for(request, slug, ACT)
    form = NewMemberForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (member := _added(form, programme, request.user)):
        messages.success(request, f"{member.user} is in the programme: {member.get_role_display().lower()}.")
        _invite(request, member)
        return redirect("commissioning:member-list", slug)
    members = programme.memberships.select_related("user").order_by("user__name", "user__email")
    return render(request, "commissioning/member_list.html", {"form": form, "members": members})


@require_http_methods(["GET", "POST"])
def member_edit(request, slug, pk):
    """One person, and the form that gives them another role."""
    member = _member(request, slug, pk)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": member.role})
    if form.is_valid():
        try:
            changed = change_role(membership=member, role=form.cleaned_data["role"], by=request.user)
        except MemberRefused as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"{changed.user} has this role now: {changed.get_role_display().lower()}.")
            return _onwards(request, member, slug, still_may=changed.role == Role.COMMISSIONER)
    shown = {"form": form, "member": member, "changes": changes_of(member, member.programme, request.user)}
    return render(request, "commissioning/member_edit.html", shown)


@require_POST
def member_invite(request, slug, pk):
    """Send the link to set a password once more."""
    member = _member(request, slug, pk)
    if member.user.has_usable_password():
        messages.info(request, f"{member.user} has a password already, and can ask for a new one when signing in.")
    _invite(request, member)
    return redirect("commissioning:member-list", slug)


@require_http_methods(["GET", "POST"])
def member_remove(request, slug, pk):
    """Ask, and on POST end the person's role."""
    member = _member(request, slug, pk)
    if request.method == "GET":
        return render(request, "commissioning/member_remove.html", {"member": member})
    try:
        remove_member(membership=member, by=request.user)
    except MemberRefused as error:
        messages.error(request, str(error))
        return redirect("commissioning:member-list", slug)
    messages.success(request, f"{member.user} has no role in {member.programme} any more.")
    return _onwards(request, member, slug, still_may=False, inside=False)


def _member(request, slug, pk):
    programme = programme_for(request, slug, ACT)
    return get_object_or_404(programme.memberships.select_related("user", "programme"), pk=pk)


def _added(form, programme, by):
    """The new membership, or None with the reason on the form."""
    given = form.cleaned_data
    try:
        return add_member(programme=programme, email=given["email"], name=given["name"], role=given["role"], by=by)
    except MemberRefused as error:
        form.add_error("email", str(error))
        return None


def _invite(request, member):
    """Send a link to somebody who cannot sign in yet, and say what became of it."""
    if member.user.has_usable_password():
        return
    try:
        send_invitation(user=member.user, programme=member.programme, inviter=request.user)
    except InvitationNotSent as error:
        messages.warning(request, f"{error} Try “Send the link again” later, or tell whoever runs this installation.")
        return
    sent = f"A link to set a password was sent to {member.user.email}. It works once, within three days."
    if messages_are_printed():
        sent = "No mail server is set: the link to set a password was printed where Foothold runs, to be passed on."
    messages.info(request, sent)


def _onwards(request, member, slug, *, still_may, inside=True):
    """Back to the list; those who gave up their own part in it go where they still may."""
    if still_may or member.user_id != request.user.pk:
        return redirect("commissioning:member-list", slug)
    return redirect(member.programme) if inside else redirect("commissioning:home")
