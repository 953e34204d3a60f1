"""Addresses of the directory of groups, their profiles, contacts, links and merges."""

from django.urls import path

from neighbourhoods.views import groups

urlpatterns = [
    path("groups/", groups.group_list, name="group-list"),
    path("groups/<int:pk>/", groups.group_detail, name="group-detail"),
]
