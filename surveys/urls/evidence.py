"""Making a wave evidence: weights, the lock, opening it again, and how long single answers are kept."""

from django.urls import path

from surveys.views import evidence, retention, unlocking

urlpatterns = [
    path("surveys/waves/<int:pk>/weights/", evidence.wave_weights, name="wave-weights"),
    path("surveys/waves/<int:pk>/weigh/", evidence.wave_weigh, name="wave-weigh"),
    path("surveys/waves/<int:pk>/residents/", evidence.wave_margins, name="wave-margins"),
    path("surveys/samples/<int:pk>/residents/", evidence.sample_margins, name="sample-margins"),
    path("surveys/samples/<int:pk>/residents/remove/", evidence.sample_margins_remove, name="sample-margins-remove"),
    path("surveys/waves/<int:pk>/lock/", evidence.wave_lock, name="wave-lock"),
    path("surveys/waves/<int:wave>/unlock/", unlocking.unlock_ask, name="unlock-ask"),
    path("surveys/unlocking/<int:pk>/", unlocking.unlock_answer, name="unlock-answer"),
    path("surveys/unlocking/<int:pk>/withdraw/", unlocking.unlock_withdraw, name="unlock-withdraw"),
    path("surveys/waves/<int:pk>/retention/", retention.wave_retention, name="wave-retention"),
    path("surveys/waves/<int:pk>/destroy-answers/", retention.answers_destroy, name="wave-answers-destroy"),
]
