"""The words on the pages of a PDF as typst writes it, for tests: enough to see what is printed, and no more."""

import re
import zlib

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
# A string may hold brackets in pairs without escaping them.
FLAT = rb"(?:\\.|[^\\()])*"
NESTED = FLAT + rb"(?:\(" + FLAT + rb"(?:\(" + FLAT + rb"\)" + FLAT + rb")*\)" + FLAT + rb")*"
# A font is chosen, or the text begins anew somewhere, or a string is shown.
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\bBT\b)|\((" + NESTED + rb")\)", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(pdf):
    """The words of each page, with single spaces between them."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_page(body, objects) for body in sorted(pages, key=_first_reference)]


def _first_reference(body):
    return int(re.search(rb"/Contents\s+(\d+) 0 R", body)[1])


def _page(body, objects):
    fonts = {name: _font(int(at), objects) for name, at in re.findall(rb"/(f\d+) (\d+) 0 R", _resources(body, objects))}
    content = _unpacked(objects[_first_reference(body)])
    found, font = [], {}
    for chosen, begins, shown in SHOWN.findall(content):
        if chosen:
            font = fonts[chosen]
        elif begins:
            found.append(" ")
        else:
            text = ESCAPED.sub(_plain, shown)
            found += [font.get(text[place : place + 2], "") for place in range(0, len(text), 2)]
    return " ".join("".join(found).split())


def _resources(body, objects):
    linked = re.search(rb"/Resources\s+(\d+) 0 R", body)
    body = objects[int(linked[1])] if linked else body
    linked = re.search(rb"/Font\s+(\d+) 0 R", body)
    return objects[int(linked[1])] if linked else body


def _font(number, objects):
    """What each pair of bytes stands for."""
    linked = re.search(rb"/ToUnicode\s+(\d+) 0 R", objects[number])
    mapped = MAPPED.findall(_unpacked(objects[int(linked[1])])) if linked else []
    return {bytes.fromhex(code.decode()): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in mapped}


def _unpacked(body):
    packed = STREAM.search(body)[1]
    return zlib.decompressobj().decompress(packed) if b"FlateDecode" in body else packed


def _plain(match):
    escaped = match[1]
    return bytes([int(escaped, 8)]) if escaped[:1].isdigit() else LETTERS.get(escaped, escaped)
