"""Exports of KoboToolbox and ODK Central: recognised, read into a wave, and nothing kept that says who or when."""

import json
from datetime import date

import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from surveys.actions.imports import receive_file, run_import, set_mapping
from surveys.answering.given import read_given
from surveys.answers import NOT_ASKED
from surveys.forms.imports import ColumnsForm
from surveys.mapping import dump_mapping
from surveys.models import Response, WrittenAnswer
from surveys.reading import kobo
from surveys.reading.matching import guess_mapping
from surveys.reading.responses import read_responses
from surveys.tests.answer_files import Asked, fieldwork
from surveys.tests.answering.questions import TOPICS, one_of_each_kind
from surveys.tests.factories import YES_NO, NeighbourhoodFactory, QuestionnaireFactory, SampleFactory, WaveFactory
from surveys.tests.xlsforms.exports import DAY, Variant, submission, written
from surveys.views.imports import _columns_form

CONSENT = "May we ask you some questions?"


@pytest.fixture
def wave(db):
    """A wave of July 2024 that asks one question of each kind, in English and Arabic, with consent."""
    questionnaire = QuestionnaireFactory(
        codes=["R2"], consent=CONSENT, languages=["ar"], translations={"ar": {"consent": "هل توافق؟"}}
    )
    questionnaire.items.all().delete()
    for item in one_of_each_kind(questionnaire=questionnaire):
        item.save()
    questionnaire.published_at = "2024-06-01T12:00Z"
    questionnaire.save()
    wave = WaveFactory(programme=questionnaire.programme, questionnaire=questionnaire)
    for code, name in (("W01", "Quayside"), ("W02", "Easterby & Docks")):
        SampleFactory(wave=wave, neighbourhood=NeighbourhoodFactory(programme=wave.programme, code=code, name=name))
    return wave


@pytest.fixture
def evaluator(client, wave):
    client.force_login(MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user)
    return client


def people(wave, *typed):
    asked = wave.questionnaire.asked
    return [submission(wave.questionnaire, read_given(asked, each), number=at) for at, each in enumerate(typed, 1)]


FIRST = {"R4": "1", "R5": "2", "L1": ["2", "14"], "L2": "Allotments", "R11": "0", "L3": "dk", "sex": "2"}
SECOND = {"R4": "dk", "L1": ["none"], "R11": "refused", "L3": "98", "age_band": "4"}
THIRD = {"R4": "2", "R11": "3"}


def suggested(batch):
    """The form of the columns page, as it is first shown."""
    return _columns_form(batch, None)


def imported(wave, content, name="export.csv"):
    batch = receive_file(wave=wave, filename=name, content=content, by=None)
    batch = set_mapping(batch=batch, toml=dump_mapping(suggested(batch).mapping), by=None)
    return run_import(batch=batch, by=None)


def answers():
    return [response.answers.as_dict() for response in Response.objects.order_by("pk")]


def test_export_is_recognised_and_every_column_matched_by_itself(evaluator, wave):
    content = written(wave.questionnaire, people(wave, FIRST, SECOND), wave=wave)
    batch = receive_file(wave=wave, filename="export.csv", content=content, by=None)

    page = evaluator.get(reverse("surveys:import-columns", args=[wave.programme.slug, batch.pk]))

    form = page.context["columns"]
    assert isinstance(form, ColumnsForm)
    assert "This looks like an export of KoboToolbox." in page.content.decode()
    assert [row.header for row in form.to_look_at] == []
    assert form.mapping.throughout == "interview"
    assert {row.state for row in form.rows} == {"By name"}
    assert "_submitted_by" in batch.findings["passed_over"]


def test_page_that_is_only_confirmed_imports_interviews(evaluator, wave, django_capture_on_commit_callbacks):
    content = written(wave.questionnaire, people(wave, FIRST, SECOND, THIRD), wave=wave)
    batch = receive_file(wave=wave, filename="export.csv", content=content, by=None)
    url = reverse("surveys:import-columns", args=[wave.programme.slug, batch.pk])
    form = evaluator.get(url).context["columns"]
    sent = {row.name: row.use for row in form.rows} | {"throughout": "interview"}
    with django_capture_on_commit_callbacks(execute=True):
        evaluator.post(url, sent)
    with django_capture_on_commit_callbacks(execute=True):
        evaluator.post(reverse("surveys:import-run", args=[wave.programme.slug, batch.pk]))

    assert answers() == [
        {"R4": 1, "R5": 2, "L1": 8194, "R11": 0, "L3": -98},
        {"R4": -98, "R5": -96, "L1": 0, "R11": -99, "L3": 98},
        {"R4": 2, "R5": -96, "L1": -1, "R11": 3, "L3": -1},
    ]
    assert list(WrittenAnswer.objects.values_list("code", "text")) == [("L2", "Allotments")]
    stored = Response.objects.order_by("pk").values_list("mode", "answered_on", "sex", "age_band")
    assert list(stored) == [("interview", DAY, 2, 0), ("interview", DAY, 0, 4), ("interview", DAY, 0, 0)]


def test_mode_of_the_page_is_the_mode_of_the_answers(evaluator, wave, django_capture_on_commit_callbacks):
    content = written(wave.questionnaire, people(wave, FIRST), wave=wave)
    batch = receive_file(wave=wave, filename="export.csv", content=content, by=None)
    url = reverse("surveys:import-columns", args=[wave.programme.slug, batch.pk])
    form = evaluator.get(url).context["columns"]
    with django_capture_on_commit_callbacks(execute=True):
        evaluator.post(url, {row.name: row.use for row in form.rows} | {"throughout": "link"})
    batch.refresh_from_db()

    run_import(batch=batch, by=None)

    assert Response.objects.get().mode == "link"


@pytest.mark.parametrize(
    "variant",
    [
        Variant(),
        Variant(product="odk", between="-"),
        Variant(kind="xlsx", separator=";", several="details", ticks=("True", "False"), nothing="n/a"),
    ],
    ids=["kobo", "odk", "kobo workbook"],
)
def test_longer_export_adds_only_its_new_rows(wave, variant):
    first = written(wave.questionnaire, people(wave, FIRST, SECOND), variant, wave=wave)
    imported(wave, first)

    batch = imported(wave, written(wave.questionnaire, people(wave, FIRST, SECOND, THIRD), variant, wave=wave))

    assert (batch.kept, batch.already_here, batch.set_aside) == (1, 2, 0)
    assert Response.objects.count() == 3


def test_record_is_the_same_in_every_kind_of_export(wave):
    imported(wave, written(wave.questionnaire, people(wave, FIRST), wave=wave))

    odk = Variant(product="odk", between="-", several="summary")
    batch = imported(wave, written(wave.questionnaire, people(wave, FIRST), odk, wave=wave))

    assert (batch.kept, batch.already_here) == (0, 1)


def test_record_that_was_changed_after_it_was_imported_is_a_fault(wave):
    imported(wave, written(wave.questionnaire, people(wave, FIRST), wave=wave))

    batch = imported(wave, written(wave.questionnaire, people(wave, FIRST | {"R11": "7"}), wave=wave))

    assert (batch.kept, batch.set_aside) == (0, 1)
    assert "imported before and says something else" in batch.faults[0][3]


@pytest.mark.parametrize(
    ("product", "status"),
    [("kobo", "Not Approved"), ("kobo", "validation_status_not_approved"), ("odk", "rejected")],
)
def test_record_that_was_not_approved_is_set_aside(wave, product, status):
    said = {1: status, 2: "Approved" if product == "kobo" else "hasIssues"}.items()
    content = written(wave.questionnaire, people(wave, FIRST, SECOND), Variant(product=product), status=said, wave=wave)

    batch = imported(wave, content)

    assert (batch.kept, batch.set_aside) == (1, 1)
    [[row, _, value, reason]] = batch.faults
    assert (row, value, reason) == (2, status, "Not approved where it was collected.")


@pytest.mark.parametrize(("said", "reason"), [("no", "Consent was refused"), ("", "Consent was not given")])
def test_record_without_consent_is_set_aside(wave, said, reason):
    [first, second] = people(wave, FIRST, SECOND)
    batch = imported(wave, written(wave.questionnaire, [first | {"consent": said}, second], wave=wave))

    assert (batch.kept, batch.set_aside) == (1, 1)
    assert batch.faults[0][3].startswith(reason)


def test_nothing_says_who_sent_a_record_or_at_what_time(wave):
    [first, second] = people(wave, FIRST, SECOND)
    content = written(wave.questionnaire, [first | {"R11": "many"}, second], wave=wave)

    batch = imported(wave, content)

    kept = json.dumps([batch.findings, batch.faults]) + batch.mapping
    kept += json.dumps([[str(each) for each in row] for row in Response.objects.values_list()])
    assert batch.set_aside == 1
    assert batch.content is None
    for words in ("mabel", "12:34", "1001"):
        assert words not in kept


@pytest.mark.parametrize("moment", ["2019-07-10T12:34:56.000+01:00", "2019-07-10 12:34", "10/07/2019 12:34"])
def test_of_a_moment_only_the_day_is_kept_even_of_a_faulty_one(wave, moment):
    content = f"area,R4,_uuid,_submission_time\nW01,1,a,{moment}\nW01,2,b,2024-07-10T12:34:56\n".encode()

    batch = imported(wave, content)

    assert batch.faults[0][2] == moment[:10]
    assert "12:34" not in json.dumps([batch.findings, batch.faults])
    assert Response.objects.get().answered_on == DAY


def test_choices_that_contradict_are_faults(wave):
    header = "area,today,L1,L1/1,L1/2,L1/14,L1/0,_uuid,_submission_time\n"
    rows = ["W01,,1,1,0,0,0,a,", "W01,,2,1,0,0,0,b,", "W01,,,1,0,0,1,c,", "W01,,,maybe,0,0,0,d,", "W01,,,0,0,0,0,e,"]

    batch = imported(wave, (header + "\n".join(rows)).encode())

    assert [(fault[0], fault[3][:25]) for fault in batch.faults] == [
        (3, "Says something else than "),
        (4, "Says both that none was c"),
        (5, "Says neither that it was "),
    ]
    assert [each["L1"] for each in answers()] == [1, -1]


def test_false_for_every_choice_of_a_question_that_was_not_asked_is_not_an_answer():
    """Older exports write False wherever a choice was not ticked, asked or not."""
    gated = Asked("L1", "multiple", options=TOPICS, asked_if={"question": "R4", "is": [1]})
    content = b"area,R4,L1/1,L1/2,L1/14,_uuid,_submission_time\nW01,2,False,False,False,a,\nW01,1,False,False,False,b,"
    table, export = kobo.read_answers(content)
    asked = [Asked("R4", options=YES_NO), gated]
    mapping = guess_mapping(table.headers, asked, ["W01"], origin=export.origin)

    reading = read_responses(table, mapping, fieldwork(questions=asked))

    assert reading.faults == []
    assert reading.answers.tolist() == [[2, NOT_ASKED], [1, 0]]


def test_columns_of_choices_can_be_said_in_a_mapping(wave):
    content = b"area,a,b,none\nW01,1,0,0\nW01,0,0,1\nW01,,,\nW01,yes,YES,no\n"
    toml = '[area]\ncolumn = "area"\n[questions.L1.choices]\na = 1\nb = 14\nnone = "none"\n'
    batch = receive_file(wave=wave, filename="wide.csv", content=content, by=None)

    run_import(batch=set_mapping(batch=batch, toml=toml, by=None), by=None)

    assert [each["L1"] for each in answers()] == [1, 0, -1, 8193]


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        (["id", "area", "R4", "L1/1", "date"], ""),
        (["_id", "_index", "start", "end", "R4"], ""),
        (["R4", "_uuid"], ""),
        (["R4", "_id", "_uuid"], kobo.KOBO),
        (["meta/instanceID", "_submission_time"], kobo.KOBO),
        (["SubmissionDate", "meta-instanceID", "KEY"], kobo.ODK),
        (["SubmissionDate", "R4"], ""),
    ],
)
def test_export_is_known_by_more_than_one_column(headers, origin):
    assert kobo.origin_of(headers) == origin


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "rows"), [("kpi_transportation.csv", 4), ("kpi_nested_repeats.csv", 2)])
def test_real_export_is_recognised(shared_data, name, rows):
    table, export = kobo.read_answers((shared_data / "xlsforms" / name).read_bytes())

    assert (export.origin, table.rows) == (kobo.KOBO, rows)
    assert [kobo.what_is_own(header) for header in table.headers if kobo.what_is_own(header)][:1] == ["id"]
    assert all(value != "n/a" for column in table.columns.values() for value in column.values)
    assert date.fromisoformat(table.columns["_submission_time"].values[0]) == date(2013, 2, 18 if rows == 2 else 14)
