"""Projects, and the mix of the four ways of working in each neighbourhood."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.approaches import approaches, mixes_of
from neighbourhoods.forms.projects import ProjectForm
from neighbourhoods.models import Project
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    CommunityGroupFactory,
    FieldworkEntryFactory,
    GroupProfileFactory,
    ProjectFactory,
)
from neighbourhoods.themes import APPROACHES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = date(2025, 1, 15)


@pytest.fixture
def today():
    with time_machine.travel("2025-01-15T12:00"):
        yield TODAY


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E1")


@pytest.fixture
def limekiln(programme):
    return NeighbourhoodFactory(programme=programme, name="Limekiln", code="E2")


def sign_in(client, programme, role=Role.COORDINATOR, works_in=None):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory()).user
    if works_in:
        appointment = AppointmentFactory(post__programme=programme, user=user)
        DeploymentFactory(appointment=appointment, neighbourhood=works_in)
    client.force_login(user)
    return user


def project_in(*places, **fields):
    project = ProjectFactory(programme=places[0].programme, **fields)
    project.places.set(places)
    return project


def listed(client, **asked):
    shown = client.get(reverse("neighbourhoods:project-list", args=["vale"]), asked).context
    return {state: [str(each) for each in shown[state]] for state in ("running", "ahead", "over") if shown[state]}


def enter(client, **fields):
    sent = {"name": "Garden", "since": "2024-09-01"} | fields
    return client.post(reverse("neighbourhoods:project-new", args=["vale"]), sent)


def test_every_way_of_working_has_its_words():
    assert [each.code for each in approaches()] == [code for code, _ in APPROACHES]
    assert all(each.what and len(each.examples) >= 3 for each in approaches())


def test_list_keeps_running_projects_apart_from_those_to_come_and_those_over(client, programme, ropewalk):
    sign_in(client, programme, Role.STEERING)
    project_in(ropewalk, name="Runs", until=TODAY)
    project_in(ropewalk, name="Ahead", since=date(2025, 1, 16))
    project_in(ropewalk, name="Over", until=date(2025, 1, 14))
    assert listed(client) == {"running": ["Runs"], "ahead": ["Ahead"], "over": ["Over"]}


def test_list_is_found_by_place_and_way_of_working(client, programme, ropewalk, limekiln):
    sign_in(client, programme, Role.STEERING)
    project_in(ropewalk, name="Here", approaches=("design",))
    project_in(limekiln, name="There", approaches=("design", "pathways"))
    ProjectFactory(programme=programme, name="Everywhere")
    assert listed(client, place="E1") == {"running": ["Everywhere", "Here"]}
    assert listed(client, approach="design") == {"running": ["Here", "There"]}
    assert listed(client, place="\x00", approach="x") == {"running": ["Everywhere", "Here", "There"]}


def test_project_is_entered_with_its_places_and_ways(client, programme, ropewalk, limekiln):
    sign_in(client, programme)
    sent = {"places": [ropewalk.pk, limekiln.pk], "approaches": ["pathways", "design"]}
    assert enter(client, **sent).status_code == 302
    project = Project.objects.get()
    assert project.approaches == ("design", "pathways")
    assert {place.code for place in project.places.all()} == {"E1", "E2"}
    page = enter(client, until="2024-08-01")
    assert page.context["form"].errors["until"] == ["A project cannot end before it starts."]


def test_fieldworker_enters_projects_only_where_they_work(client, programme, ropewalk, limekiln):
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    assert "choose at least one" in enter(client).context["form"].errors["places"][0]
    assert "places" in enter(client, places=[limekiln.pk]).context["form"].errors
    assert enter(client, places=[ropewalk.pk]).status_code == 302


def test_fieldworker_changes_only_projects_all_of_whose_places_are_theirs(client, programme, ropewalk, limekiln):
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    statuses = {}
    for name, places in {"mine": [ropewalk], "shared": [ropewalk, limekiln], "everywhere": []}.items():
        project = ProjectFactory(programme=programme)
        project.places.set(places)
        sent = {"name": name, "since": "2024-09-01", "places": [ropewalk.pk]}
        statuses[name] = client.post(project.get_absolute_url(), sent).status_code
    assert statuses == {"mine": 302, "shared": 403, "everywhere": 403}


def test_mix_counts_groups_hours_and_projects_by_way_of_working(programme, ropewalk, limekiln):
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk, limekiln], approaches=("development", "design"))
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk])
    FieldworkEntryFactory(neighbourhood=ropewalk, hours=Decimal("1.5"), approaches=("development",))
    FieldworkEntryFactory(neighbourhood=ropewalk, hours=2)
    project_in(limekiln, approaches=("pathways",))
    ProjectFactory(programme=programme, approaches=("design",))
    mixes, whole = mixes_of(programme, TODAY)
    by_name = {mix.name: mix for mix in mixes}

    def told(mix):
        tagged = {code: mix.by_code[code] for code, _ in APPROACHES} | {"none": mix.untagged, "all": mix.all}
        return {code: (len(each.groups), each.hours, len(each.projects)) for code, each in tagged.items()}

    assert told(by_name["Ropewalk"]) == {
        "development": (1, Decimal("1.5"), 0),
        "commissioning": (0, 0, 0),
        "design": (1, 0, 1),
        "pathways": (0, 0, 0),
        "none": (1, 2, 0),
        "all": (2, Decimal("3.5"), 1),
    }
    assert told(by_name["Limekiln"])["pathways"] == (0, 0, 1)
    assert told(whole)["all"] == (2, Decimal("3.5"), 2)
    assert told(whole)["development"] == (1, Decimal("1.5"), 0)


def test_mix_is_of_the_day(programme, ropewalk):
    group = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], approaches=("design",))
    GroupProfileFactory(group=group, as_of=date(2024, 12, 1), state="closed")
    FieldworkEntryFactory(neighbourhood=ropewalk, done_on=date(2024, 1, 16), hours=1)
    FieldworkEntryFactory(neighbourhood=ropewalk, done_on=date(2024, 1, 17), hours=2)
    project_in(ropewalk, until=date(2024, 12, 31))
    whole = mixes_of(programme, TODAY)[1]
    assert (len(whole.all.groups), whole.all.hours, len(whole.all.projects)) == (0, Decimal(2), 0)
    whole = mixes_of(programme, date(2024, 11, 1))[1]
    assert (len(whole.all.groups), whole.all.hours, len(whole.all.projects)) == (1, Decimal(3), 1)


def test_page_of_the_mix_says_what_to_do_while_there_is_nothing(client, programme, ropewalk):
    sign_in(client, programme, Role.STEERING)
    page = client.get(reverse("neighbourhoods:approaches", args=["vale"]), {"on": "nonsense"})
    assert "Nothing was on record" in page.content.decode()
    assert "Community commissioning" in page.content.decode()


def test_pages_take_as_many_queries_for_many_rows_as_for_few(
    client, programme, ropewalk, django_assert_max_num_queries
):
    sign_in(client, programme)

    def add(number):
        for _ in range(number):
            place = NeighbourhoodFactory(programme=programme)
            project_in(ropewalk, place)
            CommunityGroupFactory(programme=programme, eligible_in=[place], approaches=("design",))
            FieldworkEntryFactory(neighbourhood=place)

    add(2)
    for name in ("project-list", "approaches"):
        address = reverse(f"neighbourhoods:{name}", args=["vale"])
        client.get(address)
        with django_assert_max_num_queries(13) as few:
            client.get(address)
        add(4)
        with django_assert_max_num_queries(len(few)):
            client.get(address)


def test_places_alone_are_changed_and_told(client, programme, ropewalk, limekiln):
    project = project_in(ropewalk)
    sign_in(client, programme)
    form = client.get(project.get_absolute_url()).context["form"]
    sent = {name: form[name].value() or "" for name in ("name", "about", "led_by", "since", "until", "seen")}

    client.post(project.get_absolute_url(), sent | {"places": [ropewalk.pk, limekiln.pk]})

    assert set(project.places.all()) == {ropewalk, limekiln}
    page = client.get(project.get_absolute_url())
    assert "Limekiln, Ropewalk" in page.content.decode()


def test_places_that_were_not_offered_stay(client, programme, ropewalk, limekiln):
    project = project_in(ropewalk, limekiln)
    worker = sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    sent = {"name": "Renamed", "since": "2024-09-01", "places": [ropewalk.pk]}

    form = ProjectForm(sent, instance=project, programme=programme, viewer=worker)

    assert form.is_valid()
    assert form.save_by(worker)
    assert set(project.places.all()) == {ropewalk, limekiln}


def test_places_changed_by_somebody_else_meanwhile_are_not_overwritten(client, programme, ropewalk, limekiln):
    project = project_in(ropewalk)
    sign_in(client, programme)
    form = client.get(project.get_absolute_url()).context["form"]
    sent = {name: form[name].value() or "" for name in ("name", "about", "led_by", "since", "until", "seen")}
    project.places.add(limekiln)

    page = client.post(project.get_absolute_url(), sent | {"places": []})

    assert "changed this while you had it open" in page.content.decode()
    assert set(project.places.all()) == {ropewalk, limekiln}
