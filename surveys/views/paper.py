"""Paper that came back: how far it is, keying a form, deciding where two keyings differ, taking a form back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.changes import changes_of
from commissioning.people import LEFT, naming_for
from surveys.actions.answers import AnswersRefused
from surveys.actions.paper import (
    KeyedByYourself,
    KeyingRefused,
    key_form,
    set_keyed_twice,
    settle_form,
    settled,
    take_back_form,
)
from surveys.forms.paper import KeyingForm, NumberedForm, SettleForm, TakeBackForm, in_figures_of
from surveys.models import PaperForm, WaveLocked
from surveys.paper.forms import (
    FIRST,
    SECOND,
    forms_of,
    keyed_forms,
    keying_errors,
    next_for_second,
    next_number,
    taken_back,
    waiting,
)
from surveys.paper.keying import LANGUAGE, compare, contradictions
from surveys.permissions import RUN_WAVES
from surveys.printing.paper import MOST_AT_ONCE
from surveys.views.lookups import number_in, sample_in, wave_of

MOST_LISTED, MOST_TAKEN_BACK = 200, 20


@require_safe
def wave_paper(request, slug, pk):
    """Paper of a wave: printing, keying, what waits, and how well it is keyed."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    return show_paper(request, wave)


@require_POST
def paper_twice(request, slug, pk):
    """Turn keying twice on or off."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    keyed_twice = request.POST.get("keyed_twice") == "yes"
    try:
        set_keyed_twice(wave=wave, keyed_twice=keyed_twice, by=request.user)
    except (KeyingRefused, WaveLocked) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"From now on each paper form is keyed {'twice' if keyed_twice else 'once'}.")
    return redirect("surveys:wave-paper", slug, pk)


@never_cache
@require_http_methods(["GET", "POST"])
def paper_key(request, slug, pk, code):
    """Key one form, and go on to the next."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    sample = sample_in(wave, code)
    if wave.is_locked:
        return render(request, "surveys/paper_key.html", {"wave": wave, "sample": sample, "may_run": True})
    if request.method == "GET":
        return _show_keying(request, sample, KeyingForm(wave=wave, initial=_start(request, sample)))
    form = KeyingForm(request.POST, wave=wave)
    if "look" in request.POST:
        form.is_valid()
        return _show_keying(request, sample, form)
    if form.is_valid() and not form.unseen:
        keyed = _key(request, sample, form)
        if keyed is not None:
            return _after(request, sample, keyed, form)
    return _show_keying(request, sample, form)


@never_cache
@require_http_methods(["GET", "POST"])
def paper_form(request, slug, pk, code, number):
    """One keyed form: what became of it, and deciding where its two keyings differ."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    paper = _form_at(wave, code, number)
    if paper.response_id or paper.second is None or wave.is_locked:
        return _show_form(request, wave, paper)
    differences = compare(wave.questionnaire.asked, paper.first, paper.second).differences
    form = SettleForm(request.POST if request.method == "POST" else None, differences=differences, wave=wave)
    against, shown = _settled_against(wave, paper, form)
    if form.is_bound and form.is_valid() and shown == form.cleaned_data["seen"]:
        try:
            settle_form(form=paper, chosen=form.chosen, by=request.user)
        except (KeyingRefused, AnswersRefused, WaveLocked) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Form {number} of {paper.sample.neighbourhood} counts.")
            return redirect("surveys:wave-paper", slug, pk)
    return _show_form(request, wave, paper, form, against, shown)


@require_http_methods(["GET", "POST"])
def paper_take_back(request, slug, pk, code, number):
    """Ask why, then forget a keyed form with the answers it became."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    paper = _form_at(wave, code, number)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            take_back_form(form=paper, reason=form.cleaned_data["reason"], by=request.user)
        except WaveLocked as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Form {number} of {paper.sample.neighbourhood} is taken back.")
        return redirect("surveys:wave-paper", slug, pk)
    return render(request, "surveys/paper_take_back.html", {"wave": wave, "paper": paper, "form": form})


def show_paper(request, wave, form=None):
    """The paper page, with a form of what to print that may have faults."""
    rows = keyed_forms(wave)
    form = form or NumberedForm(questionnaire=wave.questionnaire, rows=rows)
    listed = waiting(wave).select_related("sample__neighbourhood").order_by("sample__neighbourhood__name", "number")
    naming = naming_for(wave.programme, request.user)
    shown = {
        "wave": wave,
        "here": "paper",
        "may_run": True,
        "rows": rows,
        "form": form,
        "waiting": [(paper, naming(paper.first_by_id, LEFT)) for paper in listed[:MOST_LISTED]],
        "waiting_count": listed.count(),
        "errors": keying_errors(wave),
        "taken_back": [(record, naming(record.history_user_id, LEFT)) for record in taken_back(wave)[:MOST_TAKEN_BACK]],
        "most_at_once": MOST_AT_ONCE,
    }
    return render(request, "surveys/wave_paper.html", shown)


def _form_at(wave, code, number):
    forms = forms_of(wave).select_related("sample__neighbourhood").defer("sample__sealed")
    paper = get_object_or_404(forms, sample__neighbourhood__code=code, number=number)
    paper.sample.wave = wave
    return paper


def _start(request, sample):
    """The number with which the page begins, as the address says or as comes next, and the language."""
    number = number_in(request.GET.get("number", ""), figures=5)
    language = request.GET.get("language", "")
    return {"number": number or next_number(sample), "language": language}


def _key(request, sample, form):
    """The PaperForm that was kept, or None with the reason in the form."""
    cleaned = form.cleaned_data
    try:
        return key_form(
            sample=sample,
            number=cleaned["number"],
            round=cleaned["round"],
            typed=form.typed,
            by=request.user,
            myself_again=cleaned["myself"],
        )
    except KeyedByYourself as error:
        form.add_error("myself", str(error))
    except (KeyingRefused, AnswersRefused, WaveLocked) as error:
        form.add_error("number", str(error))
    return None


def _after(request, sample, paper, form):
    """Where keying goes on: at the differences, at the next form that waits, or at the next number."""
    wave, number = sample.wave, paper.number
    args = [wave.programme.slug, wave.pk, sample.neighbourhood.code]
    if paper.response_id is None and paper.second is not None:
        messages.warning(request, f"Form {number} was keyed differently the first time. Look at the paper and decide.")
        return redirect("surveys:paper-form", *args, number)
    waits = "waits for its second keying" if paper.response_id is None else "counts"
    messages.success(request, f"Form {number} {waits}.")
    if form.cleaned_data["round"] == SECOND:
        following = next_for_second(sample, request.user, number)
        if following is None:
            return redirect("surveys:wave-paper", *args[:2])
    else:
        following = next_number(sample, number)
    asked = {"number": following, "language": form.typed.get(LANGUAGE, "")}
    address = reverse("surveys:paper-key", args=args)
    return redirect(f"{address}?{urlencode({name: value for name, value in asked.items() if value})}")


def _show_keying(request, sample, form):
    value = form["number"].value()
    number = number_in(str(value if value is not None else "").strip(), figures=5)
    paper = PaperForm.objects.filter(sample=sample, number=number).first()
    shown = {
        "wave": sample.wave,
        "sample": sample,
        "here": "paper",
        "may_run": True,
        "form": form,
        "number": number,
        "paper": paper,
        "round": SECOND if paper is not None else FIRST,
        **_keyed_before(request, sample, paper),
    }
    return render(request, "surveys/paper_key.html", shown)


def _keyed_before(request, sample, paper):
    """Who keyed the form and on which day, and whether that was the reader."""
    if paper is None:
        return {}
    naming = naming_for(sample.wave.programme, request.user)
    first = paper.history.order_by("history_id").first()
    return {
        "by": naming(paper.first_by_id, LEFT),
        "keyed_on": first.history_date if first else None,
        "by_reader": paper.first_by_id == request.user.pk,
        "for_second": paper.response_id is None and paper.second is None,
    }


def _settled_against(wave, paper, form):
    """What the routing would drop of a form as decided: Contradictions, and the sign that they were shown."""
    if not form.is_bound or not form.is_valid():
        return [], ""
    typed = settled(paper, form.chosen)
    found = contradictions(wave.questionnaire.asked, typed)
    items = wave.questionnaire.asked
    return found, " ".join(f"{each.code}={in_figures_of(items, each.code, typed)}" for each in found)


def _show_form(request, wave, paper, form=None, against=(), shown=""):
    naming = naming_for(wave.programme, request.user)
    found = {
        "wave": wave,
        "here": "paper",
        "may_run": True,
        "paper": paper,
        "sample": paper.sample,
        "form": form,
        "against": against,
        "seen": shown,
        "first_by": naming(paper.first_by_id, LEFT),
        "second_by": naming(paper.second_by_id, "") if paper.second_by_id else "",
        "changes": changes_of(paper, wave.programme, request.user),
    }
    return render(request, "surveys/paper_form.html", found)
