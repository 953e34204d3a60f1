"""Interviews on a phone, with or without a signal."""

from django.urls import path

from surveys.views import interviews

urlpatterns = [
    path("surveys/waves/<int:pk>/interview/", interviews.wave_interview, name="wave-interview"),
    path("surveys/waves/<int:pk>/interview/send/", interviews.interview_send, name="interview-send"),
]
