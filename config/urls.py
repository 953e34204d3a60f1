"""Every address of the product. tests/access.py says who may open each."""

from django.urls import include, path

from accounts.views import addresses
from evaluation.api import endpoints

urlpatterns = [
    # Ahead of the library's: its pages would let people give themselves an address that is not theirs.
    path("accounts/email/", addresses.address, name="account_email"),
    path("accounts/confirm-email/", addresses.confirm_address, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", addresses.confirm_address, name="account_confirm_email"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("commissioning.urls")),
    path("", include("neighbourhoods.urls.phone")),
    path("answer/", include("surveys.urls.answering")),
    path("api/v1/", endpoints.urls),
    path("progress/", include("evaluation.urls.progress")),
    path("programmes/<slug:slug>/", include("surveys.urls")),
    path("programmes/<slug:slug>/", include("neighbourhoods.urls")),
    path("programmes/<slug:slug>/", include("evaluation.urls")),
]
