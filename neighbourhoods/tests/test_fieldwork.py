"""The diary: what a visit asks for, the issue raised with it, who may write and read it, and what it adds up to."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import CommunityIssue, FieldworkEntry
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.register_factories import CommunityGroupFactory, FieldworkEntryFactory

TODAY = "2025-01-15"
pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="R1")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh", code="S1")


@pytest.fixture
def worker(ropewalk):
    return worker_in(ropewalk)


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker)
    return client


def address(name, *rest):
    return reverse(f"neighbourhoods:{name}", args=["vale", *rest])


def given(place, **changed):
    typed = {"neighbourhood": place.pk, "done_on": TODAY, "kinds": ["listening"], "how_long": "1", "people": "14"}
    return {name: value for name, value in (typed | {"key": uuid4()} | changed).items() if value is not None}


def add(client, place, **changed):
    return client.post(address("visit-new"), given(place, **changed))


def errors_of(response):
    return response.context["form"].errors


def test_visit_is_entered_with_what_was_done_and_by_whom(signed_in, ropewalk, worker):
    choir = CommunityGroupFactory(programme=ropewalk.programme, eligible_in=[ropewalk])

    response = add(signed_in, ropewalk, groups=[choir.pk], what_happened="Tea.", approaches=["development"])

    visit = FieldworkEntry.objects.get()
    assert response.headers["Location"] == visit.get_absolute_url()
    assert (visit.neighbourhood, visit.kinds, visit.hours, visit.people) == (ropewalk, ("listening",), Decimal(1), 14)
    assert (visit.done_by, visit.done_on, list(visit.groups.all())) == (worker, date(2025, 1, 15), [choir])


@pytest.mark.parametrize(
    ("chosen", "hours"), [("0.5", Decimal("0.5")), ("1", Decimal(1)), ("2", Decimal(2)), ("longer", Decimal("3.5"))]
)
def test_length_is_chosen_or_written(signed_in, ropewalk, chosen, hours):
    add(signed_in, ropewalk, how_long=chosen, hours="3.5")

    assert FieldworkEntry.objects.get().hours == hours


def test_length_that_was_chosen_goes_before_nonsense_beside_it(signed_in, ropewalk):
    add(signed_in, ropewalk, how_long="2", hours="long")

    assert FieldworkEntry.objects.get().hours == 2


@pytest.mark.parametrize(("typed", "people"), [("0", 0), ("", None)])
def test_nobody_met_and_nobody_counted_are_two_things(signed_in, ropewalk, typed, people):
    add(signed_in, ropewalk, people=typed)

    assert FieldworkEntry.objects.get().people == people


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"neighbourhood": None}, "neighbourhood", "choose one"),
        ({"kinds": []}, "kinds", "choose at least one"),
        ({"kinds": ["dancing"]}, "kinds", "choose from what the page offers"),
        ({"how_long": None}, "how_long", "choose one"),
        ({"how_long": "longer"}, "hours", "write a number"),
        ({"how_long": "longer", "hours": "25"}, "hours", "A day has 24 hours"),
        ({"people": "many"}, "people", "whole number"),
        ({"people": "-1"}, "people", "too small"),
        ({"done_on": "2025-01-16"}, "done_on", "this day is still to come"),
        ({"done_on": "1825-01-16"}, "done_on", "write a day from"),
        ({"next_on": "2025-02-01"}, "next_step", "fill this in"),
        ({"next_step": "Ask", "next_on": "2025-01-01"}, "next_on", "before the visit"),
        ({"issue_theme": "travel"}, "issue_title", "fill this in"),
        ({"issue_title": "x" * 201}, "issue_title", "at most 200 characters"),
    ],
)
def test_visit_is_refused_with_the_reason_at_its_field(signed_in, ropewalk, changed, field, words):
    response = add(signed_in, ropewalk, **changed)

    assert response.status_code == 200
    assert words in " ".join(errors_of(response)[field])
    assert not FieldworkEntry.objects.exists()


def test_issue_raised_on_a_visit_is_entered_with_it(signed_in, ropewalk):
    add(signed_in, ropewalk, issue_title="A crossing at the school", issue_theme="travel", issue_raised_by="event")

    issue = CommunityIssue.objects.get()
    assert (issue.title, issue.theme, issue.raised_by) == ("A crossing at the school", "travel", "event")
    assert (issue.neighbourhood, issue.raised_on) == (ropewalk, date(2025, 1, 15))


def test_visit_sent_twice_is_entered_once_with_its_issue(signed_in, ropewalk):
    sent = given(ropewalk, issue_title="A crossing")

    for _ in range(2):
        signed_in.post(address("visit-new"), sent)

    assert (FieldworkEntry.objects.count(), CommunityIssue.objects.count()) == (1, 1)


def test_visit_and_issue_are_entered_both_or_neither(signed_in, ropewalk, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(CommunityIssue, "full_clean", refuse)

    with pytest.raises(RuntimeError):
        add(signed_in, ropewalk, issue_title="A crossing")

    assert not FieldworkEntry.objects.exists()


def test_fieldworker_enters_only_where_they_work(signed_in, saltmarsh):
    response = add(signed_in, saltmarsh)

    assert errors_of(response)["neighbourhood"] == ["Where: choose a neighbourhood in which you work today."]


def test_visit_elsewhere_can_be_read_but_not_changed(signed_in, saltmarsh):
    visit = FieldworkEntryFactory(neighbourhood=saltmarsh)

    assert signed_in.get(address("visit-detail", visit.pk)).context["may_change"] is False
    assert signed_in.post(address("visit-edit", visit.pk), given(saltmarsh)).status_code == 403
    assert signed_in.post(address("visit-remove", visit.pk)).status_code == 403
    assert signed_in.post(address("visit-step-done", visit.pk)).status_code == 403


def test_changed_visit_keeps_who_entered_it(signed_in, ropewalk, worker, programme):
    visit = FieldworkEntryFactory(neighbourhood=ropewalk, done_by=UserFactory(), done_on=date(2025, 1, 10))
    before = visit.done_by
    page = signed_in.get(address("visit-edit", visit.pk)).context["form"]

    changed = given(ropewalk, how_long="longer", hours="4", seen=page.initial["seen"], key=None)
    signed_in.post(address("visit-edit", visit.pk), changed)

    visit.refresh_from_db()
    assert (visit.hours, visit.done_by) == (4, before)
    assert page.initial["how_long"] == "2"
    assert "issue_title" not in page.fields


def test_groups_alone_can_be_put_right_and_the_change_is_kept(signed_in, ropewalk, programme):
    choir, anglers = CommunityGroupFactory.create_batch(2, programme=programme, eligible_in=[ropewalk])
    add(signed_in, ropewalk, groups=[choir.pk])
    visit = FieldworkEntry.objects.get()
    seen = signed_in.get(address("visit-edit", visit.pk)).context["form"].initial["seen"]

    signed_in.post(address("visit-edit", visit.pk), given(ropewalk, groups=[anglers.pk], seen=seen, key=None))
    assert list(visit.groups.all()) == [anglers]
    late = signed_in.post(address("visit-edit", visit.pk), given(ropewalk, groups=[choir.pk], seen=seen, key=None))

    assert "changed this while you had it open" in errors_of(late)["__all__"][0]
    assert list(visit.groups.all()) == [anglers]


def test_next_step_is_marked_as_done_today_and_keeps_the_first_day(signed_in, ropewalk):
    visit = FieldworkEntryFactory(neighbourhood=ropewalk, done_on=date(2025, 1, 10), next_step="Ask the hub")

    signed_in.post(address("visit-step-done", visit.pk))
    with time_machine.travel("2025-01-20"):
        signed_in.post(address("visit-step-done", visit.pk))

    visit.refresh_from_db()
    assert visit.next_done_on == date(2025, 1, 15)


def test_diary_adds_up_hours_and_the_people_who_were_counted(signed_in, ropewalk):
    FieldworkEntryFactory(neighbourhood=ropewalk, hours=Decimal("1.5"), people=10)
    FieldworkEntryFactory(neighbourhood=ropewalk, hours=Decimal(2), people=0)
    FieldworkEntryFactory(neighbourhood=ropewalk, hours=Decimal(1), people=None)

    response = signed_in.get(address("visit-list"))

    assert response.context["totals"] == (3, Decimal("4.5"), 10, 2)
    assert response.context["totals"].uncounted == 1
    assert "counted on 2 of 3 visits" in response.content.decode()


def test_diary_of_which_nobody_was_counted_shows_no_nought(signed_in, ropewalk):
    FieldworkEntryFactory(neighbourhood=ropewalk, people=None)

    assert "not counted on any visit" in signed_in.get(address("visit-list")).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"place": "S1"}, ["far"]),
        ({"kind": "training"}, ["taught"]),
        ({"since": "2024-12-01"}, ["taught"]),
        ({"until": "2024-09-30"}, ["early"]),
        ({"since": "soon"}, ["early", "far", "taught"]),
        ({"place": "X9"}, ["early", "far", "taught"]),
    ],
)
def test_diary_is_narrowed(signed_in, ropewalk, saltmarsh, asked, found):
    FieldworkEntryFactory(neighbourhood=ropewalk, what_happened="early", done_on=date(2024, 9, 1))
    FieldworkEntryFactory(neighbourhood=saltmarsh, what_happened="far", done_on=date(2024, 11, 1))
    FieldworkEntryFactory(
        neighbourhood=ropewalk, what_happened="taught", done_on=date(2024, 12, 1), kinds=("training", "support")
    )

    page = signed_in.get(address("visit-list"), asked).context["page"]

    assert sorted(visit.what_happened for visit in page) == found


def test_diary_is_narrowed_to_one_person_by_those_who_may_see_names(client, programme, ropewalk, worker):
    FieldworkEntryFactory(neighbourhood=ropewalk, done_by=worker)
    FieldworkEntryFactory(neighbourhood=ropewalk, done_by=UserFactory())
    found = {}
    for role in (Role.COMMISSIONER, Role.STEERING):
        client.force_login(MembershipFactory(programme=programme, role=role).user)
        found[role] = client.get(address("visit-list"), {"person": worker.pk}).context["totals"].visits

    assert found == {Role.COMMISSIONER: 1, Role.STEERING: 2}


def test_steering_group_reads_no_names_and_no_words_of_the_diary(client, programme, ropewalk, worker):
    visit = FieldworkEntryFactory(
        neighbourhood=ropewalk, done_by=worker, what_happened="Mrs Ashe was ill.", next_step="Ring Mrs Ashe"
    )
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)

    pages = [
        client.get(url).content.decode()
        for url in (
            address("visit-list"),
            address("visit-detail", visit.pk),
            address("fieldwork"),
            address("visit-csv"),
        )
    ]

    assert not any("Ashe" in page or "Grace" in page for page in pages)
    assert "not shown to you" in pages[1]


def test_visit_of_which_nobody_counted_the_people_says_so_and_not_nought(signed_in, ropewalk):
    uncounted = FieldworkEntryFactory(neighbourhood=ropewalk, people=None)
    nobody = FieldworkEntryFactory(neighbourhood=ropewalk, people=0)

    told = [dict(signed_in.get(visit.get_absolute_url()).context["facts"]) for visit in (uncounted, nobody)]

    assert told[0]["How many people"] == "not counted"
    assert told[1]["How many people did you meet?"] == "0"


def test_csv_holds_the_numbers_and_nothing_personal(signed_in, ropewalk, worker):
    choir = CommunityGroupFactory(programme=ropewalk.programme, name="=Choir")
    visit = FieldworkEntryFactory(
        neighbourhood=ropewalk,
        done_by=worker,
        people=None,
        hours=Decimal("1.50"),
        what_happened="Ashe",
        next_step="Ring",
    )
    visit.groups.add(choir)

    lines = signed_in.get(address("visit-csv")).content.decode("utf-8-sig").splitlines()

    assert lines[1] == "2024-09-01,R1,Ropewalk,support,1.5,,'=Choir,,,"
    assert len(lines) == 2


def test_diary_asks_the_database_no_more_for_many_visits_than_for_few(
    signed_in, ropewalk, worker, django_assert_max_num_queries
):
    FieldworkEntryFactory.create_batch(2, neighbourhood=ropewalk, done_by=worker)
    with django_assert_max_num_queries(20) as few:
        signed_in.get(address("visit-list"))
    for visit in FieldworkEntryFactory.create_batch(20, neighbourhood=ropewalk, done_by=worker):
        visit.groups.add(CommunityGroupFactory(programme=ropewalk.programme))

    with django_assert_max_num_queries(len(few)):
        signed_in.get(address("visit-list"))
