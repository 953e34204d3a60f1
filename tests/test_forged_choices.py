"""Numbers put into forms and addresses by hand: nobody writes into another programme, no fieldworker elsewhere."""

from urllib.parse import quote

import pytest
from django import forms
from django.db import transaction

from accounts.models import User
from commissioning.models import Programme, Role
from neighbourhoods.models import Neighbourhood
from tests.access import ACCESS
from tests.test_access import PLACE_PAGES, ROUTES, a_world, address
from tests.test_personal_words import worker_elsewhere

BACKEND = "django.contrib.auth.backends.ModelBackend"
ROOM = "neighbourhoods:"
OF_THE_PROGRAMME = ("neighbourhoods:agency",)  # every fieldworker keeps agencies: they stand in no neighbourhood


def programmes_of(row):
    """The ids of the programmes that a row belongs to."""
    if isinstance(row, User):
        return set(row.memberships.values_list("programme", flat=True))
    way = getattr(type(row), "PROGRAMME", "programme")
    return set(type(row).objects.filter(pk=row.pk).values_list(way, flat=True))


def choices_offered(client, things):
    """(address, field, the rows that may be chosen) of every form of community life."""
    for name, parameters in ROUTES:
        if not name.startswith(ROOM) or ACCESS[name].method == "post":
            continue
        form = (client.get(address(name, parameters, things)).context or {}).get("form")
        for field, asked in getattr(form, "fields", {}).items():
            if isinstance(asked, forms.ModelChoiceField):
                yield name, field, list(asked.queryset)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FIELDWORKER, Role.COMMISSIONER, Role.EVALUATOR, Role.STEERING])
def test_forms_take_rows_of_their_own_programme_alone(db, client, role):
    a_world("there")
    programme, people, things = a_world()
    client.force_login(people[role], backend=BACKEND)

    offered = list(choices_offered(client, things))

    assert offered
    wrong = [(name, field) for name, field, rows in offered for row in rows if programme.pk not in programmes_of(row)]
    assert wrong == []
    assert Programme.objects.count() > 1


def test_fieldworker_is_offered_the_places_they_work_in(db, client):
    _, people, things = a_world()
    programme = Programme.objects.get(slug="here")
    own = programme.neighbourhoods.get()
    worker_elsewhere(programme)
    client.force_login(people[Role.FIELDWORKER], backend=BACKEND)

    places = [row for *_, rows in choices_offered(client, things) for row in rows if isinstance(row, Neighbourhood)]

    assert set(places) == {own}


@pytest.mark.parametrize("method", ["get", "post"])
def test_fieldworker_elsewhere_changes_nothing_here(db, client, method):
    """Whatever names a number is refused to them or not found, unless it is only to be read."""
    programme, _, things = a_world()
    client.force_login(worker_elsewhere(programme), backend=BACKEND)
    reached = []
    for name, parameters in ROUTES:
        if not name.startswith(ROOM) or "pk" not in parameters or name.startswith(OF_THE_PROGRAMME):
            continue
        with transaction.atomic():
            response = getattr(client, method)(address(name, parameters, things))
            transaction.set_rollback(True)
        is_form = "form" in (response.context or {}) and response.context["form"] is not None
        if response.status_code not in (403, 404, 405) and (method == "post" or is_form):
            reached.append((name, response.status_code))
    assert reached == []


@pytest.mark.parametrize("nonsense", ["\0", "9" * 5000, "²"])
def test_nonsense_in_an_address_breaks_no_page(db, client, nonsense):
    """The database takes no NUL, Python reads no number of 5,000 figures, and ² is a digit that is no number."""
    _, people, things = a_world()
    client.force_login(people[Role.COORDINATOR], backend=BACKEND)
    names = (
        *("agency", "approach", "by", "code", "group", "issue", "kind", "meeting", "method", "neighbourhood"),
        *("on", "other", "page", "per_page", "person", "place", "places", "q", "scheme", "search", "show", "since"),
        *("sort", "taxonomy_term_id", "theme", "year"),
    )
    for name, parameters in ROUTES:
        if name.startswith(ROOM) and ACCESS[name].method == "get":
            client.get(address(name, parameters, things), dict.fromkeys(names, nonsense))  # raises what breaks
            if name in PLACE_PAGES:
                nowhere = address(name, parameters, things | {"code": "no-such-place"})
                assert client.get(nowhere.replace("no-such-place", quote(nonsense))).status_code == 404
