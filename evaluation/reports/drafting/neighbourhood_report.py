"""The report for the people of one neighbourhood: two pages in plain words."""

from dataclasses import replace

from django.db.models import Exists, OuterRef
from django.utils.text import Truncator

from commissioning.number_words import counted
from evaluation.catalogue import GOALS
from evaluation.registers.counting import day_words
from evaluation.reports import blocks
from evaluation.reports.document import Bullets, Facts, Paragraph, Section
from evaluation.reports.drafting.cited import seal_of
from evaluation.reports.drafting.issues import issues_of, public
from evaluation.reports.drafting.plain_words import TITLES, goal_sentence, then_and_now
from neighbourhoods.directory.public import listed_groups
from neighbourhoods.issues.clock_words import days_words
from neighbourhoods.issues.you_said import USUAL, Outcome, first_day, is_news, parts_of
from neighbourhoods.models import GroupPlace, RegisterRules

ABOUT_RANGES = (
    "We did not ask everybody, so a figure could be a little higher or lower. The numbers in brackets show how much."
)
MOST = {Outcome.CHANGED: 3, Outcome.AGREED: 1, Outcome.ANSWERED: 1, Outcome.DECLINED: 1}  # told of each kind
DID = {
    Outcome.CHANGED: "We did",
    Outcome.AGREED: "Promised",
    Outcome.ANSWERED: "The answer was",
    Outcome.DECLINED: "The answer was no",
}
NOBODY_RAISED = "Nobody here has raised anything that we may tell of yet."
NO_NEWS = "What people here raised was settled more than a year ago. Nothing new has been raised since."
LONGEST = 200  # letters of what was done
MOST_GROUPS = 8
SEAL_SIGNS = 12


def neighbourhood_facts(material):
    """Who it is for, who wrote it, and of which day it is."""
    place, programme = material.report.neighbourhood, material.programme
    return Facts(
        (
            ("For", f"People who live in {place.name}"),
            ("From", programme.contractor or programme.name),
            ("Figures as at", day_words(material.on)),
        )
    )


def neighbourhood_sections(material):
    """The Sections of a neighbourhood report, and what else its evidence holds."""
    place = material.report.neighbourhood
    return (
        material.named("summary"),
        material.named("indicators", _figures(material, place)),
        material.named("issues", _you_said(material, place)),
        material.named("recommendations", sections=(_take_part(material, place),)),
    ), {}


def _figures(material, place):
    """A sentence for each goal, and one chart of those that residents here were asked about."""
    shown = [(number, *_of_goal(material, number, place)) for number in GOALS if number in material.catalogue.headlines]
    area = material.programme.area_name
    sentences = tuple(goal_sentence(number, indicator, each.figure, area) for number, indicator, each in shown)
    chart = _then_and_now(place, shown)
    return (Bullets(sentences), Paragraph(ABOUT_RANGES, "note"), *([chart] if chart else []))


def _of_goal(material, number, place):
    """A goal's headline and its figure here; what organisations say is judged for the whole programme."""
    indicator = material.catalogue.headlines[number]
    area = (place.code, place.name) if indicator.is_of_places else material.whole
    return indicator, material.now(indicator, *area)


def _then_and_now(place, shown):
    """A Chart of the shares of residents here, at the start and now; None where none is shown."""
    asked = [(number, each.figure) for number, indicator, each in shown if _is_of_residents(indicator)]
    indicator = next((indicator for _, indicator, _ in shown if _is_of_residents(indicator)), None)
    chart = blocks.groups_chart(indicator, "", [(TITLES[number], figure) for number, figure in asked])
    if chart is None:
        return None
    series = ["At the start", "Now"] if len(chart.drawing["series"]) > 1 else ["Now"]
    alt = f"{chart.alt} The sentences above have the same figures."
    return replace(chart, title=then_and_now(place.name, asked), alt=alt, drawing=chart.drawing | {"series": series})


def _is_of_residents(indicator):
    return indicator.is_share and indicator.audience == "residents"


def _you_said(material, place):
    """What came of what residents raised in the last year, in a few lines, and how many wait."""
    every = public(issues_of(material, [place]))
    issues = [issue for issue in every if is_news(issue, first_day(USUAL, material.on))]
    if not issues:
        return (Paragraph(NO_NEWS if every else NOBODY_RAISED),)
    told = [line for outcome, most in MOST.items() for line in _lines(issues, outcome, most, material.on)]
    unsettled = sum(not issue.outcome and issue.answered_on is not None for issue in issues)
    waiting = [issue.clock for issue in issues if issue.clock.is_waiting(material.on)]
    return (Bullets((*told, *_unsettled(unsettled), *_waiting(waiting, material.on))),)


def _lines(issues, outcome, most, on):
    """The latest things that came out so, in a line each."""
    for _, saids in parts_of([issue for issue in issues if issue.outcome == outcome], on):
        for said in saids[:most]:
            did = Truncator(said.did).chars(LONGEST) or "no details yet."
            yield f"You said: {said.title.rstrip('.')}. {DID[outcome]}: {did}"


def _unsettled(number):
    return (f"{counted(number, 'more thing')} got an answer, and we still work on it.",) if number else ()


def _waiting(clocks, on):
    if not clocks:
        return ()
    longest = max(clock.days(on) for clock in clocks)
    words = f"{counted(len(clocks), 'more thing')} {'has' if len(clocks) == 1 else 'have'} no answer yet."
    return (f"{words} The longest wait is {days_words(longest)}.",)


def _take_part(material, place):
    """Groups that may be named in public and that are open to new people."""
    names = _open_groups(material, place)
    if not names:
        return None
    more = len(names) - MOST_GROUPS
    told = ", ".join(names[:MOST_GROUPS]) + (f" and {more} more" if more > 0 else "")
    return Section("take-part", "How to take part", (Paragraph(f"Groups near you that you can join: {told}."),))


def _open_groups(material, place):
    """Names of groups here that agreed to be listed, where the programme's directory is public."""
    if not RegisterRules.of_programme(material.programme).directory_is_public:
        return []
    here = GroupPlace.objects.serving(material.on).filter(group=OuterRef("pk"), neighbourhood=place)
    groups = listed_groups(material.programme, material.on).filter(Exists(here), latest__open_to_join=True)
    return list(groups.values_list("name", flat=True))


def how_we_know(material, waves):
    """A Section in plain words on where the figures come from."""
    last = {wave.questionnaire.audience: wave for wave in waves}
    asked = [f"{wave.name} (seal {seal_of(wave)[:SEAL_SIGNS]})" for wave in last.values()]
    words = f"The last surveys were {' and '.join(asked)}. " if asked else "No survey is in this report yet. "
    sealed = "Nobody can change the answers any more: if one changed, the seal would too. " if asked else ""
    counts = f"Groups were counted on {day_words(material.on)}. We never show numbers of fewer than 5 people."
    return Section("methods", "How we know", (Paragraph(f"{words}{sealed}{counts}", "note"),))
