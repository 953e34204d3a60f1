"""The ways to answer a wave: opened and closed, with the public link of each neighbourhood, its code and its poster."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.downloads import download, pdf_to_read
from surveys.actions.links import close_links, open_links, renew_link
from surveys.forms.links import PosterForm
from surveys.links.addresses import answer_address, typed
from surveys.links.invited import NOBODY, invited_by_sample, shown_invited
from surveys.links.openness import openness_of
from surveys.links.posters import minutes_for, not_printed, poster_pdf
from surveys.links.qr_codes import qr_code, qr_png, qr_svg
from surveys.links.ways import link_answers
from surveys.models import Sample, WaveLocked
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import sample_of, wave_of


@dataclass(frozen=True)
class LinkRow:
    """A neighbourhood with its public link, the answers that came by links, and how many were invited in person."""

    sample: Sample
    answers: int
    invited: object

    @cached_property
    def address(self):
        return answer_address(self.sample.link_code) if self.sample.link_code else ""

    @property
    def typed(self):
        return typed(self.address)

    @property
    def code(self):
        return qr_code(self.address)


@never_cache
@require_safe
def wave_links(request, slug, pk):
    wave = wave_of(request, slug, pk, RUN_WAVES)
    samples = list(wave.samples.by_neighbourhood())
    form = PosterForm(samples=samples, minutes=minutes_for(wave.questionnaire))
    return _show(request, wave, samples, form)


@require_http_methods(["GET", "POST"])
def wave_links_open(request, slug, pk):
    """Open or close answering on line, as the button says."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    wanted = request.POST.get("open")
    try:
        if wanted == "yes":
            open_links(wave=wave, by=request.user)
            messages.success(request, "Answering on line is open, with a public link for each neighbourhood.")
        elif wanted == "no":
            close_links(wave=wave, by=request.user)
            messages.success(request, "Answering on line is closed. The links stay for when you open it again.")
    except WaveLocked as error:
        messages.error(request, str(error))
    return redirect("surveys:wave-links", slug, pk)


@require_safe
def wave_poster(request, slug, pk):
    """The posters as one PDF; what is asked for wrongly is said on the page."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    samples = list(wave.samples.by_neighbourhood())
    minutes = minutes_for(wave.questionnaire)
    form = PosterForm({"minutes": minutes} | request.GET.dict(), samples=samples, minutes=minutes)
    if not form.linked:
        messages.error(request, "Open answering on line first: posters show the links.")
        return redirect("surveys:wave-links", slug, pk)
    if not form.is_valid():
        return _show(request, wave, samples, form)
    chosen = form.chosen()
    words = {name: form.cleaned_data[name] for name in ("contact", "minutes")}
    name = f"poster-{chosen[0].neighbourhood.code}" if len(chosen) == 1 else "posters"
    return pdf_to_read(poster_pdf(wave, chosen, **words), f"{name}.pdf")


@require_http_methods(["GET", "POST"])
def link_renew(request, slug, pk):
    """Ask, then give a neighbourhood another public link."""
    sample = sample_of(request, slug, pk, RUN_WAVES)
    if request.method == "GET" and sample.link_code and not sample.wave.is_locked:
        return render(request, "surveys/link_renew.html", {"sample": sample, "wave": sample.wave})
    try:
        renewed = renew_link(sample=sample, ends=request.POST.get("ends", ""), by=request.user)
    except WaveLocked as error:
        messages.error(request, str(error))
    else:
        if renewed.link_code != sample.link_code:
            messages.success(request, f"{sample.neighbourhood} has another link. Print its poster again.")
    return redirect("surveys:wave-links", slug, sample.wave_id)


@require_safe
def link_qr(request, slug, pk):
    return _picture(request, slug, pk, qr_svg, "svg", "image/svg+xml")


@require_safe
def link_qr_png(request, slug, pk):
    return _picture(request, slug, pk, qr_png, "png", "image/png")


def _picture(request, slug, pk, draw, ending, content_type):
    sample = sample_of(request, slug, pk, RUN_WAVES)
    if not sample.link_code:
        raise Http404("There is no public link yet.")
    picture = draw(answer_address(sample.link_code))
    return download(picture, f"qr-{sample.neighbourhood.code}.{ending}", content_type)


def _show(request, wave, samples, form):
    answers, invited = link_answers(wave), invited_by_sample(wave)
    rows = [LinkRow(sample, answers.get(sample.pk, 0), invited.get(sample.pk, NOBODY)) for sample in samples]
    shown = {
        "wave": wave,
        "openness": openness_of(wave),
        "rows": rows,
        "answers": sum(row.answers for row in rows),
        "invited": shown_invited(invited.values(), everything=True),
        "has_links": any(sample.link_code for sample in samples),
        "form": form,
        "not_printed": not_printed(wave.questionnaire),
        "may_run": True,
    }
    return render(request, "surveys/wave_links.html", shown)
