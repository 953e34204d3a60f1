"""Nothing that is stored or written down leads from a person or an invitation to answers, or to when they came."""

import pytest
from django.db import connection
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
    assert computed
    assert written_down not in computed


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


def as_stored(table):
    """(id, transaction) of the rows of a table as they lie in a copy of the database; SQLite notes no transaction."""
    is_postgresql = connection.vendor == "postgresql"
    written_by = "xmin::text" if is_postgresql else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {written_by} FROM {table}")  # noqa: S608 - names of our own
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_copy_of_the_database_does_not_pair_invitations_with_answers():
    sample, today = open_sample(), timezone.localdate()
    rows = [Invitation.objects.create(sample=sample, number=number) for number in range(1, 9)]
    order = [rows[place] for place in (5, 1, 6, 2, 4)]
    for place, invitation in enumerate(order):
        door = door_at(invitation.code)
        sitting = begin_sitting(door=door, token=f"t{place}", language="", on=today)
        sitting = keep_answers(sitting=sitting, kept={"R11": str(place)}, on=today)
        send_sitting(door=door, sitting=sitting, seconds=60, on=today)

    stored, wanted = as_stored("surveys_invitation"), {row.pk for row in order}
    answered = [(pk, by) for pk, by in stored if pk in wanted]
    earlier = {by for _, by in as_stored("surveys_response")[:-1]} - {None}

    assert [pk for pk, _ in answered] != [row.pk for row in order]
    assert not {by for _, by in answered} & earlier
