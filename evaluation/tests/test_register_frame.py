"""Register figures in the frame that every page reads: days, areas, frozen baselines, verdicts, unknown."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.catalogue import Catalogue
from evaluation.exports import estimates_csv
from evaluation.frames import estimates_frame, figure_of
from evaluation.models import Estimate
from evaluation.registers.freezing import freeze_baseline
from evaluation.registers.rows import days_of
from evaluation.tests.factories import surveyed
from neighbourhoods.models import BaselineFreeze, GroupProfile
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AssetFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    GroupProfileFactory,
    RegisterConfirmationFactory,
)

pytestmark = pytest.mark.django_db
BASE, TODAY = date(2025, 3, 15), date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(starts_on=date(2024, 10, 1))


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", residents=812)


def groups(place, number, as_of=BASE, **profile):
    return [
        CommunityGroupFactory(
            programme=place.programme,
            eligible_in=[place],
            eligible_in__as_of=as_of,
            **{f"eligible_in__{k}": v for k, v in profile.items()},
        )
        for _ in range(number)
    ]


def told_again(found, as_of):
    for group in found:
        GroupProfileFactory(group=group, as_of=as_of, counting=True)


def frozen(place, on=BASE):
    place.programme.refresh_from_db()
    return freeze_baseline(neighbourhood=place, reference_on=on, by=None, though_incomplete=True)


def figures(programme, code, area_code, **asked):
    """Wave -> Figure of one indicator and area."""
    programme.refresh_from_db()
    catalogue = Catalogue(programme)
    frame = estimates_frame(programme, indicator=code, area_code=area_code, **asked)
    return {row.wave: figure_of(row, catalogue[code]) for row in frame.itertuples()}


def test_days_are_the_half_years_ends_from_the_start_and_today(programme):
    assert days_of(programme, TODAY) == [date(2024, 9, 30), date(2025, 3, 31), date(2025, 9, 30), TODAY]


def test_last_day_of_a_half_year_is_counted_once(programme):
    assert days_of(programme, date(2025, 3, 31)) == [date(2024, 9, 30), date(2025, 3, 31)]


def test_ten_groups_at_the_baseline_and_fifteen_now(programme, ropewalk):
    old = groups(ropewalk, 10)
    frozen(ropewalk)
    told_again(old, date(2025, 12, 1))
    groups(ropewalk, 5, as_of=date(2025, 12, 1))
    found = figures(programme, "B2", ropewalk.code)
    now = found["20 January 2026"]
    assert (now.estimate, now.baseline, now.change, now.verdict) == (15, 10, 5, "clear_rise")
    assert now.words == "15 · 15 groups · baseline 10 · up 5"
    assert now.counted_words == "counted as at 20 January 2026"
    assert found["15 March 2025"].verdict == "baseline"
    assert found["31 March 2025"].verdict == "no_clear_change"


def test_before_anything_was_recorded_there_is_no_figure(programme, ropewalk):
    groups(ropewalk, 2)
    assert set(figures(programme, "B2", ropewalk.code)) == {"31 March 2025", "30 September 2025", "20 January 2026"}


def test_nothing_recorded_is_unknown_and_a_confirmed_register_is_0(programme, ropewalk):
    AssetFactory(neighbourhood=ropewalk, kind="forum", since=BASE)
    assert figures(programme, "B2", ropewalk.code) == {}
    RegisterConfirmationFactory(neighbourhood=ropewalk, as_at=date(2025, 9, 1), confirmed_as="coordinator")
    found = figures(programme, "B2", ropewalk.code)
    assert {wave: figure.estimate for wave, figure in found.items()} == {"30 September 2025": 0, "20 January 2026": 0}
    assert found["20 January 2026"].confirmed == "register of 1 September 2025 confirmed by the coordinator"


def test_rate_without_a_population_is_unknown(programme):
    place = NeighbourhoodFactory(programme=programme, residents=0)
    place.population_groups.all().delete()
    groups(place, 3)
    now = figures(programme, "B1", place.code)["20 January 2026"]
    assert (now.shown, now.value_words, now.n_words) == (False, "Population not known", "3 groups")
    assert figures(programme, "B2", place.code)["20 January 2026"].estimate == 3


def test_frozen_baseline_stays_whatever_is_corrected_later(programme, ropewalk):
    first, *_ = groups(ropewalk, 4)
    groups(ropewalk, 4, as_of=date(2025, 12, 1))
    frozen(ropewalk)
    GroupProfile.objects.filter(group=first).update(struck_out_at=timezone.now(), struck_out_because="Never met")
    groups(ropewalk, 2, as_of=date(2025, 3, 1))
    found = figures(programme, "B2", ropewalk.code)
    assert found["15 March 2025"].estimate == 4
    assert found["20 January 2026"].baseline == 4
    assert found["31 March 2025"].estimate == 5


def test_days_before_the_baseline_are_compared_with_nothing(programme, ropewalk):
    groups(ropewalk, 2, as_of=date(2025, 3, 1))
    frozen(ropewalk, date(2025, 6, 1))
    found = figures(programme, "B2", ropewalk.code)
    assert (found["31 March 2025"].verdict, found["31 March 2025"].baseline) == ("no_baseline", None)
    assert found["30 September 2025"].baseline == 2


def test_area_of_which_more_is_known_now_than_was_frozen_has_no_baseline(programme, ropewalk):
    harbour = NeighbourhoodFactory(programme=programme, name="Harbour", residents=812)
    for place in (ropewalk, harbour):
        groups(place, 1)
    AssetFactory(neighbourhood=ropewalk, since=BASE)
    for place in (ropewalk, harbour):
        frozen(place)
    assert figures(programme, "E4", programme.slug)["20 January 2026"].baseline == 1
    AssetFactory(neighbourhood=harbour, since=date(2025, 12, 1))
    now = figures(programme, "E4", programme.slug)["20 January 2026"]
    assert (now.estimate, now.baseline, now.verdict) == (2, None, "no_baseline")


def test_what_a_survey_once_said_of_a_register_indicator_is_not_shown():
    programme, _ = surveyed({"Ropewalk": [(21, 300)]}, purposes=["baseline"])
    Estimate.objects.filter(indicator="A1").update(indicator="B11")
    assert estimates_frame(programme, indicator="B11").empty


def test_cohort_has_a_baseline_once_all_its_neighbourhoods_are_frozen(programme, ropewalk):
    harbour = NeighbourhoodFactory(programme=programme, name="Harbour", residents=812)
    cohort = CohortFactory(programme=programme, number=1)
    programme.neighbourhoods.update(cohort=cohort)
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk, harbour], eligible_in__as_of=BASE)
    groups(ropewalk, 2)
    frozen(ropewalk)
    assert figures(programme, "B2", "cohort-1")["20 January 2026"].verdict == "no_baseline"
    frozen(harbour, date(2025, 3, 20))
    groups(harbour, 3, as_of=date(2025, 12, 1))
    now = figures(programme, "B2", "cohort-1")["20 January 2026"]
    assert (now.baseline, now.estimate, now.verdict) == (3, 6, "clear_rise")


def test_area_frozen_on_one_day_shows_that_day(programme, ropewalk):
    groups(ropewalk, 2)
    frozen(ropewalk)
    assert figures(programme, "B2", programme.slug)["15 March 2025"].verdict == "baseline"


def test_pooled_figure_says_in_how_many_neighbourhoods_anything_is_on_record(programme, ropewalk):
    NeighbourhoodFactory(programme=programme, name="Unvisited", residents=812)
    groups(ropewalk, 2)
    programme.refresh_from_db()
    frame = estimates_frame(programme, indicator="B1", area_code=programme.slug)
    assert set(frame["places"]) == {1}
    assert frame["estimate"].iloc[-1] == pytest.approx(1000 * 2 / 6496)


@pytest.mark.parametrize("code", ["B5", "B11"])
def test_what_is_read_beside_others_gets_no_verdict(programme, ropewalk, code):
    groups(ropewalk, 3, income_band="under-5k")
    RegisterConfirmationFactory(neighbourhood=ropewalk, as_at=BASE)
    frozen(ropewalk)
    groups(ropewalk, 3, as_of=date(2025, 12, 1), income_band="over-100k")
    now = figures(programme, code, ropewalk.code)["20 January 2026"]
    assert (now.verdict, now.verdict_words, now.tone) == (None, "Not judged", "neutral")


def test_figure_that_cannot_be_says_why(programme, ropewalk):
    CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2026, 1, 10))
    now = figures(programme, "F7", ropewalk.code)["20 January 2026"]
    assert (now.shown, now.value_words, now.n_words) == (False, "No reply was due yet", "0 of 0 issues")


def test_any_other_day_can_be_counted(programme, ropewalk):
    old = groups(ropewalk, 2)
    told_again(old, date(2025, 6, 1))
    groups(ropewalk, 1, as_of=date(2025, 6, 1))
    asked = figures(programme, "B2", ropewalk.code, also_on=date(2025, 6, 2))
    assert (asked["31 March 2025"].estimate, asked["2 June 2025"].estimate) == (2, 3)


def test_registers_can_be_read_as_they_stood_on_an_earlier_day(programme, ropewalk):
    groups(ropewalk, 2)
    assert list(figures(programme, "B2", ropewalk.code, on=date(2025, 6, 2))) == ["31 March 2025", "2 June 2025"]


def test_surveys_and_registers_stand_in_one_frame_and_one_export():
    programme, _ = surveyed(
        {"Ropewalk": [(21, 300), (36, 300)]}, programme=ProgrammeFactory(starts_on=date(2024, 10, 1))
    )
    groups(programme.neighbourhoods.get(), 15)
    programme.refresh_from_db()
    rows = list(csv.DictReader(io.StringIO(estimates_csv(programme))))
    by_code = {(row["indicator"], row["area_name"], row["wave"]): row for row in rows if row["group"] == "all"}
    counted = by_code["B1", "Ropewalk", "20 January 2026"]
    assert (counted["n"], counted["ci_low"], counted["p_value"], counted["design"]) == ("15", "", "", "register")
    assert (counted["counted"], counted["note"]) == ("15 groups", "6,496 residents")
    assert any(code == "A1" for code, _, _ in by_code)
    keys = [tuple(row[k] for k in ("indicator", "area_code", "wave", "breakdown", "group")) for row in rows]
    assert len(keys) == len(set(keys))


def test_registers_ask_the_database_once_while_nothing_changes(programme, ropewalk, django_assert_num_queries):
    groups(ropewalk, 2)
    programme.refresh_from_db()
    catalogue = Catalogue(programme)
    estimates_frame(programme, catalogue=catalogue, indicator="B1")
    with django_assert_num_queries(1):  # the estimates of surveys
        estimates_frame(programme, catalogue=catalogue, indicator="B1")


def test_change_of_a_register_is_seen_at_once(programme, ropewalk):
    groups(ropewalk, 2)
    assert figures(programme, "B2", ropewalk.code)["20 January 2026"].estimate == 2
    groups(ropewalk, 1)
    assert figures(programme, "B2", ropewalk.code)["20 January 2026"].estimate == 3


def test_registers_are_counted_in_as_many_queries_for_many_places_and_days_as_for_few(django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for places, starts_on in ((1, date(2025, 10, 1)), (6, date(2022, 10, 1))):
        programme = ProgrammeFactory(starts_on=starts_on)
        for place in [NeighbourhoodFactory(programme=programme, residents=812) for _ in range(places)]:
            groups(place, 2)
            AssetFactory(neighbourhood=place, since=BASE)
            frozen(place)
        programme.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            estimates_frame(programme, indicator="B1")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 21
    assert BaselineFreeze.objects.count() == 7
