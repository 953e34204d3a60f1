"""Every place in which somebody can read a figure of Quayside: pages and documents in words, files in numbers."""

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape

from django.test import Client, TestCase
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.models import Role
from evaluation.editions.steps import PUBLISH
from evaluation.models import ApiToken, PublicPage, Report
from evaluation.sharing.csv_files import zip_of
from evaluation.sharing.tokens import issue_token
from evaluation.sharing.workbook import workbook_of
from evaluation.steering.public_actions import set_page
from evaluation.tests.editions.making import accepted, begun, reviewed
from evaluation.tests.reports.documents import docx_words, pdf_words
from tests.stage_two import TODAY, stage_two

NUMBERS = ("estimate", "low", "high", "n", "baseline", "change", "change_low", "change_high")
# What a column is called elsewhere.
CALLED = {
    "ci_low": "low",
    "ci_high": "high",
    "baseline_estimate": "baseline",
    "area": "area_name",
    "answers": "counted",
}


@dataclass
class Sources:
    """`words`: name of a place -> all that it says, without spaces; `rows`: name of a file -> its figures as dicts.

    `whole`: name of a place or file -> all that is in it, pictures too. `files`: kind -> bytes, as issued, and `hashes`
    the SHA-256 that is stored with them; `again`: way of reading -> the bytes of the PDF.
    """

    edition: object
    files: dict
    hashes: dict
    words: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    whole: dict = field(default_factory=dict)
    again: dict = field(default_factory=dict)


def read_everywhere():
    """The Sources of a programme whose report of stage 2 is published."""
    programme, people = stage_two()
    with TestCase.captureOnCommitCallbacks(execute=True):
        edition = begun(programme, people, kind=Report.Kind.STAGE, stage=programme.stages.get(number=2))
        accepted(edition, people)
    reviewed(edition, people, PUBLISH)
    page = set_page(programme=programme, opened=PublicPage.Opened.LINK, words="", by=people[Role.COMMISSIONER])
    edition.refresh_from_db()
    member, key = Client(), _key(programme, people[Role.COMMISSIONER])
    member.force_login(people[Role.STEERING])
    files = {file.kind: file for file in edition.files.all()}
    issued, hashes = ({kind: bytes(f.content) for kind, f in files.items()}, {k: f.sha256 for k, f in files.items()})
    found = Sources(edition, issued, hashes)
    pages, tables = _pages(programme, edition, member, page), zipfile.ZipFile(io.BytesIO(zip_of(programme)))
    found.words = {name: words_of_page(html) for name, html in pages.items()} | _documents(found.files)
    found.rows = _rows(programme, edition, member, tables) | _api(key)
    found.whole = pages | found.words | {name: json.dumps(rows, default=str) for name, rows in found.rows.items()}
    found.whole |= {"spreadsheet": _cells(found.files["xlsx"]), "workbook": _cells(workbook_of(programme))}
    found.whole |= {name: tables.read(name).decode() for name in tables.namelist() if name.endswith(".csv")}
    found.again = _pdf_again(programme, edition, member, page, key)
    return found


def close(text):
    """A text without its spaces: places part a figure's words differently."""
    return re.sub(r"[\s\u200b]+", "", text)


def words_of_page(html):
    """What a page says, in order, without its pictures."""
    html = re.sub(r"<(svg|style|script|nav|head)\b.*?</\1>", "", html, flags=re.DOTALL)
    return close(unescape(re.sub(r"<[^>]+>", " ", html)))


def _key(programme, commissioner):
    token = ApiToken(name="Power BI", expires_on=TODAY.replace(year=TODAY.year + 1))
    return issue_token(programme=programme, token=token, by=commissioner)


def _pages(programme, edition, member, page):
    cohort = programme.cohorts.get().area_code
    here = [programme.slug]
    addresses = {
        "overview": reverse("evaluation:programme-overview", args=here),
        "steering": reverse("evaluation:steering", args=here),
        "page of A1": f"{reverse('evaluation:indicator-detail', args=[*here, 'A1'])}?area={cohort}",
        "page of B1": f"{reverse('evaluation:indicator-detail', args=[*here, 'B1'])}?area={cohort}",
        "page of the report": edition.get_absolute_url(),
        "gate": reverse("evaluation:gate", args=[*here, 2]),
    }
    pages = {name: member.get(address) for name, address in addresses.items()}
    pages["page for everybody"] = Client().get(page.address)
    assert all(answer.status_code == 200 for answer in pages.values())
    return {name: answer.content.decode() for name, answer in pages.items()}


def _documents(files):
    return {
        "web page": words_of_page(files["html"].decode()),
        "PDF": close(pdf_words(files["pdf"])),
        "Word": close(docx_words(files["docx"])),
    }


def _rows(programme, edition, member, tables):
    found = {
        "evidence": edition.evidence["figures"],
        "spreadsheet of the report": _sheet(edition.files.get(kind="xlsx").content, "Figures"),
        "programme workbook": _sheet(workbook_of(programme), "figures"),
        "programme CSV": _csv(tables.read("tables/figures.csv")),
        "CSV of all figures": _csv(member.get(reverse("evaluation:estimates-csv", args=[programme.slug])).content),
    }
    for code in ("A1", "B1"):
        address = reverse("evaluation:indicator-csv", args=[programme.slug, code])
        found[f"CSV of {code}"] = _csv(member.get(address).content)
    return {name: [_row(row) for row in rows] for name, rows in found.items()}


def _api(key):
    """Every page of what a key opens."""
    found, sent = {}, {"headers": {"Authorization": f"Bearer {key}"}}
    for name in ("estimates", "register-figures"):
        rows, address = [], reverse(f"api:{name}")
        while address:
            answer = Client().get(address, **sent).json()
            rows += answer["items"]
            address = answer["next"]
        found[f"API {name}"] = [_row(row) for row in rows]
    return found


def _pdf_again(programme, edition, member, page, key):
    """The PDF read twice in each of the three ways that lead to it."""
    args = [edition.report_id, edition.number, "pdf"]
    ways = {
        "member": lambda: member.get(reverse("evaluation:edition-file", args=[programme.slug, *args])),
        "everybody": lambda: Client().get(reverse("progress-report", args=[page.code, *args])),
        "API": lambda: Client().get(reverse("api:report-file", args=args), headers={"Authorization": f"Bearer {key}"}),
    }
    return {f"{name}, {time}": read().content for name, read in ways.items() for time in ("once", "again")}


def _sheet(content, name):
    headings, *rows = load_workbook(io.BytesIO(content), read_only=True)[name].iter_rows(values_only=True)
    return [dict(zip(headings, [*row, *[None] * len(headings)], strict=False)) for row in rows]


def _cells(content):
    """Every cell of a workbook as one text."""
    sheets = load_workbook(io.BytesIO(content), read_only=True).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


def _csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _row(row):
    """A figure's row by the names of evidence, numbers as numbers, nothing as None."""
    named = {CALLED.get(name, name): value for name, value in row.items()}
    if "count" in row:  # of the evidence, where `n` is in words
        named |= {"n": row["count"], "counted": row["n"]}
    return named | {name: _number(named.get(name)) for name in NUMBERS}


def _number(value):
    return None if value in (None, "") else float(value)
