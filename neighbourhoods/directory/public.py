"""Which groups the public may read of, and what of each: no people, no numbers of people, nothing that was not agreed.

A group is listed when it agreed to be, whatever its sector, and its last profile says that it is active. An entry that
is one person is never listed.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Programme
from neighbourhoods.directory import openreferral
from neighbourhoods.directory.listing import found, rows_of
from neighbourhoods.directory.openreferral import ListedGroup
from neighbourhoods.groups.eligibility import ACTIVE
from neighbourhoods.groups.standing import groups_on, one_person_kinds
from neighbourhoods.groups.typology import KINDS
from neighbourhoods.models import CommunityGroup, GroupIdentifier, RegisterRules
from neighbourhoods.themes import THEMES

THEME_WORDS = dict(THEMES)


def public_programme(slug):
    """The programme `slug` and its rules, where it made its directory public; else Http404, whoever asks."""
    programme = get_object_or_404(Programme, slug=slug)
    rules = RegisterRules.of_programme(programme)
    if not rules.directory_is_public:
        raise Http404("This programme has no public directory.")
    return programme, rules


def listed_groups(programme, on):
    """The groups of `groups_on` that the public may read of on the date `on`, by name."""
    active = groups_on(programme, on).filter(is_listed=True, latest__state=ACTIVE)
    return active.exclude(kind__in=one_person_kinds()).order_by("name", "pk")


def listed(groups, on):
    """A ListedGroup for each of `groups`."""
    rows = rows_of(groups, on)
    identifiers = {row.group.pk: [] for row in rows}
    for identifier in GroupIdentifier.objects.filter(group__in=list(identifiers)):
        identifiers[identifier.group_id].append(identifier.value)
    return [_listed(row, tuple(identifiers[row.group.pk])) for row in rows]


def _listed(row, identifiers):
    group, profile = row.group, row.profile
    return ListedGroup(
        key=group.key,
        name=group.name,
        kind=group.kind,
        kind_words=group.get_kind_display(),
        about=group.about,
        themes=tuple((code, THEME_WORDS.get(code, code)) for code in profile.themes),
        areas=tuple(row.places),
        meets=group.meets,
        meets_where=group.meets_where,
        website=group.website,
        open_to_join=profile.open_to_join,
        checked_on=profile.as_of,
        sector_words="" if group.sector == CommunityGroup.Sector.COMMUNITY else group.get_sector_display(),
        identifiers=identifiers,
    )


# A list of terms -> the pairs of code and name in it, and the filter of the directory that finds them.
TERMS = {
    openreferral.THEMES: (THEMES, "theme"),
    openreferral.KINDS: ([(code, label) for code, label in KINDS if code not in one_person_kinds()], "kind"),
}


def terms_as_json():
    """Every term of both lists."""
    return [taxonomy.term_as_json(code, name) for taxonomy, (terms, _) in TERMS.items() for code, name in terms]


def carrying(groups, term_id, on):
    """Those of `groups` that carry the term with this number; a number of no term is carried by none."""
    for taxonomy, (terms, name) in TERMS.items():
        for code, _ in terms:
            if taxonomy.id_of(code) == term_id:
                return found(groups, {name: code}, on)
    return groups.none()


def meeting_ways(groups):
    """(id of the group, its key, way) for every way in which one of `groups` can be met. One light query."""
    rows = groups.values_list("pk", "key", "meets", "meets_where")
    return [(pk, key, way) for pk, key, meets, where in rows for way in openreferral.ways_of(meets, where)]
