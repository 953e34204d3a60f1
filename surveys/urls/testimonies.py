"""What agencies and others said in words."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from surveys.views import testimonies

urlpatterns = [
    path("surveys/testimonies/", testimonies.testimony_list, name="testimony-list"),
    path("surveys/testimonies/written/", testimonies.testimony_written, name="testimony-written"),
    *paths_of(testimonies.TESTIMONY, "surveys/testimonies/", entries),
]
