"""What the page of the team shows: posts and who holds them, skills and gaps, where everybody works, and warnings."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from commissioning.framework import Skill, skills
from commissioning.models import Appointment, Post
from commissioning.shares import days_words
from commissioning.team_rules import people_above_full_time
from neighbourhoods.models import Deployment
from neighbourhoods.population import residents_total
from neighbourhoods.staffing import loads_of, total_of
from neighbourhoods.support_rules import Concern, Spell, concerns_of, window_of
from neighbourhoods.team_chart import chart_of, team_words


@dataclass(frozen=True)
class PostLine:
    """A post on one day: who holds it, who comes next, how much of it is vacant, and since when (None: ever since)."""

    post: Post
    holders: tuple[Appointment, ...]
    coming: tuple[Appointment, ...]
    vacant: Decimal
    vacant_since: date | None

    @property
    def is_vacant(self):
        return not self.holders


@dataclass(frozen=True)
class SkillLine:
    """A skill and those in post who bring it."""

    skill: Skill
    people: tuple[Appointment, ...]


class Team:
    """The team of a programme with everything that hangs from it. Five queries, however large it is."""

    def __init__(self, programme):
        self.programme = programme
        self.posts = list(programme.posts.all())
        posts = {post.pk: post for post in self.posts}
        self.appointments = sorted(
            Appointment.objects.of(programme),
            key=lambda each: (self.posts.index(posts[each.post_id]), each.starts_on, each.pk),
        )
        self.places = list(programme.neighbourhoods.select_related("cohort").defer("boundary"))
        self.deployments = list(Deployment.objects.of(programme))
        self._join(posts)
        self.residents = residents_total([place.pk for place in self.places])
        self.windows = {place.cohort_id: window_of(place.cohort) for place in self.places if place.cohort_id}

    def _join(self, posts):
        """Point rows at each other, so that none is asked for again."""
        appointments = {each.pk: each for each in self.appointments}
        places = {place.pk: place for place in self.places}
        for row in (*self.posts, *self.places, *(place.cohort for place in self.places if place.cohort_id)):
            row.programme = self.programme
        for appointment in self.appointments:
            appointment.post = posts[appointment.post_id]
        for deployment in self.deployments:
            deployment.appointment = appointments[deployment.appointment_id]
            deployment.neighbourhood = places[deployment.neighbourhood_id]

    def in_post(self, on):
        return [appointment for appointment in self.appointments if appointment.holds_on(on)]


def team_page(programme, on, sees_names):
    """Template variables of the page of the team on the date `on`."""
    team = Team(programme)
    lines = [_post_line(post, team, on) for post in team.posts]
    held = skill_lines(team.in_post(on))
    loads = loads_of(team.places, team.deployments, team.windows, team.residents, on)
    return {
        "has_posts": bool(team.posts),
        "teams": _by_team(lines),
        "post_count": len(lines),
        "vacant": [line for line in lines if line.vacant],
        "in_post": len(team.in_post(on)),
        "fte_held": sum((each.fte for each in team.in_post(on)), Decimal(0)),
        "fte_posts": sum((post.fte for post in team.posts), Decimal(0)),
        "skills": held,
        "gaps": [line.skill for line in held if not line.people],
        "chart": chart_of(programme, team.appointments, team.deployments, on, sees_names),
        "deployments": sorted(team.deployments, key=lambda each: (each.starts_on, each.neighbourhood.name, each.pk)),
        "loads": loads,
        "total": total_of(loads, team.deployments, on),
        "elsewhere": len(team.places) - len(loads),
        "concerns": _concerns(team, on, sees_names),
        "sees_names": sees_names,
    }


def skill_lines(in_post):
    """A SkillLine for each of the nine."""
    return [
        SkillLine(skill, tuple(each for each in in_post if skill.key in each.skills)) for skill in skills().values()
    ]


def _post_line(post, team, on):
    ever = [each for each in team.appointments if each.post_id == post.pk]
    holders = [each for each in ever if each.holds_on(on)]
    ends = [each.ends_on for each in ever if each.ends_on and each.ends_on < on]
    return PostLine(
        post=post,
        holders=tuple(holders),
        coming=tuple(each for each in ever if each.starts_on > on),
        vacant=post.fte - sum((each.fte for each in holders), Decimal(0)),
        vacant_since=max(ends) + timedelta(days=1) if ends else None,
    )


def _by_team(lines):
    """(words, lines) of each team, the core team first."""
    found = {}
    for line in lines:
        found.setdefault(line.post.team, []).append(line)
    ordered = sorted(found, key=lambda number: (number is not None, number))
    return [(team_words(number), found[number]) for number in ordered]


def _concerns(team, on, sees_names):
    spells = {}
    for each in team.deployments:
        spells.setdefault(each.neighbourhood_id, []).append(Spell(each.kind, each.starts_on, each.ends_on))
    found = []
    for place in team.places:
        found += concerns_of(place.name, team.windows.get(place.cohort_id), spells.get(place.pk, []), on)
    return found + _above_full_time(team, on, sees_names)


def _above_full_time(team, on, sees_names):
    found = []
    for name, excess, held in people_above_full_time(team.appointments, on):
        posts = " and ".join(str(each.post) for each in held)
        who = name if sees_names else "One person"
        days = days_words(excess.starts_on, excess.ends_on)
        words = f"{who} holds {excess.total.normalize():f} of full time {days}: {posts}."
        found.append(Concern("More than full time", words))
    return found
