"""The mix of the four ways of working in each neighbourhood: groups, hours of fieldwork, and projects tagged with each.

One thing may be tagged with several ways, and is counted in each of them; what is tagged with none is told beside.
The words that say what each way is are data, in approaches.toml beside this module.
"""

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.groups.eligibility import ACTIVE, heard_of_since
from neighbourhoods.models import CommunityGroup, FieldworkEntry, Project
from neighbourhoods.themes import APPROACHES

NO_HOURS = Decimal(0)


@dataclass(frozen=True)
class Approach:
    """One way of working: `what` it is and `examples` of it, in words."""

    code: str
    label: str
    what: str
    examples: tuple[str, ...]


@cache
def approaches():
    """The four ways of working in the order in which they are offered."""
    text = (Path(__file__).parent / "approaches.toml").read_text(encoding="utf-8")
    told = {row["code"]: row for row in tomllib.loads(text)["approach"]}
    return [Approach(code, label, told[code]["what"], tuple(told[code]["examples"])) for code, label in APPROACHES]


def hours_words(hours):
    """1,234.5: hours without idle noughts."""
    return f"{Decimal(hours).normalize():,f}"


@dataclass
class Tagged:
    """What is tagged with one way of working: groups and projects by number, hours of fieldwork."""

    groups: set = field(default_factory=set)
    projects: set = field(default_factory=set)
    hours: Decimal = NO_HOURS

    @property
    def is_empty(self):
        return not (self.groups or self.projects or self.hours)

    @property
    def hours_words(self):
        return hours_words(self.hours)


@dataclass
class Mix:
    """The mix of one neighbourhood, or of the whole programme: what there is in all, and of each way of working."""

    name: str
    code: str = ""
    all: Tagged = field(default_factory=Tagged)
    untagged: Tagged = field(default_factory=Tagged)
    by_code: dict = field(default_factory=lambda: defaultdict(Tagged))

    def add_group(self, group, codes):
        for tagged in self._of(codes):
            tagged.groups.add(group)

    def add_project(self, project, codes):
        for tagged in self._of(codes):
            tagged.projects.add(project)

    def add_hours(self, hours, codes):
        for tagged in self._of(codes):
            tagged.hours += hours

    def _of(self, codes):
        """All, and each of the ways, or the untagged where there is none."""
        return [self.all, *([self.by_code[code] for code in codes] or [self.untagged])]

    @property
    def ways(self):
        """(label, Tagged) of each of the four ways, in their order."""
        return [(label, self.by_code[code]) for code, label in APPROACHES]


def mixes_of(programme, on):
    """The Mix of each neighbourhood by name, and that of the whole programme, as at the date `on`.

    Groups and organisations active on the day, hours of fieldwork in the twelve months up to it, projects that ran on
    it. A project without a neighbourhood is for all of them. Four queries and one for the places of projects.
    """
    places = list(programme.neighbourhoods.only("pk", "programme", "name", "code"))
    whole, mixes = Mix("Whole programme"), {place.pk: Mix(place.name, place.code) for place in places}
    tags = CommunityGroup.objects.of(programme).exclude(approaches="").values_list("pk", "approaches")
    tags_of = dict(tags.order_by())
    for placed in groups_as_at(programme, on):
        if placed.state == ACTIVE:
            for mix in (whole, mixes[placed.neighbourhood]):
                mix.add_group(placed.group, tags_of.get(placed.group, ()))
    for place, hours, codes in fieldwork_in_year(programme, on).values_list("neighbourhood", "hours", "approaches"):
        for mix in (whole, mixes[place]):
            mix.add_hours(hours, codes)
    for project, serves in projects_on(programme, on):
        for mix in (whole, *(mixes[place] for place in serves or mixes)):
            mix.add_project(project.pk, project.approaches)
    return list(mixes.values()), whole


def fieldwork_in_year(programme, on):
    """Fieldwork of the twelve months up to the date `on`."""
    return FieldworkEntry.objects.of(programme).filter(done_on__gt=heard_of_since(on), done_on__lte=on).order_by()


def projects_on(programme, on):
    """(Project, ids of its neighbourhoods) of each that ran on the date `on`; no id means the whole programme."""
    projects = list(Project.objects.of(programme).there_on(on).only("pk", "programme", "name", "approaches"))
    through = Project.places.through.objects.filter(project__in=projects).values_list("project", "neighbourhood")
    serves = defaultdict(list)
    for project, place in through:
        serves[project].append(place)
    return [(project, serves[project.pk]) for project in projects]
