"""The letters of a document: what no file can hold is taken out once, so that every kind of file says the same."""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace

from evaluation.reports.document import Document, Section
from surveys.printing.typesetting import UNPRINTABLE, is_visible

WITHOUT_TITLE = "Without a title"
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
NO_LETTERS = re.compile("[\ufffe\uffff]")
FROM_THE_RIGHT = ("R", "AL")


def readable(node):
    """A document, or a part of it, without signs that are no letters; no heading of it is empty to the eye."""
    if isinstance(node, str):
        return NO_LETTERS.sub("", UNPRINTABLE.sub("", LINE_ENDS.sub("\n", node)))
    if isinstance(node, list | tuple):
        return type(node)(map(readable, node))
    if isinstance(node, dict):
        return {readable(name): readable(part) for name, part in node.items()}
    return _titled(_parts_readable(node)) if is_dataclass(node) else node


def reads_from_right(text):
    """Whether the first letter of a text is of a script that runs from right to left, such as Urdu."""
    sides = (unicodedata.bidirectional(letter) for letter in text)
    return next((side in FROM_THE_RIGHT for side in sides if side in ("L", *FROM_THE_RIGHT)), False)


def _parts_readable(node):
    return replace(node, **{field.name: readable(getattr(node, field.name)) for field in fields(node)})


def _titled(node):
    """A line end in a heading is a space; PDF/UA-1 refuses headings without anything to see."""
    if not isinstance(node, Document | Section):
        return node
    title = " ".join(node.title.split())
    return replace(node, title=title if is_visible(title) else WITHOUT_TITLE)
