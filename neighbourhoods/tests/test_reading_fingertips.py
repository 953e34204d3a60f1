"""Public health profiles: what is read of a Fingertips download, what is left out, and each trap."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.reading.fingertips import HEADINGS, read_fingertips
from neighbourhoods.reading.health_periods import health_period
from neighbourhoods.reading.periods import NotAPeriod
from neighbourhoods.tests.area_file_texts import FINGERTIPS, FINGERTIPS_HEADINGS, NORTH, PLACES, SOUTH

ROW = {
    "Indicator ID": "9001",
    "Indicator Name": "Good health",
    "Area Code": NORTH,
    "Area Name": "Quay North",
    "Area Type": "Wards",
    "Sex": "Persons",
    "Age": "All ages",
    "Time period": "2021",
    "Value": "74.2",
    "Time period Sortable": "20210000",
}


def written(*rows, headings=None, separator=","):
    """The bytes of a download with these rows, each a dict of what differs from ROW."""
    text = io.StringIO()
    headings = headings or FINGERTIPS_HEADINGS.split(",")
    writer = csv.DictWriter(text, headings, restval="", extrasaction="ignore", delimiter=separator)
    writer.writeheader()
    writer.writerows(ROW | row for row in rows)
    return text.getvalue().encode()


def read(*rows, **layout):
    return read_fingertips(written(*rows, **layout), PLACES)


def only_fault(*rows, **layout):
    [fault] = read(*rows, **layout).faults
    return fault


def test_figures_of_the_programmes_wards_are_read_with_interval_count_and_period():
    reading = read_fingertips(FINGERTIPS.encode(), PLACES)
    assert reading.faults == []
    north, south, women, admissions = reading.rows
    assert (north.ward, north.value, north.low, north.high) == (NORTH, 74.25, 72.1, 76.3)
    assert (north.count, north.denominator, north.note) == (1485, 2000, "")
    assert (north.as_of, north.period, north.unit) == (date(2021, 12, 31), "2021", "%")
    assert north.label == "Good health, self-reported (%) (Persons, All ages)"
    assert (south.value, south.low, south.count, south.note) == (0, 0, 0, "Value estimated")
    assert (women.low, women.high, women.count, women.denominator) == (None, None, None, None)
    assert (admissions.value, admissions.as_of, admissions.period) == (1234.5, date(2021, 3, 31), "2018/19 - 20/21")


def test_sex_age_category_and_length_of_period_are_measures_of_their_own():
    reading = read(
        {},
        {"Sex": "Female"},
        {"Age": "75+ yrs"},
        {"Age": "<75 yrs"},
        {"Age": "75 yrs"},
        {"Category Type": "Deprivation", "Category": "Most deprived"},
        {"Time period": "2019 - 21", "Time period Sortable": "20190000"},
        {"Indicator ID": "9002"},
    )
    assert reading.faults == []
    measures = [row.measure for row in reading.rows]
    assert len(set(measures)) == 8
    assert measures[:3] == [
        "fingertips-9001-persons-all-ages",
        "fingertips-9001-female-all-ages",
        "fingertips-9001-persons-75-plus-yrs",
    ]
    assert reading.rows[6].label == "Good health (Persons, All ages, 3 years together)"


def test_measure_stays_the_same_when_the_indicator_is_renamed_or_the_range_is_not_told():
    older = [heading for heading in FINGERTIPS_HEADINGS.split(",") if heading != "Time period range"]
    [one] = read({"Time period range": "1y"}).rows
    [other] = read({"Indicator Name": "Very good health"}, headings=older).rows
    assert one.measure == other.measure


def test_rows_about_other_areas_are_left_out_and_counted_by_their_type():
    reading = read_fingertips(FINGERTIPS.encode(), PLACES)
    assert reading.left_out == 2
    assert reading.elsewhere == {"England": 1, "Districts": 1}


def test_rows_about_other_areas_may_hold_whatever_they_like():
    reading = read({}, {"Area Code": "E92000001", "Value": "<b>", "Time period": "never"})
    assert (reading.faults, len(reading.rows)) == ([], 1)


@pytest.mark.parametrize(
    "row",
    [
        {"Value": ""},
        {"Value": "*"},
        {"Value": "NA"},
        {"Value": "0", "Count": "0", "Value note": "Value suppressed for disclosure control due to small count"},
        {"Value": "12", "Value note": "Value not published for data quality reasons"},
        {"Value": "0", "Value note": "Value missing in source data"},
        {"Value": "0", "Value note": "Value cannot be calculated as number of cases is too small"},
    ],
)
def test_figure_that_is_not_published_is_unknown_and_never_nought(row):
    reading = read(row, {"Area Code": SOUTH})
    assert (reading.faults, reading.unknown) == ([], 1)
    assert [kept.ward for kept in reading.rows] == [SOUTH]


def test_note_beside_a_published_figure_is_kept_with_it():
    note = "Aggregated from all known lower geography values"
    [row] = read({"Value note": note}).rows
    assert (row.value, row.note) == (74.2, note)


def test_same_figure_under_two_parents_is_one_and_is_counted():
    reading = read({"Parent Code": "E07000001"}, {"Parent Code": "E92000001"})
    assert (len(reading.rows), reading.repeated, reading.faults) == (1, 1, [])


def test_another_figure_for_the_same_area_group_and_period_is_a_fault():
    fault = only_fault({}, {"Value": "75"})
    assert (fault.line, fault.column, fault.value) == (3, "Area Code", NORTH)
    assert "line 2" in fault.reason


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"Value": "high"}, "Value", "not a number"),
        ({"Value": "74%"}, "Value", "without %"),
        ({"Count": "-3"}, "Count", "below 0"),
        ({"Lower CI 95.0 limit": "80", "Upper CI 95.0 limit": "70"}, "Lower CI 95.0 limit", "above the upper, 70"),
        ({"Time period": "lately"}, "Time period", "not a period"),
        ({"Time period": "2021" * 20}, "Time period", "longer than 40"),
        ({"Time period Sortable": "20190000"}, "Time period", "begins in 2019, the period in 2021"),
        ({"Time period Sortable": "soon"}, "Time period", "year and four digits"),
        ({"Indicator ID": "A1"}, "Indicator ID", "not the number of an indicator"),
        ({"Indicator Name": ""}, "Indicator Name", "name of the indicator is missing"),
    ],
)
def test_row_that_cannot_be_read_is_a_fault_with_its_line_and_column(row, column, words):
    fault = only_fault({"Area Code": SOUTH}, row)
    assert (fault.line, fault.column) == (3, column)
    assert words in fault.reason


def test_every_fault_of_a_file_is_told_at_once():
    assert len(read({"Value": "a"}, {"Area Code": SOUTH, "Value": "b", "Count": "d"}).faults) == 3


def test_wrong_file_is_told_by_the_columns_it_lacks():
    faults = read_fingertips(b"area_code,indicator,period,value\nE05000001,x,2020,1\n", PLACES).faults
    assert {fault.column for fault in faults} == {"Indicator ID", "Indicator Name", "Area Code", "Time period"}
    assert "The file's columns are: “area_code”" in faults[0].reason


def test_file_without_a_row_says_so():
    assert only_fault().reason == "The file has no rows below the headings."


def test_file_about_other_areas_only_says_what_it_is_about():
    fault = only_fault({"Area Code": "E12000001", "Area Name": "North East", "Area Type": "Regions"})
    assert fault.reason.startswith("No row is about one of the wards of 2017 that this programme uses.")
    assert "The file is about other areas: Regions." in fault.reason


def test_file_with_wards_of_another_year_names_the_codes_that_differ():
    reason = only_fault({"Area Code": "E05012345", "Area Name": "quay north"}).reason
    assert "It has quay north as E05012345, the programme as E05000001" in reason


def test_older_download_without_the_later_columns_is_read():
    older = ["Indicator ID", "Indicator Name", "Area Code", "Time period", "Value", "Lower CI limit", "Upper CI limit"]
    [row] = read({"Lower CI limit": "70", "Upper CI limit": "78"}, headings=older).rows
    assert (row.value, row.low, row.high, row.count) == (74.2, 70, 78, None)
    assert (row.measure, row.label) == ("fingertips-9001", "Good health")


def test_long_name_of_an_indicator_gives_way_to_who_it_is_of():
    [row] = read({"Indicator Name": "Long " * 60}).rows
    assert len(row.label) <= 200
    assert row.label.endswith("… (Persons, All ages)")


@pytest.mark.parametrize(
    ("text", "sortable", "ends", "length"),
    [
        ("2019", "20190000", date(2019, 12, 31), ""),
        ("2018/19", "20180000", date(2019, 3, 31), ""),
        ("2099/00", "20990000", date(2100, 3, 31), ""),
        ("2016 - 18", "20160000", date(2018, 12, 31), "3y"),
        ("2016 – 18", "", date(2018, 12, 31), "3y"),
        ("2011 - 12", "20110000", date(2012, 12, 31), "2y"),
        ("2016/17 - 18/19", "20160000", date(2019, 3, 31), "3y"),
        ("2020 Q1", "20200100", date(2020, 3, 31), "q"),
        ("2020/21 Q1", "20200100", date(2020, 6, 30), "q"),
        ("2020/21 Q4", "20200400", date(2021, 3, 31), "q"),
        ("Feb 2020", "20200200", date(2020, 2, 29), "m"),
        ("2022-06-30", "", date(2022, 6, 30), ""),
    ],
)
def test_period_ends_on_its_last_day(text, sortable, ends, length):
    assert health_period(text, sortable)[1:] == (ends, length)


def test_words_that_say_nothing_are_dated_by_their_first_year_and_length():
    assert health_period("Combined", "20180000", "3y")[1:] == (date(2020, 12, 31), "3y")
    with pytest.raises(NotAPeriod):
        health_period("Combined", "20180000")


@pytest.mark.parametrize("text", ["", "2019/19", "2018 - 17", "0000", "9999", "2020 Q5", "Foo 2020", "1/2/2020"])
def test_period_that_cannot_be_dated_is_refused(text):
    with pytest.raises(NotAPeriod):
        health_period(text)


@given(first=st.integers(1900, 2099), years=st.integers(1, 20), financial=st.booleans())
def test_period_of_any_years_ends_when_they_end(first, years, financial):
    last = first + years - 1
    if financial:
        parts = [f"{year}/{(year + 1) % 100:02}" for year in (first, last)]
        text = parts[0] if years == 1 else f"{parts[0]} - {parts[1][2:]}"
        ends = date(last + 1, 3, 31)
    else:
        text, ends = (str(first) if years == 1 else f"{first} - {last % 100:02}"), date(last, 12, 31)
    assert health_period(text, f"{first}0000") == (first, ends, "" if years == 1 else f"{years}y")


NUMBERS = st.decimals(0, 10**7, places=2)
GROUPS = st.tuples(
    st.integers(1, 99999),
    st.sampled_from(["Persons", "Male", "Female"]),
    st.sampled_from(["All ages", "65+ yrs", "<65 yrs", "65-74 yrs"]),
    st.sampled_from([("", ""), ("Ethnic groups", "Asian, other"), ('"Quoted" type', "Category; of, all")]),
    st.sampled_from([NORTH, SOUTH, "E92000001"]),
    st.integers(2000, 2030),
)


@given(
    figures=st.dictionaries(GROUPS, st.none() | NUMBERS, min_size=1),
    order=st.permutations(FINGERTIPS_HEADINGS.split(",")),
    separator=st.sampled_from(",;\t"),
    layout=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_whatever_is_written_is_read_again(figures, order, separator, layout):
    thousands, marked, windows = layout
    rows = [
        {
            "Indicator ID": str(number),
            "Sex": sex,
            "Age": age,
            "Category Type": kind,
            "Category": category,
            "Area Code": code,
            "Time period": str(year),
            "Time period Sortable": f"{year}0000",
            "Value": "" if value is None else f"{value:,}" if thousands else str(value),
        }
        for (number, sex, age, (kind, category), code, year), value in figures.items()
    ]
    content = written(*rows, headings=["Extra column", *order], separator=separator)
    content = content.replace(b"\r\n", b"\r\n" if windows else b"\n")
    reading = read_fingertips((b"\xef\xbb\xbf" if marked else b"") + content, PLACES)
    ours = {key: value for key, value in figures.items() if key[4] in PLACES.names}
    expected = sorted((key[4], float(value), f"{key[5]}-12-31") for key, value in ours.items() if value is not None)
    assert sorted((row.ward, row.value, str(row.as_of)) for row in reading.rows) == expected
    assert reading.left_out == len(figures) - len(ours)
    assert reading.unknown == len(ours) - len(expected)
    assert bool(reading.faults) == (not ours)
    assert len({(row.ward, row.measure, row.as_of) for row in reading.rows}) == len(reading.rows)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (",".join(HEADINGS.values()) + text).encode()))
def test_any_bytes_give_rows_or_faults_and_never_both_nothing(content):
    reading = read_fingertips(content, PLACES)
    assert reading.faults or reading.rows or reading.unknown
