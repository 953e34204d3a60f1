"""Quayside near the end of its second stage, with everything that a report of it can tell."""

from datetime import date
from decimal import Decimal

import time_machine

from accounts.tests.factories import UserFactory
from commissioning.actions.gates import decide_stage
from commissioning.models import Role
from commissioning.tests.entry_factories import (
    AppointmentFactory,
    BudgetLineFactory,
    ContributionFactory,
    KnowledgeSessionFactory,
    KpiFactory,
    MilestoneFactory,
    PartnerFactory,
    PaymentFactory,
    PostFactory,
    RiskFactory,
    TaskFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.gate_evidence import evidence_of
from evaluation.registers.freezing import freeze_baseline
from evaluation.tests.reports.worlds import a_programme, stages_of
from neighbourhoods.tests.factories import DeploymentFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    EffectFactory,
    FieldworkEntryFactory,
    GroupProfileFactory,
)

TODAY = date(2026, 3, 20)  # month 24, the last of stage 2
GATE_1, COUNTED_AT_FIRST = date(2024, 9, 25), date(2024, 9, 1)
COUNTED_AGAIN = (date(2025, 6, 1), date(2026, 2, 1))  # a group that nobody went back to for a year counts no more
# Active in the community, (yes, asked) at the baseline and a year later. Dockray's figures are too small to show.
ACTIVE = {"Ropewalk": [(21, 300), (60, 300)], "Limekiln": [(30, 300), (48, 300)], "Dockray": [(3, 12), (7, 13)]}
GROUPS = {"Ropewalk": (10, 5), "Limekiln": (6, 0), "Dockray": (4, 2)}  # at the baseline, and more since
NAMES = {
    Role.COMMISSIONER: "Marian Cole",
    Role.COORDINATOR: "Robin Hale",
    Role.FIELDWORKER: "Grace Mensah",
    Role.EVALUATOR: "Ines Duarte",
    Role.STEERING: "Stella Osei",
}
STAFF = [name for role, name in NAMES.items() if role != Role.STEERING]


def stage_two():
    """(programme, role -> its member): stage 1 decided, stage 2 done but for its report."""
    made = ProgrammeFactory(slug="quay", name="Quayside", area_name="Quayside", contractor="The Quay Trust")
    people = {role: _member(made, role, name) for role, name in NAMES.items()}
    programme, _ = a_programme(ACTIVE, programme=made)
    _count_groups(programme)
    first, second, *_ = stages_of(programme)
    _decide(first, people[Role.COMMISSIONER])
    second.refresh_from_db()
    _add_work(second, people)
    _add_money(second)
    _add_observations(programme)
    programme.refresh_from_db()
    return programme, people


def _member(programme, role, name):
    user = UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org")
    return MembershipFactory(programme=programme, role=role, user=user).user


def _count_groups(programme):
    """Groups at the frozen baseline, all of them still there at the end of the stage, and more."""
    for place in programme.neighbourhoods.all():
        at_first, more = GROUPS[place.name]
        old = [_group(place, COUNTED_AT_FIRST) for _ in range(at_first)]
        freeze_baseline(neighbourhood=place, reference_on=COUNTED_AT_FIRST, by=None, though_incomplete=True)
        for group in old:
            for as_of in COUNTED_AGAIN:
                GroupProfileFactory(group=group, as_of=as_of, counting=True)
        for _ in range(more):
            _group(place, COUNTED_AGAIN[-1])


def _group(place, as_of):
    return CommunityGroupFactory(programme=place.programme, eligible_in=[place], eligible_in__as_of=as_of)


def _decide(stage, commissioner):
    with time_machine.travel(GATE_1, tick=False):
        decide_stage(
            stage=stage,
            by=commissioner,
            outcome="continue",
            reasons="The baselines stand.",
            evidence=evidence_of(stage),
            next_begins_on=date(2024, 10, 1),
        )


def _add_work(stage, people):
    """Tasks, a milestone and KPIs of the stage, its team, what it passed on, and a risk."""
    for title in ("Start work in the first cohort", "Hold the forum"):
        TaskFactory(stage=stage, title=title, due_month=20, state="done", done_on=date(2025, 11, 3))
    MilestoneFactory(stage=stage, title="Half-way talk", due_month=16, met_on=date(2025, 7, 2))
    KpiFactory(stage=stage, title="More people are active", due_month=24)
    KpiFactory(stage=stage, title="More groups", indicator="B1", due_month=24)
    programme = stage.programme
    post = PostFactory(programme=programme, title="Fieldworker")
    appointment = AppointmentFactory(post=post, name=NAMES[Role.FIELDWORKER], user=people[Role.FIELDWORKER])
    DeploymentFactory(appointment=appointment, neighbourhood=programme.neighbourhoods.get(name="Ropewalk"))
    KnowledgeSessionFactory(programme=programme, held_on=date(2025, 5, 12), invited=20, attended=12)
    RiskFactory(programme=programme, title="The hall closes", likelihood=4, impact=4, review_on=date(2026, 5, 1))


def _add_money(stage):
    BudgetLineFactory(stage=stage, amount=Decimal("90000.00"))
    PaymentFactory(stage=stage, amount=Decimal("81000.00"), paid_on=date(2025, 9, 1))
    council = PartnerFactory(programme=stage.programme, name="The council")
    ContributionFactory(stage=stage, partner=council, amount=Decimal("5000.00"), received=Decimal("4000.00"))


def _add_observations(programme):
    """Visits, an issue that changed a service, one that waits, and an effect that nobody planned."""
    place = programme.neighbourhoods.get(name="Ropewalk")
    FieldworkEntryFactory(neighbourhood=place, done_on=date(2025, 4, 2), people=40)
    put = {"neighbourhood": place, "raised_on": date(2025, 2, 1), "agency": AgencyFactory(programme=programme)}
    settled = {"outcome": "changed", "outcome_on": date(2025, 6, 1), "outcome_words": "It was built."}
    crossing = CommunityIssueFactory(**put, title="A crossing", sent_on=date(2025, 2, 3), **settled)
    AgencyReplyFactory(issue=crossing, replied_on=date(2025, 3, 1))
    CommunityIssueFactory.create_batch(5, neighbourhood=place, title="A bench", raised_on=date(2025, 8, 1))
    EffectFactory(programme=programme, neighbourhood=place, title="They cook together", seen_on=date(2025, 3, 1))
