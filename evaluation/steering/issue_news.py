"""Issues of residents: how many were raised, answered and closed, by the day on which each happened."""

from collections import Counter

from django.urls import reverse

from commissioning.number_words import counted
from evaluation.steering.news import DONE, NOTE, OPEN, News, topic
from neighbourhoods.issues.clocks import answered_in_time
from neighbourhoods.models import CommunityIssue, RegisterRules


def issues(programme, since, today):
    """How many issues were raised, answered and closed, and what came of those that were."""
    rows = CommunityIssue.objects.of(programme).clocked().order_by()
    days = list(rows.values_list("raised_on", "answered_on", "outcome_on", "outcome"))
    raised = sum(since.day <= on <= today for on, *_ in days)
    answered = sum(on is not None and since.day <= on <= today for _, on, *_ in days)
    came = Counter(outcome for *_, on, outcome in days if on is not None and since.day <= on <= today)
    shows = (("raised", "all", raised, OPEN), ("answered for the first time", "answered", answered, DONE))
    news = [_line(programme, number, words, show, icon) for words, show, number, icon in shows if number]
    if came:
        labels = dict(CommunityIssue.Outcome.choices)
        detail = "; ".join(f"{labels[outcome].lower()}: {number}" for outcome, number in came.most_common())
        news.append(_line(programme, came.total(), "closed", "closed", NOTE, detail))
    return topic(
        "What residents raised",
        news,
        nothing="No issue was raised, answered or closed.",
        url=reverse("neighbourhoods:issue-list", args=[programme.slug]),
    )


def answered_words(programme, today):
    """How many issues were answered in time, in words: "12 of 16 answered in time"."""
    clocks = [clock for _, clock in CommunityIssue.objects.of(programme).clocks()]
    figures = answered_in_time(clocks, today, RegisterRules.of_programme(programme).reply_days)
    if not figures.due:
        return f"{counted(figures.undue, 'issue')} still within their days" if figures.undue else "No issue yet"
    return f"{figures.in_time} of {figures.due} answered in time"


def _line(programme, number, words, show, icon, detail=""):
    url = f"{reverse('neighbourhoods:issue-list', args=[programme.slug])}?show={show}"
    return News(f"{counted(number, 'issue')} {words}", url, None, detail, icon)
