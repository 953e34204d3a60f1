"""Anonymised answers to take away, with their codebook."""

urlpatterns = []
