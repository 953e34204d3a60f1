"""Mappings: read, written, guessed from headings and checked against a wave."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import DONT_KNOW, MISSING_WORDS, REFUSED
from surveys.mapping import (
    BAND_CODES,
    CHOICE_NAMES,
    MODES,
    SEX_CODES,
    ColumnUse,
    Mapping,
    UnreadableMapping,
    dump_mapping,
    parse_mapping,
)
from surveys.reading.matching import guess_mapping, problems_of
from surveys.reading.texts import plain
from surveys.tests.answer_files import fieldwork, questions

WHOLE = """
id = "RESPNO"
weight = "withinwt"
date = "DATEINTR"

[file]
encoding = "cp1252"
date_format = "%d %b %Y"

[area]
column = "REGION"
codes = { "1580.0" = "TN-GT", "1581" = "TN-NE" }

[sex]
column = "Q101"
codes = { "1" = "male", "2" = "female" }

[age]
column = "Q1"
missing = [-1, 998, "unknown"]

[questions]
R11 = "Q9"

[questions.R4]
column = "Q87"
codes = { "0" = 2, "1" = 1, "Ja " = 1 }
missing = { "9" = "don't know", "998" = "refused" }
"""


def faults_of(text):
    with pytest.raises(UnreadableMapping) as refused:
        parse_mapping(text)
    return refused.value.faults


def test_mapping_is_read_with_every_part():
    mapping = parse_mapping(WHOLE)
    assert (mapping.id, mapping.weight, mapping.date, mapping.encoding) == (
        "RESPNO",
        "withinwt",
        "DATEINTR",
        "cp1252",
    )
    assert mapping.area == ColumnUse("REGION", {"1580": "TN-GT", "1581": "TN-NE"})
    assert mapping.sex.codes == {"1": 1, "2": 2}
    assert mapping.age.missing == {"-1": 0, "998": 0, "unknown": 0}
    assert mapping.questions["R11"] == ColumnUse("Q9")
    assert mapping.questions["R4"].codes == {"0": 2, "1": 1, "ja": 1}
    assert mapping.questions["R4"].missing == {"9": DONT_KNOW, "998": REFUSED}
    assert mapping.left_out(["RESPNO", "URBRUR", "Q9"]) == ["URBRUR"]


def test_mapping_faults_are_all_listed_in_one_pass():
    faults = faults_of(
        """
        id = 5
        colour = "blue"
        [file]
        encoding = "ebcdic"
        [sex]
        codes = { "1" = "man" }
        [age]
        column = "age"
        missing = "none"
        [questions.R4]
        column = "q4"
        codes = { "1" = "yes" }
        missing = { "9" = "dunno" }
        colour = 3
        [questions.R5]
        """
    )
    expected = [
        "id: 5",
        "colour",
        "encoding",
        "sex, column",
        "codes.1",
        "missing",
        "R4, codes.1",
        "missing.9",
    ]
    for words in [*expected, "R4, colour", "R5, column"]:
        assert any(words in fault for fault in faults), (words, faults)
    assert len(faults) == 10


def test_mapping_that_is_not_toml_says_where():
    assert "line 1" in faults_of("id = \nweight = 3")[0]


def test_mapping_may_not_read_a_column_twice():
    assert faults_of('id = "q"\n[questions]\nR4 = "q"') == ['the mapping, R4: "q" is already read as id.']


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
headers = texts.map(str.strip).filter(bool)
values = texts.map(plain).filter(bool)


def uses(codes=None, missing=None):
    empty = st.just({})
    return st.builds(
        ColumnUse,
        headers,
        st.dictionaries(values, codes, max_size=3) if codes is not None else empty,
        st.dictionaries(values, missing, max_size=3) if missing is not None else empty,
    )


def choice_uses():
    """Uses of several columns, one for each choice, with or without one of the whole answer."""
    codes = st.lists(st.sampled_from([*range(1, 15), *CHOICE_NAMES]), min_size=1, unique=True)
    columns = codes.flatmap(
        lambda codes: st.lists(headers, min_size=len(codes), max_size=len(codes), unique=True).map(
            lambda names: dict(zip(names, codes, strict=True))
        )
    )
    return st.builds(ColumnUse, st.just("") | headers, choices=columns)


def is_without_double_use(mapping):
    columns = [column for _, column in mapping.uses()]
    return len(columns) == len(set(columns))


mappings = st.builds(
    Mapping,
    encoding=st.sampled_from([None, "utf-8", "cp1252"]),
    sheet=st.none() | headers,
    date_format=st.sampled_from([None, "%d/%m/%Y"]),
    id=st.none() | headers,
    weight=st.none() | headers,
    date=st.none() | headers,
    area=st.none() | uses(headers),
    mode=st.none() | uses(st.sampled_from(MODES)),
    sex=st.none() | uses(st.sampled_from(list(SEX_CODES.values()))),
    age=st.none() | uses(missing=st.just(0)),
    age_band=st.none() | uses(st.sampled_from(list(BAND_CODES.values()))),
    consent=st.none() | uses(st.booleans()),
    review=st.none() | headers,
    questions=st.dictionaries(
        headers, uses(st.integers(0, 97), st.sampled_from(list(MISSING_WORDS))) | choice_uses(), max_size=4
    ),
).filter(is_without_double_use)


@given(mappings, st.none() | st.sampled_from(MODES))
def test_mapping_written_and_read_again_is_the_same(mapping, throughout):
    mapping = mapping if mapping.mode else replace(mapping, throughout=throughout)
    assert parse_mapping(dump_mapping(mapping)) == mapping


def test_columns_of_choices_consent_and_one_way_of_answering_are_read():
    mapping = parse_mapping(
        """
        review = "_validation_status"
        [mode]
        everywhere = "interview"
        [consent]
        column = "agreed"
        codes = { "oui" = "yes", "non" = "no" }
        [questions.L1.choices]
        "L1/1" = 1
        "L1/0" = "none"
        "L1/98" = "don't know"
        """
    )
    assert (mapping.review, mapping.throughout, mapping.mode) == ("_validation_status", "interview", None)
    assert mapping.consent.codes == {"oui": True, "non": False}
    assert mapping.questions["L1"] == ColumnUse(choices={"L1/1": 1, "L1/0": 0, "L1/98": DONT_KNOW})
    assert dict(mapping.uses())["L1/don't know"] == "L1/98"
    assert mapping.use_of("L1/none") == ColumnUse("L1/0")
    assert mapping.use_of("L1/7") is None


def test_faults_of_columns_of_choices_are_all_listed():
    faults = faults_of(
        """
        [mode]
        everywhere = "carrier pigeon"
        [questions.L1.choices]
        a = 15
        b = "perhaps"
        c = 2
        d = 2
        [questions.L2]
        choices = 3
        """
    )
    for words in ("everywhere", "choices.a", "choices.b", "choices.c", "choices.d", "L2, choices", "L2, column"):
        assert any(words in fault for fault in faults), (words, faults)
    assert len(faults) == 7


@given(texts)
def test_plain_text_of_plain_text_is_itself(text):
    assert plain(plain(text)) == plain(text)


def guessed(headers, **kwargs):
    mapping = guess_mapping(headers, questions(), kwargs.pop("places", ["W01", "W02"]), **kwargs)
    return {column: what for what, column in mapping.uses()}


def test_guess_finds_codes_names_wordings_and_numbers():
    headers = ["Response ID", "WD22CD", "Gender", "Age group", "Interview_Date", "r11_people", "group/R5"]
    headers += ["Have you given any unpaid help?", "q9", "Q28t", "interviewer"]
    assert guessed(headers) == {
        "Response ID": "id",
        "WD22CD": "area",
        "Gender": "sex",
        "Age group": "age_band",
        "Interview_Date": "date",
        "r11_people": "R11",
        "group/R5": "R5",
        "Have you given any unpaid help?": "R4",
        "q9": "V9",
        "Q28t": "R28t",
    }


def test_guess_prefers_the_code_to_the_number():
    assert guessed(["q4", "R4"]) == {"R4": "R4"}


def test_guess_takes_the_only_place_for_all_rows():
    assert guess_mapping(["R4"], questions(), ["W01"]).everywhere == "W01"
    assert guess_mapping(["R4"], questions(), ["W01", "W02"]).everywhere is None


def test_guess_keeps_what_the_earlier_mapping_says_of_columns_that_are_here_again():
    previous = Mapping(
        date_format="%m/%d/%Y",
        area=ColumnUse("REGION", {"1": "W01"}),
        sex=ColumnUse("gone"),
        questions={"R4": ColumnUse("q87")},
    )
    mapping = guess_mapping(["REGION", "q87", "R4", "sex"], questions(), [], previous=previous)
    assert mapping.area == previous.area
    assert mapping.questions == {"R4": ColumnUse("q87")}
    assert mapping.sex == ColumnUse("sex")
    assert mapping.date_format == "%m/%d/%Y"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"id": "nr"}, "The file has no column “nr” (for id)."),
        ({"questions": {"R9": ColumnUse("q")}}, "The questionnaire does not ask R9."),
        ({"questions": {}}, "Say for at least one question which column answers it."),
        ({"area": None}, "Say which column holds the area"),
        ({"area": None, "everywhere": "Marram"}, "“Marram” is not a neighbourhood of this wave."),
        ({"area": ColumnUse("area", {"1": "W09"})}, "places that the programme does not have: W09"),
        ({"questions": {"R4": ColumnUse("q", {"1": 7})}}, "R4 has no option 7."),
        ({"questions": {"R11": ColumnUse("q", {"many": 96})}}, "R11 has no option 96."),
        ({"questions": {"R28t": ColumnUse("q", {"x": 1})}}, "R28t is answered in words"),
        ({"questions": {"R4": ColumnUse(choices={"q": 1})}}, "R4 takes one answer: it has no columns of choices."),
    ],
)
def test_mapping_that_does_not_fit_file_or_wave_is_explained(changes, problem):
    mapping = Mapping(**{"area": ColumnUse("area"), "questions": {"R4": ColumnUse("q")}} | changes)
    assert any(problem in found for found in problems_of(mapping, ["area", "q"], fieldwork()))


def test_mapping_that_fits_has_no_problems():
    area = ColumnUse("area", {"1": "W01", "2": "Marram"})
    assert problems_of(Mapping(area=area, questions={"R4": ColumnUse("q")}), ["area", "q"], fieldwork()) == []
