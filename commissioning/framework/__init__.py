"""The model contract as it ships: what each stage holds, the posts of the team, and the skills it needs.

The texts are in the TOML files beside this one (docs/data-formats/framework.md). A programme starts from copies of them
and edits those freely.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from commissioning.calendar import STAGES

FOLDER = Path(__file__).parent
SCORE_THAT_COUNTS_AS_MET = 3


@dataclass(frozen=True)
class TaskTemplate:
    """A task: `owner` is a role; `due_month` None runs to the end of the stage."""

    title: str
    detail: str
    owner: str
    due_month: int | None = None


@dataclass(frozen=True)
class MilestoneTemplate:
    """A milestone with the programme month by whose end it is due."""

    title: str
    detail: str
    due_month: int


@dataclass(frozen=True)
class KpiTemplate:
    """A KPI: `covers` is programme or cohort-<number>; `indicator` is empty for a judgement."""

    title: str
    detail: str
    kind: str
    covers: str
    due_month: int
    indicator: str = ""
    target: float | None = None

    @property
    def cohort(self):
        """The number of the cohort it covers, or None for the whole programme."""
        return int(self.covers.removeprefix("cohort-")) if self.covers != "programme" else None


@dataclass(frozen=True)
class StageTemplate:
    """A stage with everything that the contract asks for in it."""

    number: int
    first_month: int
    last_month: int
    title: str
    purpose: str
    tasks: tuple[TaskTemplate, ...]
    milestones: tuple[MilestoneTemplate, ...]
    kpis: tuple[KpiTemplate, ...]


@dataclass(frozen=True)
class PostTemplate:
    """A post of the team: how many of them there are, and whether each belongs to a neighbourhood team."""

    key: str
    title: str
    count: int
    team_based: bool
    purpose: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Skill:
    """Something that the team must be able to do between its members."""

    key: str
    label: str
    meaning: str


@lru_cache
def stage_templates():
    """A StageTemplate for each stage, in order."""
    return tuple(_stage(months) for months in STAGES)


@lru_cache
def tasks_throughout():
    """TaskTemplates of what the contract asks for in every stage."""
    return tuple(TaskTemplate(**task) for task in _read("throughout")["tasks"])


@lru_cache
def post_templates():
    """A PostTemplate for each kind of post."""
    return tuple(PostTemplate(**post | {"duties": tuple(post["duties"])}) for post in _read("posts")["posts"])


@lru_cache
def skills():
    """The nine skills by key."""
    return {skill["key"]: Skill(**skill) for skill in _read("skills")["skills"]}


def _stage(months):
    written = _read(f"stage{months.number}")
    return StageTemplate(
        number=months.number,
        first_month=months.first,
        last_month=months.last,
        title=written["title"],
        purpose=written["purpose"],
        tasks=tuple(TaskTemplate(**task) for task in written["tasks"]),
        milestones=tuple(MilestoneTemplate(**milestone) for milestone in written["milestones"]),
        kpis=tuple(KpiTemplate(**kpi) for kpi in written["kpis"]),
    )


def _read(name):
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def framework_counts():
    """What a contract made from the framework holds, in one sentence."""
    stages = stage_templates()
    tasks = sum(len(stage.tasks) + len(tasks_throughout()) for stage in stages)
    milestones, kpis = sum(len(stage.milestones) for stage in stages), sum(len(stage.kpis) for stage in stages)
    posts = sum(post.count for post in post_templates())
    return f"{len(stages)} stages with {tasks} tasks, {milestones} milestones and {kpis} KPIs, and {posts} posts."
