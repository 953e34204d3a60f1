"""What was put in, in a report: hours of fieldwork and people met, the team's posts and gaps, and serious risks."""

from collections import defaultdict
from decimal import Decimal

from commissioning.models import Risk
from evaluation.registers.counting import day_words
from evaluation.reports.document import Bullets, Cell, Column, Paragraph, Section, Table
from evaluation.reports.drafting.people_counts import people_words, sum_words
from neighbourhoods.approaches import hours_words
from neighbourhoods.models import FieldworkEntry
from neighbourhoods.staffing import loads_of
from neighbourhoods.team_chart import team_words
from neighbourhoods.team_page import Team, skill_lines

NO_FIELDWORK = "No fieldwork is on record here in this time."


def fieldwork_section(material, places):
    """A Section with visits, hours and people met in each of `places`, in the time that the report tells of."""
    since, until = material.since, material.until
    done = FieldworkEntry.objects.filter(neighbourhood__in=[place.pk for place in places])
    found = defaultdict(list)
    asked = done.filter(done_on__range=(since, until)).order_by()
    for place, hours, people in asked.values_list("neighbourhood", "hours", "people"):
        found[place].append((hours, people))
    if not found:
        return Section("fieldwork", "Fieldwork", (Paragraph(NO_FIELDWORK),))
    rows = [_work_row(place.name, found[place.pk]) for place in places if found[place.pk]]
    if len(rows) > 1:
        rows.append(_all_work_row(list(found.values())))
    columns = (
        Column("Neighbourhood"),
        *(Column(words, is_number=True) for words in ("Visits", "Hours", "People met", "Visits not counted")),
    )
    caption = f"Fieldwork from {day_words(since)} to {day_words(until)}"
    note = "People are counted at each visit, so somebody met twice counts twice. A visit without a count adds nobody."
    return Section("fieldwork", "Fieldwork", (Table(caption, columns, tuple(rows), note),))


def _people_met(visits):
    """How many were met in the visits where somebody counted; None where nobody did."""
    counted = [people for _, people in visits if people is not None]
    return sum(counted) if counted else None


def _work_row(name, visits):
    people = people_words(_people_met(visits))
    return tuple(map(Cell, (name, f"{len(visits):,}", _hours(visits), people, _uncounted(visits))))


def _all_work_row(by_place):
    every = [visit for visits in by_place for visit in visits]
    people = sum_words([_people_met(visits) for visits in by_place])
    told = ("Together", f"{len(every):,}", _hours(every), people, _uncounted(every))
    return tuple(Cell(words, is_strong=True) for words in told)


def _uncounted(visits):
    """In how many visits nobody counted the people met; that is not nobody met."""
    return f"{sum(people is None for _, people in visits):,}"


def _hours(visits):
    return hours_words(sum((hours for hours, _ in visits), Decimal(0)))


def team_section(material, places):
    """A Section with posts held and vacant, skills that nobody brings, and where the team works, naming no one."""
    team, on = Team(material.programme), material.on
    if not team.posts:
        return Section("team", "Team", (Paragraph("No posts are on record."),))
    held = team.in_post(on)
    here = {place.pk for place in places}
    loads = loads_of(team.places, team.deployments, team.windows, team.residents, on)
    loads = [load for load in loads if load.place.pk in here]
    blocks = [_posts_table(team, held, on), *_missing_skills(held), _loads_table(loads, on)]
    return Section("team", "Team", tuple(filter(None, blocks)))


def _posts_table(team, held, on):
    by_team = defaultdict(list)
    for post in team.posts:
        by_team[post.team].append(post)
    fte = defaultdict(Decimal)
    for appointment in held:
        fte[appointment.post_id] += appointment.fte
    columns = (
        Column("Team"),
        *(Column(words, is_number=True) for words in ("Posts", "Full-time posts agreed", "Held")),
        Column("Vacant"),
    )
    ordered = sorted(by_team, key=lambda number: (number is not None, number))
    rows = tuple(_team_row(team_words(number), by_team[number], fte) for number in ordered)
    return Table(f"Posts as at {day_words(on)}", columns, rows)


def _team_row(name, posts, fte):
    agreed, held = (
        sum((each for each in of), Decimal(0)) for of in ((p.fte for p in posts), (fte[p.pk] for p in posts))
    )
    vacant = ", ".join(post.title for post in posts if fte[post.pk] < post.fte) or "none"
    return tuple(Cell(words) for words in (name, str(len(posts)), hours_words(agreed), hours_words(held), vacant))


def _missing_skills(held):
    missing = tuple(line.skill.label for line in skill_lines(held) if not line.people)
    return [Paragraph("Skills that nobody in post brings:"), Bullets(missing)] if missing else []


def _loads_table(loads, on):
    if not loads:
        return None
    columns = (Column("Neighbourhood"), *(Column(words, is_number=True) for words in ("Intensive", "Maintenance")))
    rows = tuple(
        (Cell(load.place.name), Cell(hours_words(load.intensive)), Cell(hours_words(load.maintenance)))
        for load in loads
    )
    return Table(f"Full-time posts at work in each neighbourhood as at {day_words(on)}", columns, rows)


def risks_section(material):
    """A Section with the open risks of a serious level, the highest first."""
    risks = [risk for risk in Risk.objects.of(material.programme) if _is_open(risk, material.on) and risk.is_serious]
    level = f"{Risk.SERIOUS_FROM} or more of 25"
    if not risks:
        return Section("risks", "Risks", (Paragraph(f"No open risk is at a level of {level}."),))
    risks.sort(key=lambda risk: (-risk.score, risk.title, risk.pk))
    columns = (Column("Risk"), Column("Level", is_number=True), Column("What is done about it"))
    rows = tuple(_risk_row(risk) for risk in risks)
    note = "The level is likelihood times impact, each from 1 to 5."
    return Section("risks", "Risks", (Table(f"Open risks at a level of {level}", columns, rows, note),))


def _is_open(risk, on):
    return risk.closed_on is None or risk.closed_on > on


def _risk_row(risk):
    level = Cell(str(risk.score), note=f"{risk.likelihood} × {risk.impact}")
    return Cell(risk.title, note=risk.detail), level, Cell(risk.response or "Nothing is on record.")
