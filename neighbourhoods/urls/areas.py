"""Addresses of the area pages, local intelligence and the team."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import area_files, intelligence, team

urlpatterns = [
    path("team/", team.team, name="team"),
    *paths_of(team.DEPLOYMENT, "team/deployments/", entries),
    path("neighbourhoods/<code:code>/intelligence/", intelligence.intelligence_new, name="intelligence-new"),
    path("area-files/", area_files.area_files, name="area-files"),
    path("area-files/<int:pk>/", area_files.area_file_detail, name="area-file-detail"),
    path("area-files/<int:pk>/import/", area_files.area_file_apply, name="area-file-apply"),
    path("area-files/<int:pk>/check/", area_files.area_file_check, name="area-file-check"),
    path("area-files/<int:pk>/cancel/", area_files.area_file_cancel, name="area-file-cancel"),
    path("area-files/<int:pk>/faults.csv", area_files.area_file_faults, name="area-file-faults"),
]
