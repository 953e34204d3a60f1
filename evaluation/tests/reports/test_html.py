"""Reports as HTML: headings, tables and pictures that all can read, within a strict policy and without a request."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from evaluation.reports.document import Document, Facts, Section
from evaluation.reports.html import STYLE, as_html, as_page
from evaluation.tests.reports.documents import whole_document


class Outline(HTMLParser):
    """Start tags in order, each with its attributes, and ids in order."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids = [], []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]

    def of(self, *names):
        return [attributes for tag, attributes in self.tags if tag in names]


def test_headings_begin_at_the_second_level_and_are_named_by_their_slugs():
    outline = Outline(as_html(whole_document()))
    headings = [(tag, attributes["id"]) for tag, attributes in outline.tags if re.fullmatch(r"h\d", tag)]
    assert headings == [
        ("h2", "summary"),
        ("h2", "changed"),
        ("h3", "within"),
        ("h3", "deep"),
        ("h4", "deepest"),
    ]


def test_no_two_ids_are_alike_though_slugs_are():
    document = whole_document()
    twice = replace(document, sections=document.sections * 2)
    ids = Outline(as_html(twice)).ids
    assert len(ids) == len(set(ids))
    assert {"summary", "summary-2"} <= set(ids)


def test_table_has_caption_scopes_and_scrolls_by_itself():
    html = as_html(whole_document())
    scopes = [attributes["scope"] for attributes in Outline(html).of("th")]
    assert scopes == ["col"] * 7 + ["row"] * 2
    assert "<caption" in html
    assert {"role": "group", "aria-label": "Figures of Cohort 1"}.items() <= Outline(html).of("div")[2].items()


def test_pictures_have_a_role_a_title_and_a_description():
    html = as_html(whole_document())
    for attributes in Outline(html).of("svg"):
        assert attributes["role"] == "img"
        named = attributes["aria-labelledby"].split()
        title, description = (re.search(rf'id="{uid}">([^<]*)<', html)[1] for uid in named)
        assert title.startswith("A finding")
        assert description.startswith("18% of n 294")
    assert html.count("18% of n 294, 0") == 2  # for a desk and for a phone


def test_part_of_a_page_has_no_style_or_script_of_its_own():
    html = as_html(whole_document("<script>alert(1)</script>", drawings=()))
    assert not re.search(r'<(script|style)|\sstyle="|\son\w+="|javascript:', html)
    assert not re.search(r'\sstyle="', as_html(whole_document()))


def test_whole_file_asks_for_nothing_and_says_its_language_and_title():
    html = as_page(whole_document()).decode()
    outline = Outline(html)
    assert outline.of("html") == [{"lang": "en-GB"}]
    assert "<title>Stage 2 report</title>" in html
    assert not outline.of("script", "img", "iframe", "object")
    assert [each["href"] for each in outline.of("link")] == ["data:,"]
    assert not re.search(r"url\((?!#)|@import", html)
    addresses = set(re.findall(r'(?:href|src|action)="([^"]*)"', html))
    assert all(address.startswith(("#", "data:")) for address in addresses)


@pytest.mark.parametrize(("sections", "listed"), [(5, 0), (6, 6)])
def test_contents_are_listed_where_there_are_many_sections(sections, listed):
    many = tuple(Section(f"s{number}", f"Section {number}") for number in range(sections))
    html = as_page(Document("Report", "", Facts(()), many)).decode()
    assert len(re.findall(r'<li><a href="#s\d"', html)) == listed


def test_tone_is_a_colour_beside_words():
    html = as_html(whole_document())
    assert '<span class="fh-report__better">Clear rise</span>' in html


def test_stylesheet_of_the_product_and_of_the_file_set_reports_alike():
    product = (Path(settings.BASE_DIR) / "static/foothold.css").read_text(encoding="utf-8")
    own = STYLE.read_text(encoding="utf-8")
    shared = own[own.index("/* What follows stands") : own.index("/* The file alone")].split("\n", 1)[1]
    assert shared.strip() in product
    mapped = [line for line in product.splitlines() if line.startswith(".fh-chart ")]
    assert [line for line in mapped if line not in own] == []
