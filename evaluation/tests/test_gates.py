"""Gates: the checklist on live evidence, the decision taken once, and the evidence that stays as it was."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from commissioning.actions.contract import ReasonMissing
from commissioning.actions.entries import save_entry
from commissioning.actions.gates import (
    AlreadyDecided,
    DecisionRefused,
    NotForYou,
    WantedCondition,
    decide_stage,
    waive_line,
    withdraw_waiver,
)
from commissioning.models import Condition, Decision, DecisionIsFinal, Role, Stage, StageReport, fingerprint_of
from commissioning.tests.entry_factories import (
    BudgetLineFactory,
    ContributionFactory,
    KpiFactory,
    MilestoneFactory,
    PaymentFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import CohortFactory, MembershipFactory
from evaluation.gate_actions import EvidenceChanged, decide_at_gate
from evaluation.gate_evidence import evidence_of, line_of, open_lines
from evaluation.tests.factories import surveyed
from neighbourhoods.baselines import confirm_baseline_part

pytestmark = pytest.mark.django_db
TODAY = date(2024, 9, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def commissioner():
    return MembershipFactory(role=Role.COMMISSIONER).user


@pytest.fixture
def programme(commissioner):
    return commissioner.memberships.get().programme


@pytest.fixture
def stages(programme):
    """Four stages of which the first runs, with a task and a milestone."""
    made = [StageFactory(programme=programme, number=n, title=f"Title {n}") for n in (1, 2, 3, 4)]
    made[0].begins_on = programme.starts_on
    made[0].save()
    TaskFactory(stage=made[0], title="Fix the boundaries")
    MilestoneFactory(stage=made[0], title="Baselines complete")
    return made


@pytest.fixture
def stage(stages):
    return stages[0]


def decided(stage, by, **changed):
    given = {
        "outcome": "continue",
        "reasons": "All is well.",
        "evidence": evidence_of(stage),
        "next_begins_on": date(2024, 10, 1),
    }
    return decide_stage(stage=stage, by=by, **given | changed)


def save_met(condition, by):
    condition.met_on, condition.met_how = TODAY, "It met again."
    return save_entry(programme=condition.decision.stage.programme, entry=condition, by=by)


def states(stage):
    return {line["title"]: line["state"] for s in evidence_of(stage)["sections"] for line in s["lines"]}


# The checklist


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
    assert line["detail"] == "Not started, due 31 August 2024 (first agreed: 31 July 2024), late"


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


# Waivers


def test_line_is_waived_only_with_a_reason_and_can_be_taken_back(stage, commissioner):
    key = f"task-{stage.tasks.get().key}"
    with pytest.raises(ReasonMissing):
        waive_line(stage=stage, line=key, reason="  ", by=commissioner)
    waive_line(stage=stage, line=key, reason="Done elsewhere.", by=commissioner)
    assert line_of(evidence_of(stage), key)["detail"] == "Waived: Done elsewhere."
    waive_line(stage=stage, line=key, reason="Done by the council.", by=commissioner)
    assert stage.waivers.get().reason == "Done by the council."
    withdraw_waiver(stage=stage, line=key, by=commissioner)
    assert line_of(evidence_of(stage), key)["state"] == "open"


def test_nothing_is_waived_after_the_decision(stage, commissioner):
    decided(stage, commissioner)
    with pytest.raises(AlreadyDecided):
        waive_line(stage=stage, line="report", reason="Late.", by=commissioner)


# The decision


def test_decision_to_continue_begins_the_next_stage_and_ends_this_one(stages, commissioner):
    decision = decided(stages[0], commissioner)
    first, second = Stage.objects.filter(number__lte=2)
    assert (first.ends_on, second.begins_on, second.begins_under) == (date(2024, 9, 30), date(2024, 10, 1), decision)
    assert second.runs_on(date(2024, 10, 1))
    assert not first.runs_on(date(2024, 10, 1))


def test_next_stage_cannot_begin_without_a_decision_even_in_the_database(stages):
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.filter(pk=stages[1].pk).update(begins_on=date(2024, 10, 1))


def test_break_ends_the_contract_with_this_stage(stages, commissioner):
    decided(stages[0], commissioner, outcome="break", next_begins_on=None)
    assert Stage.objects.get(pk=stages[0].pk).ends_on == date(2024, 9, 30)
    assert not Stage.objects.filter(number=2, begins_on__isnull=False).exists()
    with pytest.raises(DecisionRefused, match="has not begun"):
        decided(stages[1], commissioner)


def test_conditions_have_words_owner_and_date_and_stay_as_decided(stage, commissioner):
    wanted = WantedCondition("Restore the forum.", None, "coordinator", date(2025, 1, 31))
    decision = decided(stage, commissioner, outcome="conditions", conditions=[wanted])
    condition = decision.conditions.get()
    condition.words = "Something easier."
    with pytest.raises(DecisionIsFinal):
        condition.save()
    with pytest.raises(DecisionIsFinal):
        Condition.objects.update(words="Something easier.")
    with pytest.raises(DecisionIsFinal):
        Condition.objects.all().delete()
    met = save_met(Condition.objects.get(), commissioner)
    assert (met.words, met.met_on) == ("Restore the forum.", TODAY)


@pytest.mark.parametrize(
    ("changed", "words", "field"),
    [
        ({"reasons": " "}, "Write the reasons", "reasons"),
        ({"outcome": "conclude"}, "Choose one of the decisions", "outcome"),
        ({"outcome": "conditions"}, "at least one condition", "conditions"),
        ({"next_begins_on": None}, "day on which stage 2 begins", "next_begins_on"),
        ({"next_begins_on": date(2024, 4, 1)}, "would overlap", "next_begins_on"),
        ({"next_begins_on": date(2026, 4, 1)}, "agreed to end on 31 March 2026", "next_begins_on"),
        (
            {
                "outcome": "conditions",
                "conditions": [WantedCondition("Mend it.", None, "coordinator", date(2024, 9, 19))],
            },
            "today or ahead",
            "conditions",
        ),
    ],
)
def test_incomplete_decision_is_refused_at_its_field(stage, commissioner, changed, words, field):
    with pytest.raises(DecisionRefused, match=words) as refused:
        decided(stage, commissioner, **changed)
    assert refused.value.field == field
    assert not Decision.objects.exists()


def test_stage_is_not_decided_before_it_has_begun(stages, commissioner):
    with pytest.raises(DecisionRefused, match="has not begun"):
        decided(stages[1], commissioner)
    decided(stages[0], commissioner)
    with pytest.raises(DecisionRefused, match="begins on 1 October 2024"):
        decided(Stage.objects.get(pk=stages[1].pk), commissioner, next_begins_on=date(2026, 4, 1))


def test_condition_due_in_the_past_is_told_at_its_field(client, stage, commissioner):
    client.force_login(commissioner)
    late = {
        "condition-0-words": "Mend it.",
        "condition-0-owner": "role:coordinator",
        "condition-0-due_on": "2024-09-19",
    }
    page = client.post(url("gate", stage), filled(outcome="conditions", **late)).content.decode()
    assert "has to be done is today or ahead" in page
    assert "Check before deciding" in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_nobody_but_a_commissioner_decides(stage, programme, role):
    with pytest.raises(NotForYou):
        decided(stage, MembershipFactory(programme=programme, role=role).user)


def test_stage_is_decided_once(stage, commissioner, programme):
    decided(stage, commissioner)
    other = MembershipFactory(programme=programme, role=Role.COMMISSIONER).user
    with pytest.raises(AlreadyDecided, match="decided this on 20 September 2024: continue"):
        decided(stage, other, outcome="break")
    assert Decision.objects.get().outcome == "continue"


def test_decision_and_its_evidence_cannot_be_changed_or_deleted(stage, commissioner):
    decision = decided(stage, commissioner)
    decision.reasons = "Others."
    for attempt in (
        decision.save,
        decision.delete,
        lambda: Decision.objects.update(outcome="break"),
        lambda: Decision.objects.all().delete(),
        lambda: Decision.objects.bulk_update([decision], ["reasons"]),
    ):
        with pytest.raises(DecisionIsFinal):
            attempt()
    assert Decision.objects.get().reasons == "All is well."


def test_frozen_evidence_stays_whatever_happens_to_what_it_was_read_from(stage, commissioner):
    before = evidence_of(stage)
    decision = decided(stage, commissioner)
    task = stage.tasks.get()
    task.title, task.state, task.done_on = "Another", "done", TODAY
    task.save()
    stage.milestones.all().delete()
    kept = Decision.objects.get(pk=decision.pk)
    assert kept.evidence == before
    assert kept.is_intact
    assert kept.fingerprint == fingerprint_of(before)


def test_evidence_that_changed_since_it_was_read_is_not_decided_upon(stage, commissioner):
    seen = fingerprint_of(evidence_of(stage))
    task = stage.tasks.get()
    task.state, task.done_on = "done", TODAY
    task.save()
    wanted = {"outcome": "continue", "reasons": "Fine.", "next_begins_on": date(2024, 10, 1)}
    with pytest.raises(EvidenceChanged):
        decide_at_gate(stage=stage, seen=seen, by=commissioner, **wanted)
    decide_at_gate(stage=stage, seen=fingerprint_of(evidence_of(stage)), by=commissioner, **wanted)


def test_conditions_of_a_gate_are_lines_of_the_next(stages, commissioner):
    wanted = WantedCondition("Restore the forum.", None, "coordinator", date(2025, 1, 31))
    decided(stages[0], commissioner, outcome="conditions", conditions=[wanted])
    assert states(stages[1])["Restore the forum."] == "open"
    save_met(Condition.objects.get(), commissioner)
    assert states(stages[1])["Restore the forum."] == "ready"


# The pages


def url(name, stage, *rest):
    return reverse(f"evaluation:{name}", args=[stage.programme.slug, stage.number, *rest])


def filled(**changed):
    rows = {"condition-TOTAL_FORMS": "3", "condition-INITIAL_FORMS": "0"}
    given = {"outcome": "continue", "reasons": "Strong evidence.", "next_begins_on": "2024-10-01"}
    return rows | given | changed


def test_commissioner_checks_then_decides(client, stage, commissioner):
    client.force_login(commissioner)
    page = client.post(url("gate", stage), filled())
    assert "Check before deciding" in page.content.decode()
    assert not Decision.objects.exists()
    sent = filled(seen=page.context["seen"])
    page = client.post(url("gate-decide", stage), sent, follow=True).content.decode()
    assert "Gate 1: continue" in page
    assert "Strong evidence." in page
    again = client.post(url("gate-decide", stage), sent, follow=True).content.decode()
    assert "A stage is decided once." in again
    assert Decision.objects.count() == 1


def test_second_commissioner_is_told_that_it_is_decided(client, stage, commissioner, programme):
    client.force_login(commissioner)
    page = client.post(url("gate", stage), filled(outcome="break"))
    decided(stage, MembershipFactory(programme=programme, role=Role.COMMISSIONER).user)
    shown = client.post(url("gate-decide", stage), filled(outcome="break", seen=page.context["seen"]), follow=True)
    assert "A stage is decided once." in shown.content.decode()
    assert Decision.objects.get().outcome == "continue"


def test_condition_with_a_part_missing_is_told_at_its_field_and_all_is_kept(client, stage, commissioner):
    client.force_login(commissioner)
    half = {"condition-0-words": "Restore the forum.", "condition-0-due_on": "31 Febuary"}
    page = client.post(url("gate", stage), filled(outcome="conditions", **half)).content.decode()
    assert "By: write a real date" in page
    assert "Choose whose condition this is." in page
    assert "Restore the forum." in page
    assert "Strong evidence." in page


def test_conditions_need_at_least_one(client, stage, commissioner):
    client.force_login(commissioner)
    assert (
        "Enter at least one condition."
        in client.post(url("gate", stage), filled(outcome="conditions")).content.decode()
    )


def test_more_rows_keep_what_is_typed(client, stage, commissioner):
    client.force_login(commissioner)
    page = client.post(url("gate", stage), filled(more="1", **{"condition-2-words": "Third."})).content.decode()
    assert "condition-5-words" in page
    assert "Third." in page
    assert "Strong evidence." in page


def test_evidence_that_changed_is_shown_once_more_with_all_that_was_typed(client, stage, commissioner):
    client.force_login(commissioner)
    page = client.post(url("gate-decide", stage), filled(seen="0" * 64)).content.decode()
    assert "The evidence changed while you looked at it." in page
    assert "Strong evidence." in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_others_read_the_gate_and_cannot_decide_or_waive(client, stage, programme, role):
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    page = client.get(url("gate", stage)).content.decode()
    assert "Checklist" in page
    assert "Check before deciding" not in page
    assert "Waive…" not in page
    assert client.post(url("gate", stage), filled()).status_code == 403
    assert client.post(url("gate-decide", stage), filled()).status_code == 403
    assert client.get(url("waiver-new", stage, "report")).status_code == 403
    assert not Decision.objects.exists()


def test_steering_group_reads_who_decided_by_role(client, stage, commissioner, programme):
    decided(stage, commissioner)
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    page = client.get(url("decision-detail", stage)).content.decode()
    assert "Decided by commissioner" in page
    assert commissioner.name not in page


def test_tampered_evidence_is_told(client, stage, commissioner):
    decision = decided(stage, commissioner)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE commissioning_decision SET evidence = %s WHERE id = %s", ['{"about": {}}', decision.pk])
    client.force_login(commissioner)
    assert "is not what was frozen" in client.get(url("decision-detail", stage)).content.decode()


def test_open_lines_are_those_that_count(stage):
    assert {line["title"] for line in open_lines(evidence_of(stage))} == {
        "Fix the boundaries",
        "Baselines complete",
        "Report of stage 1",
    }
