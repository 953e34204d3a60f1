"""What single values of an export mean: no answer below zero, several labels in a row, labels in other languages."""

import pytest

from surveys.answers import BLANK, DONT_KNOW, REFUSED, pack_chosen
from surveys.mapping import ColumnUse
from surveys.reading.form_columns import form_columns
from surveys.reading.meanings import Misfit, answer_to
from surveys.reading.verdicts import approved, consent_of, tick_of
from surveys.tests.answer_files import Asked

SPORTS = [{"code": 1, "label": "Running"}, {"code": 2, "label": "Track running"}, {"code": 3, "label": "Track"}]
TOPICS = [
    {"code": 1, "label": "Sport, outdoors"},
    {"code": 2, "label": "Food"},
    {"code": 14, "label": "Don’t know yet"},
]


def meaning(question, text, use=ColumnUse("q")):  # noqa: B008
    return answer_to(question, use)(text)


@pytest.mark.parametrize(
    ("kind", "text", "packed"),
    [
        ("number", "-98", DONT_KNOW),
        ("number", "-99", REFUSED),
        ("number", "98", 98),
        ("count", "98", DONT_KNOW),
        ("count", "-98", DONT_KNOW),
        ("count", "0", 0),
        ("number", "", BLANK),
    ],
)
def test_no_answer_to_a_number_is_written_below_zero(kind, text, packed):
    assert meaning(Asked("Q1", kind, low=0, high=95 if kind == "count" else 30_000), text) == packed


def test_other_numbers_below_zero_are_faults():
    with pytest.raises(Misfit, match="Must be 0 to 30000"):
        meaning(Asked("Q1", "number", low=0, high=30_000), "-5")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Food Sport, outdoors", [1, 2]),
        ("Sport, outdoors Don't know yet Food", [1, 2, 14]),
        ("1 14", [1, 14]),
        ("1;2", [1, 2]),
        ("Food 1", [1, 2]),
        ("None of these", []),
        ("0", []),
    ],
)
def test_labels_or_codes_in_a_row_are_several_options(text, codes):
    assert meaning(Asked("L1", "multiple", TOPICS), text) == pack_chosen(codes)


@pytest.mark.parametrize(("text", "packed"), [("98", DONT_KNOW), ("Prefer not to say", REFUSED), ("", BLANK)])
def test_no_answer_to_several_options_is_not_none_of_them(text, packed):
    assert meaning(Asked("L1", "multiple", TOPICS), text) == packed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Track running", "Could be different options"),
        ("Running Track running", "Could be different options"),
        ("0 1", "none was chosen and that some were"),
        ("1 98", "Not an option"),
        ("Swimming", "Not an option"),
    ],
)
def test_row_of_labels_is_never_guessed(text, reason):
    with pytest.raises(Misfit, match=reason):
        meaning(Asked("L1", "multiple", SPORTS), text)


def test_label_of_two_options_is_no_answer():
    twice = [{"code": 1, "label": "Other"}, {"code": 2, "label": "other "}]

    with pytest.raises(Misfit):
        meaning(Asked("Q1", options=twice), "Other")
    assert meaning(Asked("Q1", options=twice), "2") == 2


def test_long_row_of_labels_is_read_in_good_time():
    question = Asked("L1", "multiple", [{"code": code, "label": f"a {code}"} for code in range(1, 15)])

    with pytest.raises(Misfit):
        meaning(question, " ".join(["a"] * 30_000))


@pytest.mark.parametrize(("text", "tick"), [("1", 1), ("TRUE", 1), ("0.0", 0), ("False", 0), ("", -1), ("n/a", -1)])
def test_tick_says_yes_no_or_nothing(text, tick):
    assert tick_of(text) == tick


@pytest.mark.parametrize(("text", "reason"), [("no", "refused"), ("", "not given"), ("perhaps", "Not known")])
def test_only_consent_that_was_given_is_consent(text, reason):
    with pytest.raises(Misfit, match=reason):
        consent_of(ColumnUse("consent"))(text)
    assert consent_of(ColumnUse("consent"))("Yes") is True
    assert consent_of(ColumnUse("consent", {"oui": True}))("Oui") is True


@pytest.mark.parametrize("text", ["", "Approved", "On Hold", "hasIssues", "validation_status_approved"])
def test_what_was_not_turned_down_is_kept(text):
    assert approved(text) is True


def test_columns_are_found_by_names_with_groups_and_by_labels_only_of_exports():
    asked = [Asked("R4", wording="Have you given help?"), Asked("L1", "multiple", TOPICS, wording="Which topics?")]
    headers = [
        "answers/section_1/R4",
        "answers-L1",
        "answers-L1/14",
        "L1.98",
        "Help/Have you given help?",
        "R41",
        "xL1/2",
    ]

    uses = form_columns(headers, asked)

    assert uses == {
        "R4": ColumnUse("answers/section_1/R4"),
        "L1": ColumnUse("answers-L1", choices={"answers-L1/14": 14, "L1.98": DONT_KNOW}),
    }
    assert form_columns(headers[4:5], asked) == {}
    assert form_columns(headers[4:5], asked, by_label=True)["R4"].column == headers[4]
