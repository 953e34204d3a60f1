"""Addresses of the meetings pages."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries, meetings

urlpatterns = [
    path("", meetings.meeting_list, name="meeting-list"),
    *paths_of(meetings.MEETING, "", entries, own_page=meetings.meeting_detail),
    path("<int:pk>/people/", meetings.attendance_new, name="attendance-new"),
    path("<int:pk>/papers/", meetings.paper_new, name="paper-new"),
    *paths_of(meetings.ATTENDANCE, "people/", entries),
    *paths_of(meetings.PAPER, "papers/", entries),
    *paths_of(meetings.RESOLUTION, "decisions/", entries),
    *paths_of(meetings.ACTION, "actions/", entries),
    path("actions/<int:pk>/done/", meetings.action_close, name="action-close"),
    path("actions/<int:pk>/reopen/", meetings.action_reopen, name="action-reopen"),
]
