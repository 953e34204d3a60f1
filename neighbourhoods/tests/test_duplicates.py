"""Which entries look like one group, and which do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.groups.duplicates import compared, likely, listed, pairs, plain_contact, plain_name

ROPEWALK, SALTMARSH = 1, 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Ropewalk Choir", "ropewalk choir"),
        ("Ropewalk Anglers Club", "Ropewalk Anglers' Society"),
        ("St. Anne’s Friends", "Friends of St Annes"),
        ("Café Amitié", "CAFE AMITIE"),
        ("Chase Gardeners & Growers", "Chase gardeners and growers group"),
    ],
)
def test_names_that_differ_in_dress_alone_are_plainly_the_same(one, other):
    assert plain_name(one).replace("&", "") == plain_name(other)


def test_name_of_common_words_alone_keeps_them():
    assert plain_name("The Club") == "club the"


@pytest.mark.parametrize(
    ("one", "other"),
    [("07700 900123", "+44 7700 900123"), ("0044 7700900123", "07700-900-123"), ("A@Example.org ", "a@example.org")],
)
def test_same_contact_however_it_is_written(one, other):
    assert plain_contact(one) == plain_contact(other)


def test_too_few_digits_are_no_number():
    assert plain_contact("ext 12") == ""


def test_same_name_is_likely_wherever_it_is():
    likeness = compared(listed(1, "Lunch Club", [ROPEWALK]), listed(2, "The Lunch Club", [SALTMARSH]))

    assert likeness.reasons == ("the same name",)


def test_rather_like_name_is_likely_only_near_by():
    one = listed(1, "Ropewalk Choir", [ROPEWALK])

    assert compared(one, listed(2, "Ropewalk Community Choir", [ROPEWALK]))
    assert not compared(one, listed(3, "Ropewalk Community Choir", [SALTMARSH]))


def test_rather_like_name_is_likely_where_a_place_is_not_known():
    assert compared(listed(1, "Ropewalk Choir", [ROPEWALK]), listed(2, "Ropewalk Community Choir"))


def test_unlike_names_are_not_likely_though_near():
    assert not compared(listed(1, "Ropewalk Choir", [ROPEWALK]), listed(2, "Anglers", [ROPEWALK]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7th Saltmarsh Scouts", "17th Saltmarsh Scouts"),
        ("Ropewalk School Parent Teacher Association", "Limekiln School Parent Teacher Association"),
        ("Saltmarsh Choral Society", "Saltmarsh Civic Society"),
    ],
)
def test_names_that_share_all_but_what_tells_them_apart_are_not_likely(one, other):
    assert not compared(listed(1, one, [ROPEWALK]), listed(2, other, [ROPEWALK]))


def test_slip_of_the_keyboard_is_likely():
    assert compared(listed(1, "Saltmarsh Anglers"), listed(2, "Saltmash Anglers"))


def test_same_contact_makes_a_distant_likeness_likely():
    one = listed(1, "Ropewalk Choir", [ROPEWALK], ["a@example.org"])
    other = listed(2, "Ropewalk Singers", [SALTMARSH], ["A@example.org"])

    assert "the same contact" in compared(one, other).reasons


def test_one_contact_of_two_quite_different_groups_is_no_likeness():
    assert not compared(listed(1, "Anglers", [], ["a@example.org"]), listed(2, "Choir", [], ["a@example.org"]))


def test_likeliest_comes_first_and_a_group_is_not_like_itself():
    choir = listed(1, "Ropewalk Choir", [ROPEWALK])
    near = listed(2, "Ropewalk Choir", [ROPEWALK])
    far = listed(3, "Ropewalk Choirs", [SALTMARSH])

    assert [each.other for each in likely(choir, [far, near, choir])] == [2, 3]


WORDS = st.sampled_from(["Ropewalk", "Choir", "Anglers", "Friends", "Tuesday", "Lunch", "Repair", "Cafe"])
ENTRIES = st.lists(
    st.tuples(
        st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
        st.sets(st.sampled_from([1, 2, 3]), max_size=2),
        st.sets(st.sampled_from(["a@example.org", "07700 900123"]), max_size=1),
    ),
    max_size=12,
).map(lambda rows: [listed(number, *row) for number, row in enumerate(rows, 1)])


@given(ENTRIES)
def test_all_pairs_are_those_found_by_comparing_each_with_each(entries):
    plain = {(one.pk, other.pk) for one in entries for other in entries if one.pk < other.pk and compared(one, other)}

    assert {(each.one, each.other) for each in pairs(entries)} == plain


@given(ENTRIES)
def test_likeness_is_the_same_from_both_sides(entries):
    for one in entries:
        for other in entries:
            here, there = compared(one, other), compared(other, one)
            assert (here and here.score) == (there and there.score)
