"""Addresses of the learning pages."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries, learning

urlpatterns = [
    path("", learning.learning, name="learning"),
    *paths_of(learning.SESSION, "sessions/", entries),
    *paths_of(learning.CLAUSE, "clauses/", entries),
]
