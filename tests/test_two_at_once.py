"""Two people doing the same thing at the same moment: it is done once, and the other one is told."""

from datetime import date

import pytest

from commissioning.actions.contract import agree_contract
from commissioning.actions.entries import save_entry
from commissioning.actions.gates import AlreadyDecided, Outcome
from commissioning.models import Decision, Risk, Role, Stage, Task, fingerprint_of
from commissioning.tests.entry_factories import RiskFactory, StageFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.gate_actions import decide_at_gate
from evaluation.gate_evidence import evidence_of
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programme():
    return ProgrammeFactory(starts_on=date(2024, 4, 1))


@pytest.fixture
def two_commissioners(programme):
    return [MembershipFactory(programme=programme, role=Role.COMMISSIONER).user for _ in range(2)]


def test_two_commissioners_deciding_at_once_take_one_decision(programme, two_commissioners, tmp_path):
    stage = StageFactory(programme=programme, begins_on=programme.starts_on)
    StageFactory(programme=programme, number=2)
    seen = fingerprint_of(evidence_of(stage))

    def decide(by, outcome):
        return lambda: decide_at_gate(
            stage=Stage.objects.select_related("programme").get(pk=stage.pk),
            seen=seen,
            by=by,
            outcome=outcome,
            reasons="We have looked at it.",
            next_begins_on=date(2024, 10, 1),
        )

    with open_to_threads(tmp_path):
        outcomes = at_once(decide(two_commissioners[0], Outcome.CONTINUE), decide(two_commissioners[1], Outcome.BREAK))
        stored = elsewhere(lambda: list(Decision.objects.values_list("outcome", flat=True)))
        next_stage = elsewhere(lambda: Stage.objects.get(number=2))

    (taken,) = [outcome for outcome in outcomes if isinstance(outcome, Decision)]
    (refused,) = [outcome for outcome in outcomes if not isinstance(outcome, Decision)]
    assert isinstance(refused, AlreadyDecided)
    assert stored == [taken.outcome]
    assert (next_stage.begins_on is not None) == (taken.outcome == Outcome.CONTINUE)


def test_contract_agreed_twice_at_once_is_agreed_once(programme, two_commissioners, tmp_path):
    with open_to_threads(tmp_path):
        first, second = at_once(*(lambda by=by: agree_contract(programme=programme, by=by) for by in two_commissioners))
        numbers = elsewhere(lambda: list(Stage.objects.values_list("number", flat=True)))
        titles = elsewhere(lambda: list(Task.objects.filter(stage__number=1).values_list("title", flat=True)))
    assert [stage.pk for stage in first] == [stage.pk for stage in second]
    assert numbers == [1, 2, 3, 4]
    assert len(titles) == len(set(titles))


def test_form_sent_twice_at_once_makes_one_entry(programme, two_commissioners, tmp_path):
    risk = RiskFactory.build(programme=programme)

    def save(by):
        sent = Risk(**{field.attname: getattr(risk, field.attname) for field in Risk._meta.concrete_fields})
        return lambda: save_entry(programme=programme, entry=sent, by=by)

    with open_to_threads(tmp_path):
        first, second = at_once(*map(save, two_commissioners))
        stored = elsewhere(Risk.objects.count)
    assert first.pk == second.pk
    assert stored == 1
