"""Interviews on a phone, with or without a signal."""

urlpatterns = []
