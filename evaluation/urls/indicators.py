"""The indicators, and how they are computed."""

from django.urls import path

from evaluation.views import indicators, methods

urlpatterns = [
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/load/", methods.indicator_load, name="indicator-load"),
    path("indicators/<slug:code>/", indicators.indicator_detail, name="indicator-detail"),
    path("indicators/<slug:code>/estimates.csv", indicators.indicator_csv, name="indicator-csv"),
    path(
        "indicators/<slug:code>/selection.csv",
        indicators.selection_file,
        {"kind": "csv"},
        name="indicator-selection-csv",
    ),
    path(
        "indicators/<slug:code>/selection.xlsx",
        indicators.selection_file,
        {"kind": "xlsx"},
        name="indicator-selection-xlsx",
    ),
    path(
        "indicators/<slug:code>/chart.svg",
        indicators.indicator_picture,
        {"kind": "svg"},
        name="indicator-svg",
    ),
    path(
        "indicators/<slug:code>/chart.png",
        indicators.indicator_picture,
        {"kind": "png"},
        name="indicator-png",
    ),
    path("estimates.csv", indicators.estimates_file, name="estimates-csv"),
    path("methods/", methods.methods, name="methods"),
]
