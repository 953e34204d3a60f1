"""Who is reached less, in sentences: the head of the page, and what became of the gaps."""

from dataclasses import dataclass

from commissioning.number_words import listed
from evaluation.breakdowns import SEX_AND_AGE
from evaluation.figures import Figure
from evaluation.inequality.gap_words import AHEAD, BEHIND, EVERYBODY_ELSE, HIGHER, LOWER
from evaluation.statistics.gaps import GapVerdict
from surveys.disclosure import FEWEST_SHOWN, is_few

GAVE_NONE = "gave none of these answers (don’t know, refused, blank or another)"
TURNED_ROUND = {AHEAD: BEHIND, BEHIND: AHEAD, HIGHER: LOWER, LOWER: HIGHER}


@dataclass(frozen=True)
class Finding:
    """`title` says who is behind, or that nobody clearly is; `gaps` each clear gap; `since` what became of gaps."""

    title: str
    gaps: tuple[str, ...]
    since: tuple[str, ...]
    caution: str = ""


def finding_of(table, indicator, by):
    """The Finding of a GroupTable."""
    standing = _standing(table, by)
    return Finding(
        title=_title(table, indicator, standing),
        gaps=tuple(_sentence(row, by) for row in table.gaps if row.gap.is_clear),
        since=tuple(_since(table, by)),
        caution="" if standing or not table.gaps else _how_large(table),
    )


def people_words(label, by):
    """The people of a group in a sentence: "people aged 16 to 24", "women", "those who said “Yes”"."""
    if by == "sex":
        return label.lower()
    if by == "age":
        return f"people aged {label}"
    return f"those who answered “{label}” to {by}"


def _standing(table, by):
    """Where people clearly stand -> who they are. Of two groups the second stands where the first does not."""
    found = {}
    for row in table.gaps:
        gap = row.gap
        if not gap.standing:
            continue
        found.setdefault(gap.standing, []).append(people_words(row.label, by))
        if gap.others_label != EVERYBODY_ELSE:
            found.setdefault(TURNED_ROUND[gap.standing], []).append(people_words(gap.others_label, by))
    return found


def _title(table, indicator, standing):
    if not table.has_figures:
        return "Too few answers to tell groups apart"
    if not table.gaps:
        return "Only one group has a figure, so there is no gap to tell"
    worse = "More" if indicator.direction == "down" else "Fewer"
    if behind := standing.get(BEHIND):
        return f"{worse} {indicator.short} among {listed(behind)}"
    if standing.get(AHEAD):
        better = "Fewer" if indicator.direction == "down" else "More"
        return f"{better} {indicator.short} among {listed(standing[AHEAD])}; no group is clearly behind"
    if standing:
        ends = [
            f"{word} among {listed(standing[way])}"
            for way, word in ((LOWER, "lower"), (HIGHER, "higher"))
            if way in standing
        ]
        return f"{indicator.name}: {', '.join(ends)}"
    return "No group stands clearly apart"


def _sentence(row, by):
    """A clear gap in full: "People aged 16 to 24: 7%, against 10% of everybody else, 3 points below (−5 to −1)."."""
    gap, who = row.gap, people_words(row.label, by)
    ours = f"{who[0].upper()}{who[1:]}: {row.figure.value_words}"
    return f"{ours}, against {gap.others.value_words} of {others_words(gap, by)}, {gap.gap_words}."


def others_words(gap, by):
    """Whom a group is compared with, in a sentence."""
    return gap.others_label if gap.others_label == EVERYBODY_ELSE else people_words(gap.others_label, by)


def _since(table, by):
    """What became of the gaps since the baseline, one sentence each; one for all that did not move clearly."""
    measured = [row for row in table.gaps if row.gap.moved]
    for row in measured:
        gap = row.gap
        if gap.verdict == GapVerdict.NO_CLEAR_CHANGE:
            continue
        among = people_words(row.label, by)
        yield (
            f"{gap.verdict_words}: {among} moved {gap.moved_words} against {others_words(gap, by)}, "
            f"from {gap.before_words} to {gap.gap_words}."
            + (" It closed because those ahead fell, which is no gain." if gap.is_levelled_down else "")
        )
    still = [row for row in measured if row.gap.verdict == GapVerdict.NO_CLEAR_CHANGE]
    if still:
        yield (
            "No gap changed clearly since the baseline."
            if len(still) == len(measured)
            else "No other gap changed clearly."
        )


def _how_large(table):
    """How large a gap may be there all the same: the furthest end of the intervals."""
    ends = [abs(end) for row in table.gaps for end in (row.gap.now.change_low, row.gap.now.change_high)]
    largest = Figure(estimate=max(ends)).number_words.removesuffix("%")
    return f"That is not the same as no gap: the intervals leave room for one of up to {largest} points."


def in_no_group_words(table, by):
    """How many answered and are in no group, in a sentence; or why that is not told."""
    found = table.in_no_group
    if found.unknown is None:
        why = "How many are in no group is not told, as it would tell how many are in a hidden one."
        return why if table.has_hidden else ""
    told = [
        (found.not_asked, "were not asked the question"),
        (found.unknown, "did not say" if by in SEX_AND_AGE else GAVE_NONE),
    ]
    parts = [f"{_people(count)} {words}" for count, words in told if count]
    if not parts:
        return "Everybody who answered is in a group."
    return f"{' and '.join(parts)}, so they are in no group and no figure here."


def _people(count):
    return f"Fewer than {FEWEST_SHOWN}" if is_few(count) else f"{count:,}"
