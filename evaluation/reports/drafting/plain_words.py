"""The six goals in the plain words of a report for residents: a sentence each, with its figure and who answered."""

from commissioning.number_words import listed

TITLES = {
    1: "Taking part",
    2: "Community groups",
    3: "Helping each other",
    4: "Feeling better",
    5: "Support for groups",
    6: "Being heard",
}
# What a headline's figure is of. Figures of organisations are of the whole area, named by {area}.
OF = {
    "A1": "of people here take part in a local group or help one without pay",
    "B1": "community groups for every 1,000 people here",
    "C1": "of people here give or get help from a neighbour or friend without pay",
    "D1": "of people here say that joining in has been good for their health",
    "E1": "of community groups in {area} are happy with the help they get",
    "F1": "of community groups in {area} say that public services help them do well",
}
MOVES = {"clear_rise": "up from {then}", "clear_fall": "down from {then}"}
WENT = {"clear_rise": "went up", "clear_fall": "went down"}
BETWEEN = {
    "no_clear_change": "no clear change from {then} at the start",
    "baseline": "which is where we start from",
    "no_baseline": "and we cannot say if it has changed, as we had not asked before",
    "too_few": "and we cannot say if it has changed, as too few answered at the start",
}
COUNTED_BETWEEN = {
    "no_clear_change": "the same as at the start",
    "no_baseline": "and we do not know how many there were before",
}


def goal_sentence(number, indicator, figure, area):
    """One goal in a sentence: "Taking part: 18% (14 to 23) of people here take part … (294 people answered)."."""
    return f"{TITLES[number]}: {_told(indicator, figure, area)}"


def _told(indicator, figure, area):
    if figure.suppressed:
        return "too few people answered for us to give a figure."
    if not figure.shown:
        return "we have no figure yet."
    value = " ".join(filter(None, (figure.number_words, figure.interval_words)))
    of = OF.get(indicator.code, indicator.short).format(area=area)
    whose = f" ({_answered(indicator, figure)})" if figure.n_number else ""
    return f"{value} {of}{_change(figure)}{whose}.{_care(figure)}"


def _change(figure):
    then = figure.in_words(figure.baseline) if figure.baseline is not None else ""
    if figure.verdict_slug in MOVES:
        return f", {MOVES[figure.verdict_slug].format(then=then)} at the start"
    between = BETWEEN | (COUNTED_BETWEEN if figure.counted else {})
    words = between.get(figure.verdict_slug, "")
    return f", {words.format(then=then)}" if words else ""


def _answered(indicator, figure):
    """How many answered, or were counted."""
    if figure.counted:
        return f"we counted {figure.counted}"
    who = "groups" if indicator.audience == "organisations" else "people"
    return f"{figure.n_number} {who} answered"


def _care(figure):
    return " Read this one with care." if figure.caution_words else ""


def then_and_now(place, asked):
    """What a chart of (goal's number, its figure) shows, in a sentence: which went up or down beyond chance."""
    moved = {
        slug: [TITLES[number].lower() for number, figure in asked if figure.verdict_slug == slug] for slug in MOVES
    }
    ways = [f"{listed(moved[slug])} {way}" for slug, way in WENT.items() if moved[slug]]
    if ways:
        return f"In {place}, {', and '.join(ways)}"
    if any(figure.verdict_slug == "no_clear_change" for _, figure in asked):
        return f"In {place}, what people told us has not clearly changed since the start"
    return f"Where {place} stands now"
