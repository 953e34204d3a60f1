"""The heat table of neighbourhoods and goals, and its files."""

from django.shortcuts import render

from commissioning.access import programme_for
from commissioning.downloads import CONTENT_TYPES, download
from evaluation.exploring.heat import SHOWN, Heat
from evaluation.exploring.heat_files import heat_csv, heat_xlsx


def heat_table(request, slug):
    programme = programme_for(request, slug)
    heat = Heat(request.GET, programme)
    return render(request, "evaluation/heat.html", {"heat": heat, "ways": SHOWN})


def heat_file(request, slug, kind):
    """The table as it was asked for, as CSV or XLSX."""
    programme = programme_for(request, slug)
    write = {"csv": heat_csv, "xlsx": heat_xlsx}[kind]
    return download(write(Heat(request.GET, programme)), f"{programme.slug}-heat-table.{kind}", CONTENT_TYPES[kind])
