"""Addresses of files of groups and grants, in and out."""

from django.urls import path

from neighbourhoods.views import register_files

urlpatterns = [
    path("register-files/", register_files.register_files, name="register-files"),
    path("register-files/<int:pk>/", register_files.register_file_detail, name="register-file-detail"),
    path("register-files/<int:pk>/import/", register_files.register_file_apply, name="register-file-apply"),
    path("register-files/<int:pk>/check/", register_files.register_file_check, name="register-file-check"),
    path("register-files/<int:pk>/cancel/", register_files.register_file_cancel, name="register-file-cancel"),
    path("register-files/<int:pk>/faults.csv", register_files.register_file_faults, name="register-file-faults"),
    path("register-files/<int:pk>/notes.csv", register_files.register_file_notes, name="register-file-notes"),
    path("register-files/groups.csv", register_files.groups_csv, name="groups-csv"),
    path("register-files/groups.xlsx", register_files.groups_xlsx, name="groups-xlsx"),
    path("register-files/grants.csv", register_files.grants_csv, name="grants-csv"),
    path("register-files/grants.json", register_files.grants_json, name="grants-json"),
]
