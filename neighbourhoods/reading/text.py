"""From the bytes of an uploaded file to its text."""

from neighbourhoods.reading.faults import Fault

CSV, GEOJSON = "a CSV file", "a GeoJSON file"
# What the first bytes give away; each sentence names the format that is needed instead.
NOT_TEXT = (
    (b"PK\x03\x04", "This is an Excel workbook or a zip file; {wanted} is needed. Unpack it, or save it as one."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel or Word file; {wanted} is needed. Save it as one."),
    (b"%PDF", "This is a PDF; {wanted} is needed. Look for one where the PDF was published."),
    (b"\xff\xfe", "This file is saved as UTF-16. Save it as UTF-8, in Excel “CSV UTF-8”, and upload that."),
    (b"\xfe\xff", "This file is saved as UTF-16. Save it as UTF-8, in Excel “CSV UTF-8”, and upload that."),
)
WEB_PAGE = "This is a web page; {wanted} is needed. Open the page and download the file itself."
BEGINNING = 1024


def why_not_text(content, wanted=CSV):
    """Why `content` is no text, in a sentence that names the format `wanted`; "" where it may be one."""
    beginning = content[:BEGINNING].lstrip()
    reason = next((why for start, why in NOT_TEXT if beginning.startswith(start)), "")
    if not reason and not content.strip():
        reason = "The file is empty."
    if not reason and beginning[:14].lower().startswith((b"<!doctype html", b"<html")):
        reason = WEB_PAGE
    if not reason and b"\0" in content:
        reason = "This is not a text file; {wanted} is needed."
    return reason.format(wanted=wanted)


def decode(content, wanted=CSV):
    """The text of `content`, or the fault that keeps it from being read: (text, faults).

    UTF-8 with or without a byte order mark, else Windows-1252 as older Excel writes it.
    """
    reason = why_not_text(content, wanted)
    return ("", [Fault(None, "", "", reason)]) if reason else _decoded(content)


def _decoded(content):
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", [Fault(line, "", "", "A character is neither UTF-8 nor Windows-1252. Save the file as UTF-8.")]
