"""Word's own XML in small: paragraphs, runs and fields in the order of elements that Word asks for."""

import re

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from evaluation.reports.letters import reads_from_right

PIECES = re.compile("([\n\t])")


def node(tag, *within, **attributes):
    """An element such as `w:p` with elements in it; attributes are of the same namespace, numbers are written out."""
    element = OxmlElement(tag)
    prefix = tag.partition(":")[0]
    for name, value in attributes.items():
        element.set(qn(f"{prefix}:{name}"), str(value))
    element.extend(part for part in within if part is not None)
    return element


def paragraph(*runs, style, rtl=False, **places):
    """A paragraph in a style; `places` are elements of its properties that the style does not have."""
    properties = [node("w:pStyle", val=style)]
    if places.get("keep_next"):
        properties.append(node("w:keepNext"))
    if rtl:
        properties.append(node("w:bidi"))
    if "before" in places:
        properties.append(node("w:spacing", before=places["before"]))
    if "align" in places:
        properties.append(node("w:jc", val=places["align"]))
    return node("w:p", node("w:pPr", *properties), *runs)


def said(text, *, style, **places):
    """A paragraph of one text, from the side from which its script is read."""
    return paragraph(run(text), style=style, rtl=reads_from_right(text), **places)


def run(text, *, bold=False, colour="", size=0):
    """Words in one look; line ends and tabs in them stay what they are. `size` is in half points."""
    rtl = reads_from_right(text)
    look = [
        node("w:b") if bold else None,
        node("w:bCs") if bold else None,
        node("w:color", val=colour) if colour else None,
        node("w:sz", val=size) if size else None,
        node("w:szCs", val=size) if size else None,
        node("w:rtl") if rtl else None,
    ]
    return node("w:r", node("w:rPr", *look), *map(_piece, filter(None, PIECES.split(text))))


def _piece(text):
    if text == "\n":
        return node("w:br")
    if text == "\t":
        return node("w:tab")
    piece = node("w:t")
    piece.text = text
    piece.set(qn("xml:space"), "preserve")
    return piece


def field(code, shown="1"):
    """The runs of a field that Word computes, such as the number of the page; `shown` until it has."""
    return [*field_begin(code), run(shown), field_end()]


def field_begin(code):
    """The runs that begin a field, up to what it shows."""
    words = node("w:instrText")
    words.text = f" {code} "
    words.set(qn("xml:space"), "preserve")
    marks = (node("w:fldChar", fldCharType="begin"), words, node("w:fldChar", fldCharType="separate"))
    return [node("w:r", mark) for mark in marks]


def field_end():
    """The run that ends a field."""
    return node("w:r", node("w:fldChar", fldCharType="end"))
