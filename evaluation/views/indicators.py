"""The indicators by goal, and the page of one with its downloads."""

from django.http import Http404
from django.shortcuts import render
from django.utils.text import slugify

from commissioning.access import programme_for
from commissioning.downloads import download
from evaluation import drawings
from evaluation.asked_words import asked_otherwise
from evaluation.catalogue import GOALS, Catalogue
from evaluation.exports import estimates_csv
from evaluation.findings import finding
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.indicator_page import breakdown, over_time, ranking, trend_drawing
from evaluation.indicator_selection import BREAKDOWN_LABELS, IndicatorSelection
from evaluation.kept_sums import waves_that_cannot_tell
from evaluation.place_maps import SHOWN, indicator_map
from evaluation.registers.counting import CONFIRMED_BY
from evaluation.registers.words import first_step
from evaluation.selection import Evidence, place_rows, standing
from neighbourhoods.models import RegisterConfirmation
from surveys.models import Question


def indicator_list(request, slug):
    programme = programme_for(request, slug)
    catalogue = Catalogue(programme)
    frame = estimates_frame(programme, catalogue=catalogue, area_kind="programme", breakdown="all")
    evidence = Evidence(frame)
    goals = [
        (number, title, [(i, _latest(evidence, i, programme)) for i in catalogue.of_goal(number)])
        for number, title in GOALS.items()
    ]
    return render(request, "evaluation/indicator_list.html", {"goals": goals})


def _latest(evidence, indicator, programme):
    rows = evidence.full_series(indicator.code, programme.slug)
    return figure_of(standing(rows), indicator) if rows else unmeasured(indicator)


def indicator_detail(request, slug, code):
    programme = programme_for(request, slug)
    page = IndicatorSelection(request.GET, programme, code)
    rows = place_rows(page.evidence, page.indicator, page.wave)
    whole_only = not page.indicator.is_of_places
    questions = _questions(programme, page.indicator)
    otherwise = asked_otherwise(page.wave_objects, questions)
    context = {
        "indicator": page.indicator,
        "goal": GOALS[page.indicator.goal],
        "page": page,
        "catalogue": page.catalogue,
        "goals": [(title, page.catalogue.of_goal(number)) for number, title in GOALS.items()],
        "finding": finding(page.figure, page.main.label, page.indicator.short),
        "time": over_time(programme, page.indicator, page.main, page.other, page.support_start),
        "ranked": None if whole_only else ranking(programme, page.indicator, rows, page.wave, page.supported),
        "map": None if whole_only else _map(programme, page, rows),
        "groups": breakdown(programme, page.evidence, page.indicator, page.main, page.wave, page.breakdown),
        "questions": questions,
        "asked_otherwise": otherwise,
        "reworded_here": [each for each in otherwise if each.wave.name == page.wave],
        "alternative": page.alternative,
        "bounds": page.main.bounds_words(page.wave, page.indicator),
        "waves": page.wave_objects,
        "breakdowns": BREAKDOWN_LABELS,
        "first_step": first_step(page.indicator.code),
        "confirmations": _confirmations(page),
        "ways": SHOWN,
        "cannot_tell": waves_that_cannot_tell(programme, page.indicator) if page.indicator.from_survey else [],
    }
    return render(request, "evaluation/indicator_detail.html", context)


def _confirmations(page):
    """The last confirmation, by the day shown, of the register behind a count, of each neighbourhood of the area."""
    register = CONFIRMED_BY.get(page.indicator.code, "groups")
    if page.indicator.from_survey or not register:
        return []
    rows = RegisterConfirmation.objects.filter(neighbourhood__in=page.places, register=register)
    if page.shown_on:
        rows = rows.filter(as_at__lte=page.shown_on)
    latest = {row.neighbourhood_id: row for row in rows.select_related("neighbourhood").order_by("as_at", "pk")}
    return sorted(latest.values(), key=lambda row: (row.neighbourhood.name, row.pk))


def _map(programme, page, rows):
    return indicator_map(programme, page.neighbourhoods, rows, page.indicator, show=page.show, wave=page.wave or "")


def estimates_file(request, slug):
    """Every published figure of the programme as CSV."""
    programme = programme_for(request, slug)
    return download(estimates_csv(programme), f"{programme.slug}-estimates.csv", "text/csv; charset=utf-8")


def indicator_csv(request, slug, code):
    programme = programme_for(request, slug)
    if code not in Catalogue(programme).readings:
        raise Http404("There is no such indicator.")
    text = estimates_csv(programme, indicator=code)
    return download(text, f"{programme.slug}-{slugify(code)}.csv", "text/csv; charset=utf-8")


def indicator_picture(request, slug, code, kind):
    """The chart over time as a file on white; `kind` is svg or png."""
    programme = programme_for(request, slug)
    page = IndicatorSelection(request.GET, programme, code)
    if not page.figure.shown:
        raise Http404("There is no figure to draw yet.")
    drawing = trend_drawing(page.indicator, page.main, page.other, page.support_start)
    title = finding(page.figure, page.main.label, page.indicator.short)
    draw, content = {
        "svg": (drawings.plain_svg, "image/svg+xml"),
        "png": (drawings.plain_png, "image/png"),
    }[kind]
    return download(draw(drawing, title), f"{programme.slug}-{slugify(code)}.{kind}", content)


def _questions(programme, indicator):
    found = Question.objects.open_to(programme).filter(code__in=indicator.questions)
    return sorted(found, key=lambda question: indicator.questions.index(question.code))
