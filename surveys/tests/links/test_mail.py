"""Writing to organisations: once each, reminders a week apart, and counts alone for who sends."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from surveys.actions import invitation_mail
from surveys.actions.invitation_mail import Due, MailRefused, Sent, due_now, send_invitations
from surveys.actions.invitations import invite_from_register, withdraw_all
from surveys.doors import door_at
from surveys.links.addresses import answer_address
from surveys.links.register import lapsed, to_hand_over, with_address
from surveys.models import Invitation
from surveys.tests.links.worlds import TODAY, a_group, a_wave

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
CONTACT = "Sam Reader, 01234 567 890"


@pytest.fixture
def wave():
    """Three groups are invited: two can be written to, one has nobody on record."""
    wave = a_wave("organisations")
    groups = [
        a_group(wave, "Tea Club", "tea@example.org", review_on=date(2030, 1, 1)),
        a_group(wave, "Choir & Band", "choir@example.org", review_on=date(2030, 1, 1)),
        a_group(wave, "Allotments", None),
    ]
    invite_from_register(wave=wave, chosen=[(wave.samples.get(), group) for group in groups], by=None)
    return wave


def sent(wave, on=TODAY, **options):
    return send_invitations(wave=wave, contact=CONTACT, by=None, today=on, **options)


def outbox():
    return sorted(message.to[0] for message in mail.outbox)


class Failing(EmailBackend):
    """Refuses addresses that name the choir."""

    def send_messages(self, messages):
        if any("choir" in message.to[0] for message in messages):
            raise OSError("No such mailbox.")
        return super().send_messages(messages)


class Down(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_message_holds_the_groups_own_link_who_asks_until_when_and_how_to_be_left_alone(wave):
    sent(wave)
    message = next(each for each in mail.outbox if each.to == ["choir@example.org"])
    invitation = Invitation.objects.get(group__name="Choir & Band")
    assert message.subject == "Questions for Choir & Band, Quayside"
    assert answer_address(invitation.code) in message.body
    assert door_at(invitation.code).why_closed(TODAY) == ""
    for words in (
        str(wave.programme),
        "Vale Council",
        "30 September 2024",
        CONTACT,
        "do not want to be written to again",
    ):
        assert words in message.body
    assert "&amp;" not in message.body
    assert len(message.to) == 1
    assert not message.cc
    assert not message.bcc


def test_each_is_written_to_once_however_often_the_button_is_pressed(wave):
    assert due_now(wave, TODAY) == Due(first=2, reminders=0, too_early=0)
    assert sent(wave) == Sent(left=2, failed=0, waiting=0)
    assert sent(wave) == Sent(left=0, failed=0, waiting=0)
    assert outbox() == ["choir@example.org", "tea@example.org"]
    assert due_now(wave, TODAY) == Due(first=0, reminders=0, too_early=2)


def test_mark_is_stored_before_the_message_leaves(wave, monkeypatch):
    """Who presses again while the mail server is slow finds nothing left to send."""
    second = []

    class Slow(EmailBackend):
        def send_messages(self, messages):
            if not second:
                second.append(None)
                second.append(sent(wave))
            return super().send_messages(messages)

    monkeypatch.setattr(invitation_mail, "get_connection", Slow)
    sent(wave)
    assert second[1] == Sent(left=0, failed=0, waiting=0)
    assert outbox() == ["choir@example.org", "tea@example.org"]


def test_reminder_goes_to_those_who_have_not_answered_and_not_before_a_week(wave):
    sent(wave)
    Invitation.objects.filter(group__name="Tea Club").mark_answered()
    mail.outbox.clear()
    assert sent(wave, TODAY + WEEK - timedelta(days=1), remind=True).left == 0
    assert due_now(wave, TODAY + WEEK) == Due(first=0, reminders=1, too_early=0)
    assert sent(wave, TODAY + WEEK, remind=True) == Sent(left=1, failed=0, waiting=0)
    assert sent(wave, TODAY + WEEK, remind=True).left == 0
    assert outbox() == ["choir@example.org"]
    assert mail.outbox[0].subject.startswith("Reminder: ")


def test_days_of_reminders_do_not_tell_who_had_answered_by_then(wave):
    sent(wave)
    Invitation.objects.filter(group__name="Tea Club").mark_answered()
    sent(wave, TODAY + WEEK, remind=True)
    written_to = Invitation.objects.exclude(sent_on=None)
    assert set(written_to.values_list("sent_on", flat=True)) == {TODAY + WEEK}
    assert {row.history.count() for row in written_to} == {1}


def test_address_that_fails_is_counted_and_tried_again(wave, monkeypatch):
    monkeypatch.setattr(invitation_mail, "get_connection", Failing)
    assert sent(wave) == Sent(left=1, failed=1, waiting=0)
    assert outbox() == ["tea@example.org"]
    monkeypatch.undo()
    assert sent(wave) == Sent(left=1, failed=0, waiting=0)
    assert outbox() == ["choir@example.org", "tea@example.org"]


def test_server_that_does_not_answer_marks_nobody(wave, monkeypatch):
    for number in range(5):
        group = a_group(wave, f"Club {number}", f"club{number}@example.org", review_on=date(2030, 1, 1))
        invite_from_register(wave=wave, chosen=[(wave.samples.get(), group)], by=None)
    monkeypatch.setattr(invitation_mail, "get_connection", Down)
    assert sent(wave) == Sent(left=0, failed=7, waiting=0)
    assert due_now(wave, TODAY).first == 7


def test_many_are_written_to_in_several_goes(wave, monkeypatch):
    monkeypatch.setattr(invitation_mail, "AT_A_TIME", 1)
    assert sent(wave) == Sent(left=1, failed=0, waiting=1)
    assert sent(wave) == Sent(left=1, failed=0, waiting=0)


def test_nothing_is_sent_while_the_links_do_not_work(wave):
    with pytest.raises(MailRefused, match="Fieldwork ended on 30 September 2024"):
        sent(wave, date(2024, 10, 1))
    wave.takes_answers_online = False
    wave.save()
    with pytest.raises(MailRefused, match="Closed"):
        sent(wave)
    assert mail.outbox == []
    assert due_now(wave, TODAY).first == 2


def test_nobody_is_written_to_whose_consent_has_to_be_asked_for_again(wave):
    group = a_group(wave, "Old Consent", "old@example.org", review_on=date(2024, 9, 10))
    invite_from_register(wave=wave, chosen=[(wave.samples.get(), group)], by=None)
    addressed = with_address(Invitation.objects.of_wave(wave), TODAY)
    assert [row.group for row in lapsed(addressed, TODAY)] == [group]
    assert addressed.exclude(address=None).count() == 2
    sent(wave)
    assert "old@example.org" not in outbox()


@pytest.mark.parametrize("contact", [{"is_designated": False}, {"review_on": date(2030, 1, 1), "email": ""}])
def test_only_a_contact_person_with_an_address_is_written_to(contact):
    wave = a_wave("organisations")
    fields = {"email": "x@example.org", "review_on": date(2030, 1, 1)} | contact
    group = a_group(wave, "Club", **fields)
    invite_from_register(wave=wave, chosen=[(wave.samples.get(), group)], by=None)
    assert sent(wave).left == 0


def test_withdrawn_and_merged_are_not_written_to(wave):
    kept = Invitation.objects.get(group__name="Tea Club").group
    choir = Invitation.objects.get(group__name="Choir & Band").group
    choir.duplicate_of = kept
    choir.save()
    sent(wave)
    assert outbox() == ["tea@example.org"]
    withdraw_all(sample=wave.samples.get(), by=None)
    assert due_now(wave, TODAY + WEEK) == Due(first=0, reminders=0, too_early=0)


def test_record_holds_counts_and_nobody(wave):
    sent(wave)
    reason = wave.history.first().history_change_reason
    assert reason == "Invitations sent by e-mail: 2; not sent: 0"


def test_links_to_hand_over_are_those_that_no_message_reaches_answered_or_not(wave):
    place = wave.samples.get().neighbourhood_id
    Invitation.objects.filter(group__name="Allotments").mark_answered()
    assert [str(row.group) for row in to_hand_over(wave, [place], TODAY)] == ["Allotments"]
    assert list(to_hand_over(wave, [], TODAY)) == []
