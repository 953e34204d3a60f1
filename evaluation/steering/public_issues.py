"""“You said, we did” as numbers for everybody; small ones are not told, and no sum tells them."""

from typing import NamedTuple

from commissioning.number_words import counted
from neighbourhoods.models import CommunityIssue
from surveys.disclosure import FEWEST_SHOWN, is_few

Outcome = CommunityIssue.Outcome
FEW = f"fewer than {FEWEST_SHOWN}"
UNSETTLED, WAITING = "unsettled", "waiting"  # unlike any outcome
LABELS = (
    (Outcome.CHANGED, "led to a changed service"),
    (Outcome.AGREED, "led to a promise"),
    (Outcome.ANSWERED, "were questions that got their answer"),
    (Outcome.DECLINED, "were declined, with the reason"),
    (UNSETTLED, "were answered and are not settled yet"),
    (WAITING, "still wait for an answer"),
)


class IssueCounts(NamedTuple):
    """How many issues residents raised ("" where that would tell a small number), and what came of them in words."""

    total: str
    lines: list[tuple[str, str]]


def issue_counts(programme, today):
    """The IssueCounts of what may stand on “You said, we did”; None where nothing was raised."""
    rows = CommunityIssue.objects.of(programme).filter(is_public=True, raised_on__lte=today)
    rows = rows.exclude(outcome=Outcome.WITHDRAWN).clocked().order_by()
    counts = dict.fromkeys((code for code, _ in LABELS), 0)
    for outcome, answered_on in rows.values_list("outcome", "answered_on"):
        counts[outcome or (UNSETTLED if answered_on else WAITING)] += 1
    return guarded(counts)


def guarded(counts):
    """The IssueCounts of numbers by outcome: where one of them is small, neither it nor the total is told."""
    total = sum(counts.values())
    if not total:
        return None
    is_told = not is_few(total) and not any(is_few(number) for number in counts.values())
    lines = [(FEW if is_few(counts[code]) else f"{counts[code]:,}", words) for code, words in LABELS if counts[code]]
    return IssueCounts(counted(total, "thing") if is_told else "", lines)
