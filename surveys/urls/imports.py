"""Files of answers, from upload to result."""

from django.urls import path

from surveys.views import imports

urlpatterns = [
    path("surveys/waves/<int:wave>/import/", imports.import_new, name="import-new"),
    path("surveys/imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("surveys/imports/<int:pk>/columns/", imports.import_columns, name="import-columns"),
    path("surveys/imports/<int:pk>/run/", imports.import_run, name="import-run"),
    path("surveys/imports/<int:pk>/take-back/", imports.import_take_back, name="import-take-back"),
    path("surveys/imports/<int:pk>/discard/", imports.import_discard, name="import-discard"),
    path("surveys/imports/<int:pk>/faults.csv", imports.import_faults, name="import-faults"),
    path("surveys/imports/<int:pk>/mapping.toml", imports.import_mapping, name="import-mapping"),
]
