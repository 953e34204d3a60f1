"""Addresses outside any one programme, and those of its people, contract, money, team, learning, risks and meetings."""

from django.urls import include, path

from commissioning.urls import contract, learning, meetings, money, risks, team
from commissioning.views import about, health, home, members, mine, programmes

app_name = "commissioning"
urlpatterns = [
    path("", home.home, name="home"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("glossary/", about.glossary, name="glossary"),
    path("health/", health.health, name="health"),
    path("programmes/new/", programmes.programme_new, name="programme-new"),
    path("programmes/<slug:slug>/settings/", programmes.programme_edit, name="programme-edit"),
    path("programmes/<slug:slug>/people/", members.member_list, name="member-list"),
    path("programmes/<slug:slug>/people/<int:pk>/", members.member_edit, name="member-edit"),
    path("programmes/<slug:slug>/people/<int:pk>/invite/", members.member_invite, name="member-invite"),
    path("programmes/<slug:slug>/people/<int:pk>/remove/", members.member_remove, name="member-remove"),
    path("programmes/<slug:slug>/mine/", mine.mine, name="mine"),
    path("programmes/<slug:slug>/contract/", include(contract)),
    path("programmes/<slug:slug>/money/", include(money)),
    path("programmes/<slug:slug>/team/", include(team)),
    path("programmes/<slug:slug>/learning/", include(learning)),
    path("programmes/<slug:slug>/risks/", include(risks)),
    path("programmes/<slug:slug>/meetings/", include(meetings)),
]
