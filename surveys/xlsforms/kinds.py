"""What the types of an XLSForm are: those that become questions, and why the others do not."""

import re
from typing import NamedTuple

from surveys.models.questionnaires import Kind

SELECT = re.compile(
    r"(?P<command>select[_ ]one|select1|select[_ ]multiple|select all that apply)(?: from)?"
    r" (?P<list>\S+)(?P<rest> .*)?",
    re.IGNORECASE,
)
FROM_ELSEWHERE = re.compile(r"select_(one|multiple)_(from_file|external)\b", re.IGNORECASE)
ENTITY = re.compile(r"(?P<edge>begin|end)[_ ](?P<what>group|repeat|loop)", re.IGNORECASE)
PLAIN_KINDS = {"text": Kind.TEXT, "string": Kind.TEXT, "integer": Kind.NUMBER, "int": Kind.NUMBER}
OF_ITSELF = "The form notes it by itself. Here the day is kept with every answer, and nothing else of this kind."
PLACE = "A place on the map is not kept with answers."
FILE = "Pictures, recordings and files are not kept with answers."
MOMENT = "A date or a time is no answer here. Ask it in words, or as a number."
REASONS = {
    **dict.fromkeys(("start", "end", "today", "deviceid", "username", "email", "phonenumber", "simserial",
                     "subscriberid", "audit", "start-geopoint"), OF_ITSELF),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "location"), PLACE),
    **dict.fromkeys(("image", "photo", "audio", "video", "file", "background-audio"), FILE),
    **dict.fromkeys(("date", "time", "datetime"), MOMENT),
    "calculate": "A calculation is not a question.",
    "hidden": "Nobody is asked it.",
    "decimal": "Only whole numbers are kept.",
    "range": "A range is not read. Make it an integer with a constraint.",
    "rank": "An order of preference is not kept.",
    "barcode": "A code that is scanned is not kept.",
    "acknowledge": "Something to be ticked is read only where it is the consent.",
    "xml-external": "It is not a question.",
    "csv-external": "It is not a question.",
}  # fmt: skip


class Typed(NamedTuple):
    """What a row is: `edge` "begin" or "end" of a group or repeat (`what`), a note, or a question of a `kind` with
    choices of `list`; else `reason` says why it is not read.
    """

    kind: str = ""
    list: str = ""
    edge: str = ""
    what: str = ""
    reason: str = ""


def typed(text):
    """The Typed of the text in the column `type`."""
    text = " ".join(text.split())
    if match := ENTITY.fullmatch(text):
        return Typed(edge=match["edge"].lower(), what=match["what"].lower())
    if text.lower() == "note":
        return Typed(what="note")
    if FROM_ELSEWHERE.match(text):
        return Typed(reason="Its choices come from another file.")
    if match := SELECT.fullmatch(text):
        return _select(match)
    if kind := PLAIN_KINDS.get(text.lower()):
        return Typed(kind=kind)
    return Typed(reason=REASONS.get(text.lower(), f"“{text[:40]}” is a type that is not read."))


def _select(match):
    if rest := (match["rest"] or "").strip():
        extra = "or_other" if rest.lower().startswith(("or_other", "or other", "or specify")) else rest[:30]
        return Typed(
            reason=f"“{extra}” is not read. Write an option for other answers, and a question in words after it."
        )
    is_one = match["command"].lower() in ("select_one", "select one", "select1")
    return Typed(kind=Kind.SINGLE if is_one else Kind.MULTIPLE, list=match["list"])
