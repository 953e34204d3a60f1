"""Reports: written, handed in, reviewed, published."""

from django.urls import path

from commissioning.views import entries
from evaluation.views import editions, reports

EDITION = "reports/<int:pk>/<int:number>/"
urlpatterns = [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/new/", reports.report_new, name="report-new"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<int:pk>/edit/", entries.entry_detail, {"register": reports.REPORT}, name="report-edit"),
    path("reports/<int:pk>/remove/", entries.entry_remove, {"register": reports.REPORT}, name="report-remove"),
    path(EDITION, editions.edition_detail, name="edition-detail"),
    path(f"{EDITION}write/<slug:section>/", editions.edition_write, name="edition-write"),
    path(f"{EDITION}submit/", editions.edition_submit, name="edition-submit"),
    path(f"{EDITION}return/", editions.edition_step, {"name": "return"}, name="edition-return"),
    path(f"{EDITION}accept/", editions.edition_step, {"name": "accept"}, name="edition-accept"),
    path(f"{EDITION}publish/", editions.edition_step, {"name": "publish"}, name="edition-publish"),
    path(f"{EDITION}withdraw/", editions.edition_step, {"name": "withdraw"}, name="edition-withdraw"),
    path(f"{EDITION}new/", editions.edition_new, name="edition-new"),
    path(f"{EDITION}discard/", editions.edition_discard, name="edition-discard"),
    path(f"{EDITION}file/<slug:kind>/", editions.edition_file, name="edition-file"),
    path(f"{EDITION}files/", editions.edition_files, name="edition-files"),
    path(f"{EDITION}progress/", editions.edition_progress, name="edition-progress"),
]
