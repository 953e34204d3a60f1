"""Addresses outside any one programme."""

from django.urls import path

from commissioning.views import about, health, home

app_name = "commissioning"
urlpatterns = [
    path("", home.home, name="home"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("glossary/", about.glossary, name="glossary"),
    path("health/", health.health, name="health"),
]
