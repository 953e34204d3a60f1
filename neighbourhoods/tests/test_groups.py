"""A group recorded with its places and first profile, put right, told from others, and taken away."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError

from commissioning.actions.entries import EntryChanged, EntryRefused, EntrySentBefore, latest_change
from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.actions.groups import (
    PlaceSpan,
    ProfileRefused,
    confirm_profile,
    record_group,
    record_profile,
    save_group,
    strike_out_profile,
    tell_distinct,
)
from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.groups.founding import founding_day, founding_words
from neighbourhoods.models import CommunityGroup, Contact, DistinctGroups, GroupPlace, GroupProfile
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.group_worlds import member
from neighbourhoods.tests.register_factories import (
    CommunityGroupFactory,
    ContactFactory,
    GrantFactory,
    GroupProfileFactory,
)
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = date(2026, 11, 30)


@pytest.fixture
def _today():
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh")


@pytest.fixture
def ada(programme):
    return member(programme, Role.COORDINATOR)


def record(programme, places, by, *, key=None, name="Ropewalk Choir", members=12, contact=None):
    group = CommunityGroup(name=name, key=key or uuid4(), sector="community")
    profile = GroupProfile(as_of=TODAY, members=members, named=True)
    return record_group(programme=programme, group=group, places=places, profile=profile, contact=contact, by=by)


def test_group_is_recorded_with_its_places_and_first_profile(programme, ropewalk, saltmarsh, ada):
    group = record(programme, [ropewalk, saltmarsh], ada)

    assert {row.neighbourhood for row in groups_as_at(programme, TODAY)} == {ropewalk.pk, saltmarsh.pk}
    assert group.profiles.get().members == 12
    assert group.profiles.get().recorded_by == ada
    assert group.history.get().history_user == ada
    assert {place.history.get().history_user for place in group.places.all()} == {ada}


def test_group_sent_twice_is_recorded_once(programme, ropewalk, ada):
    key = uuid4()

    first, second = (record(programme, [ropewalk], ada, key=key) for _ in range(2))

    assert first == second
    assert (CommunityGroup.objects.count(), GroupPlace.objects.count(), GroupProfile.objects.count()) == (1, 1, 1)


def test_group_sent_again_after_somebody_changed_it_is_still_the_same(programme, ropewalk, ada):
    key = uuid4()
    group = record(programme, [ropewalk], ada, key=key)
    group.name = "Ropewalk Community Choir"
    group.save()

    assert record(programme, [ropewalk], ada, key=key).name == "Ropewalk Community Choir"


@pytest.mark.parametrize("typed", [{"name": "Anglers"}, {"members": 13}])
def test_other_things_typed_after_going_back_are_not_lost(programme, ropewalk, ada, typed):
    key = uuid4()
    record(programme, [ropewalk], ada, key=key)

    with pytest.raises(EntrySentBefore):
        record(programme, [ropewalk], ada, key=key, **typed)


def test_nothing_of_a_group_is_recorded_where_its_profile_is_refused(programme, ropewalk, ada):
    with pytest.raises(ProfileRefused):
        record_group(
            programme=programme,
            group=CommunityGroup(name="Choir"),
            places=[ropewalk],
            profile=GroupProfile(as_of=date(2026, 12, 1)),
            by=ada,
        )

    assert not CommunityGroup.objects.exists()


def test_nothing_of_a_group_is_recorded_where_its_contact_is_refused(programme, ropewalk, ada):
    unreachable = Contact(name="Alex", consent_how="spoken", consent_on=TODAY, review_on=date(2028, 1, 1))

    with pytest.raises(ValidationError):
        record(programme, [ropewalk], ada, contact=unreachable)

    assert not CommunityGroup.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_group_sent_twice_at_once_is_recorded_once(programme, ropewalk, ada, tmp_path):
    key = uuid4()

    with open_to_threads(tmp_path):
        outcomes = at_once(*[lambda: record(programme, [ropewalk], ada, key=key)] * 2)
        stored = elsewhere(lambda: (CommunityGroup.objects.count(), GroupProfile.objects.count()))

    assert {outcome.name for outcome in outcomes} == {"Ropewalk Choir"}
    assert stored == (1, 1)


def spans_of(*rows):
    return [PlaceSpan(place.pk, *days) for place, *days in rows]


def test_places_are_added_dated_and_taken_off(programme, ropewalk, saltmarsh, ada):
    group = record(programme, [ropewalk], ada)

    save_group(
        programme=programme,
        group=group,
        spans=spans_of((saltmarsh, date(2026, 1, 1), None)),
        within=[ropewalk.pk, saltmarsh.pk],
        by=ada,
    )

    assert list(group.places.values_list("neighbourhood", "since")) == [(saltmarsh.pk, date(2026, 1, 1))]
    assert GroupPlace.history.filter(history_type="-").get().history_user == ada


def test_places_where_one_does_not_record_stay_as_they_are(programme, ropewalk, saltmarsh, ada):
    group = record(programme, [ropewalk, saltmarsh], ada)

    save_group(programme=programme, group=group, spans=[], within=[ropewalk.pk], by=ada)

    assert [place.neighbourhood for place in group.places.all()] == [saltmarsh]


def test_group_is_not_left_without_a_place(programme, ropewalk, ada):
    group = record(programme, [ropewalk], ada)

    with pytest.raises(EntryRefused, match="at least one"):
        save_group(programme=programme, group=group, spans=[], within=[ropewalk.pk], by=ada)

    assert group.places.exists()


def test_change_of_places_raises_the_version_of_the_register(programme, ropewalk, ada):
    group = record(programme, [ropewalk], ada)
    programme.refresh_from_db()
    before = programme.register_version

    save_group(programme=programme, group=group, spans=spans_of((ropewalk, None, TODAY)), within=[ropewalk.pk], by=ada)

    programme.refresh_from_db()
    assert programme.register_version > before


def test_somebody_elses_change_of_a_group_is_not_overwritten_unseen(programme, ropewalk, ada):
    group = record(programme, [ropewalk], ada)
    seen = latest_change(group)
    CommunityGroup.objects.get(pk=group.pk).save()
    group.name = "Mine"

    with pytest.raises(EntryChanged):
        save_group(
            programme=programme, group=group, spans=spans_of((ropewalk,)), within=[ropewalk.pk], by=ada, seen=seen
        )


def profile_of(group, by, **given):
    profile = GroupProfile(**{"as_of": TODAY} | given)
    return record_profile(programme=group.programme, group=group, profile=profile, by=by)


def test_profile_of_the_past_is_allowed_and_one_of_the_future_is_not(programme, ada):
    group = CommunityGroupFactory(programme=programme)
    profile_of(group, ada, as_of=date(2024, 5, 1))

    with pytest.raises(ProfileRefused, match="still to come"):
        profile_of(group, ada, as_of=date(2026, 12, 1))


def test_profile_that_merged_says_into_which_group(programme, ada):
    group = CommunityGroupFactory(programme=programme)

    with pytest.raises(ValidationError, match="which group"):
        profile_of(group, ada, state="merged")
    with pytest.raises(ProfileRefused, match="itself"):
        profile_of(group, ada, state="merged", merged_into=group)


def test_two_groups_do_not_merge_into_each_other(programme, ada):
    one, other = CommunityGroupFactory.create_batch(2, programme=programme)
    profile_of(one, ada, state="merged", merged_into=other)

    with pytest.raises(ProfileRefused, match="on record as merged"):
        profile_of(other, ada, state="merged", merged_into=one)


def test_group_that_is_active_merged_into_none(programme, ada):
    one, other = CommunityGroupFactory.create_batch(2, programme=programme)

    assert profile_of(one, ada, merged_into=other).merged_into is None


def confirmed(group, by, seen, key=None):
    return confirm_profile(programme=group.programme, group=group, seen=seen.pk, key=key or uuid4(), by=by)


def test_confirming_writes_the_last_profile_once_more_as_of_today(programme, ada):
    last = GroupProfileFactory(group__programme=programme, members=8, themes=("food",), as_of=date(2026, 1, 1))

    profile = confirmed(last.group, ada, last)

    assert (profile.as_of, profile.members, profile.themes, profile.recorded_by) == (TODAY, 8, ("food",), ada)
    assert last.group.profiles.count() == 2


def test_confirming_twice_writes_one_profile(programme, ada):
    last = GroupProfileFactory(group__programme=programme)
    key = uuid4()

    first = confirmed(last.group, ada, last, key)

    assert confirmed(last.group, ada, last, key) == first
    assert confirmed(last.group, ada, first) == first
    assert last.group.profiles.count() == 2


def test_confirming_what_is_no_longer_the_last_is_refused(programme, ada):
    last = GroupProfileFactory(group__programme=programme)
    profile_of(last.group, ada, members=5, as_of=date(2026, 11, 29))

    with pytest.raises(ProfileRefused, match="later profile"):
        confirmed(last.group, ada, last)


def test_confirming_does_not_bring_back_a_struck_out_profile(programme, ada):
    first = GroupProfileFactory(group__programme=programme, members=8)
    wrong = GroupProfileFactory(group=first.group, members=80, as_of=date(2026, 1, 1))
    strike_out_profile(programme=programme, profile=wrong, reason="Another choir.", by=ada)

    assert confirmed(first.group, ada, first).members == 8


def test_profile_is_struck_out_once_with_its_first_reason(programme, ada):
    profile = GroupProfileFactory(group__programme=programme, members=80)

    for reason in ("Another choir.", "Changed my mind."):
        strike_out_profile(programme=programme, profile=profile, reason=reason, by=ada)

    profile.refresh_from_db()
    assert (profile.struck_out_because, profile.struck_out_by, profile.members) == ("Another choir.", ada, 80)


def test_profile_is_not_struck_out_without_a_reason(programme, ada):
    profile = GroupProfileFactory(group__programme=programme)

    with pytest.raises(ProfileRefused):
        strike_out_profile(programme=programme, profile=profile, reason="  ", by=ada)


def test_two_groups_are_told_apart_once_whichever_comes_first(programme, ada):
    one, other = CommunityGroupFactory.create_batch(2, programme=programme)

    answers = {tell_distinct(programme=programme, one=a, other=b, by=ada) for a, b in ((one, other), (other, one))}

    assert len(answers) == DistinctGroups.objects.count() == 1


def test_group_made_today_with_its_first_profile_may_be_taken_away(programme, ropewalk, ada):
    assert record(programme, [ropewalk], ada).why_it_stays() == ""


def test_group_made_before_today_stays(programme, ropewalk, ada):
    group = record(programme, [ropewalk], ada)

    with time_machine.travel(date(2026, 12, 1)):
        assert "closed" in group.why_it_stays()


@pytest.mark.parametrize("factory", [GrantFactory, ContactFactory, GroupProfileFactory])
def test_group_with_more_than_its_first_profile_stays(programme, ropewalk, ada, factory):
    group = record(programme, [ropewalk], ada)
    factory(group=group)

    assert "more than its first profile" in group.why_it_stays()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("1987", date(1987, 1, 1)),
        ("May 2019", date(2019, 5, 1)),
        ("05/2019", date(2019, 5, 1)),
        ("22/11/2019", date(2019, 11, 22)),
        ("2019-11-22", date(2019, 11, 22)),
        ("1204", date(1204, 1, 1)),
        ("soon", None),
        ("87", None),
        ("", None),
    ],
)
def test_founding_is_read_as_roughly_as_it_is_known(words, day):
    assert founding_day(words) == day


@pytest.mark.parametrize("day", [date(1987, 1, 1), date(2019, 5, 12), date(2020, 2, 29)])
def test_founding_said_in_words_is_read_as_the_same_day(day):
    assert founding_day(founding_words(day)) == day
