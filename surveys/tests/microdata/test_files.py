"""Anonymised answers say what was answered, to those who may read them, and nothing that names anybody."""

import csv
import io
import tempfile
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from surveys.actions.weights import weigh_wave
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED, pack_chosen
from surveys.microdata.files import answers_csv, answers_sav, answers_xlsx, codebook_rows
from surveys.microdata.tables import microdata_of
from surveys.models import WrittenAnswer
from surveys.tests.answering.questions import one_of_each_kind
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db
SAID = {"R4": 1, "R5": BLANK, "L1": pack_chosen([1, 14]), "R11": 0, "L3": REFUSED}
SILENT = {"R4": DONT_KNOW, "R5": NOT_ASKED, "L1": DONT_KNOW, "R11": BLANK, "L3": 96}


@pytest.fixture
def wave():
    """Six men of 25 to 44 who said something and one woman who hardly did, in one place; two men in another."""
    questionnaire = QuestionnaireFactory(codes=["R2"])
    questionnaire.items.all().delete()
    for item in one_of_each_kind(questionnaire=questionnaire):
        item.save()
    questionnaire.published_at = "2024-06-01T12:00Z"
    questionnaire.save()
    wave = WaveFactory(programme=questionnaire.programme, questionnaire=questionnaire)
    large, small = SampleFactory(wave=wave), SampleFactory(wave=wave)
    for _ in range(6):
        answered(large, SAID)
    answered(large, SILENT, sex=2, age_band=4)
    for _ in range(2):
        answered(small, SAID)
    return wave


def answered(sample, answers, **who):
    response = ResponseFactory.build(sample=sample, **who)
    for code, packed in answers.items():
        response.answers[code] = packed
    response.save()
    return response


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_rows_say_what_was_answered_with_missing_codes_below_zero(wave):
    rows = rows_of(answers_csv(microdata_of(wave)))

    said = next(row for row in rows if row["R4"] == "1")
    silent = next(row for row in rows if row["R4"] == "-98")
    assert [said[name] for name in ("R5", "R11", "L3", "L1_1", "L1_2", "L1_14")] == ["", "0", "-99", "1", "0", "1"]
    assert [silent[name] for name in ("R5", "R11", "L3", "L1_1", "L1_2", "L1_14")] == ["-96", "", "96", *["-98"] * 3]


def test_place_of_two_is_not_named_and_the_only_woman_is_not_shown(wave):
    rows = rows_of(answers_csv(microdata_of(wave)))

    assert [row["area"] for row in rows].count("") == 2
    assert {row["sex"] for row in rows} == {"0"}


def test_excluded_and_written_answers_are_left_out(wave):
    first = wave.samples.first().responses.first()
    WrittenAnswer.objects.create(response=first, code="L2", text="My name is secret")
    wave.samples.first().responses.filter(pk=first.pk).update(is_excluded=True)

    microdata = microdata_of(wave)

    assert microdata.respondents == 8
    assert "secret" not in answers_csv(microdata)
    assert "L2" not in [variable.name for variable in microdata.variables]


def test_order_of_the_rows_does_not_depend_on_the_order_of_answering(wave):
    before = answers_csv(microdata_of(wave))
    sample = wave.samples.first()
    sample.responses.order_by("pk").first().delete()
    answered(sample, SAID)

    assert answers_csv(microdata_of(wave)) == before


def test_weights_are_there_once_the_wave_is_weighted(wave):
    assert "weight" not in rows_of(answers_csv(microdata_of(wave)))[0]

    wave = weigh_wave(wave=wave, method="equal")

    assert {row["weight"] for row in rows_of(answers_csv(microdata_of(wave)))} == {"1"}


def test_codebook_counts_every_respondent_once_for_each_question(wave):
    counted = [row[4:] for row in codebook_rows(microdata_of(wave)) if row[4] != ""]

    assert counted
    assert {sum(counts) for counts in counted} == {9}


def test_workbook_has_answers_codebook_and_notes(wave):
    workbook = openpyxl.load_workbook(io.BytesIO(answers_xlsx(microdata_of(wave))), read_only=True)

    assert workbook.sheetnames == ["answers", "codebook", "about"]
    assert sum(1 for _ in workbook["answers"].rows) == 10


def test_spss_file_has_labels_and_declares_missing_codes(wave):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        path.write_bytes(answers_sav(microdata_of(wave)))
        table, about = pyreadstat.read_sav(path, user_missing=True)

    assert about.column_names_to_labels["R4"] == "Have you given help?"
    assert about.variable_value_labels["R4"] == {1: "Yes", 2: "No", -96: "Not asked", -98: "Don't know", -99: "Refused"}
    assert {each["lo"] for each in about.missing_ranges["R4"]} == {-96, -98, -99}
    assert sorted(table["R4"]) == [-98] + [1] * 8


@pytest.mark.parametrize("ending", ["answers-csv", "answers-xlsx", "answers-sav", "codebook"])
def test_files_are_for_the_evaluator(client, wave, ending):
    address = reverse(f"surveys:wave-{ending}", args=[wave.programme.slug, wave.pk])
    statuses = {}
    for role in (Role.EVALUATOR, Role.COMMISSIONER):
        client.force_login(
            MembershipFactory(programme=wave.programme, role=role).user, "django.contrib.auth.backends.ModelBackend"
        )
        statuses[role] = client.get(address).status_code

    assert statuses == {Role.EVALUATOR: 200, Role.COMMISSIONER: 403}


def test_wave_without_answers_has_no_file_and_says_so(client):
    wave = WaveFactory()
    user = MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    address = [wave.programme.slug, wave.pk]

    assert client.get(reverse("surveys:wave-answers-csv", args=address)).status_code == 404
    assert "No answers have come in yet" in client.get(reverse("surveys:wave-answers", args=address)).text


def test_page_costs_the_same_however_many_answered(client, wave, django_assert_num_queries):
    user = MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    with django_assert_num_queries(8):
        client.get(reverse("surveys:wave-answers", args=[wave.programme.slug, wave.pk]))
