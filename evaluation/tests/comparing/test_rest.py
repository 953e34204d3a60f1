"""A place beside the rest: against plain arithmetic on the answers, and what must not be shown."""

from math import sqrt

import pytest
from scipy import stats

from evaluation.comparing.over_time import estimates_of
from evaluation.comparing.rest import beside_the_rest, sums_for
from evaluation.tests.comparing.world import ANSWERS, COHORTS, read, three_cohorts

LAST = 2


def latest(programme):
    return programme.waves.order_by("starts_on").last()


def compared(programme, kind, whole):
    evidence, indicator, _, members = read(programme)
    wave = latest(programme)
    rows = [row for row in evidence.rows if row.wave == wave.name and row.area_kind == kind]
    [whole] = [row for row in evidence.series("A1", whole) if row.wave == wave.name]
    return beside_the_rest(sums_for(wave, indicator), rows, whole, indicator, members), {r.area_name: r for r in rows}


@pytest.fixture
def programme(db):
    return three_cohorts()


def plainly(names):
    """Share and variance of neighbourhoods of equal population, 200 asked in each, everybody with an answer."""
    shares = [ANSWERS[name][LAST] / 200 for name in names]
    variance = sum(p * (1 - p) / 199 for p in shares) / len(shares) ** 2
    return sum(shares) / len(shares), variance


def test_cohort_is_compared_with_everybody_outside_it(programme):
    found, _ = compared(programme, "cohort", programme.slug)
    ours, v1 = plainly(COHORTS[1][1])
    theirs, v2 = plainly([name for name in ANSWERS if name not in COHORTS[1][1]])
    beside = found["cohort-1"]
    assert beside.places == 6
    assert beside.rest.estimate == pytest.approx(100 * theirs)
    assert beside.rest.n == 1200
    assert beside.figure.change == pytest.approx(100 * (ours - theirs))
    t = (ours - theirs) / sqrt(v1 + v2)
    assert beside.figure.p_value == pytest.approx(2 * stats.t.sf(abs(t), 600 - 3 + 1200 - 6))
    assert beside.figure.p_adjusted == beside.figure.p_value


def test_rest_and_area_together_make_the_whole(programme):
    found, rows = compared(programme, "neighbourhood", programme.slug)
    evidence, *_ = read(programme)
    [whole] = [row for row in evidence.series("A1", programme.slug) if row.wave == latest(programme).name]
    for row in rows.values():
        beside = found[row.area_code]
        assert whole.estimate == pytest.approx((row.estimate + 8 * beside.rest.estimate) / 9)


def test_neighbourhoods_allow_for_how_many_are_compared(programme):
    found, _ = compared(programme, "neighbourhood", programme.slug)
    raw = sorted(beside.figure.p_value for beside in found.values())
    expected = sorted(min([1, *(p * 9 / (at + 1) for at, p in enumerate(raw) if at >= rank)]) for rank in range(9))
    assert sorted(beside.figure.p_adjusted for beside in found.values()) == pytest.approx(expected)


def test_tests_read_from_the_frame_what_the_sums_say(programme):
    evidence, indicator, *_ = read(programme)
    wave = latest(programme)
    made_of = sums_for(wave, indicator)
    from evaluation import statistics as st

    own = st.shares(made_of.sums[:, :1, :], fpc=False)
    for at, place in enumerate(made_of.neighbourhoods):
        [row] = [row for row in evidence.series("A1", place.code) if row.wave == wave.name]
        restored = estimates_of([row], indicator)
        assert restored.low[0] == pytest.approx(own.low[at, 0, 0])
        assert restored.variance[0] == pytest.approx(own.variance[at, 0, 0])


def test_difference_is_in_words_that_do_not_speak_of_a_change(programme):
    found, _ = compared(programme, "cohort", programme.slug)
    words = found["cohort-3"].figure.change_words
    assert words.partition(" (")[0].endswith("points higher")
    assert "up" not in words


def test_hidden_place_and_place_without_a_rest_are_not_compared(db):
    programme = three_cohorts({**ANSWERS, "Alder": (16, 24, 1)}, small={("Alder", 2): 8})
    found, rows = compared(programme, "neighbourhood", programme.slug)
    assert rows["Alder"].suppressed
    assert rows["Alder"].area_code not in found
    hidden = {row.area_code for row in rows.values() if row.suppressed}
    assert found.keys() == {row.area_code for row in rows.values()} - hidden


def test_nothing_is_compared_with_a_whole_that_is_hidden(programme):
    evidence, indicator, _, members = read(programme)
    wave = latest(programme)
    rows = evidence.places("A1", wave.name)
    [whole] = [row for row in evidence.series("A1", programme.slug) if row.wave == wave.name]
    assert beside_the_rest(sums_for(wave, indicator), rows, whole._replace(suppressed="few"), indicator, members) == {}


def test_unlocked_wave_has_no_sums_to_compare(db):
    from evaluation.tests.factories import surveyed

    programme, (_, after) = surveyed({"Alder": [(16, 200), (24, 200)]}, lock=False)
    assert sums_for(after, read(programme)[1]) is None
