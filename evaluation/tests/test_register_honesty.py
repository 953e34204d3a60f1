"""What counted figures may not say: a clear change that is none, "nothing" where it is unknown, answers nobody gave."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Kpi
from commissioning.tests.entry_factories import KpiFactory, StageFactory
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.catalogue import Catalogue
from evaluation.figures import Figure
from evaluation.frames import estimates_frame, figure_of
from evaluation.kpi_readings import readings_of, target_words
from evaluation.kpi_status import KpiStatus
from evaluation.registers.counting import counts_of
from evaluation.registers.freezing import freeze_baseline
from evaluation.registers.state import EVERYTHING, RegisterState
from evaluation.tests.test_pages import signed_in, text_of
from neighbourhoods.models import RegisterRules
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyReplyFactory,
    AssetFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    GroupProfileFactory,
)

pytestmark = pytest.mark.django_db
BASE, LATER, TODAY = date(2025, 3, 15), date(2025, 12, 1), date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 10, 1))


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", residents=812)


@pytest.fixture
def harbour(programme):
    return NeighbourhoodFactory(programme=programme, name="Harbour", residents=812)


def group(*places, as_of=BASE, **profile):
    told = {f"eligible_in__{name}": value for name, value in profile.items()}
    return CommunityGroupFactory(programme=places[0].programme, eligible_in=places, eligible_in__as_of=as_of, **told)


def freeze(*places):
    for place in places:
        freeze_baseline(neighbourhood=place, reference_on=BASE, by=None, though_incomplete=True)


def now(programme, code, area_code):
    """Today's Figure of one indicator and area."""
    programme.refresh_from_db()
    catalogue = Catalogue(programme)
    rows = estimates_frame(programme, indicator=code, area_code=area_code).itertuples()
    return figure_of([row for row in rows if row.wave_date == TODAY][-1], catalogue[code])


def page(client, code, **asked):
    return text_of(client.get(reverse("evaluation:indicator-detail", args=["vale", code]), asked))


# Days that are the baseline of some neighbourhoods only


def test_day_that_is_another_areas_baseline_is_counted_everywhere_and_once(programme, ropewalk, harbour):
    group(ropewalk), group(harbour)
    freeze(ropewalk)
    programme.refresh_from_db()
    for asked in (BASE, date(2025, 6, 2)):
        frame = estimates_frame(programme, indicator="B2", also_on=asked)
        areas = sorted(frame[frame["wave_date"] == asked]["area_code"])
        assert areas == sorted([ropewalk.code, harbour.code, "vale"])
        assert not frame.duplicated(["area_code", "wave_date"]).any()


def test_baseline_day_chosen_for_a_place_without_that_baseline_shows_its_count(client, programme, ropewalk, harbour):
    group(ropewalk), group(harbour), group(harbour)
    freeze(ropewalk)
    signed_in(client, programme)
    for asked in ({"wave": "15 March 2025"}, {"on": "2025-03-15"}):
        assert "Whole programme: 3 groups" in page(client, "B2", area="vale", **asked)
        assert "Harbour: 2 groups" in page(client, "B2", area=harbour.code, **asked)


def test_day_on_which_only_the_other_line_is_counted_is_not_called_empty(client, programme, ropewalk, harbour):
    group(ropewalk), group(harbour)
    freeze(ropewalk)
    signed_in(client, programme)
    shown = page(client, "B2", area=ropewalk.code, compare="vale")
    assert "15 March 2025 1 1 group not counted" in shown
    assert "30 September 2024 nothing on record" not in shown


# Verdicts


def test_volunteers_that_some_groups_kept_to_themselves_get_no_verdict(programme, ropewalk):
    first, second = group(ropewalk, volunteers=5), group(ropewalk)
    freeze(ropewalk)
    for each in (first, second):
        GroupProfileFactory(group=each, as_of=LATER, counting=True, volunteers=5)
    figure = now(programme, "B10", ropewalk.code)
    assert (figure.estimate, figure.change, figure.verdict_words) == (10, 5, "Not judged")
    kpi = KpiFactory(stage=StageFactory(programme=programme), indicator="B10")
    assert readings_of(programme, [kpi])[0].status is KpiStatus.NOT_MEASURED


def test_volunteers_of_every_group_then_and_now_are_judged(programme, ropewalk):
    told = group(ropewalk, volunteers=5)
    freeze(ropewalk)
    GroupProfileFactory(group=told, as_of=LATER, counting=True, volunteers=8)
    kpi = KpiFactory(stage=StageFactory(programme=programme), indicator="B10")
    assert now(programme, "B10", ropewalk.code).verdict == "clear_rise"
    assert readings_of(programme, [kpi])[0].status is KpiStatus.MET


def test_other_limit_for_replies_is_no_change_of_those_answered_in_time(client, programme, ropewalk):
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=BASE - timedelta(days=80))
    AgencyReplyFactory(issue=issue, replied_on=BASE - timedelta(days=20))
    freeze(ropewalk)
    assert now(programme, "F7", ropewalk.code).verdict == "no_clear_change"
    RegisterRules.objects.create(programme=programme, reply_days=30)
    figure = now(programme, "F7", ropewalk.code)
    assert (figure.estimate, figure.baseline, figure.verdict) == (0, 0, "no_clear_change")


def test_other_income_threshold_is_no_change_of_the_share_of_small_groups(programme, ropewalk):
    group(ropewalk, income=Decimal(8000))
    freeze(ropewalk)
    assert now(programme, "B11", ropewalk.code).change == 0
    RegisterRules.objects.create(programme=programme, income_threshold=Decimal(5000))
    figure = now(programme, "B11", ropewalk.code)
    assert (figure.estimate, figure.change, figure.verdict_words) == (0, None, "Not judged")


@pytest.mark.parametrize("code", ["B5", "B11", "E8"])
def test_context_and_density_are_never_coloured_on_a_page(client, programme, ropewalk, code):
    for income in ("under-5k", "over-100k"):
        group(ropewalk, income_band=income)
    AssetFactory(neighbourhood=ropewalk, kind="input", fte=Decimal(1), since=BASE)
    freeze(ropewalk)
    group(ropewalk, as_of=LATER, income_band="under-5k")
    AssetFactory(neighbourhood=ropewalk, kind="input", fte=Decimal(1), since=LATER)
    signed_in(client, programme)
    shown = page(client, code, area=ropewalk.code)
    assert "Clear rise" not in shown.split("Map")[-1]
    assert "rose clearly" not in shown


def test_target_for_a_count_speaks_of_no_chance(programme):
    counted, asked = (Catalogue(programme)[code] for code in ("B2", "A1"))
    assert target_words(Kpi(kind="any_increase"), counted) == "any improvement"
    assert target_words(Kpi(kind="significant"), counted) == "clear improvement"
    assert target_words(Kpi(kind="any_increase"), asked) == "any improvement beyond chance"


# Issues are cases, wherever they were raised


def test_first_issue_of_a_further_neighbourhood_leaves_the_baseline_of_the_cohort(programme, ropewalk, harbour):
    programme.neighbourhoods.update(cohort=CohortFactory(programme=programme, number=1))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=BASE - timedelta(days=80))
    AgencyReplyFactory(issue=issue, replied_on=BASE)
    group(harbour)
    freeze(ropewalk, harbour)
    CommunityIssueFactory(neighbourhood=harbour, raised_on=date(2025, 9, 1))
    figure = now(programme, "F7", "cohort-1")
    assert (figure.estimate, figure.baseline, figure.verdict) == (50, 100, "clear_fall")


def test_kpi_of_issues_is_read_though_a_neighbourhood_raised_none(programme, ropewalk, harbour):
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=BASE)
    AgencyReplyFactory(issue=issue, replied_on=BASE)
    kpi = KpiFactory(stage=StageFactory(programme=programme), indicator="F7", kind="reach", target=75)
    programme.refresh_from_db()
    [reading] = readings_of(programme, [kpi])
    assert reading.status is KpiStatus.MET
    assert reading.reason == "100%, target 75%. Issues are on record in 1 of 2 neighbourhoods"


# Unknown, none, and words


def test_groups_without_a_population_are_not_called_nothing(client, programme):
    place = NeighbourhoodFactory(programme=programme, name="Uncounted", residents=0)
    group(place)
    signed_in(client, programme)
    kpi = KpiFactory(stage=StageFactory(programme=programme), indicator="B1")
    shown = text_of(client.get(place.get_absolute_url())).split("Eligible groups per 1,000")[1].split("Gives or")[0]
    assert "Population not known" in shown
    assert "Nothing is on record" not in shown
    programme.refresh_from_db()
    assert readings_of(programme, [kpi])[0].reason == "Population not known"


def test_hub_is_no_answer_of_anybody(client, programme, ropewalk):
    AssetFactory(neighbourhood=ropewalk, kind="hub", since=BASE)
    signed_in(client, programme)
    figure = now(programme, "B7", ropewalk.code)
    assert figure.words == "yes · on record · no baseline yet"
    assert (
        "answers" not in page(client, "B7", area=ropewalk.code).split("These figures as a table")[1].split("Source")[0]
    )


@pytest.mark.parametrize(
    ("residents", "words"), [(8000, "0.3 per 1,000"), (90_000, "under 0.1 per 1,000"), (1000, "2.0 per 1,000")]
)
def test_rate_of_meeting_spaces_is_rounded_as_every_rate_is(residents, words):
    state = RegisterState(on=BASE, residents=residents, known=EVERYTHING, spaces=frozenset({1, 2}))
    assert counts_of({1: state})["E4"].note == f"{words} residents"


def test_change_of_a_rate_is_one_that_the_figures_shown_can_have():
    figure = Figure(
        unit="per 1,000", estimate=1.66, baseline=1.44, change=0.22, verdict="clear_rise", counted="8 groups"
    )
    assert figure.words == "1.7 per 1,000 · 8 groups · baseline 1.4 · up 0.22"
