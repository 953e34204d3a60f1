"""Two entries of one group made one, and that undone: what goes over is written down row by row."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commissioning.actions.entries import EntryRefused, hold
from neighbourhoods.groups.completing import completions, facts_known_to
from neighbourhoods.models import (
    CommunityGroup,
    DistinctGroups,
    GroupLink,
    GroupMerge,
    GroupPlace,
    GroupProfile,
    LinkConfirmation,
    tell_figures,
)

# Name of the relation -> what its rows are called. They go over by pointing to the other group.
POINTING = {
    "identifiers": "identifiers",
    "grants": "grants",
    "issues": "issues",
    "assets": "assets",
    "effects": "effects",
    "case_studies": "case studies",
    "contacts": "contacts",
}
# What goes over with care of its own: profiles are never changed but for this, the others must not stand twice.
WITH_CARE = {"profiles": "profiles", "places": "places", "links": "links", "fieldwork": "fieldwork entries"}


class MergeRefused(EntryRefused):
    """The two cannot be merged, or not be parted; the message says why."""


@transaction.atomic
def merge_groups(*, programme, kept, absorbed, reason, by):
    """Put the entry `absorbed` under `kept`, with its profiles, places, links and all else that is known of it.

    Done twice it is the merge that stands. Raises MergeRefused for a group with itself, without a reason, and where
    one of the two is under another group already.
    """
    hold(programme)
    kept, absorbed = (_standing(programme, group) for group in (kept, absorbed))
    if standing := GroupMerge.objects.filter(kept=kept, absorbed=absorbed, undone_at=None).first():
        return standing
    _refuse_merge(kept, absorbed, reason)
    moved = _move_all(kept, absorbed, by)
    absorbed.duplicate_of = kept
    _save(absorbed, by)
    merge = GroupMerge(
        programme=programme, kept=kept, absorbed=absorbed, reason=reason.strip(), moved=moved, merged_by=by
    )
    _save(merge, by)
    tell_figures(programme)
    return merge


@transaction.atomic
def undo_merge(*, programme, merge, by):
    """Give back to the absorbed entry what went over, as far as nobody moved it on since. Done twice it is done once.

    Raises MergeRefused while a later merge of one of the two stands, which has to be undone first.
    """
    hold(programme)
    merge = GroupMerge.objects.select_related("kept", "absorbed").get(pk=merge.pk, programme=programme)
    if merge.undone_at:
        return merge
    if later := later_merge(merge):
        raise MergeRefused(f"A later merge stands: {later}. Undo that one first.")
    _give_back(merge, by)
    merge.absorbed.duplicate_of = None
    _save(merge.absorbed, by)
    merge.undone_at, merge.undone_by = timezone.now(), by
    _save(merge, by)
    tell_figures(programme)
    return merge


def later_merge(merge):
    """The latest standing merge after this one that one of its groups has a part in, or None."""
    groups = [merge.kept_id, merge.absorbed_id]
    taking_part = Q(kept__in=groups) | Q(absorbed__in=groups)
    standing = GroupMerge.objects.filter(taking_part, undone_at=None, pk__gt=merge.pk)
    return standing.select_related("kept", "absorbed").order_by("-pk").first()


def counts_of(group):
    """(words, how many) of what a group has that a merge would take over."""
    found = [(words, getattr(group, name).count()) for name, words in (WITH_CARE | POINTING).items() if name != "links"]
    return [*found, ("links", _links_of(group).count())]


def _standing(programme, group):
    return CommunityGroup.objects.of(programme).get(pk=group.pk)


def _refuse_merge(kept, absorbed, reason):
    if kept.pk == absorbed.pk:
        raise MergeRefused("Choose two entries; this is one.")
    if not reason.strip():
        raise MergeRefused("Say how you know that the two are one group.")
    for group in (kept, absorbed):
        if group.duplicate_of_id:
            raise MergeRefused(f"{group} is under {group.duplicate_of} already. Merge with that entry, or undo first.")
    if kept.profiles.told().filter(merged_into=absorbed).exists():
        raise MergeRefused(f"A profile of {kept} says that it merged into {absorbed}. Keep that entry instead.")


def _move_all(kept, absorbed, by):
    """Everything goes over; kind of row -> what happened to it, for `GroupMerge.moved`."""
    moved = {"facts": _take_facts(kept, absorbed, by)}
    moved |= {name: _point(getattr(absorbed, name).all(), kept, by) for name in POINTING}
    # That the absorbed entry merged into the kept one is no more than what the merge says itself.
    profiles = absorbed.profiles.exclude(merged_into=kept).order_by("pk")
    completing = completions(list(kept.profiles.told()), [profile for profile in profiles if not profile.struck_out_at])
    moved["profiles"] = [profile.pk for profile in profiles]
    GroupProfile.objects.filter(pk__in=moved["profiles"]).update(group=kept)
    moved["completing"] = [_complete(kept, profile, known, by) for profile, known in completing]
    return moved | {
        "fieldwork": _move_fieldwork(kept, absorbed, by),
        **_move_places(kept, absorbed, by),
        **_move_links(kept, absorbed, by),
        "distinct": _move_distinct(kept, absorbed, by),
    }


def _give_back(merge, by):
    kept, absorbed, moved = merge.kept, merge.absorbed, merge.moved
    for name in POINTING:
        _point(getattr(kept, name).filter(pk__in=moved[name]), absorbed, by)
    GroupProfile.objects.filter(group=kept, pk__in=moved["completing"]).delete()
    GroupProfile.objects.filter(group=kept, pk__in=moved["profiles"]).update(group=absorbed)
    _give_facts_back(kept, absorbed, moved["facts"], by)
    _give_fieldwork_back(kept, absorbed, moved["fieldwork"], by)
    for place in kept.places.filter(pk__in=moved["places"]):
        place.group = absorbed
        _save(place, by)
    _narrow(GroupPlace, moved["widened_places"], PLACE_SPAN, by)
    _give_links_back(kept, absorbed, moved, by)
    DistinctGroups.objects.filter(pk__in=moved["distinct"]).delete()


def _take_facts(kept, absorbed, by):
    """The kept entry takes over what it does not know itself; the names of those facts."""
    taken = facts_known_to(absorbed, kept)
    for name in taken:
        setattr(kept, name, getattr(absorbed, name))
    if taken:
        _save(kept, by)
    return taken


def _give_facts_back(kept, absorbed, taken, by):
    """What was taken over is unknown again, unless somebody changed it since."""
    same = [name for name in taken if getattr(kept, name) == getattr(absorbed, name)]
    for name in same:
        setattr(kept, name, CommunityGroup._meta.get_field(name).get_default())
    if same:
        _save(kept, by)


def _complete(kept, profile, known, by):
    """Enter a profile once more with what the other entry knew, so that it hides nothing; its number."""
    fields = [field for field in GroupProfile._meta.concrete_fields if field.editable and not field.primary_key]
    told = {field.attname: getattr(profile, field.attname) for field in fields}
    made = GroupProfile(**told | known | {"group_id": kept.pk, "recorded_by": by})
    made.save()
    return made.pk


def _point(rows, group, by):
    """Let rows hang from another group; their numbers."""
    found = list(rows.order_by("pk"))
    for row in found:
        row.group = group
        _save(row, by)
    return [row.pk for row in found]


def _move_fieldwork(kept, absorbed, by):
    """Entry -> whether the kept group was not in it before."""
    found = {}
    for entry in absorbed.fieldwork.order_by("pk"):
        entry._history_user = by
        found[str(entry.pk)] = not entry.groups.filter(pk=kept.pk).exists()
        entry.groups.add(kept)
        entry.groups.remove(absorbed)
    return found


def _give_fieldwork_back(kept, absorbed, moved, by):
    for entry in kept.fieldwork.filter(pk__in=moved):
        entry._history_user = by
        entry.groups.add(absorbed)
        if moved[str(entry.pk)]:
            entry.groups.remove(kept)


PLACE_SPAN = ("since", "until")
LINK_SPAN = ("started_on", "ended_on")


def _move_places(kept, absorbed, by):
    """Neighbourhoods of one entry only go over; where both are at work, the kept row covers the days of both."""
    own = {place.neighbourhood_id: place for place in kept.places.all()}
    places, widened = [], {}
    for place in absorbed.places.order_by("pk"):
        if standing := own.get(place.neighbourhood_id):
            _widen(standing, place, PLACE_SPAN, widened, by)
        else:
            place.group = kept
            _save(place, by)
            places.append(place.pk)
    return {"places": places, "widened_places": widened}


def _links_of(group):
    return GroupLink.objects.filter(Q(group=group) | Q(other=group))


def _partner(link, of):
    """Whom `of` has the link with: ("group", number) or ("agency", number)."""
    if link.agency_id:
        return "agency", link.agency_id
    return "group", link.other_id if link.group_id == of.pk else link.group_id


def _move_links(kept, absorbed, by):
    """Links go over, but not the one between the two, nor what the kept group has already: those are laid aside.

    What is laid aside stays with the absorbed entry and ends on the day it began, so that it holds on no day; the
    kept link covers the days of both and gets the days on which the other one was confirmed.
    """
    moved = {"links": {}, "laid_aside": {}, "widened_links": {}, "confirmations": {}}
    own = list(_links_of(kept).exclude(group=absorbed).exclude(other=absorbed))
    for link in _links_of(absorbed).order_by("pk"):
        partner = _partner(link, absorbed)
        twin = next((each for each in own if _is_twin(each, _partner(each, kept), link, partner)), None)
        if partner == ("group", kept.pk) or twin:
            if twin:
                _widen(twin, link, LINK_SPAN, moved["widened_links"], by)
                _move_confirmations(link, twin, moved["confirmations"], by)
            moved["laid_aside"][str(link.pk)] = _words(link.ended_on)
            link.ended_on = link.started_on
        else:
            side = "group" if link.group_id == absorbed.pk else "other"
            setattr(link, side, kept)
            moved["links"][str(link.pk)] = side
        _save(link, by)
    return moved


def _is_twin(own, own_partner, link, partner):
    """Whether two links say the same of the same two, of days that touch."""
    overlapping = _before(own.started_on, link.ended_on) and _before(link.started_on, own.ended_on)
    return own.kind == link.kind and own_partner == partner and overlapping


def _before(start, end):
    return end is None or start <= end


def _move_confirmations(link, twin, moved, by):
    taken = set(twin.confirmations.values_list("confirmed_on", flat=True))
    for confirmation in link.confirmations.exclude(confirmed_on__in=taken):
        moved[str(confirmation.pk)] = link.pk
        confirmation.link = twin
        _save(confirmation, by)


def _give_links_back(kept, absorbed, moved, by):
    for link in GroupLink.objects.filter(pk__in=moved["links"]):
        side = moved["links"][str(link.pk)]
        if getattr(link, f"{side}_id") == kept.pk:
            setattr(link, side, absorbed)
            _save(link, by)
    for link in _links_of(absorbed).filter(pk__in=moved["laid_aside"]):
        if link.ended_on == link.started_on:
            link.ended_on = moved["laid_aside"][str(link.pk)]
            _save(link, by)
    _narrow(GroupLink, moved["widened_links"], LINK_SPAN, by)
    for confirmation in LinkConfirmation.objects.filter(pk__in=moved["confirmations"]):
        confirmation.link_id = moved["confirmations"][str(confirmation.pk)]
        _save(confirmation, by)


def _widen(row, other, span, widened, by):
    """Let a row cover the days of another as well; what it was and is goes into `widened`."""
    start, end = span
    before = [getattr(row, name) for name in span]
    starts, ends = ([getattr(each, name) for each in (row, other)] for name in span)
    setattr(row, start, None if None in starts else min(starts))
    setattr(row, end, None if None in ends else max(ends))
    after = [getattr(row, name) for name in span]
    if before != after:
        first = widened.get(str(row.pk), {"was": list(map(_words, before))})
        widened[str(row.pk)] = first | {"is": list(map(_words, after))}
        _save(row, by)


def _narrow(model, widened, span, by):
    """Give rows the days back that they had, unless somebody changed these since."""
    for row in model.objects.filter(pk__in=widened):
        told = widened[str(row.pk)]
        if [_words(getattr(row, name)) for name in span] == told["is"]:
            for name, words in zip(span, told["was"], strict=True):
                setattr(row, name, words)
            _save(row, by)


def _move_distinct(kept, absorbed, by):
    """Whom the absorbed entry is not, the kept one is not either; the numbers of the answers that are new."""
    answers = DistinctGroups.objects.filter(Q(one=absorbed) | Q(other=absorbed))
    others = {row.other_id if row.one_id == absorbed.pk else row.one_id for row in answers} - {kept.pk}
    made = []
    for other in sorted(others):
        one, two = sorted((kept.pk, other))
        answer, new = DistinctGroups.objects.get_or_create(one_id=one, other_id=two, defaults={"told_by": by})
        made += [answer.pk] if new else []
    return made


def _words(day):
    return day.isoformat() if day else None


def _save(row, by):
    row._history_user = by
    row.save()
