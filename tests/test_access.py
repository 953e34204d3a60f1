"""Every address against every kind of visitor, by the table in tests/access.py."""

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.tests.factories import surveyed
from neighbourhoods.models import AreaFile
from surveys.models import ImportBatch
from tests.access import ACCESS, ANYBODY, MEMBERS, SIGNED_IN

VISITORS = ("anonymous", "outsider", *Role.values)


def every_route(patterns, namespace="", outer=()):
    """Yield the name and the parameters' names of each route."""
    for entry in patterns:
        parameters = {*outer, *entry.pattern.converters, *entry.pattern.regex.groupindex}
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_route(entry.url_patterns, inner, parameters)
        else:
            assert entry.name, f"{entry.pattern} has no name"
            yield namespace + entry.name, frozenset(parameters)


ROUTES = sorted(every_route(get_resolver().url_patterns))


def test_table_knows_every_route_and_no_other():
    assert {name for name, _ in ROUTES} == set(ACCESS)


@pytest.fixture
def world(db):
    """A programme with a member in each role, and one thing of each kind that an address may name."""
    programme, (before, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, programme=ProgrammeFactory(slug="here"))
    people = {role: MembershipFactory(programme=programme, role=role).user for role in Role.values}
    people["outsider"] = MembershipFactory(programme=ProgrammeFactory(), role=Role.COMMISSIONER).user
    area_file = AreaFile.objects.create(
        programme=programme,
        kind="lookup",
        filename="lookup.csv",
        content=b"",
        sha256="0" * 64,
        faults=[[1, "", "", "x"]],
    )
    batch = ImportBatch.objects.create(wave=before, filename="answers.csv", content=b"", sha256="0" * 64, state="done")
    things = {
        "slug": programme.slug,
        "code": {"evaluation:neighbourhood-detail": programme.neighbourhoods.get().code},
        "pk": {
            "commissioning:member": people[Role.FIELDWORKER].memberships.get().pk,
            "surveys:import": batch.pk,
            "surveys:wave": after.pk,
            "surveys:questionnaire": after.questionnaire_id,
            "neighbourhoods": area_file.pk,
        },
        "wave": before.pk,
        "uidb36": "1",
        "key": "set-password",
    }
    return programme, people, things


def address(name, parameters, things):
    values = {}
    for parameter in parameters:
        value = things[parameter]
        if isinstance(value, dict):
            value = next((found for start, found in value.items() if name.startswith(start)), "A1")
        values[parameter] = value
    return reverse(name, kwargs=values)


def expected(rule, visitor, name):
    """The statuses that `visitor` may meet."""
    if rule.who == ANYBODY:
        return rule.statuses
    if visitor == "anonymous":
        return (302,)
    if rule.who == SIGNED_IN:
        return rule.statuses
    if visitor == "outsider":
        return (404,)
    if rule.who == MEMBERS or visitor in rule.who:
        return rule.statuses
    return (403,)


def asked(client, method, url):
    """The response; what the request changed is taken back, so that every route meets the same world."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("visitor", VISITORS)
def test_each_visitor_reaches_what_the_table_says(world, client, visitor):
    _, people, things = world
    wrong = []
    for name, parameters in ROUTES:
        rule = ACCESS[name]
        client.logout()
        if visitor != "anonymous":
            client.force_login(people[visitor], backend="django.contrib.auth.backends.ModelBackend")
        response = asked(client, rule.method, address(name, parameters, things))
        if response.status_code not in expected(rule, visitor, name):
            wrong.append((name, response.status_code, expected(rule, visitor, name)))
        elif visitor == "anonymous" and rule.who != ANYBODY:
            to_sign_in = response.headers["Location"].startswith(reverse(settings.LOGIN_URL))
            if not to_sign_in:
                wrong.append((name, response.headers["Location"], "sign in"))
    assert wrong == []


def test_things_of_another_programme_are_not_found_under_ones_own(world, client):
    """Knowing a number is not enough: the address must name the programme that the thing belongs to."""
    _, _, things = world
    member = MembershipFactory(role=Role.EVALUATOR, programme=ProgrammeFactory(slug="mine"))
    other = MembershipFactory(role=Role.COORDINATOR, user=UserFactory(), programme=member.programme)
    found = []
    for visitor in (member.user, other.user):
        client.force_login(visitor, backend="django.contrib.auth.backends.ModelBackend")
        for name, parameters in ROUTES:
            if "slug" in parameters and (parameters & {"pk", "wave"} or name == "evaluation:neighbourhood-detail"):
                url = address(name, parameters, {**things, "slug": "mine"})
                response = asked(client, ACCESS[name].method, url)
                if response.status_code not in (404, 403):
                    found.append((name, response.status_code))
    assert found == []
