"""The contract with its gates and KPIs, and the money."""

from django.urls import path

from evaluation.views import contract, gates, kpis, money

urlpatterns = [
    path("contract/", contract.contract, name="contract"),
    path("contract/stages/<int:number>/", contract.stage_detail, name="stage-detail"),
    path("contract/stages/<int:number>/gate/", gates.gate, name="gate"),
    path("contract/stages/<int:number>/gate/decide/", gates.gate_decide, name="gate-decide"),
    path("contract/stages/<int:number>/gate/waive/<slug:line>/", gates.waiver_new, name="waiver-new"),
    path("contract/stages/<int:number>/gate/waive/<slug:line>/remove/", gates.waiver_remove, name="waiver-remove"),
    path("contract/stages/<int:number>/decision/", gates.decision_detail, name="decision-detail"),
    path("contract/kpis/new/", kpis.kpi_new, name="kpi-new"),
    path("contract/kpis/<int:pk>/", kpis.kpi_detail, name="kpi-detail"),
    path("contract/kpis/<int:pk>/edit/", kpis.kpi_edit, name="kpi-edit"),
    path("contract/kpis/<int:pk>/explain/", kpis.kpi_explain, name="kpi-explain"),
    path("contract/kpis/<int:pk>/remove/", kpis.kpi_remove, name="kpi-remove"),
    path("money/", money.money, name="money"),
]
