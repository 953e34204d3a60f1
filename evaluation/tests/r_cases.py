"""Reading the reference cases of R's survey package, and comparing our figures with theirs.

The folder is named by the environment variable R_SURVEY_CASES, else it is looked for among the real data.
"""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from evaluation import statistics as st

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REAL_DATA = Path(os.environ.get("FOOTHOLD_DATA", BESIDE))
FOLDER = Path(os.environ.get("R_SURVEY_CASES") or REAL_DATA / "r_survey" / "cases")
ASKED_FOR = bool(os.environ.get("R_SURVEY_CASES"))
FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "index.json")
TOLERANCE = 1e-9


def column(case, name, field="data", kind=float):
    """One column of the case's file as an array, NaN where empty; None without such a column."""
    with (FOLDER / case[field]).open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    if name not in rows[0]:
        return None
    return np.array([kind(row[name]) if row[name] else np.nan for row in rows])


def listed(value):
    """A JSON number or list as an array; R writes a vector of one as a bare number, and NA as null."""
    return np.atleast_1d(np.array(value, dtype=float))


def sample(case, keep=True):
    """Columns ward, w, N, y of the rows to keep; N is None without a correction."""
    y, weights, ward = column(case, "y"), column(case, "w"), column(case, "ward", kind=str)
    ward = np.full(len(y), "1") if ward is None else ward
    population = column(case, "N") if case["params"].get("fpc") else None
    keep = np.broadcast_to(keep, y.shape)
    return ward[keep], weights[keep], None if population is None else population[keep], y[keep]


def sums_by_ward(ward, weights, population, y, valid=None):
    """Sums of shape (wards, 1)."""
    valid = ~np.isnan(y) if valid is None else valid
    found = []
    for each in np.unique(ward):
        rows = ward == each
        size = np.nan if population is None else population[rows][0]
        found.append(st.sums_from_answers(y[rows, None], valid[rows, None], weights[rows], population=size))
    return st.stack(found)


def same(ours, expected, tolerance=TOLERANCE, label=""):
    """Both the same number, list of numbers, flag or absence: NaN and infinity leave us as None."""
    if isinstance(expected, list):
        assert len(ours) == len(expected), label
        for one, other in zip(ours, expected, strict=True):
            same(one, other, tolerance, label)
        return
    ours = np.asarray(ours).item()
    if isinstance(expected, bool):
        assert ours is expected, label
        return
    if ours is not None:
        ours = st.published(ours)
    assert (ours is None) == (expected is None), f"{label}: {ours} against {expected}"
    if expected is not None:
        assert ours == pytest.approx(expected, rel=0, abs=tolerance * max(1, abs(expected))), label


def agree(expected, **ours):
    """Each of our figures is the expected one of that name."""
    for name, figure in ours.items():
        same(figure, expected[name], label=name)
