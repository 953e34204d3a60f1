"""Addresses at the root of the site that a phone needs to open a page without a signal."""

from django.urls import path

from neighbourhoods.views import offline

urlpatterns = [
    path("sw.js", offline.service_worker, name="service-worker"),
    path("no-signal/", offline.no_signal, name="no-signal"),
]
