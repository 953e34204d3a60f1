"""A report from locked answers to its four files, with nothing standing in: drafted, handed in, set, and sent."""

import io
from zipfile import ZipFile

import pytest
from django.urls import reverse

from commissioning.models import Role
from evaluation.editions.drafts import drafted
from evaluation.editions.making import MAKERS, _made
from evaluation.editions.steps import submit_edition
from evaluation.models import Edition, Report
from evaluation.reports.document import from_json
from evaluation.tests.editions.making import begun, people_of, worded
from evaluation.tests.factories import surveyed
from tests.pdf_text import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(django_capture_on_commit_callbacks):
    """Ropewalk's report, of two locked waves, with the people of its programme."""
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    people, place = people_of(programme), programme.neighbourhoods.get()
    edition = worded(begun(programme, people, kind=Report.Kind.NEIGHBOURHOOD, neighbourhood=place), people)
    seen = drafted(Edition.objects.get(pk=edition.pk)).fingerprint
    with django_capture_on_commit_callbacks(execute=True):
        submit_edition(edition=edition, seen=seen, by=people[Role.COORDINATOR])
    return Edition.objects.get(), people


def test_figure_reads_the_same_on_the_page_and_in_every_file(handed_in, client):
    edition, people = handed_in
    figure = next(f for f in edition.evidence["figures"] if f["indicator"] == "A1")
    files = {file.kind: bytes(file.content) for file in edition.files.all()}
    assert (edition.made_at is not None, edition.failure, sorted(files)) == (True, "", ["docx", "html", "pdf", "xlsx"])
    client.force_login(people[Role.STEERING])
    page = client.get(edition.get_absolute_url()).content.decode()
    word = ZipFile(io.BytesIO(files["docx"])).read("word/document.xml").decode()
    sheets = "".join(
        ZipFile(io.BytesIO(files["xlsx"])).read(name).decode()
        for name in ZipFile(io.BytesIO(files["xlsx"])).namelist()
        if name.endswith(".xml")
    )
    assert figure["value"] == "12%"
    for told in (page, files["html"].decode(), " ".join(words_of(files["pdf"])), word, sheets):
        assert figure["value"] in told


def test_files_made_again_of_what_was_frozen_are_the_same_bytes(handed_in):
    edition, _ = handed_in
    document = from_json(edition.content)
    again = {kind: _made(kind, document, edition.evidence) for kind in MAKERS}
    assert again == {file.kind: bytes(file.content) for file in edition.files.all()}


def test_draft_that_nothing_changed_is_the_same_twice(handed_in):
    edition, people = handed_in
    other = begun(edition.report.programme, people)
    first, second = (drafted(Edition.objects.get(pk=other.pk)) for _ in range(2))
    assert first.fingerprint == second.fingerprint


def test_figures_of_a_wave_that_is_not_locked_never_enter(client):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, lock=False)
    people = people_of(programme)
    edition = worded(begun(programme, people), people)
    assert not [f for f in drafted(edition).evidence["figures"] if f["estimate"] is not None and f["indicator"] == "A1"]
    client.force_login(people[Role.COORDINATOR])
    address = reverse("evaluation:edition-submit", args=[programme.slug, edition.report_id, 1])
    assert "Left out, because they are not locked" in client.get(address).content.decode()
