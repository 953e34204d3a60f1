"""Published figures of a survey against plain sums over its stored rows, through locks, unlocks and destruction."""

import csv
import io
from math import sqrt

import numpy as np
import pytest
from scipy.stats import t as student

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.engine import recompute
from evaluation.models import Estimate
from surveys.actions.locking import lock_wave, verify_seals
from surveys.actions.quality import decide_flags
from surveys.actions.retention import destroy_answers
from surveys.actions.unlocking import agree_to_unlock, ask_to_unlock
from surveys.actions.weights import weigh_wave
from surveys.coverage import coverage_of
from surveys.microdata.files import answers_csv
from surveys.microdata.tables import microdata_of
from surveys.models import QualityFlag, Response, Wave
from surveys.quality.excluded import excluded_of
from surveys.running.progress import progress_of
from surveys.tests.evidence.waves import let_the_day_pass
from surveys.tests.factories import YES_NO
from surveys.tests.second_reading import plain
from surveys.tests.second_reading.world import FIVE, TOPICS, a_questionnaire, a_wave
from surveys.wave_report import sample_rows

pytestmark = pytest.mark.django_db
EVEN = (400, 810, 700, 420, 400, 830, 690, 520)
PLACES = (
    ("Ropewalk", EVEN, 160, 12, 150),
    ("Tanyard", (90, 300, 200, 100, 95, 310, 210, 160), 70, 0, 70),
    ("Dockray", (4, 4, 4, 4, 4, 4, 4, 4), 32, 0, 32),  # everybody who lives there answered
    ("Cottage", (50,) * 8, 6, 1, 10),
)
RESIDENTS = [
    {"code": "R2", "kind": "single", "options": YES_NO},
    {"code": "R4", "kind": "single", "options": YES_NO},
    {"code": "R5", "kind": "single", "options": FIVE, "asked_if": {"question": "R4", "is": [1]}},
    {"code": "M1", "kind": "multiple", "options": TOPICS},
]
ORGANISATIONS = [{"code": code, "kind": "single", "options": FIVE} for code in ("V1", "V2")]
DERIVED = ("id", "wave", "neighbourhood", "cohort", "area_code", "baseline_wave")
FIGURES = [field.name for field in Estimate._meta.concrete_fields if field.name not in DERIVED]


def a3(said):
    """Took part in a local group: R2. None where it is not known."""
    return {1: 1, 2: 0}.get(said["R2"])


def a1(said):
    """Active: in a local group, or gives unpaid help. One yes is enough; a no needs both."""
    told = (said["R2"], said["R4"])
    return 1 if 1 in told else 0 if told == (2, 2) else None


SHARES = {"A3": a3, "A1": a1}


def surveyed(method="poststratify", places=PLACES, **fields):
    programme = ProgrammeFactory(slug="vale")
    wave = a_wave(programme, places=places, questionnaire=a_questionnaire(programme, tables=RESIDENTS), **fields)
    return weigh_wave(wave=wave, method=method)


def plainly(strata):
    """Share, standard error, effective n and interval of (weight, y or None) of each stratum with its residents.

    The formulas of docs/methods.md, person by person: everybody of a stratum is in its variance, y or not.
    """
    valid = [(w, y) for people, _ in strata for w, y in people if y is not None]
    total = sum(w for w, _ in valid)
    p = sum(w * y for w, y in valid) / total
    v = 0
    for people, population in strata:
        n = len(people)
        left = 1 - n / population if population and population >= n else 1
        z = [w * (y - p) / total if y is not None else 0 for w, y in people]
        v += left * n / (n - 1) * sum((each - sum(z) / n) ** 2 for each in z)
    everybody = sum(len(people) for people, _ in strata)
    known = all(population and population >= len(people) for people, population in strata)
    left = 1 - everybody / sum(population for _, population in strata) if known else 1
    if not left:
        return p, sqrt(v), float("inf"), (p, p)
    kish = total**2 / sum(w * w for w, _ in valid) / left
    size = min(p * (1 - p) / v, kish) if v and 0 < p < 1 else kish
    q = student.ppf(0.975, len(valid) - sum(any(y is not None for _, y in people) for people, _ in strata))
    middle = (p + q * q / 2 / size) / (1 + q * q / size)
    half = q * sqrt(p * (1 - p) / size + (q / 2 / size) ** 2) / (1 + q * q / size)
    return p, sqrt(v), size, (max(0, middle - half), min(1, middle + half))


def assert_published(found, ours, n):
    p, se, size, (low, high) = ours
    assert found.n == n
    assert (found.estimate, found.se) == (pytest.approx(p, abs=1e-12), pytest.approx(se, abs=1e-12))
    assert found.n_eff == (pytest.approx(size) if np.isfinite(size) else None)
    assert (found.ci_low, found.ci_high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


@pytest.mark.parametrize("method", ["poststratify", "rake", "equal"])
@pytest.mark.parametrize("design", ["random", "quota", "census"])
@pytest.mark.parametrize("is_locked", [True, False])
def test_figures_of_places_and_of_all_of_them_are_those_of_the_rows(method, design, is_locked):
    wave = surveyed(method, design=design)
    wave = lock_wave(wave=wave, by=None) if is_locked else wave
    rows = plain.counting(plain.rows_of(wave))

    for code, share in SHARES.items():
        strata = []
        for sample in wave.samples.all():
            people = [(row.weight, share(row.said)) for row in rows if row.sample == sample.pk]
            found = Estimate.objects.get(wave=wave, indicator=code, neighbourhood=sample.neighbourhood, group="all")
            assert found.n_missing == sum(y is None for _, y in people)
            assert found.x == sum(y for _, y in people if y is not None)
            assert_published(found, plainly([(people, sample.population)]), sum(y is not None for _, y in people))
            to_residents = sample.population / sum(w for w, _ in people)
            strata.append(([(w * to_residents, y) for w, y in people], sample.population))
        whole = Estimate.objects.get(wave=wave, indicator=code, area_kind="programme", group="all")
        assert_published(whole, plainly(strata), sum(y is not None for people, _ in strata for _, y in people))


def test_women_are_those_of_the_rows_with_everybody_in_the_variance():
    wave = surveyed()
    sample = wave.samples.get(neighbourhood__name="Ropewalk")
    rows = [row for row in plain.counting(plain.rows_of(wave)) if row.sample == sample.pk]
    people = [(row.weight, a3(row.said) if row.sex == 2 else None) for row in rows]

    found = Estimate.objects.get(wave=wave, indicator="A3", neighbourhood=sample.neighbourhood, group="female")

    p, se, *_ = plainly([(people, sample.population)])
    assert (found.estimate, found.se) == (pytest.approx(p), pytest.approx(se))
    assert found.n_missing == sum(row.sex == 2 and a3(row.said) is None for row in rows)


def test_organisations_are_one_list_of_the_whole_programme():
    programme = ProgrammeFactory(slug="vale")
    asked = a_questionnaire(programme, "organisations", ORGANISATIONS)
    places = [(name, None, people, out, 20) for name, people, out in (("One", 25, 2), ("Two", 9, 0), ("Three", 1, 0))]
    wave = a_wave(programme, places=places, questionnaire=asked, design="census")
    wave = lock_wave(wave=weigh_wave(wave=wave, method="equal"), by=None)
    said = [row.said["V2"] for row in plain.counting(plain.rows_of(wave))]
    people = [(1, (value in (1, 2)) if value > 0 else None) for value in said]

    found = Estimate.objects.get(wave=wave, indicator="B8", area_kind="programme", group="all")

    assert_published(found, plainly([(people, None)]), sum(y is not None for _, y in people))
    assert set(Estimate.objects.exclude(area_kind="programme").values_list("suppressed", flat=True)) == {"whole"}


@pytest.mark.parametrize(("method", "tolerance"), [("equal", 1e-12), ("poststratify", 0.02), ("rake", 0.02)])
def test_share_from_the_file_of_answers_is_the_published_one(method, tolerance):
    wave = surveyed(method, places=[("Large", EVEN, 700, 5, 600)])
    published = Estimate.objects.get(wave=wave, indicator="A3", area_kind="neighbourhood", group="all").estimate

    microdata = microdata_of(wave)
    lines = list(csv.DictReader(io.StringIO(answers_csv(microdata).removeprefix("\ufeff"))))

    told = [(float(line["weight"]), line["R2"] == "1") for line in lines if line["R2"] in ("1", "2")]
    share = sum(w for w, yes in told if yes) / sum(w for w, _ in told)
    averaged = any("averaged" in note for note in microdata.notes)
    assert share == pytest.approx(published, abs=tolerance if averaged else 1e-12)


def figures(wave):
    rows = Estimate.objects.filter(wave=wave).order_by("area_kind", "neighbourhood__name", "indicator", "group")
    return [
        [round(each, 10) if isinstance(each, float) else each for each in row] for row in rows.values_list(*FIGURES)
    ]


def counts_of(wave):
    """Answers by place as the list of waves, the wave's own page, its progress and its exclusions tell them."""
    wave = Wave.objects.get(pk=wave.pk)
    listed = [sample.answers for sample in coverage_of(wave.programme)[0].samples]
    in_full = [row.sample.answers for row in sample_rows(wave, everything=True)]
    excluded_too = excluded_of(wave, list(wave.samples.all()))
    return listed, in_full, [place.answers for place in progress_of(wave).places], excluded_too.total


def unlocked(wave):
    evaluator, commissioner = (
        MembershipFactory(programme=wave.programme, role=role).user for role in (Role.EVALUATOR, Role.COMMISSIONER)
    )
    agree_to_unlock(request=ask_to_unlock(wave=wave, reason="Late answers.", by=evaluator), by=commissioner)
    return Wave.objects.get(pk=wave.pk)


def excluded(wave, pks):
    flags = [QualityFlag.objects.create(response_id=pk, check_name="speed", detail="Fast.").pk for pk in pks]
    decide_flags(wave=wave, flags=flags, verdict=QualityFlag.Verdict.EXCLUDED, reason="Tried by the office.", by=None)


def changed_after_the_lock():
    """A wave that was locked, unlocked, lost some answers and got others, and was locked again."""
    wave = unlocked(lock_wave(wave=surveyed("equal"), by=None))
    excluded(wave, [row.pk for row in plain.counting(plain.rows_of(wave))][::7])
    sample = wave.samples.get(neighbourhood__name="Ropewalk")
    Response.objects.bulk_create(
        Response(sample=sample, key=f"late-{each.pk}", sex=2, age_band=4, answers=each.answers)
        for each in sample.responses.all()[:20]
    )
    return lock_wave(wave=weigh_wave(wave=wave, method="rake"), by=None)


def at_once(wave):
    """A wave of the same name and places in another programme, with only the answers that count, locked once."""
    programme = ProgrammeFactory(slug="twin")
    twin = a_wave(
        programme,
        places=[(name, residents, 0, 0, target) for name, residents, _, _, target in PLACES],
        questionnaire=a_questionnaire(programme, tables=RESIDENTS),
        name=wave.name,
    )
    codes = dict(wave.samples.values_list("neighbourhood__name", "neighbourhood__code"))
    for sample in twin.samples.all():
        sample.neighbourhood.code = codes[sample.neighbourhood.name]
        sample.neighbourhood.save()
        counting = Response.objects.filter(
            sample__wave=wave, sample__neighbourhood__name=sample.neighbourhood.name, is_excluded=False
        )
        Response.objects.bulk_create(
            Response(sample=sample, key=r.key, sex=r.sex, age_band=r.age_band, answers=bytes(r.answers))
            for r in counting.select_related("sample__wave__questionnaire").order_by("pk")
        )
    return lock_wave(wave=weigh_wave(wave=twin, method="rake"), by=None)


def test_wave_changed_after_a_lock_is_that_of_a_wave_computed_at_once():
    wave = changed_after_the_lock()

    twin = at_once(wave)

    assert figures(wave) == figures(twin)
    assert len(figures(wave)) > 20
    seals = [dict(each.samples.values_list("neighbourhood__name", "fingerprint")) for each in (wave, twin)]
    assert seals[0] == seals[1]
    assert verify_seals() == []
    assert counts_of(wave)[:-1] == counts_of(twin)[:-1]


def test_figures_of_a_wave_changed_after_a_lock_stay_when_its_answers_are_destroyed():
    wave = changed_after_the_lock()
    before, counted = figures(wave), counts_of(wave)

    let_the_day_pass(wave)
    destroy_answers(wave=wave)
    recompute(wave.programme)

    assert figures(wave) == before
    assert counts_of(wave) == counted
    assert not Response.objects.exists()
