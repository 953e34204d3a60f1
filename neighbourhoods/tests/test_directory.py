"""The directory of groups as members use it: searching, filtering, what a row says, and its file."""

import csv
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.directory.listing import found, groups_told_of, numbers_of, rows_of
from neighbourhoods.groups.standing import groups_on
from neighbourhoods.models import CommunityGroup, GroupPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
TOLD = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(ON, tick=False):
        yield


@pytest.fixture
def member():
    return MembershipFactory(role=Role.COORDINATOR)


@pytest.fixture
def programme(member):
    return member.programme


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, code="E05000001", name="Ropewalk")


@pytest.fixture
def choir(programme, ropewalk):
    """A group that counts on ON, about arts and company, with 12 members."""
    return CommunityGroupFactory(
        programme=programme,
        name="Ropewalk Choir",
        kind="association",
        about="Singing for everybody.",
        meets="place",
        meets_where="St Mary’s hall, Tuesdays",
        eligible_in=[ropewalk],
        eligible_in__as_of=TOLD,
        eligible_in__themes=("arts", "company"),
        eligible_in__about_health=False,
        eligible_in__members=12,
    )


@pytest.fixture
def unknown(programme):
    """A group of which only the name is known."""
    return CommunityGroupFactory(programme=programme, name="Heard of", kind="", sector="")


def names(programme, on=ON, **wanted):
    return [group.name for group in found(groups_on(programme, on), wanted, on).order_by("name")]


@pytest.mark.parametrize("words", ["choir", "CHOIR rope", "singing", "tuesdays", "st mary's", "St Mary’s choir"])
def test_search_finds_words_in_name_deed_and_place(programme, choir, unknown, words):
    assert names(programme, q=words) == ["Ropewalk Choir"]


@pytest.mark.parametrize("words", ["choir football", "%", "_"])
def test_search_needs_every_word_and_knows_no_wildcards(programme, choir, unknown, words):
    assert names(programme, q=words) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "company"),
        ("kind", "association"),
        ("sector", "community"),
        ("place", "E05000001"),
        ("open", "yes"),
        ("health", "no"),
        ("state", "active"),
        ("meets", "place"),
        ("standing", "counts"),
    ],
)
def test_filter_finds_the_known_and_leaves_the_unknown_out(programme, choir, unknown, name, value):
    assert names(programme, **{name: value}) == ["Ropewalk Choir"]


@pytest.mark.parametrize("name", ["theme", "kind", "sector", "place", "open", "health", "state", "meets"])
def test_what_is_not_known_can_be_asked_for(programme, choir, unknown, name):
    assert names(programme, **{name: "unknown"}) == ["Heard of"]


def test_no_is_not_unknown(programme, choir, unknown):
    assert names(programme, open="no") == []
    assert names(programme, health="yes") == []


def test_group_that_meets_both_ways_is_found_by_either(programme):
    CommunityGroupFactory(programme=programme, name="Both", meets="both")

    assert names(programme, meets="place") == names(programme, meets="online") == ["Both"]


def test_theme_is_matched_whole(programme, ropewalk):
    CommunityGroupFactory(programme=programme, name="Women", eligible_in=[ropewalk], eligible_in__themes=("women",))

    assert names(programme, theme="men") == []


def test_filters_are_of_the_profile_of_the_day(programme, choir):
    GroupProfileFactory(group=choir, as_of=ON, counting=True, state="closed", themes=("food",))

    assert names(programme, theme="food", state="closed") == ["Ropewalk Choir"]
    assert names(programme, ON - timedelta(days=1), theme="arts", state="active") == ["Ropewalk Choir"]
    assert names(programme, ON - timedelta(days=1), theme="food") == []


def test_place_is_that_of_the_day(programme, choir, ropewalk):
    choir.places.update(until=ON)

    assert names(programme, place=ropewalk.code) == ["Ropewalk Choir"]
    assert names(programme, ON + timedelta(days=1), place=ropewalk.code) == []
    assert names(programme, ON + timedelta(days=1), place="unknown") == ["Ropewalk Choir"]


def test_second_entry_of_a_group_is_not_in_the_directory(programme, choir, unknown):
    CommunityGroup.objects.filter(pk=unknown.pk).update(duplicate_of=choir)

    assert names(programme) == ["Ropewalk Choir"]


def test_numbers_sort_every_group_once(programme, choir, unknown):
    CommunityGroupFactory(programme=programme, sector="professional")

    numbers = numbers_of(groups_on(programme, ON), ON)

    assert (numbers.all, numbers.counts, numbers.confirm, numbers.against) == (3, 1, 1, 1)


def test_row_says_in_words_why_a_group_does_not_count(programme, choir, unknown, ropewalk):
    closed = CommunityGroupFactory(programme=programme, name="Shut", eligible_in=[ropewalk], eligible_in__as_of=TOLD)
    GroupProfileFactory(group=closed, as_of=ON, counting=True, state="closed")
    waiting = CommunityGroupFactory(programme=programme, name="Waiting")
    GroupProfileFactory(group=waiting, as_of=TOLD, named=True, open_to_join=True)

    rows = {row.group.name: (row.standing_words, row.why) for row in rows_of(groups_on(programme, ON), ON)}

    assert rows == {
        "Ropewalk Choir": ("Counts", ""),
        "Heard of": ("Not confirmed yet", "it has no profile yet"),
        "Shut": ("Does not count", "it is closed"),
        "Waiting": ("Not confirmed yet", "who is the contact person"),
    }


def test_rows_take_as_many_queries_for_many_groups_as_for_one(programme, ropewalk, django_assert_num_queries):
    for number in range(12):
        CommunityGroupFactory(programme=programme, name=f"Group {number}", eligible_in=[ropewalk])

    with django_assert_num_queries(3):
        assert len(rows_of(groups_on(programme, ON), ON)) == 12


def page(client, member, **asked):
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("neighbourhoods:group-list", args=[member.programme.slug]), asked)


def test_page_shows_numbers_as_links_and_rows(client, member, programme, choir, unknown):
    response = page(client, member)

    assert [(name, number) for name, _, number in response.context["standings"]] == [
        ("", 2),
        ("counts", 1),
        ("confirm", 1),
        ("against", 0),
    ]
    text = response.content.decode()
    assert "?standing=confirm#h-list" in text
    assert "To confirm (1)" in text


def test_numbers_of_the_page_follow_the_other_filters(client, member, choir, unknown):
    response = page(client, member, theme="arts", standing="confirm")

    assert [number for _, _, number in response.context["standings"]] == [1, 1, 0, 0]
    assert "Nothing matches" in response.content.decode()


@pytest.mark.parametrize("sort", ["", "members", "newest", "oldest"])
def test_page_takes_the_same_queries_for_many_groups_as_for_one(
    client, member, programme, ropewalk, sort, django_assert_num_queries
):
    for number in range(60):
        CommunityGroupFactory(programme=programme, name=f"Group {number}", eligible_in=[ropewalk])
    page(client, member)

    with django_assert_num_queries(11):
        response = page_again(client, programme, sort)

    assert len(response.context["rows"]) == 50


def page_again(client, programme, sort):
    return client.get(reverse("neighbourhoods:group-list", args=[programme.slug]), {"sort": sort})


def test_unknown_numbers_stand_last_by_members_and_first_by_age(client, member, programme, choir, unknown):
    assert [row.group.name for row in page(client, member, sort="members").context["rows"]][-1] == "Heard of"
    assert [row.group.name for row in page(client, member, sort="oldest").context["rows"]][0] == "Heard of"


def test_members_unknown_is_said_and_zero_is_a_number(client, member, programme, ropewalk):
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], eligible_in__members=0)
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk])

    text = page(client, member).content.decode()

    assert "<b>0</b>" in text
    assert '<span class="fh-quiet">unknown</span>' in text


def test_past_day_lists_only_groups_with_a_profile_by_then(client, member, programme, choir, unknown):
    rows = page(client, member, on=TOLD.isoformat()).context["rows"]
    before = page(client, member, on=(TOLD - timedelta(days=1)).isoformat()).context["rows"]

    assert [row.group.name for row in rows] == ["Ropewalk Choir"]
    assert before == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"on": "9999-01-01"}, "As at: choose today or a day before, from 1900 on."),
        ({"on": "0001-01-01"}, "As at: choose today or a day before, from 1900 on."),
        ({"on": "soon"}, "As at: write a real date"),
        ({"place": "nowhere"}, "Neighbourhood: choose from what the page offers."),
        ({"theme": "<b>"}, "Theme: choose from what the page offers."),
        ({"q": "x" * 101}, "at most 100 characters"),
        ({"q": "\x00"}, "type this anew"),
    ],
)
def test_nonsense_is_answered_at_its_field_and_filters_nothing(client, member, choir, unknown, asked, words):
    response = page(client, member, **asked)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert response.context["numbers"].all == 2


@pytest.mark.parametrize("number", ["0", "-3", "99", "x"])
def test_strange_page_number_shows_a_page(client, member, choir, number):
    assert len(page(client, member, page=number).context["rows"]) == 1


def test_empty_register_says_what_comes_next(client, member):
    assert "No groups yet" in page(client, member).content.decode()


def test_entry_of_one_person_is_not_for_those_who_read_no_names(client, programme, choir):
    CommunityGroupFactory(programme=programme, name="Alex Example", kind="individual")
    steering = MembershipFactory(programme=programme, role=Role.STEERING)
    evaluator = MembershipFactory(programme=programme, role=Role.EVALUATOR)

    assert [group.name for group in groups_told_of(programme, steering.user, timezone.localdate())] == [
        "Ropewalk Choir"
    ]
    assert "Alex Example" not in page(client, steering).content.decode()
    assert "Alex Example" in page(client, evaluator).content.decode()


def test_chosen_kind_says_how_to_connect_with_it(client, member, choir):
    assert page(client, member, kind="hub").context["chosen_kind"].label == "Centre or hub"


def file_of(client, member, **asked):
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("neighbourhoods:group-list-csv", args=[member.programme.slug]), asked)
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))


def test_file_holds_what_is_listed_and_tells_unknown_from_none(client, member, programme, choir, unknown):
    GroupProfileFactory(group=choir, as_of=ON, counting=True, volunteers=0)

    [row, other] = file_of(client, member, on="", sort="newest")

    assert (row["name"], row["area_codes"], row["volunteers"], row["members"]) == (
        "Ropewalk Choir",
        "E05000001",
        "0",
        "",
    )
    assert (other["name"], other["standing"], other["standing_why"]) == ("Heard of", "confirm", "it has no profile yet")
    assert [each["name"] for each in file_of(client, member, kind="unknown")] == ["Heard of"]


def test_file_runs_no_formula_and_holds_no_free_words_of_profiles(client, member, programme):
    group = CommunityGroupFactory(programme=programme, name="=HYPERLINK(1)")
    GroupProfileFactory(group=group, problems="Alex Example fell ill", ambition="x", networks="y", achievements="z")

    [row] = file_of(client, member)

    assert row["name"] == "'=HYPERLINK(1)"
    assert "Alex Example" not in str(row)
    assert not {"problems", "ambition", "networks", "achievements"} & set(row)


def test_groups_of_another_programme_are_never_found(client, member, choir):
    elsewhere = NeighbourhoodFactory(programme=ProgrammeFactory(), code="E05000001")
    CommunityGroupFactory(programme=elsewhere.programme, name="Elsewhere", eligible_in=[elsewhere])

    assert "Elsewhere" not in page(client, member, place="E05000001").content.decode()
    assert GroupPlace.objects.count() == 2
