"""Addresses of the survey pages below a programme, family by family. `answering` stands at the root."""

from surveys.urls import (
    evidence,
    imports,
    interviews,
    links,
    microdata,
    paper,
    questions,
    running,
    testimonies,
    waves,
    xlsforms,
)

app_name = "surveys"
urlpatterns = [
    *waves.urlpatterns,
    *evidence.urlpatterns,
    *questions.urlpatterns,
    *imports.urlpatterns,
    *links.urlpatterns,
    *interviews.urlpatterns,
    *paper.urlpatterns,
    *xlsforms.urlpatterns,
    *running.urlpatterns,
    *microdata.urlpatterns,
    *testimonies.urlpatterns,
]
