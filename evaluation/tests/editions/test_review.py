"""Handed in, returned, accepted, published, taken back: each refusal, and each step once."""

import pytest
import time_machine

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.editions.actions import NotForYou, ReportRefused, start_version, write_section
from evaluation.editions.drafts import drafted
from evaluation.editions.steps import (
    ACCEPT,
    PUBLISH,
    RETURN,
    WITHDRAW,
    DraftMoved,
    SectionsMissing,
    review_edition,
    submit_edition,
)
from evaluation.models import EditionFile
from evaluation.tests.editions.making import accepted, handed_in, published, reviewed, worded

pytestmark = pytest.mark.django_db


def test_handing_in_freezes_words_figures_and_evidence(edition, people):
    handed_in(worded(edition, people, summary="We did it."), people)
    edition.refresh_from_db()
    assert edition.content["sections"][0]["blocks"] == [{"block": "Paragraph", "text": "We did it.", "kind": ""}]
    assert ["Version", "1"] in edition.content["facts"]["rows"]
    assert edition.evidence["figures"] == [{"value": 5, "low": 0.0}]
    assert str(edition.evidence["figures"][0]["low"]) == "0.0"  # a minus would not come back from every database
    assert edition.is_intact
    MembershipFactory(programme=edition.report.programme)
    edition.refresh_from_db()
    assert edition.evidence["figures"][0]["value"] == 5


def test_files_are_made_of_what_was_handed_in(edition, people):
    handed_in(worded(edition, people), people)
    edition.refresh_from_db()
    assert sorted(edition.files.values_list("kind", flat=True)) == ["docx", "html", "pdf", "xlsx"]
    assert (edition.made_parts, edition.made_at is not None) == (4, True)
    assert all(file.is_intact for file in edition.files.all())


def test_handing_in_names_the_sections_that_are_missing(edition, people):
    write_section(edition=edition, section="summary", words="  ", seen=0, by=people[Role.COORDINATOR])
    with pytest.raises(SectionsMissing, match="Summary, Recommendations"):
        submit_edition(edition=edition, seen=drafted(edition).fingerprint, by=people[Role.COORDINATOR])


def _a_member_more(edition, people):
    MembershipFactory(programme=edition.report.programme)


def _words_more(edition, people):
    worded(edition, people, indicators="More.")


@pytest.mark.parametrize("change", [_a_member_more, _words_more])
def test_what_is_not_what_was_read_is_not_handed_in(edition, people, change):
    seen = drafted(worded(edition, people)).fingerprint
    change(edition, people)
    with pytest.raises(DraftMoved, match="Read it once more"):
        submit_edition(edition=edition, seen=seen, by=people[Role.COORDINATOR])
    edition.refresh_from_db()
    assert edition.state == "draft"


def test_what_was_read_yesterday_is_not_handed_in_today(edition, people):
    with time_machine.travel("2025-05-01", tick=False):
        seen = drafted(worded(edition, people)).fingerprint
    with time_machine.travel("2025-05-02", tick=False), pytest.raises(DraftMoved):
        submit_edition(edition=edition, seen=seen, by=people[Role.COORDINATOR])


@pytest.mark.parametrize("role", set(Role.values) - {Role.COORDINATOR})
def test_others_do_not_hand_in(edition, people, role):
    worded(edition, people)
    with pytest.raises(NotForYou):
        submit_edition(edition=edition, seen=drafted(edition).fingerprint, by=people[role])


def test_handing_in_twice_is_once(edition, people):
    seen = drafted(worded(edition, people)).fingerprint
    for _ in range(2):
        submit_edition(edition=edition, seen=seen, by=people[Role.COORDINATOR])
    assert edition.steps.filter(kind="submitted").count() == 1


@pytest.mark.parametrize("role", set(Role.values) - {Role.COMMISSIONER})
@pytest.mark.parametrize("passage", [RETURN, ACCEPT])
def test_others_do_not_review(edition, people, passage, role):
    edition = handed_in(worded(edition, people), people)
    with pytest.raises(NotForYou):
        review_edition(edition=edition, passage=passage, seen=edition.fingerprint, by=people[role], words="So.")


def test_returned_version_can_be_written_in_and_keeps_its_trail(edition, people):
    first = handed_in(worded(edition, people), people).fingerprint
    reviewed(edition, people, RETURN, "The table of groups is last year’s.")
    edition.refresh_from_db()
    assert (edition.state, edition.content, edition.fingerprint, edition.as_at) == ("returned", None, "", None)
    assert not EditionFile.objects.exists()
    step = edition.steps.last()
    assert (step.kind, step.words, step.fingerprint, step.taken_by) == (
        "returned",
        "The table of groups is last year’s.",
        first,
        people[Role.COMMISSIONER],
    )
    worded(edition, people, indicators="Put right.")
    handed_in(edition, people)
    edition.refresh_from_db()
    assert (edition.state, edition.fingerprint != first, edition.made_parts) == ("submitted", True, 4)


@pytest.mark.parametrize("passage", [RETURN, WITHDRAW])
def test_step_that_needs_a_reason_is_refused_without(edition, people, passage):
    edition = handed_in(worded(edition, people), people) if passage is RETURN else published(edition, people)
    with pytest.raises(ReportRefused, match="Write the reason") as refused:
        reviewed(edition, people, passage, "  ")
    assert refused.value.field == "words"


@pytest.mark.parametrize(
    ("passage", "words"), [(RETURN, "So."), (ACCEPT, ""), (PUBLISH, ""), (WITHDRAW, "A name in it.")]
)
def test_step_sent_twice_is_taken_once(edition, people, passage, words):
    before = {RETURN: handed_in, ACCEPT: handed_in, PUBLISH: accepted, WITHDRAW: published}
    edition = before[passage](worded(edition, people), people)
    seen = edition.fingerprint
    for _ in range(2):
        review_edition(edition=edition, passage=passage, seen=seen, by=people[Role.COMMISSIONER], words=words)
    assert edition.steps.filter(kind=passage.kind).count() == 1


def test_accepting_what_was_handed_in_anew_meanwhile_is_refused(edition, people):
    seen = handed_in(worded(edition, people), people).fingerprint
    reviewed(edition, people, RETURN, "Too long.")
    handed_in(worded(edition, people, indicators="Shorter."), people)
    with pytest.raises(DraftMoved, match="handed in anew"):
        review_edition(edition=edition, passage=ACCEPT, seen=seen, by=people[Role.COMMISSIONER])


def test_accepted_version_is_not_returned_any_more(edition, people):
    accepted(edition, people)
    with pytest.raises(ReportRefused, match="That cannot be done now. Accepted by"):
        reviewed(edition, people, RETURN, "Late thought.")


def test_version_taken_back_from_publication_stays_accepted_and_can_be_published_again(edition, people):
    published(edition, people)
    reviewed(edition, people, WITHDRAW, "A name in it.")
    edition.refresh_from_db()
    assert edition.state == "accepted"
    reviewed(edition, people, PUBLISH)
    edition.refresh_from_db()
    assert edition.state == "published"


def test_version_without_its_files_is_not_published(edition, people, monkeypatch):
    monkeypatch.setattr("evaluation.editions.steps.queue_files", lambda edition: None)
    accepted(edition, people)
    with pytest.raises(ReportRefused, match="files are not made yet"):
        reviewed(edition, people, PUBLISH)


def test_older_version_is_not_published_past_a_newer_one(edition, people):
    accepted(edition, people)
    newer = start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR])
    accepted(newer, people)
    with pytest.raises(ReportRefused, match="Version 2 was accepted since"):
        reviewed(edition, people, PUBLISH)
    reviewed(newer, people, PUBLISH)


def test_new_version_carries_what_changed_into_the_document(edition, people):
    accepted(edition, people)
    newer = start_version(edition=edition, what_changed="12, not 21.", by=people[Role.COORDINATOR])
    handed_in(newer, people)
    newer.refresh_from_db()
    assert ["Changed since version 1", "12, not 21."] in newer.content["facts"]["rows"]
