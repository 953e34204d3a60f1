"""The stages of a programme as a flight of steps: positions for the drawing, and what became of each gate."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from commissioning.calendar import STAGES, gate_name
from commissioning.models import Stage

TREAD_TOPS = (112, 84, 56, 28)
FLOOR = 142
WORDS_WIDTH = 37
COUNTS = ("No stages", "One stage", "Two stages", "Three stages", "Four stages")
GATE_DONE, GATE_NEXT, GATE_LATE, GATE_OPEN = "done", "next", "late", "open"


@dataclass(frozen=True)
class Gate:
    """The end of a stage: whether it is decided, next, late or still far, in words, and the day that counts."""

    name: str
    state: str
    words: str
    on: date
    is_due: bool = False
    moved_words: str = ""


@dataclass(frozen=True)
class Tread:
    """One stage: where it stands in percent of the width as agreed, and from where to where it has run."""

    number: int
    first: int
    last: int
    left: float
    width: float
    top: int
    is_now: bool
    gate: Gate
    run: tuple[float, float] | None
    original_right: float | None = None
    stage: Stage | None = field(default=None, repr=False)

    @property
    def height(self):
        return FLOOR - self.top

    @property
    def right(self):
        return self.left + self.width

    @property
    def is_done(self):
        """Whether it has run to the end of its planned months."""
        return self.run is not None and self.run[1] >= round(self.right, 6)

    @property
    def rise(self):
        """Where the gate's mark stands: half-way up to the next tread."""
        return self.top - (TREAD_TOPS[0] - TREAD_TOPS[1]) // 2


@dataclass(frozen=True)
class StageTrack:
    """All stages, and where today stands on them; `today` is None outside their months."""

    treads: tuple[Tread, ...]
    month: int
    last_month: int
    today: float | None
    words: str

    @property
    def now(self):
        return next((tread for tread in self.treads if tread.is_now), None)

    @property
    def gates(self):
        """Treads that have another one after them."""
        return self.treads[:-1]

    @property
    def planned(self):
        """The tread whose months are planned for today."""
        return next((tread for tread in self.treads if tread.first <= self.month <= tread.last), self.treads[-1])

    @property
    def today_anchor(self):
        """Which end of its words stands at today's mark; they take a third of the drawing on a phone."""
        return "end" if self.today >= WORDS_WIDTH else "start"

    @property
    def mark_top(self):
        """The tread on which today's mark stands: the higher one where a stage runs outside its planned months."""
        return min(tread.top for tread in (self.planned, self.now or self.planned))

    @property
    def today_top(self):
        """The tread above which today's words stand: the next one where they would run through its riser."""
        under = self.planned
        later = [tread for tread in self.treads if tread.number == under.number + 1]
        runs_through = self.today_anchor == "start" and self.today + WORDS_WIDTH > under.right
        return min(later[0].top, self.mark_top) if later and runs_through else self.mark_top


def stage_track(programme, on):
    """The StageTrack of `programme` on the date `on`: by its contract, or by the usual months without one."""
    stages = programme.contract_stages()
    now, last = programme.stage_on(on), programme.last_month
    agreed = [_agreed(stage, programme, now, on, last) for stage in stages]
    treads = tuple(agreed or [_usual(months, programme, now, on, last) for months in STAGES])
    month = programme.month_on(on)
    inside = programme.starts_on <= on < programme.ends_before
    today = _at(programme, on, last) if inside else None
    return StageTrack(treads, month, last, today, _words(treads, month, last, on))


def _agreed(stage, programme, now, on, last):
    """The tread of a stage of the contract."""
    return Tread(
        number=stage.number,
        first=stage.first_month,
        last=stage.last_month,
        is_now=stage == now,
        gate=_gate(stage, now, on),
        run=_run(programme, stage.begins_on, stage.ends_on, on, last),
        original_right=stage.original_last_month / last * 100 if stage.is_extended else None,
        stage=stage,
        **_place(stage.number, stage.first_month, stage.last_month, last),
    )


def _usual(months, programme, now, on, last):
    """The tread of a stage where no contract is agreed: it runs as planned."""
    starts_on, ends_on = programme.month_start(months.first), programme.month_end(months.last)
    return Tread(
        number=months.number,
        first=months.first,
        last=months.last,
        is_now=months == now,
        gate=Gate(gate_name(months.number), GATE_OPEN, "", ends_on),
        run=_run(programme, starts_on, ends_on, on, last),
        **_place(months.number, months.first, months.last, last),
    )


def _place(number, first, last, of):
    """Where the tread of the months `first` to `last` stands among `of` months."""
    top = TREAD_TOPS[min(number, len(TREAD_TOPS)) - 1]
    return {"left": (first - 1) / of * 100, "width": (last - first + 1) / of * 100, "top": top}


def _run(programme, begins_on, ends_on, on, last):
    """From where to where a stage has run by the date `on`, or None where it has not begun."""
    if begins_on is None or begins_on >= on:
        return None
    until = on if ends_on is None else min(ends_on + date.resolution, on)
    start, end = _at(programme, begins_on, last), min(_at(programme, until, last), 100)
    return (start, end) if start < end else None


def _at(programme, on, last):
    """The place of a date in percent of `last` months, all equally wide."""
    month = programme.month_on(on)
    first, following = programme.month_start(month), programme.month_start(month + 1)
    passed = max((on - first).days, 0) / (following - first).days
    return (month - 1 + passed) / last * 100


def _gate(stage, now, on):
    """What became of a stage's gate by the date `on`, or when it is due."""
    moved = f"extended from month {stage.original_last_month} to {stage.last_month}" if stage.is_extended else ""
    if decision := stage.decided:
        words = decision.get_outcome_display().lower()
        return Gate(stage.gate_name, GATE_DONE, words, timezone.localdate(decision.decided_at), moved_words=moved)
    due_on = stage.planned_end
    if stage != now:
        return Gate(stage.gate_name, GATE_OPEN, "", due_on, is_due=True, moved_words=moved)
    days = (due_on - on).days
    state, words = (GATE_NEXT, _days_to(days)) if days >= 0 else (GATE_LATE, f"{_days(-days)} overdue")
    return Gate(stage.gate_name, state, words, due_on, is_due=True, moved_words=moved)


def _days_to(days):
    return f"in {_days(days)}" if days else "due today"


def _days(days):
    return "1 day" if days == 1 else f"{days} days"


def _words(treads, month, last, on):
    """The drawing for those who do not see it."""
    whole = f"{COUNTS[len(treads)]} over {last} months."
    now = next((tread for tread in treads if tread.is_now), None)
    if now is None:
        where = "before the first" if month < 1 else "after the last"
        return f"{whole} Today is {where}." + _gates_in_words(treads)
    return f"{whole} Today is in month {month}, in stage {now.number}." + _gates_in_words(treads)


def _gates_in_words(treads):
    """A sentence for each gate that is decided or next."""
    told = [tread.gate for tread in treads if tread.gate.state != GATE_OPEN]
    return "".join(f" {gate.name}: {gate.words}." for gate in told)
