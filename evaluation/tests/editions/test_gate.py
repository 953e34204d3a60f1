"""What the gate and the reminders say of the report that is written here, and of one made elsewhere."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role, StageReport
from commissioning.reminders import waiting_in
from evaluation.editions.actions import start_version
from evaluation.editions.steps import ACCEPT, RETURN
from evaluation.gate_evidence import evidence_of, line_of
from evaluation.models import Edition, Report
from evaluation.tests.editions.making import accepted, begun, handed_in, published, reviewed, worded

pytestmark = pytest.mark.django_db
TODAY = date(2024, 9, 20)  # stage 1 ends on 30 September
CAME = "20 September 2024"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def edition(programme, people, stage):
    return begun(programme, people, kind=Report.Kind.STAGE, stage=stage)


def line(stage):
    found = line_of(evidence_of(stage), "report")
    return found["state"], found["detail"]


def waits(programme, user):
    return [(due.what, due.on) for due in waiting_in(programme, TODAY, days=30).get(user.pk, [])]


def test_report_in_writing_is_open(edition, stage):
    words = f"“Report of stage 1”: version 1 in writing since {CAME}. Due 30 September 2024"
    assert line(stage) == ("open", words)


def test_report_handed_in_is_ready(edition, stage, people):
    handed_in(worded(edition, people), people)
    assert line(stage) == ("ready", f"“Report of stage 1”: version 1 handed in {CAME}, waiting for review")


def test_returned_report_is_open_with_the_reason(edition, stage, people):
    handed_in(worded(edition, people), people)
    reviewed(edition, people, RETURN, "The table is last year’s.")
    words = f"“Report of stage 1”: version 1 returned {CAME}: The table is last year’s. Due 30 September 2024"
    assert line(stage) == ("open", words)


def test_accepted_report_is_ready_and_stays_so_while_it_is_corrected(edition, stage, people):
    published(edition, people)
    ready = f"“Report of stage 1”: version 1, accepted {CAME}, published {CAME}"
    assert line(stage) == ("ready", ready)
    newer = start_version(edition=edition, what_changed="A slip.", by=people[Role.COORDINATOR])
    assert line(stage) == ("ready", f"{ready}; version 2 in writing since {CAME}")
    accepted(newer, people)
    assert line(stage) == ("ready", f"“Report of stage 1”: version 2, accepted {CAME}; {ready.split(': ')[1]}")


def test_late_report_is_late(edition, stage):
    with time_machine.travel(date(2024, 10, 2), tick=False):
        found = line_of(evidence_of(stage), "report")
    assert (found["late"], found["detail"].endswith("Due 30 September 2024, late")) == (True, True)


def test_report_made_elsewhere_counts_until_one_is_written_here(stage, programme, people):
    StageReport.objects.create(stage=stage, title="By post", submitted_on=date(2024, 9, 10))
    stage.refresh_from_db()
    assert line(stage) == ("ready", "“By post”, handed in 10 September 2024")
    begun(programme, people, kind=Report.Kind.STAGE, stage=stage)
    assert line(stage)[0] == "open"


def test_report_made_elsewhere_is_refused_where_one_is_written_here(client, edition, stage, people):
    client.force_login(people[Role.COORDINATOR])
    sent = {"stage": stage.pk, "title": "By post", "submitted_on": "2024-09-10"}
    page = client.post(reverse("commissioning:report-new", args=["vale"]), sent).content.decode()
    assert "Its report is written here." in page
    assert not StageReport.objects.exists()


def test_line_leads_to_the_report_which_every_member_can_open(client, edition, stage, people):
    found = line_of(evidence_of(stage), "report")
    client.force_login(people[Role.STEERING])
    assert client.get(found["url"]).status_code == 200


def test_report_waits_for_the_coordinator_then_the_commissioner_and_back(programme, edition, stage, people):
    coordinator, commissioner = people[Role.COORDINATOR], people[Role.COMMISSIONER]
    due, later = ("Stage report to be handed in", date(2024, 9, 30)), date(2024, 10, 4)
    assert due in waits(programme, coordinator)
    handed_in(worded(edition, people), people)
    assert waits(programme, coordinator) == []
    assert ("Report to be reviewed", later) in waits(programme, commissioner)
    reviewed(edition, people, RETURN, "Too long.")
    assert waits(programme, coordinator) == [("Report returned, to be put right", later)]
    handed_in(Edition.objects.get(), people)
    accepted_now = reviewed(edition, people, ACCEPT)
    assert accepted_now.state == "accepted"
    assert waits(programme, coordinator) == []


def test_report_made_elsewhere_waits_for_nobody(programme, stage, people):
    StageReport.objects.create(stage=stage, title="By post", submitted_on=date(2024, 9, 10))
    assert waits(programme, people[Role.COORDINATOR]) == []
