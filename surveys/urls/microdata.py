"""Anonymised answers to take away, with their codebook."""

from django.urls import path

from surveys.views import microdata

urlpatterns = [
    path("surveys/waves/<int:pk>/answers/", microdata.wave_answers, name="wave-answers"),
    path("surveys/waves/<int:pk>/answers.csv", microdata.wave_answers_csv, name="wave-answers-csv"),
    path("surveys/waves/<int:pk>/answers.xlsx", microdata.wave_answers_xlsx, name="wave-answers-xlsx"),
    path("surveys/waves/<int:pk>/answers.sav", microdata.wave_answers_sav, name="wave-answers-sav"),
    path("surveys/waves/<int:pk>/codebook.csv", microdata.wave_codebook, name="wave-codebook"),
]
