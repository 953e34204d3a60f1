"""What the page of a group shows: how it is, whether it counts, its career, and what else is known of it."""

from operator import attrgetter

from django.db.models import Q
from django.utils import timezone

from commissioning.changes import Words, changes_of
from commissioning.money_words import pounds_words
from neighbourhoods.groups.career_chart import career_chart
from neighbourhoods.groups.careers import Career, events_of
from neighbourhoods.groups.eligibility import facts_of, is_small, standing_of
from neighbourhoods.groups.profile_words import ProfileWords
from neighbourhoods.groups.typology import kinds
from neighbourhoods.models import GroupMerge, GroupPlace, RegisterRules
from neighbourhoods.networks.links import links_of, links_seen_by
from neighbourhoods.permissions import MERGE, SEE_CONTACTS, contacts_seen_by, may_keep_group

MOST_LISTED = 8
REMOVED_PLACE = "a neighbourhood since removed"


def group_page(programme, group, viewer, on):
    """Template variables of the page of a group as it was on the date `on`."""
    profiles = profiles_of(group)
    told = [profile for profile in profiles if profile.struck_out_at is None]
    profile = max((each for each in told if each.as_of <= on), key=attrgetter("as_of", "pk"), default=None)
    words = ProfileWords(programme, viewer)
    links = [
        each
        for each in links_of(group, links_seen_by(programme, viewer), on)
        if each.link.started_on <= on and _is_told(each)
    ]
    grants = [_of_programme(programme, grant) for grant in group.grants.filter(awarded_on__lte=on)]
    assets = list(group.assets.select_related("neighbourhood__programme").defer("neighbourhood__boundary"))
    career = Career(group, profiles, tuple(links), tuple(grants), tuple(assets))
    return {
        "group": group,
        "on": on,
        "is_today": on == timezone.localdate(),
        "profile": profile,
        "facts": words.facts(profile) if profile else [],
        "profiles": [each for each in profiles if each.as_of <= on][::-1],
        "places": [place for place in group.places.all() if _serves(place, on)],
        "former_places": [place for place in group.places.all() if not _serves(place, on)],
        "approaches": group._meta.get_field("approaches").in_words(group.approaches),
        "kind": kinds().get(group.kind),
        "chart": career_chart(profiles, on),
        "events": events_of(career, words, on),
        "links": links,
        "grants": grants,
        "grants_total": pounds_words(sum(grant.amount for grant in grants if grant.is_in_pounds)),
        "assets": assets,
        "words": words,
        **standing_words(programme, group, profile, on),
        **_work_with(group, on),
        **_seen_by(programme, group, viewer),
    }


def profiles_of(group):
    """A group's profiles in the order of their days, struck-out ones included."""
    return list(group.profiles.select_related("merged_into").order_by("as_of", "pk"))


def standing_words(programme, group, profile, on):
    """Whether the group counts on the day, what is not known as tasks, and whether it is of the community sector."""
    threshold = RegisterRules.of_programme(programme).income_threshold
    return {
        "standing": standing_of(facts_of(group, profile), on),
        "small": is_small(profile.income_band, profile.income, threshold) if profile else None,
        "threshold": pounds_words(threshold),
    }


def changes_of_group(programme, group, viewer):
    """Every change of a group and of where it is at work, the latest first."""
    found = changes_of(group, programme, viewer) + _changes_of_places(programme, group, viewer)
    return sorted(found, key=attrgetter("at"), reverse=True)


def _changes_of_places(programme, group, viewer):
    """Neighbourhoods that it got and lost; three queries, however many there are."""
    records = list(GroupPlace.history.filter(group=group.pk).order_by("history_id"))
    words = Words(GroupPlace, programme, viewer)
    words.learn(records)
    of_place = {}
    for record in records:
        of_place.setdefault(record.id, []).append(record)
    names = words.rows.get("neighbourhood", {})
    return [
        change.of(names.get(row[-1].neighbourhood_id, REMOVED_PLACE))
        for row in of_place.values()
        for change in words.changes(row)
    ]


def _serves(place, on):
    return (place.since is None or place.since <= on) and (place.until is None or place.until >= on)


def _is_told(each):
    """Whether a link is shown: not one that was laid aside when two entries were merged."""
    return getattr(each.partner, "duplicate_of_id", None) is None


def _of_programme(programme, grant):
    grant.programme = programme
    return grant


def _work_with(group, on):
    """The latest visits that had to do with the group, and the issues that it raised."""
    visits = (
        group.fieldwork.filter(done_on__lte=on)
        .select_related("neighbourhood__programme")
        .defer("neighbourhood__boundary")
    )
    issues = group.issues.filter(raised_on__lte=on).select_related("agency", "neighbourhood__programme")
    return {
        "visits": list(visits[:MOST_LISTED]),
        "visit_count": visits.count(),
        "issues": list(issues.defer("neighbourhood__boundary")[:MOST_LISTED]),
        "issue_count": issues.count(),
        "stories": list(group.case_studies.filter(is_shared=True)[:MOST_LISTED]),
    }


def _seen_by(programme, group, viewer):
    """What depends on who looks: the contacts, and what they may do."""
    may_see = viewer.has_perm(SEE_CONTACTS, programme) and may_keep_group(programme, viewer, group)
    merges = GroupMerge.objects.filter(Q(kept=group) | Q(absorbed=group), undone_at=None)
    return {
        "may_keep": may_keep_group(programme, viewer, group) and group.duplicate_of_id is None,
        "may_merge": viewer.has_perm(MERGE, programme),
        "sees_contacts": may_see,
        "contacts": list(contacts_seen_by(programme, viewer).filter(group=group)) if may_see else [],
        "merges": list(merges.select_related("kept", "absorbed")),
        "changes": changes_of_group(programme, group, viewer),
    }
