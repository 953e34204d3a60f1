"""What leaves through the frame and the export."""

import csv
import io

import pytest

from evaluation.exports import estimates_csv
from evaluation.frames import EXPORT_COLUMNS, estimates_frame
from evaluation.tests.factories import surveyed
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db


def one_row(frame, **conditions):
    for column, value in conditions.items():
        frame = frame[frame[column] == value]
    (row,) = frame.itertuples()
    return row


def test_frame_speaks_percent_and_points():
    programme, (_, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    row = one_row(estimates_frame(programme), indicator="A1", wave=after.name, area_name="Ropewalk", group="all")
    assert row.estimate == pytest.approx(12)
    assert row.baseline_estimate == pytest.approx(7)
    assert row.change == pytest.approx(5)
    assert row.goal == 1


def test_hidden_figures_are_not_in_the_frame():
    programme, _ = surveyed({"Few": [(1, 3), (1, 3)], "Next": [(9, 90), (9, 90)], "Many": [(30, 300), (30, 300)]})
    frame = estimates_frame(programme, indicator="A1")
    hidden = frame[frame["area_name"].isin(["Few", "Next"]) & (frame["group"] == "all")]
    assert set(hidden["suppressed"]) == {"few", "paired"}
    numbers = ["estimate", "ci_low", "ci_high", "se", "change", "baseline_estimate", "x", "n_eff"]
    assert hidden[numbers].isna().all(axis=None)
    assert hidden["n"].isna().all()


def test_open_waves_are_seen_only_when_asked_for():
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, lock=False)
    assert estimates_frame(programme).empty
    assert not estimates_frame(programme, provisional=True).empty


def test_frame_of_a_programme_without_answers_is_empty():
    from commissioning.tests.factories import ProgrammeFactory

    assert estimates_frame(ProgrammeFactory()).empty


def test_other_programmes_figures_stay_out():
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    surveyed({"Elsewhere": [(21, 300), (36, 300)]})
    assert set(estimates_frame(programme, area_kind="neighbourhood")["area_name"]) == {"Ropewalk"}


def test_export_has_the_documented_columns_and_empty_cells_for_what_is_unknown():
    programme, (before, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    rows = list(csv.DictReader(io.StringIO(estimates_csv(programme))))
    assert tuple(rows[0]) == EXPORT_COLUMNS
    wanted = {"indicator": "A1", "area_name": "Ropewalk", "group": "all", "wave": before.name}
    (row,) = [r for r in rows if wanted.items() <= r.items()]
    assert (row["estimate"], row["n"], row["change"], row["verdict"]) == ("7.0", "300", "", "baseline")
    keys = [tuple(r[k] for k in ("indicator", "area_code", "wave", "breakdown", "group")) for r in rows]
    assert len(keys) == len(set(keys))


def test_bounds_tell_what_the_silent_could_have_changed():
    from datetime import date as day

    from evaluation.catalogue import Catalogue
    from evaluation.frames import bounds_of
    from evaluation.tests.factories import answer, answers_with
    from surveys.actions.locking import lock_wave
    from surveys.actions.weights import weigh_wave
    from surveys.answers import DONT_KNOW
    from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

    questionnaire = QuestionnaireFactory(codes=["R2", "R4"], published=True)
    wave = WaveFactory(
        programme=questionnaire.programme,
        questionnaire=questionnaire,
        starts_on=day(2024, 7, 1),
        ends_on=day(2024, 7, 31),
    )
    silent = [({"R2": DONT_KNOW}, 1, 1)] * 50
    answer(SampleFactory(wave=wave), [*answers_with("R2", 60, 150), *silent])
    weigh_wave(wave=wave, method="equal")
    lock_wave(wave=wave, by=None)
    programme = questionnaire.programme
    row = one_row(estimates_frame(programme), indicator="A1", area_kind="neighbourhood", group="all")
    assert (row.n, row.n_missing) == (150, 50)
    assert bounds_of(row, Catalogue(programme)["A1"]) == pytest.approx((100 * 60 / 200, 100 * 110 / 200))


@pytest.mark.parametrize("conditions", [{}, {"indicator": "A1"}])
def test_export_names_what_a_pooled_figure_covers_whatever_is_asked_for(conditions):
    programme, _ = surveyed({"Ropewalk": [(21, 300)]}, purposes=["baseline"])
    NeighbourhoodFactory(programme=programme, name="Never asked")
    rows = csv.DictReader(io.StringIO(estimates_csv(programme, **conditions)))
    names = {row["area_name"] for row in rows if row["area_code"] == programme.slug}
    assert names == {f"{programme.name} (1 of 2 neighbourhoods)"}
