"""The overview, the neighbourhoods and their baselines."""

from django.urls import path

from evaluation.views import baselines, neighbourhoods, overview, priorities

urlpatterns = [
    path("", overview.programme_overview, name="programme-overview"),
    path("neighbourhoods/", neighbourhoods.neighbourhood_list, name="neighbourhood-list"),
    path("neighbourhoods/priorities/", priorities.priorities, name="priorities"),
    path("neighbourhoods/priorities/ranking.csv", priorities.priorities_csv, name="priorities-csv"),
    path("neighbourhoods/priorities/choose/", priorities.priority_choose, name="priority-choose"),
    path("neighbourhoods/<code:code>/", neighbourhoods.neighbourhood_detail, name="neighbourhood-detail"),
    path("neighbourhoods/<code:code>/baseline/", baselines.baseline, name="baseline"),
    path("neighbourhoods/<code:code>/baseline/freeze/", baselines.baseline_freeze, name="baseline-freeze"),
    path("neighbourhoods/<code:code>/baseline/<slug:part>/", baselines.baseline_confirm, name="baseline-confirm"),
]
