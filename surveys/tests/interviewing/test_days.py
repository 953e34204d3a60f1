"""On which days interviews are held and sent, and what is said about the others."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.interviewing.days import last_day_to_send, state_of, why_not_held, why_not_sent
from surveys.models import Wave

WAVE = Wave(name="Doorstep", starts_on=date(2024, 7, 1), ends_on=date(2024, 7, 31))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2024, 6, 30), "not-yet"),
        (date(2024, 7, 1), "open"),
        (date(2024, 7, 31), "open"),
        (date(2024, 8, 1), "late"),
        (date(2024, 8, 7), "late"),
        (date(2024, 8, 8), "over"),
    ],
)
def test_wave_is_open_on_its_days_and_late_for_a_week(today, state):
    assert state_of(WAVE, today) == state
    assert bool(why_not_sent(WAVE, today)) == (state in ("not-yet", "over"))


@given(st.dates(date(2024, 6, 1), date(2024, 9, 1)), st.integers(0, 60))
def test_interview_is_held_on_a_day_of_fieldwork_that_has_come(today, before):
    on = today - timedelta(days=before)

    assert bool(why_not_held(WAVE, on, today)) == (not WAVE.starts_on <= on <= WAVE.ends_on)
    assert "has not come yet" in why_not_held(WAVE, today + timedelta(days=1), today)


def test_last_day_to_send_is_a_week_after_fieldwork():
    assert last_day_to_send(WAVE) == date(2024, 8, 7)
