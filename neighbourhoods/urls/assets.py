"""Addresses of assets, grant schemes, grants, projects and the mix of ways of working."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import assets, grants, projects

urlpatterns = [
    path("assets/", assets.asset_list, name="asset-list"),
    path("assets/assets.csv", assets.asset_csv, name="asset-csv"),
    *paths_of(assets.ASSET, "assets/", entries),
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/schemes/", grants.scheme_list, name="scheme-list"),
    *paths_of(grants.SCHEME, "grants/schemes/", entries),
    *paths_of(grants.GRANT, "grants/", entries),
    path("projects/", projects.project_list, name="project-list"),
    path("projects/ways-of-working/", projects.approach_mix, name="approaches"),
    *paths_of(projects.PROJECT, "projects/", entries),
]
