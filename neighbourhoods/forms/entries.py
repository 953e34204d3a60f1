"""What every form of the community registers shares: places of work to choose among, and groups to look up."""

from django import forms
from django.forms.utils import ErrorDict

from commissioning.forms.entries import EntryForm
from commissioning.models import Role
from neighbourhoods.forms.choosing import found_words, groups_called, is_of_groups, look_up_groups, words_looked_up
from neighbourhoods.models import CommunityGroup, GroupPlace, Neighbourhood
from neighbourhoods.permissions import places_of_work, worked_in


class RegisterForm(EntryForm):
    """A form for an entry of a register. Places are those in which the `viewer` may record, and the one it has.

    Groups are chosen from a list, and looked up by name where the register is long; a form that has to do without the
    site lists them all.
    """

    lists_all_groups = False

    def __init__(self, *args, programme, viewer=None, **kwargs):
        self.viewer = viewer
        self.groups_found = {}  # field -> the ids of the groups that were just looked up
        super().__init__(*args, programme=programme, viewer=viewer, **kwargs)
        for name, field in self.fields.items():
            if is_of_groups(field):
                look_up_groups(self, name)

    def choices_of(self, name, field):
        if field.queryset.model is Neighbourhood:
            return self.places_for(name, field)
        if field.queryset.model is CommunityGroup:
            return CommunityGroup.objects.of(self.programme).standing()
        return super().choices_of(name, field)

    def places_for(self, name, field):
        """The neighbourhoods that may be chosen for the field `name`."""
        places = places_of_work(self.programme, self.viewer) if self.viewer else self.programme.neighbourhoods.all()
        standing = getattr(self.instance, f"{name}_id", None)
        if standing and not isinstance(field, forms.ModelMultipleChoiceField):
            places = places | Neighbourhood.objects.filter(pk=standing).defer("boundary")
        return places.order_by("name")

    def groups_chosen(self, name):
        """The ids of the groups that are chosen in a field."""
        value = self[name].value()
        values = value if isinstance(value, list | tuple) else [value]
        return {int(number) for each in values if (number := str(getattr(each, "pk", each))[:18]).isdecimal()}

    def places_nearby(self, name):
        """The ids of the places whose groups a field lists first: those of the entry, or of whoever writes it."""
        group = self._group_beside(name)
        if group and (places := GroupPlace.objects.filter(group=group).values_list("neighbourhood", flat=True)):
            return set(places)
        place = str(self["neighbourhood"].value()) if "neighbourhood" in self.fields else ""
        if place.isdecimal():
            return {int(place[:18])}
        membership = self.programme.membership_of(self.viewer) if self.viewer else None
        is_local = membership is not None and membership.role == Role.FIELDWORKER
        return worked_in(self.programme, self.viewer) if is_local else frozenset()

    def full_clean(self):
        """Check what was sent, unless a group was looked up with it: then nothing is told but what was found."""
        super().full_clean()
        looked_up = {name: words for name in self.fields if self.is_bound and (words := self._looked_up(name))}
        if looked_up:
            self._errors = ErrorDict()
            for name, words in looked_up.items():
                self._find_groups(name, words)

    def _looked_up(self, name):
        return words_looked_up(self, name) if is_of_groups(self.fields[name]) else ""

    def _find_groups(self, name, words):
        """List the groups with these words in their name; a single one is chosen at once."""
        field = self.fields[name]
        found = groups_called(field.queryset, words)
        several = isinstance(field, forms.ModelMultipleChoiceField)
        self.groups_found[name] = [group.pk for group in found]
        if len(found) == 1 and not several:
            self.data = self.data.copy()
            self.data[self.add_prefix(name)] = str(found[0].pk)
        self.add_error(name, found_words(field.label, words, found, several))

    def _group_beside(self, name):
        """The id of the group that the entry is about, where the field `name` asks for another."""
        if name == "group":
            return None
        chosen = self.groups_chosen("group") if "group" in self.fields else ()
        return next(iter(chosen), getattr(self.instance, "group_id", None))


def stands_already(form, *names, among=None):
    """Whether another entry says the same in these fields: with Back and Save, the page comes with a new key.

    `among` are the entries that are looked at, where those are not all of the form's model.
    """
    given = form.cleaned_data
    if not form.instance._state.adding or any(given.get(name) in (None, "") for name in names):
        return False
    rows = form._meta.model.objects.all() if among is None else among
    same = rows.filter(**{name: given[name] for name in names})
    return same.exclude(key=given.get("key") or form.instance.key).exists()
