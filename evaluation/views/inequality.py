"""Who is reached and who is not: the page about groups, and its file."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from evaluation.inequality.drawing import group_charts
from evaluation.inequality.files import groups_csv
from evaluation.inequality.finding import in_no_group_words
from evaluation.inequality.overview import headline_gaps
from evaluation.inequality.selection import InequalitySelection


@require_safe
def inequality(request, slug):
    page = InequalitySelection(request.GET, programme_for(request, slug))
    context = {
        "page": page,
        "indicator": page.indicator,
        "table": page.table,
        "charts": group_charts(page),
        "in_no_group": in_no_group_words(page.table, page.by) if page.table else "",
        "overview": headline_gaps(page),
    }
    return render(request, "evaluation/inequality.html", context)


@require_safe
def inequality_csv(request, slug):
    return groups_csv(InequalitySelection(request.GET, programme_for(request, slug)))
