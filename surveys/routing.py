"""Who is asked a question: as a rule over earlier answers, and in words."""

import numpy as np

from surveys.answers import BLANK, pack_chosen


def rules_out(asked_if, gate_kind, before):
    """Whether the packed answers `before`, to a question of `gate_kind`, rule out the question that has `asked_if`.

    A blank decides nothing: nobody knows whether the question would have been put. `before` may be an array.
    """
    before = np.asarray(before)
    if gate_kind == "multiple":
        wanted = (before >= 0) & (before & pack_chosen(asked_if["is"]) > 0)
    else:
        wanted = np.isin(before, asked_if["is"])
    return ~wanted & (before != BLANK)


def is_asked(item, kinds, answers):
    """Whether somebody is asked `item`, by the packed `answers` so far and the `kinds` of the questions, by code."""
    if not item.asked_if:
        return True
    gate = item.asked_if["question"]
    before = answers.get(gate, BLANK)
    return before != BLANK and not rules_out(item.asked_if, kinds[gate], before)


def routing_words(asked_if, menu):
    """For example "only if R4 is “Yes”"; `menu` maps codes to the questions that routing may point to."""
    if not asked_if:
        return "everybody"
    question = menu.get(asked_if["question"])
    labels = {option["code"]: f"“{option['label']}”" for option in question.options} if question else {}
    return f"only if {asked_if['question']} is {_listed(asked_if['is'], labels)}"


def _listed(codes, labels):
    """Codes as their labels, or as numbers with runs such as "1 to 95"."""
    if all(code in labels for code in codes):
        parts = [labels[code] for code in codes]
    else:
        parts = [str(low) if low == high else f"{low} to {high}" for low, high in runs_of(codes)]
    return " or ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else "never"


def runs_of(codes):
    """The codes, ascending, as (first, last) of each unbroken run."""
    runs = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs
