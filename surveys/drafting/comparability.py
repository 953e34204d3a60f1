"""Whether two versions of a questionnaire ask the same, question by question and indicator by indicator."""

from dataclasses import dataclass

from django.db import models

from surveys.drafting.indicator_needs import codes_counted
from surveys.models.questionnaires import Kind
from surveys.routing import routing_words


class Asked(models.TextChoices):
    """How a question of a later version stands to the earlier one, the least change first."""

    SAME = "same", "Asked the same"
    REWORDED = "reworded", "In other words"
    CHANGED = "changed", "Changed"
    NEW = "new", "New"
    GONE = "gone", "No longer asked"


class Stays(models.TextChoices):
    """What becomes of an indicator from one version to the next."""

    COMPARABLE = "comparable", "Comparable"
    REWORDED = "reworded", "Asked in other words"
    BROKEN = "broken", "No longer comparable"
    NEW = "new", "New"
    LOST = "lost", "Lost"


WORST = {Asked.SAME: Stays.COMPARABLE, Asked.REWORDED: Stays.REWORDED, Asked.CHANGED: Stays.BROKEN}


@dataclass(frozen=True)
class QuestionChange:
    """One question in two versions; `reasons` say in words what differs."""

    question: object
    standing: Asked
    reasons: tuple = ()

    @property
    def code(self):
        return self.question.code


@dataclass(frozen=True)
class IndicatorChange:
    """One indicator in two versions, with the reason where it does not simply stay."""

    code: str
    name: str
    standing: Stays
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """A later version against an earlier one, `before`."""

    before: object
    questions: list
    indicators: list

    @property
    def changed_questions(self):
        return [change for change in self.questions if change.standing != Asked.SAME]

    @property
    def groups(self):
        """(Stays, its IndicatorChanges) for each standing that occurs, the worst first."""
        order = (Stays.LOST, Stays.BROKEN, Stays.REWORDED, Stays.NEW, Stays.COMPARABLE)
        found = [(standing, [each for each in self.indicators if each.standing == standing]) for standing in order]
        return [(standing, changes) for standing, changes in found if changes]

    @property
    def is_untouched(self):
        """Whether every indicator of the earlier version stays comparable."""
        return all(each.standing in (Stays.COMPARABLE, Stays.NEW) for each in self.indicators)


def compare_versions(before, after, wanted):
    """The Comparison of the questionnaire `after` with the earlier `before`; `wanted` are the indicators there are."""
    questions = compare_questions(before.asked, after.asked)
    return Comparison(before, questions, _indicators(questions, before.asked, after.asked, wanted))


def compare_questions(before, after):
    """A QuestionChange for each question asked in one of two versions: as asked now, then those no longer asked."""
    then, now = ({question.code: question for question in questions} for questions in (before, after))
    found = {}
    for code, question in now.items():
        found[code] = _change(question, then, now, found)
    gone = [QuestionChange(then[code], Asked.GONE, ("It is no longer asked.",)) for code in then if code not in now]
    return [*found.values(), *gone]


def differences(before, after, *, then=None, now=None):
    """What differs between a question as asked `before` and `after`: (reasons of a change, reasons of other words).

    `then` and `now` map codes to the questions that routing may point to.
    """
    changed = [*_kind(before, after), *_options(before, after), *_range(before, after)]
    if _route(before) != _route(after):
        words = (routing_words(before.asked_if, then or {}), routing_words(after.asked_if, now or {}))
        changed.append("Asked of other people: {} before, {} now.".format(*words))
    return changed, [] if before.kind != after.kind else _other_words(before, after)


def _change(question, then, now, found):
    """The QuestionChange of a question asked now; `found` are those of the questions before it."""
    if question.code not in then:
        return QuestionChange(question, Asked.NEW, ("It was not asked before.",))
    changed, reworded = differences(then[question.code], question, then=then, now=now)
    gate = found.get(question.asked_if["question"]) if question.asked_if and not changed else None
    if gate is not None and gate.standing == Asked.CHANGED:
        changed = [f"Who is asked rests on {gate.code}, which is changed."]
    elif gate is not None and gate.standing == Asked.REWORDED:
        reworded = [*reworded, f"Who is asked rests on {gate.code}, which is asked in other words."]
    standing = Asked.CHANGED if changed else Asked.REWORDED if reworded else Asked.SAME
    return QuestionChange(question, standing, (*changed, *reworded))


def _kind(before, after):
    if before.kind != after.kind:
        kinds = [Kind(question.kind).label.lower() for question in (before, after)]
        yield "Answered in another way: {} before, {} now.".format(*kinds)


def _options(before, after):
    then, now = _labels(before), _labels(after)
    if before.kind != after.kind:
        return
    if moved := [label for code, label in now.items() if then.get(code) != label and label in then.values()]:
        yield f"Another number for the answers: {_quoted(moved)}."
    for words, codes, labels in (
        ("Gone from", then.keys() - now.keys(), then),
        ("Added to", now.keys() - then.keys(), now),
    ):
        if codes:
            yield f"{words} the answers: {_quoted(labels[code] for code in sorted(codes))}."


def _range(before, after):
    if before.kind == after.kind and (before.low or 0, before.high) != (after.low or 0, after.high):
        yield f"The range was {_range_words(before)}; it is {_range_words(after)}."


def _range_words(question):
    return f"{question.low or 0} to {question.high}" if question.high is not None else "without an end"


def _route(question):
    routing = question.asked_if
    return (routing["question"], frozenset(routing["is"])) if routing else None


def _other_words(before, after):
    reasons = [
        f"Another {name}."
        for name in ("wording", "hint")
        if getattr(before, name).strip() != getattr(after, name).strip()
    ]
    then, now = _labels(before), _labels(after)
    both = [code for code in now if code in then]
    if other := [code for code in both if then[code].strip() != now[code].strip()]:
        reasons.append(f"Other words for the answer{'s' if len(other) > 1 else ''} {', '.join(map(str, other))}.")
    if both != [code for code in then if code in now]:
        reasons.append("The answers stand in another order.")
    return reasons


def _labels(question):
    return {option["code"]: option["label"] for option in question.options}


def _quoted(labels):
    return ", ".join(f"“{label}”" for label in labels)


def _indicators(questions, before, after, wanted):
    by_code = {change.code: change for change in questions}
    then, now = codes_counted(before), codes_counted(after)
    found = (_indicator(each, by_code, each.questions <= then, each.questions <= now) for each in wanted)
    return [change for change in found if change]


def _indicator(wanted, by_code, was, is_now):
    """The IndicatorChange of one indicator, or None where neither version can compute it."""
    changes = [by_code[code] for code in sorted(wanted.questions) if code in by_code]
    if was and is_now:
        return _kept(wanted, changes)
    if is_now:
        codes = [change.code for change in changes if change.standing != Asked.SAME]
        return IndicatorChange(wanted.code, wanted.name, Stays.NEW, f"Through {', '.join(codes)}." if codes else "")
    if was:
        codes = [change.code for change in changes if change.standing in (Asked.GONE, Asked.CHANGED)]
        return IndicatorChange(wanted.code, wanted.name, Stays.LOST, f"It needs {', '.join(codes)}.")
    return None


def _kept(wanted, changes):
    touched = [change for change in changes if change.standing != Asked.SAME]
    worst = max((list(WORST).index(change.standing) for change in touched), default=0)
    reason = " ".join(f"{change.code}: {' '.join(change.reasons)}" for change in touched)
    return IndicatorChange(wanted.code, wanted.name, list(WORST.values())[worst], reason)
