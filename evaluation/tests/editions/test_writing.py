"""Reports begun and worded: each once, by those who may, and nobody's words are lost."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis.strategies import text

from commissioning.actions.entries import EntryChanged, EntrySentBefore
from commissioning.downloads import NOT_IN_WORKBOOKS
from commissioning.models import Role
from commissioning.tests.entry_factories import DecisionFactory, StageFactory
from evaluation.editions.actions import (
    NotForYou,
    ReportRefused,
    discard_version,
    start_report,
    start_version,
    tidy,
    write_section,
    write_what_changed,
)
from evaluation.models import Edition, EditionStep, Report
from evaluation.reports.document import Document, Facts, Section, from_json, to_json
from evaluation.reports.document import words as blocks_of
from evaluation.tests.editions.making import accepted, begun, handed_in, published, worded
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db
STAGE, CONCLUDING, PLACE = Report.Kind.STAGE, Report.Kind.CONCLUDING, Report.Kind.NEIGHBOURHOOD


def test_report_begins_with_a_first_version_named_after_what_it_is_about(programme, people, stage):
    edition = begun(programme, people, kind=STAGE, stage=stage)
    assert (edition.number, edition.state, edition.report.title) == (1, "draft", "Report of stage 1")
    assert edition.steps.get().kind == EditionStep.Kind.STARTED


def test_same_form_sent_twice_begins_one_report(programme, people, stage):
    sent = Report(programme=programme, kind=STAGE, stage=stage)
    again = Report(programme=programme, kind=STAGE, stage=stage, key=sent.key)
    first = start_report(report=sent, by=people[Role.COORDINATOR])
    second = start_report(report=again, by=people[Role.COORDINATOR])
    assert (second.pk, Edition.objects.count()) == (first.pk, 1)


def test_form_gone_back_to_for_another_report_says_so(programme, people, stage):
    sent = start_report(report=Report(programme=programme, kind=STAGE, stage=stage), by=people[Role.COORDINATOR])
    other = Report(programme=programme, kind=Report.Kind.PROGRAMME, key=sent.key)
    with pytest.raises(EntrySentBefore):
        start_report(report=other, by=people[Role.COORDINATOR])
    assert Report.objects.count() == 1


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.FIELDWORKER, Role.STEERING])
def test_report_is_not_begun_by_others(programme, people, role):
    with pytest.raises(NotForYou):
        start_report(report=Report(programme=programme, kind=Report.Kind.PROGRAMME), by=people[role])
    assert not Report.objects.exists()


def test_stage_has_one_report(programme, people, stage):
    begun(programme, people, kind=STAGE, stage=stage)
    with pytest.raises(ReportRefused, match="has its report already"):
        begun(programme, people, kind=STAGE, stage=stage)


def test_stage_that_has_not_begun_has_none(programme, people, stage):
    with pytest.raises(ReportRefused, match="has not begun"):
        begun(programme, people, kind=STAGE, stage=programme.stages.get(number=2))


def test_concluding_report_is_that_of_the_last_stage(programme, people, stage):
    with pytest.raises(ReportRefused, match="not the last stage"):
        begun(programme, people, kind=CONCLUDING, stage=stage)
    under = DecisionFactory(stage=stage)
    last = StageFactory(programme=programme, number=4, begins_on=date(2024, 10, 1), begins_under=under)
    with pytest.raises(ReportRefused, match="its report is the concluding one"):
        begun(programme, people, kind=STAGE, stage=last)
    assert begun(programme, people, kind=CONCLUDING, stage=last).report.title == f"{programme}: concluding report"


def test_second_report_of_a_place_waits_until_the_first_is_accepted(programme, people):
    place = NeighbourhoodFactory(programme=programme)
    first = begun(programme, people, kind=PLACE, neighbourhood=place)
    with pytest.raises(ReportRefused, match="in hand already"):
        begun(programme, people, kind=PLACE, neighbourhood=place)
    accepted(first, people)
    assert begun(programme, people, kind=PLACE, neighbourhood=place).report.pk != first.report_id


def test_words_are_kept_with_their_writer_and_their_history(edition, people):
    for seen, words in ((0, "First."), (None, "Second.")):
        text = edition.texts.filter(section="summary").first()
        seen = text.history.latest().history_id if text else seen
        write_section(edition=edition, section="summary", words=words, seen=seen, by=people[Role.EVALUATOR])
    text = edition.texts.get()
    assert [record.words for record in text.history.all()] == ["Second.", "First."]
    assert text.history.first().history_user == people[Role.EVALUATOR]


@pytest.mark.parametrize("seen", [0, None, 1])
def test_words_of_somebody_else_are_not_written_over_unseen(edition, people, seen):
    write_section(edition=edition, section="summary", words="Theirs.", seen=0, by=people[Role.EVALUATOR])
    with pytest.raises(EntryChanged, match="changed this while you had it open"):
        write_section(edition=edition, section="summary", words="Mine.", seen=seen and -1, by=people[Role.COORDINATOR])
    assert edition.texts.get().words == "Theirs."


def test_same_words_sent_twice_are_stored_once(edition, people):
    for _ in range(2):
        write_section(edition=edition, section="summary", words="Same.", seen=0, by=people[Role.COORDINATOR])
    assert edition.texts.get().history.count() == 1


def test_words_lose_what_no_file_can_hold(edition, people):
    typed = "  One.\r\n\r\nTwo\x0b\x00 three.\r"
    write_section(edition=edition, section="summary", words=typed, seen=0, by=people[Role.COORDINATOR])
    assert edition.texts.get().words == "One.\n\nTwo   three."


@given(text())
def test_words_are_tidied_once_for_all_and_fit_into_a_document(typed):
    words = tidy(typed)
    assert tidy(words) == words
    assert NOT_IN_WORKBOOKS.search(words) is None
    document = Document("Title", "", Facts(()), (Section("summary", "Summary", blocks_of(words)),))
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_section_that_the_report_does_not_have_takes_no_words(edition, people):
    with pytest.raises(ReportRefused, match="no such section"):
        write_section(edition=edition, section="money", words="A lot.", seen=0, by=people[Role.COORDINATOR])


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.FIELDWORKER, Role.STEERING])
def test_words_are_not_written_by_others(edition, people, role):
    with pytest.raises(NotForYou):
        write_section(edition=edition, section="summary", words="Mine.", seen=0, by=people[role])


def test_words_of_what_was_handed_in_stay(edition, people):
    handed_in(worded(edition, people), people)
    with pytest.raises(ReportRefused, match="stay as they are"):
        write_section(edition=edition, section="summary", words="Other.", seen=0, by=people[Role.COORDINATOR])


def test_new_version_begins_with_the_words_before_and_says_what_changes(edition, people):
    published(edition, people)
    following = start_version(edition=edition, what_changed=" 12, not 21. ", by=people[Role.COORDINATOR])
    assert (following.number, following.what_changed, following.state) == (2, "12, not 21.", "draft")
    assert dict(following.texts.values_list("section", "words")) == dict(edition.texts.values_list("section", "words"))
    edition.refresh_from_db()
    assert edition.state == "published"


def test_new_version_without_saying_what_changes_is_refused(edition, people):
    accepted(edition, people)
    with pytest.raises(ReportRefused, match="Say what changes"):
        start_version(edition=edition, what_changed="  ", by=people[Role.COORDINATOR])


def test_new_version_sent_twice_begins_once_and_another_is_refused(edition, people):
    accepted(edition, people)
    first = start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR])
    assert start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR]) == first
    with pytest.raises(ReportRefused, match="Version 2 was begun already"):
        start_version(edition=edition, what_changed="Another.", by=people[Role.COORDINATOR])


def test_new_version_follows_only_what_was_accepted(edition, people):
    with pytest.raises(ReportRefused, match="still in hand"):
        start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR])


def test_what_changed_can_be_worded_until_it_is_handed_in_and_never_emptied(edition, people):
    accepted(edition, people)
    following = start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR])
    seen = following.history.latest().history_id
    write_what_changed(edition=following, words="A slip in table 2.", seen=seen, by=people[Role.EVALUATOR])
    with pytest.raises(EntryChanged):
        write_what_changed(edition=following, words="Other.", seen=seen, by=people[Role.COORDINATOR])
    with pytest.raises(ReportRefused, match="Say what changed"):
        write_what_changed(edition=following, words=" ", seen=seen, by=people[Role.COORDINATOR])
    following.refresh_from_db()
    assert following.what_changed == "A slip in table 2."


def test_version_that_was_never_handed_in_can_be_taken_away(edition, people):
    accepted(edition, people)
    following = start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR])
    discard_version(edition=following, by=people[Role.COORDINATOR])
    discard_version(edition=following, by=people[Role.COORDINATOR])
    assert list(Edition.objects.values_list("number", flat=True)) == [1]
    with pytest.raises(ReportRefused, match="goes only with the report"):
        discard_version(edition=edition, by=people[Role.COORDINATOR])
