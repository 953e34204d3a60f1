"""XLSForms that are made to break whoever opens them: bombs, entities, endless expressions, markup."""

import base64
import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.tests.xlsforms.books import book

pytestmark = pytest.mark.django_db


def bomb(parts):
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([["type", "name", "label"], ["text", "a", "b"]]))) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, parts.get(name, source.read(name)))
    return stream.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELL = b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>'
HEADINGS = b"".join(CELL % pair for pair in ((b"A1", b"type"), (b"B1", b"name"), (b"C1", b"label")))


def sheet(entity):
    """A sheet with one question whose label is an entity."""
    cells = b"".join(CELL % pair for pair in ((b"A2", b"text"), (b"B2", b"x"), (b"C2", entity)))
    rows = b'<row r="1">%s</row><row r="2">%s</row>' % (HEADINGS, cells)
    return b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (NAMESPACE, rows)


def forms():
    yield "entities in a sheet", bomb({"xl/worksheets/sheet1.xml": ENTITIES + sheet(b"&a9;")})
    yield "entity of a file", bomb({"xl/worksheets/sheet1.xml": OUTSIDE + sheet(b"&e;")})
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    yield "entities in strings", bomb({"xl/sharedStrings.xml": ENTITIES + strings % b"&a9;"})
    yield (
        "entities in styles",
        bomb(
            {
                "xl/styles.xml": ENTITIES
                + b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&a9;</styleSheet>'
            }
        ),
    )
    yield "entities in the workbook", bomb({"xl/workbook.xml": ENTITIES + b"<workbook>&a9;</workbook>"})
    yield "entities in the manifest", bomb({"[Content_Types].xml": ENTITIES + b"<Types>&a9;</Types>"})
    yield "zip bomb", bomb({"xl/sharedStrings.xml": b" " * 80_000_000})
    deep = "(" * 2_000 + "${a} = 1" + ")" * 2_000
    yield (
        "deep expression",
        book(
            [
                ["type", "name", "label", "relevant"],
                ["integer", "a", "A", ""],
                ["integer", "b", "B", deep],
                ["integer", "c", "C", "not(" * 3000],
            ]
        ),
    )
    yield (
        "long expression",
        book(
            [
                ["type", "name", "label", "relevant", "constraint"],
                ["integer", "a", "A", "", "." + "9" * 30_000],
                ["integer", "b", "B", "${a}=1 or " * 3_000, ". <= " + "9" * 4900 + " and . >= -" + "9" * 4500],
                ["integer", "c", "C", "${a} = " + "9" * 4400, ""],
            ]
        ),
    )
    yield (
        "groups without end",
        book([["type", "name", "label"], *[["begin group", f"g{n}", "G"] for n in range(2_900)], ["text", "a", "A"]]),
    )
    yield "ends without begin", book([["type", "name", "label"], *[["end group", "", ""]] * 100, ["text", "a", "A"]])
    yield (
        "markup",
        book(
            [
                ["type", "name", "label", "label::Arabic (ar)"],
                ["text", "a", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"],
                ["note", "n", "=1+1", "\u202e"],
            ],
            settings=[["form_title", "form_id"], ["<b>x", "../../etc"]],
        ),
    )
    yield (
        "many choices",
        book(
            [["type", "name", "label"], ["select_multiple l", "a", "A"]],
            choices=[["list_name", "name", "label"], *[["l", str(n), f"C{n}"] for n in range(2_900)]],
        ),
    )
    yield (
        "large codes",
        book(
            [["type", "name", "label"], ["select_one l", "a", "A"], ["range", "r", "R"]],
            choices=[
                ["list_name", "name", "label"],
                ["l", "9" * 4500, "A"],
                ["l", "-1", "B"],
                ["l", "98", "C"],
                ["l", "²", "D"],
            ],
        ),
    )


@pytest.mark.parametrize(("what", "content"), list(forms()), ids=lambda v: v if isinstance(v, str) else "")
def test_hostile_form_is_refused_or_read_and_never_breaks(client, what, content):
    programme = ProgrammeFactory(slug="vale")
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
    url = reverse("surveys:xlsform-load", args=["vale"])
    start = time.perf_counter()

    looked = client.post(url, {"file": SimpleUploadedFile("f.xlsx", content), "audience": "residents"})
    taken = client.post(
        url,
        {
            "content": base64.b64encode(content).decode(),
            "filename": "a\r\nb" * 100,
            "audience": "residents",
            "with_draft": "on",
            "title": "T",
        },
    )

    assert looked.status_code == 200
    assert taken.status_code in (200, 302)
    assert "root:" not in looked.content.decode()
    assert "<script>alert" not in looked.content.decode()
    assert "<img src=x" not in looked.content.decode()
    assert time.perf_counter() - start < 30
    for questionnaire in programme.questionnaires.all():
        for name in (
            "questionnaire-detail",
            "questionnaire-preview",
            "questionnaire-xlsform",
            "questionnaire-pdf",
            "questionnaire-edit",
            "questionnaire-languages",
        ):
            page = client.get(reverse(f"surveys:{name}", args=["vale", questionnaire.pk]))
            assert page.status_code == 200, name
            if name != "questionnaire-pdf" and name != "questionnaire-xlsform":
                assert "<script>alert" not in page.content.decode()
                assert "<img src=x" not in page.content.decode()
