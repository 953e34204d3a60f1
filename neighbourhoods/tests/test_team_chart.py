"""Deployments as a drawing: each bar stands where its days are, and nothing leaves the programme's months."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commissioning.models import Appointment, Post, Programme
from commissioning.tests.entry_factories import AppointmentFactory, PostFactory, StageFactory
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.models import Deployment, Neighbourhood
from neighbourhoods.support_rules import INTENSIVE, MAINTENANCE
from neighbourhoods.team_chart import LANE, Bar, chart_of
from neighbourhoods.tests.factories import DeploymentFactory

# Five years of 1,826 days, from April 2024 to March 2029.
FIRST, LAST, DAYS = date(2024, 4, 1), date(2029, 3, 31), 1826
TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def programme():
    return Programme(slug="vale", name="Northern Vale", starts_on=FIRST)


def stay(programme, starts_on, ends_on, kind=INTENSIVE, fte="1", place="Ropewalk", pk=1):
    """A deployment of one person, not stored."""
    who = Appointment(pk=1, post=Post(pk=1, programme=programme, title="Fieldworker", team=1), name="Bea Cole")
    who.starts_on = FIRST
    where = Neighbourhood(pk=pk, name=place, programme=programme)
    span = {"starts_on": starts_on, "ends_on": ends_on, "kind": kind, "fte": Decimal(fte)}
    return Deployment(pk=pk, appointment=who, neighbourhood=where, **span)


def row_of(programme, *stays):
    [(_, (row,))] = chart_of(programme, [stays[0].appointment], stays, TODAY, True).teams
    return row


def days_of(bar):
    """The first day of a bar and how many it is wide, in days from the programme's first."""
    return round(bar.left / 100 * DAYS, 6), round(bar.width / 100 * DAYS, 6)


# Where a bar stands.


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "drawn"),
    [
        (FIRST, FIRST, (0, 1)),
        (LAST, LAST, (DAYS - 1, 1)),
        (FIRST, LAST, (0, DAYS)),
        (date(2024, 4, 11), date(2024, 4, 20), (10, 10)),
        (date(2024, 4, 11), None, (10, DAYS - 10)),
        (date(2023, 1, 1), date(2024, 4, 20), (0, 20)),
        (date(2023, 1, 1), None, (0, DAYS)),
        (date(2029, 3, 22), date(2031, 1, 1), (DAYS - 10, 10)),
    ],
)
def test_bar_stands_where_its_days_are_and_ends_with_the_programme(programme, starts_on, ends_on, drawn):
    [bar] = row_of(programme, stay(programme, starts_on, ends_on)).bars
    assert days_of(bar) == drawn


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2023, 1, 1), FIRST - DAY), (LAST + DAY, None), (LAST + DAY, date(2031, 1, 1))],
)
def test_stay_outside_the_programmes_months_is_said_and_not_drawn(programme, starts_on, ends_on):
    row = row_of(programme, stay(programme, starts_on, ends_on))
    assert row.bars == ()
    assert row.words == "deployed outside these months"
    assert row.height == LANE


def test_person_of_a_team_who_is_nowhere_is_not_deployed(programme):
    idle = stay(programme, FIRST, None).appointment
    [(words, (row,))] = chart_of(programme, [idle], [], TODAY, True).teams
    assert (words, row.words, row.bars) == ("Team 1", "not deployed", ())


def test_person_of_the_core_team_has_a_row_only_when_deployed(programme):
    one = stay(programme, FIRST, None)
    one.appointment.post.team = None
    assert chart_of(programme, [one.appointment], [], TODAY, True).teams == ()
    [(words, _)] = chart_of(programme, [one.appointment], [one], TODAY, True).teams
    assert words == "Core team"


def test_bar_says_place_kind_share_and_days(programme):
    row = row_of(programme, stay(programme, date(2024, 10, 1), None, MAINTENANCE, "0.50"))
    assert row.words == "Ropewalk, maintenance, 0.5, from 1 October 2024 on"
    assert not row.bars[0].is_intensive


# Lanes.


def test_two_at_once_stand_in_two_lanes_and_what_follows_in_the_first_that_is_free(programme):
    stays = [
        stay(programme, date(2025, 1, 1), date(2025, 6, 30), place="A", pk=1),
        stay(programme, date(2025, 3, 1), date(2025, 12, 31), place="B", pk=2),
        stay(programme, date(2025, 7, 1), None, place="C", pk=3),
        stay(programme, date(2025, 7, 1), None, MAINTENANCE, place="D", pk=4),
    ]
    row = row_of(programme, *reversed(stays))
    assert {bar.label: bar.top // LANE for bar in row.bars} == {"A": 0, "B": 1, "C": 0, "D": 2}
    assert 3 * LANE <= row.height < 4 * LANE


SPANS = some.tuples(some.integers(-300, DAYS + 300), some.none() | some.integers(0, 900))


@given(some.lists(SPANS, min_size=1, max_size=6))
def test_no_bar_leaves_the_drawing_or_covers_another(spans):
    programme = Programme(slug="vale", starts_on=FIRST)
    stays = []
    for pk, (start, length) in enumerate(spans, start=1):
        starts_on = FIRST + start * DAY
        stays.append(stay(programme, starts_on, None if length is None else starts_on + length * DAY, pk=pk))
    bars = row_of(programme, *stays).bars
    assert all(bar.left >= 0 and bar.width > 0 and bar.left + bar.width <= 100 + 1e-9 for bar in bars)
    inside = [each for each in stays if each.starts_on <= LAST and (each.ends_on is None or each.ends_on >= FIRST)]
    assert len(bars) == len(inside)
    for number, one in enumerate(bars):
        for other in bars[number + 1 :]:
            beside = one.left + one.width <= other.left + 1e-9 or other.left + other.width <= one.left + 1e-9
            assert one.top != other.top or beside


@given(some.lists(SPANS, min_size=1, max_size=6))
def test_there_are_no_more_lanes_than_stays_at_once(spans):
    programme = Programme(slug="vale", starts_on=FIRST)
    stays = [
        stay(programme, FIRST + start * DAY, None if length is None else FIRST + (start + length) * DAY, pk=pk)
        for pk, (start, length) in enumerate(spans, start=1)
    ]
    row = row_of(programme, *stays)
    most = max(
        (sum(each.runs_on(max(day.starts_on, FIRST)) for each in stays) for day in stays if day.starts_on <= LAST),
        default=0,
    )
    assert len({bar.top for bar in row.bars}) <= most
    assert all(bar.top + bar.height <= row.height for bar in row.bars)


@pytest.mark.parametrize(("width", "fits"), [(40.0, "everywhere"), (12.0, "wide"), (3.0, "")])
def test_label_stands_only_where_the_bar_is_wide_enough(width, fits):
    bar = Bar(left=0, width=width, top=2, kind=INTENSIVE, label="Ropewalk", words="")
    assert bar.fits == fits


# Months and today.


def test_months_marked_are_those_of_the_stages_and_the_last(programme):
    chart = chart_of(programme, [], [], TODAY, True)
    assert [month for month, _ in chart.ticks] == [1, 7, 25, 43, 60]
    assert chart.ticks[0] == (1, 0)
    assert (chart.month, chart.last_month) == (27, 60)


@pytest.mark.parametrize(
    ("on", "today"),
    [(FIRST - DAY, None), (FIRST, 0), (LAST, (DAYS - 1) / DAYS * 100), (LAST + DAY, None)],
)
def test_today_is_marked_only_within_the_programme(programme, on, today):
    chart = chart_of(programme, [], [], on, True)
    assert chart.today == (today if today is None else pytest.approx(today))
    assert chart.today_anchor == ("end" if on == LAST else "start")


@pytest.mark.django_db
def test_extended_programme_is_drawn_to_its_last_month():
    """Two stages moved by three months: months and bars are those that are agreed now."""
    programme = ProgrammeFactory(starts_on=FIRST)
    for number, first, last in ((1, 1, 6), (2, 7, 24), (3, 25, 45), (4, 46, 63)):
        StageFactory(programme=programme, number=number, first_month=first, last_month=last)
    stays = [DeploymentFactory(appointment__post__programme=programme, ends_on=None)]
    chart = chart_of(programme, [stays[0].appointment], stays, date(2029, 5, 1), True)
    assert [month for month, _ in chart.ticks] == [1, 7, 25, 46, 63]
    [(_, (row,))] = chart.teams
    assert row.bars[0].left + row.bars[0].width == pytest.approx(100)
    assert chart.today < 100


# Who it is.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sees_names", "who", "note"),
    [(True, "Bea Cole", "Fieldworker, left May 2025"), (False, "Fieldworker", "left May 2025")],
)
def test_row_names_the_person_or_only_the_post(sees_names, who, note):
    held = AppointmentFactory(name="Bea Cole", post=PostFactory(title="Fieldworker"), ends_on=date(2025, 5, 31))
    stays = [DeploymentFactory(appointment=held, ends_on=date(2025, 5, 31))]
    [(_, (row,))] = chart_of(held.post.programme, [held], stays, TODAY, sees_names).teams
    assert (row.who, row.note) == (who, note)
    assert row.href == (held if sees_names else held.post).get_absolute_url()
    assert "Bea Cole" not in row.words
