"""Addresses of the neighbourhoods room, below a programme, one module a page family."""

from neighbourhoods.urls import (
    areas,
    assets,
    baselines,
    directory,
    fieldwork,
    files,
    groups,
    issues,
    learning,
    links,
    people,
)

app_name = "neighbourhoods"
FAMILIES = (areas, directory, groups, links, assets, fieldwork, issues, learning, baselines, files, people)
urlpatterns = [path for family in FAMILIES for path in family.urlpatterns]
