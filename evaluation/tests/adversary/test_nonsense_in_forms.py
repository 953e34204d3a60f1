"""Nonsense sent by every form of reports, comments, keys and the public page: refused in words, or kept as it is."""

from uuid import uuid4

import pytest
from django.test import Client

from commissioning.models import Role
from evaluation.editions.drafts import drafted
from evaluation.models import Comment, Edition, EditionText
from evaluation.reports.html import as_page
from evaluation.reports.pdf import as_pdf
from evaluation.reports.word import as_docx
from evaluation.tests.adversary.nonsense import NASTY
from tests.test_access import ROUTES, a_world, address

pytestmark = pytest.mark.django_db
PARAMETERS = dict(ROUTES)
WORDS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '#eval("1+1") $x^2$ @label *bold* _it_ = Heading\n#set page(width: 1pt)\n\\u{1F600}',
    "\u202eright to left\u202c \u05d0\u05d1\u05d2 \u0627\u0644\u0633\u0644\u0627\u0645",
    "a\x0bb\x07c\x1b[31m",
    "x" * 19_000,
    "w " * 9_000,
    '=HYPERLINK("http://evil.example")',
    "{% debug %}{{ request }}",
    "\U000e0001\ufeff\ufffe\u2028\u2029",
)
FORMS = {
    "report-new": ("kind", "stage", "neighbourhood", "title", "key", "seen"),
    "report-edit": ("title", "seen", "key"),
    "edition-write": ("words", "seen"),
    "edition-submit": ("seen",),
    "edition-new": ("words", "seen"),
    "comment-new": ("words", "key", "seen", "edition", "answers"),
    "comment-detail": ("words", "key", "seen"),
    "comment-edit": ("words", "key", "seen"),
    "comment-settle": ("settled_how", "seen"),
    "edition-return": ("words", "seen"),
    "edition-accept": ("words", "seen"),
    "edition-publish": ("read", "seen"),
    "public-page": ("opened", "words", "understood", "seen"),
    "public-page-renew": ("ends",),
    "token-list": ("name", "expires_on", "key", "seen"),
}


@pytest.fixture
def here():
    return a_world()


def signed_in(people, role):
    client = Client(raise_request_exception=False)
    client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("form", FORMS)
def test_form_with_nonsense_is_answered_in_words(here, form):
    _, people, things = here
    url = address(f"evaluation:{form}", PARAMETERS[f"evaluation:{form}"], things)
    faults = []
    for role in (Role.COMMISSIONER, Role.COORDINATOR, Role.STEERING):
        client = signed_in(people, role)
        for nasty in (*NASTY[1:], *WORDS):
            for sent in (dict.fromkeys(FORMS[form], nasty), {"key": str(uuid4()), "words": "x", FORMS[form][0]: nasty}):
                if (status := client.post(url, sent).status_code) >= 500:
                    faults.append((role, repr(nasty)[:40], status))
    assert not faults


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_words_come_out_of_every_kind_of_file_as_words(here, words):
    _, people, things = here
    edition = Edition.objects.filter(report=things["pk"]["evaluation:edition-write"]).get()
    url = address("evaluation:edition-write", PARAMETERS["evaluation:edition-write"], things)
    answer = signed_in(people, Role.COORDINATOR).post(url, {"words": words, "seen": 0})
    if not EditionText.objects.filter(edition=edition).exists():
        assert answer.status_code == 200
        return
    document = drafted(edition).document
    page = as_page(document).decode()
    assert "<script>alert" not in page
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert", "")
    assert as_pdf(document)[:5] == b"%PDF-"
    assert as_docx(document)[:2] == b"PK"
    shown = signed_in(people, Role.COORDINATOR).get(edition.get_absolute_url()).content.decode()
    assert "<script>alert" not in shown


def test_markup_in_a_comment_stays_words_wherever_it_is_read(here):
    programme, people, _ = here
    Comment.objects.create(programme=programme, words=WORDS[0], written_by=people[Role.STEERING])
    Comment.objects.create(programme=programme, words=WORDS[2], indicator="A1")
    client = signed_in(people, Role.COMMISSIONER)
    for path in ("steering/", "steering/comments/", "indicators/A1/", "take-out/"):
        page = client.get(f"/programmes/here/{path}")
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
