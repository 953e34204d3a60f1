"""Files of anonymised answers against the stored rows: the same answers, no small group, the same sums of weights."""

import csv
import io
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import openpyxl
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.tests.factories import ProgrammeFactory
from surveys.actions.weights import weigh_wave
from surveys.microdata.files import answers_csv, answers_sav, answers_xlsx, codebook_csv
from surveys.microdata.protecting import even_weights, protect
from surveys.microdata.tables import microdata_of
from surveys.tests.second_reading import plain
from surveys.tests.second_reading.pages import seen, tables_of
from surveys.tests.second_reading.world import PLACES, a_wave

pytestmark = pytest.mark.django_db
BANDS = {1: "16 to 24", 2: "25 to 44", 3: "45 to 64", 4: "65 and over"}


@pytest.fixture(params=["none", "poststratify", "rake", "equal"])
def wave(request):
    wave = a_wave(ProgrammeFactory(slug="vale"), places=[place for place in PLACES if place[1]])
    return wave if request.param == "none" else weigh_wave(wave=wave, method=request.param)


def from_csv(microdata):
    lines = list(csv.reader(io.StringIO(answers_csv(microdata).removeprefix("\ufeff"))))
    return lines[0], [[_number(cell) if at != 1 else cell for at, cell in enumerate(line)] for line in lines[1:]]


def from_xlsx(microdata):
    book = openpyxl.load_workbook(io.BytesIO(answers_xlsx(microdata)))
    lines = [list(line) for line in book["answers"].iter_rows(values_only=True)]
    return lines[0], [[line[0], line[1] or "", *line[2:]] for line in lines[1:]]


def from_sav(microdata):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        path.write_bytes(answers_sav(microdata))
        frame, _ = pyreadstat.read_sav(path, user_missing=True)
    lines = frame.astype(object).where(frame.notna(), None).values.tolist()
    return list(frame.columns), [[line[0], line[1] or "", *line[2:]] for line in lines]


def _number(cell):
    return None if cell == "" else float(cell)


def said_in_columns(row, items):
    """A stored row as the columns of a file: a blank is empty, several options are a column each."""
    for item in items:
        if item.kind == "text":
            continue
        value = row.said[item.code]
        empty = None if value == plain.BLANK else value
        if item.kind == "multiple":
            for option in item.options:
                yield empty if value < 0 else value // 2 ** (option["code"] - 1) % 2
        else:
            yield empty


@pytest.mark.parametrize("read", [from_csv, from_xlsx, from_sav])
def test_file_holds_each_counting_answer_of_each_place_once(wave, read):
    items, rows = plain.items_of(wave), plain.counting(plain.rows_of(wave))
    codes = dict(wave.samples.values_list("pk", "neighbourhood__code"))
    sizes = Counter(row.sample for row in rows)
    ours = Counter((codes[r.sample] if sizes[r.sample] >= 5 else "", *said_in_columns(r, items)) for r in rows)

    head, lines = read(microdata_of(wave))

    first = head.index("A1")
    assert Counter((line[1], *line[first:]) for line in lines) == ours
    assert [line[0] for line in lines] == list(range(1, len(rows) + 1))
    assert ("weight" in head) == (wave.weighted_at is not None)


def test_no_sex_and_age_is_shown_that_fewer_than_five_share(wave):
    head, lines = from_csv(microdata_of(wave))
    at = [head.index(name) for name in ("area", "sex", "age_group")]

    groups = Counter(tuple(line[place] for place in at) for line in lines)

    assert all(count >= 5 for (_, sex, age), count in groups.items() if sex or age)
    assert all(count >= 5 for (area, *_), count in Counter((line[1], 0) for line in lines).items() if area)


def test_groups_shown_hold_the_people_of_these_sexes_and_ages(wave):
    rows = plain.counting(plain.rows_of(wave))
    codes = dict(wave.samples.values_list("pk", "neighbourhood__code"))
    head, lines = from_csv(microdata_of(wave))

    for (area, sex, age), count in Counter((line[1], line[2], line[3]) for line in lines).items():
        if not age:
            continue
        bands = range(int(age) // 10, int(age) % 10 + 1)
        own = [
            row
            for row in rows
            if codes[row.sample] == area and row.band in bands and row.sex in ([sex] if sex else [1, 2])
        ]
        assert len(own) == count
        if "weight" in head:
            weight = head.index("weight")
            in_file = [line[weight] for line in lines if (line[1], line[2], line[3]) == (area, sex, age)]
            assert sum(in_file) == pytest.approx(sum(row.weight for row in own))


def test_codebook_counts_the_rows(client, wave):
    items, rows = plain.items_of(wave), plain.counting(plain.rows_of(wave))
    columns = list(zip(*(tuple(said_in_columns(row, items)) for row in rows), strict=True))

    found = [line for line in csv.reader(io.StringIO(codebook_csv(microdata_of(wave)).lstrip("\ufeff"))) if line[4]][1:]

    missing = [None, plain.DONT_KNOW, plain.REFUSED, plain.NOT_ASKED]
    for line, column in zip(found, columns, strict=True):
        counts = [column.count(kind) for kind in missing]
        assert [int(number) for number in line[4:]] == [len(rows) - sum(counts), *counts]
    printed = seen(client, wave, "wave-answers")
    assert [line[0] for line in found] == [line[0] for line in tables_of(printed)["0"][1:]][-len(found) :]


def test_weighted_share_from_the_file_is_that_of_the_rows_or_close_where_weights_were_averaged():
    wave = a_wave(ProgrammeFactory(slug="vale"), places=[("Large", PLACES[0][1], 900, 0, 900)])
    wave = weigh_wave(wave=wave, method="rake")
    rows = plain.counting(plain.rows_of(wave))

    head, lines = from_csv(microdata_of(wave))

    at, weight = head.index("A1"), head.index("weight")
    theirs = [(line[weight], line[at] == 1) for line in lines if line[at] in (1, 2)]
    ours = [(row.weight, row.said["A1"] == 1) for row in rows if row.said["A1"] > 0]
    exact = sorted(w for w, _ in ours) == pytest.approx(sorted(w for w, _ in theirs))
    assert share(theirs) == pytest.approx(share(ours), rel=1e-9 if exact else 0.01)


def share(pairs):
    return sum(weight for weight, yes in pairs if yes) / sum(weight for weight, _ in pairs)


people = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 4), st.sampled_from([1.0, 2.5, 7.0])),
    min_size=1,
    max_size=80,
)


@given(people=people)
def test_five_share_what_is_shown_and_no_rare_weight_is_left_in_any_group(people):
    area, sex, band, weights = (np.array(column) for column in zip(*people, strict=True))

    shown = protect(area, sex, band)
    evened, _ = even_weights(weights, shown.cells)

    groups = defaultdict(list)
    told = zip(shown.area, shown.sex, shown.first_band, shown.last_band, evened, weights, strict=True)
    for place, a_sex, first, last, now, before in told:
        groups[place, a_sex, first, last].append((now, before))
    for (_, a_sex, first, _), pairs in groups.items():
        assert len(pairs) >= 5 or not (a_sex or first)
        assert sum(now for now, _ in pairs) == pytest.approx(sum(before for _, before in pairs))
        shared = Counter(round(now, 9) for now, _ in pairs)
        assert len(shared) == 1 or min(shared.values()) >= 5
    known = (shown.sex > 0) & (shown.first_band > 0)
    assert (shown.sex[known] == sex[known]).all()
    shows_age = shown.first_band > 0
    assert ((shown.first_band <= band) & (band <= shown.last_band))[shows_age].all()
