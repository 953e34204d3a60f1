"""The page of a programme for people without an account. Outside any programme's address."""

from django.urls import path

from evaluation.views import progress

urlpatterns = [
    path("<slug:code>/", progress.progress, name="progress"),
    path(
        "<slug:code>/reports/<int:pk>/<int:number>/<slug:kind>/",
        progress.progress_report,
        name="progress-report",
    ),
]
