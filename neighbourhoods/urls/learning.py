"""Addresses of unintended effects, case studies, steps of a method and the anchors discussion."""

urlpatterns = []
