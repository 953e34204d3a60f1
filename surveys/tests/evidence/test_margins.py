"""A neighbourhood's own table of residents: typed, read from files, used by weights, and removed again."""

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.bands import AGE_BANDS
from neighbourhoods.reading.faults import Places
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.margins import MarginsRefused, remove_margins, set_margins
from surveys.actions.weights import WeightsRefused, weigh_wave
from surveys.models import Response, Sample, Wave, WaveLocked
from surveys.reading.margins import ages_of, read_margins
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

TABLE = [[10, 20, 30, 40], [50, 60, 70, 80]]
PLACES = Places(names={"W1": "Ropewalk", "W2": "Quayside", "W3": "Alder"})
SOURCE = "Council estimates, 2025"


@pytest.fixture
def wave(db):
    """An open wave with forty answers in Quayside, where a census counted 100 of each sex and age band."""
    wave = WaveFactory(programme=ProgrammeFactory(slug="vale"), name="Residents, July")
    place = NeighbourhoodFactory(programme=wave.programme, name="Quayside", code="W2", residents=100)
    sample = SampleFactory(wave=wave, neighbourhood=place, population=800)
    for number in range(40):
        ResponseFactory(sample=sample, sex=number % 2 + 1, age_band=number // 2 % 4 + 1)
    return wave


def place_of(wave):
    return wave.samples.get().neighbourhood_id


def given_table(wave, table=TABLE, source=SOURCE):
    return set_margins(wave=wave, tables={place_of(wave): table}, source=source, by=None)


def totals(wave):
    rows = Response.objects.of_wave(wave).values_list("sex", "age_band", "weight")
    found = np.zeros((2, 4))
    for sex, band, weight in rows:
        found[sex - 1, band - 1] += weight
    return found


def test_weights_match_the_own_table_and_the_report_says_so(wave):
    given_table(wave)
    weigh_wave(wave=wave, method="poststratify")
    assert totals(wave) == pytest.approx(np.array(TABLE))
    sample = wave.samples.get()
    assert sample.population == 360
    assert (sample.weighting_report["source"], sample.weighting_report["is_local"]) == (SOURCE, True)
    assert sample.weighting_report["targets"] == TABLE


def test_weights_use_the_census_again_once_the_table_is_removed(wave):
    given_table(wave)
    for _ in range(2):
        remove_margins(wave=wave, neighbourhoods=[place_of(wave)], by=None)
    sample = wave.samples.get()
    assert (sample.margins, sample.margins_source, sample.population) == (None, "", 800)
    weigh_wave(wave=wave, method="poststratify")
    assert totals(wave) == pytest.approx(np.full((2, 4), 100))
    assert wave.samples.get().weighting_report["is_local"] is False


def test_place_that_no_census_counted_can_be_weighted_by_a_table(wave):
    uncounted = SampleFactory(wave=wave, neighbourhood=NeighbourhoodFactory(programme=wave.programme), population=None)
    for number in range(40):
        ResponseFactory(sample=uncounted, sex=number % 2 + 1, age_band=number // 2 % 4 + 1)
    with pytest.raises(WeightsRefused, match="give a table of residents"):
        weigh_wave(wave=wave, method="poststratify")
    set_margins(wave=wave, tables={uncounted.neighbourhood_id: TABLE}, source=SOURCE, by=None)
    weigh_wave(wave=wave, method="poststratify")
    assert Sample.objects.get(pk=uncounted.pk).population == 360
    remove_margins(wave=wave, neighbourhoods=[uncounted.neighbourhood_id], by=None)
    assert Sample.objects.get(pk=uncounted.pk).population is None


def test_table_makes_weights_stale_and_the_same_again_changes_nothing(wave):
    weigh_wave(wave=wave, method="poststratify")
    by = MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user
    set_margins(wave=wave, tables={place_of(wave): TABLE}, source=SOURCE, by=by)
    wave.refresh_from_db()
    assert wave.weighted_at is None
    latest = wave.history.first()
    assert (latest.history_change_reason, latest.history_user) == ("Own table of residents: Quayside", by)
    weighted = weigh_wave(wave=wave, method="poststratify")
    given_table(wave)
    assert Wave.objects.get().weighted_at == weighted.weighted_at


@pytest.mark.parametrize(
    "table", [[[0] * 4] * 2, [[1] * 3] * 2, [[-1, 1, 1, 1], [1] * 4]], ids=["nobody", "too few bands", "below 0"]
)
def test_table_that_cannot_be_is_refused(wave, table):
    with pytest.raises(MarginsRefused, match="0 or more"):
        given_table(wave, table)


def test_table_without_source_of_a_locked_wave_or_of_organisations_is_refused(wave):
    with pytest.raises(MarginsRefused, match="where the table of residents comes from"):
        given_table(wave, source="  ")
    asked = QuestionnaireFactory(audience="organisations", published=True)
    with pytest.raises(MarginsRefused, match="Only residents"):
        given_table(SampleFactory(wave=WaveFactory(questionnaire=asked, programme=asked.programme)).wave)
    lock_wave(wave=weigh_wave(wave=wave, method="equal"), by=None)
    for act in (lambda: given_table(wave), lambda: remove_margins(wave=wave, neighbourhoods=[place_of(wave)], by=None)):
        with pytest.raises(WaveLocked):
            act()


# Reading files


def lines(*rows, heading="area_code,sex,age,residents"):
    return "\n".join([heading, *rows]).encode()


WHOLE = ("W1,male,16+,100", "W1,female,16 to 64,70", "W1,female,65 and over,30")


def bands(sex, numbers, area="W1"):
    names = ("16-24", "25 to 44", "45–64", "65+")
    return [f"{area},{sex},{name},{number}" for name, number in zip(names, numbers, strict=True)]


def test_bands_of_several_areas_are_read_each():
    rows = [
        *bands("m", TABLE[0]),
        *bands("Female", TABLE[1]),
        *bands("men", TABLE[1], "W2"),
        *bands("f", TABLE[0], "W2"),
    ]
    reading = read_margins(lines(*rows), PLACES, {"W1", "W2"})
    assert reading.faults == []
    [tables] = reading.rows
    assert {area: table.tolist() for area, table in tables.items()} == {"W1": TABLE, "W2": TABLE[::-1]}


def test_single_years_of_a_census_file_are_summed_and_totals_and_children_left_out():
    rows = [
        f"W1,Ropewalk,2025,Count,Aged {age} years{' and over' if age == 90 else ''},{sex},{2 if sex == 'Male' else 3}"
        for age in range(91)
        for sex in ("Male", "Female", "All persons")
    ]
    reading = read_margins(lines(*rows, heading="area_code,area_name,period,measure,age,sex,value"), PLACES, {"W1"})
    assert reading.faults == []
    assert reading.rows[0]["W1"].tolist() == [[18, 40, 40, 52], [27, 60, 60, 78]]
    assert reading.left_out == 91 + 2 * 16


def test_file_for_one_place_needs_no_area_code():
    rows = [row.removeprefix("W1,") for row in (*bands("male", TABLE[0]), *bands("female", TABLE[1]))]
    reading = read_margins(lines(*rows, heading="Sex;Age band;People").replace(b",", b";"), PLACES, {"W1"})
    assert reading.faults == []
    assert reading.rows[0]["W1"].tolist() == TABLE
    several = read_margins(lines(*rows, heading="sex,age,residents"), PLACES, {"W1", "W2"})
    assert "says which is meant" in several.faults[0].reason


def test_rows_of_other_places_are_left_out_and_unknown_codes_are_faults():
    rows = [*bands("male", TABLE[0]), *bands("female", TABLE[1]), "W2,male,16+,5"]
    reading = read_margins(lines(*rows), PLACES, {"W1"})
    assert (reading.faults, reading.left_out) == ([], 1)
    unknown = read_margins(lines("W9,male,16+,5"), PLACES, {"W1"})
    assert (unknown.faults[0].line, unknown.faults[0].value) == (2, "W9")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("W1,male,15 to 19,5", "age", "reach across 16"),
        ("W1,male,20 to 29,5", "age", "reach across 25, where the next age band begins"),
        ("W1,male,old,5", "age", "not an age such as 34"),
        ("W1,male,64 to 45,5", "age", "not an age such as 34"),
        ("W1,other,45 to 64,5", "sex", "not male or female"),
        ("W1,male,45 to 64,", "residents", "The value is missing"),
        ("W1,male,45 to 64,a few", "residents", "not a whole number"),
        ("W1,male,30,5", "age", "counted on another line already"),
        ("W1,male", "", "The row has 2 cells"),
    ],
)
def test_faulty_row_is_named_by_line_column_and_reason(row, column, reason):
    reading = read_margins(lines(*bands("male", TABLE[0]), *bands("female", TABLE[1]), row), PLACES, {"W1"})
    assert reading.rows == []
    assert [(fault.line, fault.column) for fault in reading.faults] == [(10, column)]
    assert reason in reading.faults[0].reason


def test_missing_ages_and_a_missing_sex_are_named():
    rows = [row for row in bands("male", TABLE[0]) if "25 to 44" not in row and "65+" not in row]
    found = [fault.reason for fault in read_margins(lines(*rows), PLACES, {"W1"}).faults]
    assert found == [
        "There is no row for men aged 25 to 44.",
        "There is no row for men aged 65 and over.",
        "There is no row for women aged 16 and over.",
    ]


@pytest.mark.parametrize(
    "content", [b"", b"sex,age\nmale,16", b"\xff\xfe\x00\x01", lines(), lines("W1,male,0 to 15,3")]
)
def test_file_without_what_is_needed_says_so(content):
    reading = read_margins(content, PLACES, {"W1"})
    assert reading.rows == []
    assert len(reading.faults) >= 1


def test_everybody_being_nought_is_a_fault():
    reading = read_margins(lines(*bands("male", [0] * 4), *bands("female", [0] * 4)), PLACES, {"W1"})
    assert [fault.reason for fault in reading.faults] == ["Nobody would live here. Check the numbers."]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("34", (34, 34)),
        ("Aged 34 years", (34, 34)),
        ("aged 1 year", (1, 1)),
        ("Aged 90 years and over", (90, None)),
        ("65+", (65, None)),
        ("20 - 24", (20, 24)),
        ("under 16", (0, 15)),
        ("Aged under 1 year", (0, 0)),
        ("1000", None),
        ("under 0", None),
        ("-5", None),
    ],
)
def test_ages_are_read_as_people_and_offices_write_them(text, ages):
    assert ages_of(text) == ages


@given(some.data())
def test_any_cut_of_ages_that_keeps_our_bands_gives_the_same_table(data):
    table = np.array(
        data.draw(some.lists(some.lists(some.integers(1, 500), min_size=4, max_size=4), min_size=2, max_size=2))
    )
    rows = []
    for sex, numbers in zip(("male", "female"), table.tolist(), strict=True):
        for band, number in zip(AGE_BANDS, numbers, strict=True):
            cut = data.draw(some.integers(band.first, (band.last or 90) - 1))
            part = data.draw(some.integers(0, number))
            last = f"{cut + 1} and over" if band.last is None else f"{cut + 1} to {band.last}"
            rows += [f"W1,{sex},{band.first} to {cut},{part}", f"W1,{sex},{last},{number - part}"]
    reading = read_margins(lines(*data.draw(some.permutations(rows))), PLACES, {"W1"})
    assert reading.faults == []
    assert reading.rows[0]["W1"].tolist() == table.tolist()


# Pages


@pytest.fixture
def evaluator(client, wave):
    client.force_login(MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user)
    return client


def address(name, *args):
    return reverse(f"surveys:{name}", args=["vale", *args])


def text_of(response):
    return " ".join(response.content.decode().split())


def typed(**changes):
    cells = {f"cell_{sex + 1}_{band + 1}": str(TABLE[sex][band]) for sex in (0, 1) for band in range(4)}
    return {"how": "table", "source": SOURCE} | cells | changes


def upload(*rows):
    return {"how": "file", "source": SOURCE, "file": SimpleUploadedFile("residents.csv", lines(*rows))}


def test_typed_table_stands_beside_the_census_with_the_difference(evaluator, wave):
    sample = wave.samples.get()
    for _ in range(2):
        page = text_of(evaluator.post(address("sample-margins", sample.pk), typed(), follow=True))
    assert Sample.objects.get().margins == TABLE
    assert '<td class="is-num">100</td><td class="is-num">10</td><td class="is-num">−90</td>' in page
    assert "Its own table is used" in page
    assert SOURCE in text_of(evaluator.get(address("wave-weights", wave.pk)))
    page = text_of(evaluator.post(address("sample-margins-remove", sample.pk), follow=True))
    assert "is weighted by the census again" in page
    assert Sample.objects.get().margins is None


def test_cells_left_empty_or_impossible_are_refused_at_the_cell(evaluator, wave):
    wanted = typed(cell_1_1="", cell_2_4="-3", cell_2_1="many", source="")
    form = evaluator.post(address("sample-margins", wave.samples.get().pk), wanted).context["form"]
    assert form.errors == {
        "source": ["Say where the numbers come from."],
        "cell_1_1": ["Men 16 to 24: enter how many residents, 0 if none."],
        "cell_2_1": ["Women 16 to 24: write a whole number in figures, such as 300."],
        "cell_2_4": ["Women 65 and over: write a number from 0 to 10,000,000."],
    }
    assert Sample.objects.get().margins is None


def test_file_of_one_place_is_used_or_its_faults_are_listed(evaluator, wave):
    here = address("sample-margins", wave.samples.get().pk)
    page = text_of(evaluator.post(here, upload("W2,male,15 to 19,4")))
    assert "3 faults in the file" in page or "reach across 16" in page
    assert Sample.objects.get().margins is None
    evaluator.post(here, upload(*bands("male", TABLE[0], "W2"), *bands("female", TABLE[1], "W2")))
    assert Sample.objects.get().margins == TABLE


def test_file_of_the_whole_wave_changes_the_places_in_it(evaluator, wave):
    other = SampleFactory(
        wave=wave, neighbourhood=NeighbourhoodFactory(programme=wave.programme, code="W1", name="Ropewalk")
    )
    rows = [*bands("male", TABLE[0], "W2"), *bands("female", TABLE[1], "W2")]
    page = text_of(evaluator.post(address("wave-margins", wave.pk), upload(*rows), follow=True))
    assert "1 neighbourhood is weighted by this table" in page
    other.refresh_from_db()
    assert other.margins is None
    assert Sample.objects.exclude(pk=other.pk).get().margins == TABLE


def test_locked_wave_takes_no_table(evaluator, wave):
    lock_wave(wave=weigh_wave(wave=wave, method="equal"), by=None)
    for name, pk in (("sample-margins", wave.samples.get().pk), ("wave-margins", wave.pk)):
        assert "its weights cannot be changed" in text_of(evaluator.post(address(name, pk), typed(), follow=True))
    assert "is locked" in text_of(evaluator.post(address("sample-margins-remove", wave.samples.get().pk), follow=True))
