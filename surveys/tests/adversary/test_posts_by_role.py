"""Nobody changes anything by a post who may not: every address of surveys, every kind of visitor, whatever is sent."""

import pytest
from django.apps import apps
from django.db import transaction

from commissioning.models import Role
from tests.access import ACCESS, ANYBODY, MEMBERS
from tests.test_access import ROUTES, VISITORS, a_world, address

BACKEND = "django.contrib.auth.backends.ModelBackend"
MAY_NOT = {"anonymous": (302,), "outsider": (404, 405)}
REFUSED = (403, 404, 405)
# What forms of many kinds ask for, so that a post that is let in would do something.
SENT = {
    "name": "Forged",
    "title": "Forged",
    "reason": "Forged",
    "answer": "Forged",
    "decline": "1",
    "method": "equal",
    "go": "on",
    "verdict": "excluded",
    "words": "Forged",
    "theme": "harm",
    "consent": "anonymous",
    "contact": "x",
    "what": "first",
    "whom": "all",
    "unlabelled": "3",
    "keyed_twice": "yes",
    "open": "yes",
    "ends": "abcd2345",
    "day": "2030-01-01",
    "confirm": "on",
    "sure": "on",
}


def rows_of_everything():
    """How many rows each table has, and the last of each history: what a post would change."""
    models = [model for model in apps.get_models() if model._meta.app_label in ("surveys", "evaluation")]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list("pk", flat=True)) for model in models
    }


def may_post(name, visitor):
    """Whether a visitor may post to an address: who may only look at what everybody sees may not change it."""
    rule = ACCESS[name]
    if rule.who == ANYBODY:
        return True
    if rule.who == MEMBERS:
        return False
    return visitor in rule.who


@pytest.mark.parametrize("visitor", VISITORS)
def test_posts_of_those_who_may_not_are_refused_and_change_nothing(db, client, visitor):
    _, people, things = a_world()
    if visitor != "anonymous":
        client.force_login(people[visitor], backend=BACKEND)
    before, wrong, tried = rows_of_everything(), [], 0
    for name, parameters in ROUTES:
        if not name.startswith("surveys:") or may_post(name, visitor):
            continue
        tried += 1
        with transaction.atomic():
            response = client.post(address(name, parameters, things), SENT)
            changed = rows_of_everything() != before
            transaction.set_rollback(True)
        if response.status_code not in MAY_NOT.get(visitor, REFUSED) or changed:
            wrong.append((name, response.status_code, changed))
    assert not wrong
    assert tried > 5


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.EVALUATOR])
def test_posts_across_programmes_find_nothing(db, client, role):
    a_world("there")
    _, _, things = a_world("mine")
    _, people, _ = a_world()
    client.force_login(people[role], backend=BACKEND)
    before, wrong = rows_of_everything(), []
    for name, parameters in ROUTES:
        if not name.startswith("surveys:") or not parameters & {"pk", "wave"}:
            continue
        for slug in ("here", "mine"):
            with transaction.atomic():
                response = client.post(address(name, parameters, things | {"slug": slug}), SENT)
                changed = rows_of_everything() != before
                transaction.set_rollback(True)
            if response.status_code not in REFUSED or changed:
                wrong.append((name, slug, response.status_code, changed))
    assert not wrong


@pytest.mark.parametrize("nonsense", ["\0", "9" * 5000, "²", "-1", "\u202e", "1e9", "a\r\nX-Forged: 1"])
@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.STEERING])
def test_nonsense_in_an_address_breaks_no_page(db, client, role, nonsense):
    _, people, things = a_world()
    client.force_login(people[role], backend=BACKEND)
    names = (
        *("page", "verdict", "check", "wave", "which", "kind", "part", "place", "minutes", "contact", "number", "at"),
        *("language", "gone", "answer", "neighbourhood", "theme", "form", "from", "to", "count", "first", "copies"),
        *("code", "audience", "show", "next", "section", "after", "round", "sample", "q", "large", "menu"),
    )
    for name, parameters in ROUTES:
        if name.startswith(("surveys:", "answering:")) and ACCESS[name].method == "get":
            response = client.get(address(name, parameters, things), dict.fromkeys(names, nonsense))
            assert "X-Forged" not in response
            assert response.status_code in (200, 302, 400, 403, 404), name


@pytest.mark.parametrize("nonsense", ["\0", "9" * 5000, "²", "-1", "\u202e", "1e9", "[]", "{", "\x0b"])
def test_nonsense_in_every_field_breaks_no_page(db, client, nonsense):
    """Every form of surveys is posted as its page offers it, with one nonsense in each of its fields."""
    _, people, things = a_world()
    client.force_login(people[Role.EVALUATOR], backend=BACKEND)
    posted = 0
    for name, parameters in ROUTES:
        if not name.startswith("surveys:"):
            continue
        url = address(name, parameters, things)
        fields = set(SENT)
        if ACCESS[name].method == "get":
            fields |= fields_on(client.get(url))
        with transaction.atomic():
            response = client.post(url, dict.fromkeys(fields, nonsense))
            transaction.set_rollback(True)
        posted += len(fields)
        assert response.status_code in (200, 302, 400, 401, 403, 404, 405, 422), (name, response.status_code)
    assert posted > 500


def fields_on(page):
    """The names of every field of every form that a page shows."""
    names = set()
    for layer in page.context or ():
        for found in layer.flatten().values() if hasattr(layer, "flatten") else dict(layer).values():
            for form in getattr(found, "forms", [found]):
                if hasattr(form, "add_prefix") and hasattr(form, "fields"):
                    names |= {form.add_prefix(name) for name in form.fields}
    return names
