"""Who may do what: one table of acts and the roles that may do them, asked with the programme as the object."""

import rules

from commissioning.models import Role

COMMISSIONER, COORDINATOR, FIELDWORKER = Role.COMMISSIONER, Role.COORDINATOR, Role.FIELDWORKER
EVALUATOR, STEERING = Role.EVALUATOR, Role.STEERING

ACTS = {
    "commissioning.view_programme": set(Role),
    "commissioning.manage_members": {COMMISSIONER},
    "neighbourhoods.import_areas": {COMMISSIONER, COORDINATOR, EVALUATOR},
    "surveys.run_waves": {EVALUATOR},
    "evaluation.see_provisional": {EVALUATOR},
    "evaluation.load_indicators": {EVALUATOR},
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
