"""What quality checks noticed in a wave, and the evaluator's decisions about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access import programme_for
from commissioning.changes import changes_of
from commissioning.number_words import counted
from surveys.actions.quality import FlagsRefused, are_checks_current, decide_flags, run_checks, waiting_flags
from surveys.forms.quality import FlagForm, FlagsForm
from surveys.models import QualityFlag, WaveLocked
from surveys.permissions import RUN_WAVES
from surveys.quality.looking import missing_by_question
from surveys.quality.response_words import about, said_in
from surveys.quality.rules import why_of
from surveys.views.lookups import wave_of

ON_A_PAGE = 50
Check, Verdict = QualityFlag.Check, QualityFlag.Verdict


@require_http_methods(["GET", "POST"])
def wave_quality(request, slug, pk):
    """What was noticed, to be decided about one by one or many at once; checks run first where answers are new."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if request.method == "GET" and not wave.is_locked and not are_checks_current(wave):
        run_checks(wave=wave)
    kept = _filters(request.GET)
    listed = _listed(wave, kept)
    posted = request.POST if request.method == "POST" else None
    form = FlagsForm(posted, listed=listed, is_decided=kept["verdict"] != Verdict.OPEN)
    if form.is_valid() and _decide(request, form, wave, form.chosen):
        return redirect(_address(wave, kept))
    return render(request, "surveys/wave_quality.html", _shown(request, wave, listed, kept, form))


@require_POST
def wave_check(request, slug, pk):
    """Run the checks again."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if wave.is_locked:
        messages.error(request, f"{wave} is locked: it is not checked again.")
    else:
        new = run_checks(wave=wave)
        messages.success(request, f"The checks have run. {_new_words(new)}")
    return redirect("surveys:wave-quality", slug, wave.pk)


@require_http_methods(["GET", "POST"])
def flag_decide(request, slug, pk):
    """One flag: the answers in words, and the decision."""
    programme = programme_for(request, slug, RUN_WAVES)
    flags = QualityFlag.objects.filter(response__sample__wave__programme=programme)
    related = ("response__sample__wave__questionnaire", "response__sample__neighbourhood", "decided_by")
    flag = get_object_or_404(flags.select_related(*related).defer("response__sample__sealed"), pk=pk)
    wave = flag.response.sample.wave
    wave.programme = programme
    posted = request.POST if request.method == "POST" else None
    form = FlagForm(posted, initial=_initial(flag), is_decided=flag.verdict != Verdict.OPEN)
    if form.is_valid() and _decide(request, form, wave, [flag.pk]):
        return redirect(_address(wave, {}))
    shown = {
        "wave": wave,
        "here": "quality",
        "may_run": True,
        "flag": flag,
        "flags": flag.response.flags.select_related("decided_by"),
        "why": why_of(flag.detail) if flag.check_name == Check.IMPOSSIBLE else "",
        "about": about(flag.response),
        "said": said_in(flag.response, wave.questionnaire),
        "form": form,
        "changes": changes_of(flag, programme, request.user),
    }
    return render(request, "surveys/flag_decide.html", shown)


def _initial(flag):
    return {"verdict": "" if flag.verdict == Verdict.OPEN else flag.verdict, "reason": flag.reason}


def _decide(request, form, wave, chosen):
    """Whether it was decided as the form says; else the reason is in the form."""
    verdict, reason = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"]
    try:
        changed = decide_flags(wave=wave, flags=chosen, verdict=verdict, reason=reason, by=request.user)
    except (FlagsRefused, WaveLocked) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _decided_words(verdict, changed))
    return True


def _decided_words(verdict, changed):
    flags = "1 flag is" if changed == 1 else f"{changed:,} flags are"
    if verdict == Verdict.EXCLUDED:
        return f"{flags} decided: the answers are excluded. Weights must be computed again where there were any."
    return f"{flags} open again." if verdict == Verdict.OPEN else f"{flags} decided: the answers count."


def _new_words(new):
    return "Nothing new was noticed." if not new else f"{counted(new, 'new flag')}."


def _filters(asked):
    """Which flags are listed: a verdict (open unless others are asked for) and perhaps a check."""
    verdict = asked.get("verdict") if asked.get("verdict") in Verdict.values else Verdict.OPEN.value
    check = asked.get("check") if asked.get("check") in Check.values else ""
    return {"verdict": verdict, "check": check}


def _address(wave, kept):
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in kept.items() if value})
    address = reverse("surveys:wave-quality", args=[wave.programme.slug, wave.pk])
    return f"{address}?{query.urlencode()}" if query else address


def _listed(wave, kept):
    decided = QualityFlag.objects.of_wave(wave).filter(verdict=kept["verdict"])
    flags = waiting_flags(wave) if kept["verdict"] == Verdict.OPEN else decided
    return flags.filter(check_name=kept["check"]) if kept["check"] else flags


def _shown(request, wave, listed, kept, form):
    rows = listed.select_related("response__sample__neighbourhood")
    rows = rows.defer("response__sample__sealed", "response__sample__neighbourhood__boundary", "response__answers")
    page = Paginator(rows.order_by("response_id", "check_name"), ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "wave": wave,
        "here": "quality",
        "may_run": True,
        "page": page,
        "rows": _rows(list(page.object_list), set(request.POST.getlist("flags"))),
        "kept": kept | {"label": dict(Check.choices).get(kept["check"], "")},
        "checks": _counts(wave),
        "verdicts": [(value, label, _address(wave, kept | {"verdict": value})) for value, label in Verdict.choices],
        "form": form,
        "missing": [] if wave.destroyed_on else missing_by_question(wave),
    }


def _rows(flags, ticked):
    """Triples of a flag, the names of other checks that noticed the same answers, and whether it is ticked."""
    noticed = {}
    mates = QualityFlag.objects.filter(response__in={flag.response_id for flag in flags}).order_by("pk")
    for response, check in mates.values_list("response_id", "check_name"):
        noticed.setdefault(response, []).append(check)
    labels = dict(Check.choices)
    return [
        (
            flag,
            [labels[check] for check in noticed[flag.response_id] if check != flag.check_name],
            str(flag.pk) in ticked,
        )
        for flag in flags
    ]


def _counts(wave):
    """A dict for each check: its label, how many flags are open, accepted and excluded, and where to see the open."""
    flags = QualityFlag.objects.of_wave(wave).exclude(verdict=Verdict.OPEN) | waiting_flags(wave)
    rows = flags.order_by().values_list("check_name", "verdict").annotate(Count("pk"))
    counts = {(check, verdict): count for check, verdict, count in rows}
    return [
        {
            "label": check.label,
            "address": _address(wave, {"verdict": Verdict.OPEN.value, "check": check.value}),
            **{verdict.value: counts.get((check.value, verdict.value), 0) for verdict in Verdict},
        }
        for check in Check
    ]
