"""The indicators by goal, and the page of one with its downloads."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify

from commissioning.access import programme_for
from evaluation import drawings
from evaluation.catalogue import GOALS, Catalogue
from evaluation.exports import estimates_csv
from evaluation.findings import finding
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.indicator_page import area_series, breakdown, over_time, ranking, trend_drawing
from evaluation.place_maps import SHOWN, indicator_map
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, areas_to_choose, chosen, place_rows, places_of_areas
from surveys.models import Question

BREAKDOWN_LABELS = {"age": "Age", "sex": "Sex"}


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
    rows = evidence.series(indicator.code, programme.slug)
    return figure_of(rows[-1], indicator) if rows else unmeasured(indicator)


def indicator_detail(request, slug, code):
    programme = programme_for(request, slug)
    page = _Selection(request, programme, code)
    rows = place_rows(page.evidence, page.indicator, page.wave)
    whole_only = page.indicator.audience != "residents"
    drawn = indicator_map(programme, page.neighbourhoods, rows, page.indicator, show=page.show, wave=page.wave or "")
    context = {
        "indicator": page.indicator,
        "goal": GOALS[page.indicator.goal],
        "page": page,
        "catalogue": page.catalogue,
        "goals": [(title, page.catalogue.of_goal(number)) for number, title in GOALS.items()],
        "finding": finding(page.figure, page.main.label, page.indicator.short),
        "time": over_time(programme, page.indicator, page.main, page.other, page.support_start),
        "ranked": None if whole_only else ranking(programme, page.indicator, rows, page.wave, page.supported),
        "map": None if whole_only else drawn,
        "groups": breakdown(programme, page.evidence, page.indicator, page.main, page.wave, page.breakdown),
        "questions": _questions(programme, page.indicator),
        "alternative": page.alternative,
        "bounds": page.main.bounds_words(page.wave, page.indicator),
        "waves": page.wave_objects,
        "breakdowns": BREAKDOWN_LABELS,
        "ways": SHOWN,
    }
    return render(request, "evaluation/indicator_detail.html", context)


def estimates_file(request, slug):
    """Every published figure of the programme as CSV."""
    programme = programme_for(request, slug)
    return _download(estimates_csv(programme), "text/csv; charset=utf-8", f"{programme.slug}-estimates.csv")


def indicator_csv(request, slug, code):
    programme = programme_for(request, slug)
    if code not in Catalogue(programme):
        raise Http404("There is no such indicator.")
    text = estimates_csv(programme, indicator=code)
    return _download(text, "text/csv; charset=utf-8", f"{programme.slug}-{slugify(code)}.csv")


def _download(content, content_type, filename):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def indicator_picture(request, slug, code, kind):
    """The chart over time as a file on white; `kind` is svg or png."""
    programme = programme_for(request, slug)
    page = _Selection(request, programme, code)
    if not page.figure.shown:
        raise Http404("There is no figure to draw yet.")
    drawing = trend_drawing(page.indicator, page.main, page.other, page.support_start)
    title = finding(page.figure, page.main.label, page.indicator.short)
    draw, content = {
        "svg": (drawings.plain_svg, "image/svg+xml"),
        "png": (drawings.plain_png, "image/png"),
    }[kind]
    return _download(draw(drawing, title), content, f"{programme.slug}-{slugify(code)}.{kind}")


class _Selection:
    """What the visitor chose on an indicator's page, each choice valid, with the frame it is answered from."""

    def __init__(self, request, programme, code):
        asked = request.GET
        self.programme, self.catalogue = programme, Catalogue(programme)
        if code not in self.catalogue:
            raise Http404("There is no such indicator.")
        self.indicator = self.catalogue[code]
        codes = [code, f"{code}-dk"] if self.indicator.alternative else [code]
        self.evidence = Evidence(estimates_frame(programme, catalogue=self.catalogue, indicator__in=codes))
        self.neighbourhoods = neighbourhoods_of(programme)
        self.waves = self.evidence.waves(code)
        self.wave = chosen(asked.get("wave"), self.waves)
        self.areas = self._areas()
        self.area = chosen(asked.get("area"), self.areas)
        self.main = self._series(self.area, self.areas[self.area])
        self.compare = asked.get("compare", "") if asked.get("compare") in self.comparable else ""
        self.other = self._other()
        self.figure = self.main.at(self.wave) or unmeasured(self.indicator)
        self.breakdown = chosen(asked.get("breakdown"), BREAKDOWN_LABELS)
        self.show = chosen(asked.get("show"), SHOWN)

    def _series(self, code, label):
        places = places_of_areas(self.programme, self.neighbourhoods).get(code, set())
        return area_series(self.evidence, self.indicator, code, label, places)

    def _areas(self):
        """Pooled areas first, then every neighbourhood; organisations are judged for the whole programme only."""
        whole = {self.programme.slug: "Whole programme"}
        if self.indicator.audience != "residents":
            return whole
        pooled = areas_to_choose(self.programme, self.neighbourhoods)
        return pooled | {n.code: n.name for n in self.neighbourhoods}

    @property
    def comparable(self):
        """Areas to draw beside the chosen one: every cohort, started or not, and the programme."""
        cohorts = {n.cohort.area_code: str(n.cohort) for n in self.neighbourhoods if n.cohort}
        every = dict(sorted(cohorts.items())) | {self.programme.slug: "Whole programme"}
        return {code: label for code, label in every.items() if code != self.area}

    def _other(self):
        if not self.compare:
            return None
        return self._series(self.compare, self.comparable[self.compare])

    @property
    def supported(self):
        today = timezone.localdate()
        return {n.code for n in self.neighbourhoods if n.cohort and n.cohort.support_on(today) != "not started"}

    @property
    def support_start(self):
        """When support started in the chosen area; None where it has not, or for the programme as a whole."""
        for neighbourhood in self.neighbourhoods:
            cohort = neighbourhood.cohort
            if cohort and self.area in (cohort.area_code, neighbourhood.code):
                return cohort.support_starts_on
        return None

    @property
    def weights_words(self):
        """How the answers of the chosen wave were weighted, and what that cost in precision."""
        wave = next((wave for wave in self.wave_objects if wave.name == self.wave), None)
        row = next((row for row in self.main.rows if row.wave == self.wave), None)
        if wave is None:
            return ""
        effect = f" Design effect {row.deff:.2f}." if row and row.deff == row.deff else ""
        return f"{wave.get_weighting_display()}; larger areas count each neighbourhood by its residents.{effect}"

    @property
    def alternative(self):
        """The indicator's other reading for the whole programme, where it has one."""
        other = self.indicator.as_alternative()
        rows = self.evidence.series(other.code, self.programme.slug) if other else []
        return figure_of(rows[-1], other) if rows else None

    @cached_property
    def wave_objects(self):
        """The waves behind the figures, the latest first."""
        names = list(self.waves)
        found = self.programme.waves.filter(name__in=names).select_related("locked_by", "questionnaire")
        return sorted(found, key=lambda wave: wave.starts_on, reverse=True)


def _questions(programme, indicator):
    found = Question.objects.open_to(programme).filter(code__in=indicator.questions)
    return sorted(found, key=lambda question: indicator.questions.index(question.code))
