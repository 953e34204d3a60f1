"""Indicator definitions: complete, reviewed, on questions that exist; broken files list every fault."""

import re
from datetime import date
from pathlib import Path

import pytest

from evaluation.indicators import definition_files, national, read_definitions
from evaluation.indicators.definitions import KEYS
from evaluation.registers.counting import NEEDS
from surveys.bank import read_bank, shipped_questions

PAGES = Path(__file__).parents[2] / "docs" / "data-formats"

GARDEN = """
[[indicator]]
code = "Q1"
name = "Uses the garden"
short = "using the garden"
goal = 5
unit = "%"
direction = "up"
audience = "residents"
counted = "Used the garden (Q1)."
out_of = "Everyone who answered."
authored_by = "Panel"
checked_by = "Evaluator"
next_review = 2027-11-01
share = {question = "Q1", yes = [1], no = [2]}
"""
SHARE = 'share = {question = "Q1", yes = [1], no = [2]}'
KNOWN = {"Q1": {1, 2}, "Q2": range(0, 29)}


def messages(text, known=KNOWN):
    return [str(fault) for fault in read_definitions(text, known)[1]]


def garden_with(rule, unit="%"):
    return GARDEN.replace(SHARE, rule).replace('unit = "%"', f'unit = "{unit}"')


def example_of(page):
    return re.search(r"```toml\n(.*?)```", (PAGES / page).read_text(encoding="utf-8"), re.DOTALL)[1]


def numbered(letter, count):
    return [f"{letter}{number}" for number in range(1, count + 1)]


def test_national_set_holds_every_indicator_of_the_six_goals():
    expected = {
        1: {*numbered("A", 9), "A7m"},
        2: {*numbered("B", 12)},
        3: {*numbered("C", 13)},
        4: {*numbered("D", 4)},
        5: {*numbered("E", 8)},
        6: {*numbered("F", 9)},
    }
    by_goal = {goal: {code for code, one in national().items() if one.goal == goal} for goal in expected}
    assert by_goal == expected


@pytest.mark.parametrize("path", definition_files(), ids=lambda path: path.name)
def test_shipped_file_has_no_fault_and_one_goal(path):
    answers_of = {code: question.codes for code, question in shipped_questions().items()}
    definitions, faults = read_definitions(path.read_text(encoding="utf-8"), answers_of)
    assert faults == []
    assert {f"goal{indicator.goal}.toml" for indicator in definitions} == {path.name}


def test_each_goal_has_exactly_one_headline():
    headlines = [(one.goal, code) for code, one in national().items() if one.headline]
    assert headlines == [(1, "A1"), (2, "B1"), (3, "C1"), (4, "D1"), (5, "E1"), (6, "F1")]


@pytest.mark.parametrize("indicator", national().values(), ids=lambda indicator: indicator.code)
def test_definition_is_complete_and_its_questions_are_put_to_its_audience(indicator):
    menu = shipped_questions()
    words = [indicator.name, indicator.short, indicator.counted, indicator.out_of]
    assert all(words)
    assert indicator.authored_by != indicator.checked_by
    assert indicator.next_review > date(2026, 11, 1)
    assert bool(indicator.questions) == indicator.from_survey
    assert {menu[code].audience for code in indicator.questions} <= {indicator.audience}


def test_indicators_of_a_register_have_no_rule():
    registers = {code for code, one in national().items() if not one.from_survey}
    assert registers == set(NEEDS) == {*numbered("B", 7), "B10", "B11", "E4", "E5", "E8", "F7", "F8", "F9"}
    assert not any(national()[code].share or national()[code].mean for code in registers)


def test_only_density_is_never_judged_though_one_way_is_better():
    assert {code for code, one in national().items() if one.unjudged} == {"B5"}


def test_direction_follows_what_is_better():
    directions = {code: one.direction for code, one in national().items() if one.direction != "up"}
    lower_is_better = dict.fromkeys(["C5", "D3", "F9"], "down")
    assert directions == lower_is_better | dict.fromkeys(["A8", "A9", "B11", "C3", "E8"], "context")


@pytest.mark.parametrize(
    ("code", "questions"),
    [
        ("A1", ("R2", "R4")),
        ("A4", ("R4", "R5")),
        ("A7", ("H1", "R4")),
        ("C5", ("R11", "R9", "R10")),
        ("D2", ("R24", "R23")),
        ("F3", ("V5a", "V5b", "V5c", "V5d", "V5e", "V5f", "V5g")),
        ("B1", ()),
    ],
)
def test_questions_are_those_of_rule_and_base(code, questions):
    assert national()[code].questions == questions


@pytest.mark.parametrize(("code", "scale"), [("A1", 100), ("A7", 13000), ("A7m", 2000), ("F3", 1), ("B1", 1)])
def test_scale_turns_a_mean_into_the_published_figure(code, scale):
    assert national()[code].scale == scale


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("A1", [7, 12]),
        ("A7", [20000, 50000]),
        ("B1", [4, 15]),
        ("B2", [10, 15]),
        ("B11", [90]),
        ("D1", [5, 10]),
        ("D4", [60]),
        ("F1", [16, 18]),
    ],
)
def test_benchmarks_are_the_figures_of_the_handbook(code, values):
    assert [benchmark.value for benchmark in national()[code].benchmarks] == values
    assert all(benchmark.label for benchmark in national()[code].benchmarks)


def test_only_the_influence_indicator_has_an_alternative():
    alternatives = {code: one.as_alternative() for code, one in national().items() if one.alternative}
    assert list(alternatives) == ["F1"]
    assert alternatives["F1"].code == "F1-dk"
    assert alternatives["F1"].name.endswith("with don’t know in the base")
    assert not alternatives["F1"].headline
    assert national()["A1"].as_alternative() is None


def test_national_set_cannot_be_changed():
    with pytest.raises(TypeError):
        national()["A1"] = None


def test_one_benchmark_may_be_written_without_a_list():
    (indicator,), faults = read_definitions(GARDEN + 'benchmark = {value = 12.5, label = "Network"}\n', KNOWN)
    assert faults == []
    assert [(one.value, one.label, one.note) for one in indicator.benchmarks] == [(12.5, "Network", "")]


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ('code = "Q1"', 'code = "garden"', 'garden, code: "garden" must be capital letters'),
        ('name = "Uses the garden"', "", "Q1, name: is missing"),
        ("goal = 5", "goal = 0", "Q1, goal: 0 must be a whole number from 1 to 6."),
        ('unit = "%"', 'unit = "percent"', 'Q1, unit: "percent" is not known; write one of %, hours,'),
        (
            'direction = "up"',
            'direction = "+"',
            'Q1, direction: "+" is not known; write one of up, down, context.',
        ),
        ('audience = "residents"', 'audience = "all"', 'Q1, audience: "all" is not known'),
        (
            "next_review = 2027-11-01",
            'next_review = "2027"',
            'Q1, next_review: "2027" must be a date such as',
        ),
        ("next_review = 2027-11-01", "", "Q1, next_review: is missing"),
        ('checked_by = "Evaluator"', "", "Q1, checked_by: is missing"),
        ("goal = 5", "goal = 5\ntarget = 30", "Q1, target: 30 is not a key used here"),
        ("goal = 5", 'goal = 5\nbenchmark = {value = "20", label = "x"}', 'benchmark: "20" is not a number'),
        ("goal = 5", "goal = 5\nbenchmark = {value = 20}", "must have a value and a label"),
        ("goal = 5", "goal = 5\nbenchmark = 20", "Q1, benchmark: 20 must be {value"),
        ("goal = 5", 'goal = 5\nalternative = {label = "x"}', 'Q1, alternative: {label = "x"} must be'),
        (SHARE, "", "Q1, share: is missing; an indicator from a survey needs share or mean."),
        ('audience = "residents"', 'audience = "register"', 'Q1, audience: "register" needs no share'),
        ('unit = "%"', 'unit = "count"', 'Q1, unit: "count" does not fit a share'),
        ('question = "Q1"', 'question = "Q9"', 'Q1, share: "Q9" is not a question of any bank'),
        ("yes = [1]", "yes = [3]", "Q1, share: 3 is not an answer that Q1 can have."),
        ("yes = [1]", "yes = []", "Q1, share.yes: [] is missing; list at least one answer code."),
        ("yes = [1]", "yes = 1", "Q1, share.yes: 1 must be a list"),
        ("yes = [1]", "yes = [98.5]", "may hold only whole numbers"),
        (", no = [2]", "", "Q1, share.no: is missing; list at least one answer code."),
        ("no = [2]", "no = [1, 2]", "Q1, share: 1 is both a yes and a no of Q1."),
        ("no = [2]", "no = [2], maybe = [2]", 'Q1, share: "maybe" is not a key used here'),
        (SHARE, 'share = "Q1"', 'Q1, share: "Q1" must be a table'),
        (SHARE, 'share = {any = [{question = "Q1", yes = [1], no = [2]}]}', "must hold any alone"),
        (SHARE, SHARE + '\nmean = {question = "Q2", from = "0-28"}', "and mean are both written"),
        (SHARE, SHARE + "\nbase = {yes = [1]}", "Q1, base: needs the code of a question"),
    ],
)
def test_fault_names_indicator_key_value_and_reason(written, instead, message):
    assert written in GARDEN
    faults = messages(GARDEN.replace(written, instead, 1))
    assert any(message in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("mean", "message"),
    [
        ('{question = "Q2", questions = ["Q1"]}', "must be a table with either question or questions."),
        ('{question = "Q2"}', "needs either values, such as [[1, 52], [2, 12]], or from"),
        ('{question = "Q2", from = 95}', "Q1, mean.from: 95 must be a range of whole numbers"),
        ('{question = "Q2", from = "0-40"}', "Q1, mean: 29 is not an answer that Q2 can have."),
        ('{question = "Q2", values = [1]}', "Q1, mean.values: 1 is not a pair"),
        (
            '{question = "Q2", values = [[1, 2], [1, 3]]}',
            "Q1, mean.values: 1 is given a number more than once.",
        ),
        ('{question = "Q2", values = []}', "must list pairs of code and number"),
        ('{question = "Q2", from = "0-9", at_least = 1}', 'mean: "at_least" is not a key used here'),
        ('{question = "Q2", from = "0-9", times = 0}', "Q1, mean.times: 0 must be a number above 0."),
        ('{question = "Q2", from = "0-9", times = nan}', "Q1, mean.times: nan must be a number above 0."),
        ('{question = "Q2", values = [[65438, 1]]}', "[65438, 1] is not a pair"),
        (
            '{questions = ["Q1", "Q2"], values = [[1, 2]], at_least = 3}',
            "must be a whole number from 1 to 2.",
        ),
        ('{questions = "Q1", values = [[1, 2]]}', "must list question codes"),
        ('{question = "Q2", from = "0-9", zero_if = 2}', "Q1, mean.zero_if: 2 must be a table"),
    ],
)
def test_fault_in_a_mean_says_what_to_write(mean, message):
    faults = messages(garden_with(f"mean = {mean}", unit="count"))
    assert len(faults) == 1
    assert message in faults[0]


@pytest.mark.parametrize(
    ("without_a_rule", "message"),
    [
        ('base = {question = "Q1", yes = [1]}', "Q1, base: is written without share or mean."),
        ('alternative = {label = "x", count_dont_know_as = "no"}', "Q1, alternative: needs a share."),
    ],
)
def test_addition_to_a_rule_without_a_rule_is_refused(without_a_rule, message):
    assert messages(garden_with(without_a_rule).replace('"residents"', '"register"')) == [message]


def test_mean_in_percent_is_refused():
    assert messages(garden_with('mean = {question = "Q2", from = "0-28"}')) == [
        'Q1, unit: "%" does not fit a mean; write the unit of the mean.'
    ]


def test_every_fault_is_listed_in_one_pass_and_sound_definitions_are_still_read():
    broken = GARDEN.replace("goal = 5", "goal = 8").replace("yes = [1]", "yes = [7]").replace('"up"', '"higher"')
    definitions, faults = read_definitions(broken + GARDEN.replace('code = "Q1"', 'code = "Q2"'), KNOWN)
    assert [fault.key for fault in faults] == ["goal", "direction", "share"]
    assert [indicator.code for indicator in definitions] == ["Q2"]


def test_code_used_twice_is_refused():
    assert messages(GARDEN + GARDEN) == ['Q1, code: "Q1" is already the code of an indicator above; give it another.']


def test_second_headline_of_a_goal_is_refused():
    first = GARDEN.replace("goal = 5", "goal = 5\nheadline = true")
    faults = messages(first + first.replace('code = "Q1"', 'code = "Q2"'))
    assert faults == ["Q2, headline: true but Q1 is already the headline of goal 5."]


def test_questions_go_unchecked_where_none_are_known():
    assert read_definitions(GARDEN.replace('question = "Q1"', 'question = "Z9"'))[1] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[indicator]\n", "line 1"),
        ("", "the file, indicator: has no [[indicator]]."),
        ('indicator = "A1"\n', "the file, indicator: must be written as [[indicator]]"),
        ("[bank]\n" + GARDEN, "the file, bank: is not used here"),
        (GARDEN.replace('code = "Q1"\n', ""), "indicator 1 of the file, code: is missing"),
    ],
)
def test_file_without_the_right_tables_is_refused(text, message):
    assert any(message in fault for fault in messages(text))


def test_example_of_the_documentation_can_be_loaded_on_that_of_the_questions_page():
    questions, _ = read_bank(example_of("questions.md"))
    known = {question.code: question.codes for question in questions}
    definitions, faults = read_definitions(example_of("indicators.md"), known)
    assert faults == []
    assert [indicator.is_share for indicator in definitions] == [True, False]


def test_documentation_explains_every_key():
    page = (PAGES / "indicators.md").read_text(encoding="utf-8")
    of_a_mean = ["question", "from", "values", "zero_if", "times", "questions", "at_least"]
    assert [key for key in [*KEYS, *of_a_mean] if f"`{key}`" not in page] == []
