"""The steering page: what stands on it, for whom, with how many queries, and never anything personal."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.privacy import PERSONAL
from commissioning.actions.contract import agree_contract
from commissioning.models import Role
from commissioning.tests.entry_factories import (
    ActionFactory,
    MeetingFactory,
    PaperFactory,
    ResolutionFactory,
    RiskFactory,
)
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.models import PublicPage
from evaluation.tests.factories import surveyed
from evaluation.tests.steering.factories import a_comment, an_edition
from neighbourhoods.models import AnchorsPosition
from neighbourhoods.tests.register_factories import AnchorsDiscussionFactory
from tests.test_access import a_world

pytestmark = pytest.mark.django_db
MARK = "qzqzqzq"  # no token or digest that a page holds by chance


def sign_in(client, programme, role=Role.STEERING):
    user = MembershipFactory(programme=programme, role=role).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def page_of(client, programme, **query):
    return client.get(reverse("evaluation:steering", args=[programme.slug]), query)


def text_of(response):
    from html import unescape
    from re import sub

    return sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", response.content.decode())))


def days_ahead(days):
    return timezone.localdate() + timedelta(days=days)


def test_new_programme_says_what_is_missing_and_where_to_begin(client):
    programme = ProgrammeFactory()
    sign_in(client, programme)
    page = text_of(page_of(client, programme))
    for words in (
        "No meeting of the steering group has been held yet",
        "None is planned",
        "None is handed in yet",
        "None is open",
        "Nothing is left to do from any meeting",
        "It was not held yet",
        "Nothing set aside or spent",
    ):
        assert words in page


def test_glance_answers_where_we_are_what_the_gate_needs_what_is_late_and_the_money(client):
    programme = ProgrammeFactory(starts_on=days_ahead(-40).replace(day=1))
    agree_contract(programme=programme)
    RiskFactory(programme=programme, title="Rooms", review_on=days_ahead(-3))
    sign_in(client, programme)
    answers = {answer.label: answer for answer in page_of(client, programme).context["answers"]}
    assert answers["Where we are"].words == f"Stage 1, month {programme.month_now} of 60"
    assert "check" in answers["Next gate"].words
    assert "thing" in answers["Late"].words
    assert answers["Money"].words == "Nothing set aside or spent"
    assert answers["Residents’ issues"].words == "No issue yet"


def test_next_meeting_stands_with_its_papers_and_own_actions_come_first(client):
    programme = ProgrammeFactory()
    user = sign_in(client, programme)
    held = MeetingFactory(programme=programme, held_on=days_ahead(-30))
    ahead = MeetingFactory(programme=programme, title="In spring", held_on=days_ahead(9))
    PaperFactory(meeting=ahead, title="The third cohort")
    MeetingFactory(programme=programme, title="Contract review", kind="contract", held_on=days_ahead(2))
    ActionFactory(meeting=held, words="Theirs", owner_words="The trust", due_on=days_ahead(-9))
    ActionFactory(meeting=held, words="Mine", owner=user, due_on=days_ahead(9))
    ActionFactory(meeting=held, words="Done with", owner=user, due_on=days_ahead(9), done_on=days_ahead(-1))
    ResolutionFactory(meeting=held, words="Wait for the councillors.")
    shown = page_of(client, programme)
    assert (shown.context["next"], shown.context["since"].meeting) == (ahead, held)
    assert [action.words for action in shown.context["actions"]] == ["Mine", "Theirs"]
    page = text_of(shown)
    assert "The third cohort" in page
    assert "Wait for the councillors." in page


def test_anchors_discussion_tells_how_answers_moved_since_the_time_before(client):
    programme = ProgrammeFactory()
    for days, standing in ((-200, 1), (-20, 3)):
        meeting = MeetingFactory(programme=programme, held_on=days_ahead(days))
        discussion = AnchorsDiscussionFactory(meeting=meeting)
        AnchorsPosition.objects.update_or_create(discussion=discussion, question=1, defaults={"standing": standing})
    sign_in(client, programme)
    moved = page_of(client, programme).context["discussed"].comparisons[0]
    assert (moved.now.standing, moved.words) == (3, "up 2 steps")


@pytest.mark.parametrize(
    "query", [{"since": "x"}, {"meeting": "x"}, {"area": "x"}, {"since": "9999-99-99", "area": "'"}]
)
def test_nonsense_in_the_address_is_answered_with_a_page(client, query):
    programme = ProgrammeFactory()
    sign_in(client, programme)
    assert page_of(client, programme, **query).status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_page_takes_as_many_queries_however_much_there_is(client, role):
    counts = []
    for size in (2, 8):
        programme, _ = surveyed({f"Ward {n}": [(21, 60), (24, 60)] for n in range(size)})
        programme.neighbourhoods.update(cohort=CohortFactory(programme=programme, number=1, starts_in_month=1))
        agree_contract(programme=programme)
        user = sign_in(client, programme, role)
        for number in range(size):
            meeting = MeetingFactory(programme=programme, held_on=days_ahead(-20 - number))
            ActionFactory(meeting=meeting, owner=user)
            ResolutionFactory(meeting=meeting)
            RiskFactory(programme=programme)
            a_comment(programme, user, f"Remark {number}")
            a_comment(programme, user, "On it", edition=an_edition(programme, title=f"Report {number}"))
        with CaptureQueriesContext(connection) as queries:
            assert page_of(client, programme).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 98


def holds_words(field):
    return isinstance(field, models.CharField | models.TextField) and not field.is_relation and not field.choices


def mark_everything():
    """Marked words in every personal field of every room; each unlike the others, as some are unique."""
    for label, names in PERSONAL.items():
        model = apps.get_model(label)
        for field in (model._meta.get_field(name) for name in names - {"code", "key", "password"}):
            for row in models.QuerySet(model) if holds_words(field) else ():
                value = f"{MARK}{row.pk}{model._meta.model_name}{field.name}"[: field.max_length]
                models.QuerySet(model).filter(pk=row.pk).update(**{field.name: value})


def test_nothing_personal_stands_on_the_steering_groups_pages_nor_on_the_page_for_everybody(client):
    programme, people, things = a_world()
    for role, user in people.items():
        a_comment(programme, user, f"Said by {role}") if role != "outsider" else None
    MeetingFactory(programme=programme, held_on=date(2024, 4, 2))
    mark_everything()
    PublicPage.objects.filter(programme=programme).update(words="Hello")
    addresses = [reverse("progress", args=[PublicPage.objects.get(programme=programme).code])]
    public = client.get(addresses[0])
    assert public.status_code == 200
    assert MARK not in public.content.decode()
    client.force_login(people[Role.STEERING], backend="django.contrib.auth.backends.ModelBackend")
    own = models.QuerySet(type(people[Role.STEERING])).get(pk=people[Role.STEERING].pk)
    comment = things["pk"]["evaluation:comment"]
    for address in (
        reverse("evaluation:steering", args=["here"]) + "?since=2024-04-01",
        reverse("evaluation:comment-list", args=["here"]) + "?state=all",
        reverse("evaluation:comment-detail", args=["here", comment]),
        reverse("evaluation:comment-settle", args=["here", comment]),
    ):
        shown = client.get(address)
        assert shown.status_code == 200
        # The reader's own name stands at the top of every page.
        assert MARK not in shown.content.decode().replace(own.name, ""), address


def test_marks_are_found_where_names_may_be_read(client):
    """The test above would say nothing if the marks were not there."""
    programme, people, _ = a_world()
    a_comment(programme, people[Role.EVALUATOR], "Named")
    mark_everything()
    client.force_login(people[Role.COORDINATOR], backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(reverse("evaluation:comment-list", args=["here"]) + "?state=all").content.decode()
    assert MARK.capitalize() in shown
