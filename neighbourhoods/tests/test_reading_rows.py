"""Lookups, deprivation, population and figures by ward: what is read, and each trap."""

from datetime import date

import pytest

from neighbourhoods.bands import AGE_BANDS
from neighbourhoods.reading.codes import why_unknown
from neighbourhoods.reading.deprivation import (
    FILE_1_DOMAINS,
    FILE_2_DOMAINS,
    read_deprivation,
    read_residents,
)
from neighbourhoods.reading.lookup import read_lookup
from neighbourhoods.reading.population import Age, age_of, read_population
from neighbourhoods.reading.ward_figures import measure_slug, read_ward_figures
from neighbourhoods.tests.area_file_texts import (
    FILE_1,
    FILE_6,
    LOOKUP,
    NORTH,
    PLACES,
    SOUTH,
    WARD_FIGURES,
    age_words,
    census,
)


def read(reader, text, *rest):
    return reader(text.encode(), PLACES, *rest)


def only_fault(reader, text, *rest):
    [fault] = read(reader, text, *rest).faults
    return fault


# Lookups


def test_lookup_is_read_with_the_years_of_its_headings():
    reading = read(read_lookup, LOOKUP)
    assert reading.faults == []
    assert [(row.code, row.ward, row.vintage) for row in reading.rows] == [
        ("E01000001", NORTH, "2011"),
        ("E01000002", NORTH, "2011"),
        ("E01000003", SOUTH, "2011"),
    ]


def test_lookup_of_another_year_is_a_fault():
    fault = only_fault(read_lookup, LOOKUP.replace("wd17", "wd23"))
    assert (fault.line, fault.column) == (1, "wd23cd")
    assert "wards of 2023; the programme's are of 2017" in fault.reason


def test_lookup_rows_of_other_districts_are_left_out_and_counted():
    reading = read(read_lookup, LOOKUP + "E01000009,E05000099,Farther,E07000002,Far\n")
    assert (len(reading.rows), reading.left_out, reading.faults) == (3, 1, [])


def test_lookup_with_an_unknown_ward_of_the_own_district_is_one_fault_for_its_rows():
    rows = "E01000008,E05000098,Quay Central,E07000001,Quay\nE01000009,E05000098,Quay Central,E07000001,Quay\n"
    fault = only_fault(read_lookup, LOOKUP + rows)
    assert (fault.line, fault.column, fault.value) == (5, "wd17cd", "E05000098")
    assert fault.reason.endswith("1 more row has this code.")


def test_lookup_with_an_lsoa_in_two_wards_is_a_fault():
    fault = only_fault(read_lookup, LOOKUP + "E01000001,E05000002,Quay South,E07000001,Quay\n")
    assert (fault.line, fault.value) == (5, "E01000001")
    assert "line 2" in fault.reason


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        (
            "E05015001",
            "Quay north",
            "another year's ward: in the wards of 2017 that this programme uses, Quay North is",
        ),
        ("E05015001", "Quay North & Marsh", "A similar name is Quay North (E05000001)."),
        ("E05015001", "Hill", "a ward of another year or another place"),
        ("E01000001", "", "an LSOA"),
        ("QN", "Quay North", "A similar name is"),
    ],
)
def test_unknown_code_is_explained(code, name, words):
    assert words in why_unknown(code, name, PLACES)


# Indices of Deprivation


def test_file_1_with_byte_order_mark_crlf_and_thousands_commas_is_read():
    reading = read(read_deprivation, FILE_1, FILE_1_DOMAINS)
    assert reading.faults == []
    assert [(row.code, *row.standings["imd"]) for row in reading.rows] == [
        ("E01000001", 1000, 1),
        ("E01000002", 5000, 2),
        ("E01000003", 29199, 9),
    ]


def test_same_measure_under_the_headings_of_file_2_is_read():
    text = FILE_1.replace("(IMD) Rank", "(IMD) Rank (where 1 is most deprived)")
    text = text.replace("(IMD) Decile", "(IMD)  Decile (where 1 is most deprived 10% of LSOAs)").replace('"', "")
    text = text.replace("1,000", "1000").replace("5,000", "5000").replace("29,199", "29199")
    assert [row.standings["imd"].rank for row in read(read_deprivation, text, FILE_1_DOMAINS).rows] == [
        1000,
        5000,
        29199,
    ]


def test_file_1_given_as_file_2_names_every_domain_that_is_missing():
    faults = read(read_deprivation, FILE_1, FILE_2_DOMAINS).faults
    assert len(faults) == 14
    assert faults[0].column == "Income Rank"


def test_file_of_lsoas_of_another_year_lacks_the_column_by_name():
    fault = only_fault(read_deprivation, FILE_1.replace("LSOA code (2011)", "LSOA code (2021)"), FILE_1_DOMAINS)
    assert fault.column == "LSOA code (2011)"
    assert "“LSOA code (2021)”" in fault.reason


@pytest.mark.parametrize(
    ("right", "wrong", "column", "words"),
    [
        ('"29,199",9', '"29,19",9', "Index of Multiple Deprivation (IMD) Rank", "whole number"),
        ('"29,199",9', "99999,9", "Index of Multiple Deprivation (IMD) Rank", "32,844"),
        ('"29,199",9', '"29,199",11', "Index of Multiple Deprivation (IMD) Decile", "more than 10"),
        ('"29,199",9', "0,9", "Index of Multiple Deprivation (IMD) Rank", "start at 1"),
        ('"29,199",9', ",9", "Index of Multiple Deprivation (IMD) Rank", "missing"),
    ],
)
def test_rank_that_cannot_be_is_a_fault(right, wrong, column, words):
    fault = only_fault(read_deprivation, FILE_1.replace(right, wrong), FILE_1_DOMAINS)
    assert (fault.line, fault.column) == (4, column)
    assert words in fault.reason


def test_lsoa_that_is_missing_twice_or_unknown_is_a_fault():
    text = FILE_1.replace("E01000003", "E01000002") + "E01000077,Quay 9,E07000001,Quay,5,1\r\n"
    faults = {fault.value: fault for fault in read(read_deprivation, text, FILE_1_DOMAINS).faults}
    assert faults["E01000003"].line is None
    assert "no row" in faults["E01000003"].reason
    assert faults["E01000002"].line == 4
    assert faults["E01000077"].line == 5


def test_lsoas_of_other_districts_are_left_out_unread():
    reading = read(read_deprivation, FILE_1 + "E01000099,Far,E07000002,Far,?,?\r\n", FILE_1_DOMAINS)
    assert (len(reading.rows), reading.left_out, reading.faults) == (3, 1, [])


def test_file_6_is_read():
    assert [row.residents for row in read(read_residents, FILE_6).rows] == [1500, 500, 1200]


def test_file_6_whose_ages_do_not_add_up_is_a_fault():
    parts = (
        "Dependent Children aged 0-15: mid 2015 (excluding prisoners),"
        "Population aged 16-59: mid 2015 (excluding prisoners),"
        "Older population aged 60 and over: mid 2015 (excluding prisoners)"
    )
    heading, *rows = FILE_6.splitlines()
    ages = (parts, '400,"1,000",100', "100,300,100", "100,300,100")
    text = "\r\n".join(f"{row},{more}" for row, more in zip([heading, *rows], ages, strict=True))
    fault = only_fault(read_residents, text)
    assert (fault.line, fault.value) == (4, "1,200")


# Population


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("Aged under 1 year", Age(0, False)),
        ("Aged 1 year", Age(1, False)),
        ("Aged 34 years", Age(34, False)),
        ("Aged 90 years and over", Age(90, True)),
        ("34", Age(34, False)),
        ("90+", Age(90, True)),
        ("All ages", None),
        ("Aged 16 to 24", None),
        ("Aged under 5 years", None),
    ],
)
def test_age_in_words_is_understood(words, age):
    assert age_of(words) == age


def test_population_is_summed_into_both_sexes_and_each_band():
    reading = read(read_population, census(male=10, female=11))
    assert reading.faults == []
    found = {(row.ward, row.sex, row.age_band): row.residents for row in reading.rows}
    years = [16, *(min(band.last or 90, 90) - band.first + 1 for band in AGE_BANDS)]
    assert found == {
        (ward, sex, band): people * years[band]
        for ward in (NORTH, SOUTH)
        for sex, people in ((1, 10), (2, 11))
        for band in range(5)
    }
    assert {row.counted_on for row in reading.rows} == {date(2021, 3, 21)}


def test_population_without_rows_of_all_persons_is_read():
    text = "\n".join(line for line in census().splitlines() if "All persons" not in line)
    assert len(read(read_population, text).rows) == 20


def test_population_of_zero_is_a_count():
    text = census().replace(f"{age_words(89)},Male,10", f"{age_words(89)},Male,0")
    text = text.replace(f"{age_words(89)},All persons,21", f"{age_words(89)},All persons,11")
    assert read(read_population, text).faults == []


def test_all_persons_that_are_not_males_and_females_together_are_a_fault():
    text = census([NORTH]).replace("Aged 40 years,All persons,21", "Aged 40 years,All persons,22")
    fault = only_fault(read_population, text)
    assert (fault.line, fault.column, fault.value) == (122, "value", "22")
    assert "10 and 11" in fault.reason


def without(text, words):
    return "\n".join(line for line in text.splitlines() if words not in line)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (without(census([NORTH]), "Aged 34 years,Female"), "age", "no row for females of these ages: 34"),
        (without(census([NORTH]), "Aged 90 years and over"), "age", "one last age"),
        (census([NORTH]).replace("Aged 90 years and over", "Aged 90 years"), "age", "one last age"),
        (
            census([NORTH]) + f"{NORTH},Quay North,W,2021-03-21,R,Count,P,Aged 5 years,Male,10\n",
            "age",
            "twice",
        ),
        (
            census([NORTH]) + f"{NORTH},Quay North,W,2021-03-21,R,Count,P,Aged 95 years,Male,1\n",
            "age",
            "already",
        ),
        (census([NORTH]) + f"{NORTH},Quay North,W,2021-03-21,R,Count,P,All ages,Male,910\n", "age", "totals"),
        (
            census([NORTH]) + f"{NORTH},Quay North,W,2011-03-27,R,Count,P,Aged 95 years,Both,1\n",
            "period",
            "different days",
        ),
        (census([NORTH]).replace("Aged 34 years,Male,10", "Aged 34 years,Men?,10"), "sex", "Male, Female"),
        (census([NORTH]).replace("Aged 34 years,Male,10", "Aged 34 years,Male,ten"), "value", "whole number"),
        (
            census([NORTH]).replace("Aged 34 years,Male,10", "Aged 34 years,Male,"),
            "value",
            "Unknown is not 0",
        ),
        (
            census([NORTH]).replace("Count,Persons,Aged 7 years,Male", "Percent,%,Aged 7 years,Male"),
            "measure",
            "Only counts",
        ),
    ],
)
def test_population_that_cannot_be_counted_is_a_fault(text, column, words):
    faults = read(read_population, text).faults
    assert any(fault.column == column and words in fault.reason for fault in faults), faults


def test_population_of_an_unknown_ward_is_one_fault_that_counts_its_rows():
    fault = only_fault(read_population, census([NORTH, "E05015001"]))
    assert (fault.line, fault.value) == (275, "E05015001")
    assert "272 more rows" in fault.reason


def test_population_with_headings_only_is_a_fault():
    assert "no rows" in only_fault(read_population, census([])).reason


# Figures by ward


def test_ward_figures_are_read_with_their_label_and_day():
    reading = read(read_ward_figures, WARD_FIGURES.replace("Value,Years,82.1", "Female,Years,82.1"))
    assert [tuple(row) for row in reading.rows] == [
        (NORTH, "life-expectancy-at-birth", "Life expectancy at birth", "Years", 79.5, date(2020, 3, 31)),
        (
            SOUTH,
            "life-expectancy-at-birth-female",
            "Life expectancy at birth: female",
            "Years",
            82.1,
            date(2020, 3, 31),
        ),
    ]


@pytest.mark.parametrize("mark", ["", "[c]", "..", "N/A"])
def test_figure_that_is_not_given_stays_unknown_and_is_not_zero(mark):
    reading = read(read_ward_figures, WARD_FIGURES.replace("82.1", mark))
    assert ([row.ward for row in reading.rows], reading.left_out, reading.faults) == ([NORTH], 1, [])


def test_figure_of_zero_is_kept():
    assert read(read_ward_figures, WARD_FIGURES.replace("82.1", "0")).rows[1].value == 0


def test_each_fault_of_a_row_is_listed_at_once():
    text = WARD_FIGURES + f"{SOUTH},Quay South,,soon,Value,{'y' * 41},high\nE05015009,Quay South,Pubs,2020,Value,,1\n"
    faults = read(read_ward_figures, text).faults
    assert [(fault.line, fault.column) for fault in faults] == [
        (4, "indicator"),
        (4, "unit"),
        (4, "value"),
        (4, "period"),
        (5, "area_code"),
    ]


def test_same_figure_twice_is_a_fault():
    fault = only_fault(read_ward_figures, WARD_FIGURES + WARD_FIGURES.splitlines()[1].replace("79.5", "80"))
    assert (fault.line, fault.value) == (4, NORTH)
    assert "line 2" in fault.reason


def test_long_and_unwritable_measures_get_short_names_of_their_own():
    long, longer = (
        measure_slug("Rate of " + "very " * 30 + "old"),
        measure_slug("Rate of " + "very " * 30 + "young"),
    )
    assert len(long) <= 80
    assert long != longer
    assert measure_slug("寿命").startswith("figure-")
