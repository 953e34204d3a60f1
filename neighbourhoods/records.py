"""What was written down about one neighbourhood: why it was chosen, and what is known of it locally."""

from commissioning.models import Role
from neighbourhoods.models import CohortChoice, LocalIntelligence


def records_of(place, membership):
    """Template variables `choices` and `intelligence`, the latest first, and `sees_names`.

    The steering group reads in which role somebody wrote, and not who it was.
    """
    return {
        "choices": list(CohortChoice.objects.filter(neighbourhood=place).select_related("written_by")),
        "intelligence": list(LocalIntelligence.objects.filter(neighbourhood=place).select_related("written_by")),
        "sees_names": membership.role != Role.STEERING,
    }
