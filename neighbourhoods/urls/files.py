"""Addresses of files of groups and grants, in and out."""

urlpatterns = []
