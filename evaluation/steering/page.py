"""Everything on the steering page, put together for one reader and one time since."""

from commissioning.stage_track import stage_track
from evaluation.catalogue import Catalogue
from evaluation.frames import estimates_frame
from evaluation.gaps import gaps_of
from evaluation.gate_evidence import checklist_of, stage_ahead
from evaluation.gate_page import sections_of
from evaluation.kpi_readings import Ground
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, areas_to_choose, chosen, places_of_areas
from evaluation.steering import (
    comment_news,
    group_news,
    issue_news,
    kpi_news,
    meetings,
    report_news,
    risk_news,
    survey_news,
    work_news,
)
from evaluation.steering.comments import remarks_for, with_about
from evaluation.steering.glance import answers_of
from evaluation.steering.since import meetings_held, since_of
from evaluation.tiles import goal_tiles
from surveys.coverage import coverage_of

COMMENTS_SHOWN = 6


def steering_page(programme, user, asked, today):
    """What the page shows: `asked` is the address's query, which names an area, a meeting or a day."""
    held = meetings_held(programme, today)
    since = since_of(asked, held, today)
    shown = _progress(programme, user, asked, since, today)
    remarks = with_about(programme, remarks_for(programme, user, "open"))
    return shown | {
        "nothing_new": [topic for topic in shown["topics"] if not topic.news],
        "today": today,
        "since": since,
        "meetings": held,
        "next": meetings.next_meeting(programme, today),
        "actions": meetings.open_actions(programme, user),
        "resolutions": meetings.decided_since(programme, since, today),
        "discussed": meetings.discussed(programme, today),
        "reports": report_news.to_read(programme, user),
        "comments": remarks[:COMMENTS_SHOWN],
        "open_comments": len(remarks),
    }


def _progress(programme, user, asked, since, today):
    catalogue = Catalogue(programme)
    headlines = list(catalogue.headlines.values())
    neighbourhoods = neighbourhoods_of(programme)
    places, areas = places_of_areas(programme, neighbourhoods), areas_to_choose(programme, neighbourhoods)
    evidence = _evidence(programme, catalogue, headlines, since)
    area, ground = chosen(asked.get("area"), areas), Ground(catalogue, places)
    stage = stage_ahead(programme)
    gate = checklist_of(stage, ground) if stage else None
    may_import = user.has_perm("neighbourhoods.import_areas", programme)
    gaps = gaps_of(programme, neighbourhoods, coverage_of(programme), evidence, may_import=may_import)
    return {
        "track": stage_track(programme, today),
        "answers": answers_of(programme, today, stage, gate, gaps),
        "stage": stage,
        "gate": gate,
        "gate_sections": sections_of(gate) if gate else [],
        "gaps": gaps,
        "areas": areas,
        "area": area,
        "tiles": goal_tiles(evidence, catalogue, area, programme, places[area]),
        "topics": [
            survey_news.surveys(programme, since),
            survey_news.verdicts(programme, since, evidence, headlines, areas, places),
            report_news.reports(programme, user, since),
            work_news.decisions(programme, since),
            work_news.milestones(programme, since),
            work_news.tasks(programme, since),
            kpi_news.kpis(programme, since, today, ground),
            risk_news.risks(programme, since),
            issue_news.issues(programme, since, today),
            group_news.groups(programme, since),
            comment_news.comments(programme, user, since),
        ],
    }


def _evidence(programme, catalogue, headlines, since):
    """The headlines' figures; registers also as they stood before the first day since."""
    codes = [indicator.code for indicator in headlines]
    frame = estimates_frame(programme, catalogue=catalogue, breakdown="all", also_on=since.before, indicator__in=codes)
    return Evidence(frame)
