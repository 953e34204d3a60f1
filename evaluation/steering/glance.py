"""How a programme stands in five short answers: where it is, its next gate, what is late, money, issues."""

from typing import NamedTuple

from django.urls import reverse

from commissioning.money_words import pounds_words
from commissioning.number_words import counted
from commissioning.spending import money_on
from evaluation.steering.issue_news import answered_words


class Answer(NamedTuple):
    """One short answer: what it is about, in a few words, a little more, and the page that tells all."""

    label: str
    words: str
    detail: str
    url: str


def answers_of(programme, today, stage, gate, gaps):
    """The Answers on a day; `stage` is the one whose gate is next, `gate` its checklist, both None without a gate."""
    return [
        _where(programme, today),
        _gate(programme, stage, gate),
        _late(programme, gaps),
        _money(programme, today),
        Answer(
            "Residents’ issues",
            answered_words(programme, today),
            "",
            reverse("neighbourhoods:issue-list", args=[programme.slug]),
        ),
    ]


def _where(programme, today):
    now, month, last = programme.stage_on(today), programme.month_on(today), programme.last_month
    url = reverse("evaluation:contract", args=[programme.slug])
    if now:
        return Answer("Where we are", f"Stage {now.number}, month {month} of {last}", getattr(now, "title", ""), url)
    return Answer("Where we are", f"Before month 1 of {last}" if month < 1 else "The programme has ended", "", url)


def _gate(programme, stage, gate):
    if stage is None:
        return Answer("Next gate", "None ahead", "", reverse("evaluation:contract", args=[programme.slug]))
    still = gate["counts"]["open"]
    words = f"{counted(still, 'check')} open" if still else "Ready"
    detail = f"{stage.gate_name}, due {stage.planned_end:%-d %B %Y}"
    return Answer("Next gate", words, detail, reverse("evaluation:gate", args=[programme.slug, stage.number]))


def _late(programme, gaps):
    late = [gap for gap in gaps if gap.state == "late"]
    words = counted(len(late), "thing") if late else "Nothing"
    url = "#h-late"
    return Answer("Late", words, f"First: {late[0].title}" if late else "", url)


def _money(programme, today):
    total = money_on(programme, today, programme.contract_stages()).total
    url = reverse("evaluation:money", args=[programme.slug])
    if total.is_empty:
        return Answer("Money", "Nothing set aside or spent", "", url)
    detail = ". ".join(filter(None, (_sentence(total.sentence), _sentence(total.overspent_words))))
    return Answer("Money", f"{pounds_words(total.spent)} of {pounds_words(total.budget)} spent", detail, url)


def _sentence(words):
    return words[:1].upper() + words[1:]
