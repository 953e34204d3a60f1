"""Several codes in one column: stored, read, found and told."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.models import GroupProfile
from neighbourhoods.tests.register_factories import GroupProfileFactory
from neighbourhoods.themes import THEMES

FIELD = GroupProfile._meta.get_field("themes")
CODES = [code for code, _ in THEMES]


@given(st.lists(st.sampled_from(CODES)))
def test_codes_survive_being_stored(codes):
    stored = FIELD.get_prep_value(codes)

    assert FIELD.from_db_value(stored, None, None) == tuple(code for code in CODES if code in codes)


def test_code_that_is_not_offered_is_refused_by_name():
    with pytest.raises(ValidationError, match="bowling"):
        FIELD.clean(("food", "bowling"), None)


@pytest.mark.django_db
def test_query_finds_whole_codes_only():
    meals = GroupProfileFactory(themes=("food", "older"))
    GroupProfileFactory(themes=())

    assert list(GroupProfile.objects.filter(themes__contains="food")) == [meals]
    assert not GroupProfile.objects.filter(themes__contains="foo").exists()


@pytest.mark.django_db
def test_no_codes_are_found_as_none():
    nothing = GroupProfileFactory(themes=())

    assert list(GroupProfile.objects.filter(themes=())) == [nothing]


def test_codes_are_told_in_words():
    assert FIELD.in_words(("older", "food")) == "Older people, Food and cooking"


def test_no_codes_chosen_in_a_form_are_what_is_stored():
    assert FIELD.formfield().clean([]) == FIELD.from_db_value("", None, None) == ()
