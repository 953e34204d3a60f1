"""The demonstration: places that tile, people that add up, answers that make sense, Figure 2 to the digit."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from commissioning.models import Programme
from commissioning.tests.factories import ProgrammeFactory
from evaluation.demonstration import building, organisations, population, residents, timetable
from evaluation.demonstration.borough import SLUG, WARDS, place_of
from evaluation.demonstration.figure_two import fit_figure_two
from evaluation.demonstration.geography import signed_area, ward_boundaries
from evaluation.demonstration.official import official_figures
from evaluation.demonstration.people import PASSWORD
from evaluation.models import Estimate
from neighbourhoods.models import AreaStatistic, PopulationGroup
from surveys.actions.locking import verify_seals
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED
from surveys.bank import shipped_questions
from surveys.models import Response, Sample

TODAY = date(2026, 11, 22)
AWKWARD_DAYS = [
    TODAY,
    date(2026, 12, 1),
    date(2026, 12, 2),
    date(2027, 1, 31),
    date(2028, 2, 29),
    date(2027, 3, 1),
]


def at_noon(day):
    """Travel to the middle of the day `day`, in London."""
    return time_machine.travel(
        datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone()), tick=False
    )


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
    ranks = {
        f.ward: f.value for f in official_figures(date(2023, 8, 1)) if f.measure.slug == "imd-average-rank"
    }
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
        r2, r4, r23, r24, x1 = (
            answers[code][wave, ward].tolist() for code in ("R2", "R4", "R23", "R24", "X1")
        )
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


# The whole, in the database


@pytest.fixture(scope="module")
def harbourside(django_db_setup, django_db_blocker):
    """The demonstration as it is made on TODAY; built once, taken back after the last test of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with at_noon(TODAY):
            made = building.make_demonstration(today=TODAY, password=PASSWORD)
        # PostgreSQL would else check these rows anew after every test.
        connection.check_constraints()
        yield made.programme
        transaction.set_rollback(True)


@pytest.fixture
def latest(harbourside, db):
    """The residents' wave of month 40."""
    return harbourside.waves.get(questionnaire__audience="residents", name="Residents, November 2026")


def estimate(wave, indicator, area_code):
    return Estimate.objects.get(wave=wave, indicator=indicator, area_code=area_code, breakdown="all")


def test_demonstration_holds_what_it_promises(harbourside, db):
    assert harbourside.is_fictional
    assert harbourside.month_on(TODAY) == 40
    assert list(harbourside.cohorts.values_list("starts_in_month", flat=True)) == [7, 25, 43]
    assert harbourside.neighbourhoods.count() == 30
    counted = PopulationGroup.objects.filter(neighbourhood__programme=harbourside)
    assert sum(counted.values_list("residents", flat=True)) == 200_000
    assert (
        AreaStatistic.objects.filter(neighbourhood__programme=harbourside).values("as_of").distinct().count()
        == 2
    )


def test_demonstration_has_three_hundred_answers_in_every_ward_and_wave(harbourside, db):
    waves = harbourside.waves.filter(questionnaire__audience="residents")
    assert [harbourside.month_on(wave.held_on) for wave in waves] == [4, 16, 28, 40]
    assert [wave.is_baseline for wave in waves] == [True, False, False, False]
    samples = Counter(Response.objects.filter(sample__wave__in=waves).values_list("sample", flat=True))
    assert len(samples) == 120
    assert set(samples.values()) == {300}


def test_demonstration_answers_fall_into_the_fieldwork(harbourside, db):
    for wave in harbourside.waves.all():
        days = set(Response.objects.of_wave(wave).values_list("answered_on", flat=True))
        assert wave.starts_on <= min(days)
        assert max(days) <= min(wave.ends_on, TODAY - timedelta(days=1))


def test_demonstration_waves_are_locked_and_their_seals_hold(harbourside, db):
    waves = harbourside.waves.exclude(questionnaire__audience="agencies")
    assert waves.count() == 6
    assert all(wave.is_locked and wave.locked_at.date() > wave.ends_on for wave in waves)
    assert verify_seals(programme=harbourside) == []


def test_demonstration_leaves_a_survey_of_agencies_open_without_figures(harbourside, db):
    wave = harbourside.waves.get(questionnaire__audience="agencies")
    assert not wave.is_locked
    assert wave.starts_on < TODAY < wave.ends_on
    targets = sum(Sample.objects.filter(wave=wave).values_list("target", flat=True))
    assert 0 < Response.objects.of_wave(wave).count() < targets
    assert not Estimate.objects.filter(wave=wave).exists()


@pytest.mark.parametrize(
    ("indicator", "share", "low", "high", "p"),
    [("A1", (0.07, 0.12), 0.3, 9.8, 0.037), ("D1", (0.05, 0.10), 0.7, 9.4, 0.020)],
)
def test_figure_two_ward_shows_the_handbooks_change(latest, indicator, share, low, high, p):
    figure = estimate(latest, indicator, WARDS[place_of("Ropewalk")].code)
    assert figure.n == figure.baseline_n == 300
    assert (figure.baseline_estimate, figure.estimate) == pytest.approx(share, abs=1e-12)
    assert (100 * figure.change, 100 * figure.change_low, 100 * figure.change_high) == pytest.approx(
        (5.0, low, high), abs=0.05
    )
    assert figure.p_value == pytest.approx(p, abs=5e-4)


def test_figure_two_ward_sees_improvement_by_three_in_five(latest):
    figure = estimate(latest, "D4", WARDS[place_of("Ropewalk")].code)
    assert figure.n == 300
    assert figure.estimate == pytest.approx(0.6, abs=1e-12)


def test_figure_two_ward_has_equal_weights(harbourside, db):
    ropewalk = Response.objects.filter(sample__neighbourhood__name="Ropewalk", sex__gt=0)
    weights = np.array(ropewalk.filter(sample__wave__programme=harbourside).values_list("weight", flat=True))
    assert len(weights) == 1_200
    assert np.ptp(weights) < 1e-12


def test_demonstration_improves_where_there_was_support_and_nowhere_else(latest):
    clear = {
        number: set(
            _clear(latest)
            .filter(area_code=f"cohort-{number}", verdict="clear_rise")
            .values_list("indicator", flat=True)
        )
        for number in (1, 2, 3)
    }
    assert {"A1", "C1", "D1", "D4"} <= clear[1]
    assert "A1" in clear[2]
    assert clear[3] == set()


def test_demonstration_tells_of_what_went_wrong(harbourside, latest):
    assert estimate(latest, "B12", SLUG).verdict == "clear_fall"
    dockray = WARDS[place_of("Dockray")].code
    assert {"C1", "D4"} <= set(
        _clear(latest).filter(area_code=dockray, verdict="clear_fall").values_list("indicator", flat=True)
    )
    organisations_latest = harbourside.waves.filter(questionnaire__audience="organisations").last()
    assert estimate(organisations_latest, "F1", SLUG).verdict == "clear_fall"


def test_demonstration_hides_a_figure_that_too_few_answered(latest):
    hidden = Estimate.objects.filter(wave=latest, indicator="E7", breakdown="all", suppressed="few")
    assert set(hidden.values_list("neighbourhood__name", flat=True)) == {"Holm Bridge", "Castle Landing"}


def _clear(wave):
    return Estimate.objects.filter(wave=wave, breakdown="all", verdict__startswith="clear")


# The command


def test_command_leaves_the_demonstration_alone_while_it_stands(harbourside, db, capsys):
    with at_noon(date(2026, 11, 30)):
        call_command("make_demonstration")
    said = capsys.readouterr().out
    assert "is there already" in said
    assert all(f"{role}@harbourside.example" in said for role in ("commissioner", "fieldworker", "steering"))
    assert said.count(PASSWORD) == 5
    assert Programme.objects.get(slug=SLUG).pk == harbourside.pk


@pytest.fixture
def without_surveys(monkeypatch):
    """Build only what needs no answers: the rest is tested on `harbourside`."""
    monkeypatch.setattr(building, "hold_surveys", lambda *args: None)


@pytest.fixture
def address_free(harbourside, db, without_surveys):
    """As on a machine where the demonstration was never made; cheaper than taking it away."""
    Programme.objects.filter(slug=SLUG).update(slug="harbourside-elsewhere")


def test_command_makes_it_anew_when_the_month_is_over(harbourside, db, without_surveys):
    other, users = ProgrammeFactory(), set(User.objects.values_list("pk", flat=True))
    with at_noon(date(2026, 12, 1)):
        call_command("make_demonstration", verbosity=0)
    anew = Programme.objects.get(slug=SLUG)
    assert anew.pk != harbourside.pk
    assert anew.month_on(date(2026, 12, 1)) == 40
    assert not Response.objects.exists()
    assert not Estimate.objects.exists()
    assert Programme.objects.filter(pk=other.pk).exists()
    assert set(User.objects.values_list("pk", flat=True)) == users


def test_command_makes_it_anew_when_asked(harbourside, db, without_surveys):
    with at_noon(TODAY):
        call_command("make_demonstration", "--fresh", verbosity=0)
    assert Programme.objects.get(slug=SLUG).pk != harbourside.pk


@pytest.mark.parametrize("today", AWKWARD_DAYS, ids=str)
def test_command_dates_it_by_the_day_given(address_free, today):
    with at_noon(date(2030, 1, 1)):
        call_command("make_demonstration", f"--today={today}", verbosity=0)
    assert Programme.objects.get(slug=SLUG).month_on(today) == 40


def test_command_gives_each_role_one_person_who_can_sign_in(harbourside, db):
    for role in ("commissioner", "coordinator", "fieldworker", "evaluator", "steering"):
        user = User.objects.get(email=f"{role}@harbourside.example")
        assert user.check_password(PASSWORD)
        assert user.memberships.get().role == role


def test_command_keeps_a_password_somebody_changed_and_does_not_print_it(harbourside, db, capsys):
    steering = User.objects.get(email="steering@harbourside.example")
    steering.set_password("their own words")
    steering.save()
    with at_noon(TODAY):
        call_command("make_demonstration")
    assert capsys.readouterr().out.count(PASSWORD) == 4


def test_command_leaves_a_real_programme_of_that_address_alone(harbourside, db):
    Programme.objects.filter(slug=SLUG).update(is_fictional=False)
    with pytest.raises(CommandError, match="not fictional"):
        call_command("make_demonstration", "--fresh")
    assert Programme.objects.get(slug=SLUG).pk == harbourside.pk


def test_command_refuses_a_day_that_lies_ahead(db):
    with at_noon(TODAY), pytest.raises(CommandError, match="may not lie ahead"):
        call_command("make_demonstration", "--today=2026-11-23")


def test_command_wants_a_password_of_its_own_on_a_public_site(db, settings):
    settings.SERVED_OVER_HTTPS, settings.DEMONSTRATION_PASSWORD = True, ""
    with pytest.raises(CommandError, match="DEMONSTRATION_PASSWORD"):
        call_command("make_demonstration")


def test_command_uses_the_password_of_the_settings(address_free, settings, capsys):
    settings.DEMONSTRATION_PASSWORD = "words of this site"
    User.objects.all().delete()
    call_command("make_demonstration")
    assert User.objects.get(email="evaluator@harbourside.example").check_password("words of this site")
    assert capsys.readouterr().out.count("words of this site") == 5
