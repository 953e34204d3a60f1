"""Exploring indicators: the heat table of neighbourhoods and goals."""

from django.urls import path

from evaluation.views import exploring

urlpatterns = [
    path("indicators/heat/", exploring.heat_table, name="heat"),
    path("indicators/heat/figures.csv", exploring.heat_file, {"kind": "csv"}, name="heat-csv"),
    path("indicators/heat/table.xlsx", exploring.heat_file, {"kind": "xlsx"}, name="heat-xlsx"),
]
