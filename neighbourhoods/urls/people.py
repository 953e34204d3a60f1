"""Addresses of the registers’ rules and of requests about a person."""

from django.urls import path

from neighbourhoods.views import people, rules

urlpatterns = [
    path("registers/rules/", rules.register_rules, name="register-rules"),
    path("registers/people/", people.person_requests, name="person-requests"),
    path("registers/people/export/", people.person_export, name="person-export"),
    path("registers/people/erase/", people.person_erase, name="person-erase"),
]
