"""Official health statistics, beside what changed."""

from django.urls import path

from evaluation.views import health

urlpatterns = [
    path("health/", health.health, name="health"),
    path("health/figures.csv", health.health_csv, name="health-csv"),
]
