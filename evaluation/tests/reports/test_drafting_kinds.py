"""The report for residents, the programme summary and the concluding report."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from commissioning.tests.entry_factories import (
    BudgetLineFactory,
    ConditionFactory,
    DecisionFactory,
    KpiFactory,
    MilestoneFactory,
    TaskFactory,
)
from commissioning.tests.factories import CohortFactory
from evaluation.engine import recompute
from evaluation.models import Edition, EditionText
from evaluation.reports.document import Bullets
from evaluation.reports.drafting import missing
from evaluation.tests.reports.worlds import (
    TODAY,
    a_programme,
    a_report,
    all_sections,
    blocks_of,
    charts_of,
    drafted,
    paragraphs_of,
    reports_of_all_kinds,
    rows_of,
    section,
    stages_of,
    tables_of,
    text_of,
)
from neighbourhoods.models import RegisterRules
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, CommunityIssueFactory, GroupProfileFactory

pytestmark = pytest.mark.django_db
WORDS = {"summary": "More of us take part.", "recommendations": "Come to the school in May."}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    made, _ = a_programme()
    stages_of(made)
    return made


@pytest.fixture
def place(programme):
    return programme.neighbourhoods.get()


def for_residents(place, texts=WORDS):
    return drafted(a_report(place.programme, "neighbourhood", neighbourhood=place), texts).document


def sentences_of(document):
    return blocks_of(section(document, "indicators"), Bullets)[0].items


# For residents


def test_each_goal_is_one_sentence_with_its_figure_and_who_answered(place):
    sentences = sentences_of(for_residents(place))

    assert len(sentences) == 6
    assert sentences[0] == (
        "Taking part: 20% (16 to 25) of people here take part in a local group or help one without pay, "
        "up from 7% at the start (300 people answered)."
    )
    assert sentences[2] == "Helping each other: we have no figure yet."


def test_change_that_may_be_chance_is_told_to_residents_as_none():
    programme, _ = a_programme({"Ropewalk": [(21, 300), (24, 300)]})
    document = for_residents(programme.neighbourhoods.get())

    assert "no clear change from 7% at the start" in sentences_of(document)[0]
    assert (
        charts_of(document.sections[1])[0].title
        == "In Ropewalk, what people told us has not clearly changed since the start"
    )


def test_residents_read_that_too_few_answered():
    programme, _ = a_programme({"Ropewalk": [(21, 300), (60, 300)], "Limekiln": [(3, 12), (3, 12)]})

    document = for_residents(programme.neighbourhoods.get(name="Limekiln"))

    assert sentences_of(document)[0] == "Taking part: too few people answered for us to give a figure."
    assert charts_of(document.sections[1]) == []


def test_one_chart_has_the_same_figures_as_the_sentences(place):
    (chart,) = charts_of(section(for_residents(place), "indicators"))

    assert chart.title == "In Ropewalk, taking part went up"
    assert chart.drawing["series"] == ["At the start", "Now"]
    assert [bar["words"] for bar in chart.drawing["groups"][0]["bars"]] == ["7%", "20% (16 to 25)"]


def test_groups_are_counted_and_zero_is_a_count(place):
    assert "we have no figure yet" in sentences_of(for_residents(place))[1]

    group = CommunityGroupFactory(programme=place.programme, eligible_in=[place])
    place.programme.refresh_from_db()
    assert sentences_of(for_residents(place))[1].startswith("Community groups: 0.0 community groups for every 1,000")
    assert "(we counted 0 groups)" in sentences_of(for_residents(place))[1]

    GroupProfileFactory(group=group, as_of=date(2026, 1, 1), counting=True)
    place.programme.refresh_from_db()
    assert sentences_of(for_residents(place))[1].startswith("Community groups: 0.2 community groups for every 1,000")
    assert "(we counted 1 group)" in sentences_of(for_residents(place))[1]


def test_you_said_we_did_tells_the_latest_of_each_kind_and_what_waits(place):
    settled = {"neighbourhood": place, "raised_on": date(2025, 9, 1), "outcome_on": date(2026, 1, 5)}
    for number in range(5):
        changed = settled | {"outcome_on": date(2025, 12, 1 + number), "outcome": "changed"}
        CommunityIssueFactory(**changed, title=f"Lamp {number}.", outcome_words="It was mended.")
    CommunityIssueFactory(**settled, title="A bus", outcome="declined", outcome_words="No money.")
    CommunityIssueFactory(neighbourhood=place, title="A bench", raised_on=date(2026, 3, 10))
    old = settled | {"raised_on": date(2024, 5, 1), "outcome_on": date(2024, 6, 1)}
    CommunityIssueFactory(**old, title="Long ago", outcome="changed", outcome_words="Done.")

    (lines,) = (block.items for block in blocks_of(section(for_residents(place), "issues"), Bullets))

    assert lines[0] == "You said: Lamp 4. We did: It was mended."
    assert len(lines) == 5
    assert lines[3] == "You said: A bus. The answer was no: No money."
    assert lines[4] == "1 more thing has no answer yet. The longest wait is 10 days."


def test_nothing_raised_is_not_the_same_as_nothing_new(place):
    assert paragraphs_of(section(for_residents(place), "issues")) == [
        "Nobody here has raised anything that we may tell of yet."
    ]
    old = {"raised_on": date(2024, 5, 1), "outcome_on": date(2024, 6, 1), "outcome": "answered"}
    CommunityIssueFactory(neighbourhood=place, **old)
    assert "settled more than a year ago" in paragraphs_of(section(for_residents(place), "issues"))[0]


def test_groups_are_named_only_where_they_agreed_and_the_directory_is_public(place):
    listed = {"programme": place.programme, "eligible_in": [place]}
    CommunityGroupFactory(**listed, name="Kettle club", is_listed=True)
    CommunityGroupFactory(**listed, name="Quiet club", is_listed=False)
    CommunityGroupFactory(**listed, name="Mrs Smith", is_listed=True, kind="individual")

    assert "Kettle club" not in text_of(for_residents(place))
    RegisterRules.objects.create(programme=place.programme, directory_is_public=True)
    said = text_of(for_residents(place))
    assert "Groups near you that you can join: Kettle club." in said
    assert "Quiet club" not in said
    assert "Mrs Smith" not in said


def test_words_for_residents_are_short_and_plain(place):
    """Flesch and Kincaid's grade of what is drafted; grade 7 is read at the age of twelve."""
    CommunityGroupFactory(programme=place.programme, eligible_in=[place])
    document = for_residents(place)
    told = [block for part in document.sections for block in blocks_of(part, Bullets)]
    text = " ".join([item for bullets in told for item in bullets.items] + paragraphs_of(section(document, "methods")))

    assert grade_of(text) <= 8
    assert not re.search(r"interval|baseline|verdict|indicator|cohort|statutory|sample", text, re.IGNORECASE)


def grade_of(text):
    """0.39 words a sentence + 11.8 syllables a word - 15.59; Kincaid JP et al. (1975)."""
    sentences = [each for each in re.split(r"[.!?:;](?:\s|$)", re.sub(r"\([^)]*\)", "", text)) if each.strip()]
    words = re.findall(r"[A-Za-z’]+", " ".join(sentences))
    syllables = sum(max(len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower()))), 1) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


# The programme summary


def test_summary_has_the_goals_of_programme_and_cohorts_and_every_neighbourhood(programme):
    NeighbourhoodFactory(programme=programme, name="Tanyard")

    document = drafted(a_report(programme, "programme")).document

    assert charts_of(section(document, "indicators"))[0].title == "The six goals, whole programme"
    assert [row[0] for row in rows_of(tables_of(section(document, "goal-1"))[0])] == ["Whole programme", "Cohort 1"]
    rows = tables_of(section(document, "neighbourhoods"))[0].rows
    assert [(row[0].text, row[0].note) for row in rows] == [("Ropewalk", "Cohort 1"), ("Tanyard", "in no cohort")]
    assert rows[0][1].text == "20% (16 to 25)"
    assert rows[0][1].note.startswith("n 300 · baseline 7% · up 13 points")
    assert rows[1][1].text == "Not measured yet"


def test_summary_maps_the_first_goal_where_boundaries_are_known(programme):
    report = a_report(programme, "programme")

    (chart,) = charts_of(section(drafted(report).document, "neighbourhoods"))
    programme.neighbourhoods.update(boundary=None)

    assert charts_of(section(drafted(report).document, "neighbourhoods")) == []
    assert chart.title == "Active in the community: verdict"
    assert "Ropewalk" in chart.alt
    assert [shape["fill"] for shape in chart.drawing["shapes"]] == ["better"]


def test_summary_tells_what_is_late_and_the_money_of_every_stage(programme):
    second = programme.stages.get(number=2)
    second.begins_on, second.begins_under = date(2024, 10, 1), DecisionFactory(stage=programme.stages.get(number=1))
    second.save()
    TaskFactory(stage=second, title="Hold the fair", due_month=20)
    BudgetLineFactory(stage=second, amount=Decimal("9000.00"))

    document = drafted(a_report(programme, "programme")).document

    assert "Hold the fair" in [row[0] for row in rows_of(tables_of(section(document, "late"))[0])]
    (row,) = rows_of(tables_of(section(document, "money-by-stage"))[0])
    assert row[0].startswith("Stage 2")
    assert row[1:4:2] == ["£9,000", "£0"]


# The concluding report


def test_conclusion_has_each_goal_in_every_survey_and_cohort(programme):
    other = NeighbourhoodFactory(programme=programme, name="Tanyard", residents=812)
    other.cohort = CohortFactory(programme=programme, number=2, starts_in_month=25)
    other.save()
    recompute(programme)

    document = conclusion(programme)

    rows = rows_of(tables_of(section(document, "goal-1"))[0])
    first = [(row[1].split()[0], row[-1].partition(" (")[2]) for row in rows if row[0] == "Cohort 1"]
    assert first == [("7%", "16 July 2024)"), ("20%", "16 July 2025)")]
    assert [row[1] for row in rows if row[0] == "Cohort 2"] == ["Not measured yet"]
    assert sum(row[0] == "Whole programme" for row in rows) == 2


def test_conclusion_tells_every_kpi_at_its_gate_and_now(programme):
    first = programme.stages.get(number=1)
    kpi = KpiFactory(stage=first, title="More are active", due_month=6)
    frozen = {"about": {}, "counts": {}, "sections": [], "waves": []}
    frozen["kpis"] = [{"key": str(kpi.key), "status_words": "Not measured"}]
    DecisionFactory(stage=first, evidence=frozen)
    KpiFactory(stage=programme.stages.get(number=4), title="It lasts", due_month=60, indicator="B8")

    kpis = section(conclusion(programme), "kpis")

    assert paragraphs_of(kpis) == ["1 of 2 KPIs are met by the evidence of 20 March 2026."]
    assert [row[:3] for table in tables_of(kpis) for row in rows_of(table)] == [
        ["More are active", "Not measured", "Met"],
        ["It lasts", "not decided", "Not measured"],
    ]


def test_conclusion_tells_gates_with_reasons_and_conditions_and_names_nobody(programme):
    decision = DecisionFactory(stage=programme.stages.get(number=1), reasons="It stands.", decider_name="Robin Hale")
    ConditionFactory(decision=decision, met_on=date(2025, 1, 2), met_how="The hall is open.")

    document = conclusion(programme)

    gate = section(document, "gate-1")
    assert paragraphs_of(gate)[0].startswith("Continue, ")
    assert "It stands." in paragraphs_of(gate)
    condition = tables_of(gate)[0].rows[0]
    assert [cell.text for cell in condition] == [
        "Restore the forum.",
        "Coordinator",
        "31 January 2025",
        "2 January 2025: The hall is open.",
    ]
    assert paragraphs_of(section(document, "gate-2")) == ["Not decided yet."]
    assert "Robin Hale" not in text_of(document)


def test_conclusion_takes_learning_from_the_accepted_report_of_each_stage(programme):
    first, second, *_ = programme.stages.all()
    told(first, "Listen first.", Edition.State.ACCEPTED)
    told(second, "Not for anybody yet.", Edition.State.DRAFT)

    document = conclusion(programme)

    assert "Listen first." in paragraphs_of(section(document, "learned-1"))
    assert paragraphs_of(section(document, "learned-2")) == ["No accepted report of this stage is here."]


def test_conclusion_tells_what_support_added_with_its_cautions(programme):
    said = text_of(section(conclusion(programme), "support-added"))

    assert "Nothing can be compared yet" in said
    waiting = NeighbourhoodFactory(programme=programme, name="Tanyard")
    assert waiting.cohort is None
    others, _ = a_programme({"Ropewalk": [(21, 300), (60, 300)], "Limekiln": [(30, 300), (31, 300)]})
    stages_of(others)
    others.neighbourhoods.filter(name="Limekiln").update(
        cohort=CohortFactory(programme=others, number=2, starts_in_month=43)
    )
    recompute(others)
    made = drafted(a_report(others, "concluding", stage=others.stages.get(number=4)))
    compared = section(made.document, "support-added")
    assert "Cohort 1: 13 points more than places still waiting" in text_of(compared)
    assert "Nobody drew lots" in text_of(compared)
    (facts,) = (each for each in made.evidence["support_added"] if each["indicator"] == "A1")
    assert round(facts["difference"]) == 13


def test_conclusion_counts_tasks_and_milestones_of_each_stage(programme):
    first = programme.stages.get(number=1)
    TaskFactory(stage=first, state="done", done_on=date(2024, 8, 1))
    TaskFactory(stage=first)
    MilestoneFactory(stage=first, met_on=date(2024, 8, 2))

    rows = rows_of(tables_of(section(conclusion(programme), "stages"))[0])

    assert rows[0] == ["1: Title 1", "1 April 2024 to 30 September 2024", "1 of 2", "1 of 1"]


def conclusion(programme):
    return drafted(a_report(programme, "concluding", stage=programme.stages.get(number=4))).document


def told(stage, words, state):
    """A version of a stage's report in which people wrote what they learned."""
    report = a_report(stage.programme, "stage", stage=stage)
    report.save()
    edition = Edition.objects.create(report=report)
    EditionText.objects.create(edition=edition, section="learning", words=words)
    if state != Edition.State.DRAFT:
        edition.state, edition.as_at, edition.content, edition.evidence = state, TODAY, {}, {}
        edition.save()


# All of them


def test_every_kind_names_its_sections_once_and_says_what_is_missing(programme):
    for report in reports_of_all_kinds(programme):
        document = drafted(report).document
        slugs = [each.slug for each in all_sections(document.sections)]
        assert len(slugs) == len(set(slugs)), report.kind
        assert text_of(document).count("Not written yet.") == len(missing(report, {})) >= 2
        assert slugs[-1] == "methods"
