"""Questionnaires to be filled in by hand, as PDF: one to read, or many with numbers for a neighbourhood."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from commissioning.downloads import pdf_to_read
from surveys.forms.paper import NumberedForm, PrintForm
from surveys.paper.forms import keyed_forms
from surveys.permissions import RUN_WAVES
from surveys.printing.paper import Edition, PrintedForm, questionnaire_pdf
from surveys.views.lookups import questionnaire_of, sample_in, wave_of
from surveys.views.paper import show_paper


@require_safe
def questionnaire_print(request, slug, pk):
    """The questionnaire on paper, without numbers; a draft says so on every page."""
    questionnaire = questionnaire_of(request, slug, pk)
    form = PrintForm(request.GET, questionnaire=questionnaire)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("surveys:questionnaire-detail", slug, pk)
    edition = Edition(form.cleaned_data["language"], form.cleaned_data["large"])
    return pdf_to_read(questionnaire_pdf(questionnaire, edition), f"questionnaire-{pk}.pdf")


@require_safe
def paper_print(request, slug, pk):
    """Numbered forms for one neighbourhood."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    rows = keyed_forms(wave)
    form = NumberedForm(request.GET, questionnaire=wave.questionnaire, rows=rows)
    if not form.is_valid():
        return show_paper(request, wave, form)
    chosen = form.cleaned_data
    sample = sample_in(wave, chosen["place"])
    edition = Edition(
        language=chosen["language"],
        is_large=chosen["large"],
        wave=str(wave),
        place=str(sample.neighbourhood),
        give_back=chosen["give_back"].strip(),
    )
    address = settings.SITE_URL + reverse("surveys:paper-key", args=[slug, pk, chosen["place"]])
    forms = [PrintedForm(number, f"{address}?number={number}") for number in form.numbers()]
    name = f"forms-{chosen['place']}-{chosen['first']}.pdf"
    return pdf_to_read(questionnaire_pdf(wave.questionnaire, edition, forms), name)
