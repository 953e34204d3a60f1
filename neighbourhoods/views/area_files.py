"""Official area files: uploaded, checked, looked at, imported or cancelled."""

import contextlib

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from neighbourhoods.actions.areas import (
    AlreadyImported,
    FileNotImportable,
    apply_area_file,
    check_area_file,
    discard_area_file,
    recheck_area_file,
)
from neighbourhoods.forms.areas import AreaFileForm
from neighbourhoods.models import AreaFile, PopulationGroup
from neighbourhoods.reading import Fault

ACT = "neighbourhoods.import_areas"
FAULTS_SHOWN = 100


@require_http_methods(["GET", "POST"])
def area_files(request, slug):
    """The files a programme has imported or is checking, and the form to upload another."""
    programme = programme_for(request, slug, ACT)
    form = AreaFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        area_file = _check(programme, form.cleaned_data, request.user)
        return redirect("neighbourhoods:area-file-detail", slug, area_file.pk)
    files = _files(programme).select_related("uploaded_by").defer("content", "faults")
    shown = {
        "form": form,
        "imported": [file for file in files if file.applied_at],
        "waiting": [file for file in files if not file.applied_at],
        "has_neighbourhoods": programme.neighbourhoods.exists(),
        "has_population": PopulationGroup.objects.filter(neighbourhood__programme=programme).exists(),
    }
    return render(request, "neighbourhoods/area_files.html", shown)


@require_GET
def area_file_detail(request, slug, pk):
    """What importing the file changes, or did, and what is wrong with it."""
    area_file = _file(request, slug, pk)
    shown = {
        "area_file": area_file,
        "faults": [Fault(*fault) for fault in area_file.faults[:FAULTS_SHOWN]],
        "fault_count": len(area_file.faults),
    }
    return render(request, "neighbourhoods/area_file_detail.html", shown)


@require_POST
def area_file_apply(request, slug, pk):
    area_file = _file(request, slug, pk)
    try:
        apply_area_file(area_file=area_file, by=request.user)
    except FileNotImportable as error:
        messages.error(request, str(error))
        _recheck(area_file, request.user)
    else:
        messages.success(request, f"{area_file} is imported.")
    return redirect("neighbourhoods:area-file-detail", slug, pk)


@require_POST
def area_file_check(request, slug, pk):
    _recheck(_file(request, slug, pk), request.user)
    return redirect("neighbourhoods:area-file-detail", slug, pk)


@require_POST
def area_file_cancel(request, slug, pk):
    area_file = _file(request, slug, pk)
    try:
        discard_area_file(area_file=area_file, by=request.user)
    except FileNotImportable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{area_file} is cancelled. Nothing was imported from it.")
    return redirect("neighbourhoods:area-files", slug)


@require_GET
def area_file_faults(request, slug, pk):
    """Every fault as CSV."""
    area_file = _file(request, slug, pk)
    return csv_download(f"faults-{area_file.pk}.csv", Fault._fields, area_file.faults)


def _files(programme):
    return AreaFile.objects.filter(programme=programme)


def _file(request, slug, pk):
    programme = programme_for(request, slug, ACT)
    return get_object_or_404(_files(programme).select_related("programme", "uploaded_by"), pk=pk)


def _check(programme, handed_in, by):
    file = handed_in["file"]
    return check_area_file(
        programme=programme,
        kind=handed_in["kind"],
        filename=file.name,
        content=file.read(),
        vintage=handed_in["vintage"],
        by=by,
    )


def _recheck(area_file, by):
    """Read a waiting file again; one that was imported meanwhile stays as it is."""
    with contextlib.suppress(AlreadyImported):
        recheck_area_file(area_file=area_file, by=by)
