"""Figures by the options of a question, and gaps between groups, a second time from the rows."""

import pytest

from evaluation.breakdowns import breakdown_of
from evaluation.inequality.groups import group_tables
from evaluation.statistics.gaps import GapVerdict
from evaluation.tests.second_reading import plain
from evaluation.tests.second_reading.world import MEASURES, World, active

pytestmark = pytest.mark.django_db
NEAR = {"rel": 1e-8, "abs": 1e-9}
AGES = {1: "16-24", 2: "25-44", 3: "45-64", 4: "65+"}
# The group that a person is in; None for who did not say.
GROUP_OF = {
    "Y1": lambda row: str(row.said["Y1"]) if row.said["Y1"] in (1, 2) else None,
    "sex": lambda row: {1: "male", 2: "female"}.get(row.sex),
    "age": lambda row: AGES.get(row.band),
}


@pytest.fixture
def world():
    return World()


def near(number):
    return pytest.approx(number, **NEAR)


@pytest.mark.parametrize("by", GROUP_OF)
def test_figures_by_groups_are_those_of_the_people_in_them(world, by):
    families, shown = {}, 0
    for wave in ("First", "Third", "Fourth"):
        for row in breakdown_of(world.programme, world.waves[wave], by, MEASURES, catalogue=world.catalogue).rows:
            _, is_share, scale = MEASURES[row.indicator]

            def read(reading, correction, row=row, wave=wave):
                only = {"only": lambda person: GROUP_OF[by](person) == row.group}
                return reading(row.indicator, wave, row.area_code, correction=correction, **only)

            if row.suppressed:
                continue
            level, shown = read(world.read, correction=True), shown + 1
            assert (row.n, row.estimate) == (level.n, near(scale * level.p))
            assert (row.ci_low, row.ci_high) == (near(scale * level.low), near(scale * level.high))
            assert not (is_share and level.is_hidden)
            if row.change == row.change:
                then = read(world.read_baseline, correction=False)
                change = plain.change_between(then, read(world.read, correction=False))
                assert (row.baseline_estimate, row.change) == (near(scale * then.p), near(scale * change.change))
                assert (row.change_low, row.change_high) == (near(scale * change.low), near(scale * change.high))
                of = row.group if row.area_kind == "neighbourhood" else row.area_code
                families.setdefault((wave, row.indicator, row.area_kind, of), []).append((change, row))
    for family in families.values():
        allowed = plain.allowed_for({at: change.p for at, (change, _) in enumerate(family)})
        for at, (change, row) in enumerate(family):
            assert (row.p_adjusted, row.verdict) == (near(allowed[at]), change.verdict(allowed[at]))
    assert shown > 30
    assert len(families) > 4


def sides_of(world, by, wave, area, group, others):
    """Strata of people who are of the `group`, of the `others`, or of neither."""

    def side(row):
        found = GROUP_OF[by](row)
        return "ours" if found == group else "theirs" if found in others else None

    strata = []
    for sample, rows in world.people[wave].items():
        if rows and sample.neighbourhood.code in world.members[area]:
            scale = sample.population / sum(row.weight for row in rows) if world.is_pooled(area) else 1
            people = [(row.weight * scale, active(row.said), side(row)) for row in rows]
            strata.append((people, sample.population))
    return strata


def verdict_of(before, after, *, was_clear, now_clear, moved_clearly):
    turned = (before.gap > 0) != (after.gap > 0)
    if not moved_clearly:
        return GapVerdict.NO_CLEAR_CHANGE
    if was_clear and now_clear and turned:
        return GapVerdict.TURNED
    if was_clear:
        return GapVerdict.CLOSED if turned or abs(after.gap) < abs(before.gap) else GapVerdict.WIDENED
    return GapVerdict.OPENED if now_clear else GapVerdict.MOVED


@pytest.mark.parametrize("by", GROUP_OF)
@pytest.mark.parametrize("area", ["cohort-3", "cohort-1", "ALDER"])
def test_gaps_and_what_became_of_them_are_those_of_the_people(world, by, area):
    wave = "Third"
    table = group_tables(world.programme, world.waves[wave], by, [world.catalogue["A1"]], area, world.catalogue)["A1"]
    shown = [row for row in table.rows if row.figure.shown]
    based = [row.code for row in shown if row.figure.baseline is not None]
    others = set(based if len(based) > 1 else [row.code for row in shown])

    def measured(code, each):
        return plain.gap_between(sides_of(world, by, each, area, code, others - {code}))

    now = {row.code: measured(row.code, wave) for row in table.gaps}
    then = {row.code: measured(row.code, "First") for row in table.gaps if row.gap.moved}
    moved = {code: plain.change_of_gap(then[code], now[code]) for code in then}

    after, before = (plain.allowed_for({code: each.p for code, each in gaps.items()}) for gaps in (now, then))
    moves = plain.allowed_for({code: p for code, (*_, p) in moved.items()})
    for row in table.gaps:
        gap, ours = row.gap, now[row.code]
        assert told(gap.now) == [near(100 * number) for number in (ours.gap, ours.low, ours.high)]
        assert (gap.now.p_adjusted, gap.is_clear) == (near(after[row.code]), after[row.code] <= 0.05)
        if row.code not in then:
            assert (gap.before, gap.verdict) == (None, GapVerdict.UNKNOWN)
            continue
        change, low, high, _ = moved[row.code]
        assert told(gap.moved) == [near(100 * number) for number in (change, low, high)]
        assert gap.before.change == near(100 * then[row.code].gap)
        clear = {"was_clear": before[row.code] <= 0.05, "now_clear": gap.is_clear}
        moved_clearly = moves[row.code] <= 0.05 and (low > 0 or high < 0)
        assert gap.verdict == verdict_of(then[row.code], ours, **clear, moved_clearly=moved_clearly)
    assert bool(table.gaps) == (len(others) > 1)


def told(figure):
    return [figure.change, figure.change_low, figure.change_high]


@pytest.mark.parametrize("by", GROUP_OF)
def test_people_in_no_group_are_told_only_where_no_group_is_hidden(world, by):
    table = group_tables(world.programme, world.waves["Third"], by, [world.catalogue["A1"]], "vale", world.catalogue)
    said = [row for rows in world.people["Third"].values() for row in rows if active(row.said) is not None]

    found = table["A1"]

    unknown = sum(GROUP_OF[by](row) is None for row in said)
    is_told = not any(row.figure.suppressed for row in found.rows)
    assert found.in_no_group.unknown == (unknown if is_told else None)
