"""What a fieldworker's phone carries: the forms that work without a signal, and how each group was when last seen.

A form is shown by `empty` and what it sent is read by `read`, with the same form as the page of its kind uses.
"""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from neighbourhoods.forms.fieldwork import VisitForm
from neighbourhoods.forms.groups import OF_CONTACT, GroupNewForm
from neighbourhoods.forms.issues import IssueForm
from neighbourhoods.forms.phone import PhoneProfileForm
from neighbourhoods.forms.profiles import PROFILE_FIELDS, ProfileForm
from neighbourhoods.models import CommunityGroup, CommunityIssue, FieldworkEntry, GroupProfile
from neighbourhoods.permissions import may_keep_group

NOT_YOURS = "Which group: choose a group at work where you work today."
# Not carried over from the last profile: the day it was of, how it was known, and what only its own page asks.
OF_THE_DAY = {"as_of", "source", "merged_into"}


@dataclass(frozen=True)
class PhoneForm:
    """A kind of entry that a phone sends: what one is called, its row, and the page with the same form.

    `titles` names the fields whose words say on the phone which entry waits, the most telling first.
    """

    kind: str
    words: str
    title: str
    model: type
    form: type
    titles: str
    hint: str = ""
    page: str = ""

    def empty(self, **given):
        """The form as the phone shows it, with every group: there may be no signal to look one up."""
        form = self.form(None, **given, auto_id=f"{self.kind}_%s")
        form.lists_all_groups = True
        return form

    def read(self, typed, **given):
        """The form with what the phone sent. Raises ValidationError, by field, where it belongs to nothing."""
        return self.form(typed, **given)


class VisitOnPhone(PhoneForm):
    """A visit; the phone offers the groups nearby alone."""

    def empty(self, **given):
        return super().empty(**given, near=True)


class GroupOnPhone(PhoneForm):
    """A new group. Nobody's name or number is typed into a phone that waits for a signal."""

    def empty(self, **given):
        form = super().empty(**given)
        layout = form.helper.layout
        layout.fields = [part for part in layout.fields if not set(OF_CONTACT) & set(getattr(part, "fields", ()))]
        return form


class ProfileOnPhone(PhoneForm):
    """How a group is now; which group is chosen on the phone."""

    def read(self, typed, *, programme, viewer):
        number = str(typed.get("group", ""))
        groups = CommunityGroup.objects.of(programme).standing()
        group = groups.filter(pk=number[:18]).first() if number.isdecimal() else None
        if group is None or not may_keep_group(programme, viewer, group):
            raise ValidationError({"group": NOT_YOURS})
        return ProfileForm(typed, programme=programme, viewer=viewer, group=group)


VISIT = VisitOnPhone(
    kind="visit",
    words="Visit",
    title="Add a visit",
    model=FieldworkEntry,
    form=VisitForm,
    titles="neighbourhood done_on kinds groups",
    hint="Under a minute",
    page="neighbourhoods:visit-new",
)
PROFILE = ProfileOnPhone(
    kind="profile",
    words="Profile",
    title="Update a group",
    model=GroupProfile,
    form=PhoneProfileForm,
    titles="group as_of",
    hint="Only what changed",
)
GROUP = GroupOnPhone(
    kind="group",
    words="New group",
    title="Add a group",
    model=CommunityGroup,
    form=GroupNewForm,
    titles="name places",
    hint="Its contact can follow later",
    page="neighbourhoods:group-new",
)
ISSUE = PhoneForm(
    kind="issue",
    words="Issue",
    title="Add an issue",
    model=CommunityIssue,
    form=IssueForm,
    titles="title neighbourhood",
    hint="What residents want changed",
    page="neighbourhoods:issue-new",
)
PHONE_FORMS = {each.kind: each for each in (VISIT, PROFILE, GROUP, ISSUE)}


def phone_forms(programme, viewer):
    """(PhoneForm, its empty form) of each kind that the phone offers."""
    return [(each, each.empty(programme=programme, viewer=viewer)) for each in PHONE_FORMS.values()]


def profiles_on_the_phone(programme, groups, on):
    """What the last profile of the day `on` says of some groups: the fields' names once, and a row for each group.

    In the words of the form, so that a phone without a signal can begin a new profile with the last one; None is not
    known. One query.
    """
    names = ["as_of", *(name for name in PROFILE_FIELDS if name not in OF_THE_DAY)]
    profiles = GroupProfile.objects.as_at(programme, on).filter(group__in=groups).order_by()
    rows = {group: [_typed(value) for value in values] for group, *values in profiles.values_list("group", *names)}
    return {"fields": names, "groups": rows}


def _typed(value):
    """A stored value as the form's fields hold it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | int):
        return value
    return str(value) if value is not None and value != "" else None


def looks_like(form):
    """What a new group may be already, for the phone to show: name, places, why, and its page."""
    return [
        {"name": match.group.name, "places": match.places, "why": match.why, "url": match.group.get_absolute_url()}
        for match in getattr(form, "matches", ())
    ]


def is_only_likeness(form):
    """Whether nothing is wrong with a new group but that it looks like another."""
    return bool(getattr(form, "matches", ())) and set(form.errors) == {forms.forms.NON_FIELD_ERRORS}
