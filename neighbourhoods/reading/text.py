"""From the bytes of an uploaded file to its text."""

from neighbourhoods.reading.faults import Fault

NOT_TEXT = (
    (
        b"PK\x03\x04",
        "This is an Excel workbook or a zip file. Unpack it, or save the sheet as CSV, and upload that.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel or Word file. Save the sheet as CSV and upload that."),
    (b"%PDF", "This is a PDF. The figures are needed as a CSV file."),
    (b"\xff\xfe", "This file is saved as UTF-16. Save it as “CSV UTF-8” and upload that."),
    (b"\xfe\xff", "This file is saved as UTF-16. Save it as “CSV UTF-8” and upload that."),
)
WEB_PAGE = "This is a web page, not the file. Open the page and download the file itself."


def decode(content):
    """The text of `content`, or the fault that keeps it from being read: (text, faults).

    UTF-8 with or without a byte order mark, else Windows-1252 as older Excel writes it.
    """
    reason = next((why for start, why in NOT_TEXT if content.startswith(start)), None)
    if reason is None and not content.strip():
        reason = "The file is empty."
    if reason is None and content.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        reason = WEB_PAGE
    if reason is None and b"\0" in content:
        reason = "This is not a text file."
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
