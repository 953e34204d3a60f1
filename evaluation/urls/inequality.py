"""Who is active and who is not, by group."""

from django.urls import path

from evaluation.views import inequality

urlpatterns = [
    path("inequality/", inequality.inequality, name="inequality"),
    path("inequality/groups.csv", inequality.inequality_csv, name="inequality-csv"),
]
