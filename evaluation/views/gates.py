"""Gates: the checklist on live evidence, the decision, and the evidence as it was frozen."""

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.actions.contract import ReasonMissing
from commissioning.actions.gates import (
    AlreadyDecided,
    DecisionRefused,
    Outcome,
    refuse_early,
    refuse_start,
    waive_line,
    withdraw_waiver,
)
from commissioning.changes import changes_of
from commissioning.models import Decision, Stage, fingerprint_of
from commissioning.people import SEE_NAMES
from commissioning.stage_track import stage_track
from evaluation.contract_forms import (
    MOST_ROWS,
    ROWS_AT_FIRST,
    ConditionForm,
    DecisionForm,
    WaiverForm,
    people_to_choose,
)
from evaluation.gate_actions import EvidenceChanged, decide_at_gate
from evaluation.gate_evidence import OPEN, WAIVED, evidence_of, line_of
from evaluation.gate_page import sections_of

ACT = "commissioning.decide"


@require_http_methods(["GET", "POST"])
def gate(request, slug, number):
    """The checklist with the form of the decision. Sent, the form is checked and shown once more to be confirmed."""
    stage = _stage(request, slug, number)
    may_decide = request.user.has_perm(ACT, stage.programme)
    if request.method == "POST":
        programme_for(request, slug, ACT)
    if stage.decided:
        return redirect(stage.decision)
    form, conditions = _forms(request, stage)
    if request.method == "POST" and "more" not in request.POST and _are_valid(form, conditions):
        return _confirm(request, stage, form, conditions)
    return _show(request, stage, form, conditions, may_decide=may_decide)


@require_POST
def gate_decide(request, slug, number):
    """Take the decision that was checked; whatever stands against it is said, with everything that was typed."""
    programme_for(request, slug, ACT)
    stage = _stage(request, slug, number)
    form, conditions = _forms(request, stage)
    if "more" in request.POST or not _are_valid(form, conditions):
        return redirect(stage.decision) if stage.decided else _show(request, stage, form, conditions, may_decide=True)
    try:
        decision = decide_at_gate(
            stage=stage, seen=request.POST.get("seen", ""), by=request.user, **_wanted(form, conditions)
        )
    except AlreadyDecided as error:
        messages.error(request, str(error))
        return redirect("evaluation:decision-detail", slug, number)
    except EvidenceChanged as error:
        messages.warning(request, str(error))
        return _show(request, stage, form, conditions, may_decide=True)
    except DecisionRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _show(request, stage, form, conditions, may_decide=True)
    messages.success(request, f"{decision}. The evidence is frozen with it.")
    return redirect(decision)


@require_safe
def decision_detail(request, slug, number):
    """A decision with the evidence exactly as it was; nothing on this page is computed anew but the fingerprint."""
    programme = programme_for(request, slug)
    decisions = Decision.objects.select_related("stage__programme").prefetch_related("conditions")
    decision = get_object_or_404(decisions, stage__programme=programme, stage__number=number)
    shown = {
        "decision": decision,
        "evidence": decision.evidence,
        "sees_names": request.user.has_perm(SEE_NAMES, programme),
        "sections": sections_of(decision.evidence),
        "conditions": decision.conditions.all(),
        "today": timezone.localdate(),
    }
    return render(request, "evaluation/decision_detail.html", shown)


@require_http_methods(["GET", "POST"])
def waiver_new(request, slug, number, line):
    """Let a line pass, with the reason; or change the reason."""
    programme_for(request, slug, ACT)
    stage = _stage(request, slug, number)
    found = line_of(evidence_of(stage), line)
    if found is None or found["state"] not in (OPEN, WAIVED):
        raise Http404("The gate has no such line to waive.")
    standing = stage.waivers.filter(line=line).first()
    form = WaiverForm(
        request.POST if request.method == "POST" else None, initial={"reason": standing.reason if standing else ""}
    )
    if form.is_valid():
        try:
            said = found["plain"] or found["detail"]
            waive_line(stage=stage, line=line, reason=form.cleaned_data["reason"], said=said, by=request.user)
        except (ReasonMissing, AlreadyDecided) as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, f"Waived: {found['title']}.")
            return redirect("evaluation:gate", slug, number)
    changes = changes_of(standing, stage.programme, request.user) if standing else []
    shown = {"stage": stage, "line": found, "form": form, "waiver": standing, "changes": changes}
    return render(request, "evaluation/waiver_new.html", shown)


@require_POST
def waiver_remove(request, slug, number, line):
    """Take a waiver back."""
    programme_for(request, slug, ACT)
    stage = _stage(request, slug, number)
    try:
        withdraw_waiver(stage=stage, line=line, by=request.user)
    except AlreadyDecided as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The line counts again.")
    return redirect("evaluation:gate", slug, number)


def _stage(request, slug, number):
    programme = programme_for(request, slug)
    stage = get_object_or_404(Stage.objects.of(programme).select_related("decision", "report"), number=number)
    stage.programme = programme
    return stage


def _forms(request, stage):
    """The form of the decision and the rows of conditions, as many as were asked for."""
    posted = request.POST if request.method == "POST" else None
    rows = formset_factory(ConditionForm, extra=ROWS_AT_FIRST, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    people = {"people": people_to_choose(stage.programme)}
    if posted is not None and "more" in posted:
        posted = posted.copy()
        wanted = min(_number(posted.get("condition-TOTAL_FORMS")) + ROWS_AT_FIRST, MOST_ROWS)
        posted["condition-TOTAL_FORMS"] = str(wanted)
    return DecisionForm(posted, stage=stage), rows(posted, prefix="condition", form_kwargs=people)


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0


def _are_valid(form, conditions):
    """Whether all can be decided as written. Conditions count only for the decision that has them."""
    valid = form.is_valid()
    if form.data.get("outcome") != Outcome.CONDITIONS:
        if not conditions.is_valid() or not all(row.is_empty for row in conditions):
            form.add_error("outcome", "Conditions are written below. Choose “continue with conditions”, or empty them.")
            return False
        return valid
    if not conditions.is_valid():
        form.add_error(None, "A condition is not complete. It is said beside it what is missing.")
        return False
    if conditions.is_valid() and all(row.is_empty for row in conditions):
        form.add_error(None, "Enter at least one condition.")
        return False
    return valid


def _wanted(form, conditions):
    given = form.cleaned_data
    with_conditions = given["outcome"] == Outcome.CONDITIONS
    return {
        "outcome": given["outcome"],
        "reasons": given["reasons"],
        "next_begins_on": given.get("next_begins_on"),
        "conditions": [row.wanted for row in conditions if not row.is_empty] if with_conditions else [],
    }


def _confirm(request, stage, form, conditions):
    """The page on which everything is read once more before it is final, if it is still what was read before."""
    try:
        wanted = _wanted(form, conditions)
        _refuse_early(stage, wanted)
    except DecisionRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _show(request, stage, form, conditions, may_decide=True)
    evidence = evidence_of(stage)
    if request.POST.get("seen") != fingerprint_of(evidence):
        messages.warning(request, "The evidence changed while you looked at it. Read it once more before you decide.")
        return _show(request, stage, form, conditions, may_decide=True, evidence=evidence)
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    shown = {
        "stage": stage,
        "wanted": wanted,
        "outcome_words": Outcome(wanted["outcome"]).label,
        "evidence": evidence,
        "seen": fingerprint_of(evidence),
        "sent": [(name, value) for name, value in sent if name not in ("csrfmiddlewaretoken", "seen", "more")],
        "sections": sections_of(evidence),
    }
    return render(request, "evaluation/gate_confirm.html", shown)


def _refuse_early(stage, wanted):
    """What is wrong with the start of a stage is said before the confirmation, not after."""
    refuse_early(stage, timezone.localdate())
    refuse_start(stage, wanted["outcome"], wanted["next_begins_on"])


def _show(request, stage, form, conditions, *, may_decide, evidence=None):
    evidence = evidence or evidence_of(stage)
    shown = {
        "stage": stage,
        "evidence": evidence,
        "sections": sections_of(evidence),
        "seen": fingerprint_of(evidence),
        "track": stage_track(stage.programme, timezone.localdate()),
        "form": form,
        "conditions": conditions,
        "may_decide": may_decide and stage.begins_on is not None,
        "may_waive": may_decide,
        "before": Decision.objects.filter(stage__programme=stage.programme, stage__number=stage.number - 1).first(),
    }
    return render(request, "evaluation/gate.html", shown)
