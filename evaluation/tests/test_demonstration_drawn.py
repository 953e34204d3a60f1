"""How the demonstration is drawn: places that tile, people that add up, answers that make sense."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from commissioning.models import Programme
from evaluation.demonstration import organisations, population, residents, timetable
from evaluation.demonstration.borough import WARDS, place_of
from evaluation.demonstration.figure_two import fit_figure_two
from evaluation.demonstration.geography import signed_area, ward_boundaries
from evaluation.demonstration.official import official_figures
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED
from surveys.bank import shipped_questions

AWKWARD_DAYS = [
    date(2026, 11, 22),
    date(2026, 12, 1),
    date(2026, 12, 2),
    date(2027, 1, 31),
    date(2028, 2, 29),
    date(2027, 3, 1),
]


# Places


@pytest.fixture(scope="module")
def rings():
    return {code: [tuple(p) for p in b["coordinates"][0]] for code, b in ward_boundaries().items()}


@pytest.fixture(scope="module")
def uses(rings):
    """How often each stretch of boundary is walked, by its two ends in the order walked."""
    return Counter(edge for ring in rings.values() for edge in zip(ring, ring[1:], strict=False))


def test_boundaries_are_thirty_closed_counter_clockwise_rings(rings):
    assert list(rings) == [ward.code for ward in WARDS]
    assert len(rings) == 30
    assert all(ring[0] == ring[-1] and len(set(ring)) == len(ring) - 1 for ring in rings.values())
    assert all(signed_area(ring) > 0 for ring in rings.values())


def test_boundaries_share_every_inner_stretch_with_exactly_one_neighbour(uses):
    assert set(uses.values()) == {1}
    inner = sum((end, start) in uses for start, end in uses)
    assert inner > len(uses) / 2


def test_boundaries_leave_no_gap_inside_the_outline(rings, uses):
    outline = _walked({start: end for start, end in uses if (end, start) not in uses})
    assert signed_area(outline) == pytest.approx(sum(map(signed_area, rings.values())), rel=1e-12)


def _walked(following):
    """The one closed ring that the outer stretches make; fails if they make more."""
    first = point = min(following)
    ring = [first]
    while (point := following.pop(point)) != first:
        ring.append(point)
    assert not following
    return [*ring, first]


def test_boundaries_never_cross(uses):
    stretches = np.array([edge for edge in uses if edge[::-1] not in uses or edge[0] < edge[1]])
    start, end = stretches[:, 0], stretches[:, 1]

    def side(points):
        """On which side of each stretch (rows) each point (columns) lies; 0 where they touch."""
        along, to = (end - start)[:, None], points[None] - start[:, None]
        turn = along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]
        return np.where(np.abs(turn) < 1e-13, 0, np.sign(turn))

    apart = side(start) * side(end)
    assert not np.any((apart < 0) & (apart.T < 0))


# People


@pytest.fixture(scope="module")
def people():
    return population.ward_population()


def test_population_is_two_hundred_thousand_in_wards_of_a_usual_size(people):
    assert people.shape == (30, 2, 5)
    assert people.sum() == 200_000
    of_ward = people.sum(axis=(1, 2))
    assert of_ward.min() > 5_000
    assert of_ward.max() < 9_000
    assert people.min() > 100


def test_population_of_figure_two_ward_lets_three_hundred_answers_weigh_the_same(people):
    ward = population.survey_age(people)[place_of("Ropewalk")]
    assert people[place_of("Ropewalk")].sum() == 6_500
    assert (ward * 300 % ward.sum() == 0).all()


def test_whole_numbers_keep_the_total_and_stay_within_one_of_the_share():
    shares = np.array([[0.2, 0.5], [0.1, 0.9]])
    whole = population.whole_numbers(shares, 101)
    assert whole.sum() == 101
    assert np.abs(whole - shares * 101 / shares.sum()).max() < 1


def test_official_figures_say_that_the_first_cohort_is_the_most_deprived():
    ranks = {f.ward: f.value for f in official_figures(date(2023, 8, 1)) if f.measure.slug == "imd-average-rank"}
    most_deprived = sorted(ranks, key=ranks.get)[:4]
    assert {WARDS[place].cohort for place in most_deprived} == {1}
    assert min(ranks.values()) >= 1


# Answers


@pytest.fixture(scope="module")
def drawn(people):
    respondents, answers = residents.draw_residents(people)
    fit_figure_two(answers, respondents)
    return respondents, answers


def test_answers_of_residents_are_three_hundred_a_ward_and_wave(drawn):
    _, answers = drawn
    assert {column.size for column in answers.values()} == {36_000}
    assert {column.shape for column in answers.values()} == {(4, 30, 300)}


def test_answers_are_options_of_the_question_or_missing(drawn):
    _, answers = drawn
    for code, column in answers.items():
        allowed = {*shipped_questions()[code].codes, BLANK, NOT_ASKED, DONT_KNOW, REFUSED}
        assert set(np.unique(column).tolist()) <= allowed, code


@pytest.mark.parametrize(
    ("follow_up", "question", "asked"), [("R5", "R4", [1]), ("H1", "R4", [1]), ("R24", "R23", [1, 2, 3])]
)
def test_answers_keep_to_the_routing(drawn, follow_up, question, asked):
    _, answers = drawn
    was_asked = np.isin(answers[question], asked)
    assert was_asked.any()
    assert (answers[follow_up][~was_asked] == NOT_ASKED).all()
    assert (answers[follow_up][was_asked] != NOT_ASKED).all()


def test_answers_are_missing_now_and_then(drawn):
    _, answers = drawn
    for code, column in answers.items():
        asked = column != NOT_ASKED
        assert 0.005 < (column[asked] < 0).mean() < 0.09, code


def test_answers_are_the_same_each_time_they_are_drawn(people, drawn):
    respondents, answers = residents.draw_residents(people)
    fit_figure_two(answers, respondents)
    assert all(np.array_equal(answers[code], drawn[1][code]) for code in answers)


def test_figure_two_ward_counts_by_a_plain_route(drawn):
    _, answers = drawn
    ward = place_of("Ropewalk")
    for wave, active, benefit in ((0, 21, 15), (3, 36, 30)):
        r2, r4, r23, r24, x1 = (answers[code][wave, ward].tolist() for code in ("R2", "R4", "R23", "R24", "X1"))
        assert sum(local == 1 or helped == 1 for local, helped in zip(r2, r4, strict=True)) == active
        assert r24.count(1) == benefit
        assert min(*r2, *r4, *r23) > 0
        assert all(effect > 0 for effect, doing in zip(r24, r23, strict=True) if doing != 4)
    assert Counter(x1) == {1: 180, 2: 120}


def test_organisations_answer_from_every_ward_in_both_waves():
    for wave, count in enumerate(organisations.ORGANISATIONS):
        replies = organisations.draw_organisations(wave)
        assert set(replies.ward.tolist()) == set(range(30))
        assert {len(column) for column in replies.answers.values()} == {len(replies.ward)} == {count}
        assert 60 <= count <= 70


# Dates


@pytest.mark.parametrize("today", AWKWARD_DAYS, ids=str)
def test_programme_start_puts_today_in_month_40(today):
    programme = Programme(starts_on=timetable.programme_start(today))
    assert programme.starts_on.day == 1
    assert programme.month_on(today) == 40


@pytest.mark.parametrize("today", AWKWARD_DAYS, ids=str)
def test_fieldwork_is_over_yesterday_at_the_latest_and_in_its_month(today):
    programme = Programme(starts_on=timetable.programme_start(today))
    for month in timetable.RESIDENTS_MONTHS:
        fieldwork = timetable.fieldwork_in(programme.starts_on, month, today)
        assert fieldwork.starts_on <= fieldwork.ends_on < today
        # On the first of the month nobody can have been asked in it yet.
        expected = 39 if month == 40 and today.day == 1 else month
        assert programme.month_on(fieldwork.starts_on) == programme.month_on(fieldwork.ends_on) == expected
