"""A locked wave is evidence: nothing changes it, and what changed behind the product's back is found."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from surveys.actions.imports import receive_file
from surveys.actions.locking import NotReadyToLock, lock_wave, reasons_against_lock, verify_seals
from surveys.actions.weights import weigh_wave
from surveys.answers import PACKED
from surveys.copying import copy_rows
from surveys.evidence import seals
from surveys.models import ImportBatch, Response, Sample, Wave, WaveLocked, WrittenAnswer
from surveys.tests.factories import ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    """A wave with three answers, one of them with words, weighted and ready to lock."""
    sample = SampleFactory()
    batch = ImportBatch.objects.create(wave=sample.wave, filename="july.csv", sha256="0" * 64, state="done")
    responses = [ResponseFactory(sample=sample, batch=batch) for _ in range(3)]
    WrittenAnswer.objects.create(response=responses[0], code="R28t", text="More buses.")
    return weigh_wave(wave=sample.wave, method="equal")


@pytest.fixture
def locked(wave):
    return lock_wave(wave=wave, by=UserFactory(name="Eve Okoro"))


def stored(wave):
    """Everything the wave's evidence consists of."""
    return (
        list(Response.objects.of_wave(wave).values_list("pk", "sample", "sex", "weight", "key").order_by("pk")),
        list(WrittenAnswer.objects.values_list("pk", "text").order_by("pk")),
        list(Sample.objects.filter(wave=wave).values_list("pk", "target", "fingerprint", "respondents")),
        list(Wave.objects.filter(pk=wave.pk).values_list("name", "questionnaire", "weighting", "locked_by")),
    )


def test_locking_seals_every_sample_and_says_who_did_it(locked):
    sample = locked.samples.get()
    assert locked.locked_by.name == "Eve Okoro"
    assert sample.fingerprint == seals.fingerprint(bytes(sample.sealed))
    assert sample.respondents == 3
    assert locked.history.first().history_user == locked.locked_by


def test_locking_twice_is_the_same_as_once(locked):
    again = lock_wave(wave=locked, by=UserFactory())
    assert (again.locked_at, again.locked_by) == (locked.locked_at, locked.locked_by)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (lambda wave: Response.objects.of_wave(wave).delete(), "No answers have come in."),
        (lambda wave: Wave.objects.update(weighted_at=None), "The answers have no weights yet."),
        (
            lambda wave: ResponseFactory(sample=wave.samples.get()),
            "Some answers came in after the weights were computed. Compute them again.",
        ),
        (lambda wave: wave.imports.update(state="importing"), "A file is being imported."),
        (
            lambda wave: Wave.objects.update(ends_on=timezone.localdate() + timedelta(days=1)),
            "Fieldwork runs until",
        ),
        (lambda wave: Wave.objects.update(ends_on=timezone.localdate()), "Fieldwork runs until"),
    ],
    ids=["no answers", "no weights", "unweighted answers", "importing", "fieldwork", "its last day"],
)
def test_unready_wave_is_not_locked_and_the_reason_given(wave, state, reason):
    state(wave)
    wave.refresh_from_db()
    with pytest.raises(NotReadyToLock, match=reason) as refused:
        lock_wave(wave=wave, by=None)
    assert refused.value.reasons == reasons_against_lock(wave)
    assert not Wave.objects.get().is_locked


def _changed(response):
    response.answers["R2"] = 1
    response.save()


WAYS = {
    "save": lambda wave, r, other: _changed(r),
    "delete": lambda wave, r, other: r.delete(),
    "update": lambda wave, r, other: Response.objects.update(weight=2),
    "update from the sample": lambda wave, r, other: r.sample.responses.update(sex=2),
    "queryset delete": lambda wave, r, other: Response.objects.all().delete(),
    "create": lambda wave, r, other: ResponseFactory(sample=r.sample),
    "bulk create": lambda wave, r, other: Response.objects.bulk_create([Response(sample=r.sample, key="new")]),
    "bulk create over": lambda wave, r, other: Response.objects.bulk_create(
        [Response(pk=r.pk, sample=other, key="new", answers=b"")],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["key"],
    ),
    "bulk update": lambda wave, r, other: Response.objects.bulk_update([r], ["sex"]),
    "get or create": lambda wave, r, other: Response.objects.get_or_create(sample=r.sample, key="new"),
    "update or create": lambda wave, r, other: Response.objects.update_or_create(
        sample=r.sample, key=r.key, defaults={"sex": 2}
    ),
    "move out by save": lambda wave, r, other: Response(pk=r.pk, sample=other, key="x", answers=b"").save(),
    "move out by update": lambda wave, r, other: Response.objects.filter(pk=r.pk).update(sample=other),
    "move in by update": lambda wave, r, other: other.responses.update(sample=r.sample),
    "words save": lambda wave, r, other: WrittenAnswer.objects.get().save(),
    "words delete": lambda wave, r, other: WrittenAnswer.objects.get().delete(),
    "words update": lambda wave, r, other: WrittenAnswer.objects.update(text="x"),
    "words queryset delete": lambda wave, r, other: WrittenAnswer.objects.all().delete(),
    "words bulk create": lambda wave, r, other: WrittenAnswer.objects.bulk_create(
        [WrittenAnswer(response=r, code="R28", text="x")]
    ),
    "import": lambda wave, r, other: receive_file(wave=wave, filename="a.csv", content=b"R2\n1\n", by=None),
    "delete the file": lambda wave, r, other: wave.imports.get().delete(),
    "delete the files": lambda wave, r, other: wave.imports.all().delete(),
    "weigh": lambda wave, r, other: weigh_wave(wave=wave, method="equal"),
    "sample save": lambda wave, r, other: r.sample.save(),
    "sample delete": lambda wave, r, other: r.sample.delete(),
    "sample update": lambda wave, r, other: Sample.objects.filter(wave=wave).update(target=1),
    "samples delete": lambda wave, r, other: Sample.objects.filter(wave=wave).delete(),
    "sample added": lambda wave, r, other: SampleFactory(wave=wave),
    "samples added": lambda wave, r, other: Sample.objects.bulk_create(
        [Sample(wave=wave, neighbourhood=other.neighbourhood)]
    ),
    "unlock by save": lambda wave, r, other: Wave(pk=wave.pk, programme=wave.programme, name="x").save(),
    "unlock by update": lambda wave, r, other: Wave.objects.filter(pk=wave.pk).update(locked_at=None),
    "rename by update": lambda wave, r, other: Wave.objects.filter(pk=wave.pk).update(name="x"),
    "wave delete": lambda wave, r, other: wave.delete(),
    "waves delete": lambda wave, r, other: Wave.objects.filter(pk=wave.pk).delete(),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_evidence_of_a_locked_wave_cannot_change_by(way, locked):
    response = Response.objects.of_wave(locked).first()
    other = SampleFactory(wave=WaveFactory(programme=locked.programme))
    ResponseFactory(sample=other)
    before = stored(locked)
    with pytest.raises(WaveLocked, match="locked"), transaction.atomic():
        way(locked, response, other)
    assert stored(locked) == before
    assert verify_seals() == []


def test_open_wave_can_change_beside_a_locked_one(locked):
    sample = SampleFactory(wave=WaveFactory(programme=locked.programme))
    response = ResponseFactory(sample=sample)
    _changed(response)
    Response.objects.filter(sample=sample).update(sex=2)
    sample.wave.delete()
    assert Response.objects.of_wave(locked).count() == 3


def _sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


TAMPERING = {
    "an answer": ("UPDATE surveys_response SET sex = 2 WHERE sample_id = %s AND key LIKE %s", "differ"),
    "a weight": ("UPDATE surveys_response SET weight = 9 WHERE sample_id = %s AND key LIKE %s", "differ"),
    "a row gone": (
        "DELETE FROM surveys_response WHERE sample_id = %s AND key LIKE %s AND id NOT IN "
        "(SELECT response_id FROM surveys_writtenanswer)",
        "differ",
    ),
    "a row of another shape": (
        "UPDATE surveys_response SET answers = sealed FROM surveys_sample "
        "WHERE surveys_sample.id = sample_id AND sample_id = %s AND key LIKE %s",
        "differ",
    ),
    "a fingerprint": (
        "UPDATE surveys_sample SET fingerprint = 'other' WHERE id = %s AND '' NOT LIKE %s",
        "the seal does not match its fingerprint",
    ),
    "the residents": (
        "UPDATE surveys_sample SET population = 999 WHERE id = %s AND '' NOT LIKE %s",
        "the stored answers differ from the sealed ones",
    ),
    "the lock": (
        "UPDATE surveys_wave SET locked_at = NULL "
        "WHERE id = (SELECT wave_id FROM surveys_sample WHERE id = %s) AND name LIKE %s",
        "sealed, but its wave is no longer locked",
    ),
    "the seal": (
        "UPDATE surveys_sample SET sealed = NULL, fingerprint = '' WHERE id = %s AND '' NOT LIKE %s",
        "locked, but not sealed",
    ),
}


@pytest.mark.parametrize(("statement", "found"), TAMPERING.values(), ids=TAMPERING)
def test_tampering_past_the_product_is_found(locked, statement, found):
    sample = locked.samples.get()
    assert verify_seals() == []
    _sql(statement, sample.pk, "%e%")
    problems = verify_seals(programme=locked.programme)
    assert len(problems) == 1
    assert problems[0].startswith(f"{sample}:")
    assert found in problems[0]


def test_row_added_past_the_product_is_found(locked):
    copy_rows(
        Response,
        ("sample", "key", "mode", "sex", "age_band", "answers"),
        [(locked.samples.get().pk, "new", "file", 0, 0, b"\1\0" * 3)],
    )
    assert len(verify_seals()) == 1


def test_other_programmes_seals_are_left_out(locked):
    _sql("UPDATE surveys_sample SET fingerprint = 'other' WHERE id = %s", locked.samples.get().pk)
    assert verify_seals(programme=WaveFactory().programme) == []


@given(
    st.integers(0, 5).flatmap(
        lambda people: st.tuples(
            st.lists(st.lists(st.integers(-32768, 32767), min_size=3, max_size=3), min_size=people, max_size=people),
            st.lists(st.one_of(st.none(), st.floats(0.001, 1e6)), min_size=people, max_size=people),
            st.lists(st.integers(0, 2), min_size=people, max_size=people),
        )
    )
)
def test_seal_opens_to_the_rows_it_was_made_of(drawn):
    answers, weights, sex = drawn
    values = [
        (np.array(row, PACKED).tobytes(), weight, one, one)
        for row, weight, one in zip(answers, weights, sex, strict=True)
    ]
    rows = seals.rows_from_values(values, 3)
    sample = Sample(wave=Wave(name="July"))
    sample._state.fields_cache["neighbourhood"] = type("Place", (), {"code": "W1"})()
    sealed = seals.seal(sample, rows, {"R2": 0, "R4": 1, "R11": 2})
    for opened, given_ in zip(seals.unseal(sealed), rows, strict=True):
        assert np.array_equal(opened, given_, equal_nan=opened.dtype.kind == "f")
