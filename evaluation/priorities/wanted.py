"""What somebody asked to rank by: criteria, their weights, which end is need, and how many places are wanted."""

from dataclasses import dataclass

from evaluation.priorities.criteria import HIGH, LOW, Criterion

LARGEST_WEIGHT = 100
USUAL_TOP = 6
MOST_WANTED = 500
MOST_DIGITS = 9
NEED_ENDS = {HIGH: "High is more need", LOW: "Low is more need"}


@dataclass(frozen=True)
class Weighted:
    """A criterion with the weight it was given; `typed` is what stands in its field, `error` what is wrong with it."""

    criterion: Criterion
    weight: int
    typed: str
    more_is_need: bool
    error: str = ""

    @property
    def need_end(self):
        return HIGH if self.more_is_need else LOW


class Wanted:
    """The question in an address such as ?c=ind-A1&w-ind-A1=50&d-ind-A1=low&n=6; without one, the usual criteria.

    A field that cannot be read keeps what was typed and says what is wrong; a criterion without a weight counts
    nothing until it is put right.
    """

    def __init__(self, query, criteria):
        self.criteria = criteria
        self.weighted = [_weighted(query, criteria[key]) for key in _chosen(query, criteria)]
        self.typed_top = query.get("n", str(USUAL_TOP))
        top = _whole(self.typed_top, 1, MOST_WANTED)
        self.top = USUAL_TOP if top is None else top
        self.top_error = "" if top is not None else f"Write how many, a number from 1 to {MOST_WANTED}."

    @property
    def weights(self):
        return [each.weight for each in self.weighted]

    @property
    def faults(self):
        """(id of the field, what is wrong) of each that cannot be read."""
        found = [(f"w-{each.criterion.key}", f"{each.criterion.short}: {each.error}") for each in self.weighted]
        found = [fault for fault, each in zip(found, self.weighted, strict=True) if each.error]
        return [*found, *([("n", self.top_error)] if self.top_error else [])]

    @property
    def address(self):
        """The same question as (name, value) pairs, written out in full."""
        pairs = [("c", "")]
        for each in self.weighted:
            key = each.criterion.key
            pairs += [("c", key), (f"w-{key}", each.weight), (f"d-{key}", each.need_end)]
        return [*pairs, ("n", self.top)]

    @property
    def offered(self):
        """Group -> (criterion, whether it is chosen), for all there are."""
        chosen = {each.criterion.key for each in self.weighted}
        found = {}
        for criterion in self.criteria.values():
            found.setdefault(criterion.group, []).append((criterion, criterion.key in chosen))
        return found


def _chosen(query, criteria):
    """Keys in the order in which they are offered. An empty choice is a choice."""
    if "c" in query:
        asked = set(query.getlist("c"))
    else:
        asked = {name.removeprefix("w-") for name in query if name.startswith("w-")}
        asked = asked or {key for key, criterion in criteria.items() if criterion.is_usual}
    return [key for key in criteria if key in asked]


def _weighted(query, criterion):
    typed = query.get(f"w-{criterion.key}", str(criterion.weight)).strip()
    weight = _whole(typed, 0, LARGEST_WEIGHT)
    end = query.get(f"d-{criterion.key}")
    end = end if end in NEED_ENDS else criterion.need_end
    error = f"write a whole number from 0 to {LARGEST_WEIGHT}." if weight is None else ""
    return Weighted(criterion, weight or 0, typed, end == HIGH, error)


def _whole(text, low, high):
    """The whole number from `low` to `high` that `text` is, or None."""
    written = text.strip()
    if not written.isdecimal() or len(written) > MOST_DIGITS:
        return None
    number = int(written)
    return number if low <= number <= high else None
