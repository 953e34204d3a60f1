"""Addresses of the contract pages."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import conditions, entries, extensions, programmes, work

urlpatterns = [
    path("agree/", programmes.contract_agree, name="contract-agree"),
    path("stages/<int:pk>/edit/", entries.entry_detail, {"register": work.STAGE}, name="stage-edit"),
    path("tasks/<int:pk>/done/", work.task_done, name="task-done"),
    path("milestones/<int:pk>/met/", work.milestone_met, name="milestone-met"),
    *paths_of(work.TASK, "tasks/", entries),
    *paths_of(work.MILESTONE, "milestones/", entries),
    *paths_of(work.REPORT, "reports/", entries),
    path("<slug:kind>/<int:pk>/extend/", extensions.extend, name="extend"),
    path("conditions/<int:pk>/", conditions.condition_detail, name="condition-detail"),
]
