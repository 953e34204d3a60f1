"""Planning a survey before it is bought."""

from django.urls import path

from evaluation.views import planner

urlpatterns = [
    path("planner/", planner.planner, name="planner"),
]
