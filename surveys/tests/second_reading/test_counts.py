"""Agencies' answers, tries of a draft, time taken and errors of keying, against the stored rows."""

import random
from collections import Counter
from statistics import median

import pytest
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.paper import key_form
from surveys.answering.tries import tries_of
from surveys.answers import NOT_ASKED
from surveys.drafting.minutes import time_taken
from surveys.models import PaperForm, PilotAnswer, Wave
from surveys.paper.forms import FIRST, SECOND, keying_errors
from surveys.testimonies import agency_answers
from surveys.tests.paper.paper_waves import paper_sample
from surveys.tests.second_reading import plain
from surveys.tests.second_reading.world import TOPICS, YES_NO, a_questionnaire, a_wave, answers_of

pytestmark = pytest.mark.django_db
PLACE = ("Ropewalk", (1,) * 8)
AGENCY_ITEMS = [
    {"code": "K1", "kind": "single", "options": YES_NO},
    {"code": "K2", "kind": "single", "options": TOPICS, "asked_if": {"question": "K1", "is": [1]}},
    {"code": "K9", "kind": "single", "options": YES_NO},
    {"code": "M1", "kind": "multiple", "options": TOPICS},
]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("people", [0, 1, 12, 40, 90])
def test_agencies_counts_are_those_of_the_rows_or_not_told(people, seed):
    programme = ProgrammeFactory()
    asked = a_questionnaire(programme, "agencies", AGENCY_ITEMS)
    wave = a_wave(programme, seed=seed, questionnaire=asked, places=[(*PLACE, people, people // 10, 20)])
    now = timezone.now()
    Wave.objects.filter(pk=wave.pk).update(weighted_at=now, locked_at=now)
    rows = plain.counting(plain.rows_of(wave))

    _, answered, found = agency_answers(programme)

    assert answered == len(rows)
    assert [each.item.code for each in found] == ["K1", "K2"]
    for each in found:
        said = Counter(row.said[each.item.code] for row in rows)
        labels = {option["label"]: option["code"] for option in each.item.options}
        total = sum(said[code] for code in labels.values())
        if not each.is_shown:
            continue
        assert each.answered == total
        for label, words, share in each.rows:
            count = said[labels[label]]
            if share is None:
                assert (words == "fewer than 5") == (count < 5)
            else:
                assert (words, share) == (f"{count} of {total}", round(100 * count / total) if total else 0)


def test_tries_count_asked_answered_left_out_and_unknown_apart():
    chance = random.Random(4)  # noqa: S311 - the same answers each time
    draft = a_questionnaire(ProgrammeFactory(), published=False)
    said = [answers_of(chance, draft.asked) for _ in range(30)]
    for number, answers in enumerate(said):
        PilotAnswer.objects.create(
            questionnaire=draft,
            key=f"00000000-0000-4000-8000-{number:012}",
            answers=answers,
            seconds=60 + number if number % 3 else None,
            answered_on=timezone.localdate(),
        )

    tries = tries_of(draft)

    for question in tries.questions:
        told = [answers[question.code] for answers in said if question.code in answers]
        asked = [value for value in told if value != NOT_ASKED]
        assert question.asked == len(asked)
        assert question.answered == sum(value >= 0 for value in asked)
        assert question.left_out == sum(value in (plain.BLANK, plain.REFUSED) for value in asked)
        assert question.dont_know == asked.count(plain.DONT_KNOW)
    seconds = [60 + number for number in range(30) if number % 3]
    assert (tries.n, tries.time.n, tries.time.seconds) == (30, 20, median(seconds))


def test_time_taken_is_the_middle_of_the_answers_that_count():
    wave = a_wave(ProgrammeFactory())
    seconds = [row.seconds for row in plain.counting(plain.rows_of(wave)) if row.seconds is not None]

    found = time_taken(wave.questionnaire, everything=True)

    assert (found.n, found.seconds) == (len(seconds), median(seconds))


def test_errors_of_keying_are_the_answers_that_differ():
    sample = paper_sample(keyed_twice=True)
    one, other = (MembershipFactory(programme=sample.wave.programme, role=Role.EVALUATOR).user for _ in range(2))
    first = {"R4": "1", "R5": "2", "L1": ["2"], "L2": "Tea.", "R11": "3", "sex": "1", "age_band": "2"}
    changed = [{}, {"R11": "4"}, {"L1": ["1", "2"], "sex": "2"}, {"L2": "coffee"}, {"L3": "9"}, {"day": "2024-07-04"}]
    for number, change in enumerate(changed, start=1):
        key_form(sample=sample, number=number, round=FIRST, typed=first, by=one)
        key_form(sample=sample, number=number, round=SECOND, typed=first | change, by=other)

    errors = keying_errors(sample.wave)

    counted = {"R4", "R5", "L1", "R11", "L3", "sex", "age_band"}
    differed = [sum(name in counted for name in change) for change in changed]
    compared = [len(counted & (first | change).keys()) for change in changed]
    assert (errors.differed, errors.compared, errors.forms) == (sum(differed), sum(compared), len(changed))
    assert list(PaperForm.objects.values_list("differed", "asked")) == list(zip(differed, compared, strict=True))
    assert errors.share_words == f"{100 * sum(differed) / sum(compared):.1f}%"
