"""Loading programmes from published files where files are missing or faulty; and our own data files."""

import shutil
import tomllib

import pytest
from django.core.management import CommandError, call_command

from accounts.tests.factories import UserFactory
from commissioning.models import Programme, Role
from evaluation.demonstration.people import email_of
from evaluation.indicators import read_definitions
from evaluation.realdata.afrobarometer import OUR_FILES
from surveys.bank import read_file
from surveys.mapping import parse_mapping

ROUNDS = tomllib.loads((OUR_FILES / "rounds.toml").read_text(encoding="utf-8"))["round"]


@pytest.fixture(scope="module")
def questions():
    """Our questions for Tunisia by code, and the codes that each questionnaire asks by its title."""
    read, questionnaires, faults = read_file((OUR_FILES / "questions.toml").read_text(encoding="utf-8"))
    assert faults == []
    return {question.code: question for question in read}, {each.title: each.codes for each in questionnaires}


def mapping_of(declared):
    return parse_mapping((OUR_FILES / declared["mapping"]).read_text(encoding="utf-8"))


@pytest.mark.parametrize("declared", ROUNDS, ids=lambda declared: declared["name"])
def test_mapping_of_a_round_reads_every_question_asked_into_every_option(questions, declared):
    by_code, asked = questions
    mapping = mapping_of(declared)
    assert tuple(mapping.questions) == asked[declared["questionnaire"]]
    for code, use in mapping.questions.items():
        assert (code, set(use.codes.values())) == (code, by_code[code].codes)
        assert not use.codes.keys() & use.missing.keys()


def test_codes_for_no_answer_are_those_of_the_round():
    missing = [set(mapping_of(declared).questions["T1"].missing) for declared in ROUNDS]
    assert missing == [{"-1", "9", "998"}, {"-1", "9", "98"}, {"-1", "8", "9"}]


def test_indicators_have_no_fault_and_one_headline_for_a_goal(questions):
    by_code, _ = questions
    text = (OUR_FILES / "indicators.toml").read_text(encoding="utf-8")
    definitions, faults = read_definitions(text, {code: question.codes for code, question in by_code.items()})
    assert faults == []
    assert [each.code for each in definitions if each.headline] == ["TA1", "TC1", "TF1"]
    assert [each.code for each in definitions if each.direction == "down"] == ["TC2"]


@pytest.mark.django_db
@pytest.mark.parametrize("only", ["trafford", "tunisia"])
def test_missing_files_are_all_named_and_nothing_is_loaded(tmp_path, only):
    with pytest.raises(CommandError, match=r"Nothing was loaded\. Not in .*: .*, .*\.") as refused:
        call_command("load_real_data", tmp_path, only=only)
    last = {"trafford": "census2021_ward_sex_single_year_trafford.csv", "tunisia": "R7_2018_raw_codes.csv"}
    assert last[only] in str(refused.value)
    assert not Programme.objects.exists()


@pytest.mark.django_db
@pytest.mark.realdata
def test_file_with_a_fault_is_refused_with_its_place_and_nothing_is_loaded(shared_data, tmp_path):
    folder = shutil.copytree(shared_data / "afrobarometer", tmp_path / "afrobarometer")
    path = folder / "R7_2018_raw_codes.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    # In round 7 refused is 8; 98 was its code in round 6.
    lines[1] = lines[1].replace("2018-03-31,2.0,", "2018-03-31,98.0,")
    path.chmod(0o600)
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(CommandError, match=r"R7_2018_raw_codes\.csv has a fault, at line 2, Q20B \(T3\), “98\.0”"):
        call_command("load_real_data", tmp_path, only="tunisia")
    assert not Programme.objects.exists()


@pytest.mark.django_db
@pytest.mark.realdata
def test_people_of_the_demonstration_may_look_in_their_own_role(shared_data, capsys):
    call_command("load_real_data", shared_data, only="trafford")
    assert "Nobody may open it yet: manage.py add_member trafford EMAIL ROLE" in capsys.readouterr().out
    user = UserFactory(email=email_of(Role.STEERING))
    for _ in range(2):
        call_command("load_real_data", shared_data, only="trafford")
    assert "Nobody may open it" not in capsys.readouterr().out
    assert [(each.user, each.role) for each in Programme.objects.get().memberships.all()] == [(user, "steering")]
