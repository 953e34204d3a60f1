"""The stage report: indicators against baselines, the work and what came of it, money, and people's own words."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from commissioning.models import StageReport
from commissioning.tests.entry_factories import (
    AppointmentFactory,
    BudgetLineFactory,
    ConditionFactory,
    ContributionFactory,
    DecisionFactory,
    KnowledgeSessionFactory,
    KpiFactory,
    MilestoneFactory,
    PaymentFactory,
    PostFactory,
    RiskFactory,
    TaskFactory,
)
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.reports.document import Bullets, Paragraph
from evaluation.reports.drafting import missing
from evaluation.tests.factories import answer, answers_with, surveyed
from evaluation.tests.reports.worlds import (
    TODAY,
    a_programme,
    a_report,
    blocks_of,
    charts_of,
    drafted,
    everything_in,
    paragraphs_of,
    rows_of,
    section,
    stages_of,
    tables_of,
    text_of,
)
from neighbourhoods.models import CommunityIssue
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    CaseStudyFactory,
    CommunityIssueFactory,
    EffectFactory,
    FieldworkEntryFactory,
)
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db
SHARED = {"is_shared": True, "consent_how": "written", "consent_on": date(2025, 1, 1), "consent_by": "All of them"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return a_programme()[0]


@pytest.fixture
def place(programme):
    return programme.neighbourhoods.get()


@pytest.fixture
def stage(programme):
    """The second of four stages."""
    return stages_of(programme)[1]


def report_on(stage, texts=None):
    return drafted(a_report(stage.programme, "stage", stage=stage), texts)


def part_of(stage, slug):
    return section(report_on(stage).document, slug)


def test_indicator_stands_against_its_baseline_in_cohort_and_neighbourhood(stage):
    goal = part_of(stage, "goal-1")

    assert "Cohort 1: 20% active, up from 7%." in paragraphs_of(goal)[0]
    cohort, whole = rows_of(tables_of(goal)[0])
    assert cohort[:4] == ["Cohort 1", "20% (16 to 25)", "300", "7%"]
    assert cohort[4].startswith("up 13 points")
    assert cohort[5] == "Clear rise"
    assert whole[0] == "Whole programme"
    assert rows_of(tables_of(goal)[1])[0][0] == "Ropewalk"


def test_change_that_may_be_chance_is_never_called_up():
    programme, _ = a_programme({"Ropewalk": [(21, 300), (24, 300)]})
    goal = part_of(stages_of(programme)[1], "goal-1")

    assert "Cohort 1: 8% active; no clear change from 7%." in paragraphs_of(goal)[0]
    assert "up from" not in paragraphs_of(goal)[0]


def test_chart_of_a_goal_has_the_figures_of_the_table_below_it(stage):
    goal = part_of(stage, "goal-1")

    points = charts_of(goal)[0].drawing["lines"][0]["points"]
    assert [round(point["value"]) for point in points] == [7, 20]
    assert [point["on"] for point in points] == ["2024-07-16", "2025-07-16"]


def test_hidden_figure_says_so_and_its_numbers_are_nowhere():
    programme, _ = a_programme({"Ropewalk": [(21, 300), (60, 300)], "Limekiln": [(3, 12), (7, 13)]})
    made = report_on(stages_of(programme)[1])

    rows = {row[0]: row for row in rows_of(tables_of(section(made.document, "goal-1"))[1])}
    assert rows["Limekiln"][1] == "Too few answers"
    assert rows["Limekiln"][2:5] == ["–", "–", "–"]
    hidden = next(f for f in made.evidence["figures"] if f["area_name"] == "Limekiln" and f["indicator"] == "A1")
    assert (hidden["estimate"], hidden["count"], hidden["value"]) == (None, None, "Too few answers")


def test_figures_of_a_wave_that_is_not_locked_are_absent(programme, stage, place):
    wave = later_wave(programme, {place: (150, 300)}, lock=False)

    made = report_on(stage)

    assert "50%" not in everything_in(made)
    assert wave.name not in everything_in(made)


def test_wave_that_was_locked_after_the_day_of_the_report_is_absent(programme, stage, place):
    with time_machine.travel(date(2026, 3, 25), tick=False):
        later_wave(programme, {place: (150, 300)})

    assert "50%" not in everything_in(report_on(stage))


def test_later_wave_of_part_of_a_cohort_is_told_and_does_not_stand_for_it():
    programme, _ = a_programme({"Ropewalk": [(21, 300), (60, 300)], "Limekiln": [(30, 300), (60, 300)]})
    stage = stages_of(programme)[1]
    wave = later_wave(programme, {programme.neighbourhoods.get(name="Ropewalk"): (150, 300)})

    cohorts, places, *_ = tables_of(part_of(stage, "goal-1"))

    assert rows_of(cohorts)[0][1].startswith("20%")
    assert f"“{wave.name}”, held later, has answers from 1 of 2 neighbourhoods and does not count here" in cohorts.note
    assert {row[0]: row[1][:3] for row in rows_of(places)} == {"Ropewalk": "50%", "Limekiln": "20%"}
    assert any(wave.name in row[-1] for row in rows_of(places))


def test_figure_from_after_the_end_of_the_stage_is_marked(programme, stage):
    first = programme.stages.get(number=1)

    goal = part_of(first, "goal-1")

    assert "after the end of the stage" in tables_of(goal)[0].note
    assert paragraphs_of(goal)[0].endswith("Measured after the end of the stage.")
    assert "after the end of the stage" not in text_of(part_of(stage, "goal-1"))


def test_stage_without_surveys_cohorts_money_or_work_says_so_in_each_place():
    stage = stages_of(ProgrammeFactory())[1]

    document = report_on(stage).document

    said = text_of(document)
    for words in (
        "Not measured yet",
        "Nothing is on record yet",
        "No KPIs were agreed for this stage.",
        "No tasks were agreed for this stage.",
        "No fieldwork is on record",
        "No posts are on record.",
        "No open risk is at a level of 12 or more of 25.",
        "No issue is on record here.",
        "No unintended effect is on record.",
        "Nothing was set aside and nothing was spent.",
        "No contributions of partners are recorded.",
        "has not been measured in a locked survey yet",
        "No session is on record.",
        "No figure of a survey is in this report.",
    ):
        assert words in said, words


def test_baselines_of_the_cohort_that_starts_next_stand_apart():
    programme, _ = a_programme()
    coming = NeighbourhoodFactory(programme=programme, name="Tanyard", residents=812)
    coming.cohort = CohortFactory(programme=programme, number=2, starts_in_month=25)
    coming.save()
    third = NeighbourhoodFactory(programme=programme, name="Marram")
    third.cohort = CohortFactory(programme=programme, number=3, starts_in_month=43)
    third.save()

    document = report_on(stages_of(programme)[1]).document

    assert [row[0] for row in rows_of(tables_of(section(document, "goal-1"))[1])] == ["Ropewalk"]
    assert "Tanyard" in text_of(section(document, "places"))
    assert "Marram" not in text_of(section(document, "indicators"))
    assert dict(document.facts.rows)["Neighbourhoods"] == "2, in Cohort 1, Cohort 2"
    assert rows_of(tables_of(section(document, "baselines"))[0])[0][0] == "Tanyard, Cohort 2"


def test_tasks_milestones_and_conditions_stand_with_their_state(stage):
    TaskFactory(stage=stage, title="Start the forum", state="done", done_on=date(2025, 2, 1))
    MilestoneFactory(stage=stage, title="Half-way talk", due_month=9)
    first = stage.programme.stages.get(number=1)
    ConditionFactory(decision=DecisionFactory(stage=first), words="Mend the roof.", due_on=date(2025, 1, 31))

    document = report_on(stage).document

    assert rows_of(tables_of(section(document, "tasks"))[0]) == [["Start the forum", "Ready", "Done 1 February 2025"]]
    assert rows_of(tables_of(section(document, "milestones"))[0])[0][:2] == ["Half-way talk", "Open, late"]
    assert rows_of(tables_of(section(document, "conditions"))[0])[0][1] == "Open, late"
    assert "Mend the roof." in text_of(section(document, "gate"))


def test_report_itself_is_no_line_of_its_own_checklist(stage):
    StageReport.objects.create(stage=stage, title="Elsewhere", submitted_on=date(2026, 3, 1))

    document = report_on(stage).document

    assert "Elsewhere" not in text_of(document)
    assert "Report" not in text_of(section(document, "gate"))


def test_kpi_stands_with_its_target_figure_and_explanation(stage):
    KpiFactory(stage=stage, title="More are active", due_month=24)
    KpiFactory(stage=stage, title="Groups are sure", indicator="B8", explanation="Nobody asked them.", due_month=24)

    table = tables_of(part_of(stage, "kpis"))[0]

    met, unmeasured = table.rows
    assert (met[0].text, met[0].note, met[1].text, met[1].tone) == (
        "More are active",
        "Target: any improvement beyond chance, Whole programme",
        "Met",
        "better",
    )
    assert met[2].note.startswith("Harbour: 20% (16 to 25) · n 300 · baseline 7% · up 13 points")
    assert unmeasured[1].text == "Not measured"
    assert unmeasured[2].text == "Nothing has measured this yet. Explained: Nobody asked them."


def test_decision_at_the_gate_is_told_with_its_reasons(stage):
    DecisionFactory(stage=stage, reasons="It went well.", decider_name="Robin Hale")

    made = report_on(stage)

    assert paragraphs_of(section(made.document, "gate"))[0] == "Decided: continue. It went well."
    assert "Robin Hale" not in everything_in(made)


def test_money_of_the_stage_stands_by_kind_and_zero_is_not_unknown(stage):
    BudgetLineFactory(stage=stage, amount=Decimal("9000.00"))
    BudgetLineFactory(stage=stage, kind="grants", amount=Decimal("1000.00"))
    PaymentFactory(stage=stage, amount=Decimal("4000.00"), paid_on=date(2025, 6, 1))
    ContributionFactory(stage=stage, amount=Decimal("500.00"), received=Decimal("0.00"))
    ContributionFactory(stage=stage, amount=Decimal("700.00"), received=None)

    money = part_of(stage, "money")

    spending, partners = tables_of(money)[:2]
    assert [row[:1] + row[3:4] for row in rows_of(spending)] == [
        ["Staff", "£4,000"],
        ["Seedcorn grants", "£0"],
        ["Together", "£4,000"],
    ]
    assert [row[3] for row in rows_of(partners)] == ["£0", "not known", "£0, not known for £700"]


def test_people_met_keep_zero_few_and_uncounted_apart(programme, stage, place):
    other = NeighbourhoodFactory(programme=programme, name="Zeal", cohort=place.cohort)
    third = NeighbourhoodFactory(programme=programme, name="Yarrow", cohort=place.cohort)
    fourth = NeighbourhoodFactory(programme=programme, name="Quay", cohort=place.cohort)
    for where, people in ((place, 40), (other, 3), (third, None), (fourth, 0)):
        FieldworkEntryFactory(neighbourhood=where, people=people, done_on=date(2025, 5, 1))

    rows = {row[0]: row for row in rows_of(tables_of(part_of(stage, "fieldwork"))[0])}

    assert {name: row[3] for name, row in rows.items()} == {
        "Ropewalk": "40",
        "Zeal": "fewer than 5",
        "Yarrow": "not counted",
        "Quay": "0",
        "Together": "40 and a few more",
    }
    assert rows["Ropewalk"][1:3] == ["1", "2"]


def test_fieldwork_of_other_stages_is_left_out(stage, place):
    FieldworkEntryFactory(neighbourhood=place, done_on=date(2024, 9, 30))

    assert paragraphs_of(part_of(stage, "fieldwork")) == ["No fieldwork is on record here in this time."]


def test_team_is_told_by_posts_and_skills_and_names_nobody(stage):
    post = PostFactory(programme=stage.programme, title="Team leader", team=1)
    PostFactory(programme=stage.programme, title="Fieldworker", team=1)
    AppointmentFactory(post=post, name="Robin Hale")

    made = report_on(stage)

    assert rows_of(tables_of(section(made.document, "team"))[0]) == [["Team 1", "2", "2", "1", "Fieldworker"]]
    assert "Robin Hale" not in everything_in(made)


def test_only_serious_open_risks_are_told(stage):
    asked = {"programme": stage.programme, "review_on": date(2026, 5, 1)}
    RiskFactory(**asked, title="Money ends", likelihood=4, impact=4, response="Ask partners.")
    RiskFactory(**asked, title="Rain", likelihood=2, impact=2)
    RiskFactory(**asked, title="Over", likelihood=5, impact=5, closed_on=date(2025, 1, 1), closed_because="Done.")

    assert rows_of(tables_of(part_of(stage, "risks"))[0]) == [["Money ends", "16", "Ask partners."]]


def test_issues_are_counted_and_what_came_of_them_is_told_in_public_words(programme, stage, place):
    council = AgencyFactory(programme=programme, name="The council")
    raised = {"neighbourhood": place, "raised_on": date(2025, 2, 1)}
    put = {**raised, "agency": council, "sent_on": date(2025, 2, 3)}
    settled = {"outcome": "changed", "outcome_on": date(2025, 4, 1)}
    crossing = CommunityIssueFactory(**put, title="A crossing", outcome_words="It was built.", **settled)
    AgencyReplyFactory(issue=crossing, replied_on=date(2025, 3, 1), words="Dear Mrs Smith")
    CommunityIssueFactory(**put, title="A private matter", outcome_words="Done.", is_public=False, **settled)
    CommunityIssueFactory(**raised, title="A bench")

    document = report_on(stage).document

    counts = section(document, "issues-counts")
    assert paragraphs_of(counts) == [
        "3 issues were raised; 2 led to a changed service, and 1 still waits for an answer."
    ]
    assert rows_of(tables_of(counts)[0]) == [["Ropewalk", "3", "2", "1", "1", "2", "0"]]
    assert rows_of(tables_of(section(document, "agencies"))[0])[0][:4] == ["The council", "2", "2", "0"]
    assert rows_of(tables_of(section(document, "you-said"))[0]) == [
        ["Ropewalk: A crossing", "The council", "It was built."]
    ]
    assert "private matter" not in text_of(document)
    assert "Mrs Smith" not in text_of(document)
    assert CommunityIssue.objects.get(pk=crossing.pk).title == "A crossing"


def test_effects_of_the_stage_are_told_and_shared_stories_are_named(programme, stage, place):
    seen = {"programme": programme, "neighbourhood": place, "seen_on": date(2025, 3, 1)}
    EffectFactory(**seen, title="They cook together", response="Nothing to do.")
    EffectFactory(**seen | {"seen_on": date(2024, 5, 1)}, title="Long before")
    told = {"programme": programme, "neighbourhood": place, "told_on": date(2025, 3, 1)}
    CaseStudyFactory(**told, title="From a kettle", story="It began.\n\nIt went on.", **SHARED)
    CaseStudyFactory(**told, title="Not to be told", consent_how="spoken", consent_on=date(2025, 3, 1))

    document = report_on(stage).document

    effects = section(document, "effects-seen")
    assert rows_of(tables_of(effects)[0]) == [
        ["They cook together", "Good", "Ropewalk, 1 March 2025", "Nothing to do."]
    ]
    (named,) = blocks_of(section(document, "case-studies"), Bullets)
    assert named.items == ("“From a kettle”, Ropewalk, 1 March 2025",)
    assert "It began." not in text_of(document)  # agreed to for the programme; a report may be published


def test_sessions_tell_few_and_uncounted_apart(stage):
    held = {"programme": stage.programme, "held_on": date(2025, 3, 1), "invited": 20}
    for number, attended in enumerate((12, 3, None, 0)):
        KnowledgeSessionFactory(**held, title=f"Session {number}", attended=attended)

    passed_on = part_of(stage, "passed-on")

    assert [row[2] for row in rows_of(tables_of(passed_on)[0])] == [
        "12 of 20",
        "fewer than 5",
        "not counted",
        "0 of 20",
    ]
    assert "added up over sessions: 12 and a few more." in paragraphs_of(passed_on)[0]


def test_words_stand_in_their_sections_and_are_marked_as_theirs(stage):
    texts = {"summary": "It went well.\n\n- One\n- Two", "issues": "Thank you."}

    document = report_on(stage, texts).document

    note, words, bullets = section(document, "summary").blocks
    assert note == Paragraph("In the authors’ own words:", "note")
    assert (words.text, bullets.items) == ("It went well.", ("One", "Two"))
    assert section(document, "issues").blocks[1].text == "Thank you."


def test_needed_section_that_nobody_wrote_says_so_and_others_stay_silent(stage):
    report = a_report(stage.programme, "stage", stage=stage)

    document = drafted(report, {"summary": "Done.", "learning": "  "}).document

    assert paragraphs_of(section(document, "recommendations")) == ["Not written yet."]
    assert section(document, "learning").blocks[0].text == "Not written yet."
    assert section(document, "money").blocks == ()
    assert [each.slug for each in missing(report, {"summary": "Done.", "learning": "  "})] == [
        "learning",
        "recommendations",
    ]


def later_wave(programme, places, lock=True):
    """A further follow-up of some neighbourhoods, (yes, total) of R2 by neighbourhood."""
    first = programme.waves.order_by("starts_on").first()
    wave = WaveFactory(
        programme=programme,
        questionnaire=first.questionnaire,
        name="Spring survey",
        purpose="follow-up",
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 2, 28),
    )
    for place, shares in places.items():
        answer(SampleFactory(wave=wave, neighbourhood=place, population=6496), answers_with("R2", *shares))
    weigh_wave(wave=wave, method="equal")
    return lock_wave(wave=wave, by=None) if lock else wave


def test_wave_of_another_programme_is_absent(stage):
    surveyed({"Elsewhere": [(150, 300), (240, 300)]})

    assert "Elsewhere" not in everything_in(report_on(stage))
