"""The progress of a wave: for the evaluator in full, for other readers without small numbers."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.disclosure import is_few, shown_answers
from surveys.permissions import RUN_WAVES
from surveys.running.progress import progress_of
from surveys.running.words import forecast_words, last_days_heading
from surveys.views.lookups import wave_of


@require_safe
def wave_progress(request, slug, pk):
    """Answers against target, by day and mode, who is missing, and where it will end."""
    wave = wave_of(request, slug, pk)
    may_run = request.user.has_perm(RUN_WAVES, wave.programme)
    progress = progress_of(wave)
    counts = [(place.answers, place.target) for place in progress.places]
    answered = shown_answers(counts, everything=may_run)
    shown = {
        "wave": wave,
        "may_run": may_run,
        "here": "progress",
        "progress": progress,
        "answered": answered,
        "rows": [
            (place, shown_answers([(place.answers, place.target)], everything=may_run)) for place in progress.places
        ],
        "outlook": _outlook(progress, answered, may_run),
        "lately": last_days_heading(progress.course),
    }
    return render(request, "surveys/wave_progress.html", shown)


def _outlook(progress, answered, may_run):
    """Sentences on where the wave will end; none that would tell a reader of the neighbourhoods left out.

    Nor of few people: the pace says how many answered within a week.
    """
    is_running = progress.course.has_begun and not progress.course.is_over
    tells_of_few = not may_run and is_running and is_few(progress.lately)
    if answered.withheld or tells_of_few or not progress.places:
        return []
    return forecast_words(progress.course, progress.forecast, progress.answers, progress.target)
