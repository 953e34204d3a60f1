"""Addresses of the risk register."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries, risks

urlpatterns = [
    path("", risks.risk_list, name="risk-list"),
    *paths_of(risks.RISK, "", entries),
]
