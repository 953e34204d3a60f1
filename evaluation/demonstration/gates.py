"""Harbourside's gates: the first passed, the second with conditions, the third ahead; and what people judged."""

from datetime import timedelta
from typing import NamedTuple

from commissioning.actions.entries import save_entry
from commissioning.actions.gates import Outcome, WantedCondition, decide_stage, waive_line
from commissioning.models import Condition, Decision, Judgement, Kpi, Role, Stage, Waiver
from evaluation.demonstration.history import date_back, moment, written
from evaluation.demonstration.reports import accept_stage_report, hand_in_stage_report
from evaluation.demonstration.timetable import MONTH_NOW, working_day_before
from evaluation.gate_evidence import evidence_of
from evaluation.kpi_actions import explain_kpi
from neighbourhoods.baselines import confirm_baseline_part
from neighbourhoods.models import BaselinePart

DAYS_BEFORE_THE_END = 5  # of a stage, on which its gate is decided
EXPLAINED_DAYS_BEFORE = 7  # the decision
PARTS_BY_HAND = {
    BaselinePart.Part.SECTOR: "Register of groups, checked with residents at two open meetings.",
    BaselinePart.Part.EXISTING: "Interviews with the council, two housing providers and the volunteer centre.",
    BaselinePart.Part.ASSETS: "Walk through the ward with the list of rooms and grant schemes.",
}
# Baselines of a cohort are complete some weeks before its support starts; the third cohort's are under way.
CONFIRMED_IN_MONTH = {1: 5, 2: 23, 3: 39}
CONFIRMED_BEFORE_THE_END = 9  # days, of that month
PARTS_MISSING = {3: {BaselinePart.Part.EXISTING, BaselinePart.Part.ASSETS}}
ONLY_SOME_PLACES = {3: 8}

REASONS_1 = (
    "The baselines stand in all four wards, and the people we depend on know us. The survey found little community "
    "life where need is greatest, which is what the programme is for."
)
REASONS_2 = (
    "The registers count more groups than at the baseline. The second survey came after nine months of support; it "
    "points the right way and proves nothing yet. The work itself is as agreed. But Dockray lost its hub in month 23, "
    "and the groups there have no place to meet. We go on, if that is put right and agencies answer what residents "
    "raise."
)
CONDITIONS_2 = (
    ("A meeting place for groups in Dockray, open at least three evenings a week.", Role.COORDINATOR, 28),
    (
        "A named person in the council and in the NHS trust who answers what residents raise within 90 days.",
        Role.COMMISSIONER,
        30,
    ),
)
MET = {0: (27, "The parish rooms are open Monday to Thursday evenings; the first groups meet there.")}
ASKED_IN_STAGE_3 = (
    "Organisations are asked again in stage 3, as was agreed with them in the first survey. Until then there is only "
    "the baseline."
)
# Why KPIs stood as they did, by stage and indicator. Those of stage 2 that are not told were left open.
EXPLAINED = {
    2: {
        "A1": "Measured after nine months of support. The next survey is to show whether it holds.",
        "B8": ASKED_IN_STAGE_3,
        "C1": "It fell by no more than chance can explain. The teams now bring neighbours together street by street.",
        "D4": "Sixty percent is the aim for the end of support. A third see improvements by local people so far.",
        "E1": ASKED_IN_STAGE_3,
        "F1": ASKED_IN_STAGE_3,
    },
    3: {
        "B8": "Groups that bid in the council’s round are less sure than before; the others are as they were.",
        "D4": "Sixty percent is the aim for the end of support, which lasts until month 42.",
        "F1": "The council called its commissioning round off after groups had worked on their bids for months. They "
        "say so in the survey. Replies within 90 days, as gate 2 asked for, have begun in the council only.",
    },
}
WAIVED = {
    2: {
        "B4": "Dockray’s groups met one another in its hub, which was closed a month before the gate, through no fault "
        "of the contractor. Without them the links of the cohort’s groups have kept up with their number.",
    }
}


class Judged(NamedTuple):
    """A judged KPI by its stage and position, with the month, the score, and why."""

    stage: int
    position: int
    month: int
    score: int
    why: str


JUDGEMENTS = (
    Judged(1, 1, 2, 3, "Need and local knowledge were weighed. Community life could not be, as nothing was measured."),
    Judged(1, 2, 5, 4, "Residents on the steering group know their wards in it, with what is good about them."),
    Judged(1, 3, 6, 3, "All five parts in four wards, 300 answers in each. Interviews in Saltmarsh were late."),
    Judged(1, 4, 6, 3, "Nine of the twelve people we rang knew the team; three practices did not."),
    Judged(
        1, 5, 6, 3, "The plan follows from the findings. It has two options with their cost; a third would have helped."
    ),
    Judged(
        2, 11, 15, 2, "In Limekiln and Saltmarsh residents were heard on two matters. Nothing yet in the other two."
    ),
    Judged(
        2, 11, 23, 3, "Three wards have examples with an outcome: the crossing, the flood list, the surgery’s hours."
    ),
    Judged(2, 12, 15, 3, "Half of those asked after a session do something else than before."),
    Judged(2, 12, 23, 3, "The parks team and the board itself have changed how they work. The trust less so."),
    Judged(2, 13, 24, 4, "It shows what is not known, and tells of Dockray without excuse."),
    Judged(2, 14, 24, 4, "The baselines are complete, and every ward has its team leader’s name."),
    Judged(3, 12, 33, 2, "Groups in two wards know whom to ring; in the others they were told, and do not remember."),
    Judged(3, 12, 39, 3, "Every group was called on in the last three months. Ropewalk’s tenants still want a say."),
    Judged(3, 13, 33, 2, "Tanyard’s groups have met the council. In the Quaysides nobody has come to listen."),
    Judged(3, 13, 39, 2, "Netherfold is heard on its health centre. Elsewhere little has happened since month 33."),
    Judged(3, 14, 33, 2, "Housing officers and the parks team go on by themselves. Others came once."),
    Judged(3, 14, 39, 1, "The trust moved most of those who were trained; nobody came to the last visit."),
)


def fill_gates(programme, neighbourhoods, today, users):
    """Judgements, baselines, reports and the two decisions behind us. `neighbourhoods` are Neighbourhood rows."""
    stages = {stage.number: stage for stage in programme.stages.select_related("programme")}
    _confirm_baselines(programme, neighbourhoods, users[Role.EVALUATOR])
    _judge(programme, users[Role.EVALUATOR])
    _decide(stages[1], Outcome.CONTINUE, REASONS_1, (), users)
    stages[2].refresh_from_db()
    _decide(stages[2], Outcome.CONDITIONS, REASONS_2, _conditions(programme), users)
    _meet(stages[2], programme, users[Role.COMMISSIONER])
    _explain(stages[3], programme.month_start(MONTH_NOW), users[Role.COORDINATOR])


def confirmed_on(programme, cohort):
    """The day on which the baselines of a cohort, by its number, were complete."""
    return programme.month_end(CONFIRMED_IN_MONTH[cohort]) - timedelta(days=CONFIRMED_BEFORE_THE_END)


def _confirm_baselines(programme, neighbourhoods, by):
    places = sorted(neighbourhoods, key=lambda place: place.name)
    for number in CONFIRMED_IN_MONTH:
        on = confirmed_on(programme, number)
        of_cohort = [place for place in places if place.cohort and place.cohort.number == number]
        for place in of_cohort[: ONLY_SOME_PLACES.get(number)]:
            for part in PARTS_BY_HAND.keys() - PARTS_MISSING.get(number, set()):
                confirm_baseline_part(neighbourhood=place, part=part, completed_on=on, note=PARTS_BY_HAND[part], by=by)
        date_back(BaselinePart.history.filter(neighbourhood__programme=programme, completed_on=on), on)


def _judge(programme, by):
    kpis = {(kpi.stage.number, kpi.position): kpi for kpi in Kpi.objects.of(programme).select_related("stage")}
    for judged in JUDGEMENTS:
        on = programme.month_end(judged.month) - timedelta(days=12)
        kpi = kpis[judged.stage, judged.position]
        judgement = Judgement(kpi=kpi, score=judged.score, reason=judged.why, judged_on=on, judged_by=by)
        save_entry(programme=programme, entry=written(judgement, on, by), by=by)


def _decide(stage, outcome, reasons, conditions, users):
    """Hand in the report, explain and waive what is not met, and decide some days before the stage ends."""
    on = working_day_before(stage.planned_end - timedelta(days=DAYS_BEFORE_THE_END))
    report = hand_in_stage_report(stage, on, users)
    _explain(stage, on - timedelta(days=EXPLAINED_DAYS_BEFORE), users[Role.COORDINATOR])
    accept_stage_report(report, on, users)
    _waive(stage, on, users[Role.COMMISSIONER])
    decision = decide_stage(
        stage=stage,
        outcome=outcome,
        reasons=reasons,
        conditions=conditions,
        evidence=evidence_of(stage, on),
        next_begins_on=stage.planned_end + timedelta(days=1),
        by=users[Role.COMMISSIONER],
        at=moment(on, hour=15),
    )
    for records in (
        Decision.history.filter(id=decision.pk),
        Condition.history.filter(decision=decision),
        Stage.history.filter(programme=stage.programme, number=stage.number, ends_on__isnull=False),
        Stage.history.filter(begins_under=decision, ends_on=None),
    ):
        date_back(records, on)


def _explain(stage, on, by):
    """Say why KPIs of the stage stand as they do."""
    words = EXPLAINED.get(stage.number, {})
    for kpi in stage.kpis.filter(indicator__in=words):
        explain_kpi(programme=stage.programme, kpi=kpi, explanation=words[kpi.indicator], by=by)
        date_back(Kpi.history.filter(id=kpi.pk, history_type="~"), on)


def _waive(stage, on, by):
    """Let lines of the stage pass, each with its reason."""
    reasons = WAIVED.get(stage.number, {})
    for kpi in stage.kpis.filter(indicator__in=reasons):
        waiver = waive_line(stage=stage, line=f"kpi-{kpi.key}", reason=reasons[kpi.indicator], by=by)
        Waiver.objects.filter(pk=waiver.pk).update(waived_at=moment(on))
        date_back(Waiver.history.filter(id=waiver.pk), on)


def _conditions(programme):
    return [WantedCondition(words, None, role.value, programme.month_end(month)) for words, role, month in CONDITIONS_2]


def _meet(stage, programme, by):
    conditions = list(stage.decision.conditions.order_by("pk"))
    for place, (month, how) in MET.items():
        on, condition = programme.month_end(month) - timedelta(days=3), conditions[place]
        condition.met_on, condition.met_how = on, how
        save_entry(programme=programme, entry=condition, by=by)
        date_back(Condition.history.filter(id=condition.pk, history_type="~"), on)
