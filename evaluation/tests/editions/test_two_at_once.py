"""Two people, or two workers, at the same report at the same moment: done once, and the other one is told."""

import pytest

from commissioning.actions.entries import EntryChanged
from commissioning.models import Role
from commissioning.tests.entry_factories import StageFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.editions.actions import ReportRefused, start_report, start_version, write_section
from evaluation.editions.drafts import drafted
from evaluation.editions.making import make_files
from evaluation.editions.steps import ACCEPT, RETURN, review_edition, submit_edition
from evaluation.models import Edition, EditionFile, EditionStep, EditionText, Report
from evaluation.tests.editions.making import accepted, begun, handed_in, people_of, worded
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def people(programme):
    return people_of(programme)


@pytest.fixture
def edition(programme, people):
    return worded(begun(programme, people), people)


def both(outcomes, refusal):
    """What the one that came first returned, and how the other was refused."""
    (done,) = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refused, refusal), refused
    return done


def test_stage_gets_one_report(programme, people, tmp_path):
    stage = StageFactory(programme=programme, begins_on=programme.starts_on)

    def start(role):
        report = Report(programme=programme, kind=Report.Kind.STAGE, stage=stage)
        return lambda: start_report(report=report, by=people[role])

    with open_to_threads(tmp_path):
        outcomes = at_once(start(Role.COORDINATOR), start(Role.EVALUATOR))
        stored = elsewhere(lambda: (Report.objects.count(), Edition.objects.count(), EditionStep.objects.count()))
    both(outcomes, ReportRefused)
    assert stored == (1, 1, 1)


def test_first_words_of_a_section_are_those_of_one_writer(programme, people, tmp_path):
    edition = begun(programme, people)

    def write(role):
        given = {"section": "summary", "words": f"Of the {role}.", "seen": 0, "by": people[role]}
        return lambda: write_section(edition=edition, **given).words

    with open_to_threads(tmp_path):
        outcomes = at_once(write(Role.COORDINATOR), write(Role.EVALUATOR))
        stored = elsewhere(lambda: list(EditionText.objects.values_list("words", flat=True)))
    assert stored == [both(outcomes, EntryChanged)]


def test_form_sent_twice_hands_in_once(edition, people, tmp_path):
    seen = drafted(edition).fingerprint

    def submit():
        return submit_edition(edition=Edition.objects.get(pk=edition.pk), seen=seen, by=people[Role.COORDINATOR]).state

    with open_to_threads(tmp_path):
        outcomes = at_once(submit, submit)
        stored = elsewhere(lambda: EditionStep.objects.filter(kind="submitted").count())
        files = elsewhere(lambda: EditionFile.objects.count())
    assert outcomes == ["submitted", "submitted"]
    assert (stored, files) == (1, 4)


def test_version_is_accepted_or_returned_and_not_both(programme, edition, people, tmp_path):
    handed_in(edition, people)
    seen = Edition.objects.get(pk=edition.pk).fingerprint
    other = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user

    def review(passage, by, words=""):
        found = Edition.objects.get(pk=edition.pk)
        return lambda: review_edition(edition=found, passage=passage, seen=seen, by=by, words=words).state

    with open_to_threads(tmp_path):
        outcomes = at_once(review(ACCEPT, people[Role.COMMISSIONER]), review(RETURN, other, "Too long."))
        stored = elsewhere(lambda: Edition.objects.get(pk=edition.pk).state)
        steps = elsewhere(lambda: EditionStep.objects.exclude(kind__in=["started", "submitted"]).count())
    assert both(outcomes, ReportRefused) == stored
    assert steps == 1


def test_new_version_is_begun_once(edition, people, tmp_path):
    accepted(edition, people)

    def start(role, words):
        found = Edition.objects.get(pk=edition.pk)
        return lambda: start_version(edition=found, what_changed=words, by=people[role]).what_changed

    with open_to_threads(tmp_path):
        outcomes = at_once(start(Role.COORDINATOR, "A slip."), start(Role.EVALUATOR, "A name."))
        stored = elsewhere(lambda: Edition.objects.get(number=2).what_changed)
    assert both(outcomes, ReportRefused) == stored


def test_two_workers_store_each_file_once(edition, people, tmp_path, monkeypatch):
    monkeypatch.setattr("evaluation.editions.steps.queue_files", lambda edition: None)
    handed_in(edition, people)
    fingerprint = Edition.objects.get(pk=edition.pk).fingerprint

    def work():
        make_files.call(edition.pk, fingerprint)

    with open_to_threads(tmp_path):
        outcomes = at_once(work, work)
        stored = elsewhere(lambda: EditionFile.objects.count())
        made = elsewhere(lambda: Edition.objects.get(pk=edition.pk).made_at)
    assert outcomes == [None, None]
    assert (stored, made is not None) == (4, True)
