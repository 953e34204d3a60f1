"""Questionnaires to and from KoboToolbox and ODK."""

from django.urls import path

from surveys.views import xlsforms

urlpatterns = [
    path("surveys/questionnaires/<int:pk>/form.xlsx", xlsforms.questionnaire_xlsform, name="questionnaire-xlsform"),
    path("surveys/questions/load-form/", xlsforms.xlsform_load, name="xlsform-load"),
]
