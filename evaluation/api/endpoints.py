"""The addresses of the API, below /api/v1/. All of them are read with GET, and show what members may see at most."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from ninja import NinjaAPI, Query
from ninja.errors import HttpError
from ninja.pagination import paginate

from commissioning.calendar import month_start
from commissioning.downloads import CONTENT_TYPES
from evaluation.api.keys import ByKey, PerKey
from evaluation.api.paging import Pages
from evaluation.api.schemas import (
    CountsWanted,
    EstimatesWanted,
    FigureOut,
    IndicatorOut,
    NeighbourhoodOut,
    Problem,
    ProgrammeOut,
    ReportOut,
    WaveOut,
)
from evaluation.catalogue import Catalogue
from evaluation.models import EditionFile
from evaluation.places import neighbourhoods_of
from evaluation.sharing.figures import FigureRows
from evaluation.sharing.issued import issued_file, published_editions

REFUSALS = {401: Problem, 404: Problem, 422: Problem, 429: Problem}
api = NinjaAPI(
    title="Foothold",
    version="1",
    description="Published figures, counts from the registers and reports of one programme, for programs that hold a "
    "key of it. Read only. Shares are in percent, changes of shares in percentage points.",
    urls_namespace="api",
    auth=ByKey(),
    throttle=PerKey(),
    docs_url=None,
)


@api.exception_handler(Http404)
def nothing_there(request, error):
    """What is not there, and what belongs to another programme, are answered alike."""
    return api.create_response(request, {"detail": "Nothing is there."}, status=404)


@api.get("/programme", response={200: ProgrammeOut} | REFUSALS, url_name="programme", summary="The programme")
def programme(request):
    """What the key opens, and the versions that tell whether anything changed since the last reading."""
    found, today = request.auth.programme, timezone.localdate()
    stage = found.stage_on(today)
    names = ("slug", "name", "area_name", "starts_on", "is_fictional", "evidence_version", "register_version")
    told = {name: getattr(found, name) for name in names}
    return told | {"month": found.month_on(today), "stage": stage.number if stage else None}


@api.get(
    "/neighbourhoods",
    response={200: list[NeighbourhoodOut]} | REFUSALS,
    url_name="neighbourhoods",
    summary="Neighbourhoods and their cohorts",
)
def neighbourhoods(request):
    """Every neighbourhood of the programme, by name."""
    found = request.auth.programme
    return [
        {
            "code": place.code,
            "name": place.name,
            "vintage": place.vintage,
            "cohort": place.cohort.number if place.cohort else None,
            "support_starts_on": month_start(found.starts_on, place.cohort.starts_in_month) if place.cohort else None,
            "residents": place.residents,
        }
        for place in neighbourhoods_of(found)
    ]


@api.get(
    "/indicators",
    response={200: list[IndicatorOut]} | REFUSALS,
    url_name="indicators",
    summary="How each indicator is defined",
)
def indicators(request):
    """Every indicator of the programme by goal, its own ones among them."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "goal": one.goal,
            "headline": one.headline,
            "unit": one.unit,
            "direction": one.direction,
            "source": one.audience,
            "counted": one.counted,
            "out_of": one.out_of,
            "questions": list(one.questions),
            "notes": one.notes,
        }
        for one in Catalogue(request.auth.programme).readings.values()
    ]


@api.get("/waves", response={200: list[WaveOut]} | REFUSALS, url_name="waves", summary="Locked survey waves")
def waves(request):
    """Waves whose figures are published, the latest first. Those that are not locked yet are not listed."""
    found = request.auth.programme.waves.filter(locked_at__isnull=False).select_related("questionnaire")
    return [_wave(wave) for wave in found.prefetch_related("samples__neighbourhood").order_by("-starts_on", "-pk")]


def _wave(wave):
    samples = list(wave.samples.all())
    return {
        "name": wave.name,
        "purpose": wave.purpose,
        "design": wave.design,
        "audience": wave.questionnaire.audience,
        "starts_on": wave.starts_on,
        "ends_on": wave.ends_on,
        "locked_on": timezone.localdate(wave.locked_at),
        "neighbourhoods": len(samples),
        "fingerprints": {sample.neighbourhood.code: sample.fingerprint for sample in samples},
    }


@api.get(
    "/estimates",
    response={200: list[FigureOut]} | REFUSALS,
    url_name="estimates",
    summary="Survey figures with intervals, changes and verdicts",
)
@paginate(Pages)
def estimates(request, wanted: Query[EstimatesWanted]):
    """One row for each indicator, area, wave and group of the locked waves. A hidden figure says why it is."""
    found, conditions = request.auth.programme, wanted.given()
    from_survey = [code for code, one in Catalogue(found).readings.items() if one.from_survey]
    if conditions.get("indicator", from_survey[0]) not in from_survey:
        raise HttpError(404, "No survey has such an indicator. Counts from the registers are under register-figures.")
    if "wave" in conditions:
        conditions["wave__name"] = conditions.pop("wave")  # so that other waves are not even read
    return FigureRows(found, **{"indicator__in": from_survey} | conditions)


@api.get(
    "/register-figures",
    response={200: list[FigureOut]} | REFUSALS,
    url_name="register-figures",
    summary="Counts from the registers",
)
@paginate(Pages)
def register_figures(request, wanted: Query[CountsWanted]):
    """One row for each register indicator, area and day counted: half-years, baselines, today. Complete counts."""
    found = request.auth.programme
    counted = [code for code, one in Catalogue(found).readings.items() if not one.from_survey]
    return FigureRows(found, **{"indicator__in": counted} | wanted.given())


@api.get("/reports", response={200: list[ReportOut]} | REFUSALS, url_name="reports", summary="Published reports")
def reports(request):
    """Every published version of a report, the latest first, with its files."""
    return [_report(request, edition) for edition in published_editions(request.auth.programme)]


def _report(request, edition):
    report = edition.report
    return {
        "id": report.pk,
        "version": edition.number,
        "kind": report.kind,
        "title": report.title,
        "stage": report.stage.number if report.stage else None,
        "neighbourhood": report.neighbourhood.code if report.neighbourhood else None,
        "as_at": edition.as_at,
        "what_changed": edition.what_changed,
        "fingerprint": edition.fingerprint,
        "files": [_file(request, report, edition, file) for file in edition.files.all()],
    }


def _file(request, report, edition, file):
    path = reverse("api:report-file", args=[report.pk, edition.number, file.kind])
    return {
        "kind": file.kind,
        "url": request.build_absolute_uri(path),
        "sha256": file.sha256,
        "size": file.size,
    }


@api.get(
    "/reports/{int:report_id}/{int:version}/{kind}",
    response={200: bytes} | REFUSALS,
    url_name="report-file",
    summary="A file of a published report",
)
def report_file(request, report_id: int, version: int, kind: EditionFile.Kind):
    """The file as it was issued: html, pdf, docx or xlsx."""
    file = issued_file(request.auth.programme, report_id, version, kind)
    return HttpResponse(bytes(file.content), content_type=CONTENT_TYPES[file.kind])


# A key opens these addresses, not a session: the signing in of people does not stand before them. No cache on the way
# keeps what a key opened.
urls = api.urls
for route in urls[0]:
    route.callback = cache_control(private=True, no_store=True)(route.callback)
    route.callback.login_required = False
