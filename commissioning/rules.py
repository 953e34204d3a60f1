"""Who may do what: one table of acts and the roles that may do them, asked with the programme as the object."""

import rules

from commissioning.models import Role

COMMISSIONER, COORDINATOR, FIELDWORKER = Role.COMMISSIONER, Role.COORDINATOR, Role.FIELDWORKER
EVALUATOR, STEERING = Role.EVALUATOR, Role.STEERING

ACTS = {
    "commissioning.view_programme": set(Role),
    # Names and other personal details of the people a programme has to do with.
    "commissioning.see_people": {COMMISSIONER, COORDINATOR, FIELDWORKER, EVALUATOR},
    "commissioning.manage_members": {COMMISSIONER},
    "commissioning.edit_programme": {COMMISSIONER},
    # The contract: agreed by the commissioner, worked on by the coordinator, never touched by those who measure it.
    "commissioning.agree_contract": {COMMISSIONER},
    "commissioning.plan_work": {COMMISSIONER, COORDINATOR},
    "commissioning.judge_kpis": {COMMISSIONER, EVALUATOR},
    "commissioning.submit_report": {COORDINATOR},
    "commissioning.decide": {COMMISSIONER},
    "commissioning.set_budget": {COMMISSIONER},
    "commissioning.keep_accounts": {COMMISSIONER, COORDINATOR},
    "commissioning.manage_team": {COMMISSIONER, COORDINATOR},
    "commissioning.keep_learning": {COMMISSIONER, COORDINATOR},
    "commissioning.keep_risks": {COMMISSIONER, COORDINATOR},
    "commissioning.record_meetings": {COMMISSIONER, COORDINATOR, STEERING},
    "commissioning.correct_attendance": {COMMISSIONER, COORDINATOR},
    "neighbourhoods.deploy": {COORDINATOR},
    "neighbourhoods.confirm_baseline": {EVALUATOR},
    "neighbourhoods.import_areas": {COMMISSIONER, COORDINATOR, EVALUATOR},
    "neighbourhoods.choose_priorities": {COMMISSIONER},
    "neighbourhoods.note_intelligence": {COMMISSIONER, COORDINATOR, FIELDWORKER, EVALUATOR},
    # Community life. A fieldworker's acts reach the neighbourhoods they are deployed to: neighbourhoods/permissions.py.
    "neighbourhoods.keep_registers": {COORDINATOR, FIELDWORKER},
    "neighbourhoods.see_contacts": {COORDINATOR, FIELDWORKER},
    "neighbourhoods.merge_groups": {COORDINATOR},
    "neighbourhoods.keep_grants": {COMMISSIONER, COORDINATOR},
    "neighbourhoods.import_registers": {COMMISSIONER, COORDINATOR},
    "neighbourhoods.set_register_rules": {COMMISSIONER},
    "neighbourhoods.confirm_registers": {COORDINATOR, EVALUATOR},
    "neighbourhoods.freeze_baseline": {EVALUATOR},
    "neighbourhoods.share_out_baseline": {COORDINATOR, EVALUATOR},
    "neighbourhoods.answer_person_requests": {COMMISSIONER, COORDINATOR},
    "surveys.run_waves": {EVALUATOR},
    "surveys.interview": {EVALUATOR},
    # Only together: surveys/actions/unlocking.py.
    "surveys.unlock_waves": {COMMISSIONER, EVALUATOR},
    "surveys.export_answers": {EVALUATOR},
    "surveys.keep_testimonies": {EVALUATOR},
    "evaluation.see_provisional": {EVALUATOR},
    "evaluation.load_indicators": {EVALUATOR},
    # Reports: written by those who do and measure the work, judged by who commissioned it.
    "evaluation.write_reports": {COORDINATOR, EVALUATOR},
    "evaluation.submit_reports": {COORDINATOR},
    "evaluation.review_reports": {COMMISSIONER},
    "evaluation.comment": set(Role),
    "evaluation.settle_comments": {COMMISSIONER, COORDINATOR, EVALUATOR},
    "evaluation.open_public_page": {COMMISSIONER},
    "evaluation.keep_tokens": {COMMISSIONER},
}


def has_one_of(roles):
    """A predicate: the user's membership of the programme has one of `roles`."""

    @rules.predicate(f"has_one_of:{','.join(sorted(roles))}")
    def check(user, programme):
        membership = programme.membership_of(user) if programme is not None else None
        return membership is not None and membership.role in roles

    return check


for act, roles in ACTS.items():
    rules.add_perm(act, has_one_of(roles))


@rules.predicate
def sets_programmes_up(user):
    """Whoever runs the installation, and the commissioner of some programme."""
    return user.is_superuser or user.memberships.filter(role=COMMISSIONER).exists()


# Asked without a programme: there is none yet.
rules.add_perm("commissioning.set_up_programme", sets_programmes_up)
