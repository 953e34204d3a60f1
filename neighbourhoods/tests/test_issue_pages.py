"""The pages of issues: list and filters, one issue, CSV, “You said, we did” and the agencies' record."""

import csv
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.issues.clock_words import face_of
from neighbourhoods.issues.clocks import IssueClock
from neighbourhoods.models import RegisterRules
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import AgencyFactory, AgencyReplyFactory, CommunityIssueFactory

pytestmark = pytest.mark.django_db
TODAY = date(2025, 1, 15)
SECRET = "Mrs Example of number nine"


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel("2025-01-15"):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1), contractor="Vale Together")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E05000001")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh", code="E05000002")


@pytest.fixture
def highways(programme):
    return AgencyFactory(programme=programme, name="Highways")


def sign_in(client, programme, role=Role.COORDINATOR):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory(name=f"Somebody {role}")).user
    client.force_login(user)
    return user


def address(verb, *rest):
    return reverse(f"neighbourhoods:{verb}", args=["vale", *rest])


def issue(place, title, days, *, agency=None, answered=None, **fields):
    """An issue raised so many days ago, put to the agency on that day and answered so many days later."""
    raised = TODAY - timedelta(days=days)
    made = CommunityIssueFactory(
        neighbourhood=place, title=title, raised_on=raised, agency=agency, sent_on=agency and raised, **fields
    )
    if answered is not None:
        AgencyReplyFactory(issue=made, replied_on=raised + timedelta(days=answered), words=SECRET)
    return made


def listed(client, **query):
    return [row.title for row, _ in client.get(address("issue-list"), query).context["rows"]]


@pytest.fixture
def several(ropewalk, saltmarsh, highways):
    issue(ropewalk, "Late", 91, agency=highways, theme="travel")
    issue(ropewalk, "Last day", 90, theme="green")
    issue(saltmarsh, "New", 0, theme="travel")
    issue(saltmarsh, "Answered", 50, agency=highways, answered=20)
    issue(ropewalk, "Changed", 80, agency=highways, outcome="changed", outcome_on=TODAY, outcome_words="Built.")
    issue(saltmarsh, "Withdrawn", 70, outcome="withdrawn", outcome_on=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Late", "Last day", "New"]),
        ({"show": "overdue"}, ["Late"]),
        ({"show": "answered"}, ["Answered"]),
        ({"show": "closed"}, ["Changed", "Withdrawn"]),
        ({"show": "nonsense"}, ["Late", "Last day", "New"]),
        ({"place": "E05000002"}, ["New"]),
        ({"place": "E05000002", "show": "all"}, ["New", "Answered", "Withdrawn"]),
        ({"theme": "travel"}, ["Late", "New"]),
        ({"theme": "magic"}, []),
        ({"agency": "none"}, ["New", "Withdrawn", "Last day"]),
        ({"agency": "none", "show": "waiting"}, ["Last day", "New"]),
        ({"agency": "999999999999999999999999"}, []),
    ],
)
def test_list_is_narrowed_by_what_the_address_asks(programme, several, client, query, titles):
    sign_in(client, programme)
    assert listed(client, **query) == titles


def test_one_agencys_issues_are_all_shown(programme, several, highways, client):
    sign_in(client, programme)
    assert listed(client, agency=highways.pk) == ["Answered", "Changed", "Late"]


def test_counts_and_figures_are_of_what_the_filters_leave(programme, several, client):
    sign_in(client, programme)
    shown = client.get(address("issue-list"), {"place": "E05000001"}).context
    assert dict(shown["counts"]) == {"all": 3, "waiting": 2, "overdue": 1, "closed": 1}
    assert shown["figures"]["in_time"][:3] == (1, 2, 1)
    assert shown["figures"]["changed"][:2] == (1, 1)


def test_fieldworker_asks_for_where_they_work(programme, several, ropewalk, client):
    user = sign_in(client, programme, Role.FIELDWORKER)
    appointment = AppointmentFactory(post__programme=programme, user=user, starts_on=date(2024, 4, 1))
    DeploymentFactory(appointment=appointment, neighbourhood=ropewalk, starts_on=date(2024, 4, 1))
    assert listed(client, place="mine") == ["Late", "Last day"]


@pytest.mark.parametrize(
    ("clock", "words", "note", "state"),
    [
        (IssueClock(TODAY), "raised today", "90 days left", "waiting"),
        (IssueClock(TODAY - timedelta(days=1)), "waiting 1 day", "89 days left", "waiting"),
        (IssueClock(TODAY - timedelta(days=90)), "waiting 90 days", "the last day in time", "waiting"),
        (IssueClock(TODAY - timedelta(days=91)), "waiting 91 days", "1 day late", "late"),
        (IssueClock(TODAY, TODAY), "answered on the same day", "in time", "answered"),
        (
            IssueClock(TODAY - timedelta(days=200), TODAY - timedelta(days=80)),
            "answered after 120 days",
            "30 days late",
            "answered",
        ),
        (
            IssueClock(TODAY - timedelta(days=40), None, TODAY, withdrawn=True),
            "withdrawn after 40 days",
            "",
            "withdrawn",
        ),
    ],
)
def test_clock_in_words(clock, words, note, state):
    assert face_of(clock, TODAY, 90) == (words, note, state)


def test_limit_of_the_programme_is_the_one_that_counts(programme, several, client):
    RegisterRules.objects.create(programme=programme, reply_days=20)
    sign_in(client, programme)
    assert listed(client, show="overdue") == ["Late", "Last day"]


def test_number_of_queries_does_not_depend_on_the_number_of_issues(
    programme, ropewalk, highways, client, django_assert_max_num_queries
):
    sign_in(client, programme)
    issue(ropewalk, "One", 5, agency=highways)
    listed(client)
    with django_assert_max_num_queries(60) as few:
        listed(client)
    for number in range(9):
        agency = AgencyFactory(programme=programme)
        issue(NeighbourhoodFactory(programme=programme), f"More {number}", number, agency=agency)
    with django_assert_max_num_queries(len(few)):
        listed(client)


# ── One issue ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_story_is_told_in_order(programme, ropewalk, highways, client):
    sign_in(client, programme)
    made = issue(ropewalk, "A crossing", 60, agency=highways, answered=30)
    AgencyReplyFactory(issue=made, replied_on=TODAY - timedelta(days=55), is_substantive=False, words="Thank you.")
    story = client.get(made.get_absolute_url()).context["story"]
    assert [moment.title for moment in story] == [
        "Raised by a resident",
        "Put to Highways",
        "Highways sent a holding reply",
        "Highways answered",
    ]
    assert story[-1].words == SECRET


def test_steering_group_reads_the_story_without_personal_words(programme, ropewalk, highways, client):
    made = issue(ropewalk, "A crossing", 60, agency=highways, answered=30, detail=SECRET)
    sign_in(client, programme)
    assert SECRET in client.get(made.get_absolute_url()).content.decode()
    sign_in(client, programme, Role.STEERING)
    reply = made.replies.get()
    pages = [
        made.get_absolute_url(),
        address("issue-edit", made.pk),
        address("reply-detail", reply.pk),
        address("issue-list") + "?show=all",
        address("issue-csv"),
        address("you-said", ropewalk.code),
        address("agency-record"),
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()


def test_issue_of_another_programme_is_not_found(programme, client):
    sign_in(client, programme)
    made = CommunityIssueFactory()
    for verb in ("issue-detail", "issue-put", "issue-close"):
        assert client.get(address(verb, made.pk)).status_code == 404


# ── CSV ───────────────────────────────────────────────────────────────────────────────────────────────────────


def csv_of(response):
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))


def test_csv_holds_every_issue_without_personal_words(programme, several, ropewalk, client):
    issue(ropewalk, "=HYPERLINK(1)", 3, detail=SECRET)
    sign_in(client, programme)
    response = client.get(address("issue-csv"))
    rows = {row["issue"]: row for row in csv_of(response)}
    assert len(rows) == 7
    assert SECRET not in response.content.decode()
    assert "'=HYPERLINK(1)" in rows
    assert {name: row["in_time"] for name, row in rows.items()} == {
        "Late": "no",
        "Last day": "",
        "New": "",
        "Answered": "yes",
        "Changed": "yes",
        "Withdrawn": "",
        "'=HYPERLINK(1)": "",
    }
    assert rows["Answered"]["days"] == "20"
    assert rows["New"]["answered_on"] == ""


def test_csv_follows_the_filters(programme, several, client):
    sign_in(client, programme)
    assert [row["issue"] for row in csv_of(client.get(address("issue-csv"), {"show": "overdue"}))] == ["Late"]


# ── You said, we did ──────────────────────────────────────────────────────────────────────────────────────────


def said(client, place, **query):
    shown = client.get(address("you-said", place.code), query).context
    return {heading: [each.title for each in found] for heading, found in shown["parts"]}


def test_handout_says_what_came_of_each(programme, ropewalk, highways, client):
    sign_in(client, programme)
    words = {"outcome_on": TODAY, "outcome_words": "So."}
    for outcome in ("changed", "declined", "answered", "agreed", "withdrawn"):
        issue(ropewalk, outcome, 60, agency=highways, outcome=outcome, **words)
    issue(ropewalk, "open answer", 60, agency=highways, answered=5)
    issue(ropewalk, "waits", 70)
    issue(ropewalk, "waits longer", 400)
    issue(ropewalk, "secret", 60, is_public=False)
    assert said(client, ropewalk) == {
        "What changed": ["changed"],
        "What is promised": ["agreed"],
        "What was answered": ["answered"],
        "What was declined, and why": ["declined"],
        "Answered, and not settled yet": ["open answer"],
        "Still waiting for an answer": ["waits longer", "waits"],
    }
    shown = client.get(address("you-said", ropewalk.code)).context
    assert (shown["count"], shown["changed"]) == (7, 1)


def test_handout_of_a_period_leaves_out_what_was_settled_before(programme, ropewalk, client):
    sign_in(client, programme)
    old = TODAY - timedelta(days=200)
    issue(ropewalk, "Old", 300, outcome="changed", outcome_on=old, outcome_words="Built.")
    issue(ropewalk, "Fresh", 300, outcome="changed", outcome_on=TODAY, outcome_words="Built.")
    assert said(client, ropewalk, period="3") == {"What changed": ["Fresh"]}
    assert said(client, ropewalk, period="all") == {"What changed": ["Fresh", "Old"]}
    assert said(client, ropewalk, period="nonsense") == said(client, ropewalk, period="12")


def test_handout_of_a_period_says_that_some_were_raised_before_it(programme, ropewalk, client):
    sign_in(client, programme)
    issue(ropewalk, "Long ago", 900)
    assert "still waits; some may be older" in client.get(address("you-said", ropewalk.code)).content.decode()
    whole = client.get(address("you-said", ropewalk.code), {"period": "all"}).content.decode()
    assert "1 thing that residents raised. None has" in whole


def test_handout_is_of_one_neighbourhood_and_tells_no_details(programme, ropewalk, saltmarsh, highways, client):
    sign_in(client, programme)
    issue(saltmarsh, "Elsewhere", 10)
    issue(ropewalk, "Here", 30, agency=highways, answered=3, detail=SECRET)
    page = client.get(address("you-said", ropewalk.code)).content.decode()
    assert "Here" in page
    assert "Elsewhere" not in page
    assert SECRET not in page


def test_handout_without_an_issue_says_what_to_do(programme, ropewalk, client):
    sign_in(client, programme)
    assert "Nothing to tell in this period" in client.get(address("you-said", ropewalk.code)).content.decode()


# ── The agencies' record ──────────────────────────────────────────────────────────────────────────────────────


def test_record_page_keeps_its_numbers_and_says_what_is_too_few(programme, several, highways, client):
    AgencyFactory(programme=programme, name="Idle")
    sign_in(client, programme)
    response = client.get(address("agency-record"), {"sort": "-in_time"})
    page = " ".join(response.content.decode().split())
    assert "2 of 3" in page
    assert "too few to compare" in page
    assert "Nothing was put to Idle yet" in page
    [head] = [column for column in response.context["columns"] if column[2]]
    assert head == ("in_time", "Answered in time", "descending", "in_time")


def test_record_as_csv_leaves_unknown_days_empty(programme, several, highways, client):
    AgencyFactory(programme=programme, name="Idle")
    sign_in(client, programme)
    rows = {row["agency"]: row for row in csv_of(client.get(address("agency-record-csv")))}
    assert rows["Highways"]["put_to_it"] == "3"
    assert rows["Idle"]["median_days_to_answer"] == ""
    assert rows["Idle"]["put_to_it"] == "0"


@pytest.mark.parametrize("sort", ["", "days", "-longest", "nonsense", "--name"])
def test_record_is_shown_whatever_order_is_asked(programme, several, client, sort):
    sign_in(client, programme)
    assert len(client.get(address("agency-record"), {"sort": sort}).context["records"]) == 1
