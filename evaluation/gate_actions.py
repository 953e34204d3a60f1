"""The decision at a gate, on the evidence as it stands at that moment."""

from django.db import transaction

from commissioning.actions.entries import hold
from commissioning.actions.gates import DecisionRefused, NotForYou, decide_stage
from commissioning.models import Stage, fingerprint_of
from evaluation.gate_evidence import evidence_of


class EvidenceChanged(DecisionRefused):
    """The evidence is not what was read any more; it has to be looked at once more."""


@transaction.atomic
def decide_at_gate(*, stage, seen, by, **wanted):
    """Decide `stage` and freeze the evidence, which must be what the commissioner read: `seen` is its fingerprint.

    `wanted` is as for `decide_stage`. Raises EvidenceChanged, and what `decide_stage` raises.
    """
    if not by.has_perm("commissioning.decide", stage.programme):
        raise NotForYou("Only a commissioner of the programme takes the decision at a gate.")
    hold(stage.programme)
    stage = Stage.objects.select_related("programme").get(pk=stage.pk)
    evidence = evidence_of(stage)
    if not stage.decided and fingerprint_of(evidence) != seen:
        raise EvidenceChanged("The evidence changed while you looked at it. Read it once more before you decide.")
    return decide_stage(stage=stage, evidence=evidence, by=by, **wanted)
