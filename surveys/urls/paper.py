"""Paper: the printed questionnaire, and keying what came back."""

from django.urls import path

from surveys.views import paper, printing

urlpatterns = [
    path("surveys/questionnaires/<int:pk>/questionnaire.pdf", printing.questionnaire_print, name="questionnaire-pdf"),
    path("surveys/waves/<int:pk>/paper/", paper.wave_paper, name="wave-paper"),
    path("surveys/waves/<int:pk>/paper/twice/", paper.paper_twice, name="paper-twice"),
    path("surveys/waves/<int:pk>/paper/forms.pdf", printing.paper_print, name="paper-print"),
    path("surveys/waves/<int:pk>/paper/<code:code>/key/", paper.paper_key, name="paper-key"),
    path("surveys/waves/<int:pk>/paper/<code:code>/<int:number>/", paper.paper_form, name="paper-form"),
    path(
        "surveys/waves/<int:pk>/paper/<code:code>/<int:number>/take-back/",
        paper.paper_take_back,
        name="paper-take-back",
    ),
]
