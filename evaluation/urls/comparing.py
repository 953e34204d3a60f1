"""Comparing: since when, with whom, with the country, and what the figures cannot show."""

urlpatterns = []
