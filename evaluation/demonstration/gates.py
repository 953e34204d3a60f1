"""Harbourside's gates: the first passed, the second with conditions, the third ahead; and what people judged."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from commissioning.actions.entries import save_entry
from commissioning.actions.gates import Outcome, WantedCondition, decide_stage, meet_condition, waive_line
from commissioning.models import Judgement, Role, StageReport
from evaluation.gate_evidence import evidence_of, open_lines
from evaluation.kpi_actions import explain_kpi
from neighbourhoods.baselines import confirm_baseline_part
from neighbourhoods.models import BaselinePart

DAYS_BEFORE_THE_END = 5
PARTS_BY_HAND = {
    BaselinePart.Part.SECTOR: "Register of groups, checked with residents at two open meetings.",
    BaselinePart.Part.EXISTING: "Interviews with the council, two housing providers and the volunteer centre.",
    BaselinePart.Part.ASSETS: "Walk through the ward with the list of rooms and grant schemes.",
}
# Baselines of a cohort are complete some weeks before its support starts; the third cohort's are under way.
CONFIRMED_IN_MONTH = {1: 5, 2: 23, 3: 39}
PARTS_MISSING = {3: {BaselinePart.Part.EXISTING, BaselinePart.Part.ASSETS}}
ONLY_SOME_PLACES = {3: 8}

REASONS_1 = (
    "The baselines stand in all four wards, and the people we depend on know us. The survey found little community "
    "life where need is greatest, which is what the programme is for."
)
REASONS_2 = (
    "Activity rose clearly in the first cohort. In Dockray it did not: the hub closed in the spring and help between "
    "neighbours fell with it. We go on, if the hub is replaced and agencies answer what residents raise."
)
CONDITIONS_2 = (
    ("A meeting place for groups in Dockray, open at least three evenings a week.", Role.COORDINATOR, 28),
    ("A named person in the council and in the NHS trust who answers what residents raise within 90 days.", None, 30),
)
MET = {0: (27, "The parish rooms are open Monday to Thursday evenings; the first groups meet there.")}
WAIVED_BECAUSE = "Agreed with the contractor: done in stage 2."
JUDGED = {
    # Stage: scores of its judged KPIs in their order, each as (month, score); the rest repeats the last.
    1: (((5, 3),), ((5, 4),), ((6, 3),)),
    2: (((15, 2), (23, 3)), ((15, 3), (23, 3)), ((23, 4),)),
    3: (((33, 2), (39, 3)), ((33, 2), (39, 2)), ((33, 2), (39, 1)), ()),
}
WHY = (
    (0, 0, "People in the neighbourhoods confirm it in interviews; notes are with the research officer."),
    (1, 2, "Talked through with the steering group. Some places are ahead of others."),
    (3, 4, "Seen in most places, with examples that people outside the team brought up themselves."),
)


def fill_gates(programme, neighbourhoods, today, users):
    """Judgements, baselines, reports and the two decisions behind us. `neighbourhoods` are Neighbourhood rows."""
    stages = {stage.number: stage for stage in programme.stages.select_related("programme")}
    _confirm_baselines(programme, neighbourhoods, users[Role.EVALUATOR])
    for stage in (stages[1], stages[2], stages[3]):
        _judge(programme, stage, users[Role.EVALUATOR], today)
    _decide(stages[1], Outcome.CONTINUE, REASONS_1, (), users)
    stages[2].refresh_from_db()
    _decide(stages[2], Outcome.CONDITIONS, REASONS_2, _conditions(programme), users)
    _meet(stages[2], programme, users[Role.COMMISSIONER])


def _confirm_baselines(programme, neighbourhoods, by):
    places = sorted(neighbourhoods, key=lambda place: place.name)
    for number, month in CONFIRMED_IN_MONTH.items():
        of_cohort = [place for place in places if place.cohort and place.cohort.number == number]
        for place in of_cohort[: ONLY_SOME_PLACES.get(number)]:
            for part in PARTS_BY_HAND.keys() - PARTS_MISSING.get(number, set()):
                confirm_baseline_part(
                    neighbourhood=place,
                    part=part,
                    completed_on=programme.month_end(month) - timedelta(days=9),
                    note=PARTS_BY_HAND[part],
                    by=by,
                )


def _judge(programme, stage, by, today):
    """Judgements of the stage's judged KPIs; a KPI without scores stays unjudged."""
    judged = [kpi for kpi in stage.kpis.order_by("position") if kpi.is_judged]
    scores = JUDGED[stage.number]
    for place, kpi in enumerate(judged):
        for month, score in scores[min(place, len(scores) - 1)]:
            on = min(programme.month_end(month) - timedelta(days=12), today)
            why = next(words for low, high, words in WHY if low <= score <= high)
            judgement = Judgement(kpi=kpi, score=score, reason=why, judged_on=on, judged_by=by)
            save_entry(programme=programme, entry=judgement, by=by)


def _decide(stage, outcome, reasons, conditions, users):
    """Hand in the report, explain what is not met, waive the rest, and decide some days before the stage ends."""
    on = stage.planned_end - timedelta(days=DAYS_BEFORE_THE_END)
    _report(stage, on - timedelta(days=16), users[Role.COORDINATOR])
    _explain(stage, on, users)
    decide_stage(
        stage=stage,
        outcome=outcome,
        reasons=reasons,
        conditions=conditions,
        evidence=evidence_of(stage, on),
        next_begins_on=stage.planned_end + timedelta(days=1),
        by=users[Role.COMMISSIONER],
        at=timezone.make_aware(datetime.combine(on, time(15, 30))),
    )


def _report(stage, on, by):
    report = StageReport(
        stage=stage,
        title=f"Harbourside, report of stage {stage.number}",
        note="With figures against the baseline, what was learnt, and recommendations for the next stage.",
        submitted_on=on,
    )
    save_entry(programme=stage.programme, entry=report, by=by)
    stage.report = report


def _explain(stage, on, users):
    """The first stage leaves nothing open; the second is decided with some lines open, as happens."""
    kpis = {f"kpi-{kpi.key}": kpi for kpi in stage.kpis.all()}
    waiting = [line["key"] for line in open_lines(evidence_of(stage, on))]
    for place, key in enumerate(waiting):
        if stage.number == 1 and key not in kpis:
            waive_line(
                stage=stage,
                line=key,
                reason="Agreed with the contractor: done in stage 2.",
                by=users[Role.COMMISSIONER],
            )
        elif key in kpis and place % 2:
            explain_kpi(
                programme=stage.programme,
                kpi=kpis[key],
                explanation="Two years are short for this; the annual survey will show the direction of travel.",
                by=users[Role.COORDINATOR],
            )


def _conditions(programme):
    return [
        WantedCondition(words, None, (role or Role.COMMISSIONER).value, programme.month_end(month))
        for words, role, month in CONDITIONS_2
    ]


def _meet(stage, programme, by):
    conditions = list(stage.decision.conditions.order_by("pk"))
    for place, (month, how) in MET.items():
        meet_condition(condition=conditions[place], on=programme.month_end(month) - timedelta(days=3), how=how, by=by)
