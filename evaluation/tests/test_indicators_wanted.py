"""What the survey room is told of indicators, and indicators over questions that no rule can read."""

import pytest

from commissioning.tests.factories import ProgrammeFactory
from evaluation.actions import DefinitionFaults, load_indicators
from evaluation.tests.test_indicator_definitions import GARDEN, SHARE
from surveys.actions.bank import load_file, load_shipped_menu
from surveys.drafting.indicator_needs import wanted_indicators
from surveys.tests.question_files import HEADING, QUESTION

pytestmark = pytest.mark.django_db
SEVERAL = QUESTION.replace('"single"', '"multiple"')


@pytest.fixture
def programme():
    load_shipped_menu()
    return ProgrammeFactory()


def test_local_indicator_is_wanted_by_its_programme(programme):
    load_file(text=HEADING + QUESTION, programme=programme)
    load_indicators(programme=programme, text=GARDEN)
    own = {each.code: each for each in wanted_indicators(programme, "residents")}["Q1"]
    assert (own.name, own.questions) == ("Uses the garden", {"Q1"})
    other = wanted_indicators(ProgrammeFactory(), "residents")
    assert "Q1" not in {each.code for each in other}


@pytest.mark.parametrize(
    "rule",
    [
        SHARE,
        'share = {any = [{question = "Q1", yes = [1], no = [2]}, {question = "R2", yes = [1], no = [2]}]}',
        'mean = {question = "Q1", values = [[1, 5], [2, 7]]}',
        'mean = {questions = ["Q1", "R4"], values = [[1, 5], [2, 7]]}',
        SHARE.replace("Q1", "R2") + '\nbase = {question = "Q1", yes = [1]}',
    ],
)
def test_indicator_over_several_options_is_refused_with_one_clear_fault(programme, rule):
    load_file(text=HEADING + SEVERAL, programme=programme)
    unit = "%" if rule.startswith("share") else "mean"
    text = GARDEN.replace(SHARE, rule).replace('unit = "%"', f'unit = "{unit}"')
    with pytest.raises(DefinitionFaults) as refused:
        load_indicators(programme=programme, text=text)
    [fault] = refused.value.faults
    assert fault.value == "Q1"
    assert "is answered with several options at once, which no rule reads" in fault.reason
    assert not programme.local_indicators.exists()
