"""Deployments over the programme's months as a drawing: a row for each person, a bar for each stay."""

from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.calendar import STAGES
from commissioning.shares import days_words, share_words
from neighbourhoods.support_rules import INTENSIVE

LANE = 26
BAR = 22
# How wide the drawing is at least, on a desk and on a phone, and how much of that a letter takes: a bar too short
# for its label goes without.
WIDE, NARROW = 670, 320
LETTER, MARGIN = 6, 10


@dataclass(frozen=True)
class Bar:
    """One stay: where it stands in percent of the width, in which lane, and what is written into it."""

    left: float
    width: float
    top: int
    kind: str
    label: str
    words: str

    height = BAR

    @property
    def is_intensive(self):
        return self.kind == INTENSIVE

    @property
    def fits(self):
        """Where the label fits into the bar: everywhere, on a desk only ("wide"), or nowhere ("")."""
        needed = len(self.label) * LETTER + MARGIN
        if self.width / 100 * NARROW >= needed:
            return "everywhere"
        return "wide" if self.width / 100 * WIDE >= needed else ""

    @property
    def text_top(self):
        return self.top + 15


@dataclass(frozen=True)
class Row:
    """One person: who it is to this reader, and their bars in as many lanes as run beside each other.

    Without a bar, `unseen` says why.
    """

    who: str
    href: str
    note: str
    bars: tuple[Bar, ...]
    unseen: str

    @property
    def height(self):
        return max((bar.top + LANE for bar in self.bars), default=LANE)

    @property
    def words(self):
        return "; ".join(bar.words for bar in self.bars) or self.unseen


@dataclass(frozen=True)
class Chart:
    """The rows of each team, the months that are marked, and today in percent, or None outside the programme."""

    teams: tuple[tuple[str, tuple[Row, ...]], ...]
    ticks: tuple[tuple[int, float], ...]
    today: float | None
    month: int
    last_month: int

    @property
    def today_anchor(self):
        return "end" if self.today is not None and self.today > 50 else "start"


def chart_of(programme, appointments, deployments, on, sees_names):
    """The Chart of everybody who is or was deployed, and of those in a neighbourhood team who are not."""
    stays = {}
    for deployment in deployments:
        stays.setdefault(deployment.appointment_id, []).append(deployment)
    teams = {}
    for appointment in appointments:
        idle = appointment.post.team is not None and appointment.holds_on(on)
        if appointment.pk in stays or idle:
            row = _row(programme, appointment, stays.get(appointment.pk, []), on, sees_names)
            teams.setdefault(appointment.post.team, []).append(row)
    ordered = sorted(teams, key=lambda number: (number is not None, number))
    return Chart(
        teams=tuple((team_words(number), tuple(teams[number])) for number in ordered),
        ticks=tuple((month, _percent(programme, programme.month_start(month))) for month in _marked_months(programme)),
        today=_percent(programme, on) if programme.starts_on <= on < programme.ends_before else None,
        month=programme.month_on(on),
        last_month=programme.last_month,
    )


def team_words(number):
    return "Core team" if number is None else f"Team {number}"


def _marked_months(programme):
    """The first month of each stage, as agreed now, and the last of all."""
    firsts = [stage.first_month for stage in programme.contract_stages()] or [stage.first for stage in STAGES]
    return (*firsts, programme.last_month)


def _row(programme, appointment, deployments, on, sees_names):
    left_on = appointment.ends_on if appointment.ends_on and appointment.ends_on < on else None
    notes = [appointment.post.title if sees_names else "", f"left {left_on:%B %Y}" if left_on else ""]
    return Row(
        who=appointment.name if sees_names else appointment.post.title,
        href=(appointment if sees_names else appointment.post).get_absolute_url(),
        note=", ".join(note for note in notes if note),
        bars=tuple(_bars(programme, deployments)),
        unseen="deployed outside these months" if deployments else "not deployed",
    )


def _bars(programme, deployments):
    """Bars in order of their start, each in the first lane that is free by then."""
    free_from = []
    for deployment in sorted(deployments, key=lambda each: (each.starts_on, each.kind, each.pk)):
        end = min(deployment.ends_on or date.max, programme.ends_on)
        if end < programme.starts_on or deployment.starts_on >= programme.ends_before:
            continue
        lane = next((n for n, free in enumerate(free_from) if free <= deployment.starts_on), len(free_from))
        free_from[lane : lane + 1] = [end + timedelta(days=1)]
        yield _bar(programme, deployment, end, lane)


def _bar(programme, deployment, end, lane):
    left = _percent(programme, max(deployment.starts_on, programme.starts_on))
    place = str(deployment.neighbourhood)
    days = days_words(deployment.starts_on, deployment.ends_on)
    return Bar(
        left=left,
        width=_percent(programme, end + timedelta(days=1)) - left,
        top=lane * LANE + (LANE - BAR) // 2,
        kind=deployment.kind,
        label=place,
        words=f"{place}, {deployment.get_kind_display().lower()}, {share_words(deployment.fte)}, {days}",
    )


def _percent(programme, on):
    """Where a day stands between the programme's first and last, from 0 to 100."""
    return (on - programme.starts_on).days / (programme.ends_before - programme.starts_on).days * 100
