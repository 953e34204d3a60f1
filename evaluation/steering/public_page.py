"""What anybody reads of a programme: figures of locked waves, what came of issues, and reports that were published.

Nothing of it names a person, and no number of one to four people or issues of people stands on it.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Prefetch, Q

from evaluation import charts, drawings
from evaluation.catalogue import Catalogue
from evaluation.figures import Figure
from evaluation.findings import finding
from evaluation.frames import estimates_frame
from evaluation.made_once import made_once
from evaluation.models import Edition, EditionFile, PublicPage
from evaluation.places import neighbourhoods_of, summary_of
from evaluation.registers.counting import OF_CASES
from evaluation.selection import Evidence, areas_to_choose, places_of_areas
from evaluation.sparklines import sparkline
from evaluation.steering.public_issues import issue_counts
from evaluation.tiles import goal_tiles
from neighbourhoods.models import RegisterRules
from surveys.disclosure import is_few
from surveys.models import Wave

FIRST_GOAL = 1
REPORTS_SHOWN = 6
KINDS = (EditionFile.Kind.PDF, EditionFile.Kind.HTML)


@dataclass(frozen=True)
class PublicGoal:
    """A goal of the programme as anybody reads it, with the figure of each cohort in the order of `cohorts`."""

    number: int
    title: str
    figure: Figure
    points: tuple
    note: str
    cohorts: tuple[Figure, ...]

    @property
    def spark(self):
        return sparkline(self.points, baseline=self.figure.baseline)


def open_page_at(code):
    """The open PublicPage at an address: by the secret code, or by its programme's slug where it is public; or None."""
    by_code = Q(code=code) & ~Q(opened=PublicPage.Opened.CLOSED)
    by_slug = Q(programme__slug=code, opened=PublicPage.Opened.PUBLIC)
    return PublicPage.objects.filter(by_code | by_slug).select_related("programme").order_by("opened").first()


def full_address(page):
    """The whole web address of an open page, "" while it is closed."""
    return f"{settings.SITE_URL}{page.address}" if page.address else ""


def shown_of(page, today):
    """What the page shows on a day."""
    programme = page.programme
    neighbourhoods = neighbourhoods_of(programme)
    areas = areas_to_choose(programme, neighbourhoods)
    goals = _goals(programme, areas, neighbourhoods)
    return {
        "page": page,
        "code": programme.slug if page.opened == PublicPage.Opened.PUBLIC else page.code,
        "shown_programme": programme,
        "today": today,
        "where": summary_of(programme, neighbourhoods, today),
        "cohorts": [label for code, label in areas.items() if code != programme.slug],
        "goals": goals,
        "chart": _chart(programme, goals),
        "issues": issue_counts(programme, today),
        "reports": published_reports(programme)[:REPORTS_SHOWN],
        "directory": RegisterRules.of_programme(programme).directory_is_public,
        "survey_until": _survey_until(programme, today),
    }


def published_reports(programme):
    """The published edition of each report, the latest where there are several, with its files that may be read."""
    files = Prefetch("files", EditionFile.objects.filter(kind__in=KINDS).defer("content").order_by("-kind"))
    found = Edition.objects.of(programme).published().select_related("report__programme")
    found = found.without_content().prefetch_related(files)
    latest = {}
    for edition in found.order_by("report", "-number"):
        latest.setdefault(edition.report_id, edition)
    return sorted(latest.values(), key=lambda edition: (edition.as_at, edition.pk), reverse=True)


def file_of(page, pk, number, kind):
    """The issued file of a published edition that anybody may read, or None."""
    readable = Edition.objects.of(page.programme).published().filter(report__pk=pk, number=number)
    return EditionFile.objects.filter(edition__in=readable, kind=kind).first() if kind in KINDS else None


def _goals(programme, areas, neighbourhoods):
    catalogue, places = Catalogue(programme), places_of_areas(programme, neighbourhoods)
    codes = [indicator.code for indicator in catalogue.headlines.values()]
    evidence = Evidence(estimates_frame(programme, catalogue=catalogue, breakdown="all", indicator__in=codes))

    def tiles(code):
        found = goal_tiles(evidence, catalogue, code, programme, places.get(code, set()))
        return {tile.number: tile for tile in found}

    whole = tiles(programme.slug)
    cohorts = [tiles(code) for code in areas if code != programme.slug]
    return [_goal(tile, [each[number] for each in cohorts], evidence) for number, tile in whole.items()]


def _goal(tile, cohorts, evidence):
    figure = _guarded(tile, evidence)
    points = tile.points if figure is tile.figure else ()
    own = tuple(_guarded(each, evidence) for each in cohorts) if tile.indicator.is_of_places else ()
    return PublicGoal(tile.number, tile.title, figure, points, tile.note, own)


def _guarded(tile, evidence):
    """The figure of a tile, hidden where it is counted from a handful of people's issues."""
    if tile.indicator.code not in OF_CASES or not tile.figure.shown:
        return tile.figure
    rows = [row for row in evidence.rows if row.indicator == tile.indicator.code and row.wave == tile.figure.wave_label]
    few = any(is_few(row.n) for row in rows if row.estimate == tile.figure.estimate)
    return replace(tile.figure, suppressed=True) if few else tile.figure


def _chart(programme, goals):
    """The line of the first goal over time, as SVG with its title; None without a figure that may be shown."""
    goal = next((goal for goal in goals if goal.number == FIRST_GOAL), None)
    if goal is None or not goal.figure.shown or len(goal.points) < 2:
        return None
    parts = ("progress", goal.figure.code, tuple(goal.points))
    return made_once(lambda: _drawn(programme, goal), programme, *parts)


def _drawn(programme, goal):
    figure = goal.figure
    lines = [charts.TrendLine(label="", points=goal.points)]
    baseline = figure.baseline
    mark = charts.Mark(baseline, f"Baseline {figure.in_words(baseline)}") if baseline is not None else None
    drawing = charts.trend_figure(lines, baseline=mark, unit=figure.unit, width=charts.NARROW, height=230)
    title = finding(figure, programme.area_name, figure.name.lower())
    return drawings.page_svg(drawing, "progress-trend", title, f"{figure.words}. The same is in the first goal’s tile.")


def _survey_until(programme, today):
    """The last day of a survey that residents can answer today; None where none runs."""
    running = Wave.objects.filter(programme=programme, locked_at=None, starts_on__lte=today, ends_on__gte=today)
    running = running.filter(questionnaire__audience="residents")
    return running.order_by("-ends_on").values_list("ends_on", flat=True).first()
