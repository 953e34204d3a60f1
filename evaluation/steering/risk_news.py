"""Risks that are new, scored otherwise, or closed."""

from django.urls import reverse

from commissioning.models import Risk
from evaluation.steering.news import DONE, LATE, NOTE, News, topic
from evaluation.steering.then import made_since, newly, stood


def risks(programme, since):
    """What changed in the register of risks."""
    rows = list(Risk.objects.of(programme))
    for risk in rows:
        risk.programme = programme
    new = made_since(Risk, rows, since)
    closed = newly(Risk, [risk for risk in rows if risk.closed_on], since, "closed_on")
    news = [_line(f"New, score {risk.score}: {risk.title}", risk, NOTE) for risk in new]
    news += [_line(f"Closed: {risk.title}", risk, DONE, risk.closed_on, risk.closed_because) for risk in closed]
    news += _rescored(rows, {risk.pk for risk in (*new, *closed)}, since)
    return topic(
        "Risks",
        news,
        nothing="No risk is new, was scored otherwise, or was closed.",
        url=reverse("commissioning:risk-list", args=[programme.slug]),
    )


def _rescored(rows, told, since):
    """Risks whose score is another one than it was."""
    before = stood(Risk, [risk.pk for risk in rows], since.moment, "likelihood", "impact")
    for risk in rows:
        if risk.pk in before and risk.pk not in told and not risk.closed_on:
            likelihood, impact = before[risk.pk]
            was = likelihood * impact
            if was != risk.score:
                word, icon = ("Raised", LATE) if risk.score > was else ("Lowered", NOTE)
                yield _line(f"{word} from {was} to {risk.score}: {risk.title}", risk, icon)


def _line(words, risk, icon, on=None, detail=""):
    return News(words, risk.get_absolute_url(), on, detail or risk.response, icon)
