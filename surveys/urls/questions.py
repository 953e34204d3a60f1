"""The menu of questions, and questionnaires from draft to publication."""

from django.urls import path

from surveys.views import questionnaires, questions

urlpatterns = [
    path("surveys/questions/", questions.question_list, name="question-list"),
    path("surveys/questions/load/", questions.question_load, name="question-load"),
    path("surveys/questionnaires/", questionnaires.questionnaire_list, name="questionnaire-list"),
    path("surveys/questionnaires/new/", questionnaires.questionnaire_new, name="questionnaire-new"),
    path("surveys/questionnaires/<int:pk>/", questionnaires.questionnaire_detail, name="questionnaire-detail"),
    path(
        "surveys/questionnaires/<int:pk>/publish/",
        questionnaires.questionnaire_publish,
        name="questionnaire-publish",
    ),
    path(
        "surveys/questionnaires/<int:pk>/delete/",
        questionnaires.questionnaire_delete,
        name="questionnaire-delete",
    ),
]
