"""Anonymised answers of a wave to take away, for those who may."""

from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from commissioning.downloads import CONTENT_TYPES, download
from surveys.microdata import files
from surveys.microdata.tables import microdata_of
from surveys.permissions import EXPORT_ANSWERS, RUN_WAVES
from surveys.views.lookups import wave_of

SAV = "application/x-spss-sav"


@require_safe
def wave_answers(request, slug, pk):
    """What the files hold and how respondents are protected in them, with the codebook."""
    microdata = microdata_of(wave_of(request, slug, pk, EXPORT_ANSWERS))
    shown = {
        "wave": microdata.wave,
        "microdata": microdata,
        "codebook": [(each, files.codes_in_words(each), each.counts) for each in microdata.variables],
        "may_run": request.user.has_perm(RUN_WAVES, microdata.wave.programme),
    }
    return render(request, "surveys/wave_answers.html", shown)


@require_safe
def wave_answers_csv(request, slug, pk):
    return _download(request, slug, pk, "answers.csv", CONTENT_TYPES["csv"], files.answers_csv)


@require_safe
def wave_answers_xlsx(request, slug, pk):
    return _download(request, slug, pk, "answers.xlsx", CONTENT_TYPES["xlsx"], files.answers_xlsx)


@require_safe
def wave_answers_sav(request, slug, pk):
    return _download(request, slug, pk, "answers.sav", SAV, files.answers_sav)


@require_safe
def wave_codebook(request, slug, pk):
    return _download(request, slug, pk, "codebook.csv", CONTENT_TYPES["csv"], files.codebook_csv)


def _download(request, slug, pk, name, content_type, write):
    """A file as `write` makes it; a wave without answers has none."""
    microdata = microdata_of(wave_of(request, slug, pk, EXPORT_ANSWERS))
    if not microdata.respondents:
        return render(request, "404.html", status=404)
    filename = f"{slug}-{slugify(microdata.wave.name) or 'wave'}-{name}"
    return download(write(microdata), filename, content_type)
