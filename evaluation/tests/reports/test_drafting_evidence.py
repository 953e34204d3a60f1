"""What a report rests on: every figure shown, waves with their seals, versions. The same evidence, the same draft."""

import hashlib
import json
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.models import Programme
from commissioning.tests.entry_factories import KnowledgeSessionFactory, KpiFactory, MilestoneFactory, TaskFactory
from evaluation.models import Report
from evaluation.reports.document import Table, from_json, to_json
from evaluation.reports.drafting.cited import definitions_fingerprint
from evaluation.tests.reports.worlds import (
    TODAY,
    a_programme,
    a_report,
    blocks_of,
    drafted,
    reports_of_all_kinds,
    section,
    stages_of,
    tables_of,
)
from neighbourhoods.tests.register_factories import (
    CommunityGroupFactory,
    CommunityIssueFactory,
    EffectFactory,
    FieldworkEntryFactory,
)
from surveys.models import Sample

pytestmark = pytest.mark.django_db
FIGURES = ("Figure (95% interval)", "Figure")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    made, _ = a_programme({"Ropewalk": [(21, 300), (60, 300)], "Limekiln": [(30, 300), (60, 300)]})
    stages = stages_of(made)
    KpiFactory(stage=stages[1], due_month=24)
    for place in made.neighbourhoods.all():
        CommunityGroupFactory(programme=made, eligible_in=[place])
    return Programme.objects.get(pk=made.pk)


def test_evidence_is_plain_json_and_the_document_goes_there_and_back(programme):
    for report in reports_of_all_kinds(programme):
        made = drafted(report)
        assert json.loads(json.dumps(made.evidence, allow_nan=False)) == made.evidence
        assert from_json(json.loads(json.dumps(to_json(made.document), allow_nan=False))) == made.document


def test_same_evidence_gives_the_same_draft(programme):
    for report in reports_of_all_kinds(programme):
        again = Report(
            programme=Programme.objects.get(pk=programme.pk),
            kind=report.kind,
            stage=report.stage,
            neighbourhood=report.neighbourhood,
            title=report.title,
        )
        assert drafted(report) == drafted(again), report.kind


def test_every_figure_in_a_table_is_in_the_evidence(programme):
    for report in reports_of_all_kinds(programme):
        made = drafted(report)
        known = {(each["value"], each["interval"]) for each in made.evidence["figures"]}
        for table in (each for part in made.document.sections for each in blocks_of(part, Table)):
            at = next((n for n, column in enumerate(table.columns) if column.heading in FIGURES), None)
            for row in table.rows if at is not None else ():
                value, _, interval = row[at].text.partition(" (")
                assert (value, f"({interval}" if interval else "") in known, (report.kind, table.caption, row[at].text)


def test_figure_in_the_evidence_has_numbers_words_area_and_wave(programme):
    made = drafted(a_report(programme, "stage", stage=programme.stages.get(number=2)))

    found = [
        each
        for each in made.evidence["figures"]
        if (each["indicator"], each["area_code"]) == ("A1", programme.neighbourhoods.get(name="Ropewalk").code)
    ]

    (figure,) = found
    assert figure["area_name"] == "Ropewalk"
    assert (figure["estimate"], figure["baseline"]) == (pytest.approx(20), pytest.approx(7))
    assert figure["count"] == 300
    assert (figure["value"], figure["n"], figure["wave_date"]) == ("20%", "n 300", "2025-07-16")
    assert figure["verdict"] == "Clear rise"
    assert len({(f["indicator"], f["area_code"], f["wave"]) for f in made.evidence["figures"]}) == len(
        made.evidence["figures"]
    )


def test_waves_come_with_their_lock_and_the_fingerprint_of_every_sample(programme):
    made = drafted(a_report(programme, "stage", stage=programme.stages.get(number=2)))

    assert [wave["locked_on"] for wave in made.evidence["waves"]] == ["2026-03-20", "2026-03-20"]
    for wave in made.evidence["waves"]:
        samples = Sample.objects.filter(wave__name=wave["name"]).values_list("neighbourhood__code", "fingerprint")
        assert wave["fingerprints"] == dict(samples)
        assert all(len(each) == 64 for each in wave["fingerprints"].values())
    rows = tables_of(section(made.document, "methods"))[0].rows
    first = made.evidence["waves"][0]
    lines = "".join(f"{code} {sha}\n" for code, sha in sorted(first["fingerprints"].items()))
    assert rows[0][4].text == f"{hashlib.sha256(lines.encode()).hexdigest()[:16]}…"


def test_versions_and_definitions_tell_whether_anything_changed(programme):
    made = drafted(a_report(programme, "programme"))

    assert made.evidence["as_at"] == "2026-03-20"
    assert made.evidence["evidence_version"] == programme.evidence_version > 0
    assert made.evidence["register_version"] == programme.register_version > 0
    before = made.evidence["definitions"]
    assert before == definitions_fingerprint(programme)
    programme.local_indicators.create(code="L1", definition="[[indicator]]")
    assert definitions_fingerprint(programme) != before


def test_drafting_asks_no_more_of_the_database_for_more_of_everything(programme):
    def queries():
        asked = []
        for report in reports_of_all_kinds(Programme.objects.get(pk=programme.pk)):
            with CaptureQueriesContext(connection) as captured:
                drafted(report)
            asked.append(len(captured))
        return asked

    fill(programme, "first")
    drafted_before = queries()
    few = queries()  # registers are counted once and kept
    assert few <= drafted_before
    for number in range(3):
        fill(programme, f"more {number}")
    a_programme({"Tanyard": [(21, 300), (60, 300)], "Marram": [(21, 300), (50, 300)]}, programme=copy_of(programme))
    queries()
    assert queries() == few
    assert max(few) <= 70


def copy_of(programme):
    """The programme, to be surveyed in further neighbourhoods; its first cohort gives way."""
    programme.neighbourhoods.update(cohort=None)
    programme.cohorts.all().delete()
    return programme


def fill(programme, name):
    place, stage = programme.neighbourhoods.order_by("name").first(), programme.stages.get(number=2)
    TaskFactory(stage=stage)
    MilestoneFactory(stage=stage)
    KpiFactory(stage=stage, due_month=24)
    KnowledgeSessionFactory(programme=programme, title=name, held_on=date(2025, 3, 1))
    FieldworkEntryFactory(neighbourhood=place, done_on=date(2025, 3, 1))
    EffectFactory(programme=programme, neighbourhood=place, seen_on=date(2025, 3, 1))
    CommunityIssueFactory(neighbourhood=place, raised_on=date(2025, 3, 1))
