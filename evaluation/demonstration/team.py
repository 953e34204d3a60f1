"""The team of Harbourside: fifteen posts, who held them over 40 months, and where they worked. All invented."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from commissioning.actions.entries import save_entry
from commissioning.actions.team import set_up_team
from commissioning.models import Appointment, Post, Role
from evaluation.demonstration.borough import place_of
from evaluation.demonstration.history import date_back, written
from evaluation.demonstration.people import NAMES
from neighbourhoods.models import Deployment

INTENSIVE, MAINTENANCE = Deployment.Kind.INTENSIVE, Deployment.Kind.MAINTENANCE
LAST_PLANNED_MONTH = 42
ARRANGED_DAYS_BEFORE = 21  # somebody starts


class Stay(NamedTuple):
    """Work in one ward from one programme month to another, with hundredths of full time."""

    ward: str
    share: int
    first: int
    last: int
    kind: str = INTENSIVE


class Held(NamedTuple):
    """Somebody in a post: the team (None for the core team), the place in it, the months, and what they bring."""

    team: int | None
    position: int
    name: str
    first: int
    last: int | None
    skills: tuple[str, ...]
    stays: tuple[Stay, ...] = ()
    employer: str = ""


def _first(ward, share=100, last=24):
    return Stay(ward, share, 7, last)


def _second(ward, share=100, last=LAST_PLANNED_MONTH):
    return Stay(ward, share, 25, last)


def _kept_up(ward, share=20, last=LAST_PLANNED_MONTH):
    return Stay(ward, share, 25, last, MAINTENANCE)


# The statistician left in month 21, and nobody since has brought social statistics. Team 1 lost a fieldworker in month
# 36 and with him Limekiln's maintenance; his successor has only just come. Dockray is still supported intensively.
TEAM = (
    Held(
        None, 1, NAMES[Role.COORDINATOR], 1, None,
        ("public-services", "managing-workers", "making-the-case", "long-view"),
    ),
    Held(None, 2, "Carol Haworth", 1, None, ("public-services",)),
    Held(None, 3, "Ifeoma Nwosu", 1, 21, ("social-statistics", "qualitative-research")),
    Held(None, 3, "Rhys Pemberton", 23, None, ("qualitative-research", "making-the-case")),
    Held(
        1, 1, "Shabnam Akhtar", 4, None, ("communities", "managing-workers", "long-view"),
        (_first("Ropewalk", 50), _first("Limekiln", 50), _second("Tanyard", 40), _second("Netherfold", 40),
         _kept_up("Ropewalk")),
    ),
    Held(
        1, 2, NAMES[Role.FIELDWORKER], 6, None, ("communities", "group-growth"),
        (_first("Ropewalk"), _second("Tanyard", 60), _second("Netherfold", 20), _kept_up("Ropewalk")),
    ),
    Held(1, 3, "Declan Murphy", 6, None, ("hardship", "communities"), (_first("Ropewalk"), _second("Netherfold"))),
    Held(
        1, 4, "Kofi Mensah", 6, 36, ("group-growth", "hardship"),
        (_first("Limekiln"), _second("Tanyard", 60, 36), _kept_up("Limekiln", 40, 36)),
    ),
    Held(1, 4, "Bronwen Yates", 40, None, ("communities",)),
    Held(
        2, 1, "Marcus Bell", 4, None, ("public-services", "managing-workers", "hardship"),
        (_first("Saltmarsh", 60), _first("Limekiln", 40), _second("Castle Landing", 80), _kept_up("Saltmarsh")),
    ),
    Held(2, 2, "Agnieszka Nowak", 6, 19, ("communities", "group-growth"), (_first("Saltmarsh", 100, 19),)),
    Held(
        2, 2, "Yusuf Demir", 20, None, ("communities", "hardship"),
        (Stay("Saltmarsh", 100, 20, 24), _second("Castle Landing", 80), _kept_up("Saltmarsh")),
    ),
    Held(
        2, 3, "Hannah Cartwright", 6, None, ("public-services", "communities"),
        (_first("Saltmarsh"), _second("Castle Landing")), "Harbourside Housing Trust",
    ),
    Held(
        2, 4, "Leroy Campbell", 6, None, ("group-growth",),
        (_first("Limekiln"), _second("Castle Landing", 50), _second("Quayside West", 50)),
    ),
    Held(
        3, 1, "Eilidh MacLeod", 4, None, ("managing-workers", "making-the-case", "group-growth"),
        (_first("Dockray"), _second("Quayside West", 40), _second("Quayside East", 40), _kept_up("Dockray")),
    ),
    Held(3, 2, "Sunita Patel", 6, None, ("hardship", "communities"), (_first("Dockray"), _second("Quayside West"))),
    Held(
        3, 3, "Jack Thwaite", 6, None, ("group-growth",),
        (_first("Dockray"), _second("Dockray", 50), _second("Quayside East", 50)),
    ),
    Held(
        3, 4, "Fatima Al-Sayed", 6, None, ("communities", "qualitative-research"),
        (_first("Dockray"), _second("Quayside East", 80), _kept_up("Dockray")),
    ),
)  # fmt: skip


FIELDWORKERS_WARDS = {
    place_of(stay.ward) for held in TEAM if held.name == NAMES[Role.FIELDWORKER] for stay in held.stays
}


def fill_team(programme, neighbourhoods, by):
    """Make the posts, appoint the people and deploy them; `neighbourhoods` by their place in WARDS."""
    posts = {(post.team, post.position): post for post in set_up_team(programme=programme, by=by)}
    date_back(Post.history.filter(programme=programme), programme.starts_on - timedelta(days=ARRANGED_DAYS_BEFORE))
    accounts = {member.user.name: member.user for member in programme.memberships.select_related("user")}
    for held in TEAM:
        appointment = Appointment(
            post=posts[held.team, held.position],
            name=held.name,
            user=accounts.get(held.name),
            employer=held.employer,
            starts_on=programme.month_start(held.first),
            ends_on=programme.month_end(held.last) if held.last else None,
            skills=list(held.skills),
        )
        _save(programme, appointment, by)
        for stay in held.stays:
            _save(programme, _deployment(appointment, stay, neighbourhoods), by)


def take_team_away(programme):
    """Delete the team from its ends: deployments and appointments keep what they rest on from being deleted."""
    Deployment.objects.of(programme).delete()
    Appointment.objects.of(programme).delete()


def _save(programme, entry, by):
    on = entry.starts_on - timedelta(days=ARRANGED_DAYS_BEFORE)
    save_entry(programme=programme, entry=written(entry, on, by), by=by)


def _deployment(appointment, stay, neighbourhoods):
    programme = appointment.post.programme
    return Deployment(
        appointment=appointment,
        neighbourhood=neighbourhoods[place_of(stay.ward)],
        kind=stay.kind,
        starts_on=programme.month_start(stay.first),
        ends_on=programme.month_end(stay.last),
        fte=Decimal(stay.share) / 100,
    )
