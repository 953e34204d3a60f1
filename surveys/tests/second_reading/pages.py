"""The tables of a page as rows of words."""

from html.parser import HTMLParser

from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory


class Tables(HTMLParser):
    """Collects every table of a page as {caption or number: rows of words}."""

    def __init__(self):
        super().__init__()
        self.found, self._rows, self._cell, self._caption = {}, None, None, None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self._rows, self._caption = [], str(len(self.found))
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("th", "td", "caption") and self._rows is not None:
            self._cell = []

    def handle_endtag(self, tag):
        if tag == "table":
            self.found.setdefault(self._caption, []).extend(self._rows)
            self._rows = None
        elif tag in ("th", "td", "caption") and self._cell is not None:
            words = " ".join("".join(self._cell).split())
            if tag == "caption":
                self._caption = words
            else:
                self._rows[-1].append(words)
            self._cell = None

    def handle_data(self, text):
        if self._cell is not None:
            self._cell.append(text)


def tables_of(page):
    """{caption, else the number of the table: rows of words} of a page."""
    parser = Tables()
    parser.feed(page)
    return parser.found


def seen(client, wave, name, role=Role.EVALUATOR, **query):
    """A page of a wave as somebody of a role gets it."""
    client.force_login(MembershipFactory(programme=wave.programme, role=role).user)
    response = client.get(reverse(f"surveys:{name}", args=[wave.programme.slug, wave.pk]), query)
    assert response.status_code == 200
    return response.content.decode()
