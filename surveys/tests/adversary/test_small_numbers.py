"""Numbers of one to four people cannot be read, nor worked out from the numbers that are shown beside them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from commissioning.models import Role
from surveys.disclosure import shown_answers
from surveys.models import Invitation, QuestionnaireItem
from surveys.testimonies import agency_answers
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory
from surveys.tests.links.worlds import a_wave, address, answers, invited, signed_in, text_of

pytestmark = pytest.mark.django_db
WITHOUT_TOKEN = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|hx-headers=\S+')
OPTIONS = [{"code": code, "label": f"Option {code}"} for code in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    "samples", [[(1, 300), (2, 300)], [(1, 3), (1, 3), (2, 3)], [(1200, 1500), (1, 300), (2, 300)]]
)
def test_few_people_in_several_places_together_are_not_told(samples):
    shown = shown_answers(samples, everything=False)

    assert shown.withheld == sum(0 < count < 5 for count, _ in samples)
    assert shown.count == sum(count for count, _ in samples if count >= 5)


def agencies_said(*codes, options=OPTIONS, route=None):
    """A locked survey among agencies in which each said one of `codes` to K4; K5 is asked as `route` says."""
    questionnaire = QuestionnaireFactory(audience="agencies", codes=["K9"])
    questionnaire.items.all().delete()
    for position, (code, asked_if) in enumerate((("K4", None), ("K5", route))):
        QuestionnaireItem.objects.create(
            questionnaire=questionnaire,
            position=position,
            code=code,
            kind="single",
            options=options,
            asked_if=asked_if,
            wording=code,
        )
    questionnaire.published_at = timezone.now()
    questionnaire.save()
    wave = WaveFactory(programme=questionnaire.programme, questionnaire=questionnaire)
    sample = SampleFactory(wave=wave)
    for code in codes:
        response = ResponseFactory.build(sample=sample)
        response.answers["K4"] = code
        response.answers["K5"] = -99 if route and code not in route["is"] else 1
        response.save()
    wave.weighted_at = wave.locked_at = timezone.now()
    wave.save()
    return agency_answers(wave.programme)[2]


def visible(counts):
    return [words for _, words, _ in counts.rows]


@pytest.mark.parametrize(
    "codes",
    [
        [1] * 4 + [2] * 4 + [3] * 10,
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5] + [1] * 10,
    ],
)
def test_rare_answers_of_agencies_do_not_follow_from_the_total(codes):
    counts = agencies_said(*codes)[0]

    told = [int(words.split()[0]) for words in visible(counts) if words[0].isdigit()]
    few = sum("fewer" in words for words in visible(counts))
    left = counts.answered - sum(told)
    zero_is_shown = "0 of" in " ".join(visible(counts))
    is_open = "not shown" in visible(counts) or (few if zero_is_shown else 0) < left < 4 * few
    assert not few or not counts.is_shown or is_open


def test_two_halves_of_four_are_not_shown():
    counts = agencies_said(*[1] * 4 + [2] * 4, options=OPTIONS[:2])[0]

    assert not counts.is_shown


def test_rare_answer_does_not_follow_from_who_is_asked_next():
    gate, following = agencies_said(*[1] * 3 + [2] * 15, route={"question": "K4", "is": [2]})

    assert gate.is_shown
    assert visible(gate)[:2] == ["fewer than 5", "not shown"]
    assert not following.is_shown


def test_following_question_is_shown_where_its_gate_is():
    gate, following = agencies_said(*[1] * 7 + [2] * 15, route={"question": "K4", "is": [2]})

    assert (visible(gate)[:2], visible(following)[0]) == (["7 of 22", "15 of 22"], "15 of 15")
    assert following.is_shown


def test_withdrawing_a_link_does_not_tell_whether_it_was_answered(client):
    wave = a_wave(audience="organisations", starts_on=timezone.localdate(), ends_on=timezone.localdate())
    sample = wave.samples.get()
    rows = invited(sample, 10, answered=2)
    answers(sample, 2)
    signed_in(client, wave.programme)

    def after_withdrawing(row):
        Invitation.objects.filter(pk=row.pk).update(is_withdrawn=True)
        names = ("wave-progress", "wave-detail", "wave-links", "wave-invite")
        pages = [WITHOUT_TOKEN.sub("", text_of(client.get(address(name, wave.pk)))) for name in names]
        Invitation.objects.filter(pk=row.pk).update(is_withdrawn=False)
        return pages

    assert after_withdrawing(rows[0]) == after_withdrawing(rows[9])


def test_pace_of_few_answers_is_for_the_evaluator(client):
    today = timezone.localdate()
    wave = a_wave(starts_on=today - timedelta(days=20), ends_on=today + timedelta(days=20))
    sample = wave.samples.get()
    for days in [15] * 50 + [3] * 3:
        ResponseFactory(sample=sample, answered_on=today - timedelta(days=days))
    signed_in(client, wave.programme, Role.STEERING)

    page = text_of(client.get(address("wave-progress", wave.pk)))

    assert "53 of" in page
    assert "0.4 a day" not in page


@pytest.mark.parametrize(("by_public_link", "is_told"), [(0, True), (2, False), (9, True)])
def test_few_answers_by_the_public_link_do_not_follow_from_those_invited(client, by_public_link, is_told):
    today = timezone.localdate()
    wave = a_wave(starts_on=today, ends_on=today)
    sample = wave.samples.get()
    invited(sample, 20, answered=10)
    answers(sample, 10 + by_public_link)
    signed_in(client, wave.programme, Role.STEERING)

    page = text_of(client.get(address("wave-detail", wave.pk)))

    assert ("10 of 20" in page) == is_told
