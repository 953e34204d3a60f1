"""The demonstration in the database: all it promises is there, and Figure 2 comes out to the digit."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from commissioning.models import Kpi, Milestone, Programme
from commissioning.tests.factories import ProgrammeFactory
from evaluation.demonstration import building
from evaluation.demonstration.borough import SLUG, WARDS, place_of
from evaluation.demonstration.people import PASSWORD
from evaluation.demonstration.timetable import programme_start
from evaluation.frames import estimates_frame
from evaluation.kpi_readings import readings_of
from evaluation.kpi_status import KpiStatus
from evaluation.models import Estimate
from neighbourhoods.models import AreaStatistic, BaselineFreeze, PopulationGroup
from surveys.actions.locking import verify_seals
from surveys.answering.wording import untranslated
from surveys.doors import door_at
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
    return time_machine.travel(datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone()), tick=False)


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
    official = AreaStatistic.objects.filter(neighbourhood__programme=harbourside)
    assert official.exclude(measure__startswith="fingertips-").values("as_of").distinct().count() == 2
    published = official.filter(measure__startswith="fingertips-")
    assert published.values("measure", "as_of").distinct().count() == 2 * 3
    assert published.count() == 2 * 3 * 30 - 3  # a figure that is not published has no row


def test_demonstration_has_three_hundred_answers_in_every_ward_and_wave(harbourside, db):
    waves = harbourside.waves.filter(questionnaire__title="Residents")
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
    waves = harbourside.waves.filter(questionnaire__title__in=["Residents", "Organisations"])
    assert waves.count() == 6
    assert all(wave.is_locked and wave.locked_at.date() > wave.ends_on for wave in waves)
    assert verify_seals(programme=harbourside) == []


@pytest.mark.parametrize("title", ["Agencies", "Residents, short form"])
def test_demonstration_leaves_two_surveys_open_without_figures(harbourside, db, title):
    wave = harbourside.waves.get(questionnaire__title=title)
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


# The contract, where it reads the surveys


@pytest.fixture
def contract(harbourside, db):
    """The programme as it is found on TODAY."""
    with at_noon(TODAY):
        yield Programme.objects.get(pk=harbourside.pk)


def stage(programme, number):
    return programme.stages.select_related("programme").get(number=number)


def lines_of(evidence):
    return [line for section in evidence["sections"] for line in section["lines"]]


def test_stage_that_runs_has_a_kpi_of_each_status(contract):
    statuses = Counter(reading.status for reading in readings_of(contract, stage(contract, 3).kpis.all()))
    assert set(statuses) == set(KpiStatus)


def test_first_gate_left_nothing_open(contract):
    evidence = stage(contract, 1).decision.evidence
    assert evidence["counts"] == {"ready": 38, "explained": 0, "waived": 0, "open": 0}


def test_second_gate_explains_each_kpi_in_words_of_its_own(contract):
    lines = lines_of(stage(contract, 2).decision.evidence)
    told = {
        line["title"]: line["detail"] for line in lines if line["state"] == "explained" and line["section"] == "KPIs"
    }
    assert "More community groups are functioning in the first cohort" not in told  # counted from the register
    assert "Organisations are asked again in stage 3" in told["More groups say public agencies help them succeed"]
    assert "Sixty percent" in told["Most residents of the first cohort see improvement by local people"]
    assert [line["title"] for line in lines if line["state"] == "waived"] == [
        "Groups in the first cohort are better connected"
    ]
    assert [line["title"] for line in lines if line["state"] == "open"] == [
        "More residents take part in groups in the first cohort",
        "More residents say community activity did their health good",
    ]


def test_second_gates_reasons_agree_with_the_figures_that_were_seen(contract):
    """They say that nothing was beyond chance yet: so it stood in the survey that was locked by then."""
    decision = stage(contract, 2).decision
    assert "proves nothing yet" in decision.reasons
    seen = {kpi["indicator"]: kpi["status"] for kpi in decision.evidence["kpis"] if kpi["indicator"]}
    counted = {code: seen.pop(code) for code in ("B2", "B4")}
    assert set(seen.values()) == {
        KpiStatus.RIGHT_WAY.slug,
        KpiStatus.WRONG_WAY.slug,
        KpiStatus.NOT_MEASURED.slug,
    }
    assert "more groups than at the baseline" in decision.reasons
    assert counted == {"B2": KpiStatus.MET.slug, "B4": KpiStatus.WRONG_WAY.slug}


def test_survey_milestones_were_met_on_the_day_their_survey_was_locked(contract):
    locked = {contract.month_on(wave.held_on): wave.locked_at.date() for wave in contract.waves.exclude(locked_at=None)}
    met = dict(
        Milestone.objects.of(contract).filter(title__istartswith="Repeat survey").values_list("stage__number", "met_on")
    )
    assert met[2] == locked[16]
    assert met[3] == locked[40]


# The registers, where surveys complete them


def test_baselines_of_the_first_two_cohorts_are_frozen_with_nothing_missing(contract):
    frozen = BaselineFreeze.objects.filter(neighbourhood__programme=contract)
    assert {freeze.neighbourhood.cohort.number for freeze in frozen} == {1, 2}
    assert all(freeze.state["missing"] == [] for freeze in frozen)
    assert {contract.month_on(freeze.reference_on) for freeze in frozen} == {5, 23}
    assert all(freeze.reference_on <= timezone.localdate(freeze.written_at) < TODAY for freeze in frozen)


def test_figure_two_ward_has_ten_groups_then_and_fifteen_now_on_every_page(contract):
    frame = estimates_frame(contract, breakdown="all", indicator="B2", on=TODAY)
    ropewalk = frame[frame["area_code"] == WARDS[place_of("Ropewalk")].code].iloc[-1]
    assert (ropewalk["baseline_estimate"], ropewalk["estimate"], ropewalk["change"]) == (10, 15, 5)


def test_more_groups_function_in_both_supported_cohorts(contract):
    kpis = {kpi.stage.number: kpi for kpi in Kpi.objects.of(contract).filter(indicator="B2", stage__number__in=(2, 3))}
    readings = readings_of(contract, kpis.values())
    assert [reading.status for reading in readings] == [KpiStatus.MET, KpiStatus.MET]


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
    """Build neither surveys nor registers: they are tested on `harbourside`, and on any day."""
    for part in ("hold_surveys", "fill_life"):
        monkeypatch.setattr(building, part, lambda *args: None)


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


def test_command_dates_it_by_the_day_given(address_free):
    with at_noon(date(2030, 1, 1)):
        call_command("make_demonstration", "--today=2028-02-29", verbosity=0)
    assert Programme.objects.get(slug=SLUG).starts_on == programme_start(date(2028, 2, 29))


@pytest.mark.parametrize("today", AWKWARD_DAYS, ids=str)
def test_programme_starts_so_that_the_day_falls_in_its_month_forty(today):
    assert Programme(starts_on=programme_start(today)).month_on(today) == 40


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


def test_demonstration_short_form_can_be_answered_in_two_languages(harbourside, db):
    wave = harbourside.waves.get(questionnaire__title="Residents, short form")
    assert untranslated(wave.questionnaire, "ar") == []
    doors = [door_at(code) for code in wave.samples.values_list("link_code", flat=True)]
    assert [door.why_closed(TODAY) for door in doors] == [""] * 4
    languages = set(Response.objects.of_wave(wave).values_list("language", flat=True))
    assert languages == {"", "ar"}


def test_demonstration_has_a_next_version_that_was_tried(harbourside, db):
    draft = harbourside.questionnaires.get(title="Residents, short form", version=2)
    assert not draft.is_published
    assert draft.pilot_answers.count() == 6
    assert draft.items.count() == 12


def test_demonstration_keeps_testimonies_with_and_without_consent(harbourside, db):
    assert harbourside.testimonies.count() == 4
    assert harbourside.testimonies.quotable().count() == 3
