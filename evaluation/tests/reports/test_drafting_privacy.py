"""Nothing personal is in any report: marked words stand in every personal field of a filled world, and none comes out.

The fields are those of accounts/privacy.py, so a new one is marked, and looked for, from the day it is listed there.
"""

from datetime import date

import pytest
from django.apps import apps
from django.db import models
from django.db.models import CharField, JSONField, TextField, Value
from django.db.models.functions import Cast, Concat

from accounts.privacy import PERSONAL
from commissioning.models import Decision
from commissioning.tests.entry_factories import (
    AppointmentFactory,
    ClauseAdviceFactory,
    ConditionFactory,
    DecisionFactory,
    KnowledgeSessionFactory,
    RiskFactory,
)
from evaluation.engine import recompute
from evaluation.models import Report
from evaluation.reports.document import to_json
from evaluation.tests.reports.worlds import all_sections, drafted, everything_in
from neighbourhoods.models import CaseStudy, Effect, FieldworkEntry, RegisterRules
from neighbourhoods.tests.register_factories import (
    AgencyReplyFactory,
    CaseStudyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    EffectFactory,
    FieldworkEntryFactory,
)
from tests.test_access import a_world
from tests.test_personal_words import OLD_STORY, ONE_PERSON, one_person

MARK = "qzpersonal"
ON = date(2026, 11, 30)
ROOM = 40  # letters that a field needs for a mark


def marked_fields(model):
    """The personal fields of a model that hold words, with room for a mark."""
    fields = [model._meta.get_field(name) for name in PERSONAL.get(model._meta.label, ())]
    words = [field for field in fields if isinstance(field, CharField | TextField | JSONField) and not field.choices]
    return [field for field in words if getattr(field, "max_length", None) in (None, *range(ROOM, 2000))]


def mark_everything():
    """Write a mark into every personal field of every room, past every guard; how many fields hold one."""
    marked = 0
    for model in apps.get_models():
        for field in marked_fields(model):
            word = f"{MARK}{model._meta.model_name}"
            mark = [word] if isinstance(field, JSONField) else Concat(Value(word), Cast("pk", CharField()))
            marked += bool(models.QuerySet(model).update(**{field.name: mark}))
    return marked


@pytest.fixture
def programme(db):
    """The world of the access test with more of what reports tell of, and a mark in every personal field."""
    programme, people, things = a_world()
    place = programme.neighbourhoods.first()
    place.cohort = programme.cohorts.order_by("number").first()
    place.save()
    recompute(programme)
    one_person(programme, place)
    fill(programme, place)
    RegisterRules.objects.update_or_create(programme=programme, defaults={"directory_is_public": True})
    assert mark_everything() > 30
    programme.refresh_from_db()
    return programme


def fill(programme, place):
    """Something of everything that a report reads, in the time of its stages."""
    solo = CommunityGroupFactory(programme=programme, name=ONE_PERSON, kind="individual", eligible_in=[place])
    on = programme.starts_on
    FieldworkEntryFactory(neighbourhood=place, done_on=on, what_happened="x", next_step="x")
    issue = CommunityIssueFactory(neighbourhood=place, group=solo, raised_on=on, detail="x")
    AgencyReplyFactory(issue=issue, replied_on=on)
    EffectFactory(programme=programme, neighbourhood=place, group=solo, seen_on=on)
    shared = {"is_shared": True, "consent_how": "written", "consent_on": on, "consent_by": "x"}
    CaseStudyFactory(programme=programme, neighbourhood=place, group=solo, title="Told", told_on=on, **shared)
    RiskFactory(programme=programme, title="Serious", likelihood=5, impact=5, review_on=ON)
    KnowledgeSessionFactory(programme=programme, held_on=on, attended=12)
    ClauseAdviceFactory(programme=programme, given_on=on)
    AppointmentFactory(post__programme=programme, starts_on=on)
    for stage in programme.stages.all():
        if not Decision.objects.filter(stage=stage).exists():
            ConditionFactory(decision=DecisionFactory(stage=stage))


def reports_of(programme):
    stages = list(programme.stages.order_by("number"))
    place = programme.neighbourhoods.first()
    yield from (Report(programme=programme, kind="stage", stage=stage, title="Report") for stage in stages)
    yield Report(programme=programme, kind="neighbourhood", neighbourhood=place, title="Report")
    yield Report(programme=programme, kind="programme", title="Report")
    yield Report(programme=programme, kind="concluding", stage=stages[-1], title="Report")


def test_no_personal_field_is_read_in_any_report(programme):
    for report in reports_of(programme):
        said = everything_in(drafted(report, on=ON))
        for word in (MARK, ONE_PERSON, OLD_STORY):
            assert word not in said, (report.kind, said[max(said.find(word) - 200, 0) :][:300])


def test_reports_of_the_marked_world_tell_of_what_holds_marks(programme):
    """So that the test above looks at reports in which there is something to leak."""
    concluding = list(reports_of(programme))[-1]

    made = drafted(concluding, on=ON)

    slugs = {each.slug for each in all_sections(made.document.sections)}
    assert {"case-studies", "effects-seen", "fieldwork", "issues-counts", "gates", "passed-on", "clauses"} <= slugs
    assert "Told" in str(to_json(made.document))
    for model in (CaseStudy, Effect, FieldworkEntry):
        assert model.objects.of(programme).exists()
