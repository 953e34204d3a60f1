"""Figures as they are typed become answers of every kind, contradictions are told, and two keyings are compared."""

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from surveys.answering.given import Unfit, read_given
from surveys.answers import DONT_KNOW, MOST_CHOSEN, NOT_ASKED, REFUSED, pack_chosen
from surveys.paper.keying import about_of, compare, contradictions, in_figures, in_words, typed_of
from surveys.tests.answering.questions import one_of_each_kind

ITEMS = one_of_each_kind()
BY_CODE = {item.code: item for item in ITEMS}


def keyed(**figures):
    return {code: typed for code, text in figures.items() if (typed := typed_of(BY_CODE[code], text)) is not None}


@pytest.mark.parametrize(
    ("code", "figures", "packed"),
    [
        ("R4", "1", 1),
        ("R4", " 02 ", 2),
        ("R4", "98", DONT_KNOW),
        ("R4", "99", REFUSED),
        ("L1", "1 2", pack_chosen([1, 2])),
        ("L1", "14,1", pack_chosen([1, 14])),
        ("L1", "1.2", pack_chosen([1, 2])),
        ("L1", "0", 0),
        ("L1", "98", DONT_KNOW),
        ("R11", "0", 0),
        ("R11", "95", 95),
        ("R11", "99", REFUSED),
        ("L3", "98", 98),
        ("L3", "-98", DONT_KNOW),
        ("L3", "-99", REFUSED),
        ("L3", "30000", 30_000),
    ],
)
def test_figures_become_the_answer_of_their_kind(code, figures, packed):
    assert read_given(ITEMS, keyed(**{code: figures})).answers[code] == packed


@pytest.mark.parametrize("code", ["R4", "L1", "R11", "L3", "L2"])
def test_nothing_typed_is_left_out(code):
    assert typed_of(BY_CODE[code], "  ") is None


@pytest.mark.parametrize(
    ("code", "figures"),
    [("R4", "3"), ("R4", "12"), ("R4", "yes"), ("L1", "1 9"), ("L1", "1 98"), ("L1", "0 1"), ("R11", "96")]
    + [("R11", "-1"), ("L3", "30001"), ("L3", "1.5"), ("R4", "9" * 60)],
)
def test_figures_that_are_no_answer_are_refused(code, figures):
    with pytest.raises(Unfit):
        typed_of(BY_CODE[code], figures)


def test_option_that_has_the_code_98_is_that_option():
    item = one_of_each_kind()[0]
    item.options = [{"code": 98, "label": "Ninety-eight"}]

    assert in_words(item, typed_of(item, "98")) == "Ninety-eight"


@pytest.mark.parametrize(("figures", "kept"), [("1", "1"), ("0", "0"), ("99", "0"), ("", None)])
def test_sex_is_kept_with_another_answer_apart_from_none(figures, kept):
    assert about_of("sex", figures) == kept


@examples(st.sets(st.integers(1, MOST_CHOSEN), min_size=1))
def test_any_options_keyed_come_back_as_figures(codes):
    item = one_of_each_kind()[2]
    item.options = [{"code": code, "label": f"Option {code}"} for code in range(1, MOST_CHOSEN + 1)]
    figures = " ".join(map(str, sorted(codes)))

    assert in_figures(item, typed_of(item, figures)) == figures


@pytest.mark.parametrize("code", list(BY_CODE))
@examples(text=st.text(max_size=60))
def test_anything_keyed_is_an_answer_that_comes_back_or_is_refused(code, text):
    item = BY_CODE[code]
    try:
        typed = typed_of(item, text)
    except Unfit:
        return
    assert typed_of(item, in_figures(item, typed)) == typed
    assert in_words(item, typed)


def test_answer_that_the_answer_before_rules_out_is_a_contradiction():
    [found] = contradictions(ITEMS, keyed(R4="2", R5="1"))

    assert (found.code, found.gate) == ("R5", "R4")
    assert found.words == "R4 is “No”, so this is not asked."
    assert read_given(ITEMS, keyed(R4="2", R5="1")).answers["R5"] == NOT_ASKED


def test_answer_after_one_left_out_is_a_contradiction_of_its_own_kind():
    [found] = contradictions(ITEMS, keyed(R5="1"))

    assert "R4 is left out" in found.words


def test_words_are_contradicted_too():
    assert [each.code for each in contradictions(ITEMS, keyed(L1="1", L2="Allotments"))] == ["L2"]


def test_nothing_contradicts_where_everything_is_asked():
    assert contradictions(ITEMS, keyed(R4="1", R5="2", L1="2 14", L2="Allotments")) == []


def test_equal_keyings_have_no_difference():
    found = compare(ITEMS, keyed(R4="1", L1="1 2"), keyed(R4="01", L1="2,1"))

    assert (found.differences, found.compared) == ([], 2)


def test_differences_are_told_with_both_keyings():
    found = compare(ITEMS, keyed(R4="1", R11="3", L3="7"), keyed(R4="1", R11="8"))

    assert {each.name: each.in_words for each in found.differences} == {"R11": ("3", "8"), "L3": ("7", "left out")}
    assert (found.differed, found.compared) == (2, 3)


def test_words_differ_only_in_letters_and_are_no_error_of_keying():
    same = compare(ITEMS, keyed(L2="More food, please."), keyed(L2="more food  please"))
    other = compare(ITEMS, keyed(L2="More food"), keyed(L2="More foot"))

    assert same.differences == []
    assert [each.name for each in other.differences] == ["L2"]
    assert (other.differed, other.compared) == (0, 0)


def test_day_is_compared_and_not_counted():
    found = compare(ITEMS, keyed(R4="1") | {"day": "2024-07-01"}, keyed(R4="1") | {"day": "2024-07-02"})

    assert [each.name for each in found.differences] == ["day"]
    assert (found.differed, found.compared) == (0, 1)
