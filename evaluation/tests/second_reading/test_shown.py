"""Which figure is shown where, a second time: the heat table, the page for everybody, rows for programs."""

import re
from math import sqrt

import pytest
from django.http import QueryDict

from evaluation.breakdowns import breakdown_of
from evaluation.exploring.heat import Heat
from evaluation.frames import estimates_frame, figure_of
from evaluation.models import PublicPage
from evaluation.sharing.figures import FigureRows
from evaluation.steering.public_page import shown_of
from evaluation.tests.second_reading import plain
from evaluation.tests.second_reading.world import MEASURES, TODAY, World

pytestmark = pytest.mark.django_db
# The latest survey that asked in as much of each area as any did. Holly and its cohort were left out of the last.
STANDING = {"vale": "Third", "cohort-1": "Fourth", "cohort-2": "Fourth", "cohort-3": "Third", "HOLLY": "Third"}


@pytest.fixture
def world():
    return World()


def assert_is_of(figure, world, wave, area):
    level = world.read("A1", wave, area)
    assert figure.wave_label == wave
    assert (figure.n, figure.estimate) == (level.n, pytest.approx(100 * level.p))
    shown = int(plain.rounded(100 * level.p))
    assert figure.value_words == f"{shown}%"
    assert figure.approximate == (wave == "Fourth")


def test_heat_table_has_the_latest_figure_of_each_place_and_says_where_it_is_of_another_wave(world):
    heat = Heat(QueryDict("show=level"), world.programme)
    column = [str(goal) for goal, _ in heat.headlines].index("1")

    assert heat.columns[column].wave == "Third"
    for line in (*heat.pooled, *heat.lines):
        cell, wave = line.cells[column], STANDING.get(line.code, "Fourth")
        assert cell.wave == ("" if wave == "Third" else wave)
        if cell.figure.suppressed:
            assert cell.row.suppressed == "paired"
            continue
        assert_is_of(cell.figure, world, wave, line.code)
    shown = [line for line in heat.lines if line.cells[column].figure.shown]
    by_change = Heat(QueryDict("show=change&sort=1&order=asc"), world.programme)
    moved = [
        line.cells[column].figure.change for line in by_change.lines if line.cells[column].figure.change is not None
    ]
    assert moved == sorted(moved)
    assert len(shown) > 5


def test_page_for_everybody_has_the_figures_of_the_heat_table(world):
    page = PublicPage(programme=world.programme, opened=PublicPage.Opened.PUBLIC)

    goal = next(goal for goal in shown_of(page, TODAY)["goals"] if goal.number == 1)

    assert_is_of(goal.figure, world, "Third", "vale")
    for number, figure in enumerate(goal.cohorts, start=1):
        assert_is_of(figure, world, STANDING[f"cohort-{number}"], f"cohort-{number}")


@pytest.mark.parametrize("code", MEASURES)
def test_rows_for_programs_are_those_of_the_people(world, code):
    _, _, scale = MEASURES[code]
    rows = FigureRows(world.programme, indicator=code, breakdown="all")[:]

    for row in rows:
        if row["suppressed"]:
            numbers = ("n", "n_eff", "estimate", "se", "ci_low", "change", "p_value", "baseline_estimate")
            assert [row[name] for name in numbers] == [None] * len(numbers)
            continue
        level = world.read(code, row["wave"], row["area_code"])
        assert (row["n"], row["estimate"]) == (level.n, pytest.approx(scale * level.p, abs=1e-6))
        assert (row["n_eff"], row["se"]) == pytest.approx((level.size, scale * sqrt(level.v)), abs=1e-6)
        assert row["design"] == ("quota" if row["wave"] == "Fourth" else "random")
        members = world.members[row["area_code"]]
        left_out = len(members) - len(world.asked(row["wave"], row["area_code"]))
        told = f"{len(members) - left_out} of {len(members)} neighbourhoods counted" if left_out else ""
        assert row["coverage"] == told
        if row["unit"] == "%" and row["change"] is not None:
            assert_adds_up(row)
    assert len(rows) == 38


def assert_adds_up(row):
    """The change in words is that of the two figures in words, or has a decimal to say that they are rounded."""
    change = re.search(r"(up|down) ([\d.]+) point", row["words"])
    if change and "." not in change[2]:
        moved = plain.rounded(row["estimate"]) - plain.rounded(row["baseline_estimate"])
        assert float(change[2]) * (1 if change[1] == "up" else -1) == moved


def test_change_since_a_quota_baseline_is_approximate_wherever_it_is_shown():
    world = World(First="quota")
    indicator = world.catalogue["A1"]
    frame = estimates_frame(world.programme, catalogue=world.catalogue, indicator="A1", breakdown="all")
    by_group = breakdown_of(world.programme, world.waves["Third"], "Y1", ["A1"], catalogue=world.catalogue).rows

    stored = {row.area_code: figure_of(row, indicator) for row in frame[frame["wave"] == "Third"].itertuples()}
    opened = {row.area_code: figure_of(row, indicator) for row in by_group}

    for figures in (stored, opened):
        of_first = [
            figures[area] for area in ("GORSE", "HOLLY", "ALDER", "cohort-3") if figures[area].change is not None
        ]
        assert of_first
        assert all(figure.approximate for figure in of_first)
        assert not figures["DAMSON"].approximate  # its baseline was drawn at random
