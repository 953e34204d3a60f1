"""One KPI: where it stands, what people judged of it, its explanation; and the forms to agree and change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access import programme_for
from commissioning.actions.entries import EntryChanged, latest_change
from commissioning.changes import changes_of
from commissioning.models import Kpi
from commissioning.registers import Register
from commissioning.views import entries
from commissioning.views.work import stage_words
from evaluation.contract_forms import ExplanationForm, JudgementForm, KpiForm
from evaluation.kpi_actions import explain_kpi
from evaluation.kpi_readings import readings_of

MAY_AGREE, MAY_JUDGE, MAY_EXPLAIN = (
    "commissioning.agree_contract",
    "commissioning.judge_kpis",
    "commissioning.plan_work",
)


def stage_page(programme, entry=None):
    """The page on which a KPI stands."""
    if entry is None:
        return reverse("evaluation:contract", args=[programme.slug])
    return reverse("evaluation:stage-detail", args=[programme.slug, entry.stage.number])


KPI = Register(
    name="kpi",
    words="KPI",
    model=Kpi,
    form=KpiForm,
    act=MAY_AGREE,
    listed=stage_page,
    crumb=stage_words,
    new_title="Agree a KPI",
    room="evaluation",
    related=("stage__programme", "cohort"),
)


@require_http_methods(["GET", "POST"])
def kpi_detail(request, slug, pk):
    """Where the KPI stands and why. A commissioner or evaluator adds a judgement where people judge it."""
    programme = programme_for(request, slug)
    kpi = _kpi(programme, pk)
    may_judge = kpi.is_judged and request.user.has_perm(MAY_JUDGE, programme)
    form = None
    if may_judge:
        form = JudgementForm(request.POST if request.method == "POST" else None, programme=programme, kpi=kpi)
        if form.is_valid() and form.save_by(request.user):
            messages.success(request, f"Judged: {kpi}.")
            return redirect(kpi)
    elif request.method == "POST":
        raise PermissionDenied("Your role here may not judge this.")
    return _show(request, programme, kpi, form)


def _show(request, programme, kpi, form=None, explain=None):
    """The page of a KPI; `form` judges it, `explain` is an explanation that could not be saved."""
    (reading,) = readings_of(programme, [kpi])
    may_explain = request.user.has_perm(MAY_EXPLAIN, programme)
    shown = {
        "kpi": kpi,
        "reading": reading,
        "form": form,
        "judgements": list(kpi.judgements.order_by("-judged_on", "-pk")),
        "explain": explain or (_explanation(kpi) if may_explain else None),
        "may_agree": request.user.has_perm(MAY_AGREE, programme),
        "extensions": kpi.extensions.all(),
        "changes": changes_of(kpi, programme, request.user),
        "back": stage_page(programme, kpi),
    }
    return render(request, "evaluation/kpi_detail.html", shown)


@require_http_methods(["GET", "POST"])
def kpi_edit(request, slug, pk):
    """Change what was agreed, all but the due month, which moves by an extension."""
    programme = programme_for(request, slug, MAY_AGREE)
    kpi = _kpi(programme, pk)
    form = KpiForm(request.POST if request.method == "POST" else None, instance=kpi, programme=programme)
    if form.is_valid() and (saved := form.save_by(request.user)):
        messages.success(request, f"KPI saved: {saved}.")
        return redirect(saved)
    return render(request, "evaluation/kpi_edit.html", {"kpi": _kpi(programme, pk), "form": form})


@require_POST
def kpi_explain(request, slug, pk):
    """Say why a KPI stands as it does."""
    programme = programme_for(request, slug, MAY_EXPLAIN)
    kpi = _kpi(programme, pk)
    form = ExplanationForm(request.POST)
    if not form.is_valid():
        return _show(request, programme, kpi, explain=form)
    try:
        explain_kpi(programme=programme, kpi=kpi, by=request.user, **form.cleaned_data)
    except EntryChanged as error:
        form.add_error("explanation", str(error))
        form.data = form.data | {"seen": latest_change(kpi)}
        return _show(request, programme, kpi, explain=form)
    messages.success(request, f"Explanation saved: {kpi}.")
    return redirect(kpi)


def _explanation(kpi):
    return ExplanationForm(initial={"explanation": kpi.explanation, "seen": latest_change(kpi)})


def kpi_new(request, slug):
    """An empty KPI."""
    return entries.entry_new(request, slug, register=KPI)


def kpi_remove(request, slug, pk):
    """Ask, then take a KPI out of the contract."""
    return entries.entry_remove(request, slug, pk=pk, register=KPI)


def _kpi(programme, pk):
    kpi = get_object_or_404(Kpi.objects.of(programme).select_related("stage", "cohort"), pk=pk)
    kpi.stage.programme = programme
    if kpi.cohort:
        kpi.cohort.programme = programme
    return kpi
