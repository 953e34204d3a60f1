"""Files of groups and grants: uploaded, checked, looked at, imported or cancelled; and the register handed out."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.downloads import CONTENT_TYPES, csv_download
from commissioning.ledger.writing import csv_cell
from commissioning.reading.faults import Fault
from neighbourhoods.actions.register_files import (
    RegisterFileRefused,
    apply_register_file,
    cancel_register_file,
    check_register_file,
    recheck_register_file,
)
from neighbourhoods.forms.register_files import RegisterFileForm
from neighbourhoods.models import CommunityGroup, Grant, RegisterFile
from neighbourhoods.register_files import group_writing, published
from neighbourhoods.register_files.plan import Change, Note

ACT = "neighbourhoods.import_registers"
SHOWN = 100
LISTS = ("faults", "changes", "notes")
LONG = ("content", *LISTS)


@require_http_methods(["GET", "POST"])
def register_files(request, slug):
    """The form to check a file, the files that were checked or imported, and the files to take away."""
    programme = programme_for(request, slug, ACT)
    form = RegisterFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        checked = _check(programme, form.cleaned_data, request.user)
        if checked.applied_at:
            day = date_format(timezone.localdate(checked.applied_at))
            messages.info(request, f"This file was imported already, on {day}. It would change nothing more.")
        return redirect("neighbourhoods:register-file-detail", slug, checked.pk)
    files = list(RegisterFile.objects.filter(programme=programme).select_related("uploaded_by").defer(*LONG))
    shown = {
        "form": form,
        "waiting": [file for file in files if not file.applied_at],
        "imported": [file for file in files if file.applied_at],
        "groups": CommunityGroup.objects.of(programme).standing().count(),
        "grants": Grant.objects.of(programme).count(),
    }
    return render(request, "neighbourhoods/register_files.html", shown)


@require_safe
def register_file_detail(request, slug, pk):
    """What importing the file does or did, what is wrong with it, and what to look at."""
    register_file = _file(request, slug, pk)
    shown = {"register_file": register_file, "counts": register_file.counts}
    for name, entry in zip(LISTS, (Fault, Change, Note), strict=True):
        rows = getattr(register_file, name)
        shown[name] = [entry(*row) for row in rows[:SHOWN]]
        shown[f"{name}_listed"] = len(rows)
    return render(request, "neighbourhoods/register_file_detail.html", shown)


@require_POST
def register_file_apply(request, slug, pk):
    register_file = _file(request, slug, pk)
    try:
        done = apply_register_file(register_file=register_file, by=request.user)
    except RegisterFileRefused as error:
        messages.error(request, str(error))
        return _checked_anew(register_file, request)
    faulty, unit = done.counts["faulty"], done.counts["unit"]
    count = f"1 {unit} was" if faulty == 1 else f"{faulty:,} {unit}s were"
    left = f" {count} left out because of faults, listed below." if faulty else ""
    messages.success(request, f"{done} is imported.{left}")
    return redirect("neighbourhoods:register-file-detail", slug, pk)


@require_POST
def register_file_check(request, slug, pk):
    return _checked_anew(_file(request, slug, pk), request)


@require_POST
def register_file_cancel(request, slug, pk):
    register_file = _file(request, slug, pk)
    try:
        cancel_register_file(register_file=register_file, by=request.user)
    except RegisterFileRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{register_file} is cancelled. Nothing was imported from it.")
    return redirect("neighbourhoods:register-files", slug)


@require_safe
def register_file_faults(request, slug, pk):
    """Every listed fault as CSV."""
    register_file = _file(request, slug, pk)
    return csv_download(f"faults-{register_file.pk}.csv", Fault._fields, register_file.faults)


@require_safe
def register_file_notes(request, slug, pk):
    """Every listed note as CSV."""
    register_file = _file(request, slug, pk)
    return csv_download(f"notes-{register_file.pk}.csv", ("row", "group or grant", "note"), register_file.notes)


@require_safe
def groups_csv(request, slug):
    """All groups in the layout that is read again."""
    programme = programme_for(request, slug)
    return csv_download(f"{programme.slug}-groups.csv", *group_writing.csv_rows(programme, request.user))


@require_safe
def groups_xlsx(request, slug):
    """All groups as a workbook that is read again."""
    programme = programme_for(request, slug)
    response = HttpResponse(group_writing.workbook_of(programme, request.user), content_type=CONTENT_TYPES["xlsx"])
    return _named(response, f"{programme.slug}-groups.xlsx")


@require_safe
def grants_csv(request, slug):
    """All grants with the titles of 360Giving."""
    programme = programme_for(request, slug)
    headings, rows = published.grant_rows(programme)
    return csv_download(f"{programme.slug}-grants.csv", headings, [[csv_cell(cell) for cell in row] for row in rows])


@require_safe
def grants_json(request, slug):
    """All grants as a 360Giving package."""
    programme = programme_for(request, slug)
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(published.package_of(programme), json_dumps_params=options)
    return _named(response, f"{programme.slug}-grants.json")


def _named(response, filename):
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _check(programme, cleaned, by):
    file = cleaned["file"]
    return check_register_file(
        programme=programme, kind=cleaned["kind"], filename=file.name, content=file.read(), by=by
    )


def _checked_anew(register_file, request):
    """The file as it would be now; the list of files where it is gone."""
    try:
        recheck_register_file(register_file=register_file, by=request.user)
    except RegisterFileRefused:
        if not RegisterFile.objects.filter(pk=register_file.pk).exists():
            return redirect("neighbourhoods:register-files", register_file.programme.slug)
    return redirect("neighbourhoods:register-file-detail", register_file.programme.slug, register_file.pk)


def _file(request, slug, pk):
    programme = programme_for(request, slug, ACT)
    files = RegisterFile.objects.filter(programme=programme).select_related("programme", "uploaded_by")
    return get_object_or_404(files, pk=pk)
