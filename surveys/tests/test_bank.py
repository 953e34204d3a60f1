"""The question bank: the menu as decided, and every fault of a file listed at once."""

import re
from pathlib import Path

import pytest

from surveys.bank import BANK_KEYS, QUESTION_KEYS, AskedIf, Option, bank_files, read_bank, shipped_questions
from surveys.tests.question_files import HEADING, QUESTION

QUESTIONS_PAGE = Path(__file__).parents[2] / "docs" / "data-formats" / "questions.md"

COUNT = """
[[question]]
code = "Q2"
kind = "count"
goal = 1
wording = "On how many days?"
source = "Panel, 2026"
high = 28
asked_if = {question = "Q1", is = [1]}
"""


def messages(text):
    return [str(fault) for fault in read_bank(text)[1]]


@pytest.fixture(scope="module")
def menu():
    return shipped_questions()


@pytest.mark.parametrize("path", bank_files(), ids=lambda path: path.name)
def test_shipped_file_has_no_fault(path):
    assert messages(path.read_text(encoding="utf-8")) == []


def test_menu_holds_every_question_of_the_handbook_and_ours(menu):
    residents = [f"R{number}" for number in range(1, 29)] + ["R28t", "H1", "X1", "Y1", "Y2"]
    organisations = [f"V{number}" for number in (1, 2, 3, 4, 6, 7, 8, 9, 10)] + [f"V5{part}" for part in "abcdefg"]
    agencies = [f"K{number}" for number in range(1, 11)]
    by_audience = {
        audience: {code for code, question in menu.items() if question.audience == audience}
        for audience in ("residents", "organisations", "agencies")
    }
    assert by_audience == {
        "residents": set(residents),
        "organisations": set(organisations),
        "agencies": set(agencies),
    }


@pytest.mark.parametrize(
    ("codes", "first_and_last"),
    [
        (["R1", "R2", "R3", "R4", "R6", "R7", "R8", "R12", "R13", "R19", "R20"], {1: "Yes", 2: "No"}),
        (["R21", "R22", "R26", "R28", "X1", "V4", "Y1"], {1: "Yes", 2: "No"}),
        (["Y2"], {1: "White", 4: "Black, Black British, Caribbean or African", 5: "Other ethnic group"}),
        (["R14", "R15", "R16", "R17", "R18", "V5a", "V5g"], {1: "Strongly agree", 5: "Strongly disagree"}),
        (["V3", "V6"], {1: "Very satisfied", 5: "Very dissatisfied"}),
        (["R5"], {1: "At least once a week", 3: "At least once every three months", 5: "Other"}),
        (["R9", "R10"], {1: "Every week", 2: "Every month", 4: "Never"}),
        (["R23"], {1: "At least once a month", 4: "Not at all"}),
        (["R24"], {1: "It has made it better", 2: "It has made no difference", 3: "It has made it worse"}),
        (["R25"], {1: "A great deal", 2: "Enough", 3: "Too little"}),
        (
            ["V1"],
            {1: "Very successful", 4: "Not at all successful", 5: "Neither successful nor unsuccessful"},
        ),
        (["V2"], {1: "Very confident", 4: "Not at all confident", 5: "Neither confident nor unconfident"}),
        (["V7"], {1: "Very positive influence", 5: "Very negative influence"}),
        (["V10"], {1: "No income", 3: "£5,000 to £10,000", 5: "Over £100,000"}),
    ],
)
def test_codes_mean_what_the_indicators_count(menu, codes, first_and_last):
    for code in codes:
        labels = dict(menu[code].options)
        assert {answer: labels[answer] for answer in first_and_last} == first_and_last
        assert min(labels) == 1
        assert max(labels) == max(first_and_last)


@pytest.mark.parametrize(
    ("code", "kind", "high"),
    [
        ("R11", "count", 95),
        ("R27", "count", 95),
        ("H1", "count", 95),
        ("V8", "number", 30000),
        ("V9", "number", 30000),
    ],
)
def test_counts_stop_below_the_reserved_codes_and_numbers_do_not(menu, code, kind, high):
    assert (menu[code].kind, menu[code].low, menu[code].high) == (kind, 0, high)


def test_follow_ups_are_put_only_to_those_concerned(menu):
    routed = {code: question.asked_if for code, question in menu.items() if question.asked_if}
    assert routed == {
        "R5": AskedIf("R4", (1,)),
        "H1": AskedIf("R4", (1,)),
        "R24": AskedIf("R23", (1, 2, 3)),
        "R28t": AskedIf("R28", (1,)),
        "K6": AskedIf("K5", (1,)),
        "K10": AskedIf("K9", (1,)),
    }


@pytest.mark.parametrize(
    ("code", "source", "licence"),
    [
        ("R1", "Harmonised Question Set, Office for National Statistics, 2003", "Open Government Licence"),
        ("R12", "Citizenship Survey", "Open Government Licence"),
        ("R14", "Understanding Society", "not Crown copyright"),
        ("R19", "General Household Survey", "Open Government Licence"),
        ("R23", "Health Empowerment Leverage Project", "Our own wording"),
        ("V7", "National Survey of Charities and Social Enterprises", "Open Government Licence"),
        ("X1", "Foothold", "Ours"),
        ("K1", "Foothold", "Ours"),
        ("Y1", "Government Statistical Service", "Open Government Licence"),
        ("Y2", "Census 2021", "Open Government Licence"),
    ],
)
def test_each_source_is_credited_with_its_terms(menu, code, source, licence):
    assert source in menu[code].source
    assert licence in menu[code].licence


@pytest.mark.parametrize("code", ["R9", "R10", "R18", "R22", "V5a", "V10", "Y2"])
def test_adapted_wording_says_so(menu, code):
    assert menu[code].modified


@pytest.mark.parametrize("code", ["R1", "R4", "R7", "R11", "R19", "V1", "V7", "Y1"])
def test_published_wording_is_not_called_adapted(menu, code):
    assert not menu[code].modified


def test_question_is_read_with_its_keys_and_defaults():
    questions, faults = read_bank(HEADING + QUESTION + COUNT)
    assert faults == []
    first, second = questions
    assert first.options == (Option(1, "Yes"), Option(2, "No"))
    assert (first.hint, first.licence, first.modified, first.audience) == ("", "Ours", False, "residents")
    assert (second.low, second.high, second.asked_if) == (0, 28, AskedIf("Q1", (1,)))
    assert 28 in second.codes
    assert 29 not in second.codes


def test_question_with_a_licence_of_its_own_keeps_it():
    questions, _ = read_bank(HEADING + QUESTION + 'licence = "By permission"\n')
    assert questions[0].licence == "By permission"


def test_routing_may_point_to_a_known_question_of_another_file(menu):
    local = HEADING + COUNT.replace('"Q1"', '"R4"')
    assert read_bank(local)[1]
    assert read_bank(local, known=menu)[1] == []


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        (
            'kind = "single"',
            'kind = "several"',
            'Q1, kind: "several" is not known; write one of single, multiple, count,',
        ),
        ('code = "Q2"', 'code = "q2"', 'q2, code: "q2" must be capital letters'),
        ('wording = "Do you garden?"', "", "Q1, wording: is missing"),
        ('wording = "Do you garden?"', 'wording = " "', "is empty; write it out."),
        ('wording = "Do you garden?"', "wording = 3", "Q1, wording: 3 is not text"),
        ('source = "Panel, 2026"', "", "Q1, source: is missing"),
        ("goal = 1", "goal = 7", "Q1, goal: 7 must be a whole number from 0 to 6."),
        ("goal = 1", "goal = true", "Q1, goal: true must be a whole number from 0 to 6."),
        ("goal = 1", "goal = 1\nmodified = 1", "Q1, modified: 1 must be true or false"),
        ("goal = 1", 'goal = 1\ntheme = "green"', 'Q1, theme: "green" is not a key used here'),
        ("goal = 1", "goal = 1\nhigh = 4", "Q1, high: 4 is not a key used here"),
        ("code = 2", "code = 1", "Q1, options: 1 is the code of more than one option."),
        ("code = 2", "code = 98", 'Q1, options: 98 is kept for "don\'t know"'),
        ("code = 2", "code = 99", 'Q1, options: 99 is kept for "refused"'),
        ("code = 2", "code = 96", 'Q1, options: 96 is kept for "not asked"'),
        ("code = 2", "code = 100", 'Q1, options: 100 must be from 0 to 95, or 97 for "other".'),
        ("code = 2", "code = -1", "Q1, options: -1 must be from 0 to 95"),
        ("code = 2", 'code = "2"', 'Q1, options: "2" is not a whole number.'),
        ('label = "No"', 'label = ""', "Q1, options: 2 needs a label in words"),
        (
            ', {code = 2, label = "No"}',
            "",
            'Q1, options: [{code = 1, label = "Yes"}] must list at least two',
        ),
        (', label = "No"', "", "Q1, options: {code = 2} must have a code and a label and nothing else."),
        ('code = "Q2"', 'code = "Q1"', 'Q1, code: "Q1" is already the code of a question above'),
        ("high = 28", "", "Q2, high: is missing"),
        ("high = 28", "high = 96", "Q2, high: 96 must be a whole number from 0 to 95."),
        ("high = 28", "low = 30\nhigh = 28", "Q2, low: 30 is above high, which is 28."),
        ('question = "Q1"', 'question = "Q9"', 'Q2, asked_if: "Q9" is not a question above this one'),
        ('question = "Q1"', 'question = "Q2"', 'Q2, asked_if: "Q2" is not a question above this one'),
        ("is = [1]", "is = [3]", "Q2, asked_if: 3 is not an answer that Q1 can have."),
        ("is = [1]", "is = []", "names no answer of Q1"),
        ("is = [1]", 'is = ["2-1"]', "must run upwards"),
        ("is = [1]", 'is = ["some"]', "must be a range of whole numbers"),
        ("is = [1]", "was = [1]", "must be written as {question"),
        ('audience = "residents"', 'audience = "children"', '[bank], audience: "children" is not known'),
        ('licence = "Ours"', "", "[bank], licence: is missing"),
        ('title = "Panel"', 'title = "Panel"\nyear = 2026', "[bank], year: 2026 is not a key used here"),
    ],
)
def test_fault_names_question_key_value_and_reason(written, instead, message):
    text = HEADING + QUESTION + COUNT
    assert written in text
    faults = messages(text.replace(written, instead, 1))
    assert len(faults) == 1
    assert message in faults[0]


def test_every_fault_is_listed_in_one_pass_and_sound_questions_are_still_read():
    text = HEADING + QUESTION.replace("goal = 1", "goal = 9").replace("code = 2", "code = 99")
    text += QUESTION.replace('"Q1"', '"Q3"') + COUNT.replace("high = 28", "high = 400").replace("[1]", "[7]")
    questions, faults = read_bank(text)
    assert [(fault.where, fault.key) for fault in faults] == [
        ("Q1", "goal"),
        ("Q1", "options"),
        ("Q2", "high"),
    ]
    assert [question.code for question in questions] == ["Q3"]


def test_option_97_is_an_other_that_can_be_chosen():
    questions, faults = read_bank(HEADING + QUESTION.replace("code = 2", "code = 97"))
    assert faults == []
    assert 97 in questions[0].codes


def test_text_that_is_not_toml_is_refused_with_its_line():
    questions, faults = read_bank('[bank]\ntitle = "Panel\n')
    assert questions == []
    assert re.search(r"not valid TOML.*line 2", str(faults[0]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file, bank: has no [bank]"),
        (HEADING, "the file, question: has no [[question]]."),
        (HEADING + '[question]\ncode = "Q1"\n', "the file, question: must be written as [[question]]"),
        ("[extra]\n" + HEADING + QUESTION, "the file, extra: is not used here"),
    ],
)
def test_file_without_the_right_tables_is_refused(text, message):
    assert any(message in fault for fault in messages(text))


def test_file_saved_with_a_byte_order_mark_is_read():
    assert messages("\ufeff" + HEADING + QUESTION) == []


def test_example_of_the_documentation_can_be_loaded():
    example = re.search(r"```toml\n(.*?)```", QUESTIONS_PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    questions, faults = read_bank(example)
    assert faults == []
    assert [question.kind for question in questions] == ["single", "count", "text"]


def test_documentation_explains_every_key():
    page = QUESTIONS_PAGE.read_text(encoding="utf-8")
    keys = [*BANK_KEYS, *QUESTION_KEYS, "options", "low", "high", "asked_if"]
    assert [key for key in keys if f"| `{key}` |" not in page] == []
