"""Official health statistics beside what changed in community life, over neighbourhoods."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from evaluation.health.page import COLUMNS, scatter_of, table_rows
from evaluation.health.pairs import HealthSelection, told_of
from evaluation.health.words import cautions, finding, left_out_words


@require_safe
def health(request, slug):
    """The scatter of an indicator's change against a statistic, with rho, and what rho is not."""
    page = HealthSelection(request.GET, programme_for(request, slug))
    context = {"page": page}
    if page.is_answerable:
        context |= {
            "finding": finding(page),
            "told": told_of(page),
            "left_out": left_out_words(page),
            "chart": scatter_of(page),
            "cautions": cautions(page),
        }
    return render(request, "evaluation/health.html", context)


@require_safe
def health_csv(request, slug):
    """The pairs of the same question as a file."""
    programme = programme_for(request, slug)
    page = HealthSelection(request.GET, programme)
    rows = table_rows(page) if page.is_answerable else []
    return csv_download(f"{programme.slug}-health.csv", COLUMNS, rows)
