"""What changed, as lines that lead to where each can be read."""

from dataclasses import dataclass
from datetime import date

DONE, LATE, NOTE, OPEN = "ok", "late", "note", "open"


@dataclass(frozen=True)
class News:
    """One thing that changed: in words, its page, its day where it has one, more about it, and its icon."""

    words: str
    url: str
    on: date | None = None
    detail: str = ""
    icon: str = DONE


@dataclass(frozen=True)
class Topic:
    """What changed of one kind: a heading, its News, what stands in their place without any, and a note to them."""

    title: str
    news: tuple[News, ...]
    nothing: str
    url: str
    note: str = ""


def topic(title, news, *, nothing, url, note=""):
    """The Topic of some News, the latest first; those without a day come first, as they were given."""
    ordered = sorted(news, key=lambda line: (line.on is not None, -(line.on or date.min).toordinal()))
    return Topic(title, tuple(ordered), nothing, url, note)
