"""Addresses of the registers’ rules and of requests about a person."""

urlpatterns = []
