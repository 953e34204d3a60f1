"""The forms for links between groups and with agencies."""

from django import forms
from django.utils import timezone

from commissioning.forms.fields import DATE_FORMATS
from neighbourhoods.actions.links import end_link, enter_link
from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.models import GroupLink
from neighbourhoods.networks.links import may_keep_link

NOT_YOURS = "You record where you are deployed: one of the two groups has to be at work there."


class DatedLinkForm(RegisterForm):
    """A form for a link, which sent twice does not meet itself."""

    long_ago = ("started_on", "seen_on", "ended_on")

    def clean(self):
        given = super().clean()
        if self.instance._state.adding and given.get("key"):
            self.instance.key = given["key"]
        return given


class LinkForm(DatedLinkForm):
    """A link of a group, which the address may name with ?group=: with whom, how, since when.

    A new one asks when it was last seen or heard of, its first confirmation; a stored one asks when it ended.
    """

    FIELD_OF = {"link_with_one": "other", "link_not_with_itself": "other", "link_ends_after_start": "ended_on"}
    needed_sometimes = ("other", "agency")

    seen_on = forms.DateField(
        label="Last seen or heard of on",
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The day that this was true as far as you know. A link counts for a year after it.",
        error_messages={
            "required": "Last seen or heard of on: fill this in.",
            "invalid": "Last seen or heard of on: write a real date such as 22/11/2026.",
        },
    )

    class Meta:
        model = GroupLink
        fields = ["group", "other", "agency", "kind", "started_on", "ended_on", "note"]
        help_texts = {
            "other": "One of the two is needed: another group, or an agency below.",
            "started_on": "About when is enough.",
            "ended_on": "The first day on which it no longer holds; empty while it does.",
            "note": "Without names of people: every member reads it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        del self.fields["ended_on" if is_new else "seen_on"]
        if is_new:
            self.initial.setdefault("seen_on", timezone.localdate())
            self._begin_with_group()
        self.order_fields(["group", "other", "agency", "kind", "started_on", "seen_on", "ended_on", "note"])

    def _begin_with_group(self):
        """Take the group that the address names as given."""
        asked_for = str(self.initial.get("group", ""))
        if not asked_for.isdecimal():
            return
        group = self.fields["group"].queryset.select_related("programme").filter(pk=asked_for[:18]).first()
        if group is not None:
            self.instance.group = group
            self.begun = self.instance
            self.fields["group"].initial = group.pk
            self.fields["group"].queryset = self.fields["group"].queryset.filter(pk=group.pk)
            self.fields["group"].empty_label = None
            self.fields["other"].queryset = self.fields["other"].queryset.exclude(pk=group.pk)

    def clean(self):
        given = super().clean()
        began, seen_on = given.get("started_on"), given.get("seen_on")
        if began and seen_on and seen_on < began:
            self.add_error("seen_on", "Last seen or heard of on: this is before the link began.")
        if seen_on and seen_on > timezone.localdate():
            self.add_error("seen_on", "Last seen or heard of on: this day is still to come.")
        return given

    def _post_clean(self):
        super()._post_clean()
        told = not {"group", "other"} & set(self.errors) and self.instance.group_id
        if told and self.viewer and not may_keep_link(self.viewer, self.instance):
            self.add_error("group", NOT_YOURS)

    def write(self, user):
        if not self.instance._state.adding:
            return super().write(user)
        seen_on = self.cleaned_data["seen_on"]
        return enter_link(programme=self.programme, link=self.instance, seen_on=seen_on, by=user)


class LinkEndForm(DatedLinkForm):
    """The day with which a link ends."""

    FIELD_OF = {"link_ends_after_start": "ended_on"}

    class Meta:
        model = GroupLink
        fields = ["ended_on"]
        help_texts = {"ended_on": "The first day on which it no longer holds. About when is enough."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].required = True
        self.initial["ended_on"] = self.instance.ended_on or timezone.localdate()

    def write(self, user):
        given = self.cleaned_data
        link, on, seen = self.instance, given["ended_on"], given.get("seen")
        return end_link(programme=self.programme, link=link, on=on, by=user, seen=seen)
