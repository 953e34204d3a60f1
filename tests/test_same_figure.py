"""A figure is the same wherever it is read: on pages, in the report's files, in spreadsheets, and by the API."""

import re
from hashlib import sha256
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection, transaction

from evaluation.figures import Figure
from evaluation.reports.document import from_json
from evaluation.tests.reports.documents import assert_in_order, docx_words, html_words, pdf_words, texts_of
from surveys.tests.factories import WaveFactory
from tests.figure_sources import NUMBERS, close, read_everywhere
from tests.stage_two import TODAY

pytestmark = pytest.mark.django_db


class Told(NamedTuple):
    """A figure as it is worded everywhere."""

    value: str
    interval: str
    n: str
    baseline: str
    change: str
    verdict: str


# Worked out by hand from tests/stage_two.py: shares of those asked, and groups for each 1,000 of 6,496 residents.
TOLD = {
    ("A1", "Cohort 1"): Told("30%", "(21 to 40)", "n 613", "baseline 14%", "up 16 points (2 to 28)", "Clear rise"),
    ("A1", "Ropewalk"): Told("20%", "(16 to 25)", "n 300", "baseline 7%", "up 13 points (8 to 18)", "Clear rise"),
    ("B1", "Cohort 1"): Told("1.4 per 1,000", "", "27 groups", "baseline 1.0", "up 0.4", "Clear rise"),
    ("B1", "Ropewalk"): Told("2.3 per 1,000", "", "15 groups", "baseline 1.5", "up 0.8", "Clear rise"),
}
EXACT = {
    ("A1", "Cohort 1"): ((60 / 300 + 48 / 300 + 7 / 13) / 3 * 100, (21 / 300 + 30 / 300 + 3 / 12) / 3 * 100),
    ("A1", "Ropewalk"): (60 / 300 * 100, 21 / 300 * 100),
    ("B1", "Cohort 1"): (27 / (3 * 6496) * 1000, 20 / (3 * 6496) * 1000),
    ("B1", "Ropewalk"): (15 / 6496 * 1000, 10 / 6496 * 1000),
}
LATEST = {"A1": "Wave 1", "B1": "20 March 2026"}
UNITS = {"A1": "%", "B1": "per 1,000"}
HIDDEN = ("Dockray", "Limekiln")  # the one too small, the other so that subtraction does not find it
ROUNDED = 5e-7  # files have six decimals
# The figure of everybody in Dockray at the second survey, 7 of 13, and in Limekiln, 48 of 300; nobody may read them.
SECRETS = ("54%", "53.8", "16%", "0.538")
XMP = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
NAMES = {"ua": "{http://www.aiim.org/pdfua/ns/id/}", "dc": "{http://purl.org/dc/elements/1.1/}"}


@pytest.fixture(scope="module")
def sources(django_db_setup, django_db_blocker):
    """Everything that can be read, read once."""
    WaveFactory.reset_sequence()  # the waves have the names of LATEST, whichever tests ran before
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(TODAY, tick=False):
        yield read_everywhere()
        connection.check_constraints()
        transaction.set_rollback(True)


NOTE = {"A1": "", "B1": "19,488 residents counted as at 20 March 2026"}
RESIDENTS = {"Cohort 1": "19,488 residents", "Ropewalk": "6,496 residents"}


def tile(code, name, told):
    """A goal among the six, or what stands large on an indicator's page."""
    interval = f"95% interval {told.interval}" if told.interval else ""
    return told.value, interval, told.n, told.baseline, told.change, NOTE[code], told.verdict


def large(code, name, told):
    """What stands large on an indicator's page."""
    interval = f"95% interval {told.interval}" if told.interval else ""
    return told.value, interval, told.verdict, told.n, told.baseline, told.change


def row(code, name, told):
    """A line of a table, whose headings say n and baseline."""
    plain = told.n.removeprefix("n "), told.baseline.removeprefix("baseline ")
    return name, told.value, told.interval, *plain, told.change, told.verdict


def report_row(code, name, told):
    """The same in a report, where a count says how many residents stand behind it."""
    return name, RESIDENTS[name] if code == "B1" else "", *row(code, name, told)[1:]


def line(code, name, told):
    """A figure in one line."""
    value = f"{told.value} {told.interval}".strip()
    return (" · ".join((value, told.n, told.baseline, told.change)),)


def gate_row(code, name, told):
    return "Quayside", told.value, told.interval, f"{told.n}, {told.baseline}", told.change, told.verdict


def cell(code, name, told):
    """A cohort's figure on the page for everybody."""
    return f"{name}: {told.value} {told.interval}", f", {told.n}; {told.change}", told.verdict


REPORTS = ("page of the report", "web page", "PDF", "Word")
COHORT = [("A1", "Cohort 1"), ("B1", "Cohort 1")]
READ = [
    *((place, of, tile) for place in ("overview", "steering", "page for everybody") for of in COHORT),
    *((place, of, report_row) for place in REPORTS for of in TOLD),
    *((place, of, line) for place in (*REPORTS, "steering") for of in COHORT),
    *(("gate", of, gate_row) for of in COHORT),
    *(("page for everybody", of, cell) for of in COHORT),
    *((f"page of {of[0]}", of, large) for of in COHORT),
    *((f"page of {code}", (code, "Ropewalk"), row) for code in ("A1", "B1")),
    ("overview", ("A1", "Ropewalk"), row),
]


@pytest.mark.parametrize(("place", "of", "layout"), READ)
def test_figure_has_the_same_words_in_every_place(sources, place, of, layout):
    words = close("".join(layout(*of, TOLD[of])))
    assert words in sources.words[place]


def rows_of(sources, code, name):
    """File -> the row of a figure's latest survey or day, in each file that has the indicator."""
    found = {}
    for file, rows in sources.rows.items():
        here = [each for each in rows if each["indicator"] == code and each.get("group", "all") == "all"]
        if here:
            wanted = (name, LATEST[code])
            (found[file],) = [each for each in here if (each["area_name"], each["wave"]) == wanted]
    return found


@pytest.mark.parametrize("of", TOLD)
def test_figure_has_the_same_numbers_in_every_file(sources, of):
    rows = rows_of(sources, *of)
    assert len(rows) == 7
    frozen = rows["evidence"]
    assert (frozen["estimate"], frozen["baseline"]) == pytest.approx(EXACT[of], rel=1e-4)
    for file, each in rows.items():
        for name in NUMBERS:
            if name != "n" or of[0] == "A1":  # a count has no answers; its size stands there in the wider files
                wanted = frozen[name] if frozen[name] is None else pytest.approx(frozen[name], abs=ROUNDED)
                assert each[name] == wanted, (file, name)


@pytest.mark.parametrize("of", TOLD)
def test_numbers_of_every_file_give_the_words_of_every_page(sources, of):
    for file, each in rows_of(sources, *of).items():
        numbers = {name: each[name] for name in NUMBERS} | {"n": int(each["n"]) if of[0] == "A1" else None}
        figure = Figure(unit=UNITS[of[0]], counted=each["counted"] if of[0] == "B1" else "", **numbers)
        assert (figure.words,) == line(*of, TOLD[of]), file
        words, verdict = each.get("words", figure.words), each.get("verdict_words", TOLD[of].verdict)
        assert words.removesuffix(f" · {verdict}") == figure.words, file
        assert verdict == TOLD[of].verdict, file
        assert each["verdict"] in ("clear_rise", TOLD[of].verdict), file


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_figure_has_a_number_in_no_file(sources, name):
    rows = rows_of(sources, "A1", name)
    assert len(rows) == 7
    for file, each in rows.items():
        assert {each[number] for number in NUMBERS} == {None}, file
        assert each.get("words", "Too few answers").split(" · ")[0] == "Too few answers", file
        assert each["verdict"] in ("too_few", "Too few answers"), file


@pytest.mark.parametrize("place", ["overview", "page of A1", *REPORTS])
def test_hidden_figure_says_why_where_others_stand(sources, place):
    words = sources.words[place]
    assert close("Dockray Too few answers, so no figure is shown") in words
    assert close("Limekiln Hidden, so that another hidden figure cannot be worked out") in words


def test_hidden_figure_stands_nowhere_at_all(sources):
    assert len(sources.whole) > 40
    told = [(place, secret) for place, text in sources.whole.items() for secret in SECRETS if secret in text]
    assert told == []


def test_pdf_says_what_it_is_to_programs_that_read_it_out(sources):
    pdf = sources.files["pdf"]
    metadata = ElementTree.fromstring(XMP.search(pdf)[0])  # noqa: S314  our own
    assert [each.text for each in metadata.iter(f"{NAMES['ua']}part")] == ["1"]
    (title,) = metadata.iter(f"{NAMES['dc']}title")
    assert "".join(title.itertext()).strip() == "Report of stage 2"
    assert "en-GB" in "".join(text for each in metadata.iter(f"{NAMES['dc']}language") for text in each.itertext())
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang(en-GB)", b"/DisplayDocTitle true"):
        assert part in pdf


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_files_tell_the_report_in_its_order(sources, kind):
    readers = {"html": lambda content: html_words(content.decode()), "pdf": pdf_words, "docx": docx_words}
    document = from_json(sources.edition.content)
    assert_in_order(texts_of(document), readers[kind](sources.files[kind]))


def test_issued_files_are_the_same_bytes_however_they_are_read(sources):
    assert len(sources.again) == 6
    assert set(sources.again.values()) == {sources.files["pdf"]}


def test_issued_files_match_the_fingerprints_stored_with_them(sources):
    assert set(sources.files) == {"html", "pdf", "docx", "xlsx"}
    for kind, content in sources.files.items():
        assert sources.hashes[kind] == sha256(content).hexdigest()
