"""Exploring indicators: the heat table, files of what was chosen."""

urlpatterns = []
