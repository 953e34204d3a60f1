"""Addresses of the team's posts and appointments."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries, team

urlpatterns = [
    path("set-up/", team.team_set_up, name="team-set-up"),
    *paths_of(team.POST, "posts/", entries),
    *paths_of(team.APPOINTMENT, "appointments/", entries),
]
