"""Step methods: the files that ship, faults in one, and the steps that neighbourhoods reached."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.methods import MethodUnreadable, methods, read_method, step_of
from neighbourhoods.models import MethodStep
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import MethodStepFactory

TOML = """
title = "Three steps"
credit = "Ours"
source = "https://example.org"
about = "A small method."

[[step]]
title = "Meet"
shown_by = "People met."

[[step]]
title = "Act"
shown_by = "Something was done."
"""


@pytest.fixture
def programme(db):
    with time_machine.travel("2025-01-15"):
        yield ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E05000001")


def sign_in(client, programme, role=Role.COORDINATOR, works_in=None):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory()).user
    if works_in:
        appointment = AppointmentFactory(post__programme=programme, user=user, starts_on=date(2024, 4, 1))
        DeploymentFactory(appointment=appointment, neighbourhood=works_in, starts_on=date(2024, 4, 1))
    client.force_login(user)


def address(verb, *rest):
    return reverse(f"neighbourhoods:{verb}", args=["vale", *rest])


def filled(place, **changed):
    reached = {"method": "c2", "number": "3", "reached_on": "2025-01-10", "evidence": "Sixty people came."}
    return reached | {"neighbourhood": place.pk} | changed


def test_seven_steps_of_c2_ship_with_their_credit():
    c2 = methods()["c2"]
    assert [step.number for step in c2.steps] == [1, 2, 3, 4, 5, 6, 7]
    assert "C2 Connecting Communities" in c2.credit


def test_steps_are_numbered_in_their_order():
    assert [(step.number, step.title) for step in read_method("small", TOML).steps] == [(1, "Meet"), (2, "Act")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "is not TOML"),
        (TOML.replace('credit = "Ours"', ""), "write “credit” as words"),
        (TOML.replace('"Ours"', '" "'), "write “credit” as words"),
        (TOML.replace('"Ours"', "7"), "write “credit” as words"),
        (TOML.split("[[step]]")[0], "write from 1 to 20 steps"),
        (TOML.replace('shown_by = "People met."', ""), "small.toml, step 1: write “shown_by”"),
        (TOML.replace('shown_by = "Something was done."', 'shown_by = "So."\nweight = 2'), "step 2: “weight”"),
        (TOML + '[[step]]\ntitle = "More"\nshown_by = "So."\n' * 19, "write from 1 to 20 steps"),
    ],
)
def test_file_with_a_fault_names_it(text, message):
    with pytest.raises(MethodUnreadable, match=message):
        read_method("small", text)


@pytest.mark.parametrize(("key", "number"), [("c2", 0), ("c2", 8), ("c2", -1), ("nothing", 1)])
def test_there_is_no_other_step(key, number):
    assert step_of(key, number) is None


def test_steps_are_added_out_of_their_order(programme, ropewalk, client):
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    response = client.post(address("step-new") + "?method=c2", filled(ropewalk))
    assert response.headers["Location"] == address("method", "c2")
    client.post(address("step-new") + "?method=c2", filled(ropewalk, number="1", reached_on="2025-01-12"))
    steps = list(MethodStep.objects.values_list("number", "reached_on"))
    assert steps == [(1, date(2025, 1, 12)), (3, date(2025, 1, 10))]


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"reached_on": "2025-01-16"}, "reached_on", "still to come"),
        ({"evidence": " "}, "evidence", "fill this in"),
        ({"number": "8"}, "number", "what the page offers"),
        ({"number": ""}, "number", "choose one"),
        ({"method": "nothing"}, "method", "choose one that is offered"),
        ({"evidence_link": "not an address"}, "evidence_link", "whole web address"),
    ],
)
def test_step_filled_in_wrongly_says_so_at_the_field(programme, ropewalk, client, changed, field, message):
    sign_in(client, programme)
    response = client.post(address("step-new") + "?method=c2", filled(ropewalk, **changed))
    assert message in " ".join(response.context["form"].errors[field])
    assert not MethodStep.objects.exists()


def test_step_is_on_record_once_for_a_place(programme, ropewalk, client):
    sign_in(client, programme)
    MethodStepFactory(neighbourhood=ropewalk, number=3)
    response = client.post(address("step-new") + "?method=c2", filled(ropewalk))
    assert "on record already" in " ".join(response.context["form"].errors["number"])
    with pytest.raises(IntegrityError), transaction.atomic():
        MethodStepFactory(neighbourhood=ropewalk, number=3)


def test_fieldworker_adds_and_changes_no_step_elsewhere(programme, ropewalk, client):
    elsewhere = NeighbourhoodFactory(programme=programme)
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    response = client.post(address("step-new") + "?method=c2", filled(elsewhere))
    assert response.context["form"].errors["neighbourhood"]
    step = MethodStepFactory(neighbourhood=elsewhere)
    assert client.post(step.get_absolute_url(), filled(elsewhere)).status_code == 403


def test_table_shows_who_began_first_and_every_step(programme, ropewalk, client):
    NeighbourhoodFactory(programme=programme, name="Anchor")
    MethodStepFactory(neighbourhood=ropewalk, number=2)
    MethodStepFactory(neighbourhood=ropewalk, number=7)
    sign_in(client, programme, Role.STEERING)
    shown = client.get(address("method", "c2")).context
    [row] = shown["begun"]
    assert (row["place"], row["reached"]) == (ropewalk, 2)
    assert [step.number for step, found in row["cells"] if found] == [2, 7]
    assert [row["place"].name for row in shown["others"]] == ["Anchor"]
    assert not row["may_record"]


def test_place_shows_the_evidence_of_each_step(programme, ropewalk, client):
    MethodStepFactory(neighbourhood=ropewalk, number=2, evidence="Nine people signed.")
    sign_in(client, programme, Role.STEERING)
    response = client.get(address("method-place", "c2", ropewalk.code))
    assert "Nine people signed." in response.content.decode()
    assert response.context["reached"] == 1


@pytest.mark.parametrize("verb", [("method", "nothing"), ("method-place", "nothing", "E05000001")])
def test_method_that_does_not_ship_is_not_found(programme, ropewalk, client, verb):
    sign_in(client, programme)
    assert client.get(address(*verb)).status_code == 404


def test_list_counts_neighbourhoods_not_steps(programme, ropewalk, client):
    MethodStepFactory(neighbourhood=ropewalk, number=1)
    MethodStepFactory(neighbourhood=ropewalk, number=2)
    sign_in(client, programme)
    assert client.get(address("method-list")).context["methods"] == [(methods()["c2"], 1)]


def test_number_of_queries_does_not_depend_on_the_number_of_places(programme, client, django_assert_max_num_queries):
    sign_in(client, programme)
    MethodStepFactory(neighbourhood=NeighbourhoodFactory(programme=programme))
    client.get(address("method", "c2"))
    with django_assert_max_num_queries(60) as few:
        client.get(address("method", "c2"))
    for number in range(1, 7):
        MethodStepFactory(neighbourhood=NeighbourhoodFactory(programme=programme), number=number)
    with django_assert_max_num_queries(len(few)):
        client.get(address("method", "c2"))
