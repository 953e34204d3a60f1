"""Answers by the day on which they were given, and their drawing."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

# Longer fieldwork is drawn by weeks.
MOST_DAYS = 62
BASE, TOP = 110, 14
MOST_TICKS = 5


@dataclass(frozen=True)
class Bar:
    """One day, or one week, of fieldwork: its place from 0 to 100 and its height, as the drawing needs them."""

    starts_on: date
    ends_on: date
    count: int
    x: float
    width: float
    height: float

    @property
    def y(self):
        return BASE - self.height

    @property
    def middle(self):
        return self.x + self.width / 2

    @property
    def label(self):
        first = date_format(self.starts_on, "j F Y")
        return first if self.starts_on == self.ends_on else f"{first} to {date_format(self.ends_on, 'j F Y')}"

    @property
    def words(self):
        return f"{self.label}: {self.count:,}"


@dataclass(frozen=True)
class DayChart:
    """Answers by day of fieldwork; those given before or after it, or on an unknown day, apart.

    Every answer is in exactly one of the bars and the three numbers.
    """

    bars: tuple[Bar, ...]
    before: int
    after: int
    unknown: int
    by_week: bool

    base = BASE
    height = BASE + 2

    @property
    def most(self):
        """The busiest Bar, or None where no day has an answer."""
        busiest = max(self.bars, key=lambda bar: bar.count, default=None)
        return busiest if busiest and busiest.count else None

    @property
    def ticks(self):
        """Bars whose day is written below the drawing: the first, the last, and some between."""
        if not self.bars:
            return []
        gaps = min(MOST_TICKS, len(self.bars)) - 1
        places = {round(step * (len(self.bars) - 1) / gaps) for step in range(gaps + 1)} if gaps else {0}
        return [self.bars[place] for place in sorted(places)]

    @property
    def apart(self):
        """Pairs of words and number for the answers that are on no day of fieldwork."""
        told = (
            ("before the first day", self.before),
            ("after the last day", self.after),
            ("on an unknown day", self.unknown),
        )
        return [(words, count) for words, count in told if count]


def day_chart(by_day, course):
    """The DayChart of `by_day`, a dict from day (None where unknown) to answers, over the days of a Course so far."""
    last = min(course.ends_on, max(course.today, course.starts_on))
    length = (last - course.starts_on).days + 1
    step = 1 if length <= MOST_DAYS else 7
    starts = [course.starts_on + timedelta(days=day) for day in range(0, length, step)] if course.has_begun else []
    counts = [0] * len(starts)
    before = after = 0
    for day, count in by_day.items():
        if day is None:
            continue
        at = (day - course.starts_on).days // step
        if day < course.starts_on:
            before += count
        elif day > last or at >= len(counts):
            after += count
        else:
            counts[at] += count
    bars = _bars(starts, counts, step, last)
    return DayChart(bars, before, after, by_day.get(None, 0), by_week=step > 1)


def _bars(starts, counts, step, last):
    most, width = max(counts, default=0), 100 / len(starts) if starts else 0
    return tuple(
        Bar(
            starts_on=start,
            ends_on=min(last, start + timedelta(days=step - 1)),
            count=count,
            x=at * width + width * 0.1,
            width=width * 0.8,
            height=(BASE - TOP) * count / most if most else 0,
        )
        for at, (start, count) in enumerate(zip(starts, counts, strict=True))
    )
