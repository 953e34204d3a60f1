"""What is late or missing in a programme's evidence, each with where to put it right."""

from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from commissioning.reminders import late_in
from evaluation import hidden
from surveys.disclosure import shown_answers


class Gap(NamedTuple):
    """Something late or missing: how pressing (late, due or open), what, a line about it, where, and since when."""

    state: str
    title: str
    detail: str
    url: str
    when: str


def gaps_of(programme, neighbourhoods, covered, evidence, *, may_import, alone=False):
    """What is late or missing, the most pressing first: people, facts about the areas, work of the contract, surveys.

    `covered` is of `surveys.coverage.coverage_of`, `evidence` an Evidence; each neighbourhood has `residents`,
    its population or None. Who may not import area files gets no link to them. `alone` says that the reader may add
    people and that nobody but them is in the programme.
    """
    files = reverse("neighbourhoods:area-files", args=[programme.slug])
    found = [
        *(_nobody_else(programme) if alone else ()),
        *_without_area_facts(programme, neighbourhoods),
        *_late_work(programme),
        *_open_waves(covered),
        *_without_baseline(programme, neighbourhoods, covered),
        *_too_few(programme, evidence),
    ]
    found = [gap._replace(url="") if gap.url == files and not may_import else gap for gap in found]
    return sorted(found, key=lambda gap: ("late", "due", "open").index(gap.state))


def _nobody_else(programme):
    url = reverse("commissioning:member-list", args=[programme.slug])
    yield Gap(
        "late", "Nobody but you is in the programme", "Add the coordinator, the evaluator and the others", url, ""
    )


def _late_work(programme):
    """What the contract, meetings and risks asked for and whose day has passed."""
    today = timezone.localdate()
    for due in late_in(programme, today):
        days = due.days_late(today)
        yield Gap("late", due.title, due.what, due.url, f"{days} day{'s' if days != 1 else ''} late")


def _open_waves(covered):
    today = timezone.localdate()
    for each in covered:
        wave = each.wave
        if wave.is_locked:
            continue
        over = wave.ends_on < today
        answered = shown_answers([(sample.answers, sample.target) for sample in each.samples], everything=False)
        detail = f"{answered.words} answers" + ("" if each.is_short else ", not locked yet")
        when = f"{'ended' if over else 'until'} {_day(wave.ends_on, today)}"
        yield Gap("late" if over else "due", f"{wave.name} is open", detail, wave.get_absolute_url(), when)


def _without_area_facts(programme, neighbourhoods):
    url = reverse("neighbourhoods:area-files", args=[programme.slug])
    if not neighbourhoods:
        yield Gap("late", "No neighbourhoods yet", "Import their boundaries to begin", url, "")
        return
    if missing := [n.name for n in neighbourhoods if not n.boundary]:
        yield Gap("open", "Boundaries missing", _names(missing), url, "")
    if missing := [n.name for n in neighbourhoods if not n.residents]:
        detail = f"{_names(missing)}: answers cannot be weighted by age and sex"
        yield Gap("due", "Population missing", detail, url, "")


def _without_baseline(programme, neighbourhoods, covered):
    baselines = [each for each in covered if each.wave.is_baseline and each.wave.is_locked]
    has = {place for each in baselines for place in each.neighbourhood_ids}
    if missing := [n.name for n in neighbourhoods if n.pk not in has]:
        url = reverse("surveys:wave-list", args=[programme.slug])
        yield Gap("due", "No locked baseline survey", _names(missing), url, "")


def _too_few(programme, evidence):
    """Places whose figures are hidden in the latest wave that asked for them."""
    for code in dict.fromkeys(row.indicator for row in evidence.rows):
        names = [row.area_name for row in evidence.latest_places(code) if row.suppressed == hidden.FEW]
        if names:
            url = reverse("evaluation:indicator-detail", args=[programme.slug, code])
            yield Gap("open", f"Too few answers for {code}", _names(names), url, "")


def _day(on, today):
    return f"{on:%-d %b}" if on.year == today.year else f"{on:%-d %b %Y}"


def _names(names, most=3):
    """Some names in words: "A, B, C and 4 more"."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
