"""Addresses of the baseline checklist’s duties, register confirmations and the freeze."""

urlpatterns = []
