"""How long single answers are kept, and that nothing of them is left when their day has passed."""

from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import waiting_in
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave, verify_seals
from surveys.actions.retention import RetentionRefused, destroy_answers, keep_answers_until
from surveys.actions.weights import weigh_wave
from surveys.models import (
    ImportBatch,
    Invitation,
    PaperForm,
    PilotAnswer,
    QualityFlag,
    Response,
    Sample,
    Sitting,
    Wave,
    WrittenAnswer,
)
from surveys.tests.evidence.waves import let_the_day_pass
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db

SECRET = "Zanzibarium"
GONE = [Response, WrittenAnswer, QualityFlag, PaperForm, Sitting, Invitation, PilotAnswer]


@pytest.fixture
def wave():
    """A locked wave that answers of every way came into, each with the same tell-tale word where words are kept."""
    programme = ProgrammeFactory(slug="vale")
    asked = QuestionnaireFactory(programme=programme, published=True)
    wave = WaveFactory(programme=programme, questionnaire=asked, name="Residents, July")
    sample = SampleFactory(wave=wave, neighbourhood=NeighbourhoodFactory(programme=programme, name="Quayside"))
    fill(wave, sample)
    return lock_wave(wave=weigh_wave(wave=wave, method="equal"), by=None)


def fill(wave, sample):
    batch = ImportBatch.objects.create(
        wave=wave,
        filename="july.csv",
        sha256="0" * 64,
        state="done",
        content=SECRET.encode(),
        faults=[[2, "R2", SECRET, "unknown"]],
        findings={"columns": [["R2", [SECRET]]]},
        kept=6,
    )
    made = [ResponseFactory(sample=sample, batch=batch, sex=n % 2 + 1) for n in range(6)]
    WrittenAnswer.objects.create(response=made[0], code="R28", text=SECRET)
    decided = {"verdict": "accepted", "decided_on": date(2024, 8, 1)}
    QualityFlag.objects.create(response=made[1], check_name="speed", detail=SECRET, **decided)
    form = PaperForm.objects.create(sample=sample, number=1, first={"R2": SECRET}, response=made[2])
    form.number = 2
    form.save()
    invitation = Invitation.objects.create(sample=sample, number=1, label=SECRET)
    common = {"questionnaire": wave.questionnaire, "answers": {"R2": SECRET}, "touched_on": date(2024, 7, 2)}
    Sitting.objects.create(sample=sample, invitation=invitation, token_hash="a", **common)
    Sitting.objects.create(token_hash="b", **common)
    PilotAnswer.objects.create(
        questionnaire=wave.questionnaire, key=uuid4(), words={"R28": SECRET}, answered_on=date(2024, 6, 1)
    )


def every_stored_text():
    """All that is stored in any table of the survey room, histories included, as one text."""
    rows = [row for model in apps.get_app_config("surveys").get_models() for row in model._base_manager.values_list()]
    found = [
        bytes(value).decode(errors="ignore") if isinstance(value, bytes | memoryview) else str(value)
        for row in rows
        for value in row
    ]
    return "\n".join(found)


def test_nothing_of_a_single_answer_is_left_in_any_table_or_history(wave):
    assert SECRET in every_stored_text()
    fingerprints = list(wave.samples.values_list("fingerprint", "respondents"))
    let_the_day_pass(wave)
    for _ in range(2):
        wave = destroy_answers(wave=wave)
    assert SECRET not in every_stored_text()
    assert {model.__name__: model.objects.count() for model in GONE} == {model.__name__: 0 for model in GONE}
    for model in (QualityFlag, PaperForm, Invitation):
        assert not model.history.exists()
    assert list(wave.samples.values_list("fingerprint", "respondents")) == fingerprints
    assert wave.samples.get().sealed is None
    assert ImportBatch.objects.get().filename == "july.csv"
    assert wave.destroyed_on == timezone.localdate()
    assert wave.history.first().history_change_reason == "Single answers destroyed: 6"
    assert verify_seals() == []


def test_everything_that_hangs_on_an_answer_or_a_sample_is_known_here():
    """A new kind of row that belongs to one person has to be destroyed too: think of it in actions/retention.py."""
    of_answers = {relation.related_model.__name__ for relation in Response._meta.related_objects}
    of_samples = {relation.related_model.__name__ for relation in Sample._meta.related_objects}
    assert of_answers == {"WrittenAnswer", "QualityFlag", "PaperForm"}
    assert of_samples == {"Response", "Invitation", "Sitting", "PaperForm"}


def test_tries_of_a_questionnaire_stay_while_another_wave_of_it_has_answers(wave):
    other = WaveFactory(programme=wave.programme, questionnaire=wave.questionnaire)
    sample = SampleFactory(wave=other)
    ResponseFactory(sample=sample)
    let_the_day_pass(wave)
    destroy_answers(wave=wave)
    assert PilotAnswer.objects.exists()
    assert Response.objects.of_wave(other).count() == 1
    other = lock_wave(wave=weigh_wave(wave=other, method="equal"), by=None)
    let_the_day_pass(other)
    destroy_answers(wave=other)
    assert not PilotAnswer.objects.exists()


@pytest.mark.parametrize(
    ("day", "reason"),
    [(None, "Nobody has said how long"), (0, "They are kept until"), (3, "They are kept until")],
)
def test_answers_stay_until_their_day_has_passed(wave, day, reason):
    if day is not None:
        Wave.objects.filter(pk=wave.pk).keep_answers_until(timezone.localdate() + timedelta(days=day))
    with pytest.raises(RetentionRefused, match=reason):
        destroy_answers(wave=wave)
    assert Response.objects.count() == 6


def test_wave_that_was_never_locked_keeps_its_answers_and_its_evaluator_is_reminded(wave):
    open_wave = WaveFactory(programme=wave.programme, name="Never locked")
    ResponseFactory(sample=SampleFactory(wave=open_wave))
    let_the_day_pass(open_wave)
    evaluator = MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user
    errors = StringIO()
    with pytest.raises(RetentionRefused, match="was never locked, so its figures would go with them"):
        destroy_answers(wave=open_wave)
    with pytest.raises(CommandError, match="1 wave past the day"):
        call_command("destroy_old_answers", stdout=StringIO(), stderr=errors)
    assert "Never locked: its day was" in errors.getvalue()
    assert "Nothing is destroyed." in errors.getvalue()
    assert Response.objects.of_wave(open_wave).exists()
    [due] = waiting_in(wave.programme, timezone.localdate())[evaluator.pk]
    assert (due.what, due.title) == ("Wave to be locked before its answers go", "Never locked")


def test_day_of_a_locked_wave_can_be_changed_and_the_change_is_on_record(wave):
    by = MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user
    day = timezone.localdate() + timedelta(days=400)
    for _ in range(2):
        wave = keep_answers_until(wave=wave, day=day, by=by)
    assert wave.answers_kept_until == day
    records = wave.history.filter(history_change_reason__startswith="How long")
    assert [record.history_user for record in records] == [by]
    assert verify_seals() == []
    assert keep_answers_until(wave=wave, day=None, by=by).answers_kept_until is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2024, 7, 31), "at least until fieldwork is over, on 31 July 2024"),
        (date(2024, 8, 1), "That day has passed"),
        (date(9999, 1, 1), "more than 30 years ahead"),
    ],
)
def test_day_that_cannot_be_is_refused(wave, day, reason):
    with pytest.raises(RetentionRefused, match=reason):
        keep_answers_until(wave=wave, day=day, by=None)


def test_day_of_destroyed_answers_is_past_changing(wave):
    let_the_day_pass(wave)
    destroy_answers(wave=wave)
    with pytest.raises(RetentionRefused, match="were destroyed on"):
        keep_answers_until(wave=wave, day=timezone.localdate(), by=None)


# Pages


@pytest.fixture
def evaluator(client, wave):
    client.force_login(MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user)
    return client


def address(name, wave):
    return reverse(f"surveys:{name}", args=["vale", wave.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_page_suggests_a_day_and_keeps_what_is_said(evaluator, wave):
    page = evaluator.get(address("wave-retention", wave))
    assert page.context["suggested"] == max(date(2029, 7, 31), wave.programme.ends_on, timezone.localdate())
    day = timezone.localdate() + timedelta(days=90)
    page = text_of(evaluator.post(address("wave-retention", wave), {"answers_kept_until": str(day)}, follow=True))
    assert f'Single answers stay until <time datetime="{day}">' in page
    refused = evaluator.post(address("wave-retention", wave), {"answers_kept_until": "2024-07-01"})
    assert "at least until fieldwork is over" in refused.context["form"].errors["answers_kept_until"][0]
    assert Wave.objects.get(pk=wave.pk).answers_kept_until == day


def test_leap_day_has_a_day_five_years_on(evaluator, wave):
    leap = WaveFactory(programme=wave.programme, starts_on=date(2024, 2, 1), ends_on=date(2024, 2, 29))
    assert evaluator.get(address("wave-retention", leap)).status_code == 200


def test_destroying_is_offered_once_the_day_has_passed_asks_first_and_says_so_afterwards(evaluator, wave):
    assert evaluator.get(address("wave-answers-destroy", wave)).status_code == 302
    assert "They are kept" not in text_of(evaluator.get(address("wave-retention", wave)))
    let_the_day_pass(wave)
    assert address("wave-answers-destroy", wave) in text_of(evaluator.get(address("wave-retention", wave)))
    assert "6 answers with the words" in text_of(evaluator.get(address("wave-answers-destroy", wave)))
    assert Response.objects.count() == 6
    for _ in range(2):
        page = text_of(evaluator.post(address("wave-answers-destroy", wave), follow=True))
    assert "Single answers were destroyed on" in page
    assert "6 of 300" in page
    assert "Ask for it to be unlocked" not in page
    assert "The single answers are destroyed" in text_of(evaluator.get(address("wave-retention", wave)))
    assert evaluator.get(reverse("surveys:wave-weights", args=["vale", wave.pk])).status_code == 200


def test_destroying_too_early_says_why_not(evaluator, wave):
    page = text_of(evaluator.post(address("wave-answers-destroy", wave), follow=True))
    assert "Nobody has said how long they are kept." in page
    assert Response.objects.count() == 6
