"""A person is found however somebody wrote them down, and nobody else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.persons.terms import REMOVED, Terms

ADA = Terms(name="Ada Moss", email="ada.moss@example.org", phone="01632 960123")


@pytest.mark.parametrize(
    "text",
    [
        "Ada Moss",
        "rang ADA MOSS about the room",
        "Moss, Ada",
        "Moss Ada",
        "Ada\n  Moss’s garden",
        "write to Ada.Moss@Example.org.",
        "01632 960123",
        "01632960123",
        "(01632) 960 123",
        "+44 1632 960-123",
        "+44 (0)1632 960123",
        "0044 1632 960123",
    ],
)
def test_person_is_found_however_they_are_written(text):
    assert ADA.found_in(text)
    assert not ADA.found_in(ADA.taken_out_of(text))
    assert REMOVED in ADA.taken_out_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ada",
        "Moss grows on the north side",
        "Canada Mossman",
        "Ada and Moss",
        "nada.moss@example.org",
        "ada.moss@example.organic",
        "016329601234",
        "1 01632 960124",
    ],
)
def test_nobody_else_is_found(text):
    assert not ADA.found_in(text)
    assert ADA.taken_out_of(text) == text


@pytest.mark.parametrize(
    "terms", [Terms(), Terms(name="Al"), Terms(email="somebody"), Terms(phone="123456"), Terms(name="  , "), Terms(" ")]
)
def test_terms_that_say_too_little_find_nothing(terms):
    assert not terms
    assert not terms.found_in("Al somebody 123456")


def test_name_with_signs_of_patterns_is_a_name():
    assert Terms(name="Zoë (Zee) O’Neil").found_in("zoë (zee) o’neil")
    assert not Terms(name="A.. Moss").found_in("Ada Moss")


def test_what_stands_around_is_shortened_on_both_sides():
    around = ADA.around(f"{'long ' * 40}Ada Moss{' and more' * 40}", letters=10)
    assert around.startswith("…")
    assert "Ada Moss" in around
    assert around.endswith("…")
    assert len(around) < 40


letters = st.text(st.characters(categories=("Lu", "Ll")), min_size=2, max_size=9)
between = st.text(" ().-", max_size=2)


@given(name=st.lists(letters, min_size=2, max_size=3), before=st.text(max_size=20), after=st.text(max_size=20))
def test_name_is_gone_once_it_is_taken_out(name, before, after):
    terms = Terms(name=" ".join(name))
    text = f"{before} {' '.join(name)} {after}"
    assert terms.found_in(text)
    assert not terms.found_in(terms.taken_out_of(text))


@given(name=st.lists(letters, min_size=1, max_size=3).filter(lambda words: sum(map(len, words)) >= 3))
def test_hint_stands_in_every_text_that_holds_the_name(name):
    terms = Terms(name=" ".join(name))
    (hint,) = terms.hints
    assert re.sub(r"[^\x00-\x7f]", "", hint) == hint
    assert hint.lower() in " ".join(name).lower()


@given(digits=st.text("0123456789", min_size=9, max_size=9), spaces=st.lists(between, min_size=9, max_size=9))
def test_number_is_found_with_whatever_stands_between_its_figures(digits, spaces):
    text = "0" + "".join(space + digit for space, digit in zip(spaces, digits, strict=True))
    terms = Terms(phone=f"0{digits}")
    assert terms.found_in(text)
    assert terms.hints[0] in text


@given(digits=st.text("123456789", min_size=10, max_size=10))
def test_number_is_found_from_abroad_and_from_here(digits):
    assert Terms(phone=f"+44 {digits}").found_in(f"0{digits}")
    assert Terms(phone=f"0{digits}").found_in(f"+44{digits}")
