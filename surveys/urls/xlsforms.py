"""Questionnaires to and from KoboToolbox and ODK."""

urlpatterns = []
