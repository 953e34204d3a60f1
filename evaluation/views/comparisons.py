"""One indicator compared, as a page and as a file; and what the figures can and cannot show."""

from django.shortcuts import render
from django.utils.text import slugify

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from evaluation.catalogue import GOALS
from evaluation.comparing.csv_rows import COLUMNS, comparison_rows
from evaluation.comparing.page import Comparison
from evaluation.comparing.what_it_shows import what_figures_show


def comparison(request, slug, code):
    programme = programme_for(request, slug)
    page = Comparison(request.GET, programme, code)
    context = {
        "page": page,
        "indicator": page.indicator,
        "goal": GOALS[page.indicator.goal],
        "staggered": page.staggered_charts(),
        "national_charts": page.national_chart(),
    }
    return render(request, "evaluation/comparison.html", context)


def comparison_csv(request, slug, code):
    """The comparisons of the same choices as a file."""
    programme = programme_for(request, slug)
    page = Comparison(request.GET, programme, code)
    return csv_download(f"{programme.slug}-{slugify(code)}-compared.csv", COLUMNS, comparison_rows(page))


def what_it_shows(request, slug):
    programme = programme_for(request, slug)
    return render(request, "evaluation/comparison_what_it_shows.html", {"shows": what_figures_show(programme)})
