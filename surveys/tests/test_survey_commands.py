"""Commands of the survey room: the menu, weights, locking, seals."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from commissioning.tests.factories import ProgrammeFactory
from surveys.bank import shipped_questions
from surveys.models import Question, Questionnaire, Wave
from surveys.tests.factories import ResponseFactory, SampleFactory, WaveFactory
from surveys.tests.test_questionnaires import ASKED_TOGETHER, HEADING, QUESTION

pytestmark = pytest.mark.django_db


def said(*command):
    out, errors = StringIO(), StringIO()
    try:
        call_command(*command, stdout=out, stderr=errors)
    except CommandError as error:
        return out.getvalue() + errors.getvalue() + f"EXIT 1: {error}"
    return out.getvalue() + errors.getvalue()


@pytest.fixture
def wave():
    sample = SampleFactory(wave=WaveFactory(programme=ProgrammeFactory(slug="vale"), name="Residents, July"))
    ResponseFactory(sample=sample)
    return sample.wave


def test_load_questions_without_a_file_loads_the_menu():
    assert said("load_questions") == f"The menu has {len(shipped_questions())} questions.\n"


def test_load_questions_from_a_file_for_a_programme(tmp_path):
    said("load_questions")
    ProgrammeFactory(slug="vale")
    file = tmp_path / "panel.toml"
    file.write_text("\ufeff" + HEADING + QUESTION + ASKED_TOGETHER, encoding="utf-8")
    assert said("load_questions", str(file), "--programme", "vale") == "Loaded 1 question and 1 questionnaire.\n"
    assert Questionnaire.objects.get().is_published


def test_load_questions_lists_every_fault_and_loads_nothing(tmp_path):
    file = tmp_path / "panel.toml"
    file.write_text(HEADING + QUESTION.replace("goal = 1", "goal = 9").replace("code = 2", "code = 99"))
    out = said("load_questions", str(file))
    assert "Q1, goal: 9 must be" in out
    assert "Q1, options: 99 is kept" in out
    assert out.endswith("EXIT 1: The question file has 2 faults. Nothing was loaded.")
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "cannot be read"), (b"\xff\xfe\x00", "is not a text file in UTF-8")]
)
def test_load_questions_from_an_unreadable_file_says_so(tmp_path, content, reason):
    file = tmp_path / "panel.toml"
    if content:
        file.write_bytes(content)
    assert reason in said("load_questions", str(file))


def test_weigh_wave_by_name_says_what_the_weights_do(wave):
    out = said("weigh_wave", "vale", "Residents, July", "--method", "equal")
    assert "design effect 1.00, largest weight 1.0 times the median." in out
    assert "Residents, July is weighted: Every answer counts the same." in out


def test_weigh_wave_refused_lists_the_reasons(wave):
    out = said("weigh_wave", "vale", str(wave.pk))
    assert "the population by sex and age is not known" in out
    assert out.endswith("EXIT 1: No weight was changed.")


@pytest.mark.parametrize("command", ["weigh_wave", "lock_wave"])
def test_command_for_an_unknown_wave_names_those_there_are(wave, command):
    assert "Its waves: “Residents, July”." in said(command, "vale", "Residents, June")
    assert "no programme with the address “hill”" in said(command, "hill", "Residents, July")


def test_lock_wave_prints_the_fingerprints_and_a_second_time_does_no_harm(wave):
    said("weigh_wave", "vale", "Residents, July", "--method", "equal")
    out = said("lock_wave", "vale", "Residents, July")
    assert wave.samples.get().fingerprint in out
    assert said("lock_wave", "vale", "Residents, July") == out
    assert "is locked: its weights cannot be changed" in said("weigh_wave", "vale", "Residents, July")


def test_lock_wave_that_is_not_ready_says_why(wave):
    assert "The answers have no weights yet." in said("lock_wave", "vale", "Residents, July")
    assert not Wave.objects.get().is_locked


def test_verify_seals_counts_what_it_checked_and_fails_on_tampering(wave):
    said("weigh_wave", "vale", "Residents, July", "--method", "equal")
    said("lock_wave", "vale", "Residents, July")
    assert said("verify_seals") == "1 sealed samples checked, 0 problems.\n"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_response SET sex = 2")
    out = said("verify_seals", "vale")
    assert "the stored answers differ from the sealed ones." in out
    assert out.endswith("EXIT 1: 1 sealed samples checked, 1 problems.")
