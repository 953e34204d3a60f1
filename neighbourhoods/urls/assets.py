"""Addresses of assets, grant schemes, grants, projects and agencies."""

urlpatterns = []
