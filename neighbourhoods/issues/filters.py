"""Which issues a list shows: by neighbourhood, theme, agency, and where they stand."""

from datetime import timedelta
from typing import NamedTuple

from commissioning.models import Role
from neighbourhoods.models import Agency, CommunityIssue
from neighbourhoods.permissions import worked_in
from neighbourhoods.themes import THEMES

MINE = "mine"  # the neighbourhoods in which a fieldworker works
NO_AGENCY = "none"
SHOWS = {"waiting": "Waiting", "overdue": "Overdue", "answered": "Answered", "closed": "Closed", "all": "All"}


class Chosen(NamedTuple):
    """What the address asks for; empty narrows nothing. `show_given` is empty where `show` is only the usual one."""

    place: str
    theme: str
    agency: str
    show_given: str

    @property
    def show(self):
        """Which issues, by where they stand: unless asked, those that wait, and of one agency all."""
        return self.show_given or ("all" if self.agency else "waiting")

    @property
    def heading(self):
        return "All issues" if self.show == "all" else SHOWS[self.show]


class Options(NamedTuple):
    """(value, words) that each filter offers."""

    places: list
    themes: list
    agencies: list
    shows: list


def chosen_of(query):
    """What a list's address asks for."""
    show = query.get("show", "")
    asked = [query.get(name, "").replace("\0", "").strip()[:40] for name in ("place", "theme", "agency")]
    return Chosen(*asked, show if show in SHOWS else "")


def options_of(programme, user):
    """What the filters offer to `user`."""
    places = list(programme.neighbourhoods.order_by("name").values_list("code", "name"))
    if programme.membership_of(user).role == Role.FIELDWORKER and worked_in(programme, user):
        places.insert(0, (MINE, "Where I work"))
    agencies = [(str(pk), name) for pk, name in Agency.objects.of(programme).values_list("pk", "name")]
    if agencies:
        agencies.insert(0, (NO_AGENCY, "Not put to one yet"))
    return Options(places, list(THEMES), agencies, list(SHOWS.items()))


def narrowed(programme, user, chosen):
    """The clocked issues of a programme in the place, of the theme and at the agency that are asked for."""
    issues = CommunityIssue.objects.of(programme).clocked()
    if chosen.place == MINE:
        issues = issues.filter(neighbourhood__in=worked_in(programme, user))
    elif chosen.place:
        issues = issues.filter(neighbourhood__code=chosen.place)
    if chosen.theme:
        issues = issues.filter(theme=chosen.theme)
    if chosen.agency == NO_AGENCY:
        issues = issues.filter(sent_on=None)
    elif chosen.agency.isdecimal():
        issues = issues.filter(agency=chosen.agency[:18])
    return issues


def of_state(issues, show, today, limit):
    """The issues that stand as asked, in the order that helps: what waits longest, else what came last."""
    if show == "overdue":
        last_in_time = today - timedelta(days=limit)
        return issues.waiting().raised_before(last_in_time).order_by("raised_on", "pk")
    if show == "waiting":
        return issues.waiting().order_by("raised_on", "pk")
    if show == "answered":
        return issues.answered().order_by("-answered_on", "-pk")
    if show == "closed":
        return issues.closed().order_by("-outcome_on", "-pk")
    return issues.order_by("-raised_on", "-pk")
