"""What a chart shows, in one sentence: the title of a page or picture."""

from commissioning.number_words import listed

# Units that the words of what is counted name themselves: "2.3 groups per 1,000", "45 days to reply".
SAID_BY_THE_INDICATOR = ("per 1,000", "days", "FTE")
WITHOUT_BASELINE = ("no_baseline", "too_few")
MOVES = {"clear_rise": "up from", "clear_fall": "down from"}


def finding(figure, place, short):
    """The finding for one place: "In Cohort 1, 19% are active, up from 13%".

    `short` are the indicator's words for sentences. Never says "up" or "down" of what may be chance.
    """
    if not figure.shown:
        return f"{place}: {figure.number_words.lower()}"
    place = f"{place}, {figure.coverage}" if figure.coverage else place
    says_its_unit = figure.counted and figure.unit in SAID_BY_THE_INDICATOR
    value = figure.number_words if says_its_unit else figure.value_words
    now = f"{place}: {short}, {value}" if figure.unit == "yes/no" else f"{place}: {value} {short}"
    if figure.verdict_slug in MOVES:
        return f"{now}, {MOVES[figure.verdict_slug]} {figure.in_words(figure.baseline)}"
    if figure.verdict_slug == "no_clear_change":
        return f"{now}; no clear change from {figure.in_words(figure.baseline)}"
    return f"{now}; {figure.baseline_words}" if figure.verdict_slug in WITHOUT_BASELINE else now


def places_finding(rows):
    """What the ranking shows: which neighbourhoods changed clearly on their own."""
    measured = [row for row in rows if row.figure.shown]
    risen = [row.name for row in measured if row.figure.verdict_slug == "clear_rise"]
    fallen = [row.name for row in measured if row.figure.verdict_slug == "clear_fall"]
    parts = [f"{_count(risen)} rose clearly on {_own(risen)}: {listed(risen)}"] if risen else []
    parts += [f"{_count(fallen)} fell clearly: {listed(fallen)}"] if fallen else []
    if parts:
        return "; ".join(parts[:1] + [part[0].lower() + part[1:] for part in parts[1:]])
    if any(row.figure.verdict_slug == "no_clear_change" for row in measured):
        return "No single neighbourhood changed clearly"
    return "Neighbourhoods in order"


def _count(names):
    words = ("", "One neighbourhood", "Two neighbourhoods", "Three neighbourhoods", "Four neighbourhoods")
    return words[len(names)] if len(names) < len(words) else f"{len(names)} neighbourhoods"


def _own(names):
    return "its own" if len(names) == 1 else "their own"
