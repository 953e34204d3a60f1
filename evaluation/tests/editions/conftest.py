"""A programme with a member in each role, whose reports are drafted and set plainly and at once."""

import pytest
from django.db import transaction

from commissioning.tests.entry_factories import StageFactory
from commissioning.tests.factories import ProgrammeFactory
from evaluation.editions import making
from evaluation.reports import drafting
from evaluation.tests.editions.making import begun, people_of, plain_draft


@pytest.fixture(autouse=True)
def plainly(monkeypatch):
    """Drafts, and files, without figures and pictures."""
    monkeypatch.setattr(drafting, "draft", plain_draft)
    monkeypatch.setattr(making, "_made", lambda kind, document, evidence: f"{kind}: {document.title}".encode())


@pytest.fixture(autouse=True)
def _at_once(monkeypatch, request):
    """What waits for the end of a transaction is done at once, as these tests never end theirs."""
    if "tmp_path" not in request.fixturenames:
        monkeypatch.setattr(transaction, "on_commit", lambda work, *args, **kwargs: work())


@pytest.fixture
def programme(db):
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def people(programme):
    return people_of(programme)


@pytest.fixture
def stage(programme):
    """Stage 1 of two, which runs."""
    StageFactory(programme=programme, number=2)
    return StageFactory(programme=programme, number=1, begins_on=programme.starts_on)


@pytest.fixture
def edition(programme, people):
    """The first version of a summary, in writing."""
    return begun(programme, people)
