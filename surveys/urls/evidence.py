"""Making a wave evidence: weights, the lock, and opening it again."""

from django.urls import path

from surveys.views import waves

urlpatterns = [
    path("surveys/waves/<int:pk>/weigh/", waves.wave_weigh, name="wave-weigh"),
    path("surveys/waves/<int:pk>/lock/", waves.wave_lock, name="wave-lock"),
]
