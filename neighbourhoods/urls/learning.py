"""Addresses of unintended effects, case studies, steps of a method and the anchors discussion."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import case_studies, discussions, effects, methods

urlpatterns = [
    path("effects/", effects.effect_list, name="effect-list"),
    *paths_of(effects.EFFECT, "effects/", entries),
    path("case-studies/", case_studies.case_study_list, name="case-study-list"),
    *paths_of(case_studies.CASE_STUDY, "case-studies/", entries, own_page=case_studies.case_study_detail),
    path("methods-of-work/", methods.method_list, name="method-list"),
    *paths_of(methods.STEP, "methods-of-work/steps/", entries),
    path("methods-of-work/<slug:method>/", methods.method, name="method"),
    path("methods-of-work/<slug:method>/<code:code>/", methods.method_place, name="method-place"),
    path("meetings/anchors/", discussions.discussion_list, name="discussion-list"),
    path("meetings/anchors/agenda/", discussions.discussion_agenda, name="discussion-agenda"),
    *paths_of(discussions.DISCUSSION, "meetings/anchors/", entries, own_page=discussions.discussion_detail),
]
