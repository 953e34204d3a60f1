"""Addresses of the fieldwork diary, and of what works without a signal."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import fieldwork, offline

urlpatterns = [
    path("fieldwork/", fieldwork.today, name="fieldwork"),
    path("fieldwork/send/", offline.fieldwork_send, name="fieldwork-send"),
    path("visits/", fieldwork.visit_list, name="visit-list"),
    path("visits/visits.csv", fieldwork.visit_csv, name="visit-csv"),
    path("visits/<int:pk>/step-done/", fieldwork.visit_step_done, name="visit-step-done"),
    *paths_of(fieldwork.VISIT, "visits/", entries, own_page=fieldwork.visit_detail),
]
