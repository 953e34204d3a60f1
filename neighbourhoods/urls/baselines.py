"""Addresses of the baseline checklist’s duties and of register confirmations. It is frozen in the evaluation room."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import baselines

urlpatterns = [
    path("neighbourhoods/<code:code>/baseline-duties/", baselines.baseline_duties, name="baseline-duties"),
    *paths_of(baselines.CONFIRMATION, "confirmations/", entries),
]
