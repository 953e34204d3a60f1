"""The form for an asset."""

from django.utils import timezone

from neighbourhoods.asked import place_of
from neighbourhoods.forms.entries import RegisterForm, stands_already
from neighbourhoods.models import Asset

TWICE = (
    "This is on record already, of the same neighbourhood and kind, and still there. If it is another, give it a name "
    "that tells them apart."
)


class AssetForm(RegisterForm):
    """Something that groups can draw on: what and where it is, what it costs, who can get in, since when."""

    FIELD_OF = {"asset_goes_after_it_came": "until", "asset_workers_not_negative": "fte"}
    long_ago = ("since", "until")

    class Meta:
        model = Asset
        fields = [
            "neighbourhood",
            "kind",
            "name",
            "fte",
            "run_by",
            "group",
            "where",
            "cost",
            "cost_words",
            "step_free",
            "access",
            "capacity",
            "since",
            "until",
            "note",
        ]
        help_texts = {
            "where": "An address that is public. Never somebody’s home.",
            "cost": "“Not known” until somebody has asked.",
            "cost_words": "Such as £8 an hour, free for residents.",
            "access": "Such as ramp at the side door, hearing loop, open till nine.",
            "note": "Without names of people: every member reads it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cost"].choices = [
            (value, label if value else "Not known") for value, label in self.fields["cost"].choices
        ]
        self.fields["group"].empty_label = "None of the register"
        self._begin_with_place()

    def _begin_with_place(self):
        """The address may name the neighbourhood by its code; where there is one only, it is that one."""
        if not self.instance._state.adding:
            return
        places, asked_for = list(self.fields["neighbourhood"].queryset), self.initial.get("neighbourhood", "")
        only = places[0] if not asked_for and len(places) == 1 else None
        if place := place_of(asked_for, places) or only:
            self.initial["neighbourhood"] = place.pk

    def clean(self):
        given = super().clean()
        if given.get("kind") != Asset.Kind.INPUT and "fte" not in self.errors:
            given["fte"] = None  # asked of community development by others only
        there, until = Asset.objects.there_on(timezone.localdate()), given.get("until")
        is_there = until is None or until >= timezone.localdate()
        if is_there and stands_already(self, "neighbourhood", "kind", "name", among=there):
            self.add_error("name", TWICE)
        return given
