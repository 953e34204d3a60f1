"""Residents at a link: a questionnaire that is open today, and a browser that keeps what a browser keeps."""

import re
import time
from unittest import mock

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.tests.answering.questions import one_of_each_kind
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

CODE, PILOT_CODE = "abcd2345", "abcdefgh2345"
ARABIC = {
    "R4": {"wording": "هل قدمت مساعدة؟", "options": {"1": "نعم", "2": "لا"}},
    "L1": {"wording": "أي المواضيع؟", "options": {"1": "رياضة"}},
}
CLOCK = "surveys.views.answering.visit.time.time"


def draft(**fields):
    """A draft with a question of each kind, in English and, in part, in Arabic."""
    texts = {"introduction": "We ask about your street.", "consent": "You agree to be counted.", "thanks": "Well done."}
    made = QuestionnaireFactory(**{"title": "Street life", "languages": ["ar"], **texts, **fields})
    made.items.all().delete()
    for item in one_of_each_kind(questionnaire=made):
        item.translations = {"ar": ARABIC[item.code]} if item.code in ARABIC else {}
        item.save()
    return made


def open_sample(**fields):
    """A sample whose public link can be answered today; fields are the questionnaire's."""
    questionnaire = draft(**fields)
    questionnaire.published_at = timezone.now()
    questionnaire.save()
    today = timezone.localdate()
    wave = WaveFactory(
        programme=questionnaire.programme,
        questionnaire=questionnaire,
        starts_on=today,
        ends_on=today,
        takes_answers_online=True,
    )
    return SampleFactory(wave=wave, link_code=CODE)


class Browser:
    """Somebody's browser at a link."""

    def __init__(self, code=CODE, **headers):
        self.code = code
        self.client = Client(headers=headers)

    def url(self, name, *address):
        return reverse(f"answering:{name}", args=[self.code, *address])

    def get(self, name, *address, query="", **more):
        return self.client.get(self.url(name, *address) + query, **more)

    def post(self, name, *address, query="", typed=None, **more):
        return self.client.post(self.url(name, *address) + query, typed or {}, **more)

    def begin(self, language="en", **more):
        return self.post("begin", typed={"language": language, **more})

    def answer(self, number, **typed):
        return self.post("question", number, typed=typed)

    def send(self, after_seconds=60, **typed):
        """Press "Send" so many seconds after beginning."""
        with later(after_seconds):
            return self.post("send", typed=typed)

    @property
    def cookie(self):
        return self.client.cookies.get("answering")


def later(seconds):
    """A while in which it is so many seconds later for the pages at a link."""
    now = time.time()
    return mock.patch(CLOCK, return_value=now + seconds)


def page_of(response):
    """The text of a page as somebody reads it, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
