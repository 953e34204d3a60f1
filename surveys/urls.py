"""Addresses of the survey pages, below a programme."""

from django.urls import path

from surveys.views import imports, questionnaires, questions, waves

app_name = "surveys"
urlpatterns = [
    path("surveys/", waves.wave_list, name="wave-list"),
    path("surveys/waves/new/", waves.wave_new, name="wave-new"),
    path("surveys/waves/<int:pk>/", waves.wave_detail, name="wave-detail"),
    path("surveys/waves/<int:pk>/edit/", waves.wave_edit, name="wave-edit"),
    path("surveys/waves/<int:pk>/delete/", waves.wave_delete, name="wave-delete"),
    path("surveys/waves/<int:pk>/weigh/", waves.wave_weigh, name="wave-weigh"),
    path("surveys/waves/<int:pk>/lock/", waves.wave_lock, name="wave-lock"),
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
    path("surveys/waves/<int:wave>/import/", imports.import_new, name="import-new"),
    path("surveys/imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("surveys/imports/<int:pk>/columns/", imports.import_columns, name="import-columns"),
    path("surveys/imports/<int:pk>/run/", imports.import_run, name="import-run"),
    path("surveys/imports/<int:pk>/take-back/", imports.import_take_back, name="import-take-back"),
    path("surveys/imports/<int:pk>/discard/", imports.import_discard, name="import-discard"),
    path("surveys/imports/<int:pk>/faults.csv", imports.import_faults, name="import-faults"),
    path("surveys/imports/<int:pk>/mapping.toml", imports.import_mapping, name="import-mapping"),
]
