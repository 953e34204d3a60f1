"""From evidence to a published report of stage 2, the gate, and a resident who reads it on a phone."""

from hashlib import sha256

import pytest
from playwright.sync_api import expect

from commissioning.models import Decision, Role
from evaluation.models import Edition, EditionFile
from tests.browser.reports import reading, reviewing, writing

pytestmark = pytest.mark.browser


def issued(number):
    """Kind -> bytes of the files of a version."""
    return {file.kind: bytes(file.content) for file in EditionFile.objects.filter(edition__number=number)}


def write_and_hand_in(page, seen):
    writing.begin(page, seen)
    writing.read_the_draft(page, seen)
    writing.learn_what_is_missing(page, seen)
    page.get_by_role("link", name="Report of stage 2, version 1").click()
    writing.write_in_two_tabs(page, seen)
    for title in ("What was learned", "Recommendations"):
        writing.write(page, title, writing.WORDS[title])
    writing.hand_in(page, seen)


def review(chair, page, seen):
    """Returned with a reason, mended and handed in again, accepted and published."""
    address = page.url
    chair.goto(address)
    reviewing.send_back(chair, seen)
    writing.mend(page, reviewing.REASON, seen)
    chair.reload()
    reviewing.accept(chair, seen)
    reviewing.publish(chair, seen)


def test_stage_two_goes_from_evidence_to_a_published_report_and_the_gate(story, sit_down, phone, seen):
    programme, people = story
    page, chair, member = (sit_down(people[role]) for role in (Role.COORDINATOR, Role.COMMISSIONER, Role.STEERING))
    write_and_hand_in(page, seen)
    reading.read_as_the_group(member, seen)
    reading.comment_on_the_summary(member, seen)
    review(chair, page, seen)
    reviewing.answer(chair, reading.REMARK, seen)
    reviewing.decide(chair, seen)
    assert Decision.objects.get(stage__number=2).outcome == "continue"

    first = issued(1)
    old = reviewing.open_page(chair, seen)
    assert reading.read_as_a_resident(phone, old, seen) == first["pdf"]
    new = reviewing.renew_link(chair, seen)
    assert phone.goto(old).status == 404
    assert phone.goto(new).status == 200

    page.reload()
    writing.correct(page, seen)
    chair.goto(page.url)
    reviewing.accept(chair, writing.seen_before)
    reviewing.publish(chair, writing.seen_before)
    phone.reload()
    assert reading.pdf_of(phone) == issued(2)["pdf"] != first["pdf"]
    edition = Edition.objects.get(number=1)
    member.goto(edition.get_absolute_url())
    expect(member.get_by_text("There is a newer version")).to_be_visible()
    seen(member)
    assert reading.downloaded_pdf(member) == first["pdf"]
    assert issued(1) == first
    assert edition.is_intact
    assert {file.sha256 for file in edition.files.all()} == {sha256(content).hexdigest() for content in first.values()}
