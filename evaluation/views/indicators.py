"""The indicators by goal, and the page of one with its downloads."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from commissioning.access import programme_for
from commissioning.downloads import CONTENT_TYPES, download
from evaluation.asked_words import asked_otherwise
from evaluation.breakdowns import SEX_AND_AGE
from evaluation.catalogue import GOALS, Catalogue
from evaluation.exploring.selection_files import PICTURES, picture, selection_csv, selection_xlsx
from evaluation.exports import estimates_csv
from evaluation.findings import finding
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.indicator_page import breakdown, over_time, ranking
from evaluation.indicator_selection import MOST_COMPARED, IndicatorSelection
from evaluation.kept_sums import waves_that_cannot_tell
from evaluation.place_maps import SHOWN, indicator_map
from evaluation.registers.counting import CONFIRMED_BY
from evaluation.registers.words import first_step
from evaluation.selection import Evidence, chosen, place_rows, standing
from evaluation.steering.comments import comments_of
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
    wanted = request.GET.get("indicator", code)
    if wanted != code and wanted in Catalogue(programme):
        return redirect(f"{reverse('evaluation:indicator-detail', args=[slug, wanted])}?{_without_indicator(request)}")
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
        "time": over_time(programme, page.indicator, page.main, page.others, page.support_start),
        "ranked": None if whole_only else ranking(programme, page.indicator, rows, page.wave, page.supported),
        "map": None if whole_only else _map(programme, page, rows),
        "groups": breakdown(page),
        "questions": questions,
        "asked_otherwise": otherwise,
        "reworded_here": [each for each in otherwise if each.wave.name == page.wave],
        "alternative": page.alternative,
        "bounds": page.main.bounds_words(page.wave, page.indicator),
        "waves": page.wave_objects,
        "questions_to_break_down_by": {code: words for code, words in page.ways.items() if code not in SEX_AND_AGE},
        "most_compared": MOST_COMPARED,
        "first_step": first_step(page.indicator.code),
        "confirmations": _confirmations(page),
        "ways": SHOWN,
        "comments": comments_of(programme, indicator=page.indicator.code),
        "about": f"indicator={page.indicator.code}",
        "cannot_tell": waves_that_cannot_tell(programme, page.indicator) if page.indicator.from_survey else [],
    }
    return render(request, "evaluation/indicator_detail.html", context)


def _without_indicator(request):
    """What else was chosen, for the page of another indicator."""
    query = request.GET.copy()
    query.pop("indicator")
    return query.urlencode()


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
    return download(estimates_csv(programme), f"{programme.slug}-estimates.csv", CONTENT_TYPES["csv"])


def indicator_csv(request, slug, code):
    programme = programme_for(request, slug)
    if code not in Catalogue(programme).readings:
        raise Http404("There is no such indicator.")
    text = estimates_csv(programme, indicator=code)
    return download(text, f"{programme.slug}-{slugify(code)}.csv", CONTENT_TYPES["csv"])


def selection_file(request, slug, code, kind):
    """What is chosen on the page of an indicator, as CSV or XLSX."""
    programme = programme_for(request, slug)
    page = IndicatorSelection(request.GET, programme, code)
    write = {"csv": selection_csv, "xlsx": selection_xlsx}[kind]
    return download(write(page), f"{programme.slug}-{slugify(code)}-selection.{kind}", CONTENT_TYPES[kind])


def indicator_picture(request, slug, code, kind):
    """A chart of the page as a file on white, that over time unless `of` names another; `kind` is svg or png."""
    programme = programme_for(request, slug)
    page = IndicatorSelection(request.GET, programme, code)
    which = chosen(request.GET.get("of"), PICTURES)
    name = slugify(code) if which == "time" else f"{slugify(code)}-{which}"
    return download(picture(page, kind, which), f"{programme.slug}-{name}.{kind}", CONTENT_TYPES[kind])


def _questions(programme, indicator):
    found = Question.objects.open_to(programme).filter(code__in=indicator.questions)
    return sorted(found, key=lambda question: indicator.questions.index(question.code))
