"""Issues: what is entered, what is refused, what is done with one, and what waits for whom."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.reminders import late_in, waiting_in
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import AgencyReply, CommunityIssue, RegisterRules
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2025, 1, 15)
NOW = "2025-01-15"


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E05000001")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh", code="E05000002")


@pytest.fixture
def highways(programme):
    return AgencyFactory(programme=programme, name="Highways")


def member(programme, role=Role.COORDINATOR, name="Ada Moss"):
    return MembershipFactory(programme=programme, role=role, user=UserFactory(name=name)).user


def address(verb, *rest):
    return reverse(f"neighbourhoods:{verb}", args=["vale", *rest])


def filled(place, **changed):
    return {
        "neighbourhood": place.pk,
        "title": "A crossing at the school",
        "raised_by": "resident",
        "raised_on": "2025-01-10",
        "is_public": "on",
    } | changed


# ── Entering one ──────────────────────────────────────────────────────────────────────────────────────────────


def test_fieldworker_adds_an_issue_where_they_work(ropewalk, client):
    client.force_login(worker_in(ropewalk))
    response = client.post(address("issue-new"), filled(ropewalk, theme="travel"))
    issue = CommunityIssue.objects.get()
    assert response.headers["Location"] == issue.get_absolute_url()
    assert (issue.neighbourhood, issue.theme, issue.raised_on) == (ropewalk, "travel", date(2025, 1, 10))
    assert issue.is_public


def test_fieldworker_adds_nothing_elsewhere(ropewalk, saltmarsh, client):
    client.force_login(worker_in(ropewalk))
    response = client.post(address("issue-new"), filled(saltmarsh))
    assert "choose from what the page offers" in str(response.context["form"].errors["neighbourhood"])
    assert not CommunityIssue.objects.exists()


def test_empty_form_knows_today_and_the_only_place(ropewalk, saltmarsh, client):
    client.force_login(worker_in(ropewalk))
    form = client.get(address("issue-new")).context["form"]
    assert form["raised_on"].value() == TODAY
    assert form["neighbourhood"].value() == ropewalk.pk
    assert "outcome" not in form.fields


def test_form_sent_twice_enters_one(ropewalk, client):
    client.force_login(member(ropewalk.programme))
    key = client.get(address("issue-new")).context["form"]["key"].value()
    for _ in range(2):
        client.post(address("issue-new"), filled(ropewalk, key=key))
    assert CommunityIssue.objects.count() == 1


def test_same_issue_with_a_new_key_is_asked_about(ropewalk, client):
    client.force_login(member(ropewalk.programme))
    client.post(address("issue-new"), filled(ropewalk))
    response = client.post(address("issue-new"), filled(ropewalk))
    assert "on record already" in " ".join(response.context["form"].errors["title"])
    assert client.post(address("issue-new"), filled(ropewalk, raised_on="2025-01-11")).status_code == 302


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"title": " "}, "title", "fill this in"),
        ({"raised_on": "2025-01-16"}, "raised_on", "this day is still to come"),
        ({"raised_on": "the other day"}, "raised_on", "write a real date"),
        ({"agency": "highways"}, "sent_on", "say on which day"),
        ({"agency": "highways", "sent_on": "2025-01-09"}, "sent_on", "before it was raised"),
        ({"agency": "highways", "sent_on": "2025-01-16"}, "sent_on", "this day is still to come"),
        ({"sent_on": "2025-01-12"}, "agency", "Say which agency"),
        ({"theme": "magic"}, "theme", "choose from what the page offers"),
        ({"neighbourhood": ""}, "neighbourhood", "choose one"),
    ],
)
def test_issue_filled_in_wrongly_says_so_at_the_field(ropewalk, highways, client, changed, field, message):
    client.force_login(member(ropewalk.programme))
    changed = {name: highways.pk if value == "highways" else value for name, value in changed.items()}
    response = client.post(address("issue-new"), filled(ropewalk, **changed))
    assert message in " ".join(response.context["form"].errors[field])
    assert not CommunityIssue.objects.exists()


def test_groups_offered_are_those_at_work_where_the_worker_is_and_those_nobody_placed(ropewalk, saltmarsh, client):
    here = CommunityGroupFactory(programme=ropewalk.programme, eligible_in=[ropewalk, saltmarsh])
    unplaced = CommunityGroupFactory(programme=ropewalk.programme)
    CommunityGroupFactory(programme=ropewalk.programme, eligible_in=[saltmarsh])
    client.force_login(worker_in(ropewalk))
    form = client.get(address("issue-new")).context["form"]
    assert list(form.fields["group"].queryset) == [here, unplaced]


# ── What is done with one ─────────────────────────────────────────────────────────────────────────────────────


def test_issue_goes_from_put_to_answered_to_closed(ropewalk, highways, client):
    client.force_login(worker_in(ropewalk))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 12, 1))
    client.post(address("issue-put", issue.pk), {"agency": highways.pk, "sent_on": "2024-12-02"})
    client.post(address("issue-acknowledge", issue.pk), {"acknowledged_on": "2024-12-05"})
    reply = {"issue": issue.pk, "replied_on": "2024-12-21", "is_substantive": "True", "words": "In the spring."}
    response = client.post(address("reply-new") + f"?issue={issue.pk}", reply)
    assert response.headers["Location"] == issue.get_absolute_url()
    outcome = {"outcome": "changed", "outcome_on": "2025-01-14", "outcome_words": "It is there."}
    client.post(address("issue-close", issue.pk), outcome)
    stored = CommunityIssue.objects.clocked().get()
    assert (stored.agency, stored.sent_on, stored.acknowledged_on) == (highways, date(2024, 12, 2), date(2024, 12, 5))
    assert (stored.answered_on, stored.outcome, stored.outcome_on) == (date(2024, 12, 21), "changed", date(2025, 1, 14))
    assert stored.clock.days(TODAY) == 20


def test_outcome_that_was_the_answer_becomes_a_reply_before_another_takes_its_place(ropewalk, client):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, outcome="agreed", outcome_on=date(2024, 10, 1))
    later = {"outcome": "changed", "outcome_on": "2025-01-14", "outcome_words": "It is there."}
    response = client.post(address("issue-close", issue.pk), later)
    assert "on 1 October 2024. Add that answer as a reply" in response.context["form"].errors["outcome_on"][0]
    AgencyReplyFactory(issue=issue, replied_on=date(2024, 10, 1))
    client.post(address("issue-close", issue.pk), later)
    stored = CommunityIssue.objects.clocked().get()
    assert (stored.outcome, stored.clock.days(TODAY)) == ("changed", 30)


def test_outcome_of_another_day_or_kind_is_put_right_where_no_answer_is_lost(ropewalk, client):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, outcome="agreed", outcome_on=date(2024, 10, 1))
    client.post(address("issue-close", issue.pk), {"outcome": "agreed", "outcome_on": "2024-10-02"})
    client.post(address("issue-close", issue.pk), {"outcome": "answered", "outcome_on": "2024-10-02"})
    issue.refresh_from_db()
    assert (issue.outcome, issue.outcome_on) == ("answered", date(2024, 10, 2))


@pytest.mark.parametrize("outcome", ["changed", "declined"])
def test_changed_and_declined_need_words(ropewalk, client, outcome):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(neighbourhood=ropewalk)
    response = client.post(address("issue-close", issue.pk), {"outcome": outcome, "outcome_on": "2025-01-14"})
    assert "Say in words" in " ".join(response.context["form"].errors["outcome_words"])
    issue.refresh_from_db()
    assert issue.outcome == ""


@pytest.mark.parametrize(
    ("verb", "sent", "field", "message"),
    [
        ("issue-put", {"sent_on": "2025-01-01"}, "agency", "choose one"),
        ("issue-put", {"agency": "highways", "sent_on": ""}, "sent_on", "fill this in"),
        ("issue-put", {"agency": "highways", "sent_on": "2024-08-31"}, "sent_on", "before it was raised"),
        ("issue-acknowledge", {"acknowledged_on": "2025-01-01"}, "acknowledged_on", "before it was put"),
        ("issue-close", {"outcome": "answered", "outcome_on": "2024-08-31"}, "outcome_on", "not before the issue"),
        ("issue-close", {"outcome": "", "outcome_on": "2025-01-01"}, "outcome", "choose one"),
        ("issue-close", {"outcome": "answered", "outcome_on": "2025-01-16"}, "outcome_on", "still to come"),
    ],
)
def test_act_filled_in_wrongly_says_so_at_the_field(ropewalk, highways, client, verb, sent, field, message):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 9, 1))
    sent = {name: highways.pk if value == "highways" else value for name, value in sent.items()}
    response = client.post(address(verb, issue.pk), sent)
    assert message in " ".join(response.context["form"].errors[field])
    assert issue.history.count() == 1


def test_another_agency_has_not_acknowledged_it(ropewalk, highways, client):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(
        neighbourhood=ropewalk, agency=highways, sent_on=date(2024, 9, 2), acknowledged_on=date(2024, 9, 3)
    )
    parks = AgencyFactory(programme=ropewalk.programme, name="Parks")
    client.post(address("issue-put", issue.pk), {"agency": parks.pk, "sent_on": "2024-10-01"})
    issue.refresh_from_db()
    assert (issue.agency, issue.sent_on, issue.acknowledged_on) == (parks, date(2024, 10, 1), None)


def test_same_agency_put_right_keeps_its_acknowledgement(ropewalk, highways, client):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(
        neighbourhood=ropewalk, agency=highways, sent_on=date(2024, 9, 4), acknowledged_on=date(2024, 9, 5)
    )
    client.post(address("issue-put", issue.pk), {"agency": highways.pk, "sent_on": "2024-09-03"})
    issue.refresh_from_db()
    assert issue.acknowledged_on == date(2024, 9, 5)


@pytest.mark.parametrize("verb", ["issue-put", "issue-acknowledge", "issue-close", "issue-remove"])
def test_fieldworker_changes_nothing_elsewhere(ropewalk, saltmarsh, client, verb):
    client.force_login(worker_in(ropewalk))
    issue = CommunityIssueFactory(neighbourhood=saltmarsh)
    assert client.post(address(verb, issue.pk), {}).status_code == 403
    assert client.get(issue.get_absolute_url()).status_code == 200
    assert client.get(issue.get_absolute_url()).context["may_change"] is False


def test_reply_to_an_issue_elsewhere_is_refused(ropewalk, saltmarsh, client):
    client.force_login(worker_in(ropewalk))
    issue = CommunityIssueFactory(neighbourhood=saltmarsh)
    sent = {"issue": issue.pk, "replied_on": "2025-01-10", "is_substantive": "True", "words": "No."}
    response = client.post(address("reply-new") + f"?issue={issue.pk}", sent)
    assert "choose from what the page offers" in str(response.context["form"].errors["issue"])
    assert not AgencyReply.objects.exists()


def test_what_somebody_else_did_meanwhile_is_not_overwritten_unseen(ropewalk, highways, client):
    issue = CommunityIssueFactory(neighbourhood=ropewalk)
    client.force_login(member(ropewalk.programme, name="Ada Moss"))
    seen = client.get(address("issue-close", issue.pk)).context["form"]["seen"].value()
    first = {"outcome": "answered", "outcome_on": "2025-01-10", "seen": seen}
    client.post(address("issue-close", issue.pk), first)
    second = {"outcome": "withdrawn", "outcome_on": "2025-01-11", "seen": seen}
    response = client.post(address("issue-close", issue.pk), second)
    assert "Ada Moss changed this while you had it open" in response.content.decode()
    issue.refresh_from_db()
    assert issue.outcome == "answered"


# ── Replies ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_holding_reply_does_not_stop_the_clock(ropewalk):
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 9, 1))
    AgencyReplyFactory(issue=issue, replied_on=date(2024, 9, 5), is_substantive=False)
    assert CommunityIssue.objects.clocked().get().clock.is_waiting(TODAY)
    AgencyReplyFactory(issue=issue, replied_on=date(2024, 10, 5))
    AgencyReplyFactory(issue=issue, replied_on=date(2024, 9, 25))
    assert CommunityIssue.objects.clocked().get().answered_on == date(2024, 9, 25)


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"replied_on": "2024-08-31"}, "replied_on", "it was raised on 1 September 2024 only"),
        ({"replied_on": "2025-01-16"}, "replied_on", "still to come"),
        ({"words": ""}, "words", "fill this in"),
        ({"is_substantive": ""}, "is_substantive", "Choose one"),
        ({"is_substantive": "perhaps"}, "is_substantive", "what the page offers"),
    ],
)
def test_reply_filled_in_wrongly_says_so_at_the_field(ropewalk, client, sent, field, message):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 9, 1))
    right = {"issue": issue.pk, "replied_on": "2024-10-01", "is_substantive": "False", "words": "Soon."}
    response = client.post(address("reply-new") + f"?issue={issue.pk}", right | sent)
    assert message in " ".join(response.context["form"].errors[field])
    assert not AgencyReply.objects.exists()


def test_same_reply_with_a_new_key_is_refused_and_sent_twice_enters_one(ropewalk, client):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 9, 1))
    form = address("reply-new") + f"?issue={issue.pk}"
    sent = {"issue": issue.pk, "replied_on": "2024-10-01", "is_substantive": "False", "words": "Soon."}
    key = client.get(form).context["form"]["key"].value()
    for _ in range(2):
        assert client.post(form, sent | {"key": key}).status_code == 302
    response = client.post(form, sent)
    assert "on record already" in " ".join(response.context["form"].errors["words"])
    assert AgencyReply.objects.count() == 1


def test_issue_is_not_raised_after_its_reply(ropewalk, client):
    client.force_login(member(ropewalk.programme))
    issue = CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 9, 1))
    AgencyReplyFactory(issue=issue, replied_on=date(2024, 9, 21))
    response = client.post(address("issue-edit", issue.pk), filled(ropewalk, raised_on="2024-09-22"))
    assert "there is a reply of 21 September 2024" in str(response.context["form"].errors["raised_on"])


@pytest.mark.parametrize(
    "fields",
    [
        {"sent_on": date(2024, 9, 2)},
        {"acknowledged_on": date(2024, 9, 2)},
        {"outcome": "answered"},
        {"outcome": "declined", "outcome_on": date(2024, 9, 2)},
        {"outcome_on": date(2024, 9, 2)},
    ],
)
def test_database_refuses_what_cannot_be(ropewalk, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityIssueFactory(neighbourhood=ropewalk, **fields)


def test_clocks_of_many_issues_come_in_one_query(ropewalk, saltmarsh, django_assert_num_queries):
    for place in (ropewalk, ropewalk, saltmarsh):
        AgencyReplyFactory(issue=CommunityIssueFactory(neighbourhood=place))
    CommunityIssueFactory(neighbourhood=saltmarsh, outcome="withdrawn", outcome_on=date(2024, 9, 3))
    with django_assert_num_queries(1):
        clocks = CommunityIssue.objects.of(ropewalk.programme).clocks()
    assert sorted(place for place, _ in clocks) == sorted([ropewalk.pk] * 2 + [saltmarsh.pk] * 2)
    assert [clock.withdrawn for _, clock in clocks].count(True) == 1
    assert [clock.answered_on for _, clock in clocks].count(date(2024, 9, 21)) == 3


# ── What waits, and for whom ──────────────────────────────────────────────────────────────────────────────────


def waiting_for(user, programme):
    return [(due.what, due.title, due.on) for due in waiting_in(programme, TODAY).get(user.pk, [])]


def test_issue_beyond_its_days_waits_for_who_works_there_longest(ropewalk, highways):
    later = worker_in(ropewalk, starts_on=date(2024, 12, 1), name="Later")
    longest = worker_in(ropewalk, starts_on=date(2024, 9, 1), name="Longest")
    gone = worker_in(ropewalk, starts_on=date(2024, 6, 1), name="Gone", ends_on=date(2024, 7, 1))
    CommunityIssueFactory(
        neighbourhood=ropewalk, title="A bin", raised_on=date(2024, 10, 16), agency=highways, sent_on=date(2024, 10, 17)
    )
    assert waiting_for(longest, ropewalk.programme) == [
        ("Issue without an answer", "Ropewalk: A bin", date(2025, 1, 14))
    ]
    assert waiting_for(later, ropewalk.programme) == waiting_for(gone, ropewalk.programme) == []


def test_issue_of_a_place_without_a_worker_waits_for_the_coordinators(ropewalk):
    coordinator = member(ropewalk.programme)
    CommunityIssueFactory(neighbourhood=ropewalk, title="A bin", raised_on=date(2024, 9, 1))
    [(what, title, _)] = waiting_for(coordinator, ropewalk.programme)
    assert (what, title) == ("Issue not put to an agency", "Ropewalk: A bin")


def test_last_day_in_time_is_not_late(ropewalk):
    CommunityIssueFactory(neighbourhood=ropewalk, title="Last day", raised_on=TODAY - timedelta(days=90))
    CommunityIssueFactory(neighbourhood=ropewalk, title="Over", raised_on=TODAY - timedelta(days=91))
    assert [due.title for due in late_in(ropewalk.programme, TODAY)] == ["Ropewalk: Over"]


def test_answered_and_closed_issues_wait_for_nobody(ropewalk):
    member(ropewalk.programme)
    AgencyReplyFactory(issue=CommunityIssueFactory(neighbourhood=ropewalk))
    CommunityIssueFactory(neighbourhood=ropewalk, outcome="withdrawn", outcome_on=date(2024, 9, 3))
    assert late_in(ropewalk.programme, TODAY) == []


def test_reminder_follows_the_programmes_own_days(ropewalk):
    RegisterRules.objects.create(programme=ropewalk.programme, reply_days=200)
    CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 9, 1))
    assert late_in(ropewalk.programme, TODAY) == []
