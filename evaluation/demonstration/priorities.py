"""Why Harbourside's cohorts are what they are: what was known locally, the ranking of the day, and who decided."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.http import QueryDict
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from commissioning.models import Role
from evaluation.priorities.ranked import PriorityRanking
from neighbourhoods.models import CohortChoice, LocalIntelligence

DAY_OF_MONTH = 11


class Note(NamedTuple):
    """What somebody in a role wrote down about a ward, in which month of the programme."""

    month: int
    ward: str
    role: Role
    words: str


class Choosing(NamedTuple):
    """Wards put into a cohort together, in which month, and why."""

    month: int
    cohort: int
    wards: tuple[str, ...]
    reason: str


NOTES = (
    Note(
        1,
        "Ropewalk",
        Role.COMMISSIONER,
        "The tenants’ hall closed two years ago and nothing has taken its place. Several people asked at the library "
        "where they could meet.",
    ),
    Note(
        1,
        "Dockray",
        Role.COORDINATOR,
        "A lunch club and a fishing club are going strong, and neither knows of the other. Both would share their "
        "room.",
    ),
    Note(
        2,
        "Saltmarsh",
        Role.COORDINATOR,
        "Cut off by the bypass: people go to Limekiln for everything. The two should be worked with together.",
    ),
    Note(
        14,
        "Dockray",
        Role.FIELDWORKER,
        "The two clubs have opened their room to others on three evenings a week. A young parents’ group has begun.",
    ),
    Note(
        18,
        "Thornsea",
        Role.COORDINATOR,
        "A housing association has paid for two community workers here since last year, and will for two more.",
    ),
    Note(
        19,
        "Netherfold",
        Role.COMMISSIONER,
        "The health centre will be rebuilt in the next two years. Residents have asked for a say in what goes into it.",
    ),
    Note(
        19,
        "Quayside West",
        Role.FIELDWORKER,
        "People speak of one Quayside. A group that starts on one side draws from both.",
    ),
    Note(
        38,
        "Holm Bridge",
        Role.FIELDWORKER,
        "The bus has been cut to two a day. Older people say that they no longer get to the clubs in Dockray.",
    ),
    Note(
        39,
        "Thornsea",
        Role.COORDINATOR,
        "The housing association’s money ends soon. The groups that came of it have nobody to turn to.",
    ),
)
CHOSEN = (
    Choosing(
        2,
        1,
        ("Ropewalk", "Limekiln", "Saltmarsh", "Dockray"),
        "First to fourth on deprivation and life expectancy, and they stay there whatever the weights. No survey has "
        "been held yet, so how sparse community life is could not be ranked. The fifth, Tanyard, waits: three teams "
        "can support four places well.",
    ),
    Choosing(
        20,
        2,
        ("Tanyard", "Castle Landing", "Quayside West", "Quayside East"),
        "High on need, and less community activity than elsewhere in the second survey. The two Quaysides are one "
        "place to the people who live there, so both come in. Thornsea ranks higher than two of these but has "
        "community workers already, paid for by its housing association.",
    ),
    Choosing(
        20,
        2,
        ("Netherfold",),
        "Not for its rank: the health centre is about to be rebuilt, and residents want a say in it. Support now can "
        "make that a beginning. The steering group asked for it.",
    ),
)


def choose_priorities(programme, users):
    """Write down what was known and why each cohort was chosen, each on the day that it was."""
    places = {place.name: place for place in programme.neighbourhoods.select_related("cohort")}
    notes = [_signed(LocalIntelligence(note=n.words), places[n.ward], users, n.role, n.month) for n in NOTES]
    for note in notes:
        note._history_user, note._history_date = note.written_by, note.written_at
    bulk_create_with_history(notes, LocalIntelligence)
    rankings = {month: _ranking(programme, month) for month in {choosing.month for choosing in CHOSEN}}
    CohortChoice.objects.bulk_create(
        _choice(choosing, places[ward], rankings[choosing.month], users)
        for choosing in CHOSEN
        for ward in choosing.wards
    )


def _choice(choosing, place, ranking, users):
    choice = CohortChoice(
        cohort=place.cohort, number=choosing.cohort, reason=choosing.reason, ranking=ranking[place.pk]
    )
    return _signed(choice, place, users, Role.COMMISSIONER, choosing.month)


def _ranking(programme, month):
    """How each place stood by the usual criteria, from what was known in that month."""
    return PriorityRanking(QueryDict(), programme, until=_day(programme, month)).snapshots


def _signed(record, place, users, role, month):
    record.neighbourhood, record.written_by, record.written_as = place, users[role], role
    morning = datetime.combine(_day(place.programme, month), time(10))
    record.written_at = timezone.make_aware(morning)
    return record


def _day(programme, month):
    return programme.month_start(month) + timedelta(days=DAY_OF_MONTH - 1)
