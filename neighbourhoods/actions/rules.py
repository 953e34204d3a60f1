"""Setting what a programme counts and publishes."""

from django.db import transaction

from commissioning.actions.entries import hold, save_entry
from neighbourhoods.models import RegisterRules

ASKED = ("income_threshold", "reply_days", "directory_is_public", "directory_words")


@transaction.atomic
def set_register_rules(*, programme, rules, by, seen=None):
    """Write the one row of rules that a programme has; the same once more writes nothing.

    `seen` is the latest change that the form knew of. Raises EntryChanged where somebody changed them since, and
    ValidationError, by field, where they break a rule of their own.
    """
    hold(programme)
    standing = RegisterRules.objects.filter(programme=programme).first()
    if standing and all(getattr(standing, name) == getattr(rules, name) for name in ASKED):
        return standing
    if standing and rules._state.adding:  # two people began at once: the other was first, and this one goes on from it
        rules.pk, rules.key, rules._state.adding, seen = standing.pk, standing.key, False, seen or 0
    return save_entry(programme=programme, entry=rules, by=by, seen=seen)
