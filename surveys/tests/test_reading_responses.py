"""Columns read as answers: what every value means, and every fault that sets a row aside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.reading import faults
from commissioning.reading.files import read_table
from commissioning.tests.table_files import csv_of
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED
from surveys.mapping import ColumnUse, Mapping
from surveys.reading.responses import day_text, read_responses
from surveys.tests.answer_files import EASTERBY, QUAYSIDE, Asked, fieldwork

ALL = {code: ColumnUse(code) for code in ("R4", "R5", "R11", "V9", "R28t")}
AREA = ColumnUse("area")


def read(*rows, field=None, **mapping):
    """The Reading of a CSV; without other word, the area is in `area` and every question under its code."""
    table = read_table(csv_of(*rows))
    mapping = {"area": AREA, "questions": {c: use for c, use in ALL.items() if c in table.headers}} | mapping
    return read_responses(table, Mapping(**mapping), field or fieldwork())


def answer(value, code="R4", use=None, field=None):
    """The packed answer that one value becomes, or the reason why it is a fault."""
    cell = '"' + value.replace('"', '""') + '"'
    reading = read(f"area,{code}", f"W01,{cell}", questions={code: use or ColumnUse(code)}, field=field)
    if reading.faults:
        return reading.faults[0].reason
    return int(reading.answers[0, [q.code for q in fieldwork().packed].index(code)])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1", 1),
        ("2.0", 2),
        ("02", 2),
        (" yes ", 1),
        ("NO", 2),
        ("", BLANK),
        ("98", DONT_KNOW),
        ("99", REFUSED),
    ]
    + [("Don’t know", DONT_KNOW), ("prefer not to say", REFUSED), ("n/a", NOT_ASKED), ("96", NOT_ASKED)],
)
def test_option_is_read_from_code_label_or_word(value, code):
    assert answer(value) == code


@pytest.mark.parametrize("value", ["3", "97", "often", "1.5", "-1"])
def test_option_that_does_not_exist_is_a_fault_naming_those_that_do(value):
    assert answer(value) == "Not an option. Use 1, 2, 98 or 99."


def test_option_list_is_written_as_a_range():
    assert answer("often", "R5") == "Not an option. Use 1 to 3, 98 or 99."


@pytest.mark.parametrize(
    ("value", "result"),
    [("0", 0), ("95", 95), ("", BLANK), ("98", DONT_KNOW), ("99.0", REFUSED), ("refused", REFUSED)]
    + [("97", "Must be 0 to 95."), ("250", "Must be 0 to 95. Was 25 meant?"), ("-1", "Must be 0 to 95.")]
    + [
        ("2.5", "Not a whole number. Use 0 to 95, 98 or 99."),
        ("1,234", "Not a whole number. Use 0 to 95, 98 or 99."),
    ],
)
def test_count_keeps_zero_blank_and_reserved_codes_apart(value, result):
    assert answer(value, "R11") == result


@pytest.mark.parametrize(
    ("value", "result"),
    [("98", 98), ("1,234", 1234), ("30000", 30_000), ("don't know", DONT_KNOW), ("", BLANK)]
    + [("30001", "Must be 0 to 30000."), ("many", "Not a whole number. Use 0 to 30000.")],
)
def test_number_has_no_reserved_codes(value, result):
    assert answer(value, "V9") == result


def test_codes_of_a_mapping_replace_the_options():
    use = ColumnUse("R4", codes={"0": 2, "ja": 1}, missing={"9": DONT_KNOW, "998": REFUSED})
    assert [answer(value, use=use) for value in ("0.0", "JA", "9", "998", "")] == [
        2,
        1,
        DONT_KNOW,
        REFUSED,
        BLANK,
    ]
    assert answer("1", use=use) == "Not among the values that the mapping translates: 0, ja, 9 or 998."
    assert answer("98", use=use).startswith("Not among")


def test_codes_of_a_mapping_may_add_to_the_options():
    use = ColumnUse("R4", codes={"ja": 1}, missing={"9": DONT_KNOW}, keep_options=True)
    assert [answer(value, use=use) for value in ("ja", "no", "2", "9", "98")] == [
        1,
        2,
        2,
        DONT_KNOW,
        DONT_KNOW,
    ]


def test_missing_values_of_a_mapping_replace_the_reserved_codes():
    use = ColumnUse("R11", missing={"98": REFUSED, "9": DONT_KNOW})
    assert [answer(value, "R11", use) for value in ("98", "9", "8")] == [REFUSED, DONT_KNOW, 8]
    assert answer("99", "R11", use) == "Must be 0 to 95."


def test_words_are_kept_apart_from_packed_answers():
    reading = read("area,R28t", "W01,More groups", "W01,", "W01,n/a", field=fieldwork())
    assert reading.words == {0: [("R28t", "More groups")]}
    assert reading.answers.shape == (3, 4)


def test_question_without_a_column_is_not_asked():
    reading = read("area,R4", "W01,1")
    assert reading.answers[0].tolist() == [1, NOT_ASKED, NOT_ASKED, NOT_ASKED]


def test_area_is_found_by_code_name_or_small_area():
    rows = ("W01", "quayside", " Easterby and  Docks", "EASTERBY & DOCKS", "e01000001")
    reading = read("area,R4", *[f"{row},1" for row in rows])
    assert reading.sample.tolist() == [QUAYSIDE, QUAYSIDE, EASTERBY, EASTERBY, QUAYSIDE]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "Missing: every row needs its area."),
        ("E01099412", "Not in any neighbourhood of this wave."),
        ("Marram", "This neighbourhood is not part of this wave."),
        ("Newtown", "Several neighbourhoods have this name: use the code."),
    ],
)
def test_area_that_cannot_be_placed_is_a_fault(value, reason):
    assert read("area,R4", f"{value},1").faults == [(2, "area", value, reason)]


def test_area_codes_of_a_mapping_lead_to_neighbourhoods():
    reading = read("area,R4", "1580.0,1", area=ColumnUse("area", {"1580": "W02"}))
    assert reading.sample.tolist() == [EASTERBY]


def test_area_may_be_one_for_all_rows():
    assert read("R4", "1", "2", area=None, everywhere="W02").sample.tolist() == [EASTERBY, EASTERBY]


@pytest.mark.parametrize(
    ("value", "sex"),
    [("1", 1), ("2.0", 2), ("Male", 1), ("woman", 2), ("", 0), ("refused", 0), ("99", 0), ("Other", 0)],
)
def test_sex_is_read_or_unknown(value, sex):
    assert read("area,sex,R4", f"W01,{value},1", sex=ColumnUse("sex")).sex.tolist() == [sex]


def test_sex_that_is_not_known_is_a_fault_and_codes_can_turn_it_round():
    assert "male, female, 1 or 2" in read("area,s,R4", "W01,3,1", sex=ColumnUse("s")).faults[0].reason
    turned = read("area,s,R4", "W01,1,1", "W01,2,1", sex=ColumnUse("s", {"1": 2, "2": 1}))
    assert turned.sex.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("age", "band"),
    [("16", 1), ("24", 1), ("25", 2), ("44", 2), ("45", 3), ("64", 3), ("65", 4), ("120", 4), ("", 0)],
)
def test_age_falls_in_its_band(age, band):
    assert read("area,age,R4", f"W01,{age},1", age=ColumnUse("age")).band.tolist() == [band]


@pytest.mark.parametrize(
    ("age", "reason"),
    [
        ("14", "Under 16: outside this survey."),
        ("0", "Under 16: outside this survey."),
        ("998", "Must be 16 to 120. If it stands for no answer, list it as missing."),
        ("-1", "Must be 16 to 120. If it stands for no answer, list it as missing."),
        ("old", "Not an age in whole years."),
        ("30.5", "Not an age in whole years."),
    ],
)
def test_age_outside_the_survey_is_a_fault(age, reason):
    assert read("area,age,R4", f"W01,{age},1", age=ColumnUse("age")).faults[0].reason == reason


def test_age_codes_for_no_answer_are_unknown():
    use = ColumnUse("age", missing={"998": 0, "-1": 0})
    assert read("area,age,R4", "W01,998.0,1", "W01,-1,1", age=use).band.tolist() == [0, 0]


def test_age_band_is_read_by_code_label_or_translation():
    use = ColumnUse("b", {"iii": 3})
    bands = ["16-24", "25 to 44", "16–24", "65+", "65 and over", "iii", ""]
    assert read("area,b,R4", *[f"W01,{b},1" for b in bands], age_band=use).band.tolist() == [
        1,
        2,
        1,
        4,
        4,
        3,
        0,
    ]
    assert "16-24, 25-44, 45-64 or 65+" in read("area,b,R4", "W01,18-30,1", age_band=use).faults[0].reason


@pytest.mark.parametrize(
    ("weight", "reason"),
    [
        ("", "Missing: every row needs its weight."),
        ("0", "A weight must be above zero."),
        ("-1.5", "A weight must be above zero."),
        ("nan", "Not a number. Write weights with a decimal point, such as 1.25."),
        ("1_0", "Not a number. Write weights with a decimal point, such as 1.25."),
        ("1e999", "Not a number. Write weights with a decimal point, such as 1.25."),
        ('"1,25"', "Not a number. Write weights with a decimal point, such as 1.25."),
    ],
)
def test_weight_that_is_no_number_above_zero_is_a_fault(weight, reason):
    assert read("area,w,R4", f"W01,{weight},1", weight="w").faults[0].reason == reason


def test_weight_may_have_a_decimal_comma_where_semicolons_separate():
    assert read("area;w;R4", "W01;1,25;1", weight="w").weight.tolist() == [1.25]
    assert read("area,w,R4", "W01,1.5e-1,1", weight="w").weight.tolist() == [0.15]


@pytest.mark.parametrize(
    "written",
    ["2024-07-02", "2024-07-02T09:14:00.000+01:00", "02/07/2024", "2.7.2024", "2 July 2024", "02/07/24"],
)
def test_date_is_read_day_first(written):
    assert day_text(int(read("area,on,R4", f"W01,{written},1", date="on").day[0])) == "2024-07-02"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("07/31/2024", "Not a date such as 2026-11-22 or 22/11/2026."),
        ("2024-02-30", "Not a date such as 2026-11-22 or 22/11/2026."),
        ("45474", "Not a date such as 2026-11-22 or 22/11/2026."),
        ("2025-01-16", "Lies in the future."),
        ("2022-07-02", "More than a year away from this wave (1 July 2024 to 31 July 2024)."),
    ],
)
def test_date_that_cannot_be_is_a_fault(written, reason):
    assert read("area,on,R4", f"W01,{written},1", date="on").faults[0].reason == reason


def test_date_near_the_wave_is_kept_and_counted():
    reading = read("area,on,R4", "W01,2024-08-20,1", "W01,2024-07-20,1", "W01,,1", date="on")
    assert (len(reading.key), reading.outside_dates) == (3, 1)
    assert [day_text(int(day)) for day in reading.day] == ["2024-08-20", "2024-07-20", None]


def test_date_in_a_named_form_is_read_in_that_alone():
    assert read("area,on,R4", "W01,07/02/2024,1", date="on", date_format="%m/%d/%Y").day.tolist() == [739069]
    assert (
        read("area,on,R4", "W01,2024-07-02,1", date="on", date_format="%m/%d/%Y").faults[0].reason
        == "Not the form %m/%d/%Y."
    )


def test_mode_is_read_or_a_file():
    use = ColumnUse("m", {"capi": "interview"})
    assert read("area,m,R4", "W01,CAPI,1", "W01,online,1", "W01,,1", mode=use).mode == [
        "interview",
        "link",
        "file",
    ]
    assert read("area,m,R4", "W01,pigeon,1", mode=use).faults[0].column == "m"


def test_routing_turns_a_blank_into_not_asked_only_where_the_question_was_ruled_out():
    reading = read("area,R4,R5", "W01,2,", "W01,1,", "W01,,", "W01,98,", "W01,1,2")
    assert reading.answers[:, 1].tolist() == [NOT_ASKED, BLANK, BLANK, NOT_ASKED, 2]


def test_routing_answer_after_no_is_a_fault():
    reading = read("area,R4,q5", "W01,2,3", "W01,,3", questions={"R4": ALL["R4"], "R5": ColumnUse("q5")})
    assert reading.faults == [(2, "q5 (R5)", "3", "R4 is “No”, so R5 should be blank.")]
    assert reading.answers.tolist()[0][:2] == [BLANK, 3]


def test_routing_is_not_judged_without_the_question_that_decides():
    assert read("area,R5", "W01,3").answers[0, :2].tolist() == [NOT_ASKED, 3]


def test_routing_reaches_words():
    written = [
        Asked("R4", options=fieldwork().questions[0].options),
        Asked("T", "text", asked_if={"question": "R4", "is": [1]}),
    ]
    reading = read(
        "area,R4,T",
        "W01,2,why",
        questions={c: ColumnUse(c) for c in ["R4", "T"]},
        field=fieldwork(questions=written),
    )
    assert reading.faults[0].reason == "R4 is “No”, so T should be blank."


def test_routing_passes_on_through_questions_that_were_ruled_out():
    options = fieldwork().questions[0].options
    chain = [Asked("A", options=options), Asked("B", options=options, asked_if={"question": "A", "is": [1]})]
    chain.append(Asked("C", options=options, asked_if={"question": "B", "is": [1]}))
    reading = read(
        "area,A,B,C", "W01,2,,", questions={c: ColumnUse(c) for c in "ABC"}, field=fieldwork(questions=chain)
    )
    assert reading.answers[0].tolist() == [2, NOT_ASKED, NOT_ASKED]


def test_every_fault_of_a_row_is_listed_and_only_that_row_is_set_aside():
    reading = read("area,age,R4,R11", "W01,30,1,4", "X,14,7,250", "W02,40,2,0", age=ColumnUse("age"))
    assert [(fault.row, fault.column) for fault in reading.faults] == [
        (3, "area"),
        (3, "age"),
        (3, "R4"),
        (3, "R11"),
    ]
    assert (reading.rows, reading.set_aside, reading.row_numbers.tolist()) == (3, 1, [2, 4])


def test_misshapen_rows_are_counted_with_those_set_aside():
    reading = read("area,R4", "W01", "W01,1", "W01,3")
    assert (reading.rows, reading.set_aside, len(reading.key)) == (3, 2, 1)
    assert [fault.row for fault in reading.faults] == [2, 4]


def test_same_id_twice_is_passed_over_where_it_says_the_same_and_a_fault_where_not():
    reading = read("id,area,R4", "N1,W01,1", "N1,W01,1", "N1,W01,2", "1.0,W01,1", "1,W01,1", id="id")
    assert (len(reading.key), reading.repeated, reading.set_aside) == (2, 2, 1)
    assert reading.faults == [(4, "id", "N1", "Same ID as row 2, different answers.")]


def test_id_whose_first_row_is_faulty_may_come_again():
    reading = read("id,area,R4", "N1,W01,9", "N1,W01,1", id="id")
    assert [fault.row for fault in reading.faults] == [2]
    assert reading.row_numbers.tolist() == [3]


def test_missing_id_is_a_fault():
    assert read("id,area,R4", ",W01,1", id="id").faults == [(2, "id", "", "Missing: every row needs its ID.")]


def test_rows_without_ids_are_told_apart_by_what_they_say_and_how_often():
    first = read("area,age,R4", "W01,30,1", "W01,30,1", "W01,31,1", age=ColumnUse("age"))
    again = read("R4,area,remark,age", "Yes,quayside,x,31", "1,W01,y,30", "1.0,W01,,30", age=ColumnUse("age"))
    assert len(set(first.key)) == 3
    assert set(first.key) == set(again.key)


def test_fault_list_stops_but_the_count_and_the_setting_aside_go_on(monkeypatch):
    monkeypatch.setattr(faults, "MOST_LISTED", 3)
    reading = read("area,R4", *["W01,9"] * 5)
    assert (len(reading.faults), reading.faults_total, reading.set_aside) == (3, 5, 5)


def packed_people():
    """Rows of packed answers to R4, R5, R11, V9 that keep to the routing."""
    missing = [BLANK, DONT_KNOW, REFUSED]
    r4 = st.sampled_from([1, 2, *missing, NOT_ASKED])
    r5 = st.sampled_from([1, 2, 3, *missing])
    r11 = st.integers(0, 95) | st.sampled_from([*missing, NOT_ASKED])
    v9 = st.integers(0, 30_000) | st.sampled_from([*missing, NOT_ASKED])

    def routed(person):
        return (person[0], person[1] if person[0] in (1, BLANK) else NOT_ASKED, *person[2:])

    return st.lists(st.tuples(r4, r5, r11, v9).map(routed), min_size=1, max_size=30)


WRITTEN = {BLANK: "", NOT_ASKED: "not asked", DONT_KNOW: "don't know", REFUSED: "refused"}


@given(packed_people())
def test_packed_answers_written_as_csv_come_back_unchanged(people):
    rows = [",".join(["W01", *(WRITTEN.get(value, str(value)) for value in person)]) for person in people]
    reading = read("area,R4,R5,R11,V9", *rows)
    assert not reading.faults
    assert np.array_equal(reading.answers, people)
