"""Groups, their places and their profiles: recorded, put right, struck out, told apart."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.actions.entries import (
    EntryRefused,
    EntrySentBefore,
    hold,
    save_entry,
    sent_before_words,
)
from neighbourhoods.models import CommunityGroup, DistinctGroups, GroupPlace, GroupProfile, tell_figures

# Not asked for by a profile's form: what says which profile it is, and who wrote it when.
OF_THE_RECORD = {"id", "key", "group", "recorded_by", "recorded_at"}


class ProfileRefused(EntryRefused):
    """The profile cannot be recorded as asked; the message says why."""


@dataclass(frozen=True)
class PlaceSpan:
    """That a group is at work in a neighbourhood, from a day and until another; None is open."""

    neighbourhood: int
    since: date | None = None
    until: date | None = None


@transaction.atomic
def record_group(*, programme, group, places, profile, by, contact=None, distinct_from=()):
    """Write a new group with its neighbourhoods, its first profile and, if given, a contact, all or nothing.

    The group's `key` tells whether it was sent before: then the stored group is given back, whatever became of it
    since, unless other things were typed in this time; that raises EntrySentBefore. `distinct_from` are groups that
    look like it and that somebody says are others. Raises ValidationError, by field, where a rule is broken.
    """
    hold(programme)
    if standing := CommunityGroup.objects.of(programme).filter(key=group.key).first():
        return _recorded_before(standing, group, profile, by)
    group.programme = programme
    save_entry(programme=programme, entry=group, by=by)
    _add_places(group, [PlaceSpan(place.pk) for place in places], by)
    profile.key = group.key
    record_profile(programme=programme, group=group, profile=profile, by=by)
    if contact is not None:
        contact.group, contact.key = group, group.key
        save_entry(programme=programme, entry=contact, by=by)
    for other in distinct_from:
        tell_distinct(programme=programme, one=group, other=other, by=by)
    return group


@transaction.atomic
def save_group(*, programme, group, spans, within, by, seen=None):
    """Write a group's changed facts and where it is at work. Figures count by both.

    `spans` are the PlaceSpans that it has from now on among the neighbourhoods `within`, by number; its rows in other
    neighbourhoods stay as they are. Raises EntryChanged, as every entry does, and EntryRefused without a place.
    """
    saved = save_entry(programme=programme, entry=group, by=by, seen=seen)
    wanted = {span.neighbourhood: span for span in spans}
    standing = {row.neighbourhood_id: row for row in saved.places.all()}
    if standing and not wanted and not set(standing) - set(within):
        raise EntryRefused("Leave at least one neighbourhood. Where it is no longer at work, write the last day.")
    for number in set(standing) & set(within) - set(wanted):
        standing[number]._history_user = by
        standing[number].delete()
    for number in set(standing) & set(wanted):
        _change_place(standing[number], wanted[number], by)
    _add_places(saved, [wanted[number] for number in set(wanted) - set(standing)], by)
    tell_figures(programme)
    return saved


@transaction.atomic
def record_profile(*, programme, group, profile, by):
    """Write how a group was on a day, beside what was written before. Sent twice, it is written once.

    Where the last profile of that day says the same, with another key, that one is given back.

    Raises ProfileRefused for a day that is still to come and where a group would merge into itself or in a circle.
    """
    hold(programme)
    if profile.as_of > timezone.localdate():
        raise ProfileRefused("This day is still to come. A profile tells how a group was.")
    if profile.state == GroupProfile.State.MERGED:
        _refuse_circle(group, profile.merged_into)
    else:
        profile.merged_into = None
    profile.group, profile.recorded_by = group, by
    standing = latest_profile(group, profile.as_of)
    if standing and standing.key != profile.key and _say_the_same(standing, profile, GroupProfile, OF_THE_RECORD):
        return standing
    return save_entry(programme=programme, entry=profile, by=by)


@transaction.atomic
def confirm_profile(*, programme, group, seen, key, by, source=GroupProfile.Source.VISIT):
    """Write that a group is today as its latest profile says; that profile again where it is of today already.

    `seen` is the number of the profile that was confirmed. Raises ProfileRefused where there is a later one.
    """
    hold(programme)
    if sent := group.profiles.filter(key=key).first():
        return sent
    latest = latest_profile(group)
    if latest is None or latest.pk != seen:
        raise ProfileRefused("A later profile was recorded in the meantime. Look at it, then confirm that one.")
    today = timezone.localdate()
    if latest.as_of == today:
        return latest
    kept = [field for field in GroupProfile._meta.concrete_fields if field.name not in OF_THE_RECORD and field.editable]
    same = {field.attname: getattr(latest, field.attname) for field in kept}
    profile = GroupProfile(**same | {"as_of": today, "source": source, "key": key})
    return record_profile(programme=programme, group=group, profile=profile, by=by)


@transaction.atomic
def strike_out_profile(*, programme, profile, reason, by):
    """Say that a profile is wrong, and why. It stays on record and is counted no more; twice is the same as once."""
    hold(programme)
    if not reason.strip():
        raise ProfileRefused("Say why it is struck out.")
    standing = GroupProfile.objects.of(programme).get(pk=profile.pk)
    if standing.struck_out_at is None:
        standing.struck_out_at, standing.struck_out_by = timezone.now(), by
        standing.struck_out_because = reason.strip()
        standing.save(update_fields=["struck_out_at", "struck_out_by", "struck_out_because"])
    return standing


@transaction.atomic
def tell_distinct(*, programme, one, other, by):
    """Keep the answer that two entries that look alike are two groups, so that nobody is asked again."""
    hold(programme)
    first, second = sorted((one, other), key=lambda group: group.pk)
    if first.pk == second.pk:
        raise EntryRefused("These are the same entry.")
    return DistinctGroups.objects.get_or_create(one=first, other=second, defaults={"told_by": by})[0]


def latest_profile(group, on=None):
    """A group's last profile of the date `on`, today if none is given; None where there is none."""
    told = group.profiles.told().filter(as_of__lte=on or timezone.localdate())
    return told.order_by("-as_of", "-pk").first()


def _recorded_before(standing, group, profile, by):
    """The stored group, if what was sent again says what was sent first."""
    first = standing.history.order_by("history_id").first()
    written = GroupProfile.objects.filter(key=group.key).first()
    same_group = _say_the_same(first, group, CommunityGroup, {"programme"})
    same_profile = written is None or _say_the_same(written, profile, GroupProfile, OF_THE_RECORD)
    if not (same_group and same_profile):
        raise EntrySentBefore(sent_before_words(standing, by))
    return standing


def _say_the_same(one, other, model, apart):
    asked = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    return all(
        getattr(one, field.attname) == getattr(other, field.attname) for field in asked if field.name not in apart
    )


def _refuse_circle(group, into):
    """Raise ProfileRefused where `group` would merge into itself, or into a group that merged into it."""
    if into is None:
        return  # the rule of the profile itself says so
    if into.pk == group.pk:
        raise ProfileRefused("A group cannot merge into itself. Choose the other group.")
    latest = latest_profile(into)
    if latest and latest.state == GroupProfile.State.MERGED and latest.merged_into_id == group.pk:
        raise ProfileRefused(f"{into} is on record as merged into {group}. Put that right first.")


def _add_places(group, spans, by):
    for span in spans:
        place = GroupPlace(group=group, neighbourhood_id=span.neighbourhood, since=span.since, until=span.until)
        place._history_user = by
        place.save()


def _change_place(place, span, by):
    if (place.since, place.until) != (span.since, span.until):
        place.since, place.until = span.since, span.until
        place._history_user = by
        place.save()
