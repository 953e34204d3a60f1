"""The kinds of group: what is said of each, and that it reads as a sentence."""

import pytest

from neighbourhoods.groups.typology import KINDS, kinds


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_kind_says_what_it_is_like_and_how_to_connect_with_it(kind):
    for sentences in (kind.like, kind.connect):
        assert 3 <= len(sentences) <= 5
        assert len(set(sentences)) == len(sentences)
        assert all(sentence.endswith(".") and len(sentence) <= 110 for sentence in sentences)


def test_only_single_people_are_no_groups():
    assert [code for code, kind in kinds().items() if not kind.is_group] == ["individual", "connector"]


def test_kinds_on_offer_are_those_described():
    assert [(kind.code, kind.label) for kind in kinds().values()] == KINDS
