"""Profiles of a group: a new one that starts from the last, "nothing changed" in one tap, a wrong one struck out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access import programme_for
from neighbourhoods.actions.groups import ProfileRefused, confirm_profile, latest_profile, strike_out_profile
from neighbourhoods.asked import day_of
from neighbourhoods.forms.profiles import ConfirmForm, ProfileForm, StrikeOutForm
from neighbourhoods.groups.profile_words import ProfileWords
from neighbourhoods.models import GroupProfile
from neighbourhoods.permissions import KEEP
from neighbourhoods.views.groups import kept_group

NOT_WHOLE = "The page did not arrive whole. Try once more."


@require_http_methods(["GET", "POST"])
def profile_new(request, slug, pk):
    """How a group is now, or was on the day ?on=, starting from what was known of it then."""
    programme = programme_for(request, slug, KEEP)
    group = kept_group(request, programme, pk)
    posted, on = request.POST if request.method == "POST" else None, day_of(request.GET.get("on"))
    form = ProfileForm(posted, programme=programme, viewer=request.user, group=group, on=on)
    if form.is_valid() and (profile := form.save_by(request.user)):
        messages.success(request, f"Profile of {profile.as_of:%-d %B %Y} saved.")
        return redirect(group)
    today, last = timezone.localdate(), latest_profile(group)
    shown = {
        "group": group,
        "form": form,
        "on": on,
        "is_today": on == today,
        "last": last,
        "confirm": ConfirmForm(last=last) if last and last.as_of < today else None,
    }
    return render(request, "neighbourhoods/profile_new.html", shown)


@require_POST
def profile_confirm(request, slug, pk):
    """Nothing changed: the last profile holds today."""
    programme = programme_for(request, slug, KEEP)
    group = kept_group(request, programme, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, NOT_WHOLE)
        return redirect(group)
    given = form.cleaned_data
    try:
        profile = confirm_profile(
            programme=programme, group=group, seen=given["last"], key=given["key"], by=request.user
        )
    except ProfileRefused as error:
        messages.error(request, str(error))
    except ValidationError:  # the key is another profile's
        messages.error(request, NOT_WHOLE)
    else:
        messages.success(request, f"{group} is on record as unchanged on {profile.as_of:%-d %B %Y}.")
    return redirect(group)


@require_http_methods(["GET", "POST"])
def profile_strike_out(request, slug, pk):
    """Ask why a profile is wrong, then strike it out."""
    programme = programme_for(request, slug, KEEP)
    profile = get_object_or_404(GroupProfile.objects.of(programme).select_related("group", "merged_into"), pk=pk)
    group = kept_group(request, programme, profile.group_id)
    form = StrikeOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        strike_out_profile(programme=programme, profile=profile, reason=reason, by=request.user)
        messages.success(request, f"The profile of {profile.as_of:%-d %B %Y} is struck out.")
        return redirect(group)
    words = ProfileWords(programme, request.user)
    shown = {"group": group, "profile": profile, "form": form, "facts": words.facts(profile)}
    return render(request, "neighbourhoods/profile_strike_out.html", shown)
