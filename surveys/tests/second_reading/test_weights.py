"""Weights, their page, and tables of residents of a wave's own, against sums over the stored rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from surveys.actions.margins import remove_margins, set_margins
from surveys.actions.weights import WeightsRefused, weigh_wave
from surveys.models import Response
from surveys.tests.second_reading import plain
from surveys.tests.second_reading.pages import seen, tables_of
from surveys.tests.second_reading.world import PLACES, a_wave
from surveys.wave_report import sample_rows, weights_in_short
from surveys.weights.report import weight_rows
from surveys.weights.spread import spread_of

pytestmark = pytest.mark.django_db
COUNTED = [place for place in PLACES if place[1] is not None]
OWN = [[300, 400, 500, 250], [310, 450, 520, 330]]


@pytest.fixture
def wave():
    return a_wave(ProgrammeFactory(slug="vale"), places=COUNTED)


def rows_by_sample(wave):
    rows = plain.counting(plain.rows_of(wave))
    return {sample: [row for row in rows if row.sample == sample.pk] for sample in wave.samples.all()}


@pytest.mark.parametrize("method", ["poststratify", "rake", "equal"])
def test_report_of_each_place_says_what_its_rows_say(wave, method):
    weigh_wave(wave=wave, method=method)

    for sample, rows in rows_by_sample(wave).items():
        report = sample.weighting_report
        if not rows:
            assert report == {}
            continue
        weights = [row.weight for row in rows]
        assert report["respondents"] == len(rows)
        assert report["deff"] == pytest.approx(plain.kish(weights))
        assert report["spread"] == plain.steps(weights)
        assert sum(report["counts"], []) == list(plain.by_cell(rows).values())
        assert report["unknown"] == sum(not (row.sex and row.band) for row in rows)
        if method != "equal":
            table = plain.residents(sample)
            assert sum(weights) == pytest.approx(sum(table.values()))
            assert sum(report["targets"], []) == list(table.values())
            assert sum(report["after"], []) == pytest.approx([weight_in(rows, cell) for cell in plain.CELLS])


def weight_in(rows, cell):
    return sum(row.weight for row in rows if (row.sex, row.band) == cell)


def test_cells_with_enough_people_have_the_share_of_their_residents():
    wave = a_wave(ProgrammeFactory(slug="vale"), places=[("Large", COUNTED[0][1], 900, 0, 900)])
    weigh_wave(wave=wave, method="poststratify")

    [(sample, rows)] = rows_by_sample(wave).items()

    table, counts = plain.residents(sample), plain.by_cell(rows)
    unknown = [row for row in rows if not (row.sex and row.band)]
    assert min(counts.values()) >= 5
    assert sample.weighting_report["capped"] == 0
    known = len(rows) - len(unknown)
    for row in rows:
        average = sum(table.values()) / known
        plainly = average if row in unknown else table[row.sex, row.band] / counts[row.sex, row.band]
        assert row.weight == pytest.approx(plainly * known / len(rows))


def test_raked_margins_are_those_of_residents():
    wave = a_wave(ProgrammeFactory(slug="vale"), places=[("Large", COUNTED[0][1], 900, 0, 900)])
    weigh_wave(wave=wave, method="rake")

    [(sample, rows)] = rows_by_sample(wave).items()

    table = plain.residents(sample)
    known = sum(row.weight for row in rows if row.sex and row.band)
    for margin in (0, 1):
        for category in {cell[margin] for cell in plain.CELLS}:
            lived = sum(number for cell, number in table.items() if cell[margin] == category)
            weighted = sum(weight_in(rows, cell) for cell in plain.CELLS if cell[margin] == category)
            assert weighted / known == pytest.approx(lived / sum(table.values()))


def test_own_table_is_weighted_to_and_the_census_after_it_is_removed(wave):
    first = wave.samples.get(neighbourhood__name="Ropewalk")
    weigh_wave(wave=wave, method="poststratify")
    by_census = {row.pk: row.weight for row in plain.rows_of(wave)}

    set_margins(wave=wave, tables={first.neighbourhood_id: OWN}, source="Council, 2024", by=None)
    weigh_wave(wave=wave)
    first.refresh_from_db()
    own = [row.weight for row in rows_by_sample(wave)[first]]
    assert (sum(own), first.population) == (pytest.approx(sum(map(sum, OWN))), sum(map(sum, OWN)))
    assert first.weighting_report["targets"] == OWN

    remove_margins(wave=wave, neighbourhoods=[first.neighbourhood_id], by=None)
    weigh_wave(wave=wave)
    assert {row.pk: row.weight for row in plain.rows_of(wave)} == by_census


def test_place_that_nobody_counted_is_refused_until_it_has_a_table_of_its_own():
    wave = a_wave(ProgrammeFactory(slug="vale"))
    with pytest.raises(WeightsRefused):
        weigh_wave(wave=wave, method="poststratify")
    place = wave.samples.get(neighbourhood__name="Uncounted").neighbourhood_id

    set_margins(wave=wave, tables={place: OWN}, source="Council, 2024", by=None)
    weigh_wave(wave=wave, method="poststratify")

    assert all(row.weight for row in plain.counting(plain.rows_of(wave)))
    assert not any(row.weight for row in plain.rows_of(wave) if row.excluded)


def test_weights_of_a_wave_with_nothing_that_counts_are_refused(wave):
    Response.objects.update(is_excluded=True)

    with pytest.raises(WeightsRefused):
        weigh_wave(wave=wave, method="equal")


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_margins_are_printed_as_the_rows_have_them(client, wave, method):
    weigh_wave(wave=wave, method=method)
    tables = tables_of(seen(client, wave, "wave-weights"))
    lines = [line for line in tables["Sex and age, before and after weighting"] if line[0] != "Group"]

    counted = {sample: rows for sample, rows in sorted_places(wave) if rows}
    assert len(lines) == 8 * len(counted)
    for (sample, rows), at in zip(counted.items(), range(0, len(lines), 8), strict=True):
        for cell, line in zip(plain.CELLS, lines[at : at + 8], strict=True):
            people, table = plain.by_cell(rows), plain.residents(sample)
            assert line[1] == with_share(table[cell], sum(table.values()))
            assert line[2] == with_share(people[cell], sum(people.values()))
            assert number(line[3]) == pytest.approx(weight_in(rows, cell), abs=0.51)


def sorted_places(wave):
    return sorted(rows_by_sample(wave).items(), key=lambda pair: pair[0].neighbourhood.name)


def with_share(count, total):
    return f"{count:,} ({100 * count / total:.1f}%)"


def number(printed):
    return float(printed.split()[0].replace(",", ""))


@given(weights=st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_weight_of_exactly_one_edge_is_in_the_step_that_begins_there(weights):
    assert spread_of(weights) == plain.steps(weights)


def test_worth_of_the_wave_is_the_sum_of_its_places(client, wave):
    weigh_wave(wave=wave, method="poststratify")
    worth = [len(rows) / plain.kish([row.weight for row in rows]) for rows in rows_by_sample(wave).values() if rows]

    short = weights_in_short(sample_rows(wave, everything=True))

    assert (short.worth, short.answers) == (pytest.approx(sum(worth)), len(plain.counting(plain.rows_of(wave))))
    assert f"<dd>{sum(worth):,.0f} of {short.answers} answers" in seen(client, wave, "wave-detail")


def test_readers_see_no_margin_with_a_small_group(client, wave):
    weigh_wave(wave=wave, method="poststratify")
    for sample, rows in rows_by_sample(wave).items():
        row = next(each for each in weight_rows(wave, everything=False) if each.sample == sample)
        small = [count for count in plain.by_cell(rows).values() if 0 < count < 5]
        assert not small or all(len(margin.parts) < 8 for margin in row.margins)
    assert "Dockray" in seen(client, wave, "wave-weights", role=Role.STEERING)
