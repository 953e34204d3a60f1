"""Addresses outside any one programme, and those of its people."""

from django.urls import path

from commissioning.views import about, health, home, members

app_name = "commissioning"
urlpatterns = [
    path("", home.home, name="home"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("glossary/", about.glossary, name="glossary"),
    path("health/", health.health, name="health"),
    path("programmes/<slug:slug>/people/", members.member_list, name="member-list"),
    path("programmes/<slug:slug>/people/<int:pk>/", members.member_edit, name="member-edit"),
    path("programmes/<slug:slug>/people/<int:pk>/invite/", members.member_invite, name="member-invite"),
    path("programmes/<slug:slug>/people/<int:pk>/remove/", members.member_remove, name="member-remove"),
]
