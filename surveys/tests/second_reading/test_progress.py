"""Progress, quotas and coverage, as printed and as computed, against the stored rows."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from math import ceil, sqrt

import numpy as np
import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import t as student

from commissioning.tests.factories import ProgrammeFactory
from surveys.coverage import coverage_of
from surveys.interviewing.quotas import quota_table
from surveys.running.forecast import Course, forecast
from surveys.running.progress import progress_of
from surveys.tests.second_reading import plain
from surveys.tests.second_reading.pages import seen, tables_of
from surveys.tests.second_reading.world import ENDS, STARTS, a_wave

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
DAYS = {
    "before": STARTS - A_DAY,
    "first day": STARTS,
    "second day": STARTS + A_DAY,
    "middle": STARTS + 15 * A_DAY,
    "last day": ENDS,
    "over": ENDS + A_DAY,
    "long over": ENDS + 90 * A_DAY,
}


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture(params=[{}, {"design": "quota"}, {"ends_on": STARTS}, {"ends_on": STARTS + 100 * A_DAY}])
def wave(programme, request):
    return a_wave(programme, **request.param)


def rows_by_sample(wave):
    rows = plain.rows_of(wave)
    return {sample: [row for row in rows if row.sample == sample.pk] for sample in wave.samples.all()}


@pytest.mark.parametrize("today", DAYS.values(), ids=DAYS)
def test_every_count_of_progress_is_that_of_the_rows(wave, today):
    progress = progress_of(wave, today)

    for sample, rows in rows_by_sample(wave).items():
        place, counted = next(p for p in progress.places if p.sample == sample), plain.counting(rows)
        assert (place.answers, place.excluded) == (len(counted), len(rows) - len(counted))
        assert place.by_day == Counter(row.day for row in counted)
        assert place.by_mode == Counter(row.mode for row in counted)
        assert place.achieved.unknown == sum(not (row.sex and row.band) for row in counted)
        wanted = plain.quotas(sample.target, plain.residents(sample))
        answered = plain.by_cell(counted)
        assert [(cell.answers, cell.quota) for cell in place.cells] == [
            (answered[cell], wanted[cell]) for cell in (plain.CELLS if wanted else ())
        ]
        assert_forecast(place, counted, wave, today)
        assert place.widths == [pytest.approx(half_width(place, share), abs=1e-9) for share in (0.5, 0.1)]
    everybody = plain.counting(plain.rows_of(wave))
    assert (progress.answers, progress.target) == (len(everybody), sum(s.target for s in wave.samples.all()))
    assert sum(count for _, count, _ in progress.by_mode) == len(everybody)
    chart = progress.days
    assert sum(bar.count for bar in chart.bars) + chart.before + chart.after + chart.unknown == len(everybody)
    for bar in chart.bars:
        assert bar.count == sum(bool(row.day) and bar.starts_on <= row.day <= bar.ends_on for row in everybody)
    known = [s for s in wave.samples.all() if plain.residents(s)]
    assert sum(cell.quota for cell in progress.cells) == sum(s.target for s in known)


def assert_forecast(place, counted, wave, today):
    """The pace of the last whole days, day after day until the target is reached."""
    window = [day for back in range(1, 40) if STARTS <= (day := today - back * A_DAY) <= wave.ends_on][:7]
    ahead = (wave.ends_on - max(today, STARTS)).days + 1
    is_told = any(row.day for row in counted) or not counted
    if not window or ahead < 1 or not is_told:
        assert place.forecast is None
        return
    lately = sum(row.day in window for row in counted)
    before = sum(row.day is None or row.day < today for row in counted)
    pace = Fraction(lately, len(window))
    assert place.lately == lately
    assert place.forecast.pace == pytest.approx(float(pace))
    assert place.forecast.expected in (max(len(counted), round(before + pace * ahead + nudge)) for nudge in (0, 1e-9))
    assert place.forecast.low <= place.forecast.expected <= place.forecast.high
    reached = today + (ceil((place.target - before) / pace) - 1) * A_DAY if pace else None
    if len(counted) >= place.target or not pace or (reached - today).days >= 366:
        assert place.forecast.reached_on is None
    else:
        assert place.forecast.reached_on == reached


def half_width(place, share):
    """Half of Wilson's interval in points, written down once more from docs/methods.md; None under 30 answers."""
    answers, population = place.at_the_end, place.sample.population
    if answers < 30:
        return None
    left = 1 - answers / population if population and population >= answers else 1
    if not left:
        return 0
    size, q = answers / 1.3 / left, student.ppf(0.975, answers - 1)
    middle = (share + q * q / 2 / size) / (1 + q * q / size)
    half = q * sqrt(share * (1 - share) / size + (q / 2 / size) ** 2) / (1 + q * q / size)
    return 50 * (min(1, middle + half) - max(0, middle - half))


@given(
    first=st.integers(1, 60),
    days=st.integers(1, 7),
    missing=st.integers(1, 500),
    left=st.integers(1, 60),
)
@example(first=13, days=3, missing=65, left=20)
def test_target_is_reached_on_the_first_day_that_is_enough(first, days, missing, left):
    """A pace such as 13 answers in three days is no exact number of the machine."""
    course = Course(STARTS, STARTS + (days + left - 1) * A_DAY, STARTS + days * A_DAY)
    lately = [first] + [0] * (days - 1)

    found = forecast(course, lately, first, 0, first + missing)

    on = next(on for on in range(1, 40_000) if on * first >= missing * days)
    assert found.reached_on == (course.today + (on - 1) * A_DAY if on <= 366 else None)


@given(
    target=st.integers(0, 2_000),
    table=st.lists(st.integers(0, 9_000), min_size=8, max_size=8),
)
def test_quotas_are_those_of_largest_remainder(target, table):
    ours = plain.quotas(target, dict(zip(plain.CELLS, table, strict=True)))

    found = quota_table(target, np.array(table).reshape(2, 4))

    assert (found is None) == (ours is None)
    assert ours is None or found.ravel().tolist() == list(ours.values())


@pytest.mark.parametrize("today", DAYS.values(), ids=DAYS)
def test_progress_page_prints_the_rows(client, programme, today):
    wave = a_wave(programme)
    with time_machine.travel(f"{today}T12:00Z", tick=False):
        tables = tables_of(seen(client, wave, "wave-progress"))

    for sample, rows in rows_by_sample(wave).items():
        place, counted = sample.neighbourhood.name, plain.counting(rows)
        line = next(line for line in tables["0"] if line[0] == place)
        assert line[1].startswith(f"{len(counted)} of {sample.target} ")
        wanted, answered = plain.quotas(sample.target, plain.residents(sample)), plain.by_cell(counted)
        if wanted:
            printed = tables[f"Answers against residents’ share of the target, {place}"][1:]
            assert [list(map(int, line[1:])) for line in printed] == [
                [answered[cell], wanted[cell], max(0, wanted[cell] - answered[cell])] for cell in plain.CELLS
            ]
    modes = Counter(row.mode for row in plain.counting(plain.rows_of(wave)))
    labels = {"File": "file", "Link": "link", "Interviewer": "interview", "Paper": "paper"}
    printed = {labels[line[0]]: int(line[1]) for line in tables["Answers by how they came in"][1:]}
    assert printed == modes


def test_wave_pages_count_what_counts(client, wave):
    wanted = {s.neighbourhood.name: (len(plain.counting(rows)), s.target) for s, rows in rows_by_sample(wave).items()}
    tables = tables_of(seen(client, wave, "wave-detail"))

    printed = {line[0]: line[1] for line in tables["0"][1:]}
    [coverage] = coverage_of(wave.programme)

    assert printed == {name: f"{count} of {target}" for name, (count, target) in wanted.items()}
    assert sorted((s.answers, s.target) for s in coverage.samples) == sorted(wanted.values())
    assert coverage.neighbourhood_ids == {
        s.neighbourhood_id for s, rows in rows_by_sample(wave).items() if plain.counting(rows)
    }
