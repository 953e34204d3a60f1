"""Waves that were locked, and headline verdicts that are others than they were."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evaluation.frames import figure_of, unmeasured
from evaluation.selection import coverage_words, standing
from evaluation.steering.news import DONE, NOTE, News, topic
from surveys.models import Wave

NOTHING_YET = "nothing to judge"


def surveys(programme, since):
    """Waves that were locked, those of which a lock was taken off and set again among them."""
    waves = Wave.objects.filter(programme=programme, locked_at__gte=since.moment).select_related("questionnaire")
    news = []
    for wave in waves:
        wave.programme = programme
        whom = wave.questionnaire.get_audience_display().lower()
        detail = f"{wave.get_purpose_display()}, {whom}; its figures count from this day"
        news.append(News(f"Locked: {wave}", wave.get_absolute_url(), timezone.localdate(wave.locked_at), detail))
    return topic(
        "Surveys",
        news,
        nothing="No survey was locked.",
        url=reverse("surveys:wave-list", args=[programme.slug]),
    )


def verdicts(programme, since, evidence, headlines, areas, places):
    """Headline verdicts of the programme and its cohorts that are others than before the first day since.

    `evidence` has registers counted on `since.before` too; `areas` are area code -> label, `places` their codes of
    neighbourhoods. What a survey says counts from the day on which its wave was locked.
    """
    early = set(Wave.objects.filter(_locked_by(since), programme=programme).values_list("pk", flat=True))
    news = []
    for indicator in headlines:
        for code, label in _judged_in(indicator, areas, programme).items():
            rows = evidence.full_series(indicator.code, code)
            before = [row for row in rows if _counted_by(row, since, early)]
            now, then = (_figure(found, indicator, places.get(code, ())) for found in (rows, before))
            if now.verdict_words != then.verdict_words:
                news.append(_changed(programme, indicator, code, label, now, then, bool(before)))
    return topic(
        "Headline verdicts that changed",
        news,
        nothing="No headline verdict is another one than before.",
        url=reverse("evaluation:indicator-list", args=[programme.slug]),
        note="For the whole programme and each cohort. What changed in figures without another verdict is left out.",
    )


def _locked_by(since):
    return Q(locked_at__lt=since.moment)


def _judged_in(indicator, areas, programme):
    """Where an indicator is judged: what organisations say for the whole programme only."""
    return {code: label for code, label in areas.items() if indicator.is_of_places or code == programme.slug}


def _counted_by(row, since, early):
    """Whether a row was on record before the first day since."""
    return row.wave_date <= since.before if row.design == "register" else row.wave_id in early


def _figure(rows, indicator, places):
    if not rows:
        return unmeasured(indicator)
    row = standing(rows)
    return figure_of(row, indicator, "" if not indicator.is_of_places else coverage_words(row, places))


def _changed(programme, indicator, code, label, now, then, was_measured):
    was = then.verdict_words.lower() if was_measured else NOTHING_YET
    words = f"Goal {indicator.goal}, {label.lower()}: {now.verdict_words.lower()}; before, {was}"
    url = f"{reverse('evaluation:indicator-detail', args=[programme.slug, indicator.code])}?area={code}"
    icon = DONE if now.tone == "better" else "late" if now.tone == "worse" else NOTE
    return News(words, url, now.wave_on, f"{indicator.name}: {now.words}", icon)
