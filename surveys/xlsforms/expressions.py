"""The small expressions of a form: `relevant` and `constraint`, written for our questions and read from others' forms.

Read are comparisons of one answer, selected(), not(), and, or; everything else is refused with `Unclear`.
"""

import re

from surveys.routing import runs_of

TOKEN = re.compile(
    r"""\s*(?:(?P<reference>\$\{\s*[^{}\s]+\s*\})|(?P<number>-?\d+(?:\.\d+)?)|(?P<text>'[^']*'|"[^"]*")
    |(?P<word>[A-Za-z_][\w-]*)|(?P<sign>!=|<=|>=|=|<|>|\(|\)|,|\.))""",
    re.VERBOSE,
)
COMPARES = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
ITSELF = "."
LONGEST, DEEPEST, LONGEST_NUMBER = 5_000, 20, 30


class Unclear(ValueError):
    """An expression that is not of the simple kinds; the message says what is not understood."""


def asked_if_written(asked_if, gate_kind, name):
    """The `relevant` of a question that is asked only after some answers to the question `name`."""
    codes = asked_if["is"]
    if gate_kind in ("count", "number"):
        return " or ".join(_run_written(name, low, high) for low, high in runs_of(codes)) or "false()"
    form = "selected(${{{}}}, '{}')" if gate_kind == "multiple" else "${{{}}} = '{}'"
    return " or ".join(form.format(name, code) for code in codes) or "false()"


def _run_written(name, low, high):
    if low == high:
        return f"${{{name}}} = {low}"
    return f"(${{{name}}} >= {low} and ${{{name}}} <= {high})"


def parsed(expression):
    """The expression as a tree: ("or", [trees]), ("and", …), ("not", tree), ("selected", name, text) or
    (sign, name, value), where `name` is a question or "." for the answer itself. Raises Unclear.
    """
    if len(expression) > LONGEST:
        raise Unclear("it is too long")
    reader = _Reader(expression)
    tree = reader.either()
    if reader.tokens:
        raise Unclear(f"“{reader.tokens[0][1]}” is not understood")
    return tree


class _Reader:
    """Reads tokens from left to right; `or` binds less than `and`, both less than a comparison."""

    def __init__(self, expression):
        self.tokens = list(_tokens(expression))
        self.depth = 0

    def either(self):
        return self._joined("or", self.both)

    def both(self):
        return self._joined("and", self.one)

    def _joined(self, word, part):
        parts = [part()]
        while self._next_is("word", word):
            self.tokens.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else (word, parts)

    def one(self):
        if self._next_is("sign", "("):
            return self._bracketed()
        if self._next_is("word", "not"):
            self.tokens.pop(0)
            return ("not", self._bracketed())
        if self._next_is("word", "selected"):
            return self._selected()
        return self._comparison()

    def _bracketed(self):
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unclear("it is nested too deeply")
        self._take("sign", "(")
        tree = self.either()
        self._take("sign", ")")
        self.depth -= 1
        return tree

    def _selected(self):
        self.tokens.pop(0)
        self._take("sign", "(")
        name = self._operand()
        self._take("sign", ",")
        value = self._operand()
        self._take("sign", ")")
        if name[0] != "name" or value[0] == "name":
            raise Unclear("selected() is read with a question and a choice only")
        return ("selected", name[1], str(value[1]))

    def _comparison(self):
        left = self._operand()
        kind, sign = self.tokens.pop(0) if self.tokens else ("", "its end")
        if kind != "sign" or sign not in COMPARES:
            raise Unclear(f"“{sign}” is not understood")
        right = self._operand()
        if left[0] != "name":
            left, sign, right = right, TURNED[sign], left
        if left[0] != "name" or right[0] == "name":
            raise Unclear("it does not compare one answer with one value")
        return (sign, left[1], right[1])

    def _operand(self):
        kind, token = self.tokens.pop(0) if self.tokens else ("", "its end")
        if kind == "reference":
            return ("name", token[2:-1].strip())
        if (kind, token) == ("sign", "."):
            return ("name", ITSELF)
        if kind == "number":
            if len(token) > LONGEST_NUMBER:
                raise Unclear("a number in it is too long")
            return ("value", float(token) if "." in token else int(token))
        if kind == "text":
            return ("value", token[1:-1])
        raise Unclear(f"“{token}” is not understood")

    def _next_is(self, kind, token):
        return bool(self.tokens) and self.tokens[0] == (kind, token)

    def _take(self, kind, token):
        if not self._next_is(kind, token):
            raise Unclear(f"“{token}” is missing")
        self.tokens.pop(0)


def _tokens(expression):
    at, text = 0, expression.translate(str.maketrans("‘’“”", "''\"\"")).rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise Unclear(f"“{text[at:].strip()[:20]}” is not understood")
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


def names_in(tree):
    """The questions that a tree asks about."""
    if tree[0] in ("and", "or"):
        return set().union(*map(names_in, tree[1]))
    return names_in(tree[1]) if tree[0] == "not" else {tree[1]}


def holds(tree, answer):
    """Whether the tree is true where every question that it names is answered `answer`, a text or a number."""
    kind = tree[0]
    if kind == "and":
        return all(holds(part, answer) for part in tree[1])
    if kind == "or":
        return any(holds(part, answer) for part in tree[1])
    if kind == "not":
        return not holds(tree[1], answer)
    if kind == "selected":
        return str(answer) == tree[2]
    return _compares(kind, answer, tree[2])


def _compares(sign, answer, value):
    """As XPath compares: as texts where both are texts and equality is asked, else as numbers."""
    if sign in ("=", "!=") and (isinstance(value, str) or not _is_number(answer)):
        return COMPARES[sign](str(answer), str(value))
    if not _is_number(answer) or not _is_number(value):
        return False
    return COMPARES[sign](float(answer), float(value))


def _is_number(value):
    try:
        float(value)
    except ValueError:
        return False
    return True


def chosen_among(tree):
    """The choices of which one or more must be ticked; Unclear where a tree asks for anything else."""
    if tree[0] == "or":
        return [choice for part in tree[1] for choice in chosen_among(part)]
    if tree[0] != "selected":
        raise Unclear("of several choices, only whether one of them is ticked can be asked")
    return [tree[2]]


def bounds_of(tree):
    """(low, high, other numbers allowed) of a constraint such as (. >= 0 and . <= 95) or . = 98. Raises Unclear."""
    parts = tree[1] if tree[0] == "or" else [tree]
    others = {part[2] for part in parts if part[0] == "=" and part[1] == ITSELF}
    ranges = [part for part in parts if part[0] != "="]
    if len(ranges) != 1:
        raise Unclear("it is not a range of numbers")
    low, high = None, None
    for part in ranges[0][1] if ranges[0][0] == "and" else ranges:
        sign, number = _limit(part)
        if sign[0] == ">":
            low = number + (sign == ">")
        else:
            high = number - (sign == "<")
    return low, high, others


def _limit(part):
    """The sign and the number of a comparison such as . >= 0."""
    if part[0] in ("<", "<=", ">", ">=") and part[1] == ITSELF and isinstance(part[2], int):
        return part[0], part[2]
    raise Unclear("it is not a range of numbers")
