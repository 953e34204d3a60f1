"""Reminders: what is due or late, to whom it goes, and that nobody gets it twice in a week."""

from datetime import date, timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commissioning import reminders
from commissioning.actions import reminders as sending
from commissioning.actions.reminders import CLAIM_LASTS, digests_due, send_digest
from commissioning.models import (
    Condition,
    Decision,
    Digest,
    Extension,
    Judgement,
    Programme,
    Role,
    Stage,
    StageReport,
    fingerprint_of,
)
from commissioning.reminders import Due, waiting_in
from commissioning.tests.entry_factories import (
    ActionFactory,
    KnowledgeSessionFactory,
    KpiFactory,
    MilestoneFactory,
    RiskFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
# A Wednesday. The programme is in month 5; month 4 ended on 31 July, month 5 ends on 31 August.
TODAY = date(2024, 8, 21)
MONDAY = date(2024, 8, 19)


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", name="Northern Vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def stage(programme):
    """Stage 1, its report handed in. Its gate at the end of September waits for the commissioner."""
    member(programme, Role.COMMISSIONER, "Eve Orr")
    stage = StageFactory(programme=programme, begins_on=date(2024, 4, 1))
    StageReport.objects.create(stage=stage, title="Report", submitted_on=date(2024, 8, 1))
    return stage


@pytest.fixture
def coordinator(programme):
    return member(programme, Role.COORDINATOR, "Ada Moss")


def member(programme, role, name, **user):
    return MembershipFactory(programme=programme, role=role, user=UserFactory(name=name, **user)).user


def titles(programme, user, today=TODAY, **options):
    return [due.title for due in waiting_in(programme, today, **options).get(user.pk, [])]


def decided(stage, outcome):
    evidence = {"checklist": []}
    return Decision.objects.create(
        stage=stage, outcome=outcome, reasons="So.", evidence=evidence, fingerprint=fingerprint_of(evidence)
    )


def send(*options):
    out, err = StringIO(), StringIO()
    call_command("send_reminders", "--today", TODAY.isoformat(), *options, stdout=out, stderr=err)
    return out.getvalue()


def test_what_is_late_or_due_within_two_weeks_waits_and_nothing_else(programme, stage, coordinator):
    TaskFactory(stage=stage, title="Late", due_month=4)
    TaskFactory(stage=stage, title="Soon", due_month=5)
    TaskFactory(stage=stage, title="Far", due_month=6)
    TaskFactory(stage=stage, title="Done", due_month=4, state="done", done_on=date(2024, 7, 1))
    TaskFactory(stage=stage, title="Dropped", due_month=4, state="dropped", explanation="Not needed.")
    MilestoneFactory(stage=stage, title="Point", due_month=4)
    MilestoneFactory(stage=stage, title="Met", due_month=4, met_on=date(2024, 7, 1))
    assert titles(programme, coordinator) == ["Point", "Late", "Soon"]
    assert titles(programme, coordinator, days=92) == ["Point", "Late", "Soon", "Far"]


def test_last_day_of_a_month_is_the_day_it_is_due(programme, stage, coordinator):
    TaskFactory(stage=stage, title="Soon", due_month=5)
    assert titles(programme, coordinator, today=date(2024, 8, 16)) == []
    assert titles(programme, coordinator, today=date(2024, 8, 17)) == ["Soon"]
    late = waiting_in(programme, date(2024, 9, 1))[coordinator.pk][0]
    assert (late.on, late.days_late(date(2024, 9, 1))) == (date(2024, 8, 31), 1)


def test_extension_moves_the_reminder_and_says_where_it_stood_before(programme, stage, coordinator):
    task = TaskFactory(stage=stage, title="Agree plan", due_month=4)
    assert titles(programme, coordinator) == ["Agree plan"]
    Extension.objects.create(programme=programme, task=task, from_month=4, to_month=6, reason="Staff ill.")
    task.due_month = 6
    task.save()
    assert titles(programme, coordinator) == []
    (due,) = waiting_in(programme, date(2024, 9, 20))[coordinator.pk]
    assert (due.on, due.note) == (date(2024, 9, 30), "end of month 6; was month 4")


@pytest.mark.parametrize("outcome", ["continue", "conditions", "break"])
@time_machine.travel(TODAY, tick=False)
def test_what_an_ended_stage_left_undone_is_not_asked_for_any_more(programme, stage, coordinator, outcome):
    TaskFactory(stage=stage, due_month=4)
    TaskFactory(stage=StageFactory(programme=programme, number=2), title="Of stage 2", due_month=5)
    decided(stage, outcome)
    Stage.objects.filter(pk=stage.pk).update(ends_on=TODAY - timedelta(days=1))
    assert titles(programme, coordinator) == ([] if outcome == "break" else ["Of stage 2"])


@time_machine.travel(TODAY, tick=False)
def test_stage_that_is_decided_early_is_worked_on_until_it_ends(programme, stage, coordinator):
    TaskFactory(stage=stage, title="Still to do", due_month=4)
    decided(stage, "continue")
    Stage.objects.filter(pk=stage.pk).update(ends_on=date(2024, 9, 30))
    assert titles(programme, coordinator) == ["Still to do"]


def test_entry_goes_to_its_owner_else_to_its_role_else_to_the_coordinators(programme, stage, coordinator):
    own, two = member(programme, Role.FIELDWORKER, "Bo Ek"), member(programme, Role.EVALUATOR, "Cy Day")
    TaskFactory(stage=stage, title="Named", due_month=4, owner=own, owner_role=Role.EVALUATOR)
    TaskFactory(stage=stage, title="Role", due_month=4, owner_role=Role.EVALUATOR)
    TaskFactory(stage=stage, title="Nobody", due_month=4)
    TaskFactory(stage=stage, title="Empty role", due_month=4, owner_role=Role.STEERING)
    assert titles(programme, own) == ["Named"]
    assert titles(programme, two) == ["Role"]
    assert titles(programme, coordinator) == ["Empty role", "Nobody"]


def test_entry_of_somebody_who_left_or_whose_account_is_closed_goes_to_the_coordinators(programme, stage, coordinator):
    closed = member(programme, Role.FIELDWORKER, "Bo Ek", is_active=False)
    TaskFactory(stage=stage, title="Of somebody closed", due_month=4, owner=closed)
    TaskFactory(stage=stage, title="Of somebody gone", due_month=4, owner=UserFactory())
    assert titles(programme, coordinator) == ["Of somebody closed", "Of somebody gone"]
    assert set(waiting_in(programme, TODAY)) == {coordinator.pk}


def test_judgement_waits_for_those_who_may_judge_until_it_is_made(programme, stage, coordinator):
    evaluator = member(programme, Role.EVALUATOR, "Cy Day")
    judged = {"stage": stage, "kind": "judgement", "indicator": "", "target": 3, "due_month": 5}
    kpi = KpiFactory(title="Talking with agencies", owner=coordinator, **judged)
    KpiFactory(stage=stage, title="Measured", due_month=5)
    Judgement.objects.create(kpi=kpi, score=2, reason="Early.", judged_on=date(2024, 5, 31))
    assert titles(programme, evaluator) == ["Talking with agencies"]
    assert titles(programme, coordinator) == []
    Judgement.objects.create(kpi=kpi, score=3, reason="Seen.", judged_on=date(2024, 6, 1))
    assert titles(programme, evaluator) == []


def test_gate_waits_for_the_commissioners_and_the_report_for_the_coordinators(programme, coordinator):
    commissioner = member(programme, Role.COMMISSIONER, "Eve Orr")
    stage = StageFactory(programme=programme, last_month=5)
    (gate,) = waiting_in(programme, TODAY)[commissioner.pk]
    (report,) = waiting_in(programme, TODAY)[coordinator.pk]
    assert (gate.what, gate.on) == ("Gate 1 to be decided", date(2024, 8, 31))
    assert report.what == "Stage report to be handed in"
    decided(stage, "continue")
    assert waiting_in(Programme.objects.get(pk=programme.pk), TODAY) == {}


def test_conditions_risks_actions_and_follow_ups_wait_for_whom_they_belong_to(programme, stage, coordinator):
    own = member(programme, Role.FIELDWORKER, "Bo Ek")
    decision = decided(stage, "conditions")
    day = {"due_on": date(2024, 9, 4)}
    Condition.objects.create(decision=decision, words="Recruit", owner_role=Role.COORDINATOR, **day)
    Condition.objects.create(decision=decision, words="Train", owner=own, met_on=TODAY, met_how="Done.", **day)
    RiskFactory(programme=programme, title="Unowned", review_on=date(2024, 9, 4))
    RiskFactory(programme=programme, title="Owned", review_on=date(2024, 9, 4), owner=own)
    RiskFactory(programme=programme, title="Later", review_on=date(2024, 9, 5))
    ActionFactory(meeting__programme=programme, words="Find\na room", owner=own, due_on=date(2024, 8, 1))
    ActionFactory(meeting__programme=programme, words="Outside", owner_words="Dr Day", due_on=date(2024, 8, 2))
    ActionFactory(meeting__programme=programme, words="Done", due_on=date(2024, 8, 2), done_on=date(2024, 8, 1))
    KnowledgeSessionFactory(programme=programme, title="Ask them", held_on=date(2024, 7, 24))
    KnowledgeSessionFactory(programme=programme, title="Not yet", held_on=date(2024, 7, 25))
    KnowledgeSessionFactory(programme=programme, title="Nobody came", held_on=date(2024, 7, 1), attended=0)
    assert titles(programme, coordinator) == ["Outside", "Ask them", "Recruit", "Unowned"]
    assert titles(programme, own) == ["Find a room", "Owned"]


def test_number_of_queries_does_not_depend_on_how_much_waits(
    programme, stage, coordinator, django_assert_max_num_queries
):
    def fill():
        for factory in (TaskFactory, MilestoneFactory):
            factory(stage=stage, due_month=4)
        KpiFactory(stage=stage, kind="judgement", indicator="", target=3, due_month=4)
        RiskFactory(programme=programme, review_on=TODAY)
        ActionFactory(meeting__programme=programme, due_on=TODAY)
        KnowledgeSessionFactory(programme=programme, held_on=date(2024, 5, 1))

    fill()
    with django_assert_max_num_queries(100) as few:
        assert sum(map(len, waiting_in(programme, TODAY).values())) == 6
    for _ in range(5):
        fill()
    with django_assert_max_num_queries(len(few)):
        assert sum(map(len, waiting_in(programme, TODAY).values())) == 36


def test_another_room_may_add_a_source(programme, coordinator, monkeypatch):
    monkeypatch.setattr(reminders, "SOURCES", [])

    @reminders.source
    def waves(programme, until):
        yield Due("Wave to be locked", "Spring", until, "/spring/")

    assert titles(programme, coordinator) == ["Spring"]


def test_digest_says_what_when_how_late_and_where(programme, stage, coordinator):
    task = TaskFactory(stage=stage, title="Agree plan", due_month=4)
    ActionFactory(meeting__programme=programme, words="Outside & in", owner_words="Dr Day", due_on=date(2024, 8, 22))
    assert send() == "Sent 1. Had theirs this week: 0. Not sent: 0.\n"
    (message,) = mail.outbox
    assert message.to == [coordinator.email]
    assert message.subject == "Foothold: 2 things wait for you, 1 of them late"
    assert "- Task: Agree plan\n  31 July 2024 (end of month 4): 21 days late\n" in message.body
    assert f"  {settings.SITE_URL}{task.get_absolute_url()}\n" in message.body
    assert "Outside & in\n  22 August 2024 (of somebody who does not sign in): in 1 day\n" in message.body
    assert "Dr Day" not in message.body
    assert f"{settings.SITE_URL}{reverse('commissioning:mine', args=['vale'])}" in message.body


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        ((-1,), "1 late thing waits for you"),
        ((-9, -1), "2 late things wait for you"),
        ((-1, 0), "2 things wait for you, 1 of them late"),
        ((0, 14), "2 things wait for you"),
        ((1,), "1 thing waits for you"),
    ],
)
def test_subject_counts_what_waits_and_what_of_it_is_late(programme, coordinator, days, subject):
    for ahead in days:
        RiskFactory(programme=programme, review_on=TODAY + timedelta(days=ahead))
    send()
    assert mail.outbox[0].subject == f"Foothold: {subject}"


def test_digest_reads_as_plain_text_from_its_greeting_to_its_end(programme, coordinator):
    coordinator.name = ""
    coordinator.save()
    RiskFactory(programme=programme, title="Mary’s <hall> & garden", review_on=TODAY)
    send()
    body = mail.outbox[0].body
    assert body.startswith(f"Hello {coordinator.email},\n\nThis is late or due within two weeks.")
    assert "- Risk to be looked at again: Mary’s <hall> & garden\n  21 August 2024: today\n" in body
    assert body.endswith("tell your coordinator.\n")
    assert "\n\n\n" not in body
    assert "None" not in body


def test_digest_of_somebody_who_left_one_programme_names_only_the_other(programme, stage, coordinator):
    """What was theirs there goes to those who are there, and nothing of the other programme goes with it."""
    other = ProgrammeFactory(name="Ardale")
    bo = MembershipFactory(programme=other, role=Role.COORDINATOR, user=UserFactory(name="Bo Ek")).user
    TaskFactory(stage=stage, title="Of the vale", due_month=4, owner=bo)
    RiskFactory(programme=other, title="Of Ardale", review_on=TODAY)
    send()
    told = {message.to[0]: message.body for message in mail.outbox}
    assert set(told) == {bo.email, coordinator.email}
    assert "Of Ardale" in told[bo.email]
    assert "vale" not in told[bo.email]
    assert "Of the vale" in told[coordinator.email]
    assert "Ardale" not in told[coordinator.email]


def test_programme_whose_members_all_left_writes_to_nobody(programme):
    RiskFactory(programme=programme, review_on=TODAY, owner=UserFactory())
    assert send() == "Sent 0. Had theirs this week: 0. Not sent: 0.\n"


def test_somebody_in_several_programmes_gets_one_message_with_a_section_for_each(programme, coordinator):
    other = ProgrammeFactory(name="Ardale")
    MembershipFactory(programme=other, user=coordinator, role=Role.COORDINATOR)
    for where in (programme, other):
        RiskFactory(programme=where, title=f"Risk of {where}", review_on=TODAY)
    send()
    (message,) = mail.outbox
    assert message.subject == "Foothold: 2 things wait for you"
    order = [message.body.index(words) for words in ("\nArdale\n", "Risk of Ardale", "\nNorthern Vale\n")]
    assert order == sorted(order)
    assert Digest.objects.get().lines == 2


def test_running_twice_in_a_week_sends_nothing_twice(programme, coordinator):
    RiskFactory(programme=programme, review_on=TODAY)
    send()
    assert send() == "Sent 0. Had theirs this week: 1. Not sent: 0.\n"
    call_command("send_reminders", "--today", "2024-08-25", stdout=StringIO())
    assert len(mail.outbox) == 1
    call_command("send_reminders", "--today", "2024-08-26", stdout=StringIO())
    assert len(mail.outbox) == 2
    assert list(Digest.objects.values_list("week", flat=True)) == [date(2024, 8, 26), MONDAY]
    assert all(digest.sent_at for digest in Digest.objects.all())


def test_nobody_for_whom_nothing_waits_gets_a_message(programme, coordinator):
    member(programme, Role.EVALUATOR, "Cy Day")
    RiskFactory(programme=programme, review_on=TODAY, owner=coordinator)
    send()
    assert [message.to for message in mail.outbox] == [[coordinator.email]]


def test_dry_run_tells_who_would_get_what_and_keeps_nothing(programme, coordinator):
    RiskFactory(programme=programme, title="Leader leaves", review_on=TODAY)
    out = send("--dry-run")
    assert f"Ada Moss <{coordinator.email}> would get: Foothold: 1 thing waits for you" in out
    assert "Leader leaves" in out
    assert mail.outbox == []
    assert not Digest.objects.exists()
    send()
    assert "had theirs this week" in send("--dry-run")


def test_message_that_cannot_be_sent_is_said_and_tried_again_and_the_others_are_sent(
    programme, coordinator, monkeypatch
):
    other = member(programme, Role.COORDINATOR, "Zoe Yu")
    RiskFactory(programme=programme, review_on=TODAY)
    send_mail = sending.send_mail

    def broken(subject, text, sender, to):
        if to == [coordinator.email]:
            raise SMTPServerDisconnected("gone")
        return send_mail(subject, text, sender, to)

    monkeypatch.setattr(sending, "send_mail", broken)
    with pytest.raises(CommandError, match="1 could not be sent"):
        send()
    assert [message.to for message in mail.outbox] == [[other.email]]
    assert Digest.objects.get().user == other
    monkeypatch.setattr(sending, "send_mail", send_mail)
    send()
    assert [message.to for message in mail.outbox] == [[other.email], [coordinator.email]]


def test_of_two_senders_at_once_one_sends(programme, coordinator, monkeypatch):
    """The second asks while the first is handing its message over."""
    RiskFactory(programme=programme, review_on=TODAY)
    ((user, sections),) = digests_due(TODAY)
    send_mail, second = sending.send_mail, []

    def meanwhile(*message):
        monkeypatch.setattr(sending, "send_mail", send_mail)
        second.append(send_digest(user=user, sections=sections, today=TODAY))
        return send_mail(*message)

    monkeypatch.setattr(sending, "send_mail", meanwhile)
    assert send_digest(user=user, sections=sections, today=TODAY)
    assert second == [False]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("age", "sent"), [(CLAIM_LASTS - timedelta(minutes=1), 0), (CLAIM_LASTS * 2, 1)])
def test_claim_of_a_sender_that_fell_over_is_taken_over_after_an_hour(programme, coordinator, age, sent):
    RiskFactory(programme=programme, review_on=TODAY)
    Digest.objects.create(user=coordinator, week=MONDAY, lines=9, claimed_at=timezone.now() - age)
    send()
    assert len(mail.outbox) == sent
    assert Digest.objects.get().lines == (1 if sent else 9)


def test_day_that_is_none_is_refused():
    with pytest.raises(CommandError, match="“tomorrow” is not a date"):
        call_command("send_reminders", "--today", "tomorrow")


@time_machine.travel(TODAY)
def test_page_shows_the_same_list_and_what_comes_after(programme, stage, coordinator, client):
    client.force_login(coordinator)
    address = reverse("commissioning:mine", args=["vale"])
    assert "Nothing waits for you" in client.get(address).content.decode()
    RiskFactory(programme=programme, title="Overdue", review_on=date(2024, 8, 20))
    RiskFactory(programme=programme, title="Today", review_on=TODAY)
    TaskFactory(stage=stage, title="Task to come", due_month=6)
    shown = client.get(address)
    assert [[told[0].title for told in shown.context[name]] for name in ("late", "soon", "later")] == [
        ["Overdue"],
        ["Today"],
        ["Task to come"],
    ]
    assert "1 day late" in shown.content.decode()
    assert f'href="{address}"' in client.get(reverse("commissioning:risk-list", args=["vale"])).content.decode()
