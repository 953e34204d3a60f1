"""The demonstration's reports: where each stands, on its own day, worded as its kind asks, and as it was handed in."""

import pytest
from django.utils import timezone

from commissioning.models import Decision, StageReport
from evaluation.demonstration import report_words
from evaluation.demonstration.reports import WORDS
from evaluation.editions.checks import faults_of
from evaluation.gate_evidence import line_of
from evaluation.models import Edition, Report
from evaluation.reports.sections import SECTIONS

pytestmark = pytest.mark.django_db


def test_reports_stand_where_the_demonstration_says(any_day):
    found = Edition.objects.of(any_day).order_by("report__kind", "report__stage__number", "number")
    rows = list(found.values_list("report__kind", "report__stage__number", "number", "state"))
    assert rows == [
        ("neighbourhood", None, 1, "published"),
        ("stage", 1, 1, "published"),
        ("stage", 2, 1, "published"),
        ("stage", 2, 2, "published"),
        ("stage", 3, 1, "draft"),
    ]
    assert not StageReport.objects.exists()


def test_what_was_handed_in_is_intact_and_every_step_is_in_order_and_not_ahead(any_day):
    for edition in Edition.objects.of(any_day):
        steps = list(edition.steps.values_list("taken_at", flat=True))
        assert steps == sorted(steps)
        assert steps[-1] <= timezone.now()
        if not edition.is_open:
            assert list(faults_of(edition)) == []
            assert edition.as_at == timezone.localdate(edition.steps.get(kind="submitted").taken_at)


def test_gates_behind_us_were_decided_on_an_accepted_report(any_day):
    for decision in Decision.objects.filter(stage__programme=any_day):
        line = line_of(decision.evidence, "report")
        assert line["state"] == "ready"
        assert "accepted" in line["detail"]
        assert "published" not in line["detail"]


def test_only_the_third_report_waits_for_words(any_day):
    stage = {section.slug: section.needed for section in SECTIONS[Report.Kind.STAGE]}
    needed = {slug for slug, is_needed in stage.items() if is_needed}
    for words in (*WORDS.values(), report_words.STAGE_3, report_words.STAGE_2_AGAIN):
        assert set(words) <= set(stage)
    assert all(needed <= set(words) for words in WORDS.values())
    assert needed - set(report_words.STAGE_3) == {"recommendations"}
    assert set(report_words.ROPEWALK) == {section.slug for section in SECTIONS[Report.Kind.NEIGHBOURHOOD]}


def test_corrected_report_says_what_changed(any_day):
    newer = Edition.objects.of(any_day).get(number=2)
    assert [f"Changed since version {newer.number - 1}", newer.what_changed] in newer.content["facts"]["rows"]
