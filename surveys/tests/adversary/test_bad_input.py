"""What nobody types by accident: it is answered in words, kept as what it is, and never breaks a page or a file."""

import io
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.models import Response
from surveys.tests.answering.residents import Browser, open_sample
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory
from surveys.tests.interviewing.doorstep import doorstep_wave, interviewer_of

pytestmark = pytest.mark.django_db
NASTY = [
    "9" * 5_000,
    "-1",
    "1e3",
    "NaN",
    "inf",
    "²",
    "٣",
    "१",
    "0x1",
    "1_0",
    "\0",
    "1\0",
    "\u202e1",
    "\ud7ff",
    "98",
    "-98",
    "99",
    "-97",
    "96",
    "32768",
    "65536",
    "999999999999999999999999",
    "1,2",
    "1.5",
    "1.0",
    " ",
    "\x0b",
    "=1+1",
    "<script>",
]


@pytest.fixture
def interviewer(client):
    with time_machine.travel("2024-07-10T11:00:00Z", tick=False):
        wave = doorstep_wave(ProgrammeFactory(slug="vale"))
        gwen = interviewer_of(wave.programme)
        client.force_login(gwen)
        yield client, wave, gwen


@pytest.mark.parametrize(
    "name",
    [
        "q-R4",
        "q-R5",
        "q-L1",
        "q-R11",
        "q-L3",
        "q-L2",
        "sex",
        "age_band",
        "seconds",
        "key",
        "sample",
        "language",
        "answered_on",
    ],
)
def test_interview_with_nonsense_is_refused_in_words_or_kept(interviewer, name):
    client, wave, gwen = interviewer
    url = reverse("surveys:interview-send", args=["vale", wave.pk])
    page = reverse("surveys:wave-interview", args=["vale", wave.pk])
    statuses = set()
    for nonsense in NASTY:
        sent = {
            "sent_by": gwen.pk,
            "sample": wave.samples.first().pk,
            "consent": "on",
            "answered_on": "2024-07-09",
            "key": str(uuid4()),
            "q-R4": "1",
            "q-R11": "3",
        } | {name: nonsense}
        statuses.add(client.post(url, sent).status_code)
        statuses.add(client.post(page, sent).status_code)
    assert statuses <= {200, 302, 422}, statuses
    for response in Response.objects.all():
        values = response.answers.as_dict()
        assert values["R4"] in (1, 2, -1, -98, -99, -97), values
        assert -99 <= values["R11"] <= 95


def test_interview_of_another_programme_or_wave_is_refused(interviewer):
    client, wave, gwen = interviewer
    other = doorstep_wave(ProgrammeFactory(slug="other"), places=("Elsewhere",), name="O")
    sent = {
        "sent_by": gwen.pk,
        "sample": other.samples.first().pk,
        "consent": "on",
        "answered_on": "2024-07-09",
        "key": str(uuid4()),
        "q-R4": "1",
    }
    assert client.post(reverse("surveys:interview-send", args=["vale", wave.pk]), sent).status_code == 422
    assert client.post(reverse("surveys:interview-send", args=["other", other.pk]), sent).status_code == 404
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nonsense",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[[[" * 1000,
        b"\xff\xfe\x00",
        b"q-R4=%00&sex=%ff%fe",
        b'--x\r\nContent-Disposition: form-data; name="sent_by"\r\n\r\n1',
    ],
)
def test_interview_with_a_body_of_another_kind(interviewer, content_type, body):
    client, wave, gwen = interviewer
    response = client.generic("POST", reverse("surveys:interview-send", args=["vale", wave.pk]), body, content_type)
    assert response.status_code in (400, 401, 422)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nonsense",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[[[" * 1000,
        b"\xff\xfe\x00",
        b"q-R4=%00&sex=%ff%fe",
        b'--x\r\nContent-Disposition: form-data; name="go"\r\n\r\n1',
    ],
)
def test_link_with_a_body_of_another_kind(content_type, body):
    open_sample()
    browser = Browser()
    browser.begin()
    for name, *address in (
        ("question", 1),
        ("whole",),
        ("about",),
        ("send",),
        ("later",),
        ("language",),
        ("leave",),
        ("begin",),
        ("resume",),
        ("check",),
    ):
        response = browser.client.generic("POST", browser.url(name, *address), body, content_type)
        assert response.status_code in (200, 302, 400, 403, 409), (name, response.status_code)


@pytest.mark.parametrize("nonsense", NASTY)
def test_link_with_nonsense_keeps_only_answers(nonsense):
    open_sample()
    browser = Browser()
    browser.begin()
    every = dict.fromkeys(
        ("R4", "R5", "L1", "L2", "R11", "L3", "sex", "age_band", "language", "go", "remark-R4"), nonsense
    )
    for name, *address in [("question", n) for n in range(1, 7)] + [("about",), ("whole",), ("check",), ("language",)]:
        assert browser.client.post(browser.url(name, *address), every).status_code in (200, 302)
    assert browser.send().status_code in (200, 302)
    for response in Response.objects.all():
        values = response.answers.as_dict()
        assert values["R4"] in (1, 2, -1, -2, -97, -98, -99), values
        assert values["R11"] <= 95
        assert values["L3"] <= 30_000


WORD = "Soft\x0breturn \x01 and \u202e back"


def test_files_of_answers_open_whatever_signs_are_in_the_words(client):
    programme = ProgrammeFactory(slug="vale")
    questionnaire = QuestionnaireFactory(programme=programme, title="=HYPERLINK(1)")
    item = questionnaire.items.first()
    item.wording, item.options = f"=cmd|{WORD}", [{"code": 1, "label": f"@x {WORD}"}, {"code": 2, "label": "+1"}]
    item.save()
    questionnaire.published_at = "2024-01-01T00:00Z"
    questionnaire.save()
    wave = WaveFactory(
        programme=programme, questionnaire=questionnaire, name=f"-W\r\nSet-Cookie: x {WORD}", note=f"=1+1 {WORD}"
    )
    sample = SampleFactory(wave=wave)
    for _ in range(6):
        ResponseFactory(sample=sample)
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)

    for name in ("wave-answers", "wave-answers-csv", "wave-answers-xlsx", "wave-answers-sav", "wave-codebook"):
        response = client.get(reverse(f"surveys:{name}", args=["vale", wave.pk]))
        assert response.status_code == 200, name
        if name.endswith("xlsx"):
            cells = [
                c for sheet in load_workbook(io.BytesIO(response.content)) for row in sheet.iter_rows() for c in row
            ]
            assert not [c.value for c in cells if c.data_type == "f"]
    for name, args in (
        ("questionnaire-xlsform", [questionnaire.pk]),
        ("questionnaire-pdf", [questionnaire.pk]),
        ("questionnaire-preview", [questionnaire.pk]),
        ("questionnaire-detail", [questionnaire.pk]),
        ("wave-detail", [wave.pk]),
        ("wave-links", [wave.pk]),
        ("wave-progress", [wave.pk]),
    ):
        assert client.get(reverse(f"surveys:{name}", args=["vale", *args])).status_code == 200, name
