"""The menu of questions, and questionnaires from draft to publication."""

from django.urls import path

from surveys.views import drafting, pilots, questionnaires, questions, translations

ONE = "surveys/questionnaires/<int:pk>/"
ITEM = f"{ONE}questions/<str:code>/"
LANGUAGE = f"{ONE}languages/<str:language>/"

urlpatterns = [
    path("surveys/questions/", questions.question_list, name="question-list"),
    path("surveys/questions/load/", questions.question_load, name="question-load"),
    path("surveys/questions/new/", questions.question_new, name="question-new"),
    path("surveys/questions/<int:pk>/", questions.question_edit, name="question-edit"),
    path("surveys/questionnaires/", questionnaires.questionnaire_list, name="questionnaire-list"),
    path("surveys/questionnaires/new/", questionnaires.questionnaire_new, name="questionnaire-new"),
    path("surveys/questionnaires/indicators/", drafting.questionnaire_indicators, name="questionnaire-indicators"),
    path(ONE, questionnaires.questionnaire_detail, name="questionnaire-detail"),
    path(f"{ONE}pilot/", pilots.questionnaire_pilot, name="questionnaire-pilot"),
    path(f"{ONE}pilot/open/", pilots.pilot_open, name="pilot-open"),
    path(f"{ONE}pilot/close/", pilots.pilot_close, name="pilot-close"),
    path(f"{ONE}pilot/discard/", pilots.pilot_discard, name="pilot-discard"),
    path(f"{ONE}preview/", questionnaires.questionnaire_preview, name="questionnaire-preview"),
    path(f"{ONE}next/", questionnaires.questionnaire_next, name="questionnaire-next"),
    path(f"{ONE}publish/", questionnaires.questionnaire_publish, name="questionnaire-publish"),
    path(f"{ONE}delete/", questionnaires.questionnaire_delete, name="questionnaire-delete"),
    path(f"{ONE}edit/", drafting.questionnaire_edit, name="questionnaire-edit"),
    path(f"{ONE}pick/", drafting.questionnaire_pick, name="questionnaire-pick"),
    path(f"{ONE}words/", drafting.questionnaire_words, name="questionnaire-words"),
    path(ITEM, drafting.questionnaire_item, name="questionnaire-item"),
    path(f"{ITEM}move/", drafting.questionnaire_move, name="questionnaire-move"),
    path(f"{ITEM}remove/", drafting.questionnaire_remove, name="questionnaire-remove"),
    path(f"{ITEM}route/", drafting.questionnaire_route, name="questionnaire-route"),
    path(f"{ITEM}as-menu/", drafting.questionnaire_as_menu, name="questionnaire-as-menu"),
    path(f"{ONE}languages/", translations.questionnaire_languages, name="questionnaire-languages"),
    path(LANGUAGE, translations.questionnaire_translate, name="questionnaire-translate"),
    path(f"{LANGUAGE}texts.csv", translations.questionnaire_translation_csv, name="questionnaire-translation-csv"),
    path(f"{LANGUAGE}load/", translations.questionnaire_translation_load, name="questionnaire-translation-load"),
]
