"""Watching a wave: answers against targets, forecasts, quality checks."""

urlpatterns = []
