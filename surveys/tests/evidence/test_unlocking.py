"""Unlocking a wave: by two people in two roles, once, with what it leaves and what it does not."""

import pytest
from django.urls import reverse

from commissioning.models import Membership, Role
from commissioning.reminders import waiting_in
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.locking import lock_wave, verify_seals
from surveys.actions.retention import destroy_answers
from surveys.actions.unlocking import (
    UnlockRefused,
    agree_to_unlock,
    ask_to_unlock,
    decline_to_unlock,
    withdraw_request,
)
from surveys.models import Response, UnlockRequest, Wave, WaveLocked
from surveys.tests.evidence.waves import let_the_day_pass, locked_waves
from tests.at_once import at_once, elsewhere, open_to_threads

BOTH = (Role.COMMISSIONER, Role.EVALUATOR)


@pytest.fixture
def waves(db):
    """A locked baseline and a locked follow-up in a programme with somebody in each role."""
    programme = ProgrammeFactory(slug="vale")
    for role in Role.values:
        MembershipFactory(programme=programme, role=role)
    return locked_waves(programme)


def person(wave, role):
    return Membership.objects.filter(programme=wave.programme, role=role).order_by("pk").first().user


def asked(wave, role=Role.EVALUATOR, reason="Paper forms of Ropewalk were found."):
    return ask_to_unlock(wave=wave, reason=reason, by=person(wave, role))


def other(role):
    return BOTH[1 - BOTH.index(role)]


@pytest.mark.parametrize("role", BOTH)
def test_wave_opens_when_the_other_role_agrees(waves, role):
    baseline, later = waves
    version = Wave.objects.get(pk=baseline.pk).programme.evidence_version
    weights = list(Response.objects.of_wave(baseline).values_list("weight", flat=True))
    request = asked(baseline, role)
    assert Wave.objects.get(pk=baseline.pk).is_locked
    agree_to_unlock(request=request, by=person(baseline, other(role)))

    opened = Wave.objects.get(pk=baseline.pk)
    assert not opened.is_locked
    assert opened.locked_by is None
    assert opened.weighted_at == baseline.weighted_at
    assert list(Response.objects.of_wave(baseline).values_list("weight", flat=True)) == weights
    sample = opened.samples.get()
    assert (sample.sealed, sample.fingerprint, sample.respondents) == (None, "", None)
    assert opened.history.first().history_change_reason == "Unlocked: Paper forms of Ropewalk were found."
    assert opened.programme.evidence_version > version
    assert verify_seals() == []
    Response.objects.of_wave(opened).first().delete()


def test_long_reason_is_whole_in_the_request_and_short_in_the_history(waves):
    request = asked(waves[0], reason="x" * 1_500)
    agree_to_unlock(request=request, by=person(waves[0], Role.COMMISSIONER))
    assert len(UnlockRequest.objects.get().reason) == 1_500
    assert len(Wave.objects.get(pk=waves[0].pk).history.first().history_change_reason) < 100


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.COORDINATOR, Role.FIELDWORKER, Role.STEERING])
def test_only_the_other_role_can_agree_or_decline(waves, role):
    request = asked(waves[0], Role.EVALUATOR)
    for answer in (agree_to_unlock, lambda **who: decline_to_unlock(answer="No.", **who)):
        with pytest.raises(UnlockRefused, match="for another person to give, the commissioner"):
            answer(request=request, by=person(waves[0], role))
    assert Wave.objects.get(pk=waves[0].pk).is_locked


def test_colleague_in_the_same_role_cannot_agree(waves):
    request = asked(waves[0], Role.EVALUATOR)
    colleague = MembershipFactory(programme=waves[0].programme, role=Role.EVALUATOR).user
    with pytest.raises(UnlockRefused, match="the commissioner"):
        agree_to_unlock(request=request, by=colleague)


def test_whoever_asked_and_then_changed_role_cannot_agree_with_themselves(waves):
    request = asked(waves[0], Role.EVALUATOR)
    who = request.asked_by
    Membership.objects.filter(user=who).update(role=Role.COMMISSIONER)
    with pytest.raises(UnlockRefused, match="another person"):
        agree_to_unlock(request=UnlockRequest.objects.get(), by=who)


def test_request_of_somebody_who_is_no_evaluator_any_more_cannot_be_agreed_to(waves):
    request = asked(waves[0], Role.EVALUATOR)
    Membership.objects.filter(user=request.asked_by).delete()
    with pytest.raises(UnlockRefused, match="is no evaluator of this programme any more"):
        agree_to_unlock(request=request, by=person(waves[0], Role.COMMISSIONER))
    decline_to_unlock(request=request, answer="Nobody asks any more.", by=person(waves[0], Role.COMMISSIONER))
    assert UnlockRequest.objects.get().outcome == "declined"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FIELDWORKER, Role.STEERING])
def test_other_roles_cannot_ask(waves, role):
    with pytest.raises(UnlockRefused, match="Only a commissioner or an evaluator"):
        asked(waves[0], role)


def test_open_wave_or_no_reason_is_refused(waves):
    with pytest.raises(UnlockRefused, match="Give the reason"):
        asked(waves[0], reason="  ")
    agree_to_unlock(request=asked(waves[0]), by=person(waves[0], Role.COMMISSIONER))
    with pytest.raises(UnlockRefused, match="is not locked"):
        asked(waves[0])


def test_asking_and_answering_twice_does_it_once(waves):
    request = asked(waves[0])
    assert asked(waves[0]) == request
    with pytest.raises(UnlockRefused, match="Somebody has asked"):
        asked(waves[0], Role.COMMISSIONER)
    by = person(waves[0], Role.COMMISSIONER)
    for _ in range(2):
        agree_to_unlock(request=request, by=by)
    assert Wave.objects.get(pk=waves[0].pk).history.filter(history_change_reason__startswith="Unlocked").count() == 1
    with pytest.raises(UnlockRefused, match="settled: agreed"):
        decline_to_unlock(request=request, answer="No.", by=by)
    with pytest.raises(UnlockRefused, match="settled"):
        withdraw_request(request=request, by=person(waves[0], Role.EVALUATOR))


def test_agreeing_again_after_it_was_locked_again_leaves_it_locked(waves):
    request, by = asked(waves[0]), person(waves[0], Role.COMMISSIONER)
    agree_to_unlock(request=request, by=by)
    lock_wave(wave=Wave.objects.get(pk=waves[0].pk), by=None)
    agree_to_unlock(request=request, by=by)
    assert Wave.objects.get(pk=waves[0].pk).is_locked


def test_declining_needs_a_reason_and_leaves_the_wave_locked(waves):
    request, by = asked(waves[0]), person(waves[0], Role.COMMISSIONER)
    with pytest.raises(UnlockRefused, match="Say why"):
        decline_to_unlock(request=request, answer=" ", by=by)
    decline_to_unlock(request=request, answer="The gate rests on it.", by=by)
    request.refresh_from_db()
    assert (request.outcome, request.answer, request.answered_by) == ("declined", "The gate rests on it.", by)
    assert Wave.objects.get(pk=waves[0].pk).is_locked
    asked(waves[0])


def test_only_whoever_asked_withdraws(waves):
    request = asked(waves[0])
    with pytest.raises(UnlockRefused, match="Only whoever asked"):
        withdraw_request(request=request, by=person(waves[0], Role.COMMISSIONER))
    for _ in range(2):
        withdraw_request(request=request, by=request.asked_by)
    with pytest.raises(UnlockRefused, match="settled: withdrawn"):
        agree_to_unlock(request=request, by=person(waves[0], Role.COMMISSIONER))


def test_wave_whose_answers_were_destroyed_stays_locked_and_open_requests_end(waves):
    request = asked(waves[0])
    let_the_day_pass(waves[0])
    destroy_answers(wave=waves[0])
    assert UnlockRequest.objects.get().outcome == "declined"
    with pytest.raises(UnlockRefused, match="settled"):
        agree_to_unlock(request=request, by=person(waves[0], Role.COMMISSIONER))
    with pytest.raises(UnlockRefused, match="were destroyed"):
        asked(waves[0])


def test_request_waits_in_both_peoples_reminders_until_it_is_answered(waves):
    request = asked(waves[0], Role.EVALUATOR)
    today = request.asked_at.date()
    waiting = waiting_in(waves[0].programme, today)
    evaluator, commissioner = (person(waves[0], role) for role in (Role.EVALUATOR, Role.COMMISSIONER))
    assert [due.what for due in waiting[commissioner.pk]] == ["Answer whether to unlock a wave"]
    assert [due.what for due in waiting[evaluator.pk]] == ["Your request to unlock a wave"]
    assert waiting[evaluator.pk][0].note == "waits for the commissioner"
    decline_to_unlock(request=request, answer="No.", by=commissioner)
    assert waiting_in(waves[0].programme, today) == {}


def address(name, *args):
    return reverse(f"surveys:{name}", args=["vale", *args])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_pages_lead_through_asking_and_agreeing(client, waves):
    baseline, later = waves
    client.force_login(person(baseline, Role.EVALUATOR))
    page = text_of(client.get(address("unlock-ask", baseline.pk)))
    assert f"changes since then cannot be shown: {later}." in page
    refused = client.post(address("unlock-ask", baseline.pk), {"reason": " "})
    assert refused.context["form"].errors["reason"] == ["Give the reason."]
    page = text_of(client.post(address("unlock-ask", baseline.pk), {"reason": "Found <b>forms</b>."}, follow=True))
    assert "It waits for the commissioner." in page
    assert "Found &lt;b&gt;forms&lt;/b&gt;." in page
    request = UnlockRequest.objects.get()

    client.force_login(person(baseline, Role.COMMISSIONER))
    no_reason = client.post(address("unlock-answer", request.pk), {"decline": "", "answer": ""})
    assert no_reason.context["form"].errors["answer"] == ["Say why you decline."]
    page = text_of(client.post(address("unlock-answer", request.pk), {"agree": ""}, follow=True))
    assert "is unlocked" in page
    assert "Agreed: the wave was unlocked" in page


def test_members_read_who_asked_and_why_and_the_steering_group_reads_roles(client, waves):
    request = asked(waves[0])
    client.force_login(person(waves[0], Role.STEERING))
    page = text_of(client.get(waves[0].get_absolute_url()))
    assert "Paper forms of Ropewalk were found." in page
    assert "Waiting for the other role" in page
    assert str(request.asked_by) not in page
    assert address("unlock-answer", request.pk) not in page


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_request_and_two_answers_at_once_are_one(waves, tmp_path):
    baseline, _ = waves
    with open_to_threads(tmp_path):
        by_each = [lambda role=role: asked(Wave.objects.get(pk=baseline.pk), role) for role in BOTH]
        made = at_once(*by_each)
        [request] = [one for one in made if isinstance(one, UnlockRequest)]
        assert sum(isinstance(one, UnlockRefused) for one in made) == 1
        answerer = elsewhere(lambda: person(baseline, other(Role(request.asked_as))))
        answers = at_once(
            lambda: agree_to_unlock(request=request, by=answerer),
            lambda: decline_to_unlock(request=request, answer="No.", by=answerer),
            lambda: withdraw_request(request=request, by=request.asked_by),
        )
        assert sum(isinstance(one, UnlockRequest) for one in answers) == 1, answers
        outcome = elsewhere(lambda: UnlockRequest.objects.get().outcome)
        assert elsewhere(lambda: Wave.objects.get(pk=baseline.pk).is_locked) == (outcome != "agreed")


def test_locked_wave_still_refuses_every_other_way(waves):
    with pytest.raises(WaveLocked):
        Wave.objects.filter(pk=waves[0].pk).update(locked_at=None)
