"""The languages of a questionnaire: chosen, translated text by text, and as a file that goes out and comes back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.downloads import csv_download
from commissioning.number_words import counted
from surveys.actions.questionnaires import QuestionnaireRefused
from surveys.actions.translating import choose_languages, translate
from surveys.drafting.translations import (
    HEADINGS,
    TranslationFaults,
    progress_in,
    progress_of,
    read_file,
    rows_for_file,
    texts_of,
)
from surveys.forms.translations import LanguagesForm, TranslationFileForm, TranslationForm
from surveys.languages import ENGLISH, LANGUAGES
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import number_in, questionnaire_of

# A page of a long questionnaire; a question is never cut in two.
TEXTS_A_PAGE = 150


@require_http_methods(["GET", "POST"])
def questionnaire_languages(request, slug, pk):
    """In which languages a questionnaire is asked, and how far each translation is."""
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    sent = request.POST if request.method == "POST" else None
    form = LanguagesForm(sent, initial={"languages": questionnaire.languages})
    if form.is_valid():
        try:
            choose_languages(questionnaire=questionnaire, codes=form.cleaned_data["languages"], by=request.user)
        except QuestionnaireRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The languages are chosen.")
        return redirect("surveys:questionnaire-languages", slug, pk)
    shown = {"questionnaire": questionnaire, "form": form, "languages": progress_of(questionnaire)}
    return render(request, "surveys/questionnaire_languages.html", shown)


@require_http_methods(["GET", "POST"])
def questionnaire_translate(request, slug, pk, language):
    """One language: each text in English with a field beside it. What is filled in is kept, the rest can wait."""
    questionnaire, into = _translated(request, slug, pk, language)
    pages = _pages(texts_of(questionnaire, language))
    page = _page_number(request.GET.get("page", "1"), pages)
    sent = request.POST if request.method == "POST" else None
    form = TranslationForm(sent, texts=pages[page - 1], language=into)
    if form.is_valid() and _kept(request, form, questionnaire, into):
        return redirect(f"{request.path}?page={page}#h-texts" if len(pages) > 1 else request.path)
    shown = {
        "questionnaire": questionnaire,
        "language": into,
        "progress": progress_in(questionnaire, language),
        "form": form,
        "page": page,
        "pages": range(1, len(pages) + 1),
    }
    return render(request, "surveys/questionnaire_translate.html", shown)


@require_safe
def questionnaire_translation_csv(request, slug, pk, language):
    """Every text with its translation, as a file to be filled in elsewhere."""
    questionnaire, into = _translated(request, slug, pk, language)
    name = f"{slugify(questionnaire.title) or 'questionnaire'}-v{questionnaire.version}-{into.code}.csv"
    return csv_download(name, HEADINGS, rows_for_file(texts_of(questionnaire, language)))


@require_http_methods(["GET", "POST"])
def questionnaire_translation_load(request, slug, pk, language):
    """Take a file of translations in, or say everything that is wrong with it."""
    questionnaire, into = _translated(request, slug, pk, language)
    form = TranslationFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    faults = []
    if form.is_valid():
        try:
            words = read_file(form.cleaned_data["file"], texts_of(questionnaire, language))
            count = translate(questionnaire=questionnaire, code=language, words=words, by=request.user)
        except TranslationFaults as error:
            faults = error.faults
            form.add_error("file", str(error))
        except QuestionnaireRefused as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _count_words(count, into))
            return redirect("surveys:questionnaire-translate", slug, pk, language)
    shown = {"questionnaire": questionnaire, "language": into, "form": form, "faults": faults}
    return render(request, "surveys/questionnaire_translation_load.html", shown)


def _translated(request, slug, pk, code):
    """The questionnaire and the language, which it must be asked in."""
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    if code not in questionnaire.languages or code not in LANGUAGES or code == ENGLISH.code:
        raise Http404(f"{questionnaire} is not asked in {code}")
    return questionnaire, LANGUAGES[code]


def _pages(texts):
    """The texts page by page; those of one question stay together."""
    pages = [[]]
    for text in texts:
        begins = not pages[-1] or pages[-1][-1].code != text.code
        if begins and len(pages[-1]) >= TEXTS_A_PAGE:
            pages.append([])
        pages[-1].append(text)
    return pages


def _page_number(asked, pages):
    return min(max(1, number_in(asked, figures=4) or 1), len(pages))


def _kept(request, form, questionnaire, into):
    """Whether the translations of the form could be kept; what stands against it is in the form."""
    try:
        count = translate(questionnaire=questionnaire, code=into.code, words=form.changed, by=request.user)
    except QuestionnaireRefused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _count_words(count, into))
    return True


def _count_words(count, into):
    if not count:
        return f"Nothing was changed in {into.name}."
    return f"{counted(count, 'text')} kept in {into.name}."
