"""Addresses of issues, replies, the agencies’ record and “You said, we did”."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import agency_record, issues, you_said

urlpatterns = [
    path("issues/", issues.issue_list, name="issue-list"),
    path("issues/issues.csv", issues.issue_csv, name="issue-csv"),
    path("issues/agencies/", agency_record.agency_record, name="agency-record"),
    path("issues/agencies/record.csv", agency_record.agency_record_csv, name="agency-record-csv"),
    *paths_of(issues.ISSUE, "issues/", entries, own_page=issues.issue_detail),
    path("issues/<int:pk>/put/", issues.issue_put, name="issue-put"),
    path("issues/<int:pk>/acknowledged/", issues.issue_acknowledge, name="issue-acknowledge"),
    path("issues/<int:pk>/outcome/", issues.issue_close, name="issue-close"),
    *paths_of(issues.REPLY, "issues/replies/", entries),
    path("neighbourhoods/<code:code>/you-said/", you_said.you_said, name="you-said"),
]
