"""Two entries of one group: merged, counted once, and given back row by row."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.actions.groups import tell_distinct
from neighbourhoods.actions.merging import POINTING, WITH_CARE, MergeRefused, merge_groups, undo_merge
from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.models import (
    CommunityGroup,
    DistinctGroups,
    FieldworkEntry,
    GroupIdentifier,
    GroupLink,
    GroupMerge,
    GroupPlace,
    GroupProfile,
    LinkConfirmation,
)
from neighbourhoods.networks.links import pairs_as_at
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.group_worlds import member
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AssetFactory,
    CaseStudyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    ContactFactory,
    EffectFactory,
    FieldworkEntryFactory,
    GrantFactory,
    GroupLinkFactory,
    GroupProfileFactory,
)
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = pytest.mark.django_db
THEN, NOW = date(2025, 6, 1), date(2026, 6, 1)
APART = {"duplicates", "merges", "absorptions"}  # what merging is kept in itself
STAYING = {"invitations"}  # a link that was sent is that of the entry which was invited


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def ada(programme):
    return member(programme, Role.COORDINATOR)


@pytest.fixture
def kept(programme, ropewalk):
    return CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk], eligible_in__as_of=THEN)


@pytest.fixture
def absorbed(programme, ropewalk):
    return CommunityGroupFactory(programme=programme, name="Singers", eligible_in=[ropewalk], eligible_in__as_of=NOW)


def merge(kept, absorbed, by, reason="Same people, same hall."):
    return merge_groups(programme=kept.programme, kept=kept, absorbed=absorbed, reason=reason, by=by)


def undo(done, by):
    return undo_merge(programme=done.programme, merge=done, by=by)


def test_every_way_in_which_something_hangs_from_a_group_goes_over():
    ways = {relation.name for relation in CommunityGroup._meta.related_objects}

    assert ways - APART - STAYING == set(POINTING) | set(WITH_CARE) | {"links_back"}


def test_two_entries_are_counted_once_on_every_day(kept, absorbed, ada):
    assert len(groups_as_at(kept.programme, NOW)) == 2

    merge(kept, absorbed, ada)

    assert [(row.group, row.as_of) for row in groups_as_at(kept.programme, THEN)] == [(kept.pk, THEN)]
    assert [(row.group, row.as_of) for row in groups_as_at(kept.programme, NOW)] == [(kept.pk, NOW)]


def test_everything_goes_over_and_comes_back(kept, absorbed, ropewalk, ada):
    rows = [
        GrantFactory(group=absorbed),
        AssetFactory(group=absorbed, neighbourhood=ropewalk),
        CommunityIssueFactory(group=absorbed, neighbourhood=ropewalk),
        EffectFactory(group=absorbed, programme=kept.programme),
        CaseStudyFactory(group=absorbed, programme=kept.programme),
        ContactFactory(group=absorbed),
        GroupIdentifier.objects.create(programme=kept.programme, group=absorbed, value="GB-CHC-1"),
    ]

    done = merge(kept, absorbed, ada)
    assert {type(row).objects.get(pk=row.pk).group_id for row in rows} == {kept.pk}
    assert {row.history.latest().history_user for row in rows} == {ada}

    undo(done, ada)
    assert {type(row).objects.get(pk=row.pk).group_id for row in rows} == {absorbed.pk}


def test_what_was_entered_after_the_merge_stays_with_the_kept_group(kept, absorbed, ada):
    done = merge(kept, absorbed, ada)
    later = GroupProfileFactory(group=kept, as_of=date(2026, 9, 1))

    undo(done, ada)

    assert GroupProfile.objects.get(pk=later.pk).group == kept
    assert absorbed.profiles.count() == 1


def test_place_that_both_served_covers_the_days_of_both(kept, absorbed, ada):
    kept.places.update(since=date(2025, 1, 1), until=date(2025, 12, 31))
    absorbed.places.update(since=date(2024, 1, 1), until=None)

    done = merge(kept, absorbed, ada)
    place = kept.places.get()
    assert (place.since, place.until) == (date(2024, 1, 1), None)

    undo(done, ada)
    place.refresh_from_db()
    assert (place.since, place.until) == (date(2025, 1, 1), date(2025, 12, 31))


def test_days_that_somebody_changed_since_are_not_put_back(kept, absorbed, ada):
    kept.places.update(since=date(2025, 1, 1))
    done = merge(kept, absorbed, ada)
    kept.places.update(since=date(2023, 1, 1))

    undo(done, ada)

    assert kept.places.get().since == date(2023, 1, 1)


def test_link_between_the_two_holds_no_longer(kept, absorbed, ada):
    GroupLinkFactory(group=kept, other=absorbed, confirmed=[NOW])

    done = merge(kept, absorbed, ada)
    assert pairs_as_at(kept.programme, NOW) == set()

    undo(done, ada)
    assert pairs_as_at(kept.programme, NOW) == {(kept.pk, absorbed.pk)}


def test_link_that_both_have_is_one_with_the_confirmations_of_both(kept, absorbed, ada):
    anglers = CommunityGroupFactory(programme=kept.programme)
    own = GroupLinkFactory(group=anglers, other=kept, started_on=THEN, confirmed=[THEN])
    double = GroupLinkFactory(group=absorbed, other=anglers, confirmed=[THEN, NOW])

    done = merge(kept, absorbed, ada)
    own.refresh_from_db()
    assert own.started_on == date(2024, 9, 1)
    assert [row.confirmed_on for row in own.confirmations.all()] == [THEN, NOW]
    assert list(GroupLink.objects.standing(NOW, THEN)) == [own]

    undo(done, ada)
    own.refresh_from_db()
    double.refresh_from_db()
    assert (own.started_on, double.ended_on) == (THEN, None)
    assert [row.confirmed_on for row in double.confirmations.all()] == [THEN, NOW]


def test_links_of_other_kinds_or_other_times_are_no_doubles(kept, absorbed, ada):
    agency = AgencyFactory(programme=kept.programme)
    GroupLinkFactory(group=kept, agency=agency, kind="money", ended_on=THEN)
    other_kind = GroupLinkFactory(group=absorbed, agency=agency, kind="voice")
    other_time = GroupLinkFactory(group=absorbed, agency=agency, kind="money", started_on=NOW)

    merge(kept, absorbed, ada)

    assert {GroupLink.objects.get(pk=link.pk).group_id for link in (other_kind, other_time)} == {kept.pk}


def test_visit_with_both_is_a_visit_with_one(kept, absorbed, ropewalk, ada):
    visit = FieldworkEntryFactory(neighbourhood=ropewalk)
    visit.groups.set([kept, absorbed])

    done = merge(kept, absorbed, ada)
    assert list(visit.groups.all()) == [kept]

    undo(done, ada)
    assert set(visit.groups.all()) == {kept, absorbed}


def test_whom_the_absorbed_entry_is_not_the_kept_one_is_not_either(kept, absorbed, ada):
    third = CommunityGroupFactory(programme=kept.programme)
    tell_distinct(programme=kept.programme, one=absorbed, other=third, by=ada)

    done = merge(kept, absorbed, ada)
    assert DistinctGroups.objects.filter(one=kept, other=third).exists()

    undo(done, ada)
    assert list(DistinctGroups.objects.values_list("one", "other")) == [(absorbed.pk, third.pk)]


def test_that_the_absorbed_entry_merged_into_the_kept_one_does_not_end_it(kept, absorbed, ada):
    GroupProfileFactory(group=absorbed, state="merged", merged_into=kept, as_of=date(2026, 7, 1))

    merge(kept, absorbed, ada)

    [row] = groups_as_at(kept.programme, date(2026, 8, 1))
    assert (row.group, row.state) == (kept.pk, "active")


def test_group_that_merged_into_the_other_is_not_the_one_that_stays(kept, absorbed, ada):
    GroupProfileFactory(group=kept, state="merged", merged_into=absorbed)

    with pytest.raises(MergeRefused, match="Keep that entry"):
        merge(kept, absorbed, ada)


def test_merging_twice_is_one_merge_and_undoing_twice_is_undoing_once(kept, absorbed, ada):
    done = merge(kept, absorbed, ada)
    assert merge(kept, absorbed, ada) == done

    first = undo(done, ada)
    assert undo(done, ada).undone_at == first.undone_at
    assert done.history.count() == 2


def test_merge_can_be_made_again_after_it_was_undone(kept, absorbed, ada):
    first = merge(kept, absorbed, ada)
    undo(first, ada)

    assert merge(kept, absorbed, ada) != first


@pytest.mark.parametrize("reason", ["", "  "])
def test_merge_without_a_reason_is_refused(kept, absorbed, ada, reason):
    with pytest.raises(MergeRefused, match="how you know"):
        merge(kept, absorbed, ada, reason)


def test_group_is_not_merged_with_itself(kept, ada):
    with pytest.raises(MergeRefused):
        merge(kept, kept, ada)


def test_group_that_is_under_another_takes_part_in_no_merge(kept, absorbed, ada):
    third = CommunityGroupFactory(programme=kept.programme)
    merge(kept, absorbed, ada)

    for one, other in ((absorbed, third), (third, absorbed)):
        with pytest.raises(MergeRefused, match="already"):
            merge(one, other, ada)


def test_later_merge_is_undone_first(kept, absorbed, ada):
    third = CommunityGroupFactory(programme=kept.programme)
    first, second = merge(kept, absorbed, ada), merge(third, kept, ada)

    with pytest.raises(MergeRefused, match="later merge"):
        undo(first, ada)

    undo(second, ada)
    undo(first, ada)
    assert not CommunityGroup.objects.exclude(duplicate_of=None).exists()


def test_groups_of_another_programme_are_not_found(kept, ada):
    with pytest.raises(CommunityGroup.DoesNotExist):
        merge(kept, CommunityGroupFactory(), ada)


def test_merging_and_undoing_raise_the_version_of_the_register(kept, absorbed, ada):
    def version():
        kept.programme.refresh_from_db()
        return kept.programme.register_version

    before = version()
    done = merge(kept, absorbed, ada)
    after = version()
    undo(done, ada)

    assert before < after < version()


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_merging_at_once_make_one_merge(kept, absorbed, ada, tmp_path):
    with open_to_threads(tmp_path):
        outcomes = at_once(lambda: merge(kept, absorbed, ada).pk, lambda: merge(absorbed, kept, ada).pk)
        stored = elsewhere(lambda: list(GroupMerge.objects.values_list("pk", flat=True)))
        under = elsewhere(lambda: CommunityGroup.objects.exclude(duplicate_of=None).count())

    assert [outcome for outcome in outcomes if not isinstance(outcome, Exception)] == stored
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [MergeRefused]
    assert under == 1


DAYS = st.integers(0, 30).map(lambda months: date(2024, 1, 1) + timedelta(days=30 * months))
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(lambda span: None in span or span[0] <= span[1])
LINK_SPANS = st.tuples(DAYS, st.none() | DAYS).filter(lambda span: span[1] is None or span[0] <= span[1])
SIDES = st.integers(0, 1)  # which of the two entries
WORLDS = st.fixed_dictionaries(
    {
        "places": st.lists(st.tuples(SIDES, st.integers(0, 1), SPANS), max_size=4, unique_by=lambda row: row[:2]),
        "profiles": st.lists(st.tuples(SIDES, DAYS), max_size=4),
        "links": st.lists(
            st.tuples(
                SIDES,
                st.sampled_from(["other", "third", "agency"]),
                st.booleans(),
                st.sampled_from(["together", "money"]),
                LINK_SPANS,
                st.sets(DAYS, max_size=2),
            ),
            max_size=5,
        ),
        "visits": st.lists(st.sets(SIDES, min_size=1), max_size=3),
        "grants": st.lists(SIDES, max_size=2),
    }
)


def build(world):
    """Two entries of one programme with what hangs from them."""
    programme = ProgrammeFactory()
    sides = CommunityGroupFactory.create_batch(2, programme=programme)
    third, agency = CommunityGroupFactory(programme=programme), AgencyFactory(programme=programme)
    grounds = NeighbourhoodFactory.create_batch(2, programme=programme)
    for side, ground, (since, until) in world["places"]:
        GroupPlace.objects.create(group=sides[side], neighbourhood=grounds[ground], since=since, until=until)
    for side, as_of in world["profiles"]:
        GroupProfileFactory(group=sides[side], as_of=as_of)
    for side, partner, turned, kind, (starts, ends), seen in world["links"]:
        one, two = sides[side], {"other": sides[1 - side], "third": third, "agency": None}[partner]
        one, two = (two, one) if turned and two else (one, two)
        given = {"other": two} if two else {"agency": agency}
        GroupLinkFactory(group=one, kind=kind, started_on=starts, ended_on=ends, confirmed=sorted(seen), **given)
    for present in world["visits"]:
        FieldworkEntryFactory(neighbourhood=grounds[0]).groups.set([sides[side] for side in present])
    for side in world["grants"]:
        GrantFactory(group=sides[side])
    return sides


def everything():
    """Every row that a merge may touch, as it is stored."""
    models = (CommunityGroup, GroupPlace, GroupProfile, GroupLink, LinkConfirmation, FieldworkEntry, DistinctGroups)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    together = FieldworkEntry.groups.through.objects.order_by("fieldworkentry", "communitygroup")
    return rows, list(together.values_list("fieldworkentry", "communitygroup"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS)
def test_merging_and_undoing_leaves_every_row_as_it_was(db, world):
    with transaction.atomic():
        kept, absorbed = build(world)
        ada = member(kept.programme, Role.COORDINATOR)
        before = everything()

        done = merge(kept, absorbed, ada)
        links = list(GroupLink.objects.standing(date(2026, 6, 1), date(2024, 1, 1)))
        pairs = [(frozenset((link.group_id, link.other_id)), link.agency_id, link.kind) for link in links]
        undo(done, ada)

        assert all(len(pair) == 2 for pair, agency, _ in pairs if agency is None)
        assert not any(absorbed.pk in pair for pair, _, _ in pairs)
        assert everything() == before
        transaction.set_rollback(True)
