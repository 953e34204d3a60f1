"""Addresses inside one programme, a file for each family of pages. Fixed words come before codes of indicators."""

from evaluation.urls import (
    comparing,
    contract,
    exploring,
    health,
    indicators,
    inequality,
    overview,
    planner,
    reports,
    sharing,
    steering,
)

app_name = "evaluation"
urlpatterns = [
    *overview.urlpatterns,
    *contract.urlpatterns,
    *exploring.urlpatterns,
    *comparing.urlpatterns,
    *planner.urlpatterns,
    *inequality.urlpatterns,
    *health.urlpatterns,
    *indicators.urlpatterns,
    *reports.urlpatterns,
    *steering.urlpatterns,
    *sharing.urlpatterns,
]
