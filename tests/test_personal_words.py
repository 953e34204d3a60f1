"""Nobody reads what is personal in community life who may not: every address asked with marked words in every field.

The fields are those of accounts/privacy.py, so a new one is marked, and looked for, from the day it is listed there.
"""

import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.privacy import PERSONAL
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory
from neighbourhoods.models import GroupPlace, RegisterFile
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    AssetFactory,
    CaseStudyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    ContactFactory,
    EffectFactory,
    FieldworkEntryFactory,
    GrantFactory,
    GroupLinkFactory,
    GroupProfileFactory,
)
from tests.access import ACCESS, ANYBODY, SIGNED_IN
from tests.test_access import ROUTES, a_world, address, asked

ROOM = "neighbourhoods"
MARK = "qz"
ONE_PERSON, OLD_STORY = f"{MARK}oneperson", f"{MARK}untoldstory"
WORKER, ELSEWHERE = Role.FIELDWORKER.value, "fieldworker elsewhere"
SEE_NAMES = {Role.COMMISSIONER, Role.COORDINATOR, Role.EVALUATOR, WORKER, ELSEWHERE}
KEEPERS = {Role.COORDINATOR, WORKER}
# What those who see names may not see all the same.
NARROWER = {
    "neighbourhoods.Contact": KEEPERS,
    "neighbourhoods.RegisterFile": {Role.COMMISSIONER, Role.COORDINATOR},
}
LONG = {"notes": 2}  # how many words stand beside the number in a row of a list that a file was read into
# What addresses ask for beside what they show by themselves; each takes what it knows.
ASKED = "?show=all&on=2025-01-01&period=all&by=kind&full=true&sort=oldest&kind=individual&person={person}"


def words_of(model):
    """The personal fields of a model that hold words: not the persons it points to."""
    fields = [model._meta.get_field(name) for name in PERSONAL.get(model._meta.label, ())]
    return [field for field in fields if not field.is_relation]


def mark_of(model, field):
    return f"{MARK}{model._meta.model_name}{field.name.replace('_', '')}"


MODELS = [model for model in apps.get_app_config(ROOM).get_models() if words_of(model)]
MAY_READ = {
    mark_of(model, field): NARROWER.get(model._meta.label, SEE_NAMES) for model in MODELS for field in words_of(model)
}
MAY_READ |= {ONE_PERSON: SEE_NAMES, OLD_STORY: KEEPERS, f"{MARK}recorder": SEE_NAMES}
MAY_READ[mark_of(RegisterFile, RegisterFile._meta.get_field("content"))] = set()  # read by the software alone


def value_of(model, field):
    """A value that the field takes, with its mark in it."""
    mark = mark_of(model, field)
    if isinstance(field, models.JSONField):
        return [[2, *[mark] * LONG.get(field.name, 3)]]
    if isinstance(field, models.BinaryField):
        return mark.encode()
    return f"{mark}@example.org" if isinstance(field, models.EmailField) else mark


def mark_everything(recorder):
    """Write marked words into every personal field of the room, and into the earlier versions of every row."""
    for model in apps.get_app_config(ROOM).get_models():
        people = {
            name: recorder
            for name in PERSONAL.get(model._meta.label, ())
            if model._meta.get_field(name).related_model is type(recorder)
        }
        words = {field.name: value_of(model, field) for field in words_of(model)}
        if people or words:
            models.QuerySet(model).update(**people, **words)
        if hasattr(model, "history"):
            _mark_history(model, words, recorder)


def _mark_history(model, words, recorder):
    """Two versions of each row, which differ in the marked words."""
    if not words or model is RegisterFile:
        return
    texts = {name: value for name, value in words.items() if isinstance(value, str)}
    for row in models.QuerySet(model):
        row._history_user = recorder
        row.save()
    first = {record.id: record.pk for record in model.history.order_by("-history_id")}
    model.history.filter(history_id__in=first.values()).update(**texts)
    model.history.exclude(history_id__in=first.values()).update(**{name: f"{text}x" for name, text in texts.items()})


def one_person(programme, place):
    """An entry of the register that is one person, with something of each kind that can hang from a group."""
    solo = CommunityGroupFactory(programme=programme, name=ONE_PERSON, kind="individual", is_listed=True)
    GroupPlace.objects.create(group=solo, neighbourhood=place)
    GroupProfileFactory(group=solo, counting=True)
    group = CommunityGroupFactory(programme=programme, eligible_in=[place])
    GroupProfileFactory(group=group, as_of=date(2024, 10, 1), state="merged", merged_into=solo)
    GroupProfileFactory(group=group, as_of=date(2024, 9, 20), struck_out_at=timezone.now(), struck_out_because="x")
    visit = FieldworkEntryFactory(neighbourhood=place, next_step="x", next_on=date(2024, 10, 1))
    visit.groups.add(solo)
    agency = AgencyFactory(programme=programme)
    issue = CommunityIssueFactory(neighbourhood=place, group=solo, agency=agency, sent_on=date(2024, 9, 2))
    asset = AssetFactory(neighbourhood=place, group=solo)
    asset.group = group
    asset.save()
    return {
        "neighbourhoods:visit": visit.pk,
        "neighbourhoods:issue": issue.pk,
        "neighbourhoods:reply": AgencyReplyFactory(issue=issue).pk,
        "neighbourhoods:link": GroupLinkFactory(group=group, other=solo, confirmed=[date(2024, 9, 1)]).pk,
        "neighbourhoods:agency": GroupLinkFactory(group=solo, agency=agency).agency_id,
        "neighbourhoods:asset": AssetFactory(neighbourhood=place, group=solo).pk,
        "neighbourhoods:grant": GrantFactory(group=solo).pk,
        "neighbourhoods:effect": EffectFactory(programme=programme, neighbourhood=place, group=solo).pk,
        "neighbourhoods:contact-new": solo.pk,
        "neighbourhoods:contact": ContactFactory(group=solo).pk,
        "neighbourhoods:profile": group.pk,
        "neighbourhoods:group-edit": solo.pk,
        "neighbourhoods:group": group.pk,
        "neighbourhoods:case-study": CaseStudyFactory(
            programme=programme, neighbourhood=place, group=solo, title=OLD_STORY, story=OLD_STORY
        ).pk,
    }


def worker_elsewhere(programme):
    """A fieldworker of a second neighbourhood."""
    worker = MembershipFactory(programme=programme, role=Role.FIELDWORKER).user
    appointment = AppointmentFactory(post__programme=programme, user=worker)
    DeploymentFactory(appointment=appointment, neighbourhood=NeighbourhoodFactory(programme=programme))
    return worker


@pytest.fixture
def marked(db):
    """The world of the access test and a second one of each thing, with marks in every personal field."""
    programme, people, things = a_world()
    [place] = programme.neighbourhoods.all()
    people[ELSEWHERE] = worker_elsewhere(programme)
    others = things | {"pk": things["pk"] | one_person(programme, place)}
    recorder = MembershipFactory(programme=programme, role=Role.COORDINATOR, user__name=f"{MARK}recorder").user
    mark_everything(recorder)
    return people, recorder, (things, others)


def addresses(things, visitor, room=""):
    """(name, method, address) of everything that a visitor may reach, in one room or in all."""
    for name, parameters in ROUTES:
        rule = ACCESS[name]
        if rule.who == SIGNED_IN or (visitor in ("anonymous", "outsider") and rule.who != ANYBODY):
            continue
        if name.startswith(room):
            yield name, rule.method, address(name, parameters, things)


def text_of(response):
    """What a response says, workbooks unpacked."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with ZipFile(io.BytesIO(content)) as workbook:
            content = b"".join(workbook.read(name) for name in workbook.namelist())
    return content.decode(errors="replace").lower()


def marks_read(client, people, visitor, worlds, recorder):
    """Mark -> the names of the addresses at which a visitor reads it."""
    client.logout()
    if visitor != "anonymous":
        client.force_login(people[visitor], backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for things, room, asks in zip(worlds, ("", ROOM), ("", ASKED.format(person=recorder.pk)), strict=True):
        for name, method, url in addresses(things, visitor, room):
            query = asks if method == "get" else ""
            said = text_of(asked(client, method, url + query))
            for mark in MAY_READ:
                if mark in said:
                    found.setdefault(mark, set()).add(name)
    return found


@pytest.mark.parametrize(
    "visitor",
    ["anonymous", "outsider", Role.STEERING.value, Role.COMMISSIONER.value, Role.EVALUATOR.value, ELSEWHERE],
)
def test_personal_words_are_read_by_nobody_who_may_not(marked, client, visitor):
    people, recorder, worlds = marked

    found = marks_read(client, people, visitor, worlds, recorder)

    leaks = {mark: sorted(names) for mark, names in found.items() if visitor not in MAY_READ[mark]}
    assert not leaks, leaks


def test_marked_words_are_there_to_be_read(marked, client):
    """Those who keep the registers read each of them somewhere, so that the test above looks for what there is."""
    people, recorder, worlds = marked

    found = marks_read(client, people, Role.COORDINATOR.value, worlds, recorder)

    assert found.keys() == {mark for mark, readers in MAY_READ.items() if readers}
