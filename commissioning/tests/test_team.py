"""The team's posts and appointments: made once, and refused at the field where they contradict each other."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.actions.entries import save_entry
from commissioning.actions.team import TEAMS, add_post, set_up_team
from commissioning.forms.team import AppointmentForm, PostForm
from commissioning.models import Appointment, Post, Role
from commissioning.shares import Share, first_excess
from commissioning.team_rules import people_above_full_time
from commissioning.tests.entry_factories import AppointmentFactory, PostFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

HALF, FULL = Decimal("0.5"), Decimal(1)


def share(starts, ends, fte):
    return Share(date(*starts), date(*ends) if ends else None, Decimal(fte))


def appointment(post, **values):
    given = {"name": "Bea Cole", "starts_on": date(2024, 6, 1), "ends_on": date(2025, 5, 31), "fte": FULL}
    return Appointment(post=post, **given | values)


def refusal_of(post, **values):
    with pytest.raises(ValidationError) as refused:
        save_entry(programme=post.programme, entry=appointment(post, **values), by=None)
    return refused.value.message_dict


# Shares that run beside each other.


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([], None),
        ([share((2025, 1, 1), None, "1")], None),
        ([share((2025, 1, 1), (2025, 3, 31), "1"), share((2025, 4, 1), None, "1")], None),
        (
            [share((2025, 1, 1), (2025, 3, 31), "1"), share((2025, 3, 31), None, "0.2")],
            (date(2025, 3, 31), date(2025, 3, 31), Decimal("1.2")),
        ),
        (
            [share((2025, 1, 1), None, "0.6"), share((2025, 2, 1), None, "0.6")],
            (date(2025, 2, 1), None, Decimal("1.2")),
        ),
        (
            [share((2025, 1, 1), None, "0.6"), share((2025, 2, 1), None, "0.6"), share((2025, 3, 1), None, "0.1")],
            (date(2025, 2, 1), date(2025, 2, 28), Decimal("1.2")),
        ),
    ],
)
def test_first_excess_names_the_days_and_the_sum(shares, expected):
    assert first_excess(shares, FULL) == expected


def test_first_excess_survives_the_last_day_of_the_calendar():
    assert first_excess([share((1, 1, 1), (9999, 12, 31), "1")] * 2, FULL).ends_on == date.max


# Posts.


@pytest.mark.django_db
def test_set_up_team_makes_the_posts_of_the_framework():
    programme, by = ProgrammeFactory(), UserFactory()
    assert len(set_up_team(programme=programme, by=by)) == 15
    by_team = {}
    for post in programme.posts.all():
        by_team.setdefault(post.team, []).append(post)
    assert [len(posts) for posts in by_team.values()] == [3, 4, 4, 4]
    assert list(by_team) == [None, *range(1, TEAMS + 1)]
    for team in range(1, TEAMS + 1):
        leader, *fieldworkers = by_team[team]
        assert "leader" in leader.title
        assert len({post.title for post in fieldworkers}) == 1
    lead = by_team[None][0]
    assert len(lead.duties.splitlines()) == 15
    assert lead.history.get().history_user == by


@pytest.mark.django_db
def test_set_up_team_twice_is_the_same_as_once():
    programme = ProgrammeFactory()
    first = set_up_team(programme=programme, by=None)
    first[0].delete()
    assert set_up_team(programme=programme, by=None) == []
    assert programme.posts.count() == 14


@pytest.mark.django_db
def test_new_post_stands_last_in_its_team():
    programme = ProgrammeFactory()
    set_up_team(programme=programme, by=None)
    add_post(programme=programme, post=Post(programme=programme, title="Youth worker", team=2), by=None)
    assert programme.posts.filter(team=2).last().title == "Youth worker"


@pytest.mark.django_db
def test_post_cannot_become_smaller_than_it_is_held():
    post = AppointmentFactory(fte=FULL).post
    form = PostForm(
        {"title": post.title, "fte": "0.5", "seen": post.history.latest().pk}, instance=post, programme=post.programme
    )
    assert not form.is_valid()
    assert form.errors["fte"] == [
        "The post is held with 1 of full time from 1 April 2024 on. Put the appointments right first."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("team", ["0", "100"])
def test_post_refuses_a_team_that_cannot_be(team):
    form = PostForm({"title": "Youth worker", "team": team, "fte": "1"}, programme=ProgrammeFactory())
    assert "Teams are numbered from 1 to 99" in form.errors["team"][0]


# Appointments.


@pytest.mark.django_db
def test_appointment_that_ends_before_it_starts_is_refused_at_its_end():
    assert refusal_of(PostFactory(), ends_on=date(2024, 5, 31)) == {
        "ends_on": ["An appointment cannot end on 31 May 2024: it starts on 1 June 2024."]
    }


@pytest.mark.django_db
def test_appointment_of_one_day_is_kept():
    post = PostFactory()
    one_day = appointment(post, ends_on=date(2024, 6, 1))
    assert save_entry(programme=post.programme, entry=one_day, by=None).pk


@pytest.mark.django_db
def test_appointments_beyond_the_share_of_the_post_are_refused_with_the_days():
    post = PostFactory(title="Research officer")
    AppointmentFactory(post=post, name="Ada Brook", fte=HALF, starts_on=date(2025, 1, 1))
    assert refusal_of(post) == {
        "starts_on": [
            "Research officer has 1 of full time. Together with Ada Brook it would be held with 1.5 of full time from "
            "1 January 2025 to 31 May 2025. Change the dates or the share."
        ]
    }
    assert post.appointments.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "beside",
    [
        {"fte": HALF},
        {"starts_on": date(2025, 6, 1), "ends_on": None},
        {"starts_on": date(2023, 1, 1), "ends_on": date(2024, 5, 31)},
    ],
)
def test_appointments_that_fit_beside_each_other_are_kept(beside):
    post = PostFactory()
    first = appointment(post, **{"fte": HALF} if "fte" in beside else {})
    for entry in (first, appointment(post, **beside)):
        save_entry(programme=post.programme, entry=entry, by=None)
    assert post.appointments.count() == 2


@pytest.mark.django_db
def test_appointment_larger_than_the_post_is_refused_at_its_share():
    reasons = refusal_of(PostFactory(fte=HALF))
    assert reasons == {"fte": ["The post has 0.5 of full time, and nobody can have more."]}


@pytest.mark.django_db
def test_appointment_with_a_skill_that_is_none_of_the_nine_is_refused():
    assert refusal_of(PostFactory(), skills=["juggling"]) == {"skills": ["Not one of the nine skills: juggling."]}


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["half", "1/2", "50 %", "0.123", "1000"])
def test_share_that_is_no_number_is_told_plainly_and_nothing_is_lost(written):
    post = PostFactory()
    sent = {"post": post.pk, "name": "Bea Cole", "fte": written, "starts_on": "2024-06-01", "skills": ["hardship"]}
    form = AppointmentForm(sent, programme=post.programme)
    assert form.errors == {"fte": ["Share of full time: write a number from 0.01 to 1, such as 0.5 for half."]}
    assert form["fte"].value() == written
    assert form["skills"].value() == ["hardship"]


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["0", "-1", "1.01", "5"])
def test_share_outside_its_range_is_told_once(written):
    post = PostFactory()
    sent = {"post": post.pk, "name": "Bea Cole", "fte": written, "starts_on": "2024-06-01"}
    form = AppointmentForm(sent, programme=post.programme)
    assert list(form.errors) == ["fte"]
    assert len(form.errors["fte"]) == 1


@pytest.mark.django_db
def test_person_above_full_time_between_posts_is_found_and_not_refused():
    programme = ProgrammeFactory()
    posts = [PostFactory(programme=programme, title=title) for title in ("Lead", "Research officer")]
    one = appointment(posts[0])
    two = appointment(posts[1], name=" bea  COLE", fte=HALF, starts_on=date(2025, 5, 1), ends_on=None)
    for entry in (one, two):
        save_entry(programme=programme, entry=entry, by=None)
    [(name, excess, held)] = people_above_full_time([one, two], date(2025, 1, 1))
    assert name == "Bea Cole"
    assert excess == (date(2025, 5, 1), date(2025, 5, 31), Decimal("1.5"))
    assert held == [one, two]
    assert people_above_full_time([one, two], date(2025, 6, 1)) == []


# Pages.


@pytest.fixture
def coordinator(client):
    member = MembershipFactory(role=Role.COORDINATOR)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return member


@pytest.mark.django_db
def test_appointment_page_keeps_skills_and_tells_their_names(client, coordinator):
    post = PostFactory(programme=coordinator.programme)
    url = reverse("commissioning:appointment-new", args=[post.programme.slug])
    sent = {"post": post.pk, "name": "Bea Cole", "fte": "1", "starts_on": "2024-06-01"}
    client.post(url, sent | {"skills": ["hardship", "long-view"]})
    made = Appointment.objects.get()
    assert made.skills == ["hardship", "long-view"]
    client.post(made.get_absolute_url(), sent | {"skills": ["hardship"], "seen": made.history.latest().pk})
    page = client.get(made.get_absolute_url()).content.decode()
    assert "<b>Skills</b>: Work with people in hardship <span" in page
    assert "was: Work with people in hardship, Long view, short deadlines" in page


@pytest.mark.django_db
def test_appointment_sent_twice_is_made_once_and_does_not_meet_itself(client, coordinator):
    post = PostFactory(programme=coordinator.programme)
    url = reverse("commissioning:appointment-new", args=[post.programme.slug])
    sent = {"post": post.pk, "name": "Bea Cole", "fte": "1", "starts_on": "2024-06-01"}
    once = sent | {"key": "5d3f7c1e-8f0c-4a52-9a3c-2f1f6f5f7a11"}
    assert [client.post(url, once).status_code for _ in range(2)] == [302, 302]
    assert Appointment.objects.count() == 1
    assert "Together with Bea Cole" in client.post(url, sent).content.decode()


@pytest.mark.django_db
def test_end_that_cannot_be_read_is_not_taken_for_an_open_one():
    post = PostFactory()
    save_entry(programme=post.programme, entry=appointment(post, starts_on=date(2025, 1, 1)), by=None)
    sent = {"post": post.pk, "name": "Ada Brook", "fte": "1", "starts_on": "2024-06-01", "ends_on": "31/12"}
    form = AppointmentForm(sent, programme=post.programme)
    assert list(form.errors) == ["ends_on"]
    assert len(form.errors["ends_on"]) == 1


@pytest.mark.django_db
def test_team_is_set_up_by_a_button_and_a_second_press_changes_nothing(client, coordinator):
    url = reverse("commissioning:team-set-up", args=[coordinator.programme.slug])
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302
    assert coordinator.programme.posts.count() == 15


@pytest.mark.django_db
def test_post_page_names_nobody_to_the_steering_group(client):
    held = AppointmentFactory(name="Bea Cole", employer="The trust")
    member = MembershipFactory(programme=held.post.programme, role=Role.STEERING)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(held.post.get_absolute_url()).content.decode()
    assert "When it was held" in page
    assert "Bea Cole" not in page
    assert client.get(held.get_absolute_url()).status_code == 403
