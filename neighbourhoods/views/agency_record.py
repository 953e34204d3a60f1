"""The agencies' record, side by side."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from neighbourhoods.issues.agency_record import FEW, SORTS, in_order, records_of
from neighbourhoods.models import RegisterRules

HEADINGS = {
    "name": "Agency",
    "put": "Put to it",
    "in_time": "Answered in time",
    "days": "Days to an answer",
    "changed": "A service changed",
    "declined": "Declined",
    "longest": "Waiting",
}
CSV_HEADINGS = (
    *("agency", "kind", "put_to_it", "acknowledged", "median_days_to_acknowledgement", "answered_in_time"),
    *("answers_due", "answered", "withdrawn_unanswered", "median_days_to_answer", "changed", "declined", "waiting"),
    "longest_days_waiting",
)


@require_safe
def agency_record(request, slug):
    """Every agency with what it was asked, in the order that ?sort= asks for, a minus before it for the other way."""
    programme = programme_for(request, slug)
    limit = RegisterRules.of_programme(programme).reply_days
    asked = request.GET.get("sort", "")
    sort, is_descending = asked.removeprefix("-"), asked.startswith("-")
    sort = sort if sort in SORTS else "name"
    records = in_order(records_of(programme, timezone.localdate(), limit), sort, is_descending)
    shown = {
        "records": [record for record in records if record.put],
        "idle": [record for record in records if not record.put],
        "columns": [_column(name, words, sort, is_descending) for name, words in HEADINGS.items()],
        "limit": limit,
        "few": FEW,
    }
    return render(request, "neighbourhoods/agency_record.html", shown)


@require_safe
def agency_record_csv(request, slug):
    """The same as CSV, by name."""
    programme = programme_for(request, slug)
    limit = RegisterRules.of_programme(programme).reply_days
    records = records_of(programme, timezone.localdate(), limit)
    return csv_download(f"{programme.slug}-agencies-record.csv", CSV_HEADINGS, map(_csv_row, records))


def _column(name, words, sort, is_descending):
    """(name, words, aria-sort, what ?sort= asks for next) of a column; numbers begin with the most."""
    is_sorted = name == sort
    order = ("descending" if is_descending else "ascending") if is_sorted else ""
    turned = not is_descending if is_sorted else name != "name"
    return name, words, order, f"-{name}" if turned else name


def _csv_row(record):
    blank_unknown = [
        *(record.agency.name, record.agency.get_kind_display(), record.put, record.acknowledged),
        *(record.acknowledged_days, record.in_time, record.due, record.answered, record.withdrawn),
        *(record.answer_days, record.changed, record.declined, record.waiting, record.longest),
    ]
    return ["" if cell is None else cell for cell in blank_unknown]
