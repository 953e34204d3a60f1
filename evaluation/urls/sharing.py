"""Files of the whole programme, and keys for programs that read it."""

from django.urls import path

from evaluation.views import sharing

urlpatterns = [
    path("take-out/", sharing.take_out, name="take-out"),
    path("take-out/keys/", sharing.token_list, name="token-list"),
    path("take-out/keys/<int:pk>/end/", sharing.token_revoke, name="token-revoke"),
    path("take-out/<slug:kind>/make/", sharing.programme_file_make, name="programme-file-make"),
    path("take-out/whole.<slug:kind>", sharing.programme_file, name="programme-file"),
]
