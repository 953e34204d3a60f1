"""Counted figures on every page where survey ones stand, in KPIs, in a gate's evidence and among the priorities."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Kpi, Role
from commissioning.tests.entry_factories import KpiFactory, StageFactory
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.catalogue import Catalogue
from evaluation.gate_evidence import evidence_of
from evaluation.kpi_actions import KpiRefused, save_kpi
from evaluation.kpi_readings import readings_of
from evaluation.kpi_status import KpiStatus
from evaluation.priorities.criteria import criteria_of
from evaluation.registers.freezing import freeze_baseline
from evaluation.tests.factories import surveyed
from evaluation.tests.test_pages import signed_in, text_of
from neighbourhoods.models import AreaStatistic, KpiPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    CommunityGroupFactory,
    GroupProfileFactory,
    RegisterConfirmationFactory,
)

pytestmark = pytest.mark.django_db
BASE, LATER, TODAY = date(2025, 3, 15), date(2025, 12, 1), date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def grown(programme, name, before, after, *, freeze=True):
    """A neighbourhood of 812 x 8 residents with so many groups at the baseline, and so many today."""
    place = NeighbourhoodFactory(programme=programme, name=name, residents=812)
    made = [
        CommunityGroupFactory(programme=programme, eligible_in=[place], eligible_in__as_of=BASE) for _ in range(before)
    ]
    if freeze:
        freeze_baseline(neighbourhood=place, reference_on=BASE, by=None, though_incomplete=True)
    for group in made[:after]:
        GroupProfileFactory(group=group, as_of=LATER, counting=True)
    for group in made[after:]:
        GroupProfileFactory(group=group, as_of=LATER, counting=True, state="closed")
    for _ in range(after - before):
        CommunityGroupFactory(programme=programme, eligible_in=[place], eligible_in__as_of=LATER)
    return place


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 10, 1))


@pytest.fixture
def ropewalk(programme):
    return grown(programme, "Ropewalk", 10, 15)


def url(name, *rest):
    return reverse(f"evaluation:{name}", args=["vale", *rest])


def page(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return text_of(response)


@pytest.mark.parametrize("role", Role.values)
def test_goal_two_stands_on_every_page_for_every_role(client, programme, ropewalk, role):
    signed_in(client, programme, role)
    for address in (programme.get_absolute_url(), ropewalk.get_absolute_url(), url("indicator-detail", "B1")):
        shown = page(client, address)
        assert "2.3 per 1,000" in shown
        assert "15 groups" in shown
        assert "baseline 1.5" in shown
        assert "up 0.8" in shown
        assert "Clear rise" in shown
        assert "counted as at 20 January 2026" in shown
    assert "B2 Groups functioning 15 15 groups 10 up 5 Clear rise" in page(client, url("indicator-list"))


def test_no_count_is_called_an_answer_or_gets_an_interval(client, programme, ropewalk):
    signed_in(client, programme)
    panel = page(client, ropewalk.get_absolute_url()).split("Eligible groups per 1,000")[1].split("Gives or")[0]
    assert "n 15" not in panel
    assert "answers" not in panel
    assert "95% interval (" not in panel


def test_indicator_page_has_chart_table_map_pictures_and_file(client, programme, ropewalk):
    signed_in(client, programme)
    shown = page(client, url("indicator-detail", "B2"))
    assert "Whole programme: 15 groups, up from 10" in shown
    assert "One neighbourhood rose clearly on its own: Ropewalk" in shown
    assert "20 January 2026 15 15 groups" in shown
    for name, start in (("indicator-svg", b"<?xml"), ("indicator-png", b"\x89PNG"), ("indicator-csv", b"goal,")):
        assert client.get(url(name, "B2")).content.startswith(start)


def test_any_day_can_be_asked_for(client, programme, ropewalk):
    signed_in(client, programme)
    shown = page(client, url("indicator-detail", "B2"), on="2025-06-02")
    assert "Whole programme: 10 groups" in shown
    assert "counted as at 2 June 2025" in shown


@pytest.mark.parametrize("asked", ["2026-01-21", "1066-01-01", "soon", "2025-13-01", "%00", ""])
def test_day_that_is_none_of_the_past_is_no_choice(client, programme, ropewalk, asked):
    signed_in(client, programme)
    assert "Whole programme: 15 groups" in page(client, url("indicator-detail", "B2"), on=asked)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2026-01-21", "This day is still to come"),
        ("1850-06-01", "Choose a day from 1 October 2022 on"),
        ("soon", "This is no day"),
    ],
)
def test_day_that_cannot_be_shown_is_said_at_the_field_with_what_was_typed(client, programme, ropewalk, typed, why):
    signed_in(client, programme)
    response = client.get(url("indicator-detail", "B2"), {"on": typed})
    assert why in text_of(response)
    assert f'value="{typed}" aria-invalid="true"' in response.content.decode()
    assert "The latest count is shown" in text_of(response)


def test_past_day_stands_in_the_heading_and_today_does_not(client, programme, ropewalk):
    signed_in(client, programme)
    assert "15 groups, up from 10 Compare it" in page(client, url("indicator-detail", "B2"))
    assert "As at 2 June 2025 Compare it" in page(client, url("indicator-detail", "B2"), on="2025-06-02")


def test_confirmation_of_a_later_day_is_none_of_a_day_before(client, programme, ropewalk):
    signed_in(client, programme)
    grown(programme, "Quayside", 2, 2)
    RegisterConfirmationFactory(neighbourhood=ropewalk, as_at=LATER)
    RegisterConfirmationFactory(neighbourhood=ropewalk, as_at=BASE)
    before = page(client, url("indicator-detail", "B2"), on="2025-06-02")
    assert "register confirmed in 1 of 2 neighbourhoods" in before
    assert "complete as it stood on 15 March 2025" in before
    assert "complete as it stood on 1 December 2025" not in before


def test_day_before_any_confirmation_says_that_there_was_none_by_then(client, programme, ropewalk):
    signed_in(client, programme)
    RegisterConfirmationFactory(neighbourhood=ropewalk, as_at=LATER)
    shown = page(client, url("indicator-detail", "B2"), on="2025-06-02")
    assert "which nobody had confirmed as complete as it stood by 2 June 2025" in shown
    assert "register of 1 December" not in shown


def test_day_before_anything_was_recorded_says_so(client, programme, ropewalk):
    signed_in(client, programme)
    shown = page(client, url("indicator-detail", "B2"), on="2024-11-05")
    assert "Nothing was on record yet on 5 November 2024" in shown


def test_confirmation_is_shown_by_role_to_the_steering_group_and_by_name_to_others(client, programme, ropewalk):
    client_of = signed_in(client, programme, Role.COORDINATOR)
    coordinator = programme.memberships.get(role=Role.COORDINATOR).user
    RegisterConfirmationFactory(
        neighbourhood=ropewalk, as_at=LATER, confirmed_by=coordinator, confirmed_as=Role.COORDINATOR
    )
    assert f"Confirmed by {coordinator}" in page(client_of, url("indicator-detail", "B2"))
    signed_in(client, programme, Role.STEERING)
    shown = page(client, url("indicator-detail", "B2"))
    assert str(coordinator) not in shown
    assert "Confirmed by coordinator" in shown
    assert "register of 1 December 2025 confirmed by the coordinator" in page(client, ropewalk.get_absolute_url())


def test_list_of_neighbourhoods_can_be_put_in_order_of_groups(client, programme, ropewalk):
    grown(programme, "Harbour", 4, 4)
    NeighbourhoodFactory(programme=programme, name="Unvisited", residents=812)
    response = signed_in(client, programme).get(url("neighbourhood-list"), {"sort": "groups"})
    assert [each.place.name for each in response.context["places"]] == ["Harbour", "Ropewalk", "Unvisited"]
    assert "Nothing is on record yet" in text_of(response)


@pytest.mark.parametrize("show", ["level", "change", "verdict"])
@pytest.mark.parametrize("code", ["B1", "B7", "B5"])
def test_map_shows_what_is_counted(client, programme, ropewalk, show, code):
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}
    programme.neighbourhoods.update(boundary=square)
    RegisterConfirmationFactory(neighbourhood=ropewalk, as_at=BASE)
    signed_in(client, programme)
    assert "Ropewalk" in page(client, url("indicator-detail", code), show=show)


def test_overview_lists_counted_changes_apart_from_those_of_surveys(client):
    programme, _ = surveyed(
        {"Ropewalk": [(21, 300), (36, 300)]}, programme=ProgrammeFactory(slug="vale", starts_on=date(2024, 10, 1))
    )
    grown(programme, "Harbour", 2, 4)
    shown = page(signed_in(client, programme), programme.get_absolute_url())
    assert "Counted from the registers: 1 more" in shown


def test_overview_asks_no_more_of_the_database_once_registers_were_counted(client, programme, ropewalk, monkeypatch):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, programme.get_absolute_url())
        return len(captured)

    signed_in(client, programme)
    page(client, programme.get_absolute_url())
    counted = queries()
    monkeypatch.setattr("evaluation.frames.register_frame", lambda *args, **kwargs: None)
    assert counted == queries()


# KPIs on what is counted.


def kpi(programme, indicator, kind, target=None, covers="programme", **more):
    stage = programme.stages.first() or StageFactory(programme=programme, begins_on=programme.starts_on)
    return KpiFactory(stage=stage, indicator=indicator, kind=kind, target=target, covers=covers, **more)


def read(kpi):
    kpi.programme.refresh_from_db()
    [reading] = readings_of(kpi.programme, [kpi])
    return reading


@pytest.mark.parametrize(
    ("kind", "target", "status", "words"),
    [
        ("any_increase", None, KpiStatus.MET, "up 5, counted in full"),
        ("significant", None, KpiStatus.MET, "up 5, counted in full"),
        ("points", 5, KpiStatus.MET, "up 5, counted in full"),
        ("points", 6, KpiStatus.RIGHT_WAY, "up 5, counted in full, but not yet 6"),
        ("reach", 15, KpiStatus.MET, "15, target 15"),
        ("reach", 20, KpiStatus.RIGHT_WAY, "15, below 20; up 5, counted in full"),
    ],
)
def test_kpi_of_each_kind_reads_the_count(programme, ropewalk, kind, target, status, words):
    reading = read(kpi(programme, "B2", kind, target))
    assert (reading.status, reading.reason) == (status, words)


def test_kpi_where_the_count_fell_or_stayed(programme):
    grown(programme, "Harbour", 6, 4)
    assert read(kpi(programme, "B2", "any_increase")).status is KpiStatus.WRONG_WAY
    grown(programme, "Quay", 2, 4)
    assert read(kpi(programme, "B2", "any_increase")).status is KpiStatus.NO_CHANGE


def test_kpi_without_a_frozen_baseline_is_not_measured(programme):
    grown(programme, "Harbour", 4, 6, freeze=False)
    reading = read(kpi(programme, "B2", "any_increase"))
    assert (reading.status, reading.reason) == (
        KpiStatus.NOT_MEASURED,
        "6; no baseline yet, so no change is known",
    )


def test_kpi_on_nothing_recorded_says_what_to_do(programme):
    NeighbourhoodFactory(programme=programme)
    assert read(kpi(programme, "B2", "any_increase")).reason == (
        "Nothing is on record yet. "
        "Record the groups that are there, or confirm the register of groups if there are none"
    )


def test_kpi_over_an_area_that_is_on_record_only_in_part_is_not_measured(programme, ropewalk):
    NeighbourhoodFactory(programme=programme, name="Unvisited")
    reading = read(kpi(programme, "B2", "any_increase"))
    assert reading.status is KpiStatus.NOT_MEASURED
    assert reading.reason == "“20 January 2026” is on record in only 1 of 2 neighbourhoods"


def test_kpi_over_chosen_neighbourhoods_and_a_cohort(programme, ropewalk):
    harbour = grown(programme, "Harbour", 4, 4)
    cohort = CohortFactory(programme=programme, number=1)
    programme.neighbourhoods.update(cohort=cohort)
    chosen = kpi(programme, "B2", "any_increase", covers="places")
    KpiPlace.objects.create(kpi=chosen, neighbourhood=ropewalk)
    KpiPlace.objects.create(kpi=chosen, neighbourhood=harbour)
    assert read(chosen).reason == "Met in 1 of 2 neighbourhoods; no change in Harbour"
    assert read(kpi(programme, "B2", "any_increase", covers="cohort", cohort=cohort)).reason == (
        "up 5, counted in full"
    )


def test_kpi_cannot_be_agreed_on_what_is_never_judged(programme, ropewalk):
    stage = StageFactory(programme=programme, begins_on=programme.starts_on)
    wanted = Kpi(stage=stage, title="Denser", indicator="B5", kind="any_increase", covers="programme", due_month=6)
    with pytest.raises(KpiRefused, match="misleads when it is judged on its own"):
        save_kpi(programme=programme, kpi=wanted, places=[], by=None)


def test_gate_freezes_the_count_with_its_words_and_day(programme, ropewalk):
    stage = StageFactory(programme=programme, begins_on=programme.starts_on)
    KpiFactory(stage=stage, indicator="B2", kind="any_increase", covers="programme", title="More groups")
    programme.refresh_from_db()
    stage.programme = programme
    evidence = evidence_of(stage)
    [figure] = evidence["kpis"][0]["figures"]
    assert (figure["value"], figure["n"], figure["baseline"], figure["change"]) == ("15", "15 groups", 10.0, 5.0)
    assert (figure["low"], figure["p_value"], figure["verdict"]) == (None, None, "Clear rise")
    assert evidence["waves"] == ["Registers, 20 January 2026"]


# Priorities.


def criteria(programme, **asked):
    programme.refresh_from_db()
    return criteria_of(programme, Catalogue(programme), **asked)


def official(place):
    AreaStatistic.objects.create(
        neighbourhood=place,
        measure="groups-per-1000",
        label="Groups per 1,000",
        unit="per 1,000",
        value=4.2,
        as_of=BASE,
        source="Charity register",
    )


def test_priorities_count_groups_from_the_register(programme, ropewalk):
    official(ropewalk)
    found = criteria(programme)
    register = found["ind-B1"]
    assert register.of(ropewalk.code).words == "2.3 per 1,000"
    assert register.source == "Register of groups, 20 January 2026, 1 of 1 neighbourhoods on record"
    assert (register.need_end, register.is_usual) == ("low", True)
    assert not found["stat-groups-per-1000"].is_usual


def test_official_figure_stands_in_while_the_register_does_not_speak_of_every_place(programme, ropewalk):
    official(ropewalk)
    NeighbourhoodFactory(programme=programme, name="Unvisited")
    found = criteria(programme)
    assert not found["ind-B1"].is_usual
    assert (found["stat-groups-per-1000"].is_usual, found["stat-groups-per-1000"].need_end) == (True, "low")


def test_choice_of_an_earlier_day_sees_the_register_of_that_day(programme, ropewalk):
    assert criteria(programme, until=date(2025, 6, 2))["ind-B1"].of(ropewalk.code).words == "1.5 per 1,000"
    assert "ind-B1" not in criteria(programme, until=date(2024, 11, 1))
