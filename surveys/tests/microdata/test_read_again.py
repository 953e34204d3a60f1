"""Anonymised answers can be read by the product's own import, with every kind of missing answer."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commissioning.reading.files import read_table
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, PACKED, REFUSED
from surveys.mapping import ColumnUse, Mapping
from surveys.microdata.files import answers_csv
from surveys.microdata.tables import Microdata
from surveys.microdata.variables import answer_variables
from surveys.models import Questionnaire
from surveys.reading.fieldwork import Fieldwork
from surveys.reading.responses import read_responses
from surveys.tests.answering.questions import one_of_each_kind

ASKED = [item for item in one_of_each_kind() if item.code in ("R4", "R11", "L3")]
MISSING = [BLANK, NOT_ASKED, DONT_KNOW, REFUSED]
ANSWERS = st.tuples(
    st.sampled_from([1, 2, *MISSING]),
    st.one_of(st.integers(0, 95), st.sampled_from(MISSING)),
    st.one_of(st.integers(0, 30_000), st.sampled_from(MISSING)),
)
FIELDWORK = Fieldwork(ASKED, {"e05000001": 7}, date(2024, 7, 1), date(2024, 7, 31), date(2024, 8, 31))


@given(st.lists(ANSWERS, min_size=1, max_size=20))
def test_any_answers_come_back_from_the_file(rows):
    answers = np.array(rows, PACKED)
    questionnaire = Questionnaire()
    questionnaire.asked = ASKED
    microdata = Microdata(None, tuple(answer_variables(questionnaire, answers)), (), len(rows))
    mapping = Mapping(everywhere="E05000001", questions={item.code: ColumnUse(item.code) for item in ASKED})

    reading = read_responses(read_table(answers_csv(microdata).encode()), mapping, FIELDWORK)

    assert reading.faults == []
    assert reading.answers.tolist() == answers.tolist()
