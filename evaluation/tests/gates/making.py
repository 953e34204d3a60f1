"""Stages decided and their lines read, for tests of gates."""

from datetime import UTC, date, datetime

from commissioning.actions.entries import save_entry
from commissioning.actions.gates import (
    decide_stage,
)
from evaluation.gate_evidence import evidence_of

TODAY = date(2024, 9, 20)
LATER = datetime(2025, 5, 20, 12, tzinfo=UTC)


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


def open_lines(evidence):
    """The lines of some evidence that are open."""
    return [line for section in evidence["sections"] for line in section["lines"] if line["state"] == "open"]
