"""Every address of the product. tests/access.py says who may open each."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("commissioning.urls")),
    path("programmes/<slug:slug>/", include("surveys.urls")),
    path("programmes/<slug:slug>/", include("neighbourhoods.urls")),
    path("programmes/<slug:slug>/", include("evaluation.urls")),
]
