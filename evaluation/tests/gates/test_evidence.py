"""The checklist of a gate on live evidence, and lines that are waived."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from commissioning.actions.contract import ReasonMissing, extend
from commissioning.actions.gates import (
    AlreadyDecided,
    waive_line,
    withdraw_waiver,
)
from commissioning.models import Stage, StageReport
from commissioning.tests.entry_factories import (
    BudgetLineFactory,
    ContributionFactory,
    KpiFactory,
    MilestoneFactory,
    PaymentFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import CohortFactory
from evaluation.gate_evidence import evidence_of, line_of
from evaluation.tests.factories import surveyed
from evaluation.tests.gates.making import TODAY, decided, open_lines, states
from neighbourhoods.baselines import confirm_baseline_part

pytestmark = pytest.mark.django_db


def test_tasks_and_milestones_are_ready_explained_or_open(stage):
    TaskFactory(stage=stage, title="Done", state="done", done_on=date(2024, 8, 1))
    TaskFactory(stage=stage, title="Dropped", state="dropped", explanation="The hub closed.")
    TaskFactory(stage=stage, title="Late but explained", explanation="Waits for the council.")
    MilestoneFactory(stage=stage, title="Met", met_on=date(2024, 9, 2))
    assert states(stage) == {
        "Fix the boundaries": "open",
        "Done": "ready",
        "Dropped": "explained",
        "Late but explained": "explained",
        "Baselines complete": "open",
        "Met": "ready",
        "Report of stage 1": "open",
    }


def test_line_says_when_it_is_late_and_was_first_due(stage):
    task = stage.tasks.get()
    task.due_month, task.title = 5, "Moved"
    task.save()
    line = line_of(evidence_of(stage), f"task-{task.key}")
    moved = "Day agreed at first: 31 July 2024, now 31 August 2024"
    assert line["detail"] == f"Not started, due 31 August 2024, late. {moved}"


def test_line_says_why_its_day_was_moved_whether_or_not_it_is_open(stage, commissioner):
    milestone, kpi = stage.milestones.get(), KpiFactory(stage=stage)
    for thing in (milestone, kpi):
        extend(thing=thing, to_month=9, reason="The hall was flooded.", by=commissioner)
    milestone.refresh_from_db()
    milestone.met_on = TODAY
    milestone.save()
    evidence = evidence_of(stage)
    for key, first in ((f"milestone-{milestone.key}", "31 August 2024"), (f"kpi-{kpi.key}", "30 September 2024")):
        assert line_of(evidence, key)["detail"].endswith(
            f"Day agreed at first: {first}, now 31 December 2024. Moved: The hall was flooded."
        )


def test_report_handed_in_is_ready(stage):
    StageReport.objects.create(stage=stage, title="What we found", submitted_on=date(2024, 9, 10))
    assert states(stage)["Report of stage 1"] == "ready"
    assert "handed in 10 September 2024" in line_of(evidence_of(stage), "report")["detail"]


@time_machine.travel(date(2026, 11, 22), tick=False)
def test_baseline_needs_all_five_parts_in_each_neighbourhood_of_the_cohort_that_starts_next(commissioner):
    programme, _ = surveyed(
        {"Ropewalk": [(21, 300)]}, programme=commissioner.memberships.get().programme, purposes=("baseline",)
    )
    stage = StageFactory(programme=programme, begins_on=programme.starts_on)
    place = programme.neighbourhoods.get()
    place.cohort = CohortFactory(programme=programme, number=1, starts_in_month=7)
    place.save()
    line = line_of(evidence_of(stage), f"baseline-{place.code}")
    assert line["state"] == "open"
    assert "1 of 5 parts complete" in line["detail"]
    assert "profile of the community sector (Not confirmed yet)" in line["detail"]
    for part in ("sector", "interaction", "existing", "assets"):
        confirm_baseline_part(neighbourhood=place, part=part, completed_on=TODAY, note="The register", by=None)
    assert line_of(evidence_of(stage), f"baseline-{place.code}")["state"] == "ready"


@time_machine.travel(date(2026, 11, 22), tick=False)
def test_cohort_that_starts_next_without_neighbourhoods_is_open(stage, programme):
    CohortFactory(programme=programme, number=1, starts_in_month=7)
    line = line_of(evidence_of(stage), "baseline-cohort-1")
    assert (line["state"], line["detail"]) == ("open", "No neighbourhood is in this cohort yet")


def test_cohort_that_starts_with_the_programme_is_asked_for_at_the_first_gate(stage, programme):
    CohortFactory(programme=programme, number=1, starts_in_month=1)
    assert states(stage)["Baselines of Cohort 1"] == "open"


def test_later_cohort_is_not_asked_for_at_this_gate(commissioner):
    programme, _ = surveyed(
        {"Ropewalk": [(21, 300)]}, programme=commissioner.memberships.get().programme, purposes=("baseline",)
    )
    stage = StageFactory(programme=programme, begins_on=programme.starts_on)
    programme.neighbourhoods.update(cohort=CohortFactory(programme=programme, number=2, starts_in_month=25))
    assert not any("Baseline" in title for title in states(stage))


def test_money_of_the_stage_alone_is_part_of_the_evidence(stages):
    stage, other = stages[0], stages[1]
    assert evidence_of(stage)["money"] is None
    BudgetLineFactory(stage=stage, amount=Decimal("6000.00"))
    BudgetLineFactory(stage=other, amount=Decimal("9000.00"))
    PaymentFactory(stage=stage, amount=Decimal("5500.50"))
    ContributionFactory(stage=stage, amount=Decimal("700.00"), received=None)
    money = evidence_of(stage)["money"]
    assert (money["budget"], money["spent"]) == ("£6,000", "£5,500.50")
    # 20 September is in month 6: five of six months have passed.
    assert (money["expected"], money["against"]) == ("£5,000", "£500.50 over, 10% over")
    assert (money["agreed"], money["received"], money["partners"]) == ("£700", "not known", 1)


def test_kpi_that_is_not_met_is_open_until_it_is_explained(stage):
    kpi = KpiFactory(stage=stage, title="People active")
    assert states(stage)["People active"] == "open"
    kpi.explanation = "No survey yet."
    kpi.save()
    assert states(stage)["People active"] == "explained"


def test_evidence_asks_the_database_no_more_for_many_lines_than_for_few(stage, django_assert_num_queries):
    stage = Stage.objects.select_related("programme", "report").get(pk=stage.pk)

    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            evidence_of(Stage.objects.select_related("programme").get(pk=stage.pk))
        return len(captured)

    KpiFactory(stage=stage)
    few = queries()
    for _ in range(10):
        TaskFactory(stage=stage)
        MilestoneFactory(stage=stage)
        KpiFactory(stage=stage)
    assert queries() == few


def test_line_is_waived_only_with_a_reason_and_can_be_taken_back(stage, commissioner):
    key = f"task-{stage.tasks.get().key}"
    with pytest.raises(ReasonMissing):
        waive_line(stage=stage, line=key, reason="  ", by=commissioner)
    waive_line(stage=stage, line=key, reason="Done elsewhere.", by=commissioner)
    now = "Not started, due 31 July 2024, late"
    assert line_of(evidence_of(stage), key)["detail"] == f"{now}. Waived: Done elsewhere."
    waive_line(stage=stage, line=key, reason="Done by the council.", by=commissioner)
    assert stage.waivers.get().reason == "Done by the council."
    withdraw_waiver(stage=stage, line=key, by=commissioner)
    assert line_of(evidence_of(stage), key)["state"] == "open"


def test_waived_line_says_what_it_is_now_and_what_it_was_when_it_was_waived(client, stage, commissioner):
    client.force_login(commissioner)
    task = stage.tasks.get()
    address = reverse("evaluation:waiver-new", args=[stage.programme.slug, 1, f"task-{task.key}"])
    client.post(address, {"reason": "Done elsewhere."})
    task.state = "running"
    task.save()
    line = line_of(evidence_of(stage), f"task-{task.key}")
    assert line["state"] == "waived"
    assert line["detail"] == (
        "Under way, due 31 July 2024, late. Waived: Done elsewhere. "
        "When it was waived it said: Not started, due 31 July 2024, late"
    )


def test_nothing_is_waived_after_the_decision(stage, commissioner):
    decided(stage, commissioner)
    with pytest.raises(AlreadyDecided):
        waive_line(stage=stage, line="report", reason="Late.", by=commissioner)


def test_open_lines_are_those_that_count(stage):
    assert {line["title"] for line in open_lines(evidence_of(stage))} == {
        "Fix the boundaries",
        "Baselines complete",
        "Report of stage 1",
    }
