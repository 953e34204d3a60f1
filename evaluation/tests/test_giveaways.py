"""What is hidden cannot be found from what is shown."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation import engine
from evaluation.areas import GROUPS, Area
from evaluation.catalogue import Catalogue
from evaluation.frames import estimates_frame, figure_of
from evaluation.giveaways import tables_of, with_giveaways
from evaluation.models import Estimate
from evaluation.tests.factories import answer, answers_with, surveyed
from neighbourhoods.actions.areas import assign_cohort
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

# Six neighbourhoods: two cohorts of two, two in no cohort.
AREAS = (
    *(Area("neighbourhood", f"W{n}", n, None, (n,)) for n in range(6)),
    Area("cohort", "cohort-1", None, 1, (0, 1)),
    Area("cohort", "cohort-2", None, 2, (2, 3)),
    Area("programme", "here", None, None, tuple(range(6))),
)
SHAPE = (len(AREAS), len(GROUPS), 1)


@given(
    few=arrays.arrays(bool, SHAPE),
    n=arrays.arrays(np.int64, (6, len(GROUPS), 1), elements=st.integers(0, 400)),
)
def test_no_table_has_one_hidden_figure_beside_a_total_that_is_shown(few, n):
    n = np.concatenate([n, n[0:2].sum(0)[None], n[2:4].sum(0)[None], n.sum(0)[None]])
    hidden = with_giveaways(few, n, AREAS)
    assert (hidden >= few).all()
    for rows, total in tables_of(AREAS):
        if total is None:
            continue
        alone = (hidden[rows] & (n[rows] > 0)).sum(axis=0) == 1
        assert hidden[total][alone].all()


@pytest.mark.django_db
def test_ward_hidden_in_each_cohort_is_not_found_from_the_cohorts_total():
    shares = {f"W{n}": [(6, 20) if n in (0, 3) else (30, 150 + n)] for n in range(6)}
    programme, (wave,) = surveyed(shares, purposes=["baseline"])
    places = {n.name: n for n in programme.neighbourhoods.all()}
    for number, names in ((1, "012"), (2, "345")):
        cohort = CohortFactory(programme=programme, number=number)
        assign_cohort(neighbourhoods=[places[f"W{n}"] for n in names], cohort=cohort, by=None)
    hidden = {
        row.neighbourhood.name: row.suppressed
        for row in Estimate.objects.filter(wave=wave, indicator="A1", group="all", area_kind="neighbourhood")
    }
    assert hidden == {"W0": "few", "W1": "paired", "W2": "", "W3": "few", "W4": "paired", "W5": ""}


@pytest.mark.django_db
def test_whole_count_of_a_few_people_has_no_figure_either():
    programme, (wave,) = surveyed(
        {"Tiny": [(3, 12)], "Big": [(30, 300)], "Bigger": [(30, 301)]}, purposes=["baseline"], lock=False
    )
    tiny = programme.neighbourhoods.get(name="Tiny")
    tiny.samples.update(population=12)
    engine.recompute(programme)
    row = Estimate.objects.get(wave=wave, indicator="A1", group="all", neighbourhood=tiny)
    assert row.suppressed == "few"


@pytest.fixture
def two_waves(db):
    """A questionnaire asked twice in Old and New, to be answered by each test."""
    programme = ProgrammeFactory()
    questionnaire = QuestionnaireFactory(programme=programme, codes=["R2", "R4"], published=True)
    waves = [
        WaveFactory(
            programme=programme,
            questionnaire=questionnaire,
            purpose=purpose,
            starts_on=date(2024 + year, 7, 1),
            ends_on=date(2024 + year, 7, 31),
        )
        for year, purpose in enumerate(("baseline", "follow-up"))
    ]
    places = [NeighbourhoodFactory(programme=programme, name=name) for name in ("Old", "New")]
    return programme, waves, places


def hold(wave, answered, lock=True):
    """Answers of one wave: (place, yes, total, population); weighted equally and locked."""
    for place, yes, total, population in answered:
        sample = SampleFactory(wave=wave, neighbourhood=place, population=population)
        answer(sample, answers_with("R2", yes, total))
    weigh_wave(wave=wave, method="equal")
    return lock_wave(wave=wave, by=None) if lock else wave


def whole(wave):
    return Estimate.objects.get(wave=wave, indicator="A1", group="all", area_kind="programme")


@pytest.mark.parametrize("before", [(1, 1, 6500), (150, 300, None)], ids=["one answer", "unknown population"])
def test_pooled_change_is_over_the_same_neighbourhoods_or_not_at_all(two_waves, before):
    _, (baseline, follow_up), (old, new) = two_waves
    hold(baseline, [(old, 30, 300, 6500), (new, *before)])
    hold(follow_up, [(old, 30, 300, 6500), (new, 150, 300, 6500)])
    row = whole(follow_up)
    assert (row.places, row.estimate) == (2, pytest.approx(0.3))
    assert (row.change, row.verdict) == (None, "no_baseline")


def test_neighbourhood_that_does_not_count_now_is_left_out_of_the_baseline_too(two_waves):
    _, (baseline, follow_up), (old, new) = two_waves
    hold(baseline, [(old, 30, 300, 6500), (new, 150, 300, 6500)])
    hold(follow_up, [(old, 30, 300, 6500), (new, 1, 1, 6500)])
    row = whole(follow_up)
    assert (row.places, row.n, row.estimate) == (1, 300, pytest.approx(0.1))
    assert row.change == pytest.approx(0)


def test_baseline_counts_once_it_is_locked_and_the_first_locked_stays(two_waves):
    programme, (baseline, follow_up), (old, _) = two_waves
    hold(baseline, [(old, 21, 300, 6500)], lock=False)
    hold(follow_up, [(old, 36, 300, 6500)])
    assert whole(follow_up).verdict == "no_baseline"
    lock_wave(wave=baseline, by=None)
    assert whole(follow_up).verdict == "clear_rise"
    earlier = WaveFactory(
        programme=programme,
        questionnaire=baseline.questionnaire,
        starts_on=date(2023, 7, 1),
        ends_on=date(2023, 7, 31),
    )
    hold(earlier, [(old, 150, 300, 6500)])
    assert whole(follow_up).baseline_estimate == pytest.approx(0.07)


def test_wave_held_before_the_baseline_is_not_compared_with_it(two_waves):
    programme, (baseline, follow_up), (old, _) = two_waves
    hold(baseline, [(old, 21, 300, 6500)])
    before = WaveFactory(
        programme=programme,
        questionnaire=baseline.questionnaire,
        purpose="follow-up",
        starts_on=date(2023, 7, 1),
        ends_on=date(2023, 7, 31),
    )
    hold(before, [(old, 90, 300, 6500)])
    hold(follow_up, [(old, 36, 300, 6500)])
    assert whole(before).verdict == "no_baseline"
    assert whole(follow_up).verdict == "clear_rise"


def test_hidden_baseline_of_a_cohort_stays_hidden_in_the_next_wave(two_waves):
    programme, (baseline, follow_up), (old, new) = two_waves
    for number, place in enumerate((old, new), start=1):
        assign_cohort(neighbourhoods=[place], cohort=CohortFactory(programme=programme, number=number), by=None)
    hold(baseline, [(old, 4, 20, 6500), (new, 60, 300, 6500)])
    hold(follow_up, [(old, 60, 300, 6500), (new, 60, 300, 6500)])
    frame = estimates_frame(programme, indicator="A1", breakdown="all")
    later = frame[(frame["wave"] == follow_up.name) & (frame["area_kind"] != "programme")]
    assert later["baseline_estimate"].isna().all()
    assert later["estimate"].notna().all()
    assert set(later["verdict"]) == {"too_few"}
    figure = figure_of(next(later.itertuples()), Catalogue(programme)["A1"])
    assert figure.baseline_words == "too few answers in the baseline"


def test_baseline_total_over_fewer_places_does_not_give_a_hidden_one_away(two_waves):
    programme, (baseline, follow_up), (old, new) = two_waves
    more = [NeighbourhoodFactory(programme=programme, name=f"More {n}") for n in range(2)]
    everywhere = [(old, 60, 300, 6500), *((place, 60, 290 + n, 6500) for n, place in enumerate(more))]
    hold(baseline, [(new, 4, 20, 6500), *everywhere])
    hold(follow_up, everywhere)
    assert whole(follow_up).baseline_estimate is None
