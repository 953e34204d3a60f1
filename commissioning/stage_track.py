"""The stages of a programme as a flight of steps: positions for the drawing on the overview."""

from dataclasses import dataclass
from datetime import date

from commissioning.calendar import PROGRAMME_MONTHS, STAGES

TREAD_TOPS = (112, 84, 56, 28)
FLOOR = 142
WORDS_WIDTH = 37


@dataclass(frozen=True)
class Tread:
    """One stage: where it stands in percent of the width, and how much of it is behind us."""

    number: int
    first: int
    last: int
    left: float
    width: float
    top: int
    done_width: float
    is_now: bool
    ends_on: date

    @property
    def height(self):
        return FLOOR - self.top

    @property
    def right(self):
        return self.left + self.width

    @property
    def done_right(self):
        return self.left + self.done_width

    @property
    def is_done(self):
        return self.done_width >= self.width


@dataclass(frozen=True)
class StageTrack:
    """All stages, and where today stands on them; `today` is None outside the five years."""

    treads: tuple[Tread, ...]
    month: int
    today: float | None
    words: str

    @property
    def now(self):
        return next((tread for tread in self.treads if tread.is_now), None)

    @property
    def today_anchor(self):
        """Which end of its words stands at today's mark; they take a third of the drawing on a phone."""
        return "end" if self.today >= WORDS_WIDTH else "start"

    @property
    def today_top(self):
        """The tread above which today's words stand: the next one where they would run through its riser."""
        later = [tread for tread in self.treads if tread.number == self.now.number + 1]
        runs_through = self.today_anchor == "start" and self.today + WORDS_WIDTH > self.now.right
        return later[0].top if later and runs_through else self.now.top


def stage_track(programme, on):
    """The StageTrack of `programme` on the date `on`."""
    start, end = programme.starts_on, programme.ends_before
    passed = min(max((on - start).days / (end - start).days, 0), 1) * 100
    treads = tuple(_tread(programme, stage, passed, on) for stage in STAGES)
    month = programme.month_on(on)
    inside = start <= on < end
    return StageTrack(treads, month, passed if inside else None, _words(treads, month, inside))


def _tread(programme, stage, passed, on):
    left = (stage.first - 1) / PROGRAMME_MONTHS * 100
    width = (stage.last - stage.first + 1) / PROGRAMME_MONTHS * 100
    return Tread(
        number=stage.number,
        first=stage.first,
        last=stage.last,
        left=left,
        width=width,
        top=TREAD_TOPS[stage.number - 1],
        done_width=min(max(passed - left, 0), width),
        is_now=stage.first <= programme.month_on(on) <= stage.last,
        ends_on=programme.month_start(stage.last + 1) - date.resolution,
    )


def _words(treads, month, inside):
    if not inside:
        return "Four stages over 60 months. Today is " + ("before the first." if month < 1 else "after the last.")
    now = next(tread for tread in treads if tread.is_now)
    return f"Four stages over 60 months. Today is in month {month}, in stage {now.number}."
