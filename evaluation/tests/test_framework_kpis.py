"""What the contract framework's KPIs measure exists in the catalogue, and can be told from chance where they ask it."""

from commissioning.framework import stage_templates
from evaluation.indicators.definitions import national

MEASURED = [(stage.number, kpi) for stage in stage_templates() for kpi in stage.kpis if kpi.indicator]


def test_every_indicator_of_the_framework_is_defined_and_has_a_better_way():
    assert {kpi.indicator for _, kpi in MEASURED} <= set(national())
    assert [kpi.title for _, kpi in MEASURED if national()[kpi.indicator].direction == "context"] == []


def test_organisations_are_judged_for_the_whole_programme():
    surveyed = [kpi for _, kpi in MEASURED if national()[kpi.indicator].audience == "organisations"]
    assert surveyed
    assert {kpi.covers for kpi in surveyed} == {"programme"}


def test_significance_is_asked_of_surveys_only():
    assert [
        kpi.title for _, kpi in MEASURED if kpi.kind == "significant" and not national()[kpi.indicator].from_survey
    ] == []


def test_targets_in_per_cent_are_within_reach():
    for _, kpi in MEASURED:
        if kpi.target is not None and national()[kpi.indicator].unit == "%":
            assert 0 < kpi.target <= 100
