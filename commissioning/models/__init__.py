"""What was asked for and agreed: the programme and its people, the contract, gates, money, team, risks, meetings."""

from commissioning.models.cohorts import Cohort, Support
from commissioning.models.contract import Extension, Milestone, Stage, StageReport, Task
from commissioning.models.entries import Entry, EntryQuerySet, Promise
from commissioning.models.gates import Condition, Decision, DecisionIsFinal, Waiver, fingerprint_of
from commissioning.models.kpis import Judgement, Kpi, Score
from commissioning.models.learning import ClauseAdvice, KnowledgeSession
from commissioning.models.meetings import Action, Attendance, Meeting, Paper, Resolution
from commissioning.models.money import BudgetLine, Contribution, MoneyFile, MoneyKind, Partner, Payment
from commissioning.models.programmes import (
    Membership,
    OfProgrammeQuerySet,
    Programme,
    Role,
    raise_evidence_version,
    raise_register_version,
)
from commissioning.models.reminders import Digest
from commissioning.models.risks import Level, Risk
from commissioning.models.team import Appointment, Post

__all__ = [
    "Action",
    "Appointment",
    "Attendance",
    "BudgetLine",
    "ClauseAdvice",
    "Cohort",
    "Condition",
    "Contribution",
    "Decision",
    "DecisionIsFinal",
    "Digest",
    "Entry",
    "EntryQuerySet",
    "Extension",
    "Judgement",
    "KnowledgeSession",
    "Kpi",
    "Level",
    "Meeting",
    "Membership",
    "Milestone",
    "MoneyFile",
    "MoneyKind",
    "OfProgrammeQuerySet",
    "Paper",
    "Partner",
    "Payment",
    "Post",
    "Programme",
    "Promise",
    "Resolution",
    "Risk",
    "Role",
    "Score",
    "Stage",
    "StageReport",
    "Support",
    "Task",
    "Waiver",
    "fingerprint_of",
    "raise_evidence_version",
    "raise_register_version",
]
