"""The page of interviews: an ordinary form without its script, and all that a phone needs without a signal."""

import json
import re
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from surveys.interviewing.quotas import quotas_of
from surveys.models import Response
from surveys.tests.factories import ResponseFactory
from surveys.tests.interviewing.doorstep import doorstep_wave, lock


def address(wave):
    return reverse("surveys:wave-interview", args=["vale", wave.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def filled_in(wave, **changes):
    held = {"sample": wave.samples.last().pk, "language": "en", "consent": "on", "sex": "1", "age_band": "1"}
    return held | {"answered_on": "2024-07-10", "key": str(uuid4()), "q-R4": "2", "q-R11": ["", "dk"]} | changes


def test_form_is_taken_in_once_and_asks_for_the_next_at_the_same_place(phone, wave):
    typed = filled_in(wave)

    pages = [phone.post(address(wave), typed, follow=True) for _ in range(2)]

    response = Response.objects.get()
    assert response.answers.as_dict() == {"R4": 2, "R5": -96, "L1": -1, "R11": -98, "L3": -1}
    assert "The interview is saved." in text_of(pages[0])
    assert "It was saved before, and is kept once." in text_of(pages[1])
    assert pages[0].context["form"]["sample"].value() == str(response.sample_id)


def test_form_that_is_wrong_comes_back_with_what_was_typed_and_why(phone, wave):
    page = phone.post(address(wave), filled_in(wave, **{"q-R11": "many", "q-L1": ["1", "14"], "consent": ""}))

    shown = text_of(page)
    assert not Response.objects.exists()
    assert "R11: Write a whole number from 0 to 95, in figures." in shown
    assert '<a href="#id_q-R11">' in shown
    assert 'name="q-R11" value="many"' in shown
    assert 'name="q-L1" value="14" checked' in shown
    assert "Error:" in shown.split("</title>")[0]


def test_questions_are_shown_in_another_language_with_english_where_it_is_missing(phone, wave):
    page = phone.get(address(wave), {"language": "ar"})

    assert '<span data-words="R4 wording" lang="ar" dir="rtl">هل قدمت المساعدة؟</span>' in text_of(page)
    assert '<span data-words="R5 wording" lang="en" dir="ltr">How often?</span>' in text_of(page)
    assert "Foothold-User" not in page.headers


def test_phone_carries_every_question_in_every_language(phone, wave, gwen):
    page = phone.get(address(wave))

    carried = json.loads(re.search(r'<script id="interview" type="application/json">(.*?)</script>', text_of(page))[1])
    assert page.headers["Foothold-User"] == str(gwen.pk)
    assert "no-store" in page.headers["Cache-Control"]
    assert [item["code"] for item in carried["items"]] == ["R4", "R5", "L1", "L2", "R11", "L3"]
    assert carried["items"][1]["asked_if"] == {"question": "R4", "is": [1]}
    assert (carried["items"][4]["low"], carried["items"][4]["high"]) == (0, 95)
    assert carried["words"]["ar"]["R4 option 1"] == ["نعم", "ar"]
    assert carried["words"]["ar"]["R5 wording"] == ["How often?", "en"]
    assert carried["words"]["ar"]["consent"] == ["هل توافق؟", "ar"]
    assert carried["directions"] == {"en": "ltr", "ar": "rtl"}


def test_quotas_say_who_is_still_wanted_and_where_they_are_not_known(phone, wave):
    first, last = wave.samples.order_by("neighbourhood__name")
    for band in (1, 1, 2):
        ResponseFactory(sample=first, sex=2, age_band=band)
    ResponseFactory(sample=first, sex=0, age_band=0)
    last.neighbourhood.population_groups.all().delete()

    shown = text_of(phone.get(address(wave)))

    assert '<b class="fh-num">4</b> of <span class="fh-num">80</span> have answered, 1 of them of unknown' in shown
    assert "People most wanted here: <b>men 16 to 24, men 25 to 44, men 45 to 64</b>" in shown
    assert '<span class="fh-num">2 of 10</span> <small>8 wanted</small>' in shown
    assert "is not known, so nobody is more wanted than others" in shown
    assert "As it stood on" in shown
    assert quotas_of([last])[last.pk].wanted is None


def test_organisations_have_no_sex_no_age_and_no_quotas(phone, wave):
    organisations = doorstep_wave(wave.programme, places=["Millbank"], name="Groups", audience="organisations")

    shown = text_of(phone.get(address(organisations)))
    phone.post(address(organisations), filled_in(organisations, sex="2", age_band="3"))

    assert "Whom to ask" not in shown
    assert 'name="sex"' not in shown
    assert (Response.objects.get().sex, Response.objects.get().age_band) == (0, 0)


@pytest.mark.parametrize(
    ("today", "words", "asks"),
    [
        ("2024-06-30", "Interviews begin on", False),
        ("2024-07-31", "Fieldwork <time", True),
        ("2024-08-07", "What was held until then can be entered", True),
        ("2024-08-08", "interviews could be sent until", False),
    ],
)
def test_page_says_whether_interviews_can_be_held(client, wave, gwen, today, words, asks):
    with time_machine.travel(f"{today}T11:00:00Z"):
        client.force_login(gwen)
        shown = text_of(client.get(address(wave)))

    assert words in shown
    assert ("data-interview" in shown) == asks


def test_page_of_a_locked_wave_stays_for_what_waits_on_a_phone(phone, wave, gwen):
    lock(wave)

    page = phone.get(address(wave))
    posted = phone.post(address(wave), filled_in(wave))

    assert "is locked: it is evidence" in text_of(page)
    assert "data-waiting-list" in text_of(page)
    assert page.headers["Foothold-User"] == str(gwen.pk)
    assert posted.status_code == 200
    assert not Response.objects.exists()


def test_queries_do_not_grow_with_places_and_answers(phone, wave, django_assert_max_num_queries):
    for sample in wave.samples.all():
        for _ in range(4):
            ResponseFactory(sample=sample)
    with django_assert_max_num_queries(12) as before:
        phone.get(address(wave))
    bigger = doorstep_wave(wave.programme, name="Bigger", places=[f"Place {number}" for number in range(9)])
    with django_assert_max_num_queries(len(before)):
        phone.get(address(bigger))


def test_wave_leads_to_its_interviews(phone, wave):
    detail = reverse("surveys:wave-detail", args=["vale", wave.pk])

    assert f'href="{address(wave)}"' in text_of(phone.get(detail))
