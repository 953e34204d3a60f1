"""What surveys say beside something else, a second time: since the survey before, the rest, those still waiting."""

from dataclasses import replace
from math import isnan

import pytest

from evaluation.comparing.differences import Difference
from evaluation.comparing.over_time import since_last
from evaluation.comparing.rest import beside_the_rest, sums_for
from evaluation.comparing.staggered import Step, cohorts_beside_waiting
from evaluation.frames import estimates_frame
from evaluation.reports.drafting.support_added import support_added_section
from evaluation.statistics import Strength
from evaluation.tests.second_reading import plain
from evaluation.tests.second_reading.world import MEASURES, TODAY, World

pytestmark = pytest.mark.django_db
NEAR = {"rel": 1e-8, "abs": 1e-9}
FOLLOW_UPS = ("Third", "Fourth")


@pytest.fixture
def world():
    return World()


def near(number):
    return pytest.approx(number, **NEAR)


def changed(told, change, scale):
    """Whether a figure's change and its interval are those of a PlainChange."""
    assert (told.change, told.change_low, told.change_high) == (
        near(scale * change.change),
        near(scale * change.low),
        near(scale * change.high),
    )


@pytest.mark.parametrize("code", MEASURES)
def test_levels_and_changes_since_the_baseline_are_those_of_the_rows(world, code):
    _, is_share, scale = MEASURES[code]
    rows = list(estimates_frame(world.programme, indicator=code, breakdown="all").itertuples())
    families, hidden = {}, []

    for row in rows:
        level = world.read(code, row.wave, row.area_code)
        if row.suppressed:
            assert level.is_hidden or row.suppressed == "paired"
            hidden.append((row.wave, row.area_code))
            continue
        assert (row.n, row.estimate) == (level.n, near(scale * level.p))
        assert (row.ci_low, row.ci_high) == (near(scale * level.low), near(scale * level.high))
        assert not (is_share and level.is_hidden)
        if row.purpose == "baseline" or isnan(row.change):
            assert row.verdict in ("baseline", "no_baseline", "too_few")
            continue
        then = world.read_baseline(code, row.wave, row.area_code, correction=False)
        now = world.read(code, row.wave, row.area_code, correction=False)
        change = plain.change_between(then, now)
        changed(row, change, scale)
        assert row.baseline_estimate == near(scale * then.p)
        family = (row.wave,) if row.area_kind == "neighbourhood" else (row.wave, row.area_code)
        families.setdefault(family, {})[row.area_code] = (change, row)

    for family in families.values():
        allowed = plain.allowed_for({area: change.p for area, (change, _) in family.items()})
        for area, (change, row) in family.items():
            assert (row.p_adjusted, row.verdict) == (near(allowed[area]), change.verdict(allowed[area]))
    assert len(rows) == 24 + 3 + 3 + 4 + 4
    assert ("Third", "ELDER") in hidden
    assert len(hidden) < 6


def the_survey_before(world, wave, area):
    """Name of the latest earlier wave that asked in just the same neighbourhoods of an area."""
    names = list(world.waves)
    earlier = [name for name in names[: names.index(wave)] if world.asked(name, area) == world.asked(wave, area)]
    return earlier[-1] if earlier else None


@pytest.mark.parametrize("code", MEASURES)
def test_changes_since_the_survey_before_are_those_of_the_rows(world, code):
    _, _, scale = MEASURES[code]
    evidence, compared = world.evidence(code), 0

    for wave in ("Second", *FOLLOW_UPS):
        found = since_last(evidence, world.catalogue[code], wave, world.members)
        before = {area: the_survey_before(world, wave, area) for area in found}
        changes = {}
        for area, told in found.items():
            assert told.against == before[area]
            if told.change is None:
                assert not told.shown or told.verdict == "too_few"
                continue
            then, now = (world.read(code, each, area, correction=False) for each in (before[area], wave))
            changes[area] = plain.change_between(then, now)
            changed(told, changes[area], scale)
        places = {area: change.p for area, change in changes.items() if not world.is_pooled(area)}
        allowed = {area: change.p for area, change in changes.items()} | plain.allowed_for(places)
        for area, change in changes.items():
            assert found[area].p_adjusted == near(allowed[area])
            assert found[area].verdict == change.verdict(allowed[area])
            assert found[area].approximate == (wave == "Fourth")
        compared += len(changes)

    assert "HOLLY" in since_last(evidence, world.catalogue[code], "Third", world.members)
    assert "cohort-3" not in before  # Holly was left out of the last: no survey asked in the same places
    assert compared > 10


@pytest.mark.parametrize("code", MEASURES)
@pytest.mark.parametrize("wave", FOLLOW_UPS)
def test_the_rest_of_an_area_is_that_of_the_rows_without_the_place(world, code, wave):
    indicator, (_, _, scale) = world.catalogue[code], MEASURES[code]
    made_of, evidence = sums_for(world.waves[wave], indicator), world.evidence(code)
    rows = {row.area_code: row for row in evidence.rows if row.wave == wave}
    here = set(world.asked(wave, "vale"))

    for whole in ("vale", "cohort-1"):
        places = [row for area, row in rows.items() if area in here and area in world.members[whole]]
        found = beside_the_rest(made_of, places, rows[whole], indicator, world.members)
        if rows[whole].suppressed:
            assert found == {}
            continue
        changes = {}
        for area, beside in found.items():
            rest = world.members[whole] - {area}
            level = world.read(code, wave, rest)
            assert (beside.rest.estimate, beside.rest.low) == (near(scale * level.p), near(scale * level.low))
            assert (beside.rest.n, beside.places) == (level.n, len(rest & here))
            own = world.read(code, wave, area, correction=False)
            changes[area] = plain.change_between(world.read(code, wave, rest, correction=False), own)
            changed(beside.figure, changes[area], scale)
            assert beside.figure.approximate == beside.rest.approximate == (wave == "Fourth")
        allowed = plain.allowed_for({area: change.p for area, change in changes.items()})
        for area, change in changes.items():
            is_clear = change.verdict(allowed[area]) != "no_clear_change"
            assert found[area].figure.p_adjusted == near(allowed[area])
            assert found[area].figure.chance_words == ("clear of chance" if is_clear else "could be chance")
        assert set(found) == {row.area_code for row in places if not row.suppressed}


@pytest.mark.parametrize("code", MEASURES)
def test_cohorts_beside_those_waiting_are_means_of_their_places(world, code):
    _, _, scale = MEASURES[code]
    evidence = world.evidence(code)
    first, second = cohorts_beside_waiting(evidence, world.catalogue[code], world.neighbourhoods, TODAY)

    assert (first.base, [step.wave for step in first.steps], first.left_out) == (
        "First",
        ["Third", "Fourth"],
        ("Second",),
    )
    # Elder's figure is hidden in the survey before the start, and Damson's with it.
    assert (second.base, second.why == "") == ("", False)
    for step in first.steps:
        hidden = {row.area_code for row in evidence.places(code, step.wave) if row.suppressed}
        ours = {"ALDER", "BIRCH", "CEDAR"} - hidden
        # Cohort 2 was still waiting in July 2025, but has no figure of the first wave.
        theirs = set(world.asked(step.wave, "cohort-3")) - hidden
        moves = [
            [scale * (world.read(code, step.wave, area).p - world.read(code, "First", area).p) for area in sorted(side)]
            for side in (ours, theirs)
        ]
        figure, (difference, low, high, p) = step.figure, plain.welch(*moves)
        assert (step.started, step.waiting) == (len(ours), len(theirs))
        assert (figure.change, figure.change_low, figure.change_high) == (near(difference), near(low), near(high))
        assert figure.p_value == near(p)
        assert step.started_now - step.started_then == near(sum(moves[0]) / len(moves[0]))
        assert figure.approximate == (step.wave == "Fourth")
        assert ("Approximate" in figure.caution_words) == (step.wave == "Fourth")


def test_report_calls_a_difference_clear_where_the_page_does(world):
    indicator = world.catalogue["A1"]
    first, *_ = cohorts_beside_waiting(world.evidence("A1"), indicator, world.neighbourhoods, TODAY)
    alike = replace(first.latest.figure, change=6.0, change_low=2.0, change_high=10.0, p_value=0.001)
    # The first could come from the survey's own error, however alike the neighbourhoods are.
    steps = tuple(replace(first.latest, figure=alike, survey_se=se) for se in (4.0, 1.0))

    _, table, *_ = support_added_section([(indicator, [replace(first, steps=steps)])]).blocks

    assert [row[-1].text.split(", ")[0] for row in table.rows] == ["could be chance", "clear of chance"]
    assert [step.chance_words for step in steps] == ["could be chance", "clear of chance"]
    assert all("Approximate (quota sample)" in row[-1].text for row in table.rows)


@pytest.mark.parametrize("moves", [(12.6, 18.1, 24.9, 24.6), (10.0, 15.0, 20.0, 22.0)])
def test_means_of_a_cohort_and_of_those_waiting_add_up_to_the_difference_as_shown(moves):
    then, now, others_then, others_now = moves
    figure = Difference(estimate=now, change=now - then - (others_now - others_then), higher="more", lower="less")
    step = Step("W", TODAY, False, figure, 1.0, 1.0, 4, 21, Strength.TESTED, *moves)

    told = [
        float(words.removesuffix("%"))
        for words in f"{step.started_words} to {step.waiting_words}".split()
        if "%" in words
    ]

    assert round(told[1] - told[0] - (told[3] - told[2])) == figure.moved
