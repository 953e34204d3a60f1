"""Single answers, notes of them and who was invited are for the evaluator alone: every address, with marked words."""

import pytest
from django.db.models import QuerySet

from commissioning.models import Role
from surveys import models
from surveys.models import Invitation, PaperForm, PilotAnswer, QualityFlag, Response, Sitting, WrittenAnswer
from tests.access import ACCESS, ANYBODY, SIGNED_IN
from tests.test_access import ROUTES, a_world, address, asked
from tests.test_personal_words import text_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
MARK = "qzanswer"


def mark_answers(programme, people):
    """Marked words wherever somebody's answers, or notes of them, are stored; two versions of each history."""
    response = Response.objects.filter(sample__wave__programme=programme).first()
    # The wave is locked, and keeps what it has.
    QuerySet(WrittenAnswer).bulk_create([WrittenAnswer(response=response, code="L9", text=f"{MARK}written")])
    Invitation.objects.update(label=f"{MARK}label")
    PilotAnswer.objects.update(words={"R2": f"{MARK}tried"}, remarks={"": f"{MARK}remark", "R2": f"{MARK}remark"})
    PaperForm.objects.update(first={"R2": f"{MARK}first"})
    models.Testimony.objects.update(words=f"{MARK}said", said_as=f"{MARK}role")
    sample = Invitation.objects.first().sample
    Sitting.objects.create(
        token_hash="x",
        sample=sample,
        questionnaire=sample.wave.questionnaire,
        answers={"L9": f"{MARK}begun"},
        touched_on="2024-01-01",
    )
    for flag in QualityFlag.objects.all():
        flag.detail, flag.reason = f"{MARK}detail", f"{MARK}reason"
        flag.save()
    for model in (Invitation, PaperForm, models.Testimony, QualityFlag):
        for row in model.objects.all():
            row._history_user = people[Role.EVALUATOR]
            row.save()


def read_by(client, people, visitor, things):
    client.logout()
    if visitor != "anonymous":
        client.force_login(people[visitor], backend=BACKEND)
    found = {}
    for name, parameters in ROUTES:
        rule = ACCESS[name]
        if rule.who == SIGNED_IN or (visitor in ("anonymous", "outsider") and rule.who != ANYBODY):
            continue
        said = text_of(asked(client, rule.method, address(name, parameters, things)))
        if MARK in said:
            found.setdefault(name, {word for word in said.replace("<", " ").replace('"', " ").split() if MARK in word})
    return found


@pytest.mark.parametrize("visitor", ["anonymous", "outsider", *(role.value for role in Role if role != Role.EVALUATOR)])
def test_answers_and_notes_of_them_are_read_by_the_evaluator_alone(db, client, visitor):
    programme, people, things = a_world()
    mark_answers(programme, people)

    assert read_by(client, people, visitor, things) == {}


def test_marked_answers_are_there_to_be_read(db, client):
    programme, people, things = a_world()
    mark_answers(programme, people)

    found = read_by(client, people, Role.EVALUATOR.value, things)

    assert {"surveys:flag-decide", "surveys:invitation-list", "surveys:testimony-written"} <= found.keys()
    assert not any("begun" in word for words in found.values() for word in words)
