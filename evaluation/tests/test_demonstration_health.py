"""The demonstration's health statistics: a file as it is published, and no other figure moved by it."""

from datetime import date

import pytest
from django.utils import timezone

from evaluation.demonstration.borough import WARDS
from evaluation.demonstration.health import health_file
from neighbourhoods.models import AreaFile, AreaStatistic
from neighbourhoods.reading import Places
from neighbourhoods.reading.fingertips import read_fingertips

PLACES = Places(names={ward.code: ward.name for ward in WARDS}, vintage="2026")


@pytest.mark.parametrize("starts_on", [date(2023, 8, 1), date(2024, 2, 29), date(2098, 12, 31), date(1999, 1, 1)])
def test_file_is_read_without_a_fault_whenever_the_programme_began(starts_on):
    reading = read_fingertips(health_file(starts_on).encode(), PLACES)
    assert reading.faults == []
    assert (len(reading.rows), reading.unknown, reading.left_out) == (177, 3, 6)
    assert all(row.low <= row.value <= row.high for row in reading.rows)
    assert len({row.measure for row in reading.rows}) == 2


def test_file_is_the_same_whenever_it_is_made():
    assert health_file(date(2023, 8, 1)) == health_file(date(2023, 8, 1))


def test_demonstration_has_the_file_among_its_imports_and_calls_its_figures_invented(any_day):
    file = AreaFile.objects.get(programme=any_day)
    assert (file.kind, file.filename, file.faults) == ("fingertips", "harbourside-health-profiles.csv", [])
    assert file.applied_at
    published = AreaStatistic.objects.filter(neighbourhood__programme=any_day, measure__startswith="fingertips-")
    assert set(published.values_list("source", flat=True)) == {"Invented figures, laid out as OHID Fingertips"}
    assert max(published.values_list("as_of", flat=True)) < timezone.localdate()
