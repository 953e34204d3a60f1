"""Watching a wave: answers against targets, forecasts, quality checks."""

from django.urls import path

from surveys.views import quality, running

urlpatterns = [
    path("surveys/waves/<int:pk>/progress/", running.wave_progress, name="wave-progress"),
    path("surveys/waves/<int:pk>/quality/", quality.wave_quality, name="wave-quality"),
    path("surveys/waves/<int:pk>/quality/run/", quality.wave_check, name="wave-check"),
    path("surveys/flags/<int:pk>/", quality.flag_decide, name="flag-decide"),
]
