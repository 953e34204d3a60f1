"""The areas and the groups of people of a wave: neighbourhoods, cohorts, the programme; everyone, sex, age, options."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from evaluation.models import Estimate
from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.answers import NOT_ASKED

ALL = "all"
EVERY_KIND = frozenset(Estimate.AreaKind.values)


class Group(NamedTuple):
    """A group of people that figures are broken down by.

    One that is not shown is a total to subtract from: it is counted, and never has figures of its own.
    """

    breakdown: str
    code: str
    label: str
    is_shown: bool = True


EVERYONE = Group(ALL, ALL, "Everyone")
ASKED = Group("asked", "asked", "Everyone who was asked", is_shown=False)


@dataclass(frozen=True)
class Grouping:
    """The groups that figures are made for, "all" first, and who is in which.

    Figures by the options of a question have its code as `question`; sex and age are known of respondents without one.
    `opened` are the kinds of areas that may have such figures (docs/adr/0015).
    """

    groups: tuple[Group, ...]
    question: str = ""
    opened: frozenset = EVERY_KIND

    @cached_property
    def breakdowns(self):
        """Name of each breakdown -> where its groups stand."""
        names = dict.fromkeys(group.breakdown for group in self.groups if group.is_shown and group.breakdown != ALL)
        return {name: [at for at, group in enumerate(self.groups) if group.breakdown == name] for name in names}

    @cached_property
    def totals(self):
        """Where the groups stand from which the options of a question could be subtracted; none for sex and age."""
        return [at for at, group in enumerate(self.groups) if group in (EVERYONE, ASKED)] if self.question else []

    @cached_property
    def labels(self):
        return {group.code: group.label for group in self.groups}

    def membership(self, rows, order):
        """Who of `rows` (surveys.evidence.seals.Rows) belongs to which group: a bool array (respondents, groups).

        `order` has the column of each question. Unknown sex or age, and an answer that is no option (don't know,
        refused, blank, not asked), is in "all" only.
        """
        if not self.question:
            return membership(rows.sex, rows.age_band)
        answers = rows.answers[:, order[self.question]]
        return np.stack([self._is_in(group, answers) for group in self.groups], axis=1)

    def _is_in(self, group, answers):
        if group is EVERYONE:
            return np.ones(len(answers), bool)
        return answers != NOT_ASKED if group is ASKED else answers == int(group.code)


STANDARD = Grouping(
    (
        EVERYONE,
        *(Group("sex", sex.code, sex.label) for sex in SEXES),
        *(Group("age", band.code, band.label) for band in AGE_BANDS),
    )
)
GROUPS, BREAKDOWNS = STANDARD.groups, STANDARD.breakdowns


def by_options(item, opened=EVERY_KIND):
    """The Grouping by the options of a single-choice question, as a questionnaire asks it (a QuestionnaireItem)."""
    options = (Group(item.code, str(option["code"]), option["label"]) for option in item.options)
    asked = (ASKED,) if item.asked_if else ()
    return Grouping((EVERYONE, *options, *asked), question=item.code, opened=frozenset(opened))


def membership(sex, age_band):
    """Who is of which sex and age: a bool array (respondents, groups of STANDARD)."""
    columns = [np.ones(len(sex), bool)]
    columns += [sex == s.number for s in SEXES]
    columns += [age_band == b.number for b in AGE_BANDS]
    return np.stack(columns, axis=1)


class Area(NamedTuple):
    """A place that has figures, and the samples (rows of the wave's sums) it is made of."""

    kind: str
    code: str
    neighbourhood_id: int | None
    cohort_id: int | None
    samples: tuple[int, ...]


def areas_of(programme, neighbourhoods):
    """The areas that samples of `neighbourhoods` (in the order of the samples) give figures for."""
    kinds = Estimate.AreaKind
    yield from (Area(kinds.NEIGHBOURHOOD, n.code, n.pk, None, (row,)) for row, n in enumerate(neighbourhoods))
    by_cohort = {}
    for row, neighbourhood in enumerate(neighbourhoods):
        if neighbourhood.cohort is not None:
            by_cohort.setdefault(neighbourhood.cohort, []).append(row)
    for cohort in sorted(by_cohort, key=lambda c: c.number):
        yield Area(kinds.COHORT, cohort.area_code, None, cohort.pk, tuple(by_cohort[cohort]))
    yield Area(kinds.PROGRAMME, programme.slug, None, None, tuple(range(len(neighbourhoods))))
