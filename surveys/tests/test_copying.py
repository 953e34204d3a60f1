"""Bulk copying on either database: what goes in comes out."""

import math

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from surveys.copying import copy_rows, update_column
from surveys.models import Response, WrittenAnswer
from surveys.tests.factories import ResponseFactory, SampleFactory

# Any text that a database can hold: no NUL, no half of a surrogate pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


class CopiedRows(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.response = ResponseFactory()

    @given(st.lists(TEXTS, max_size=5))
    def test_words_of_any_kind_survive(self, texts):
        rows = [(self.response.pk, f"Q{n}", text) for n, text in enumerate(texts)]
        copy_rows(WrittenAnswer, ("response", "code", "text"), rows)
        stored = WrittenAnswer.objects.filter(response=self.response).order_by("pk").values_list("text", flat=True)
        assert list(stored) == texts

    @given(st.lists(st.tuples(st.binary(max_size=40), st.none() | st.floats(1e-300, 1e300)), max_size=5))
    def test_bytes_and_numbers_survive_and_unknown_stays_unknown(self, values):
        rows = [
            (self.response.sample_id, f"key {n}", "file", 0, 0, weight, packed)
            for n, (packed, weight) in enumerate(values)
        ]
        copy_rows(Response, ("sample", "key", "mode", "sex", "age_band", "weight", "answers"), rows)
        stored = Response.objects.exclude(pk=self.response.pk).order_by("pk").values_list("answers", "weight")
        assert [(bytes(packed), weight) for packed, weight in stored] == values


@pytest.mark.django_db
def test_rows_that_break_a_constraint_leave_nothing_behind():
    sample = SampleFactory()
    rows = [(sample.pk, "same", "file", 0, 0, b""), (sample.pk, "same", "file", 0, 0, b"")]
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(Response, ("sample", "key", "mode", "sex", "age_band", "answers"), rows)
    assert not sample.responses.exists()


@pytest.mark.django_db
def test_one_column_of_many_rows_is_updated_and_the_others_are_left():
    first, second, third = ResponseFactory.create_batch(3, sample=SampleFactory())
    update_column(Response, "weight", [(1.5, first.pk), (math.pi, second.pk)])
    assert dict(Response.objects.values_list("pk", "weight")) == {first.pk: 1.5, second.pk: math.pi, third.pk: None}
