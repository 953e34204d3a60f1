"""The programme's money as a spreadsheet: handed out, and taken in after a check."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.actions.money_files import (
    MoneyFileRefused,
    OtherThanShown,
    apply_money_file,
    cancel_money_file,
    check_money_file,
    recheck_money_file,
)
from commissioning.downloads import CONTENT_TYPES, csv_download
from commissioning.forms.money import MoneyFileForm
from commissioning.ledger.reading import Fault
from commissioning.ledger.summary import summary_rows
from commissioning.ledger.writing import csv_rows, workbook_of
from commissioning.models import MoneyFile

ACT = "commissioning.keep_accounts"
SHOWN = 100


@require_safe
def money_workbook(request, slug):
    """Budget, payments, contributions and a summary in one workbook."""
    programme = programme_for(request, slug)
    today = timezone.localdate()
    response = HttpResponse(workbook_of(programme, summary_rows(programme, today)), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{programme.slug}-money-{today.isoformat()}.xlsx"'
    return response


@require_safe
def money_csv(request, slug, sheet):
    """One sheet as CSV."""
    programme = programme_for(request, slug)
    return csv_download(f"{programme.slug}-{sheet.name.lower()}.csv", *csv_rows(sheet, programme))


@require_http_methods(["GET", "POST"])
def money_files(request, slug):
    """The form to check a spreadsheet, and those that were checked or imported."""
    programme = programme_for(request, slug, ACT)
    form = MoneyFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        checked = check_money_file(programme=programme, filename=file.name, content=file.read(), by=request.user)
        if checked.applied_at:
            day = date_format(timezone.localdate(checked.applied_at))
            messages.info(request, f"This file was imported already, on {day}. Everything in it is here as it was.")
        return redirect("commissioning:money-file-detail", slug, checked.pk)
    files = MoneyFile.objects.filter(programme=programme).select_related("uploaded_by").defer("content", "changes")
    return render(request, "commissioning/money_files.html", {"form": form, "files": files})


@require_safe
def money_file_detail(request, slug, pk):
    """What importing the file does or did, row by row, and what is wrong with it."""
    money_file = _file(request, slug, pk)
    same = MoneyFile.objects.filter(programme=money_file.programme, sha256=money_file.sha256, applied_at__isnull=False)
    shown = {
        "money_file": money_file,
        "imported_before": same.exclude(pk=money_file.pk).defer("content", "changes").order_by("applied_at").first(),
        "faults": [Fault(*fault) for fault in money_file.faults[:SHOWN]],
        "fault_count": len(money_file.faults),
        "changes": money_file.changes[:SHOWN],
        "change_count": len(money_file.changes),
    }
    return render(request, "commissioning/money_file_detail.html", shown)


@require_POST
def money_file_apply(request, slug, pk):
    money_file = _file(request, slug, pk)
    try:
        apply_money_file(money_file=money_file, by=request.user)
    except OtherThanShown as error:
        messages.error(request, str(error))
        recheck_money_file(money_file=money_file, by=request.user)
    except MoneyFileRefused as error:
        messages.error(request, str(error))
        return _after_refusal(slug, money_file, request.user)
    else:
        messages.success(request, f"{money_file} is imported.")
    return redirect("commissioning:money-file-detail", slug, pk)


@require_POST
def money_file_check(request, slug, pk):
    money_file = _file(request, slug, pk)
    try:
        recheck_money_file(money_file=money_file, by=request.user)
    except MoneyFileRefused as error:
        messages.error(request, str(error))
    return redirect("commissioning:money-file-detail", slug, pk)


@require_POST
def money_file_cancel(request, slug, pk):
    money_file = _file(request, slug, pk)
    try:
        cancel_money_file(money_file=money_file, by=request.user)
    except MoneyFileRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{money_file} is cancelled. Nothing was imported from it.")
    return redirect("commissioning:money-files", slug)


@require_safe
def money_file_faults(request, slug, pk):
    """Every fault as CSV."""
    money_file = _file(request, slug, pk)
    return csv_download(f"faults-{money_file.pk}.csv", Fault._fields, money_file.faults)


def _after_refusal(slug, money_file, by):
    """The file with its faults as they are now; the list of files where it is gone or imported."""
    try:
        recheck_money_file(money_file=money_file, by=by)
    except MoneyFileRefused:
        return redirect("commissioning:money-files", slug)
    return redirect("commissioning:money-file-detail", slug, money_file.pk)


def _file(request, slug, pk):
    programme = programme_for(request, slug, ACT)
    files = MoneyFile.objects.filter(programme=programme).select_related("programme", "uploaded_by")
    return get_object_or_404(files, pk=pk)
