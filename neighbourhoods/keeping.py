"""Who may change an entry of a neighbourhood or of the whole programme."""

from commissioning.models import Role
from neighbourhoods.permissions import KEEP, may_record_in


def may_keep_at(user, entry):
    """Whether `user` may change an entry where it belongs; what belongs to the whole programme, no fieldworker."""
    programme = entry.programme
    if entry.neighbourhood_id is not None:
        return may_record_in(programme, user, entry.neighbourhood_id)
    return user.has_perm(KEEP, programme) and programme.membership_of(user).role != Role.FIELDWORKER
