"""Who is asked a question of a form, by its `relevant` and those of its groups, as routing of ours."""

import math

from surveys.models.questionnaires import Kind
from surveys.xlsforms.expressions import Unclear, chosen_among, holds, names_in, parsed

# A rule over a number lists every answer that it allows.
MOST_CODES = 300_000


class Routes:
    """The questions that came before, which decide about later ones. `consent` is the name of the question of consent,
    without which nobody is asked anything.
    """

    def __init__(self):
        self.consent = None
        self._questions, self._found, self._codes = {}, {}, 0

    def __contains__(self, name):
        return name in self._questions

    def add(self, question):
        self._questions[question.name] = question

    def of(self, relevants):
        """(name of the question that decides, codes of its answers) of all `relevants` together; ("", ()) for none.

        Raises Unclear with the reason.
        """
        trees = [tree for tree in map(_parsed, relevants) if names_in(tree) != {self.consent}]
        if not trees:
            return "", ()
        tree = trees[0] if len(trees) == 1 else ("and", trees)
        asked = names_in(tree)
        if len(asked) > 1:
            raise Unclear(f"{' and '.join(sorted(asked))} decide together, and one question can")
        [name] = asked
        if name not in self._questions:
            raise Unclear(f"the question “{name}” that decides is not taken over above it")
        return name, self._wanted(tree, self._questions[name])

    def _wanted(self, tree, gate):
        key = (repr(tree), gate.name)
        if key not in self._found:
            self._found[key] = wanted = tuple(sorted(_codes(tree, gate)))
            self._codes += len(wanted)
        if self._codes > MOST_CODES:
            raise Unclear("the form has too many rules about numbers")
        if not self._found[key]:
            raise Unclear(f"no answer to “{gate.name}” would lead to it")
        return self._found[key]


def _parsed(relevant):
    try:
        return parsed(relevant)
    except Unclear as unclear:
        raise Unclear(f"“{relevant[:80]}” is not read, {unclear}") from unclear


def _codes(tree, gate):
    """The codes of the answers to `gate` for which the tree is true. Raises Unclear."""
    if gate.kind == Kind.TEXT:
        raise Unclear(f"“{gate.name}” is answered in words")
    if gate.kind == Kind.MULTIPLE:
        return [_code(gate, name) for name in dict.fromkeys(chosen_among(tree))]
    if gate.kind == Kind.SINGLE:
        return [code for name, code in gate.codes.items() if holds(tree, name)]
    return [code for first, last in _stretches(tree, gate) if holds(tree, first) for code in range(first, last + 1)]


def _code(gate, name):
    if name not in gate.codes:
        raise Unclear(f"“{name}” is no option of “{gate.name}”")
    return gate.codes[name]


def _stretches(tree, gate):
    """(first, last) of the stretches of numbers within which the tree is either true or false."""
    starts = {gate.low}
    for number in _numbers(tree):
        starts |= {math.ceil(number), math.floor(number) + 1}
    starts = sorted(start for start in starts if gate.low <= start <= gate.high)
    return zip(starts, [*(start - 1 for start in starts[1:]), gate.high], strict=True)


def _numbers(tree):
    if tree[0] in ("and", "or"):
        return [number for part in tree[1] for number in _numbers(part)]
    if tree[0] == "not":
        return _numbers(tree[1])
    try:
        return [number] if math.isfinite(number := float(tree[2])) else []
    except ValueError:
        return []
