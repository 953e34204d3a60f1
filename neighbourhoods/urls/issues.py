"""Addresses of issues, replies, the agencies’ record and “You said, we did”."""

urlpatterns = []
