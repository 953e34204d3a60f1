"""Nothing that is stored or written down leads from a person or an invitation to answers, or to when they came."""

import pytest
from django.utils import timezone

from surveys.actions.sittings import _return_letters, begin_sitting, give_return_code, keep_answers, send_sitting
from surveys.doors import door_at
from surveys.models import Invitation, Response, Sitting, Wave
from surveys.tests.answering.residents import open_sample

pytestmark = pytest.mark.django_db


def test_return_code_on_paper_does_not_lead_to_answers_that_were_sent():
    door, today = door_at(open_sample().link_code), timezone.localdate()
    sitting = begin_sitting(door=door, token="t", language="", on=today)
    sitting = give_return_code(sitting=keep_answers(sitting=sitting, kept={"R4": "1"}, on=today))
    written_down = _return_letters(sitting)

    send_sitting(door=door, sitting=sitting, seconds=60, on=today)

    computed = [_return_letters(Sitting(key=row.key)) for row in Response.objects.all()]
    assert computed and written_down not in computed


def test_copy_made_while_somebody_answered_does_not_lead_to_what_they_sent():
    sample = open_sample()
    invitation = Invitation.objects.create(sample=sample, number=1)
    door, today = door_at(invitation.code), timezone.localdate()
    sitting = begin_sitting(door=door, token="t", language="", on=today)
    copy = set(map(str, Sitting.objects.values_list("key", flat=True)))

    send_sitting(door=door, sitting=keep_answers(sitting=sitting, kept={"R4": "1"}, on=today), seconds=60, on=today)

    assert Response.objects.count() == 1
    assert not copy & set(Response.objects.values_list("key", flat=True))


def test_audit_history_does_not_hold_the_moment_of_an_answer():
    sample = open_sample()
    Wave.objects.filter(pk=sample.wave_id).update(weighted_at=timezone.now())
    before = Wave.history.count()
    door, today = door_at(sample.link_code), timezone.localdate()
    sitting = begin_sitting(door=door, token="t", language="", on=today)

    send_sitting(door=door, sitting=keep_answers(sitting=sitting, kept={"R4": "1"}, on=today), seconds=60, on=today)

    sample.wave.refresh_from_db()
    assert sample.wave.weighted_at is None
    assert Wave.history.count() == before
