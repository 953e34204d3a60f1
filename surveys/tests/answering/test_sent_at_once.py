"""The same answers sent twice in the same moment, and one personal link used on two devices: it is one Response."""

import pytest
from django.utils import timezone

from surveys.actions.sittings import DoorClosed, SittingGone, begin_sitting, keep_answers, send_sitting
from surveys.doors import door_at
from surveys.models import Invitation, Response, Sitting, Wave
from surveys.tests.answering.residents import CODE, open_sample
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = pytest.mark.django_db(transaction=True)


def begun(code, answer):
    """A sitting with one answer, and the act of sending it."""
    door, today = door_at(code), timezone.localdate()
    sitting = begin_sitting(door=door, token=f"token {answer}", language="", on=today)
    sitting = keep_answers(sitting=sitting, kept={"R11": answer}, on=today)
    return sitting, lambda: send_sitting(door=door_at(code), sitting=sitting, seconds=60, on=today)


def stored():
    return [response.answers["R11"] for response in Response.objects.all()], Sitting.objects.count()


def test_button_pressed_twice_sends_once(tmp_path):
    open_sample()
    _, send = begun(CODE, "7")

    with open_to_threads(tmp_path):
        outcomes = at_once(send, send)
        assert elsewhere(stored) == ([7], 0)

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "SittingGone"]


def test_personal_link_on_two_devices_is_answered_once(tmp_path):
    invitation = Invitation.objects.create(sample=open_sample(), number=1)
    (_, one), (_, other) = begun(invitation.code, "7"), begun(invitation.code, "8")

    with open_to_threads(tmp_path):
        outcomes = at_once(one, other)
        answers, left = elsewhere(stored)

    assert len(answers) == 1
    assert left == 0
    refused = [each for each in outcomes if each is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], DoorClosed | SittingGone)


@pytest.mark.parametrize(
    ("model", "change"), [(Wave, {"takes_answers_online": False}), (Invitation, {"is_withdrawn": True})]
)
def test_link_that_closes_while_answers_are_on_their_way_takes_none(model, change):
    invitation = Invitation.objects.create(sample=open_sample(), number=1)
    sitting, _ = begun(invitation.code, "7")
    door = door_at(invitation.code)
    model.objects.update(**change)

    with pytest.raises(DoorClosed):
        send_sitting(door=door, sitting=sitting, seconds=60, on=timezone.localdate())

    assert stored() == ([], 1)


def test_answers_typed_in_two_windows_in_the_same_moment_are_all_kept(tmp_path):
    open_sample()
    sitting, _ = begun(CODE, "7")
    codes = ["R4", "R5", "L3"]
    acts = [
        lambda code=code: keep_answers(sitting=sitting, kept={code: "1"}, on=timezone.localdate()) for code in codes
    ]

    with open_to_threads(tmp_path):
        at_once(*acts)
        assert elsewhere(lambda: Sitting.objects.get().answers) == {"R11": "7", **dict.fromkeys(codes, "1")}
