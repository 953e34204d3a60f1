"""Questions of several options: the same options, and the same missing answers, by every way in and out."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.given import read_given
from surveys.answering.keeping import kept_of
from surveys.answers import chosen_codes, pack_chosen
from surveys.mapping import ColumnUse
from surveys.microdata.variables import answer_variables
from surveys.models import QuestionnaireItem
from surveys.paper.keying import in_figures, typed_of
from surveys.quality.response_words import answer_words
from surveys.reading import meanings
from surveys.tests.second_reading.plain import BLANK, DONT_KNOW, REFUSED
from surveys.tests.second_reading.world import TOPICS

ITEM = QuestionnaireItem(code="M1", kind="multiple", wording="Which?", options=TOPICS, position=0)
CODES = [option["code"] for option in TOPICS]
chosen = st.sets(st.sampled_from(CODES), min_size=1)
without = st.sampled_from([BLANK, DONT_KNOW, REFUSED, 0])
TICKED = {BLANK: [], DONT_KNOW: ["dk"], REFUSED: ["refused"], 0: ["none"]}
KEYED = {BLANK: "", DONT_KNOW: "98", REFUSED: "99", 0: "0"}


def by_powers(codes):
    return sum(2 ** (code - 1) for code in codes)


def arrived(ticked, keyed):
    """What is stored of an answer that comes on line, in an interview, on paper and in a file."""
    yield read_given([ITEM], {"M1": kept_of(ITEM, ticked)}).answers["M1"]
    yield read_given([ITEM], {"M1": ticked}).answers["M1"]
    yield read_given([ITEM], {"M1": typed_of(ITEM, keyed)}).answers["M1"]
    yield meanings.answer_to(ITEM, ColumnUse(column="M1"))(keyed)


@given(codes=chosen, order=st.randoms(use_true_random=False))
def test_chosen_options_are_the_same_bits_by_every_way_in(codes, order):
    ticked = [str(code) for code in codes]
    order.shuffle(ticked)

    found = list(arrived(ticked, " ".join(ticked)))

    assert found == [by_powers(codes)] * 4 == [pack_chosen(codes)] * 4


@given(packed=without)
def test_none_of_them_stays_apart_from_every_missing_answer(packed):
    assert list(arrived(TICKED[packed], KEYED[packed])) == [packed] * 4


@given(ticked=st.lists(st.sampled_from(["dk", "refused"]), min_size=1, max_size=3))
def test_two_reasons_for_no_answer_never_become_none_of_them(ticked):
    assert read_given([ITEM], {"M1": ticked}).answers["M1"] in (DONT_KNOW, REFUSED)


@given(packed=chosen.map(by_powers) | without)
def test_what_is_stored_comes_out_the_same_by_every_way_out(packed):
    codes = [code for code in CODES if packed > 0 and packed // 2 ** (code - 1) % 2]
    labels = [option["label"] for option in TOPICS if option["code"] in codes]
    questionnaire = SimpleNamespace(asked=[ITEM], order={"M1": 0})

    columns = answer_variables(questionnaire, np.array([[packed]], "<i2"))

    assert chosen_codes(packed) == codes
    if packed >= 0:
        assert answer_words(ITEM, packed) == ("; ".join(labels) or "none of these")
        assert [each.values[0] for each in columns] == [code in codes for code in CODES]
    else:
        assert [np.isnan(each.values[0]) if packed == BLANK else each.values[0] == packed for each in columns] == [
            1
        ] * 4
    typed = [str(code) for code in codes] or TICKED[packed] or None
    assert read_given([ITEM], {"M1": typed_of(ITEM, in_figures(ITEM, typed))}).answers["M1"] == packed
