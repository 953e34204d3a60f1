"""The framework that every contract starts from: complete against the handbook, and sound as data.

The tables name, in words of our own, each subject of the handbook's model contract, of its example KPIs and of its role
description, with a phrase from the title of the entry that covers it.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from commissioning.framework import framework_counts, post_templates, skills, stage_templates, tasks_throughout
from commissioning.models import Kpi, Role

STAGES = {template.number: template for template in stage_templates()}
ASSETS = "meeting spaces, grants and other assets"

# Appendix 2: stage (0 is throughout), subject, phrase from the title of the task.
TASKS = [
    (0, "working with the commissioner", "Work side by side with the commissioner"),
    (0, "reporting", "Report work under way"),
    (0, "advice on the community, its growth and its issues", "on local communities"),
    (1, "level of participation", "how many residents take part"),
    (1, "profile of the community sector, made with residents", "Describe the community sector together"),
    (1, "dealings of groups and agencies", "how groups and public agencies deal with each other"),
    (1, "existing community development", "Map the community development already going on"),
    (1, "spaces, grants and organisations", "List the meeting spaces, grants and other assets"),
    (1, "consultation on options", "Consult on what would strengthen"),
    (1, "findings with plans for the next stages", "Report findings, options and a plan for stage 2"),
    (2, "teams deployed", "Send teams into up to six"),
    (2, "listening meetings", "listening meetings"),
    (2, "new groups, on-line ones too", "start new groups, on-line groups included"),
    (2, "a hub where it fits", "a hub or forum"),
    (2, "existing groups", "Help existing groups"),
    (2, "networking", "Bring groups together"),
    (2, "people outside groups", "Reach people who take part in nothing"),
    (2, "assets used", "Make the most of the people, places and skills"),
    (2, "assets added", "new assets, such as rooms and help from hospitals"),
    (2, "records of groups", "record of key groups"),
    (2, "groups and agencies negotiate", "put their case to public agencies"),
    (2, "groups of every kind, for health", "all kinds of groups"),
    (2, "other agencies", "Bring the other agencies"),
    (2, "advice to professionals", "Advise the commissioner and other professionals"),
    (2, "monitoring and interim reports", "Follow progress and report"),
    (2, "formal report against baselines", "stage report with indicators against baselines"),
    (2, "learning and recommendations", "Sum up what was learnt and recommend"),
    (3, "baselines in further neighbourhoods", "second cohort's baselines"),
    (3, "teams again", "Move teams into the second cohort"),
    (3, "listening again", "Hold listening meetings in the second cohort"),
    (3, "new groups and hubs again", "hubs to start in the second cohort"),
    (3, "existing groups again", "Help existing groups in the second cohort"),
    (3, "networking again", "Link groups within the second cohort"),
    (3, "people outside groups again", "second cohort who take part in nothing"),
    (3, "assets again, used and added", "assets to use and look for new ones"),
    (3, "records again", "dated profiles of key groups in both cohorts"),
    (3, "negotiation again", "second cohort influence public agencies"),
    (3, "every kind of group again", "groups of every kind in the second cohort"),
    (3, "other agencies again", "agencies that serve the second cohort"),
    (3, "advice again", "Pass skills on"),
    (3, "after-care", "Keep after-care going"),
    (3, "co-operation across cohorts", "the two cohorts to work together"),
    (3, "monitoring and interim reports", "Follow progress in both cohorts"),
    (3, "formal report against baselines", "stage report for both cohorts against their baselines"),
    (3, "recommendations", "Recommend what stage 4 should do"),
    (4, "shaped by what came before, with the commissioner", "from what the first three have shown"),
    (4, "the other neighbourhoods", "lighter support to the remaining neighbourhoods"),
    (4, "maintenance where stage 2 worked", "Keep maintenance going in the first cohort"),
    (4, "maintenance where stage 3 worked", "Keep maintenance going in the second cohort"),
    (4, "summary of all stages", "concluding summary of all four stages"),
    (4, "options for keeping and adding to the gains", "how gains can be kept and built on"),
]

# Appendix 3: stage, subject, where it is covered, phrase from the title there.
MEASURES = [
    (1, "choice of neighbourhoods", "kpis", "choice of neighbourhoods can be defended"),
    (1, "choice of neighbourhoods", "milestones", "First cohort chosen with the commissioner"),
    (1, "review of strengths, needs, provision", "kpis", "review gives a fair picture"),
    (1, "review of strengths, needs, provision", "milestones", "Review of strengths, needs and existing provision"),
    (1, "baselines", "kpis", "Baselines are good enough"),
    (1, "baselines", "milestones", "Baselines of the first cohort complete"),
    (1, "consultation and relationships", "kpis", "Working relationships are in place"),
    (1, "recommendations", "kpis", "Recommendations for stage 2 can be acted on"),
    (1, "recommendations", "milestones", "recommendations for stage 2"),
    *[
        (stage, subject, "kpis", phrase.format(cohort=cohort))
        for stage, cohort in ((2, "first"), (3, "second"))
        for subject, phrase in [
            ("people active", "More residents are active in the {cohort} cohort"),
            ("groups strengthened", "More community groups are functioning in the {cohort} cohort"),
            ("groups strengthened", "Groups in the {cohort} cohort are better connected"),
            ("community activity", "take part in groups in the {cohort} cohort"),
        ]
    ],
    (2, "productive interaction", "kpis", "Communities and the commissioner work together"),
    (3, "productive interaction", "kpis", "second cohort and the commissioner work together"),
    (2, "transfer of knowledge", "kpis", "commissioner and its partners use what they have learnt"),
    (3, "transfer of knowledge", "kpis", "Staff of the commissioner and partners can do more"),
    (2, "report against baselines", "kpis", "stage report gives a full and honest account"),
    (3, "report against baselines", "kpis", "stage report covers both cohorts"),
    (2, "choice of the next cohort", "milestones", "Second cohort chosen with the commissioner"),
    (3, "choice of the next cohort", "milestones", "Third cohort chosen with the commissioner"),
    (2, "baselines of the next cohort", "milestones", "Baselines of the second cohort complete"),
    (3, "baselines of the next cohort", "milestones", "Baselines of the third cohort complete"),
    (2, "the next cohort", "kpis", "second cohort is well prepared"),
    (3, "the next cohort", "kpis", "third cohort is well prepared"),
    (2, "recommendations", "milestones", "recommendations for stage 3"),
    (3, "recommendations", "milestones", "recommendations for stage 4"),
    (3, "maintenance", "kpis", "Groups in the first cohort get the after-care"),
    (3, "maintenance", "milestones", "After-care agreed"),
]

# Appendix 4: each duty of the project lead by a phrase from ours, in the handbook's order.
LEAD = [
    "working relations with the commissioner",
    "vision, strategy, work plan",
    "GPs, hospital and public health staff",
    "facts about community life",
    "which neighbourhoods should be supported first",
    "Recruit fieldworkers",
    "aims that suit its neighbourhood",
    "Manage and support the staff",
    "Make the programme known",
    "Coach teams and workers",
    "respond better when residents take the initiative",
    "regular reports",
    "Spread the results",
    "Watch for risks",
    "make what has been gained last",
]


def tasks_of(number):
    return STAGES[number].tasks if number else tasks_throughout()


def everything():
    """(name of its place, entry) of every task, milestone and KPI."""
    for template in STAGES.values():
        for kind in ("tasks", "milestones", "kpis"):
            yield from ((f"stage {template.number} {kind}", entry) for entry in getattr(template, kind))
    yield from (("throughout", task) for task in tasks_throughout())


@pytest.mark.parametrize(("stage", "subject", "phrase"), TASKS)
def test_task_of_the_model_contract_is_covered_by_one_of_ours(stage, subject, phrase):
    assert [task.title for task in tasks_of(stage) if phrase in task.title], f"nothing covers: {subject}"


@pytest.mark.parametrize(("stage", "subject", "kind", "phrase"), MEASURES)
def test_kpi_or_milestone_of_the_handbook_is_covered_by_one_of_ours(stage, subject, kind, phrase):
    titles = [entry.title for entry in getattr(STAGES[stage], kind)]
    assert [title for title in titles if phrase in title], f"nothing covers: {subject}"


def test_lead_has_each_duty_of_the_handbooks_role_description_in_order():
    duties = post_templates()[0].duties
    assert len(duties) == len(LEAD)
    assert [phrase for phrase, duty in zip(LEAD, duties, strict=True) if phrase not in duty] == []


def test_team_is_the_handbooks_fifteen_in_three_neighbourhood_teams():
    posts = {post.key: (post.count, post.team_based) for post in post_templates()}
    assert posts == {
        "lead": (1, False),
        "business-support": (1, False),
        "research-officer": (1, False),
        "team-leader": (3, True),
        "fieldworker": (9, True),
    }


def test_skills_are_the_handbooks_nine():
    assert len(skills()) == 9
    assert all(2 <= len(skill.label.split()) <= 5 for skill in skills().values())


@pytest.mark.parametrize("stage", [2, 3])
def test_support_is_measured_by_its_six_goals_where_it_is_intensive(stage):
    goals = {kpi.indicator[0] for kpi in STAGES[stage].kpis if kpi.indicator}
    assert goals == set("ABCDEF")


def test_baseline_of_each_cohort_names_its_five_parts():
    baselines = [point for _, point in everything() if point.title.startswith("Baselines of the")]
    assert len(baselines) == 3
    assert all(ASSETS in point.detail for point in baselines)


@pytest.mark.parametrize("number", STAGES)
def test_everything_of_a_stage_is_due_within_it_and_no_title_stands_twice(number):
    template = STAGES[number]
    for kind in ("tasks", "milestones", "kpis"):
        entries = [*getattr(template, kind), *(tasks_throughout() if kind == "tasks" else ())]
        due = [entry.due_month for entry in getattr(template, kind)]
        assert all(template.first_month <= month <= template.last_month for month in due)
        assert [title for title, times in Counter(entry.title for entry in entries).items() if times > 1] == []


@pytest.mark.parametrize("number", STAGES)
def test_last_milestone_of_a_stage_is_its_report_by_its_last_month(number):
    reports = [point for point in STAGES[number].milestones if f"Stage {number} report" in point.title]
    assert [point.due_month for point in reports] == [STAGES[number].last_month]


def test_titles_and_details_are_as_short_as_the_documentation_says():
    for place, entry in everything():
        sentences = len(re.findall(r"[.?](?=\s|$)", entry.detail))
        assert len(entry.title) <= 120, place
        assert 1 <= sentences <= 3, f"{place}: {entry.title}"


def test_every_task_has_a_role_that_does_work():
    workers = set(Role.values) - {Role.STEERING}
    assert {task.owner for number in (0, *STAGES) for task in tasks_of(number)} <= workers


def test_kpis_are_of_known_kinds_with_a_target_where_the_kind_has_one():
    for template in STAGES.values():
        for kpi in template.kpis:
            assert kpi.kind in Kpi.Kind.values
            assert (kpi.kind == Kpi.Kind.JUDGEMENT) == (kpi.indicator == ""), kpi.title
            assert (kpi.kind in (Kpi.Kind.POINTS, Kpi.Kind.REACH)) == (kpi.target is not None), kpi.title
            assert kpi.cohort in (None, 1, 2, 3)


def test_no_kpi_of_a_cohort_is_due_before_its_baseline_could_be_taken():
    """Its own baseline is due by the end of the stage before; only judgements of the preparation come then."""
    for template in STAGES.values():
        for kpi in template.kpis:
            if kpi.cohort and kpi.indicator:
                assert template.number > kpi.cohort, kpi.title


def test_counts_in_words_are_those_of_the_files():
    tasks = sum(len(template.tasks) + len(tasks_throughout()) for template in STAGES.values())
    milestones = sum(len(template.milestones) for template in STAGES.values())
    kpis = sum(len(template.kpis) for template in STAGES.values())
    assert framework_counts() == f"4 stages with {tasks} tasks, {milestones} milestones and {kpis} KPIs, and 15 posts."


def test_example_of_the_documentation_is_taken_from_the_files():
    page = (Path(settings.BASE_DIR) / "docs" / "data-formats" / "framework.md").read_text(encoding="utf-8")
    example = tomllib.loads(re.search(r"```toml\n(.*?)```", page, re.DOTALL).group(1))
    assert example["title"] == STAGES[2].title
    for kind in ("tasks", "milestones", "kpis"):
        for shown in example[kind]:
            stands = next(entry for entry in getattr(STAGES[2], kind) if entry.title == shown["title"])
            assert shown["due_month"] == stands.due_month
            assert {key: getattr(stands, key) for key in shown if key != "detail"} == {
                key: value for key, value in shown.items() if key != "detail"
            }
