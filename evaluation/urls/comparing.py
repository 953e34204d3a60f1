"""Comparing: since when, with whom, with the country, and what the figures cannot show."""

from django.urls import path

from evaluation.views import comparisons

urlpatterns = [
    path("indicators/<slug:code>/compare/", comparisons.comparison, name="comparison"),
    path("indicators/<slug:code>/compare.csv", comparisons.comparison_csv, name="comparison-csv"),
    path("what-the-figures-show/", comparisons.what_it_shows, name="what-it-shows"),
]
