"""Waves: opened, looked at, put right and deleted."""

from django.urls import path

from surveys.views import waves

urlpatterns = [
    path("surveys/", waves.wave_list, name="wave-list"),
    path("surveys/waves/new/", waves.wave_new, name="wave-new"),
    path("surveys/waves/<int:pk>/", waves.wave_detail, name="wave-detail"),
    path("surveys/waves/<int:pk>/edit/", waves.wave_edit, name="wave-edit"),
    path("surveys/waves/<int:pk>/delete/", waves.wave_delete, name="wave-delete"),
]
