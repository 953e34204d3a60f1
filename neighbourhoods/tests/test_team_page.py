"""The page of the team: posts and vacancies, the nine skills, the load of each neighbourhood, and who sees whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.actions.team import set_up_team
from commissioning.framework import skills
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory, PostFactory
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from neighbourhoods.staffing import workers_of
from neighbourhoods.team_page import team_page
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory

pytestmark = pytest.mark.django_db
# Month 15 of a programme that starts in April 2024; cohort 1 has intensive support from month 7.
TODAY = date(2025, 6, 15)
HALF = Decimal("0.5")
ENDED, COMING = date(2025, 5, 31), date(2025, 7, 1)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def cohort(programme):
    return CohortFactory(programme=programme, number=1, starts_in_month=7)


@pytest.fixture
def ropewalk(programme, cohort):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", cohort=cohort, residents=650)


def post(programme, **values):
    return PostFactory(programme=programme, **values)


def appoint(programme, **values):
    held_for = values.pop("post", None) or post(programme, team=1)
    return AppointmentFactory(post=held_for, **values)


def deploy(programme, place, **values):
    held = values.pop("appointment", None) or appoint(programme)
    return DeploymentFactory(appointment=held, neighbourhood=place, **values)


def line_of(programme, on=TODAY):
    [(_, (line,))] = team_page(programme, on, True)["teams"]
    return line


def load_of(programme, place, on=TODAY):
    return {load.place: load for load in team_page(programme, on, True)["loads"]}.get(place)


def open_page(client, programme, role=Role.COORDINATOR):
    member = MembershipFactory(programme=programme, role=role)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(TODAY):
        return client.get(reverse("neighbourhoods:team", args=[programme.slug]))


# Posts and vacancies.


def test_post_never_held_is_vacant_and_has_no_day_since_when(programme):
    post(programme)
    line = line_of(programme)
    assert (line.is_vacant, line.vacant, line.vacant_since, line.holders) == (True, 1, None, ())


def test_post_is_vacant_from_the_day_after_its_last_holder_left(programme):
    appoint(programme, ends_on=ENDED)
    line = line_of(programme)
    assert (line.is_vacant, line.vacant_since) == (True, date(2025, 6, 1))
    assert not line_of(programme, on=ENDED).is_vacant


def test_post_held_in_part_is_vacant_in_part(programme):
    appoint(programme, fte=Decimal("0.6"))
    line = line_of(programme)
    assert (line.is_vacant, line.vacant, line.vacant_since) == (False, Decimal("0.4"), None)


def test_post_shared_by_two_is_not_vacant(programme):
    shared = post(programme)
    for name in ("Ada Brook", "Bea Cole"):
        appoint(programme, post=shared, name=name, fte=HALF)
    line = line_of(programme)
    assert ([held.name for held in line.holders], line.vacant) == (["Ada Brook", "Bea Cole"], 0)


def test_who_comes_next_does_not_fill_the_post_yet(programme):
    appoint(programme, starts_on=COMING, name="Bea Cole")
    line = line_of(programme)
    assert (line.is_vacant, [held.name for held in line.coming]) == (True, ["Bea Cole"])


def test_page_counts_posts_people_shares_and_vacancies(programme):
    appoint(programme, fte=HALF)
    appoint(programme, ends_on=ENDED)
    post(programme, team=2)
    shown = team_page(programme, TODAY, True)
    assert (shown["post_count"], shown["in_post"], len(shown["vacant"])) == (3, 1, 3)
    assert (shown["fte_held"], shown["fte_posts"]) == (HALF, 3)


def test_teams_stand_in_order_with_the_core_team_first(programme):
    for team in (2, None, 1):
        post(programme, team=team)
    assert [words for words, _ in team_page(programme, TODAY, True)["teams"]] == ["Core team", "Team 1", "Team 2"]


def test_vacant_post_is_said_with_a_way_to_fill_it(client, programme):
    vacant = post(programme, title="Research officer")
    page = open_page(client, programme).content.decode()
    assert "Vacant, never held" in page
    assert f"{reverse('commissioning:appointment-new', args=[programme.slug])}?post={vacant.pk}" in page


# The nine skills.


def test_post_held_in_part_has_a_way_to_fill_the_rest(client, programme):
    half = post(programme)
    appoint(programme, post=half, fte=HALF)
    full = post(programme)
    appoint(programme, post=full)
    page = open_page(client, programme).content.decode()
    assert "0.5 vacant" in page
    assert f"?post={half.pk}" in page
    assert f"?post={full.pk}" not in page


def test_each_of_the_nine_says_who_in_post_has_it(programme):
    appoint(programme, name="Ada Brook", skills=["hardship", "long-view"])
    appoint(programme, name="Bea Cole", skills=["hardship"])
    appoint(programme, name="Cy Day", skills=["social-statistics"], ends_on=ENDED)
    appoint(programme, name="Dee Eve", skills=["communities"], starts_on=COMING)
    shown = team_page(programme, TODAY, True)
    held = {line.skill.key: [each.name for each in line.people] for line in shown["skills"]}
    assert list(held) == list(skills())
    assert len(held) == 9
    assert (held["hardship"], held["long-view"]) == (["Ada Brook", "Bea Cole"], ["Ada Brook"])
    assert {skill.key for skill in shown["gaps"]} == set(skills()) - {"hardship", "long-view"}


def test_missing_skills_are_named_and_none_where_the_team_has_all(client, programme):
    held = appoint(programme, skills=[key for key in skills() if key != "hardship"])
    page = open_page(client, programme)
    assert [skill.key for skill in page.context["gaps"]] == ["hardship"]
    assert "Nobody on the team has:</b> Work with people in hardship." in page.content.decode()
    held.skills = list(skills())
    held.save()
    assert "Somebody has each of the nine" in open_page(client, programme).content.decode()


# What each neighbourhood has.


def test_load_is_the_sum_of_the_shares_at_work_that_day_by_kind(programme, ropewalk):
    deploy(programme, ropewalk, fte=Decimal("0.6"))
    deploy(programme, ropewalk, fte=HALF, kind="maintenance")
    deploy(programme, ropewalk, ends_on=ENDED)
    deploy(programme, ropewalk, starts_on=COMING)
    load = load_of(programme, ropewalk)
    assert (load.intensive, load.maintenance, load.total) == (Decimal("0.6"), HALF, Decimal("1.1"))
    assert (load.people, load.due) == (2, "Intensive support")


def test_first_and_last_day_of_a_deployment_count(programme, ropewalk):
    deploy(programme, ropewalk, starts_on=TODAY, ends_on=TODAY, fte=HALF)
    totals = [load_of(programme, ropewalk, TODAY + timedelta(days=day)).total for day in (-1, 0, 1)]
    assert totals == [0, HALF, 0]


def test_residents_to_one_worker_are_known_only_where_both_are(programme, cohort, ropewalk):
    uncounted = NeighbourhoodFactory(programme=programme, cohort=cohort, name="Uncounted")
    empty = NeighbourhoodFactory(programme=programme, cohort=cohort, name="Empty", residents=650)
    for place in (ropewalk, uncounted):
        deploy(programme, place, fte=HALF)
    loads = {place: load_of(programme, place) for place in (ropewalk, uncounted, empty)}
    assert loads[ropewalk].residents_per_fte == 2 * loads[ropewalk].residents == 2 * 650 * 8
    assert (loads[uncounted].residents, loads[uncounted].residents_per_fte) == (None, None)
    assert (loads[empty].total, loads[empty].residents_per_fte) == (0, None)


def test_place_where_support_is_due_and_nobody_works_is_listed_and_others_are_counted(programme, ropewalk):
    NeighbourhoodFactory(programme=programme)
    later = NeighbourhoodFactory(programme=programme, cohort=CohortFactory(programme=programme, starts_in_month=25))
    shown = team_page(programme, TODAY, True)
    assert [load.place for load in shown["loads"]] == [ropewalk]
    assert shown["elsewhere"] == 2
    deploy(programme, later)
    assert load_of(programme, later).due == ""


def test_total_counts_each_person_once_and_is_unknown_where_one_population_is(programme, cohort, ropewalk):
    tanyard = NeighbourhoodFactory(programme=programme, cohort=cohort, name="Tanyard", residents=650)
    held = appoint(programme)
    for place in (ropewalk, tanyard):
        deploy(programme, place, appointment=held, fte=HALF)
    total = team_page(programme, TODAY, True)["total"]
    assert (total.people, total.total, total.residents_per_fte) == (1, 1, 2 * 650 * 8)
    tanyard.population_groups.all().delete()
    assert team_page(programme, TODAY, True)["total"].residents_per_fte is None


def test_nobody_at_work_and_nothing_due_says_so(client, programme):
    post(programme)
    page = open_page(client, programme).content.decode()
    assert "Nobody is at work in a neighbourhood today, and no support is due." in page
    assert "Nobody is deployed yet." in page


def test_workers_of_a_place_are_those_there_now_or_to_come(programme, ropewalk):
    now = deploy(programme, ropewalk)
    coming = deploy(programme, ropewalk, starts_on=COMING)
    deploy(programme, ropewalk, ends_on=ENDED)
    deploy(programme, NeighbourhoodFactory(programme=programme))
    assert workers_of(ropewalk, TODAY) == [now, coming]


# Warnings.


def test_warnings_are_those_of_each_place_and_of_people_above_full_time(programme, ropewalk):
    deploy(programme, ropewalk, ends_on=date(2026, 12, 31))
    for title in ("Lead", "Research officer"):
        appoint(programme, post=post(programme, title=title), name="Bea Cole", fte=Decimal("0.7"))
    found = [(concern.head, concern.words) for concern in team_page(programme, TODAY, True)["concerns"]]
    assert [head for head, _ in found] == ["Beyond 18 months", "More than full time"]
    assert found[1][1] == "Bea Cole holds 1.4 of full time from 15 June 2025 on: Lead and Research officer."
    hidden = team_page(programme, TODAY, False)["concerns"][1].words
    assert hidden == "One person holds 1.4 of full time from 15 June 2025 on: Lead and Research officer."


def test_place_that_left_its_cohort_is_warned_of_while_somebody_works_there(client, programme, ropewalk):
    deploy(programme, ropewalk)
    assert open_page(client, programme).context["concerns"] == []
    ropewalk.cohort = None
    ropewalk.save()
    assert (
        "somebody is deployed, though the neighbourhood is in no cohort"
        in open_page(client, programme).content.decode()
    )


# Who sees whom, and who may do what.


@pytest.mark.parametrize("role", Role.values)
def test_steering_group_sees_posts_and_no_names(client, programme, ropewalk, role):
    held = appoint(programme, name="Bea Cole", skills=["hardship"], post=post(programme, title="Fieldworker", team=1))
    deploy(programme, ropewalk, appointment=held)
    appoint(programme, name="Cy Day", ends_on=ENDED)
    appoint(programme, name="Dee Eve", starts_on=COMING)
    page = open_page(client, programme, role).content.decode()
    assert "Ropewalk" in page
    assert "Fieldworker" in page
    for name in ("Bea Cole", "Cy Day", "Dee Eve"):
        assert (name in page) == (role != Role.STEERING and (name != "Cy Day"))
    assert ("/team/appointments/" in page) == (role != Role.STEERING)
    assert ("/team/deployments/" in page) == (role != Role.STEERING)


@pytest.mark.parametrize("role", Role.values)
def test_buttons_are_for_those_who_may(client, programme, role):
    appoint(programme)
    page = open_page(client, programme, role).content.decode()
    assert ("Deploy somebody" in page) == (role == Role.COORDINATOR)
    assert ("Appoint somebody" in page) == (role in (Role.COMMISSIONER, Role.COORDINATOR))


@pytest.mark.parametrize("role", Role.values)
def test_page_without_posts_offers_to_make_them_to_those_who_may(client, programme, role):
    page = open_page(client, programme, role).content.decode()
    assert "No posts yet" in page
    assert ("Make the fifteen posts" in page) == (role in (Role.COMMISSIONER, Role.COORDINATOR))


def test_outsider_finds_no_team(client, programme):
    open_page(client, ProgrammeFactory())
    assert client.get(reverse("neighbourhoods:team", args=[programme.slug])).status_code == 404


def test_nothing_of_another_programme_is_on_the_page(client, programme, ropewalk):
    deploy(programme, ropewalk)
    other = ProgrammeFactory()
    deploy(other, NeighbourhoodFactory(programme=other, name="Elsewhere"), appointment=appoint(other, name="Zoe Yu"))
    page = open_page(client, programme).content.decode()
    assert "Elsewhere" not in page
    assert "Zoe Yu" not in page


# Queries.


def fill(programme, people):
    """A team of so many people, each in two places at once, and twelve posts beside."""
    cohort = CohortFactory(programme=programme, number=1, starts_in_month=7)
    places = [NeighbourhoodFactory(programme=programme, cohort=cohort, residents=90) for _ in range(people)]
    for number in range(people):
        held = appoint(programme, post=post(programme, team=1 + number % 3), skills=["hardship"])
        for place in (places[number], places[number - 1]):
            deploy(programme, place, appointment=held, fte=HALF)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STEERING])
def test_page_takes_as_many_queries_for_fifty_people_as_for_five(client, role):
    counts = []
    for people in (5, 50):
        programme = ProgrammeFactory()
        set_up_team(programme=programme, by=None)
        fill(programme, people)
        open_page(client, programme, role)
        with CaptureQueriesContext(connection) as queries, time_machine.travel(TODAY):
            page = client.get(reverse("neighbourhoods:team", args=[programme.slug]))
        assert page.context["total"].people == people
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 11
