"""The five pages of an import, for those who may, and for those who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from commissioning.tests.table_files import csv_of
from surveys.actions.imports import (
    check_import,
    receive_file,
    run_import,
    set_mapping,
)
from surveys.forms import imports as forms
from surveys.models import ImportBatch, Response, Wave
from surveys.tasks import (
    queue_check,
)
from surveys.tests.answer_files import open_wave
from surveys.tests.test_actions_imports import FAULTY, GOOD, HEADER, MAPPING, locked

pytestmark = pytest.mark.django_db
State = ImportBatch.State
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def wave():
    return open_wave()


@pytest.fixture
def evaluator(client, wave):
    """A client signed in as the wave's evaluator."""
    client.force_login(MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user)
    return client


def page(name, batch):
    return reverse(f"surveys:import-{name}", args=[batch.wave.programme.slug, batch.pk])


def upload_page(wave):
    return reverse("surveys:import-new", args=[wave.programme.slug, wave.pk])


def upload(client, wave, *rows, name="july.csv"):
    """Upload a CSV of `rows` and return (batch, response)."""
    file = SimpleUploadedFile(name, csv_of(*rows))
    response = client.post(upload_page(wave), {"file": file})
    return ImportBatch.objects.order_by("pk").last(), response


def mapped(wave, *rows):
    batch = receive_file(wave=wave, filename="july.csv", content=csv_of(HEADER, *rows), by=None)
    return set_mapping(batch=batch, toml=MAPPING, by=None)


def choices(client, batch):
    """What the columns page would send if nothing were changed, and the page."""
    response = client.get(page("columns", batch))
    form = response.context["columns"]
    sent = {row.name: row.use for row in form.rows}
    return sent | {value.name: "" for row in form.rows for value in row.values}, response


def committed(django_capture_on_commit_callbacks, client, url, sent=None):
    """Post, let the background work be done as the worker would after commit, and open the next page."""
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, sent or {})
    return client.get(response.url)


def test_import_from_upload_to_result(evaluator, wave, django_capture_on_commit_callbacks):
    batch, response = upload(evaluator, wave, HEADER, *GOOD, *FAULTY)
    assert response.url == page("columns", batch)
    sent, _ = choices(evaluator, batch)
    assert sent["use-8"] == ""
    sent["use-8"] = "R28t"
    checked = committed(django_capture_on_commit_callbacks, evaluator, response.url, sent)
    assert checked.wsgi_request.path == page("detail", batch)
    assert b"3 rows ready to import" in checked.content
    assert b"2 rows set aside" in checked.content
    assert "Under 16: outside this survey." in checked.content.decode()
    done = committed(django_capture_on_commit_callbacks, evaluator, page("run", batch))
    assert b"3 answers imported" in done.content
    assert Response.objects.count() == 3
    again = committed(django_capture_on_commit_callbacks, evaluator, page("run", batch))
    assert again.status_code == 200
    assert Response.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "The file is empty."), (b"id,R4\n", "no rows under"), (b"%PDF", "This is a PDF")],
)
def test_upload_of_no_answers_is_explained_at_the_field(evaluator, wave, content, words):
    response = evaluator.post(upload_page(wave), {"file": SimpleUploadedFile("x.csv", content)})
    assert response.status_code == 200
    assert words in response.context["form"].errors["file"][0]


def test_upload_that_is_too_large_is_explained(evaluator, wave, monkeypatch):
    monkeypatch.setattr(forms, "MOST_BYTES", 5)
    batch, response = upload(evaluator, wave, "id,R4", "1,1")
    assert batch is None
    assert "at most 25 MB" in response.context["form"].errors["file"][0]


def test_upload_without_a_file_is_explained(evaluator, wave):
    assert evaluator.post(upload_page(wave)).context["form"].errors["file"] == ["Choose the file."]


def test_locked_wave_shows_why_no_file_is_taken(evaluator, wave):
    batch = mapped(wave, *GOOD)
    locked(wave)
    html = evaluator.get(upload_page(wave)).content.decode()
    assert "takes no more answers" in html
    assert "july.csv" in html
    for words in ("Choose the file", "Nothing is imported yet", "Step 1 of 5"):
        assert words not in html
    _, response = upload(evaluator, wave, HEADER, *GOOD[:1])
    assert "takes no more answers" in response.context["form"].errors["file"][0]
    evaluator.post(page("run", batch))
    assert Response.objects.count() == 0


def test_checked_file_of_a_locked_wave_can_only_be_discarded(evaluator, wave):
    batch = check_import(batch=mapped(wave, *GOOD, *FAULTY))
    locked(wave)
    html = evaluator.get(page("detail", batch)).content.decode()
    assert "takes no more answers" in html
    assert "Discard this file" in html
    for words in ("Import 3 rows", "Change the columns", "Upload a corrected file"):
        assert words not in html


def test_columns_are_matched_by_name_and_first_values_shown(evaluator, wave):
    batch, _ = upload(evaluator, wave, "id,ward,R4,interviewer", "1,W01,1,TH", "2,W02,2,GM")
    _, response = choices(evaluator, batch)
    rows = {row.header: row for row in response.context["columns"].rows}
    assert {header: row.state for header, row in rows.items()} == {
        "id": "By name",
        "ward": "By name",
        "R4": "By name",
        "interviewer": "Left out",
    }
    assert rows["interviewer"].first_values == "TH, GM"
    assert response.context["columns"].summary == "3 of 4 matched by name, 1 left out"


def test_values_that_need_a_meaning_are_asked_for_once_and_translated(
    evaluator, wave, django_capture_on_commit_callbacks
):
    rows = (
        "1,Quayside,ja,1,m",
        "2,the docks,2,2,x",
        "3,W02,weiss nicht,,f",
        "4,W02,98,often,f",
        "5,W02,1,5,f",
    )
    batch, _ = upload(evaluator, wave, "id,place,q4,R5,sex", *rows)
    sent = {"use-0": "id", "use-1": "area", "use-2": "R4", "use-3": "R5", "use-4": "sex"}
    asked = evaluator.post(page("columns", batch), sent)
    assert asked.context["needs_values"]
    asked_for = {value.value: value.name for row in asked.context["columns"].rows for value in row.values}
    assert list(asked_for) == ["the docks", "ja", "weiss nicht", "often", "5", "x"]
    meanings = {
        "the docks": "W02",
        "ja": "1",
        "weiss nicht": "missing -98",
        "often": "1",
        "5": "",
        "x": "unknown",
    }
    sent |= {name: meanings[value] for value, name in asked_for.items()}
    done = committed(django_capture_on_commit_callbacks, evaluator, page("columns", batch), sent)
    batch.refresh_from_db()
    assert (batch.kept, batch.set_aside) == (2, 3)
    assert [fault[:3] for fault in batch.faults] == [[3, "R5", "2"], [5, "R5", "often"], [6, "R5", "5"]]
    assert done.context["steps"][2]["is_now"]
    chosen = {v.value for row in evaluator.get(page("columns", batch)).context["columns"].rows for v in row.values}
    assert set(asked_for) <= chosen


def test_values_that_only_the_check_finds_can_be_given_a_meaning(evaluator, wave, django_capture_on_commit_callbacks):
    batch, _ = upload(evaluator, wave, "ward,q11 (people)", *[f"W01,{n}" for n in range(60)], "W02,250")
    sent = {"use-0": "area", "use-1": "R11"}
    committed(django_capture_on_commit_callbacks, evaluator, page("columns", batch), sent)
    _, response = choices(evaluator, batch)
    assert [value.value for row in response.context["columns"].rows for value in row.values] == ["250"]


def test_column_chosen_twice_is_explained(evaluator, wave):
    batch, _ = upload(evaluator, wave, "ward,a,b", "W01,1,1")
    response = evaluator.post(page("columns", batch), {"use-0": "area", "use-1": "R4", "use-2": "R4"})
    assert response.context["columns"].errors == ["R4 is chosen for more than one column: a, b."]


def test_all_rows_may_come_from_one_neighbourhood(evaluator, wave, django_capture_on_commit_callbacks):
    batch, _ = upload(evaluator, wave, "R4", "1", "2")
    assert "Say which column holds the area" in evaluator.post(page("columns", batch), {"use-0": "R4"}).content.decode()
    committed(
        django_capture_on_commit_callbacks,
        evaluator,
        page("columns", batch),
        {"use-0": "R4", "everywhere": "W02"},
    )
    batch.refresh_from_db()
    assert (batch.state, batch.kept) == (State.CHECKED, 2)


def test_mapping_may_be_written_or_uploaded_as_toml(evaluator, wave, django_capture_on_commit_callbacks):
    batch, _ = upload(evaluator, wave, HEADER, *GOOD)
    refused = evaluator.post(page("columns", batch), {"toml": 'id = "nr"\narea = "ward"'})
    assert "The file has no column “nr” (for id)." in refused.content.decode()
    assert evaluator.post(page("columns", batch), {"toml": ""}).context["text_form"].errors["toml"]
    sent = {"toml": "", "toml_file": SimpleUploadedFile("m.toml", MAPPING.encode())}
    committed(django_capture_on_commit_callbacks, evaluator, page("columns", batch), sent)
    batch.refresh_from_db()
    assert (batch.state, batch.mapping) == (State.CHECKED, MAPPING)
    assert evaluator.get(page("mapping", batch)).content.decode() == MAPPING


def test_last_mapping_of_the_questionnaire_is_offered_for_a_file_with_its_columns(evaluator, wave):
    toml = 'area = "place"\n[questions.R4]\ncolumn = "help"\ncodes = { "ja" = 1 }'
    first = receive_file(wave=wave, filename="first.csv", content=csv_of("place,help", "W01,ja"), by=None)
    set_mapping(batch=first, toml=toml, by=None)
    batch, _ = upload(evaluator, wave, "place,help,R11", "W02,ja,4")
    _, response = choices(evaluator, batch)
    uses = {row.header: (row.use, row.state) for row in response.context["columns"].rows}
    assert uses == {"place": ("area", "By you"), "help": ("R4", "By you"), "R11": ("R11", "By name")}
    other, _ = upload(evaluator, wave, "ward,R4", "W02,1")
    assert choices(evaluator, other)[0] == {"use-0": "area", "use-1": "R4"}


def test_faults_are_downloaded_as_csv(evaluator, wave):
    batch = run_import(batch=mapped(wave, *GOOD, *FAULTY), by=None)
    response = evaluator.get(page("faults", batch))
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row,column,value,reason"
    assert lines[1] == "5,ward,W09,Not in any neighbourhood of this wave."
    assert len(lines) == 5
    assert "attachment" in response["Content-Disposition"]


def test_result_tells_counts_coverage_and_what_was_noticed(evaluator, wave):
    run_import(batch=mapped(wave, *GOOD[:1]), by=None)
    batch = run_import(batch=mapped(wave, *GOOD, *FAULTY), by=None)
    response = evaluator.get(page("detail", batch))
    html = response.content.decode()
    assert "2 answers imported" in html
    assert [(place["name"], place["answers"]) for place in response.context["coverage"]] == [
        ("Easterby & Docks", 1),
        ("Quayside", 2),
    ]
    assert response.context["notes"] == ["Not in this file, so kept as not asked: V9."]
    assert "Take back this import" in html


@pytest.mark.parametrize(
    ("weighting", "words"),
    [
        ("poststratify", "The wave is weighted by age by sex (post-stratification), starting from them"),
        ("rake", "The wave is weighted by age and sex separately (raking), starting from them"),
        ("equal", "They are kept, and not used while every answer of the wave counts the same."),
        ("supplied", ""),
    ],
)
def test_what_becomes_of_weights_in_the_file_is_said_before_and_after_the_import(evaluator, wave, weighting, words):
    Wave.objects.update(weighting=weighting)
    batch = receive_file(wave=wave, filename="w.csv", content=csv_of("ward,weight,R4", "W01,0.5,1"), by=None)
    batch = set_mapping(batch=batch, toml='weight = "weight"\narea = "ward"\n[questions]\nR4 = "R4"', by=None)
    html = evaluator.get(page("columns", batch)).content.decode()
    done = evaluator.get(page("detail", run_import(batch=batch, by=None))).content.decode()
    for shown in (html, done):
        assert ("The file has weights." in shown) == bool(words)
        assert words in shown


def test_same_file_again_says_when_it_was_imported(evaluator, wave, django_capture_on_commit_callbacks):
    run_import(batch=mapped(wave, *GOOD), by=None)
    batch = mapped(wave, *GOOD)
    with django_capture_on_commit_callbacks(execute=True):
        queue_check(batch=batch, by=MembershipFactory().user)
    html = evaluator.get(page("detail", batch)).content.decode()
    assert "The same file was imported on" in html
    assert "Nothing new to import" in html


def test_take_back_asks_first_and_then_removes(evaluator, wave):
    batch = run_import(batch=mapped(wave, *GOOD, *FAULTY), by=None)
    assert b"Take back 3 answers" in evaluator.get(page("take-back", batch)).content
    assert Response.objects.count() == 3
    response = evaluator.post(page("take-back", batch), follow=True)
    assert Response.objects.count() == 0
    html = response.content.decode()
    assert "The 3 answers of this file were removed" in html
    for words in ("What an import would do", "fh-steps", "set aside"):
        assert words not in html


def test_take_back_after_the_lock_is_refused_in_words(evaluator, wave):
    batch = run_import(batch=mapped(wave, *GOOD), by=None)
    locked(wave)
    assert "can no longer be taken back" in evaluator.get(page("take-back", batch)).content.decode()
    assert "is locked" in evaluator.post(page("take-back", batch), follow=True).content.decode()
    assert Response.objects.count() == 3


def test_discard_forgets_the_file(evaluator, wave):
    batch = mapped(wave, *GOOD)
    assert evaluator.post(page("discard", batch)).url == upload_page(wave)
    assert not ImportBatch.objects.exists()
    done = run_import(batch=mapped(wave, *GOOD), by=None)
    assert "Take the import back" in evaluator.post(page("discard", done), follow=True).content.decode()


def test_columns_of_an_imported_file_can_no_longer_be_changed(evaluator, wave):
    batch = run_import(batch=mapped(wave, *GOOD), by=None)
    assert evaluator.get(page("columns", batch)).url == page("detail", batch)


PAGES = ("detail", "columns", "faults", "mapping", "take-back")
POSTS = ("run", "take-back", "discard", "columns")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EVALUATOR])
def test_members_without_the_permission_are_refused(client, wave, role):
    batch = mapped(wave, *GOOD)
    client.force_login(MembershipFactory(programme=wave.programme, role=role).user)
    assert {client.get(page(name, batch)).status_code for name in PAGES} == {403}
    assert {client.post(page(name, batch)).status_code for name in POSTS} == {403}
    assert client.get(upload_page(wave)).status_code == 403


def test_outsiders_find_nothing_and_visitors_sign_in(client, wave):
    batch = mapped(wave, *GOOD)
    assert client.get(page("detail", batch)).status_code == 302
    elsewhere = MembershipFactory(role=Role.EVALUATOR)
    client.force_login(elsewhere.user)
    assert {client.get(page(name, batch)).status_code for name in PAGES} == {404}
    slug = elsewhere.programme.slug
    assert client.get(reverse("surveys:import-detail", args=[slug, batch.pk])).status_code == 404
    assert client.get(reverse("surveys:import-new", args=[slug, wave.pk])).status_code == 404
