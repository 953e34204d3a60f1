"""Choosing a group: from a list while the register is short; else those nearby are listed, others looked up by name."""

from functools import partial

from django import forms
from django.forms.models import ModelChoiceIterator

from neighbourhoods.models import CommunityGroup, GroupPlace

MOST_LISTED = 150
LONGEST_NAME = 100
FEW_TICKED = 8  # more to tick than these stand in a box of their own
NOWHERE = "Not known where"


class _LooksUp:
    """A select that has a box for looking up groups above it where its list would be too long."""

    template_name = "neighbourhoods/_group_select.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["search"] = search_name(name) if getattr(self.choices, "is_cut", False) else ""
        return context


class GroupSelect(_LooksUp, forms.Select):
    """One group."""


class GroupChecks(_LooksUp, forms.SelectMultiple):
    """Several groups to tick, each under the first of the neighbourhoods in which it is at work.

    Where others have to be looked up, each group's own words say where it is.
    """

    template_name = "neighbourhoods/_group_checks.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        options = [option for _, together, _ in widget["optgroups"] for option in together]
        widget["is_long"] = len(options) > FEW_TICKED
        widget["by_place"] = [("", options)] if widget["search"] and options else by_place(options, self._nearby())
        return context

    def _nearby(self):
        return self.choices.form.places_nearby(self.choices.name)


class ListedGroups(ModelChoiceIterator):
    """The groups that a field lists: all while they are few, else those chosen, just found, or nearby.

    `is_cut` says, once they were read, whether there are others. Any group of the field's queryset may be chosen.
    """

    def __init__(self, field, *, form, name):
        super().__init__(field)
        self.form, self.name, self.is_cut = form, name, False

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        groups = list(self.queryset if self.form.lists_all_groups else self.queryset[: MOST_LISTED + 1])
        self.is_cut = not self.form.lists_all_groups and len(groups) > MOST_LISTED
        if self.is_cut:
            yield from self._cut()
        else:
            yield from map(self.choice, groups)

    def _cut(self):
        """The choices of a long register, each with where the group is at work."""
        wanted = {*self.form.groups_chosen(self.name), *self.form.groups_found.get(self.name, ())}
        wanted |= set(self._nearby())
        groups = list(self.queryset.filter(pk__in=wanted))
        places = places_in_words(groups)
        for group in groups:
            value, label = self.choice(group)
            yield value, f"{label} ({places[group.pk]})" if group.pk in places else label

    def _nearby(self):
        here = self.form.places_nearby(self.name)
        if not here:
            return ()
        return at_work_in(self.queryset, here).values_list("pk", flat=True)[:MOST_LISTED]


def look_up_groups(form, name):
    """Let the field `name` of a form list few groups and look up the others."""
    field = form.fields[name]
    field.iterator = partial(ListedGroups, form=form, name=name)
    if not field.widget.is_hidden:
        several = isinstance(field, forms.ModelMultipleChoiceField)
        field.widget = (GroupChecks if several else GroupSelect)(attrs=field.widget.attrs)
        field.widget.is_required = field.required
    field.widget.choices = field.choices


def search_name(name):
    """What the box is called in which one looks up a group for the field `name`."""
    return f"{name}-looked-up"


def words_looked_up(form, name):
    """What was typed into the box of the field `name`."""
    return str(form.data.get(search_name(form.add_prefix(name)), "")).strip()[:LONGEST_NAME]


def groups_called(groups, words):
    """The first of some groups that have every one of these words in their name."""
    for word in words.replace("\0", "").split():
        groups = groups.filter(name__icontains=word)
    return list(groups[:MOST_LISTED])


def found_words(label, words, found, several):
    """What is told at a field once its groups were looked up."""
    if not found:
        return f"{label}: no group has “{words}” in its name. Try fewer letters."
    if len(found) == MOST_LISTED:
        return f"{label}: very many groups have “{words}” in their name. Write more of it."
    if len(found) == 1 and not several:
        return f"{label}: “{found[0]}” was found and is chosen now. Save if it is the right one."
    groups = "One group" if len(found) == 1 else f"{len(found)} groups"
    return f"{label}: {groups} with “{words}” in the name: choose from the list."


def at_work_in(groups, places):
    """Those of some groups that are at work in one of these neighbourhoods, by their ids."""
    return groups.filter(pk__in=GroupPlace.objects.filter(neighbourhood__in=places).values("group"))


def places_in_words(groups):
    """Group's id -> the names of the neighbourhoods in which it is at work."""
    rows = GroupPlace.objects.filter(group__in=groups).order_by("neighbourhood__name")
    found = {}
    for group, name in rows.values_list("group", "neighbourhood__name"):
        found.setdefault(group, []).append(name)
    return {group: ", ".join(names) for group, names in found.items()}


def by_place(options, nearby):
    """(name of a neighbourhood, options of the groups there) by name; groups that are nowhere yet last.

    A group in several neighbourhoods stands under the first of those `nearby`. Each option is told the ids of them all.
    """
    groups = [option["value"].value for option in options]
    places = GroupPlace.objects.filter(group__in=groups).order_by("neighbourhood__name", "neighbourhood")
    at = {}
    for group, *place in places.values_list("group", "neighbourhood", "neighbourhood__name"):
        at.setdefault(group, []).append(place)
    found = {}
    for group, option in zip(groups, options, strict=True):
        served = at.get(group, [])
        option["at"] = " ".join(str(place) for place, _ in served)
        near = [name for place, name in served if place in nearby] or [name for _, name in served] or [NOWHERE]
        found.setdefault(near[0], []).append(option)
    return sorted(found.items(), key=lambda each: (each[0] == NOWHERE, each[0]))


def is_of_groups(field):
    """Whether a field chooses groups."""
    return isinstance(field, forms.ModelChoiceField) and field.queryset.model is CommunityGroup
