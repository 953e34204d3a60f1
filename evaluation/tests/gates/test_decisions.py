"""The decision at a gate: taken once, by a commissioner, on evidence that stays as it was."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from commissioning.actions.gates import (
    AlreadyDecided,
    DecisionRefused,
    NotForYou,
    WantedCondition,
)
from commissioning.models import Condition, Decision, DecisionIsFinal, Role, Stage, fingerprint_of
from commissioning.tests.factories import MembershipFactory
from evaluation.gate_actions import EvidenceChanged, decide_at_gate
from evaluation.gate_evidence import evidence_of
from evaluation.tests.gates.making import LATER, TODAY, decided, save_met, states

pytestmark = pytest.mark.django_db


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
        ({"next_begins_on": date(2024, 4, 2)}, "cannot have begun before", "next_begins_on"),
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


def test_decision_is_not_written_over_by_its_number(stage, commissioner):
    decision = decided(stage, commissioner)
    other = Decision(
        pk=decision.pk, stage=stage, outcome="break", reasons="No.", evidence={}, fingerprint=fingerprint_of({})
    )
    with pytest.raises(DecisionIsFinal):
        other.save()
    with pytest.raises(DecisionIsFinal):
        Decision.objects.bulk_create([other], update_conflicts=True, update_fields=["outcome"], unique_fields=["id"])
    assert Decision.objects.get().outcome == "continue"


def test_condition_is_not_written_over_by_its_number(stage, commissioner):
    wanted = WantedCondition("Restore the forum.", None, "coordinator", date(2025, 1, 31))
    condition = decided(stage, commissioner, outcome="conditions", conditions=[wanted]).conditions.get()
    other = Condition(pk=condition.pk, decision=condition.decision, words="Easier.", due_on=condition.due_on)
    with pytest.raises(DecisionIsFinal):
        other.save()
    with pytest.raises(DecisionIsFinal):
        Condition.objects.bulk_create([other], update_conflicts=True, update_fields=["words"], unique_fields=["id"])
    assert Condition.objects.get().words == "Restore the forum."


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
    decided(Stage.objects.get(pk=stages[1].pk), commissioner, at=LATER, next_begins_on=date(2025, 6, 1))
    assert states(stages[2])["Restore the forum."] == "open"
    save_met(Condition.objects.get(), commissioner)
    assert states(stages[1])["Restore the forum."] == "ready"
    assert "Restore the forum." not in states(stages[2])
